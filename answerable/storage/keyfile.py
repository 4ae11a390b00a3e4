# SPDX-License-Identifier: AGPL-3.0-or-later
"""The key file: row keys outside the database, in records of one size.

A record is 16 bytes of id, 1 of purpose, 32 of key, 15 of zeros. New records are on the disk before the commit that
needs them; a destroyed key is overwritten with zeros and the file synced. The database alone opens nothing.
"""

from __future__ import annotations

import os
import threading
from enum import IntEnum
from pathlib import Path
from typing import Final
from uuid import UUID

from answerable import chance
from answerable.core.errors import Refused
from answerable.core.words import N_

HEAD: Final = b"answerable keys\n"
RECORD: Final = 64
DAMAGED = N_("The key file is damaged or is not one of ours. Restore it from its backup.")


class Purpose(IntEnum):
    THREAD = 1
    ACCOUNT = 2
    ENROLMENT = 3
    PERSON = 4


class KeyFile:
    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._keys: dict[UUID, tuple[int, bytes]] = {}
        self._pending: list[tuple[UUID, Purpose, bytes]] = []
        fresh = not path.exists()
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        if fresh:
            os.write(self._file, HEAD)
            os.fsync(self._file)
            _sync_folder(path.parent)
        self._end = self._load()

    def _load(self) -> int:
        raw = self.path.read_bytes()
        if raw[: len(HEAD)] != HEAD:
            raise Refused(DAMAGED)
        whole = len(HEAD) + (len(raw) - len(HEAD)) // RECORD * RECORD
        for at in range(len(HEAD), whole, RECORD):
            if raw[at + 16]:
                self._keys[UUID(bytes=raw[at : at + 16])] = (at, raw[at + 17 : at + 49])
        return whole

    def make(self, ident: UUID, purpose: Purpose) -> bytes:
        """A new random key; on the disk at the next `flush`, before the commit."""
        key = chance.draw("row-key", str(ident), 32)
        with self._lock:
            self._pending.append((ident, purpose, key))
            self._keys[ident] = (-1, key)
        return key

    def flush(self) -> None:
        with self._lock:
            if not self._pending:
                return
            records = b"".join(
                ident.bytes + bytes([purpose]) + key + bytes(15) for ident, purpose, key in self._pending
            )
            os.pwrite(self._file, records, self._end)
            os.fsync(self._file)
            for place, (ident, _, key) in enumerate(self._pending):
                self._keys[ident] = (self._end + place * RECORD, key)
            self._end += len(records)
            self._pending.clear()

    def forget_pending(self) -> None:
        with self._lock:
            for ident, _, _ in self._pending:
                self._keys.pop(ident, None)
            self._pending.clear()

    def read(self, ident: UUID) -> bytes | None:
        """The key, or None once it was destroyed."""
        found = self._keys.get(ident)
        return None if found is None else found[1]

    def destroy(self, ident: UUID) -> None:
        with self._lock:
            at, _ = self._keys.pop(ident, (-1, b""))
            if at >= 0:
                os.pwrite(self._file, bytes(RECORD), at)
                os.fsync(self._file)

    def idents(self) -> frozenset[UUID]:
        return frozenset(self._keys)

    def close(self) -> None:
        os.close(self._file)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


_file: KeyFile | None = None


def use(path: Path) -> None:
    """Open the key file of this process."""
    global _file
    _file = KeyFile(path)


def close() -> None:
    global _file
    if _file is not None:
        _file.close()
        _file = None


def current() -> KeyFile:
    if _file is None:
        raise RuntimeError("no key file is open")
    return _file


def flush() -> None:
    if _file is not None:
        _file.flush()


def forget_pending() -> None:
    if _file is not None:
        _file.forget_pending()
