# SPDX-License-Identifier: AGPL-3.0-or-later
"""The only reader of the time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_shift = timedelta(0)
_frozen: datetime | None = None


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return (_frozen or datetime.now(UTC)) + _shift


def today(time_zone: str) -> date:
    """The present day in a body's time zone."""
    return now().astimezone(ZoneInfo(time_zone)).date()


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    global _frozen
    before, _frozen = _frozen, at
    try:
        yield
    finally:
        _frozen = before


def shift_days(days: int) -> None:
    """Move the clock of a demo; never called in real use."""
    global _shift
    _shift = timedelta(days=days)


def since_boot() -> float:
    """Seconds since the machine started, its sleep among them: whoever sets the clock does not move them."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def ticks() -> float:
    """Seconds that only ever grow; for limits and waits, never stored."""
    return time.monotonic()
