# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the processes of one server tell one another at once: that something public or a key changed, what stands.

Hints only: each is looked up where it is durable. A process that dies before it told is made up for by looking.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Final

from answerable.shared import Memory

COUNT: Final = struct.Struct("<Q")
PLACE: Final = struct.Struct("<I")
PUBLIC, KEYS, BEHIND, OPEN, REFUSED, RING = 0, 8, 16, 17, 18, 64
KEPT: Final = 4096  # changes of the key file that a process can be behind before it reads all of it


class Board:
    """One for all processes."""

    def __init__(self) -> None:
        self._memory = Memory(RING + KEPT * PLACE.size)

    def _read(self, at: int) -> int:
        found: int = COUNT.unpack_from(self._memory.bytes, at)[0]
        return found

    @property
    def public(self) -> int:
        """Another number since anything public changed."""
        return self._read(PUBLIC)

    def tell_public(self) -> None:
        with self._memory.alone() as held:
            COUNT.pack_into(held, PUBLIC, self._read(PUBLIC) + 1)

    @property
    def keys(self) -> int:
        """How often a place of the key file was written."""
        return self._read(KEYS)

    def tell_keys(self, places: Sequence[int]) -> int:
        """These places (numbers of records) were written and are on the disk. Returns `keys` after it."""
        with self._memory.alone() as held:
            count = self._read(KEYS)
            for number, place in enumerate(places, count):
                PLACE.pack_into(held, RING + number % KEPT * PLACE.size, place)
            COUNT.pack_into(held, KEYS, count + len(places))
            return count + len(places)

    def tell_all_keys(self) -> None:
        """Whoever began or died may have written without telling: everybody reads the whole file."""
        with self._memory.alone() as held:
            COUNT.pack_into(held, KEYS, self._read(KEYS) + KEPT + 1)

    def keys_since(self, seen: int) -> tuple[int, list[int] | None]:
        """`keys` now, and the places written since it was `seen`; None where these are too many to know."""
        with self._memory.alone() as held:
            count = self._read(KEYS)
            if count - seen > KEPT:
                return count, None
            numbers = range(seen, count)
            return count, [PLACE.unpack_from(held, RING + each % KEPT * PLACE.size)[0] for each in numbers]

    def _flag(self, at: int, value: bool) -> None:
        with self._memory.alone() as held:
            held[at] = int(value)

    @property
    def is_behind(self) -> bool:
        """The record must not sign or grow (`record/keeping.py`)."""
        return bool(self._memory.bytes[BEHIND])

    @is_behind.setter
    def is_behind(self, value: bool) -> None:
        self._flag(BEHIND, value)

    @property
    def is_open(self) -> bool:
        """Whoever leads has looked at the record once, so pages may be shown."""
        return bool(self._memory.bytes[OPEN])

    @is_open.setter
    def is_open(self, value: bool) -> None:
        self._flag(OPEN, value)

    @property
    def is_refused(self) -> bool:
        """One of the processes may not be here, so that none may: the server ends."""
        return bool(self._memory.bytes[REFUSED])

    @is_refused.setter
    def is_refused(self, value: bool) -> None:
        self._flag(REFUSED, value)


board: Final = Board()
