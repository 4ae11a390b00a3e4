# SPDX-License-Identifier: AGPL-3.0-or-later
"""A disk that fills up under a running server: whoever writes hears a sentence, and nothing acknowledged is lost.

As root the data folder lies on a small file system of its own. Where none can be mounted, no file may grow any more.
"""

from __future__ import annotations

import resource
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from answerable.storage.room import NO_ROOM
from tests.serving import Serving, copy
from tests.visitor import AskerVisitor, Said

pytestmark = pytest.mark.embedded
TEXT = "heron-on-the-quay"
Fill, Free = Callable[[], None], Callable[[], None]


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """Whether a file system of 24 MB is mounted there."""
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    try:
        yield done.returncode == 0
    finally:
        if done.returncode == 0:
            subprocess.run(["umount", "-l", str(folder)], check=True)


def filling(server: Serving, is_mounted: bool) -> tuple[Fill, Free]:
    """How this server's disk becomes full, and how room is made."""
    filler = server.data.parent / "filler"
    if is_mounted:
        return lambda: _fill(filler), filler.unlink
    assert server.process is not None
    processes = [server.process.pid, *server.workers()]
    largest = max(each.stat().st_size for each in server.data.rglob("*") if each.is_file())

    def limit(size: int) -> None:
        for each in processes:
            resource.prlimit(each, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    return lambda: limit(min(largest, 1 << 16)), lambda: limit(resource.RLIM_INFINITY)


def lodged(server: Serving, count: int) -> tuple[list[AskerVisitor], list[str]]:
    """Who was told that their ask was received, and what the others were told."""
    kept, told = [], []
    for _ in range(count):
        visitor = server.asker()
        try:
            visitor.lodge("river-north-bank", kind="own_words", text=TEXT)
            kept.append(visitor)
        except Said as refused:
            told.append(str(refused))
    return kept, told


def test_a_full_disk_loses_nothing_and_says_so(movement_template: Serving, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as is_mounted:
        server = copy(movement_template, tmp_path / "disk" / "data").start()
        try:
            fill, free = filling(server, is_mounted)
            before, told = lodged(server, 3)
            assert told == []
            fill()
            during, told = lodged(server, 12)
            assert told
            if is_mounted:
                assert set(told) == {f"503 {NO_ROOM}"}
            assert server.asker().open("/organisations/").status_code == 200
            free()
            after, told = lodged(server, 3)
            assert told == []
            server.kill()
            server.start()
            for each in (*before, *during, *after):
                assert server.asker(each.words).enter()["ask"]
            server.stop()
            checked = server.command("rebuild")
            assert checked.returncode == 0, checked.stdout + checked.stderr
            assert TEXT not in server.log.read_text()
        finally:
            if server.process is not None:
                server.kill()


def test_the_first_start_on_a_full_disk_is_a_sentence(tmp_path: Path) -> None:
    """And the next one, with room, goes well."""
    with small_disk(tmp_path / "disk") as is_mounted:
        server = Serving(tmp_path / "disk" / "data", 8000)
        server.data.mkdir()
        fill, free = _fill_all(tmp_path / "disk") if is_mounted else (_nothing, _nothing)
        fill()
        said = server.command("rebuild")
        free()
        if is_mounted:
            assert said.returncode == 1
            assert "Traceback" not in said.stderr
            assert "room" in said.stderr
        assert server.command("rebuild").returncode == 0


def _nothing() -> None:
    """Where nothing could be mounted, only the good start is tried."""


def _fill_all(folder: Path) -> tuple[Fill, Free]:
    filler = folder / "filler"
    return lambda: _fill(filler), filler.unlink


def _fill(filler: Path) -> None:
    with filler.open("wb", buffering=0) as out, suppress(OSError):
        while True:
            out.write(bytes(4096))
