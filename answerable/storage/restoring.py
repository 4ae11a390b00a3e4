# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a backup to a data folder: everything is opened, compared and looked at in a folder beside, then put in place at
once. Needs no server, no database and no configuration, so that it works on a machine that has nothing yet."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from answerable.core.errors import Refused
from answerable.core.words import N_
from answerable.sealing import age
from answerable.sealing.age_stream import Opening
from answerable.sealing.backup_file import DATABASE, Listing, Unpacking
from answerable.sealing.errors import Refusal
from answerable.sealing.signing import signing_public
from answerable.storage.flushing import flush_folder
from answerable.storage.keyfile import KeyFile, Purpose
from answerable.storage.schema import expected
from answerable.storage.sqlite.file import threads_of

RESTORED: Final = "restored"
NOT_EMPTY: Final = N_("There is something in {folder} already. Name a folder that is empty or does not exist yet.")
NO_ROOM: Final = N_("There is not enough room beside {folder}. Nothing was left there.")
NOT_PLACED: Final = N_(
    "Nothing can be put at {folder}. Nothing was left there. Name a folder that this account may make."
)
NEWER: Final = N_("This backup was made by a newer Answerable. Install that version first. Nothing was put in place.")
HAS_KEYS: Final = N_("There is a key file in {folder} already. If it is damaged, move it away first.")
OTHER_KEYS: Final = N_(
    "This backup was not made with these keys: the key-file backup is of another installation, or from before the "
    "record got its newest key, or from after the old one was destroyed. Nothing was put in place."
)

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Restored:
    """`closed`: how many asks have no key in this key file: erased since, or newer than it."""

    listing: Listing
    threads: int
    closed: int


def check(backup: Path, identity: bytes, progress: Progress) -> Listing:
    """Opens all of it and puts nothing anywhere. Raises Refused or Refusal."""
    with backup.open("rb") as file:
        unpacking = Unpacking(Opening(_Telling(file, backup.stat().st_size, progress), identity))
        for _name, pieces in unpacking.members():
            for _piece in pieces:
                pass
    return _fits(unpacking.listing)


def restore(backup: Path, keys: Path, identity: bytes, target: Path, progress: Progress) -> Restored:
    """Raises Refused or Refusal, and then nothing is at `target` that was not there before."""
    _check_empty(target)
    opened_keys = age.open(keys.read_bytes(), identity)
    with backup.open("rb") as file:
        source = _Telling(file, backup.stat().st_size, progress)
        with _beside(target) as folder:
            unpacking = Unpacking(Opening(source, identity))
            for name, pieces in unpacking.members():
                _write(folder / name, pieces)
            listing = _fits(unpacking.listing)
            _write(folder / "keys", iter([opened_keys]))
            threads = threads_of(folder / DATABASE)
            open_now = _check_keys(folder / "keys", listing)
            _write(folder / RESTORED, iter([f"{listing.day}\n".encode()]))
    return Restored(listing, len(threads), len(threads - open_now))


def restore_keys(keys: Path, identity: bytes, folder: Path) -> int:
    """The key file alone, into a data folder that has lost its own. Returns how many asks it opens. Raises Refused or
    Refusal."""
    at, beside = folder / "keys", folder / "keys.new"
    if at.exists():
        raise Refused(HAS_KEYS.format(folder=folder))
    opened = age.open(keys.read_bytes(), identity)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside.unlink(missing_ok=True)
    _write(beside, iter([opened]))
    file = KeyFile(beside)
    try:
        count = len(frozenset(file.idents(Purpose.THREAD)))
    finally:
        file.close()
    beside.rename(at)
    flush_folder(folder)
    return count


def _fits(listing: Listing) -> Listing:
    if DATABASE not in listing.files:
        raise Refusal("backup")
    if listing.schema > expected():
        raise Refused(NEWER)
    return listing


def _check_keys(path: Path, listing: Listing) -> frozenset[object]:
    """The backup is signed by a key that this key file holds. Returns the names of its row keys."""
    file = KeyFile(path)
    try:
        seeds = (file.read(ident) for ident in file.idents(Purpose.LOG))
        if listing.key not in {signing_public(seed) for seed in seeds if seed}:
            raise Refused(OTHER_KEYS)
        return frozenset(file.idents(Purpose.THREAD))
    finally:
        file.close()


def _check_empty(target: Path) -> None:
    if target.is_symlink() or (target.exists() and (not target.is_dir() or any(target.iterdir()))):
        raise Refused(NOT_EMPTY.format(folder=target))


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A folder beside that takes the place of `target` when all went well, and is gone when not."""
    made: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=target.parent, prefix=".restoring-"))
        yield made
        _flush_all(made)
        made.rename(target)
        flush_folder(target.parent)
    except OSError as mistake:
        if mistake.errno == errno.ENOTEMPTY:
            raise Refused(NOT_EMPTY.format(folder=target)) from None
        full = mistake.errno in (errno.ENOSPC, errno.EDQUOT)
        raise Refused((NO_ROOM if full else NOT_PLACED).format(folder=target)) from None
    finally:
        if made is not None and made.exists():
            shutil.rmtree(made)


def _write(path: Path, pieces: Iterator[bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def _flush_all(folder: Path) -> None:
    for each in (folder, *folder.rglob("*")):
        if each.is_dir():
            flush_folder(each)


class _Telling:
    """Reads, and tells how far."""

    def __init__(self, file: IO[bytes], size: int, tell: Progress) -> None:
        self._file, self._size, self._tell, self._done = file, size, tell, 0

    def read(self, size: int) -> bytes:
        piece = self._file.read(size)
        self._done += len(piece)
        if piece:
            self._tell(self._done, self._size)
        return piece
