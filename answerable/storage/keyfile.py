# SPDX-License-Identifier: AGPL-3.0-or-later
"""The key file: row keys outside the database, in records of one size.

A record is 16 bytes of id, 1 of purpose, 32 of key, 7 of zeros and 8 of checksum; it begins at a multiple of 64, so it
lies in one sector. New records are on the disk before the commit that needs them, each at a random free place, so that
the order of the file tells nothing; a destroyed key is overwritten with zeros and the file synced.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import Final
from uuid import UUID

from answerable import chance, shared
from answerable.core.errors import Refused
from answerable.core.words import N_
from answerable.storage.board import Board, board
from answerable.storage.flushing import flush_folder

RECORD: Final = 64
HEAD: Final = b"answerable keys 1\n".ljust(RECORD, b"\0")
ROOM: Final = 64
DAMAGED = N_("The key file is damaged or is not one of ours. Restore it from its backup.")


class Purpose(IntEnum):
    THREAD = 1
    ACCOUNT = 2
    ENROLMENT = 3
    PERSON = 4
    LOG = 5
    TEXT = 6


@dataclass
class Key:
    """One record. `at` is its place in the file, None until it is on the disk."""

    purpose: Purpose
    key: bytes = field(repr=False)
    at: int | None = None


def _record(ident: UUID, purpose: Purpose, key: bytes) -> bytes:
    head = (ident.bytes + bytes([purpose]) + key).ljust(RECORD - 8, b"\0")
    return head + _checksum(head)


def _checksum(head: bytes) -> bytes:
    return hashlib.blake2b(head, digest_size=8).digest()


def parse(raw: bytes) -> tuple[dict[UUID, Key], list[int]]:
    """All whole records, and the free places; one that a crash left torn was never needed by a commit, so it is free.

    Raises Refused where it is no key file.
    """
    if raw[:RECORD] != HEAD:
        raise Refused(DAMAGED)
    keys, free = dict[UUID, Key](), list[int]()
    for at in range(RECORD, len(raw) // RECORD * RECORD, RECORD):
        record = raw[at : at + RECORD]
        if _checksum(record[:-8]) == record[-8:]:
            keys[UUID(bytes=record[:16])] = Key(Purpose(record[16]), record[17:49], at)
        else:
            free.append(at)
    return keys, free


class KeyFile:
    """The file of one data folder. Only processes of the server that holds the folder's lock open it.

    Where these are several, `board` tells each which places the others wrote, and one at a time writes.
    """

    def __init__(self, path: Path, board: Board | None = None) -> None:
        self.path = path
        self._board, self._seen = board, board.keys if board else 0
        self._lock = threading.Lock()
        self._keys: dict[UUID, Key] = {}
        self._pending: list[UUID] = []
        self._free: list[int] = []
        self.torn = 0  # records that a crash, or a damaged disk, left unreadable
        fresh = not path.exists()
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        if fresh:
            self._begin()
        self._end = self._load()

    def _begin(self) -> None:
        """A head, or no file at all: half a head would be called damaged at the next start."""
        try:
            _put(self._file, HEAD, 0)
            os.fsync(self._file)
            flush_folder(self.path.parent)
        except BaseException:
            os.close(self._file)
            self.path.unlink()
            raise

    def _load(self) -> int:
        raw = self.path.read_bytes()
        waiting = {ident: self._keys[ident] for ident in self._pending}
        self._keys, self._free = parse(raw)
        self._places = {key.at: ident for ident, key in self._keys.items() if key.at is not None}
        self._keys |= waiting
        self.torn = sum(any(raw[at : at + RECORD]) for at in self._free)
        return len(raw) // RECORD * RECORD

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Inside the thread's lock: what the others wrote is known, and none of them writes meanwhile."""
        if self._board is None:
            yield
            return
        fcntl.flock(self._file, fcntl.LOCK_EX)
        try:
            self._catch_up(self._board)
            yield
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def _follow(self) -> None:
        if self._board is not None and self._board.keys != self._seen:
            with self._lock:
                self._catch_up(self._board)

    def _catch_up(self, board: Board) -> None:
        seen, places = board.keys_since(self._seen)
        if places is None:
            self._end = self._load()
        else:
            self._grow(os.fstat(self._file).st_size // RECORD * RECORD)
            for place in dict.fromkeys(places):
                self._read_again(place * RECORD)
        self._seen = seen

    def _grow(self, end: int) -> None:
        self._free += range(self._end, end, RECORD)
        self._end = max(self._end, end)

    def _read_again(self, at: int) -> None:
        """Another process wrote this place, or this one did: what stands there now is what counts."""
        self._keys.pop(self._places.pop(at, UUID(int=0)), None)
        if at in self._free:
            self._free.remove(at)
        record = os.pread(self._file, RECORD, at)
        if _checksum(record[:-8]) == record[-8:]:
            ident = UUID(bytes=record[:16])
            self._keys[ident], self._places[at] = Key(Purpose(record[16]), record[17:49], at), ident
        else:
            self._free.append(at)

    def _tell(self, places: Sequence[int]) -> None:
        if self._board is not None:
            self._seen = self._board.tell_keys([at // RECORD for at in places])

    def make(self, ident: UUID, purpose: Purpose) -> bytes:
        """A new random key; on the disk at the next `flush`, before the commit."""
        key = chance.draw("row-key", str(ident), 32)
        with self._lock:
            self._pending.append(ident)
            self._keys[ident] = Key(purpose, key)
        return key

    @property
    def waiting(self) -> int:
        """How many new keys are not on the disk yet; `forget_since` takes it."""
        return len(self._pending)

    def forget_since(self, mark: int) -> None:
        """Drop the new keys of a write that was undone."""
        with self._lock:
            for ident in self._pending[mark:]:
                self._keys.pop(ident, None)
            del self._pending[mark:]

    def flush(self) -> None:
        """Put every new key on the disk, with one fsync."""
        with self._lock:
            if not self._pending:
                return
            with self._alone():
                places = [self._place(ident) for ident in self._pending]
                os.fsync(self._file)
                self._tell(places)
            self._pending.clear()

    def _place(self, ident: UUID) -> int:
        key = self._keys[ident]
        if not self._free:
            _put(self._file, bytes(RECORD * ROOM), self._end)
            self._grow(self._end + RECORD * ROOM)
        chosen = int.from_bytes(chance.draw("key-place", str(ident), 8), "big") % len(self._free)
        key.at = self._free.pop(chosen)
        self._places[key.at] = ident
        _put(self._file, _record(ident, key.purpose, key.key), key.at)
        return key.at

    def read(self, ident: UUID) -> bytes | None:
        """The key, or None once it was destroyed."""
        self._follow()
        found = self._keys.get(ident)
        return None if found is None else found.key

    def destroy(self, ident: UUID) -> None:
        """Overwrite the key. What it wrapped is gone wherever it was copied, but for backups of this file."""
        with self._lock, self._alone():
            found = self._keys.pop(ident, None)
            if found is not None and found.at is not None:
                _put(self._file, bytes(RECORD), found.at)
                os.fsync(self._file)
                del self._places[found.at]
                self._free.append(found.at)
                self._tell([found.at])

    def idents(self, purpose: Purpose | None = None) -> frozenset[UUID]:
        self._follow()
        return frozenset(ident for ident, key in self._keys.items() if purpose in (None, key.purpose))

    def dump(self) -> bytes:
        """The whole file, for its backup."""
        with self._lock, self._alone():
            return os.pread(self._file, self._end, 0)

    def close(self) -> None:
        os.close(self._file)


def _put(file: int, content: bytes, at: int) -> None:
    """All of it, or OSError: a disk that is nearly full takes a part and says nothing."""
    while content:
        written = os.pwrite(file, content, at)
        content, at = content[written:], at + written


_file: KeyFile | None = None


def use(path: Path) -> None:
    """Open the key file of this process."""
    global _file
    _file = KeyFile(path, board if shared.are_several() else None)


def close() -> None:
    global _file
    if _file is not None:
        _file.close()
        _file = None


def current() -> KeyFile:
    if _file is None:
        raise RuntimeError("no key file is open")
    return _file
