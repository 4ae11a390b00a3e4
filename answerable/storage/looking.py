# SPDX-License-Identifier: AGPL-3.0-or-later
"""Looking at a data folder without changing a byte of it, whether a server uses it or not."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

from django.db import DatabaseError, connection, connections

from answerable import config
from answerable.core.errors import Refused
from answerable.core.health import LARGEST_LOG, Trouble, of_version
from answerable.storage import moved, schema
from answerable.storage.engine import engine

DATABASE: Final = "answerable.sqlite3"
SECONDS: Final = 5  # for a PostgreSQL server to answer


@contextmanager
def alone(folder: Path) -> Iterator[bool]:
    """Whether no server uses the folder; if so, none can begin meanwhile. An unlocked folder is left without a lock."""
    try:
        held = os.open(folder / "lock", os.O_RDONLY)
    except FileNotFoundError:
        yield True
        return
    try:
        yield _lock(held)
    finally:
        os.close(held)


def _lock(held: int) -> bool:
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def reading(folder: Path, *, is_alone: bool) -> Iterator[None]:
    """This thread's connection reads the store as it is, and cannot write."""
    settings = connections.settings["default"]
    kept = dict(settings)
    connection.close()
    if config.current().store:
        settings["OPTIONS"] = {"connect_timeout": SECONDS, **settings.get("OPTIONS", {})}
    else:
        settings["NAME"] = _address(folder / DATABASE, is_alone=is_alone)
    try:
        with _scratch_kept(folder, is_alone=is_alone):
            try:
                yield
            finally:
                connection.close()
    finally:
        settings.clear()
        settings.update(kept)


def _address(at: Path, *, is_alone: bool) -> str:
    """Where nobody writes and no log waits, the file alone is the database, and nothing is made beside it."""
    log = at.with_name(f"{at.name}-wal")
    is_still = is_alone and not (log.exists() and log.stat().st_size)
    return f"file:{quote(str(at))}?mode=ro{'&immutable=1' if is_still else ''}"


@contextmanager
def _scratch_kept(folder: Path, *, is_alone: bool) -> Iterator[None]:
    """A log that a crash left is read through a map beside it. While nobody else can use it, it is put back after."""
    scratch = folder / f"{DATABASE}-shm"
    before = scratch.read_bytes() if is_alone and scratch.exists() else None
    yield
    if is_alone and before is not None:
        scratch.write_bytes(before)
    elif is_alone:
        scratch.unlink(missing_ok=True)


def of_store(folder: Path) -> Iterator[Trouble]:
    """What is wrong with the store itself; nothing else may be read from it where this says anything but its log."""
    mark = moved.read(folder)
    if config.current().store:
        yield from _of_left(folder, mark)
        yield from _of_server()
        return
    if mark is not None:
        yield Trouble("database-moved")
        return
    at = folder / DATABASE
    if not at.exists():
        yield Trouble("database-missing")
        return
    yield from _of_log(at.with_name(f"{at.name}-wal"))
    try:
        whole = engine().is_whole()
        yield from [] if whole else [Trouble("database-damaged")]
        yield from of_version(engine().stands_at(), schema.expected()) if whole else ()
    except DatabaseError:
        yield Trouble("database-damaged")


def _of_log(log: Path) -> Iterator[Trouble]:
    size = log.stat().st_size if log.exists() else 0
    if size > LARGEST_LOG:
        yield Trouble("log-large", str(size >> 20))


def _of_left(folder: Path, mark: moved.Mark | None) -> Iterator[Trouble]:
    """What was erased since lives on in the database that was moved away from."""
    if mark is not None and mark.day and (folder / DATABASE).exists():
        yield Trouble("database-left")


def _of_server() -> Iterator[Trouble]:
    try:
        yield from of_version(engine().stands_at(), schema.expected())
        if engine().may_log_values():
            yield Trouble("role-logs")
    except Refused:
        yield Trouble("database-unfinished")
    except DatabaseError:
        yield Trouble("database-unreachable")
