# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether a clock can be believed: what goes by itself does not come back when the clock is set right.

Pure: from instants and days to how far the clock is ahead, as far as this machine can know.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

MOST_JUMP: Final = timedelta(days=1)
"""The clock of a running server went so much further than the machine did: somebody or something set it."""
MOST_GAP: Final = timedelta(days=7)
"""So long after the last day of daily work it may be that the server was off, or that the clock is wrong."""
WAIT: Final = timedelta(days=3)
"""So long nothing is done by such a clock, unless somebody says that it is right."""


def jumped(wall: timedelta, machine: timedelta) -> timedelta:
    """How much further the clock went than the machine did meanwhile; nothing where that is little, or backwards."""
    ahead = wall - machine
    return ahead if ahead > MOST_JUMP else timedelta(0)


def is_ahead(day: date | None, today: date) -> bool:
    """Whether this day has come nowhere on earth: the clock that wrote it was ahead, or the one of today is behind."""
    return day is not None and day > today + timedelta(days=1)


def newest(days: Iterable[str], today: date) -> str:
    """The newest of these days (ISO, "" for none) that can have come; "" where there is none."""
    return max((day for day in days if day and not is_ahead(date.fromisoformat(day[:10]), today)), default="")


def gap(last: str, today: date) -> timedelta:
    """How long after the last day (ISO, "" for none) of daily work today is; nothing where that is little."""
    if not last:
        return timedelta(0)
    passed = today - date.fromisoformat(last[:10])
    return passed if passed > MOST_GAP else timedelta(0)
