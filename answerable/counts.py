# SPDX-License-Identifier: AGPL-3.0-or-later
"""What this process did since it started, counted in memory for its operator: of no body and no ask."""

from __future__ import annotations

import threading
from typing import Final

from answerable import clock

# name → what it counts, as the operator reads it
NAMES: Final = {
    "answers_2xx": "answers that were given",
    "answers_3xx": "answers that sent elsewhere, or said that nothing changed",
    "answers_4xx": "requests that were refused",
    "answers_5xx": "requests that broke: each is our mistake",
    "shed": "requests refused because too many came at once",
    "batches": "commits of the writer",
    "writes": "writes in them",
    "jobs_failed": "jobs that failed and are tried again",
}
LONGEST: Final = {"commit_ms": "the longest commit, in milliseconds"}


class Counts:
    """All of one process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts = dict.fromkeys(NAMES, 0)
        self._longest = dict.fromkeys(LONGEST, 0.0)
        self._since = clock.ticks()

    def add(self, name: str, more: int = 1) -> None:
        with self._lock:
            self._counts[name] += more

    def note_longest(self, name: str, value: float) -> None:
        with self._lock:
            self._longest[name] = max(self._longest[name], value)

    def read(self) -> dict[str, float]:
        """Name to number, with `seconds` since the start."""
        with self._lock:
            return {"seconds": round(clock.ticks() - self._since), **self._counts, **self._longest}


counts = Counts()
