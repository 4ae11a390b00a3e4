# SPDX-License-Identifier: AGPL-3.0-or-later
"""Backups: sealed whole or not there, opened by the offline key alone, put in place whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import io
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from threading import Event
from time import monotonic

import pytest

from answerable import config
from answerable.cli import main
from answerable.cli.movement import Movement
from answerable.core.errors import Refused
from answerable.jobs import backups, keybackups
from answerable.record import bundle, publishing
from answerable.sealing import age, backup_file
from answerable.sealing.age_stream import Opening, Sealing
from answerable.sealing.errors import Refusal
from answerable.storage import blobs, restoring
from answerable.storage.sqlite.base import DatabaseWrapper
from tests.actions.scene import thread_of
from tests.actions.test_erasing import live, secrets_of
from tests.conftest import NOW, using
from tests.jobs.backed_up import SEED, identity, keep_offline_key, restore
from tests.storage.files import dump, found_in

pytestmark = pytest.mark.embedded
CANARY = b"a sealed file that lies beside the database"


@pytest.fixture(scope="module")
def lived(movement_folder: tuple[Path, Movement], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Movement]:
    """A movement with asks, a sealed file, a published record and settings in its folder."""
    data, movement = tmp_path_factory.mktemp("lived") / "data", deepcopy(movement_folder[1])
    shutil.copytree(movement_folder[0], data)
    with using(data):
        keep_offline_key()
        live(movement)
        blobs.put(CANARY)
        bundle.note_bundle({"ask.js": "a" * 64}, NOW.date())
        publishing.publish()
    (data / "processes").mkdir()
    (data / "processes" / "our garden.toml").write_text("steps", "utf-8")
    (data / "witness").mkdir(exist_ok=True)
    (data / "witness" / "witness.key").write_text("a witness's secret", "ascii")
    return data, movement


LEFT = ExitStack()


@pytest.fixture
def living(lived: tuple[Path, Movement], tmp_path: Path) -> Iterator[Movement]:
    """A copy of it in use, until the test is over or calls `LEFT.close`."""
    shutil.copytree(lived[0], tmp_path / "data")
    with LEFT:
        LEFT.enter_context(using(tmp_path / "data"))
        yield deepcopy(lived[1])


def made(folder: Path) -> tuple[Path, Path]:
    return backups.back_up(folder, NOW), keybackups.back_up(NOW)


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_is_restored_is_what_was_there(living: Movement, tmp_path: Path) -> None:
    data, before, told = config.current().data, dump(), list[int]()
    path = backups.back_up(tmp_path / "medium", NOW, lambda done, size: told.append(done * 100 // size))
    keys = keybackups.back_up(NOW)
    assert told == sorted(told)
    assert told[-1] == 100
    assert restore(path, keys, tmp_path / "new", key=identity(tmp_path)) == 0
    there, here = tree(tmp_path / "new"), tree(data)
    assert (tmp_path / "new" / "answerable.sqlite3").stat().st_mode & 0o777 == 0o600
    assert there["keys"] == here["keys"]
    kept = {name for name in here if name.split("/")[0] in ("record", "files", "processes")}
    assert len(kept) == 5
    assert {name: there[name] for name in kept} == {name: here[name] for name in kept}
    assert set(there) == kept | {"keys", "answerable.sqlite3", restoring.RESTORED}
    LEFT.close()
    with using(tmp_path / "new"):
        assert dump() == before
        assert living.askers["Anouk"].enter(NOW)


def test_a_medium_shows_nothing(living: Movement, tmp_path: Path) -> None:
    secrets = secrets_of(living.askers["Anouk"])
    path, keys = made(tmp_path / "medium")
    opened = age.open(path.read_bytes(), SEED)
    assert found_in(opened, living.askers["Anouk"].code)  # the search finds what is there
    for found in (*secrets.values(), CANARY, "our garden", "record/checkpoint"):
        assert not found_in(path.read_bytes(), found)
    for seed in (secrets["words"], secrets["text"], secrets["mark seed"], "a witness's secret"):
        assert not found_in(opened, seed)
    held = age.open(keys.read_bytes(), SEED)
    records = [held[at : at + 64] for at in range(64, len(held), 64)]
    assert any(any(each) for each in records)
    assert not [each for each in records if any(each) and each[17:49] in opened]
    assert len(opened) == backup_file.padme(len(opened))
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    assert path.stat().st_mode & 0o777 == 0o600
    assert not (config.current().data / backups.BESIDE).exists()


def test_everything_in_a_data_folder_is_kept_or_named_as_left_out(living: Movement, tmp_path: Path) -> None:
    made(config.current().data / "backups")
    names = {path.name.removesuffix("-wal").removesuffix("-shm") for path in config.current().data.iterdir()}
    assert names - set(backup_file.TOPS) - set(backups.LEFT_OUT) == set()
    left = {path.name for path in backups.files()} & {"keys", "witness.key", "lock"}
    assert left == set()


def test_erased_stays_gone_with_newer_keys_and_would_come_back_with_older_ones(
    living: Movement, tmp_path: Path
) -> None:
    """The negative control shows that the backup did hold it: what makes erasing true is that the key is gone."""
    one = living.askers["Anouk"]
    ident = thread_of(one.code).row.id
    path, older = made(tmp_path / "medium")
    shutil.copy(older, tmp_path / "older.age")
    living.mark("Anouk", 0, "erased")
    newer = keybackups.back_up(NOW)
    key = identity(tmp_path)
    assert restore(path, newer, tmp_path / "newer", key=key) == 0
    assert restore(path, tmp_path / "older.age", tmp_path / "control", key=key) == 0
    LEFT.close()
    with using(tmp_path / "control"):
        assert thread_of(one.code).noted
    with using(tmp_path / "newer"):
        from answerable.storage import vault

        assert not vault.has_key(ident)
        with pytest.raises(RuntimeError, match="without facts"):
            thread_of(one.code)
        assert thread_of(living.askers["before 1"].code).noted


def test_how_many_stay_closed_is_said(living: Movement, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = backups.back_up(tmp_path, NOW)
    living.mark("Anouk", 0, "erased")
    assert restore(path, keybackups.back_up(NOW), tmp_path / "new", key=identity(tmp_path)) == 0
    assert "1 of them stay closed" in capsys.readouterr().out


@pytest.mark.parametrize("when", ["the copy", "the sealing"])
def test_an_interrupted_backup_leaves_no_half_file(
    living: Movement, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    def interrupt(*given: object) -> None:
        raise KeyboardInterrupt

    kept = backups.back_up(tmp_path / "medium", NOW).read_bytes()
    monkeypatch.setattr(*((DatabaseWrapper, "copy_to") if when == "the copy" else (Sealing, "finish")), interrupt)
    with pytest.raises(KeyboardInterrupt):
        backups.back_up(tmp_path / "medium", NOW)
    assert tree(tmp_path / "medium") == {f"answerable-{NOW.date()}.age": kept}
    assert not (config.current().data / backups.BESIDE).exists()


def test_a_killed_backup_is_no_backup_and_the_next_one_clears_up(living: Movement, tmp_path: Path) -> None:
    beside = config.current().data / backups.BESIDE
    beside.mkdir()
    (beside / "answerable.sqlite3").write_bytes(b"left by a crash")
    (tmp_path / f"answerable-{NOW.date()}.part").write_bytes(b"half")
    path = backups.back_up(tmp_path, NOW)
    assert list(tree(path.parent)).count(path.name) == 1
    assert not list(tmp_path.glob("*.part"))
    assert not beside.exists()


def test_a_full_disk_is_said_and_nothing_is_left(
    living: Movement, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, keys = made(tmp_path / "medium")
    path.unlink()

    def full(*given: object, **named: object) -> int:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(Sealing, "_put", full)
    with pytest.raises(Refused, match="not enough room for a backup"):
        backups.back_up(tmp_path / "medium", NOW)
    assert tree(tmp_path / "medium") == {}
    monkeypatch.undo()
    path = backups.back_up(tmp_path / "medium", NOW)
    monkeypatch.setattr(restoring, "_flush_all", full)
    with pytest.raises(Refused, match="not enough room beside"):
        restoring.restore(path, keys, SEED, tmp_path / "place" / "new", lambda done, size: None)
    assert list((tmp_path / "place").iterdir()) == []


def test_a_folder_with_something_in_it_is_refused(
    living: Movement, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, keys = made(tmp_path / "medium")
    target, key = tmp_path / "full", identity(tmp_path)
    target.mkdir()
    (target / "mine").write_text("stays")
    assert restore(path, keys, target, key=key) == 1
    assert "There is something in" in capsys.readouterr().err
    assert tree(target) == {"mine": b"stays"}
    (target / "mine").unlink()
    assert restore(path, keys, target, key=key) == 0


def _flipped(path: Path, at: int) -> None:
    raw = bytearray(path.read_bytes())
    raw[at] ^= 1
    path.write_bytes(raw)


def test_each_wrong_thing_is_a_sentence_and_nothing_is_put_in_place(
    living: Movement, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, keys = made(tmp_path / "medium")
    good, other = identity(tmp_path), identity(tmp_path, bytes([9] * 32))
    damaged, cut, stranger = tmp_path / "damaged.age", tmp_path / "cut.age", tmp_path / "stranger.age"
    shutil.copy(path, damaged)
    _flipped(damaged, path.stat().st_size // 2)
    cut.write_bytes(path.read_bytes()[:-70_000])
    stranger.write_bytes(age.seal(b"not an archive" * 5000, [age.recipient(SEED)]))
    (tmp_path / "none.txt").write_text("no key")
    for backup, key_backup, key, said in (
        (path, keys, other, "None of your keys opens this"),
        (path, keys, tmp_path / "none.txt", "holds no offline key"),
        (path, keys, tmp_path / "absent", "There is no file"),
        (tmp_path / "absent", keys, good, "There is no file"),
        (damaged, keys, good, "changed or is damaged"),
        (cut, keys, good, "changed or is damaged"),
        (stranger, keys, good, "not a backup of Answerable"),
        (path, stranger, good, "key file is damaged"),
        (keys, keys, good, "not a backup of Answerable"),
    ):
        assert restore(backup, key_backup, tmp_path / "place" / "new", key=key) == 1
        assert said in capsys.readouterr().err
        assert list((tmp_path / "place").glob("*")) == []
    assert main(["backup", "--check", str(path), "--identity", str(good)]) == 0
    assert "Whole: localhost:8000/record1, of 2031-05-20" in capsys.readouterr().out
    for backup, key in ((damaged, good), (cut, good), (stranger, good), (path, other)):
        assert main(["backup", "--check", str(backup), "--identity", str(key)]) == 1
    assert main(["backup", "--check", str(path)]) == 1


def test_the_offline_key_as_setup_prints_it_opens_too(living: Movement, tmp_path: Path) -> None:
    from answerable.sealing.wire import b64

    path, _ = made(tmp_path / "medium")
    (tmp_path / "typed.txt").write_text(f"   {b64(SEED)}\n")
    assert main(["backup", "--check", str(path), "--identity", str(tmp_path / "typed.txt")]) == 0


def test_a_backup_of_somebody_else_is_refused(living: Movement, tmp_path: Path) -> None:
    """Whoever has the public key can seal to it; the record's key signs what is ours."""
    path, keys = made(tmp_path / "medium")
    forged = tmp_path / "forged.age"
    with forged.open("wb") as file:
        packing = backup_file.Packing(Sealing(file, [age.recipient(SEED)]))
        raw = sqlite(tmp_path / "forged.sqlite3")
        packing.add(backup_file.DATABASE, len(raw), io.BytesIO(raw))
        packing.finish(day="2031-05-20", origin="localhost:8000/record1", schema=1, seed=bytes([7] * 32))
    restoring.check(forged, SEED, lambda done, size: None)
    with pytest.raises(Refused, match="not made with these keys"):
        restoring.restore(forged, keys, SEED, tmp_path / "new", lambda done, size: None)
    assert not (tmp_path / "new").exists()


def sqlite(path: Path) -> bytes:
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE storage_ask (id TEXT)")
        database.commit()
    return path.read_bytes()


@pytest.mark.parametrize("name", ["../out", "/etc/out", "keys", "record/../keys", "restored", "record//a", "lock"])
def test_a_backup_puts_nothing_elsewhere(tmp_path: Path, name: str) -> None:
    at = tmp_path / "bad.age"
    with at.open("wb") as file:
        packing = backup_file.Packing(Sealing(file, [age.recipient(SEED)]))
        packing.add(name, 2, io.BytesIO(b"no"))
        packing.finish(day="2031-05-20", origin="o", schema=1, seed=SEED)
    with pytest.raises(Refusal, match="backup"):
        restoring.check(at, SEED, lambda done, size: None)


def test_a_listing_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    at = tmp_path / "bad.age"
    with at.open("wb") as file:
        packing = backup_file.Packing(Sealing(file, [age.recipient(SEED)]))
        packing.add("witnesses", 2, io.BytesIO(b"ab"))
        packing._files["witnesses"] = (2, hashlib.sha256(b"ac").hexdigest())
        packing.finish(day="2031-05-20", origin="o", schema=1, seed=SEED)
    with pytest.raises(Refusal, match="backup"):
        restoring.check(at, SEED, lambda done, size: None)


@pytest.mark.parametrize("size", [0, 1, 65535, 65536, 65537, 131072, 200_001])
def test_a_stream_is_an_age_file_like_any_other(size: int) -> None:
    plain, out = bytes(size % 251 for _ in range(size)), io.BytesIO()
    sealing = Sealing(out, [age.recipient(SEED)])
    for at in range(0, size, 10_007):
        sealing.write(plain[at : at + 10_007])
    sealing.finish()
    assert age.open(out.getvalue(), SEED) == plain
    opening = Opening(io.BytesIO(age.seal(plain, [age.recipient(SEED)])), SEED)
    assert b"".join(iter(lambda: opening.read(7_001), b"")) == plain
    cut = Opening(io.BytesIO(out.getvalue()[:-1]), SEED)
    with pytest.raises(Refusal, match="age-damaged"):
        while cut.read(65_536):
            pass


def test_any_tar_reads_what_was_opened(living: Movement, tmp_path: Path) -> None:
    path, _ = made(tmp_path / "medium")
    opened = age.open(path.read_bytes(), SEED)
    listed = subprocess.run(["tar", "t"], input=opened, capture_output=True, check=True)
    names = listed.stdout.decode().splitlines()
    assert names[0] == "record/checkpoint"
    assert names[-1] == backup_file.LIST
    assert "answerable.sqlite3" in names


def test_without_an_offline_key_there_is_no_backup(movement: Movement, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no offline key yet"):
        backups.back_up(tmp_path / "medium", NOW)
    assert not (tmp_path / "medium").exists()


def test_a_folder_that_cannot_be_written_is_said(living: Movement, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(Refused, match="No backup can be written"):
        backups.back_up(tmp_path / "file", NOW)


def test_a_newer_program_is_asked_for(living: Movement, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, keys = made(tmp_path / "medium")
    monkeypatch.setattr(restoring, "expected", lambda: 1)
    with pytest.raises(Refused, match="newer Answerable"):
        restoring.restore(path, keys, SEED, tmp_path / "new", lambda done, size: None)
    assert not (tmp_path / "new").exists()


def test_a_server_on_postgresql_names_what_to_use() -> None:
    from answerable.storage.postgres.base import DatabaseWrapper as Postgres

    with pytest.raises(Refused, match="pg_dump and pg_restore"):
        Postgres.copy_to(Postgres({}), Path("x"), lambda done, size: None)


def test_configuration_is_not_needed_to_restore(living: Movement, tmp_path: Path) -> None:
    path, keys = made(tmp_path / "medium")
    before = config.current()
    config.use(replace(before, data=tmp_path / "nowhere"))
    try:
        assert restore(path, keys, tmp_path / "new", key=identity(tmp_path)) == 0
    finally:
        config.use(before)
    assert not (tmp_path / "nowhere").exists()


def test_a_server_makes_one_at_a_time_and_tells_how_it_stands(
    living: Movement, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, copy_to = Event(), DatabaseWrapper.copy_to

    def wait(self: DatabaseWrapper, path: Path, progress: backups.Progress) -> None:
        go_on.wait(10)
        copy_to(self, path, progress)

    def over() -> dict[str, object]:
        until = monotonic() + 10
        while not ((said := backups.stands())["path"] or said["refused"]) and monotonic() < until:
            Event().wait(0.01)
        return said

    monkeypatch.setattr(DatabaseWrapper, "copy_to", wait)
    backups.begin(tmp_path / "medium", NOW)
    with pytest.raises(Refused, match="being made already"):
        backups.begin(tmp_path / "medium", NOW)
    go_on.set()
    assert over()["path"] == str(tmp_path / "medium" / f"answerable-{NOW.date()}.age")
    (tmp_path / "file").write_text("not a folder")
    backups.begin(tmp_path / "file", NOW)
    assert "No backup can be written" in str(over()["refused"])


def test_the_key_file_alone_goes_into_a_folder_that_lost_its_own(
    lived: tuple[Path, Movement], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As where the database lies elsewhere and the machine that served is lost."""
    data, target, key = tmp_path / "data", tmp_path / "new", identity(tmp_path)
    shutil.copytree(lived[0], data)
    with using(data):
        sealed = keybackups.back_up(NOW)
        held = age.open(sealed.read_bytes(), SEED)
    given = ["keys", "restore", str(sealed), "--to", str(target), "--identity"]
    assert main([*given, str(identity(tmp_path, bytes([9] * 32)))]) == 1
    assert not (target / "keys").exists()
    assert main([*given, str(key)]) == 0
    assert (target / "keys").read_bytes() == held
    assert (target / "keys").stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in target.iterdir()) == ["keys"]
    assert main([*given, str(key)]) == 1
    assert "already" in capsys.readouterr().err
    assert (target / "keys").read_bytes() == held
