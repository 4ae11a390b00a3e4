# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the processes of one server share: a name, and memory that was made before they parted from one another.

They part by `fork`, so whatever is made here before that is the same for all; nothing of it lies in a file.
"""

from __future__ import annotations

import fcntl
import itertools
import mmap
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from answerable import chance

RUN: Final = chance.code("run")
"""The name of this server from its start to its end."""
_locks: Final = os.memfd_create("answerable-locks")
_places: Final = itertools.count()
_processes = 1


def part(count: int) -> None:
    """From here on there will be so many processes; called before the first of them begins."""
    global _processes
    _processes = count


def are_several() -> bool:
    return _processes > 1


class Memory:
    """Bytes that every process of this server sees. Who changes them does it `alone`; a process that dies lets go."""

    def __init__(self, size: int) -> None:
        self.bytes = mmap.mmap(-1, size)
        self._place = next(_places)
        self._lock = threading.Lock()

    @contextmanager
    def alone(self) -> Iterator[mmap.mmap]:
        """No other thread and no other process is here meanwhile."""
        with self._lock:
            if not are_several():
                yield self.bytes
                return
            fcntl.lockf(_locks, fcntl.LOCK_EX, 1, self._place)
            try:
                yield self.bytes
            finally:
                fcntl.lockf(_locks, fcntl.LOCK_UN, 1, self._place)
