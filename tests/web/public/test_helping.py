# SPDX-License-Identifier: AGPL-3.0-or-later
"""The help list says by itself when nobody has looked for long."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from answerable.web.public.helping import STALE_DAYS, listed
from answerable.web.public.shelf import Help

TODAY = date(2031, 3, 1)


def help_(name: str, days: int) -> Help:
    return Help(
        code=name, name=name, does="Listens.", reach="By phone.", hours="", checked=TODAY - timedelta(days=days)
    )


def test_after_180_days_it_is_stale() -> None:
    assert STALE_DAYS == 180
    assert [row["stale"] for row in listed([help_("a", 180)], TODAY)] == [False]
    assert [row["stale"] for row in listed([help_("a", 181)], TODAY)] == [True]


@given(st.lists(st.integers(0, 400), max_size=12))
def test_what_was_checked_lately_stands_first(ages: list[int]) -> None:
    rows = listed([help_(f"{n}", days) for n, days in enumerate(ages)], TODAY)
    assert [row["stale"] for row in rows] == sorted(row["stale"] for row in rows)
    assert len(rows) == len(ages)
