# SPDX-License-Identifier: AGPL-3.0-or-later
"""Locks in the data folder: of the one server that uses it, and of what only one of its processes does at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from answerable.core.errors import Refused
from answerable.core.words import N_

IN_USE = N_("Another Answerable already uses this data folder. Stop it first, or choose another folder with DATA.")
_held: int | None = None


def take(folder: Path) -> None:
    """The folder is this server's, and that of every process that parts from this one. Raises Refused."""
    global _held
    if _held is not None:
        return
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    held = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(held)
        raise Refused(IN_USE) from None
    _held = held


def let_go() -> None:
    """It is free once every process that has it let go or ended."""
    global _held
    if _held is not None:
        os.close(_held)
        _held = None


@contextmanager
def alone(at: Path) -> Iterator[None]:
    """No other process and no other thread is between here and there. A process that dies lets go."""
    at.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    held = os.open(at, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)
