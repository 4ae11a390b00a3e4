# SPDX-License-Identifier: AGPL-3.0-or-later
"""Side by side: one round of the thing, one of its limit, and again, so that the load of others cancels."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeAlias

Work: TypeAlias = Callable[[], object]
Clock: TypeAlias = Callable[[], float]


def took(work: Work, clock: Clock) -> float:
    """Seconds on this clock."""
    began = clock()
    work()
    return clock() - began


def side_by_side(
    work: Work, limit: Work, rounds: int, clock: Clock = time.process_time
) -> tuple[list[float], list[float]]:
    """(seconds of each round of the work, of the limit). Which goes first changes each time; one round warms up.

    Processor time by default: what stands still while another process runs. Wall time where the disk is waited for.
    """
    both: tuple[list[float], list[float]] = ([], [])
    work(), limit()
    for number in range(rounds):
        for which in (0, 1) if number % 2 == 0 else (1, 0):
            both[which].append(took((work, limit)[which], clock))
    return both


def rates(seconds: list[float], count: int) -> list[float]:
    """How many a second, of each round of `count`."""
    return [count / one for one in seconds]
