# SPDX-License-Identifier: AGPL-3.0-or-later
"""Backups of all but keys: database, files, record, settings in the data folder, sealed to the operator's offline key.

No key is in one, so by itself it opens nothing that a thread holds; the key file's own backups live 7 days.
"""

from __future__ import annotations

import errno
import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.db import connection

from answerable import chance, config
from answerable.core.errors import Refused
from answerable.core.words import N_
from answerable.record import keeping, names
from answerable.sealing.age_stream import Sealing
from answerable.sealing.backup_file import DATABASE, TOPS, Packing
from answerable.storage import queries
from answerable.storage.engine import engine
from answerable.storage.flushing import flush_folder
from answerable.storage.wiping import wipe

FOLDER: Final = "backups"
BESIDE: Final = ".backup"
# Never in a backup, by path in the data folder: keys, what is made anew, and what belongs to this very process.
LEFT_OUT: Final = {
    "keys": "opens what the backup holds; it has backups of its own, which end",
    "key-backups": "the same",
    "witness/witness.key": "a witness that forgot what it signed may not sign again",
    "witness/witness.sqlite3": "what that key signed",
    "backups": "the backups themselves",
    "before-upgrade": "an older form of the same database",
    "search.sqlite3": "made again from the record",
    "witness/witness.lock": "of this process",
    "record.lock": "of this process",
    "search.lock": "of this process",
    "lock": "of this process",
    "control.sock": "of this process",
    "clock-shift": "of tests",
    "ways-in.json": "of the demo",
    "moved": "a restored folder has its own database",
    "database": "of tests",
}
NO_KEY: Final = N_("There is no offline key yet, so no backup can be sealed. Run `answerable setup` first.")
NO_ROOM: Final = N_("There is not enough room for a backup in {folder}. Nothing of it was left there.")
NO_FOLDER: Final = N_(
    "No backup can be written into {folder}. Nothing was left there. Make it a folder of this account."
)
IN_PROGRESS: Final = N_("A backup is being made already. Wait until it is done.")
BROKEN: Final = N_("The backup could not be made. Nothing of it was left. The server's log names the kind of mistake.")
GONE: Final = N_("The backup was not ended: the server stopped in between. Make it again.")

Progress = Callable[[int, int], None]


def back_up(folder: Path, at: datetime, progress: Progress = lambda done, size: None) -> Path:
    """One file a day; the later one of a day takes the place of the first. Raises Refused, and leaves nothing then."""
    recipient = str(queries.installation()["offline_recipient"])
    if not recipient:
        raise Refused(NO_KEY)
    day = at.date().isoformat()
    path = folder / f"answerable-{day}.age"
    part = path.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _whole_or_nothing(part, path) as file:
            sealing = Sealing(file, [recipient], random=lambda size: chance.draw("backup", day, size))
            try:
                _pack(Packing(sealing), day, progress)
            finally:
                sealing.end()
    except OSError as mistake:
        full = mistake.errno in (errno.ENOSPC, errno.EDQUOT)
        raise Refused((NO_ROOM if full else NO_FOLDER).format(folder=folder)) from None
    return path


@contextmanager
def _whole_or_nothing(part: Path, path: Path) -> Iterator[Any]:
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        flush_folder(path.parent)
    finally:
        part.unlink(missing_ok=True)


def _pack(packing: Packing, day: str, progress: Progress) -> None:
    """The record before the database, which must know all that was published; files after it, so that none lacks."""
    data = config.current().data
    count = _Count(progress, sum(path.stat().st_size for path in files()) + 2 * _database_size())
    for path in files("record"):
        _add(packing, path, count)
    with _copied(data / BESIDE, count) as copy:
        _add(packing, copy, count, DATABASE)
    for path in files(*(top for top in TOPS if top not in ("record", DATABASE))):
        _add(packing, path, count)
    packing.finish(day=day, origin=names.origin(), schema=engine().stands_at(), seed=keeping.seed())
    count.done(count.size)


@dataclass
class _Count:
    tell: Progress
    size: int
    so_far: int = 0

    def add(self, more: int) -> None:
        self.done(min(self.so_far + more, self.size - 1))

    def done(self, so_far: int) -> None:
        self.so_far = so_far
        self.tell(so_far, self.size)


def _database_size() -> int:
    at = config.current().data / DATABASE
    return at.stat().st_size if at.exists() else 0


def files(*tops: str) -> list[Path]:
    """What a backup holds beside the database, by path; the head of the record before its tiles."""
    data = config.current().data
    found = []
    for top in tops or TOPS:
        at = data / top
        each = [at] if at.is_file() else sorted(at.rglob("*")) if top != DATABASE else []
        found += [path for path in each if path.is_file() and not path.is_symlink() and _is_kept(path, data)]
    found = [path for path in found if path != data / DATABASE]
    head = names.folder() / "checkpoint"
    return sorted(found, key=lambda path: (path != head, tops.index(path.relative_to(data).parts[0]) if tops else 0))


def _is_kept(path: Path, data: Path) -> bool:
    name = path.relative_to(data).as_posix()
    begun = name.startswith(("record/", "files/")) and (path.name.endswith(".new") or path.name.startswith(".new-"))
    return not begun and not any(name == out or name.startswith((f"{out}/", f"{out}-")) for out in LEFT_OUT)


def _add(packing: Packing, path: Path, count: _Count, name: str = "") -> None:
    """A file that was forgotten meanwhile is in no backup."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return
    with file:
        size = os.fstat(file.fileno()).st_size
        packing.add(name or path.relative_to(config.current().data).as_posix(), size, file)
    count.add(size)


@contextmanager
def _copied(folder: Path, count: _Count) -> Iterator[Path]:
    """The copy lies in the data folder, shows no more than the database beside it, and is overwritten at the end."""
    _wipe(folder)
    folder.mkdir(mode=0o700)
    base, last = count.so_far, _database_size()
    try:
        engine().copy_to(folder / DATABASE, lambda done, size: count.done(base + last * done // max(size, 1)))
        yield folder / DATABASE
    finally:
        _wipe(folder)


def _wipe(folder: Path) -> None:
    """Also what a crash left there."""
    if not folder.exists():
        return
    for path in folder.iterdir():
        wipe(path)
    shutil.rmtree(folder)


@dataclass
class Standing:
    """How far a backup in this process is; `path` once it is there, `refused` if it will never be."""

    done: int = 0
    size: int = 1
    path: str = ""
    refused: str = ""

    def tell(self, done: int, size: int) -> None:
        self.done, self.size = done, size

    @property
    def is_over(self) -> bool:
        return bool(self.path or self.refused)


_standing: Standing | None = None


def begin(folder: Path, at: datetime) -> None:
    """In a thread of its own: nobody's request or errand waits for it. Raises Refused where one is being made."""
    global _standing
    if _standing is not None and not _standing.is_over:
        raise Refused(IN_PROGRESS)
    _standing = Standing()
    threading.Thread(target=_run, args=(folder, at, _standing), name="backup", daemon=True).start()


def stands() -> dict[str, Any]:
    """Raises Refused where none was begun in this process."""
    if _standing is None:
        raise Refused(GONE)
    return asdict(_standing)


def _run(folder: Path, at: datetime, standing: Standing) -> None:
    try:
        standing.path = str(back_up(folder, at, standing.tell))
    except Refused as refused:
        standing.refused = refused.sentence
    except Exception as problem:  # our own mistake: said to the operator's log by kind only, and never hidden
        print(f"A backup failed: {type(problem).__name__}.", file=sys.stderr, flush=True)
        standing.refused = BROKEN
    finally:
        connection.close()
