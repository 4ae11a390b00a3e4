# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whole days: start, stand still, go on, run out."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.core.clocks import Clocks, better_of, due, is_past, last_day, overdue, pledge, running_days
from answerable.core.errors import Refused
from tests.core.scene import NO, TREE, YES, Story

DAY = date(2031, 3, 4)


def after(days: int) -> date:
    return DAY + timedelta(days=days)


spans = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), max_size=5).map(
    lambda found: tuple(sorted((after(begin), after(begin + length)) for begin, length in found))
)


@given(st.integers(0, 40), spans)
def test_the_last_day_leaves_all_its_running_days(days: int, still: tuple[tuple[date, date], ...]) -> None:
    """On the last day exactly the owed days have run, and on no day before it more."""
    due_day = last_day(DAY, days, still)
    assert due_day is not None
    assert running_days(DAY, due_day, still) == days
    assert all(
        running_days(DAY, after(each), still) <= running_days(DAY, after(each + 1), still) <= each + 1
        for each in range(100)
    )


@given(st.integers(0, 40), st.integers(0, 60))
def test_an_open_span_leaves_no_day_unless_it_came_too_late(days: int, begin: int) -> None:
    due_day = last_day(DAY, days, ((after(begin), None),))
    assert due_day == (after(days) if begin > days else None)
    assert running_days(DAY, after(100), ((after(begin), None),)) == begin


def test_past_only_when_the_day_is_over() -> None:
    assert not is_past(DAY, DAY)
    assert is_past(DAY, after(1))
    assert not is_past(None, DAY)


def test_the_days_of_a_plain_ask() -> None:
    story = Story().lodge()
    assert due(story.now, story.body).__dict__ == {
        "acknowledge_by": after(7),
        "answer_by": after(30),
        "word_by": after(30),
        "promise_by": None,
    }
    assert overdue(story.now, story.body, after(7)) == ()
    assert overdue(story.now, story.body, after(8)) == ("acknowledge",)
    assert overdue(story.now, story.body, after(31)) == ("acknowledge", "answer", "word")


def test_words_are_owed_until_answered() -> None:
    story = Story().lodge()
    story.read("acknowledged")
    story.wait(20).read("word")
    assert due(story.now, story.body).word_by == after(50)
    story.wait(31)
    assert overdue(story.now, story.body, story.day) == ("answer", "word")
    story.read("answer", NO)
    assert overdue(story.now, story.body, story.day) == ()
    assert due(story.now, story.body).promise_by is None


def test_a_no_after_a_yes_owes_no_promise() -> None:
    story = Story().lodge()
    story.read("answer", YES)
    assert due(story.now, story.body).promise_by == after(30)
    assert overdue(story.now, story.body, after(31)) == ("promise",)
    story.read("answer", {**NO, "code": "a2"})
    assert due(story.now, story.body).promise_by is None


def test_withdrawn_days_count_for_nobody() -> None:
    story = Story().lodge().wait(3)
    story.do("withdrawal")
    assert overdue(story.now, story.body, after(99)) == ()
    assert due(story.now, story.body).acknowledge_by is None
    late = Story().lodge().wait(40)
    late.do("withdrawal")
    assert overdue(late.now, late.body, late.day) == ()
    story.wait(40).do("reopen")
    assert due(story.now, story.body).acknowledge_by == after(47)
    assert due(story.now, story.body).answer_by == after(70)


def test_a_body_that_joins_later() -> None:
    story = Story().lodge("hill", backups=["amara"])
    told = replace(TREE["hill"], listed_letter_date=after(5))
    both = replace(told, joined_date=after(2))
    assert due(story.now, told).answer_by == after(35)
    assert due(story.now, both).answer_by == after(32)
    early = replace(TREE["hill"], listed_letter_date=after(-50))
    assert due(story.now, early).answer_by == after(30)


@pytest.mark.parametrize("wrong", [{"answer": 31}, {"answer": 0}, {"answers": 3}, {"word": True}])
def test_worse_or_unknown_pledges_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(Refused):
        pledge(Clocks(), **wrong)


def test_the_better_of_two_clocks() -> None:
    assert better_of(Clocks(answer=9), Clocks(word=5)) == Clocks(answer=9, word=5)


def test_pausing_puts_off_a_promised_date() -> None:
    from answerable.core.clocks import standing_still
    from answerable.core.promise import is_past_due, promise_day

    story = Story().answered().wait(10)
    story.do("pause")
    assert not is_past_due(story.now.promises[0], date(2031, 9, 1), standing_still(story.now))
    story.wait(7).do("resume")
    assert promise_day(story.now.promises[0], standing_still(story.now)) == date(2031, 6, 8)
