# SPDX-License-Identifier: AGPL-3.0-or-later
"""The server's own figures: counts of all together, and what it takes of its machine. No body and no ask is in them."""

from __future__ import annotations

import os
import re
import shutil
import threading
from pathlib import Path
from typing import Final

from answerable import clock, config
from answerable.counts import LONGEST, NAMES, counts
from answerable.jobs.steady import watch
from answerable.record import keeping
from answerable.storage.writer import writer

# name → what it is. Those of `counts` are told since the start, the others as they are now.
NOW: Final = {
    "seconds": "seconds since the start",
    "writes_waiting": "writes that wait for their turn",
    "memory_bytes": "resident memory",
    "open_files": "files and connections that are open",
    "threads": "threads",
    "database_bytes": "the embedded database",
    "database_log_bytes": "its write-ahead log",
    "free_bytes": "free on the disk of the data folder",
    "record_entries": "entries of the record",
    "record_behind": "1 while the record signs nothing, because others know more of it",
    "clock_ahead_days": "days by which the clock may be ahead: above 0 nothing is done by it",
    "processes": "processes that serve; all figures but those of the machine are of the one that leads",
}
SAYS: Final = {**NOW, **NAMES, **LONGEST}
# What may be kept minute by minute. Any other figure moves when somebody asks, so its history would tell when.
MAY_BE_KEPT: Final = (
    "seconds", "memory_bytes", "threads", "record_entries", "record_behind", "answers_5xx", "shed", "jobs_failed",
    "commit_ms", "clock_ahead_days", "processes",
)  # fmt: skip


def measure() -> dict[str, float]:
    """Name to number, each name of `SAYS`."""
    data = config.current().data
    database = data / "answerable.sqlite3"
    return counts.read() | {
        "writes_waiting": writer.waiting,
        "memory_bytes": _resident(),
        "open_files": len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").exists() else 0,
        "threads": threading.active_count(),
        "database_bytes": _size(database),
        "database_log_bytes": _size(database.with_name(f"{database.name}-wal")),
        "free_bytes": shutil.disk_usage(data).free,
        "record_entries": keeping.log().size,
        "record_behind": int(keeping.is_behind()),
        "clock_ahead_days": watch.ahead(clock.now()),
        "processes": config.current().processes,
    }


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _resident() -> int:
    status = Path("/proc/self/status")
    found = re.search(r"VmRSS:\s+(\d+) kB", status.read_text()) if status.exists() else None
    return int(found[1]) * 1024 if found else 0
