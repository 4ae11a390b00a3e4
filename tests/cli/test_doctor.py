# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each fault is planted alone into a folder in which nothing is wrong, and the doctor names it and nothing else."""

from __future__ import annotations

import json
import locale
import re
import shutil
import socket
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest

from answerable import chance, cli, clock, config
from answerable.cli import control, doctor, doctor_machine
from answerable.config import DEFAULT_SECRET, Smtp
from answerable.core.health import SAYS
from answerable.jobs import runner
from answerable.record import keeping
from answerable.record.offline.witness import Log, Witness, serve
from answerable.sealing import age
from answerable.storage import keyfile, models, moved
from answerable.storage.writer import write
from answerable.tlog.keys import parse_vkey
from tests import stores
from tests.cast import Movement
from tests.conftest import CONFIG, NOW, using
from tests.serving import COMMAND, Serving, free_port

DATABASE = "answerable.sqlite3"
LATER = NOW + timedelta(minutes=5)


@write
def keep_an_offline_key() -> None:
    models.Installation.objects.update(offline_recipient=age.recipient(bytes(32)))


@pytest.fixture(scope="module")
def whole(movement_folder: tuple[Path, Movement], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder after two days of jobs, with a thread, an offline key and a witness outside that answers."""
    made, at = movement_folder
    folder = stores.copy(made, tmp_path_factory.mktemp("whole") / "data")
    folder.chmod(0o700)
    with clock.frozen(LATER):
        with using(folder), chance.seeded(b"doctor"):
            outside = Witness(folder.parent / "w", "outside.example/w1", [Log(parse_vkey(keeping.log().vkey))])
            server = serve(outside, 0)
            Thread(target=server.serve_forever, daemon=True).start()
            url = f"http://127.0.0.1:{server.server_port}"
            (folder / "witnesses").write_text(f"outside {outside.vkey} {url} outside\n")
            keep_an_offline_key()
            deepcopy(at).lodge("Ana", "river-delta", 1, kind="change_policy")
            runner.run_due(NOW - timedelta(days=1))
            runner.run_due(NOW)
        yield folder
    server.shutdown()
    server.server_close()


@pytest.fixture
def data(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of it, as the folder of this process; nobody uses it."""
    folder = stores.copy(whole, tmp_path / "data")
    monkeypatch.setattr(locale, "getencoding", lambda: "UTF-8")
    monkeypatch.setattr(shutil, "disk_usage", lambda at: SimpleNamespace(free=1 << 40))
    config.use(replace(CONFIG, data=folder, port=0))
    with clock.frozen(LATER):
        yield folder
    config.use(CONFIG)


def names() -> list[str]:
    return [each.name for each in doctor.examine()]


def bytes_of(folder: Path) -> str:
    """Every file with its digest, and every name. Asked elsewhere: reading a database here would drop its locks."""
    digests = "find . -type f -print0 | sort -z | xargs -0 -r sha256sum; find . -printf '%p %m %s\\n' | sort"
    return subprocess.run(["sh", "-c", digests], cwd=folder.parent, check=True, capture_output=True, text=True).stdout


def sql(folder: Path, statement: str, *given: object) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / DATABASE)) as line, line:
        return line.execute(statement, given).fetchall()


Plant = Callable[[Path, pytest.MonkeyPatch], object]


def query(statement: str, *given: object) -> Plant:
    return lambda data, patch: sql(data, statement, *given)


def spoil(name: str, content: bytes, at: int = 0) -> Plant:
    def plant(data: Path, patch: pytest.MonkeyPatch) -> None:
        with (data / name).open("r+b") as file:
            file.seek(at)
            file.write(content)

    return plant


def settings(**given: object) -> Plant:
    return lambda data, patch: config.use(replace(config.current(), **given))  # type: ignore[arg-type]


def rewrite(name: str, before: str, after: str) -> Plant:
    def plant(data: Path, patch: pytest.MonkeyPatch) -> None:
        said = (data / name).read_text("utf-8")
        changed = re.sub(before, after, said)
        assert changed != said
        (data / name).write_text(changed, "utf-8")

    return plant


def take_key(statement: str) -> Plant:
    """A key that is overwritten where it should not be."""

    def plant(data: Path, patch: pytest.MonkeyPatch) -> None:
        ident = UUID(hex=str(sql(data, statement)[0][0]))
        keys, _ = keyfile.parse((data / "keys").read_bytes())
        spoil("keys", bytes(keyfile.RECORD), keys[ident].at or 0)(data, patch)

    return plant


def take(pattern: str) -> Plant:
    """The oldest such file."""

    def plant(data: Path, patch: pytest.MonkeyPatch) -> None:
        min(data.glob(pattern), key=lambda at: (len(at.name), at.name)).unlink()

    return plant


def take_tiles(data: Path, patch: pytest.MonkeyPatch) -> None:
    """Older partial tiles lie beside the newest one, and nobody misses them."""
    max((data / "record/tile/0").glob("*.p/*"), key=lambda at: int(at.name)).unlink()


def mounts(data: Path, patch: pytest.MonkeyPatch) -> None:
    (data.parent / "mounts").write_text(f"/dev/sda / ext4 rw 0 0\nhost:/x {data.parent.resolve()} nfs4 rw 0 0\n")
    patch.setattr(doctor_machine, "MOUNTS", data.parent / "mounts")


def left_socket(data: Path, patch: pytest.MonkeyPatch) -> None:
    patch.chdir(data)
    with socket.socket(socket.AF_UNIX) as left:
        left.bind("control.sock")


def notice(data: Path, patch: pytest.MonkeyPatch) -> None:
    account = sql(data, "SELECT id FROM storage_account")[0][0]
    sql(data, "INSERT INTO storage_notice (id, account_id, day) VALUES (?, ?, '2031-05-19')", uuid4().hex, account)
    settings(smtp=Smtp("localhost", 25), mail_from="desk@example.org")(data, patch)


def grown_log(data: Path, patch: pytest.MonkeyPatch) -> None:
    with (data / f"{DATABASE}-wal").open("wb") as log:
        log.truncate(65 << 20)


def on(attribute: object, name: str, value: object) -> Plant:
    return lambda data, patch: patch.setattr(attribute, name, value)


REAL = {"mode": "real", "secret": "s" * 32}
ONE_READER = "UPDATE storage_seat SET stage = 'left' WHERE title = 'treasurer'"
FAULTS: dict[str, list[tuple[str, Plant]]] = {
    "settings": [
        ("ANSWERABLE_SECRET is missing.", settings(mode="real", secret="")),
        ("ANSWERABLE_SECRET is the demo's.", settings(mode="real", secret=DEFAULT_SECRET)),
        ("at least 32 characters", settings(mode="real", secret="short")),
        ("web address", settings(**REAL, exit_url="nowhere")),
    ],
    "not-utf8": [("LANG", on(locale, "getencoding", lambda: "ISO-8859-1"))],
    "zone-unknown": [
        ("1 organisation", query("UPDATE storage_body SET time_zone='No/Where' WHERE slug='river-delta'"))
    ],
    "bundle-missing": [("make setup", on(doctor_machine.static_files, "CLIENT", Path("/nowhere")))],
    "folder-missing": [("Check DATA", lambda data, patch: shutil.rmtree(data))],
    "folder-open": [("chmod 700", lambda data, patch: data.chmod(0o755))],
    "folder-afar": [("nfs4", mounts)],
    "disk-full": [("1024 MB", on(shutil, "disk_usage", lambda at: SimpleNamespace(free=1000)))],
    "socket-left": [("Start the server", left_socket)],
    "database-missing": [("backup", take(DATABASE))],
    "database-damaged": [
        ("newest backup", spoil(DATABASE, b"\xff" * 40_000, 8192)),
        ("newest backup", spoil(DATABASE, b"no database")),
    ],
    "database-moved": [
        ("Set ANSWERABLE_STORE", lambda data, patch: moved.put(data, moved.Mark("code", "host/name", "2031-05-20"))),
        ("run the same", lambda data, patch: moved.put(data, moved.Mark("code", "host/name"))),
    ],
    "database-older": [("brings the database up to date", query("PRAGMA user_version = 1"))],
    "database-newer": [("version that ran last", query("PRAGMA user_version = 999"))],
    "log-large": [("65 MB", grown_log)],
    "keys-missing": [("newest backup", take("keys"))],
    "keys-damaged": [("newest backup", spoil("keys", b"something else"))],
    "keys-open": [("chmod 600", lambda data, patch: (data / "keys").chmod(0o640))],
    "row-key-missing": [("1 living thread", take_key("SELECT id FROM storage_ask"))],
    "log-key-missing": [("signing key", take_key("SELECT key FROM storage_log"))],
    "no-offline-key": [("setup", query("UPDATE storage_installation SET offline_recipient = ''"))],
    "no-key-backup": [("keys backup", lambda data, patch: shutil.rmtree(data / "key-backups"))],
    "old-key-backup": [("1 backup", lambda data, patch: (data / "key-backups" / "2031-05-10.age").write_bytes(b""))],
    "other-origin": [("ANSWERABLE_ORIGIN", settings(origin="http://localhost:9"))],
    "record-behind": [("catch-up", query("UPDATE storage_log SET size = size - 1"))],
    "head-late": [
        ("Start the server", query("UPDATE storage_jobday SET done = '2031-05-20T10' WHERE name = 'head'")),
        ("Start the server", take("record/checkpoint")),
    ],
    "no-witness-outside": [("Ask one", rewrite("witnesses", "outside\n", "inside\n"))],
    "witnesses-unreadable": [("NAME VKEY URL", rewrite("witnesses", "outside\n", "\n"))],
    "witness-silent": [("1 witness", rewrite("witnesses", r"http://\S+", "http://127.0.0.1:9"))],
    "witness-stale": [("three hours", rewrite("record/checkpoint", "— outside.example.*\n", ""))],
    "tile-missing": [("1 file", take_tiles)],
    "head-unreadable": [("record/checkpoint", spoil("record/checkpoint", b"\n\n\n"))],
    "archive-missing": [
        ("1 day", rewrite("record/checkpoints/index", r"\d+ 2031-05-19\n", "")),
        ("1 day", take("record/checkpoints/[0-9]*")),
    ],
    "jobs-late": [("2031-05-18", query("UPDATE storage_jobday SET done = '2031-05-18' WHERE name = 'forget'"))],
    "notices-wait": [("1 account", notice)],
    "clock-ahead": [("32 days", query("UPDATE storage_jobday SET done = '2031-04-18' WHERE name = 'forget'"))],
    "clock-back": [("2031-05-25", query("UPDATE storage_jobday SET done = '2031-05-25' WHERE name = 'doors'"))],
    "not-said": [("/operate/", query("UPDATE storage_installation SET runs = ''"))],
    "door-short": [("1 organisation", query(ONE_READER))],
    "no-second-line": [("1 organ", query("UPDATE storage_body SET second_line_id = NULL WHERE slug = 'river-delta'"))],
    "term-ends": [("1 seat", query("UPDATE storage_seat SET until_date = '2031-06-10' WHERE title = 'steward'"))],
}
# What needs a port, a process or another store has a test of its own below, or beside that store.
ELSEWHERE = {
    "port-taken", "server-silent", "database-unreachable", "role-logs", "database-unfinished", "database-left",
}  # fmt: skip


def test_every_trouble_is_planted() -> None:
    assert set(FAULTS) | ELSEWHERE == set(SAYS)


def test_where_nothing_is_wrong_one_calm_line_says_so(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = bytes_of(data)
    assert cli.main(["doctor"]) == 0
    assert capsys.readouterr().out == f"{doctor.CALM}\n"
    assert bytes_of(data) == before


@pytest.mark.parametrize(
    ("name", "number"), [(name, number) for name, planted in FAULTS.items() for number in range(len(planted))]
)
def test_a_fault_is_named_alone_and_nothing_is_changed(
    data: Path, name: str, number: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    says, plant = FAULTS[name][number]
    plant(data, monkeypatch)
    before = bytes_of(data)
    assert cli.main(["doctor", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [each["name"] for each in found] == [name]
    assert says in found[0]["sentence"]
    assert bytes_of(data) == before


def test_an_address_without_tls_is_named(data: Path) -> None:
    config.use(replace(config.current(), origin="http://ask.example.org", **REAL))  # type: ignore[arg-type]
    found = list(doctor.examine())
    assert "must begin with https://" in found[0].sentence
    assert [each.name for each in found] == ["settings", "other-origin"]


def test_somebody_else_on_the_port_is_named(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        config.use(replace(config.current(), port=other.getsockname()[1]))
        assert names() == ["port-taken"]


def test_it_looks_while_a_server_runs_and_names_one_that_takes_no_command(data: Path) -> None:
    with using(data):
        before = bytes_of(data)
        assert names() == ["server-silent"]
        control.start()
        with socket.socket(socket.AF_UNIX) as hung_up:
            hung_up.connect(str(control.path()))
        assert names() == []
        assert names() == []
        control.stop()
        assert [line for line in bytes_of(data).splitlines() if "-shm" not in line] == [
            line for line in before.splitlines() if "-shm" not in line
        ]


def test_what_a_crash_left_in_the_log_is_read_and_left(data: Path) -> None:
    script = (
        "import os, sqlite3, sys; line = sqlite3.connect(sys.argv[1]); line.execute('PRAGMA wal_autocheckpoint=0');"
        "line.execute(\"UPDATE storage_installation SET runs = ''\"); line.commit(); os._exit(0)"
    )
    subprocess.run(["python3", "-c", script, str(data / DATABASE)], check=True)
    assert (data / f"{DATABASE}-wal").stat().st_size > 0
    before = bytes_of(data)
    assert names() == ["not-said"]
    assert bytes_of(data) == before
    (data / f"{DATABASE}-shm").unlink()
    before = bytes_of(data)
    assert names() == ["not-said"]
    assert bytes_of(data) == before


def test_a_postgresql_server_that_does_not_answer_is_named(data: Path) -> None:
    given = Serving(data, free_port()).environment() | {"ANSWERABLE_STORE": "postgresql://nobody@127.0.0.1:9/none"}
    said = subprocess.run([str(COMMAND), "doctor"], env=given, capture_output=True, text=True, timeout=60)
    assert said.returncode == 1
    assert said.stdout.splitlines()[-1] == f"· {SAYS['database-unreachable']}"
    assert said.stderr == ""


def test_no_sentence_holds_a_name_an_address_or_a_code(data: Path) -> None:
    for statement in (
        "UPDATE storage_seat SET until_date = '2031-06-10'",
        "UPDATE storage_body SET second_line_id = NULL",
        "UPDATE storage_jobday SET done = '2031-05-01'",
    ):
        sql(data, statement)
    said = "\n".join(each.sentence for each in doctor.examine())
    rows = sql(data, "SELECT name, slug, code FROM storage_body UNION SELECT title, shown_name, code FROM storage_seat")
    held = {str(value) for row in rows for value in row if value} - set(re.findall(r"\w+", str(SAYS)))
    assert len(said.splitlines()) >= 4
    assert [value for value in held if re.search(rf"\b{re.escape(value)}\b", said)] == []
    assert str(data) not in said
