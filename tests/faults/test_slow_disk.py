# SPDX-License-Identifier: AGPL-3.0-or-later
"""A disk that takes long to flush: those who write wait together, not one after the other, and nothing is lost."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from answerable.storage import keyfile
from answerable.storage.keyfile import KeyFile, Purpose
from answerable.storage.writer import writer

SLOW, MANY = 0.3, 40


def test_those_who_write_to_a_slow_disk_share_its_flushes(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, made = os.fsync, dict[UUID, bytes]()

    def slow(file: int) -> None:
        time.sleep(SLOW)
        real(file)

    def write() -> None:
        ident = uuid4()
        made[ident] = writer.run(lambda: keyfile.current().make(ident, Purpose.THREAD))

    monkeypatch.setattr(os, "fsync", slow)
    threads = [threading.Thread(target=write) for _ in range(MANY)]
    began = time.monotonic()
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert time.monotonic() - began < MANY * SLOW / 2
    monkeypatch.setattr(os, "fsync", real)
    kept = KeyFile(keyfile.current().path)
    try:
        assert len(made) == MANY
        assert {ident: kept.read(ident) for ident in made} == made
    finally:
        kept.close()
