# SPDX-License-Identifier: AGPL-3.0-or-later
"""From when on a clock is not believed: what it would delete does not come back when it is set right."""

from datetime import date, timedelta

import pytest

from answerable.core import steady

NONE, SECOND, DAY = timedelta(0), timedelta(seconds=1), timedelta(days=1)
TODAY = date(2031, 3, 14)


@pytest.mark.parametrize(
    ("wall", "machine", "ahead"),
    [
        (DAY, DAY, NONE),
        (2 * DAY, DAY, NONE),
        (2 * DAY + SECOND, DAY, DAY + SECOND),
        (400 * DAY, SECOND, 400 * DAY - SECOND),
        (SECOND, 9 * DAY, NONE),
        (-9 * DAY, SECOND, NONE),
    ],
)
def test_a_clock_that_went_a_day_further_than_its_machine_was_set(
    wall: timedelta, machine: timedelta, ahead: timedelta
) -> None:
    assert steady.jumped(wall, machine) == ahead


@pytest.mark.parametrize(
    ("last", "gap"),
    [
        ("", NONE),
        ("2031-03-14", NONE),
        ("2031-03-07", NONE),
        ("2031-03-06", 8 * DAY),
        ("2031-03-06T23:59:59+00:00", 8 * DAY),
        ("2031-03-15", NONE),
        ("2030-03-14", 365 * DAY),
    ],
)
def test_more_than_a_week_after_the_last_daily_work_nobody_knows_which_is_wrong(last: str, gap: timedelta) -> None:
    assert steady.gap(last, TODAY) == gap


@pytest.mark.parametrize(("days", "ahead"), [(-400, False), (0, False), (1, False), (2, True), (400, True)])
def test_from_the_day_after_tomorrow_on_a_day_has_come_nowhere(days: int, ahead: bool) -> None:
    assert steady.is_ahead(TODAY + timedelta(days=days), TODAY) is ahead


def test_no_day_is_not_ahead() -> None:
    assert not steady.is_ahead(None, TODAY)


def test_the_newest_day_is_one_that_can_have_come() -> None:
    """Of an hour its day counts; what a clock ahead wrote, and what was never done, do not."""
    before, tomorrow, later = (str(TODAY + timedelta(days=days)) for days in (-9, 1, 2))
    assert steady.newest((later, before, ""), TODAY) == before
    assert steady.newest((before, tomorrow), TODAY) == tomorrow
    assert steady.newest((f"{before}T07", f"{later}T07"), TODAY) == f"{before}T07"
    assert steady.newest((later, ""), TODAY) == ""
