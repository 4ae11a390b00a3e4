# SPDX-License-Identifier: AGPL-3.0-or-later
"""The process-wide write lease: one thread at a time may write, and only while it holds this."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lease = threading.RLock()
_mine = threading.local()


def is_mine() -> bool:
    """Whether this thread holds the lease."""
    return getattr(_mine, "depth", 0) > 0


def stay() -> None:
    """Called by the writer's own thread, on which nothing but writes ever runs: its connection need not be opened to
    writing and closed to it around each. To switch costs SQLite every statement that it has prepared."""
    _mine.stays = True


def stays() -> bool:
    return getattr(_mine, "stays", False)


@contextmanager
def held() -> Iterator[None]:
    """Hold the lease; this thread's connection may write meanwhile."""
    from answerable.storage.engine import engine

    with _lease:
        _mine.depth = getattr(_mine, "depth", 0) + 1
        try:
            if _mine.depth == 1:
                engine().begin_writing()
            yield
        finally:
            _mine.depth -= 1
            if _mine.depth == 0:
                engine().end_writing()
