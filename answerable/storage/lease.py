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


@contextmanager
def held() -> Iterator[None]:
    """Hold the lease; connections of this thread may write meanwhile."""
    from django.db import connection

    with _lease:
        _mine.depth = getattr(_mine, "depth", 0) + 1
        try:
            connection.ensure_connection()
            if _mine.depth == 1:
                connection.connection.execute("PRAGMA query_only=OFF").close()
            yield
        finally:
            if _mine.depth == 1 and connection.connection is not None:
                connection.connection.execute("PRAGMA query_only=ON").close()
            _mine.depth -= 1
