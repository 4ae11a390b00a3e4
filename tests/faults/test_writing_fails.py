# SPDX-License-Identifier: AGPL-3.0-or-later
"""A disk that refuses in the middle of a write: nothing is done twice, nothing half, and nothing promised is lost."""

from __future__ import annotations

import errno
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from answerable.storage import keyfile, models
from answerable.storage.keyfile import RECORD, KeyFile, Purpose
from answerable.storage.room import NoRoom
from answerable.storage.writer import writer

Write = Callable[[], object]


def together(*writes: Write) -> list[object]:
    """All of them in one batch; what each caller heard."""
    begun, held, heard = threading.Event(), threading.Event(), list[object](None for _ in writes)

    def block() -> None:
        begun.set()
        assert held.wait(30)

    def call(at: int, write: Write) -> None:
        try:
            heard[at] = writer.run(write)
        except Exception as problem:
            heard[at] = problem

    blocker = threading.Thread(target=lambda: writer.run(block))
    blocker.start()
    assert begun.wait(30)
    threads = [threading.Thread(target=call, args=each) for each in enumerate(writes)]
    for each in threads:
        each.start()
    end = time.monotonic() + 30
    while writer._queue.qsize() < len(writes) and time.monotonic() < end:
        time.sleep(0.001)
    held.set()
    for each in (blocker, *threads):
        each.join()
    return heard


def test_what_fails_after_the_commit_is_told_to_its_caller_and_nothing_is_written_twice(store: Path) -> None:
    ran: list[str] = []

    def fail() -> None:
        raise OSError(errno.ENOSPC, "full")

    def first() -> str:
        ran.append("first")
        models.Visit.objects.count()
        writer.after_commit(fail)
        return "first"

    def second() -> str:
        ran.append("second")
        return "second"

    heard = together(first, second)
    assert isinstance(heard[0], NoRoom)
    assert heard[1] == "second"
    assert sorted(ran) == ["first", "second"]


@pytest.mark.parametrize("how", ["nothing", "a part"])
def test_a_key_that_found_no_room_is_never_called_kept(store: Path, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is nearly full takes a part of a write, and says nothing of the rest."""
    real, left = os.pwrite, [RECORD // 2 if how == "a part" else 0]

    def short(file: int, content: bytes, at: int) -> int:
        if len(content) > RECORD:
            return real(file, content, at)
        if left[0] == 0:
            raise OSError(errno.ENOSPC, "full")
        part, left[0] = left[0], 0
        return real(file, content[:part], at)

    ident = uuid4()
    monkeypatch.setattr(os, "pwrite", short)
    with pytest.raises(NoRoom):
        writer.run(lambda: keyfile.current().make(ident, Purpose.THREAD))
    assert keyfile.current().read(ident) is None
    monkeypatch.setattr(os, "pwrite", real)
    other = uuid4()
    made = writer.run(lambda: keyfile.current().make(other, Purpose.THREAD))
    assert KeyFile(keyfile.current().path).read(other) == made


def test_no_head_is_no_key_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A first start on a full disk leaves nothing that the second would call damaged."""

    def full(file: int, content: bytes, at: int) -> int:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr(os, "pwrite", full)
        with pytest.raises(OSError, match="full"):
            KeyFile(tmp_path / "keys")
    made = KeyFile(tmp_path / "keys")
    made.close()
    assert UUID(int=1) not in made.idents()
