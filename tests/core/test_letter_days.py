# SPDX-License-Identifier: AGPL-3.0-or-later
"""The days of a letter, what the body says to its numbers, and names that come out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from answerable.core import answer, letter, letter_checks, letter_saying, promise
from answerable.core import value as read
from answerable.core.body import BodyStage
from answerable.core.clocks import Clocks
from answerable.core.letter import decide
from answerable.core.letter_days import (
    answer_by,
    asked_of,
    day_count,
    figures,
    is_answered,
    is_late,
    promise_by,
    start,
    still,
)
from answerable.core.letter_state import (
    LetterMove,
    promise_of,
    taken_date,
    text_now,
)
from answerable.core.letter_wish import NO_SUCH_NUMBER, LetterWish
from answerable.core.move import Role
from tests.core.letter_scene import (
    ANNA,
    BEN,
    FIRST,
    GROUP,
    JOINED,
    LISTED,
    NO,
    READER,
    STEWARD,
    YES,
    LetterStory,
    said,
    text,
    written,
)

ROLES = tuple(Role)
MET = {"number": 1, "value": "met"}


# The days


def test_days_run_from_the_first_for_a_body_that_joined() -> None:
    story = LetterStory().wait(0).put_up()
    assert start(story.now, JOINED) == FIRST
    assert day_count(story.now, JOINED, FIRST) == 1
    assert answer_by(story.now, JOINED) == FIRST + timedelta(days=30)
    assert not is_late(story.now, 1, JOINED, FIRST + timedelta(days=30))
    assert is_late(story.now, 1, JOINED, FIRST + timedelta(days=31))
    assert (figures(story.now).numbers, figures(story.now).answered) == (3, 0)


def test_days_of_a_body_that_has_not_joined_run_from_its_letter_without_content() -> None:
    story = LetterStory(LISTED).put_up()
    assert start(story.now, LISTED) is None
    assert day_count(story.now, LISTED, FIRST + timedelta(days=99)) is None
    assert answer_by(story.now, LISTED) is None
    assert not is_late(story.now, 1, LISTED, FIRST + timedelta(days=99))
    told = replace(LISTED, listed_letter_date=FIRST + timedelta(days=4))
    assert answer_by(story.now, told) == FIRST + timedelta(days=34)
    before = replace(LISTED, listed_letter_date=FIRST - timedelta(days=9))
    assert start(story.now, before) == FIRST


def test_joining_later_starts_the_days_and_never_starts_them_again() -> None:
    story = LetterStory(LISTED).put_up()
    late = replace(LISTED, joined_date=FIRST + timedelta(days=9))
    assert start(story.now, late) == FIRST + timedelta(days=9)
    both = replace(late, listed_letter_date=FIRST + timedelta(days=2))
    assert start(story.now, both) == FIRST + timedelta(days=2)


def test_a_merger_starts_no_day_anew() -> None:
    """Rule 23: the body that took over joined long after the letter was put up."""
    letter_now = LetterStory().put_up().now
    heir = replace(LISTED, stage=BodyStage.PLEDGED, joined_date=FIRST + timedelta(days=25))
    ended = replace(JOINED, stage=BodyStage.DISSOLVED)
    assert start(letter_now, asked_of(letter_now, ended, heir)) == FIRST
    never_told = replace(LISTED, code="other", stage=BodyStage.DISSOLVED)
    assert start(letter_now, asked_of(letter_now, never_told, heir)) == FIRST + timedelta(days=25)
    assert asked_of(letter_now, JOINED, JOINED) == JOINED


def test_pausing_and_hiding_stop_the_days_each_once() -> None:
    story = LetterStory().put_up().wait(5).sign("pause", {}).wait(2).sign("hide", {})
    assert answer_by(story.now, JOINED) is None
    assert not is_late(story.now, 1, JOINED, story.day + timedelta(days=400))
    story.wait(3).sign("resume", {}).wait(4).sign("show", {}, ANNA, BEN)  # stood still from day 5 to day 14
    assert answer_by(story.now, JOINED) == FIRST + timedelta(days=39)
    assert day_count(story.now, JOINED, story.day) == 6
    assert len(still(story.now)) == 2


def test_nothing_that_the_body_does_moves_the_day_of_an_answer() -> None:
    story = LetterStory().put_up()
    wanted = answer_by(story.now, JOINED)
    story.wait(10).promise(2).move_to("2031-06-20").do("claim", {"number": 3, "promise": None}, READER, "ines")
    slower = replace(JOINED, clocks=Clocks(), pledges={"word": "later"})
    assert answer_by(story.now, slower) == wanted
    story.answer(1, value="no", reasons=["law"])
    assert answer_by(story.now, JOINED) == wanted
    assert [is_late(story.now, each, JOINED, FIRST + timedelta(days=31)) for each in (1, 2, 3)] == [False, True, True]


def test_what_was_pledged_when_it_was_put_up_is_owed() -> None:
    quick = replace(JOINED, clocks=Clocks(answer=7, promise=10))
    story = LetterStory(quick).put_up()
    assert (story.now.answer_days, story.now.promise_days) == (7, 10)
    assert answer_by(story.now, JOINED) == FIRST + timedelta(days=7)
    story.answer(1)
    assert promise_by(story.now, 1) == FIRST + timedelta(days=10)
    assert promise_by(story.now, 2) is None
    story.wait(3).answer(1, code="a2", value="in_part")
    assert promise_by(story.now, 1) == FIRST + timedelta(days=10)
    assert promise_by(story.promise(1, by=None).now, 1) is None


# What the body says


def test_an_answer_needs_a_second_person_a_listed_role_and_a_reason() -> None:
    story = LetterStory().put_up()
    for bent, sentence in (
        ({"checked_by": "ines"}, letter_saying.SAME_PERSON),
        ({"answer": {**YES, "power": "Ilse"}}, letter_saying.NOT_A_ROLE),
        ({"answer": {**YES, "power": ""}}, answer.NEEDS_POWER),
        ({"answer": {**NO, "reasons": []}}, answer.NEEDS_REASON),
        ({"answer": {**NO, "reasons": ["in_words"]}}, letter_saying.NEEDS_WORDS),
        ({"answer": {**YES, "power": "other"}}, letter_saying.NEEDS_WORDS),
        ({"answer": {**YES, "value": "we are reflecting"}}, answer.NOT_AN_ANSWER),
        ({"number": 4}, NO_SUCH_NUMBER),
        ({"text": "our words"}, read.UNKNOWN),
    ):
        value = {**said(1, "answer", YES), **bent}
        assert story.why_not("answer", value, READER, "ines") == sentence
    story.answer(1)
    assert story.why_not("answer", said(2, "answer", YES), READER, "ines") == read.UNKNOWN  # the same code again
    assert is_answered(story.now, 1)
    assert not is_answered(story.now, 2)


def test_an_older_answer_stays_beside_the_newer() -> None:
    story = LetterStory().put_up().answer(1).answer(1, code="a2", value="no", reasons=["law"])
    assert [each.answer.value for each in story.now.answers] == ["yes", "no"]
    assert figures(story.now).answered == 1


def test_a_promise_with_a_slot_missing_is_an_intention_and_can_be_completed_once() -> None:
    story = LetterStory().put_up().promise(1, who=None, by=None)
    first = promise_of(story.now, "p1")
    assert first is not None
    assert promise.missing(first.promise) == ("who", "by")
    plan = {**said(1, "promise", {"code": "p2", "completes": "p1", "who": "chair"})}
    assert story.why_not("promise", plan, READER, "ines") == promise.STILL_MISSING
    assert story.why_not("moved", {"promise": "p1", "to": "2031-06-02"}, READER, "ines") == promise.NO_DATE
    story.promise(1, code="p2", completes="p1")
    assert story.why_not(
        "promise", said(1, "promise", {"code": "p3", "completes": "p1", "who": "chair"}), READER, "ines"
    ) == (promise.NOT_AN_INTENTION)
    done = {"number": 1, "promise": "p1"}
    assert story.why_not("claim", done, READER, "ines") == promise.COMPLETED


@pytest.mark.parametrize(
    ("number", "inner", "sentence"),
    [
        (2, {"code": "p2", "completes": "p1", "who": "chair"}, letter_saying.NO_SUCH_PROMISE),
        (1, {"code": "p2", "completes": "p9", "who": "chair"}, letter_saying.NO_SUCH_PROMISE),
        (1, {"code": "p1", "who": "chair"}, read.UNKNOWN),
        (1, {"code": "p2", "who": "Ilse"}, letter_saying.NOT_A_ROLE),
        (1, {"code": "p2"}, promise.NOTHING_IN_IT),
        (1, {"code": "p2", "what": "in_words"}, letter_saying.NEEDS_WORDS),
        (1, {"code": "p2", "by": "2031-03-03"}, promise.DAY_IS_OVER),
    ],
)
def test_promises_are_read_strictly(number: int, inner: dict[str, Any], sentence: str) -> None:
    story = LetterStory().put_up().promise(1, by=None)
    assert story.why_not("promise", said(number, "promise", inner), READER, "ines") == sentence


def test_a_date_moves_once_alone_and_after_that_only_with_the_groups_yes() -> None:
    story = LetterStory().put_up().answer(1).promise(1).move_to("2031-06-05")
    made = promise_of(story.now, "p1")
    assert made is not None
    assert promise.date_now(made.promise) == date(2031, 6, 5)
    story.move_to("2031-06-09")
    assert date_of(story) == date(2031, 6, 5)
    yes = {"promise": "p1", "to": "2031-06-09", "accepted": True}
    for bent in ({"to": "2031-06-10"}, {"promise": "p2"}):
        assert story.refused("date", {**yes, **bent}) == letter_checks.NO_DATE_WAITS
    assert story.refused("date", {**yes, "accepted": 1}) == read.UNKNOWN
    story.sign("date", yes, ANNA)
    assert date_of(story) == date(2031, 6, 5)
    story.sign("date", yes, BEN)
    assert date_of(story) == date(2031, 6, 9)
    assert story.refused("date", yes) == letter_checks.NO_DATE_WAITS
    story.move_to("2031-06-30").sign("date", {**yes, "to": "2031-06-30", "accepted": False}, ANNA, BEN)
    assert date_of(story) == date(2031, 6, 9)
    after = promise_of(story.now, "p1")
    assert after is not None
    assert [(str(each.to), each.accepted) for each in after.promise.dates] == [
        ("2031-06-05", None), ("2031-06-09", True), ("2031-06-30", False),
    ]  # fmt: skip


def test_half_a_yes_to_one_date_is_none_to_another() -> None:
    story = LetterStory().put_up().promise(1).move_to("2031-06-05").move_to("2031-06-09")
    story.sign("date", {"promise": "p1", "to": "2031-06-09", "accepted": True}, ANNA)
    old = story.signed("date", {"promise": "p1", "to": "2031-06-09", "accepted": True})
    story.move_to("2031-07-30")
    assert story.why_not("date", old, GROUP, BEN) == letter_checks.NO_DATE_WAITS
    new = {**old, "value": {"promise": "p1", "to": "2031-07-30", "accepted": True}}
    assert story.why_not("date", new, GROUP, BEN) == letter_checks.OTHER_ACT


def date_of(story: LetterStory) -> date | None:
    found = promise_of(story.now, "p1")
    return None if found is None else promise.date_now(found.promise)


def test_a_date_moves_only_before_it_passes_and_a_pause_puts_it_off() -> None:
    story = LetterStory().put_up().promise(1, by="2031-03-14").wait(11)
    assert story.why_not("moved", {"promise": "p1", "to": "2031-04-01"}, READER, "ines") == promise.DATE_PASSED
    put_off = LetterStory().put_up().promise(1, by="2031-03-14").sign("pause", {}).wait(20).sign("resume", {})
    assert put_off.move_to("2031-04-01").now.promises[0].promise.dates[0].to == date(2031, 4, 1)
    found = put_off.now.promises[0].promise
    assert promise.promise_day(found, still(put_off.now)) == date(2031, 4, 21)
    assert not promise.is_past_due(found, date(2031, 4, 21), still(put_off.now))
    assert promise.is_past_due(found, date(2031, 4, 22), still(put_off.now))


def test_done_is_a_claim_and_marks_nothing() -> None:
    story = LetterStory().put_up().answer(1).promise(1)
    for bent in ({"promise": "p9"}, {"number": 2}):
        value = {"number": 1, "promise": "p1", **bent}
        assert story.why_not("claim", value, READER, "ines") == letter_saying.NO_SUCH_PROMISE
    acts = story.now.acts
    story.do("claim", {"number": 1, "promise": "p1"}, READER, "ines")
    story.do("claim", {"number": 2, "promise": None}, READER, "ines")
    assert story.wait(30).now.acts == acts
    assert story.mark_shown() is None
    assert story.why_not("moved", {"promise": "p1", "to": "2031-06-05"}, READER, "ines") == promise.NOT_NOW


# Names come out


def test_each_side_takes_names_out_of_its_own_words_only() -> None:
    story = LetterStory().put_up(intro="before").answer(1, "our words")
    own = (text("title"), text("group"), text("before"), text("one"))
    for each in own:
        assert story.why_not("taken_out", {"text": each, "now": None}, STEWARD, "yun") == letter_saying.NOT_YOUR_TEXT
        assert story.why_not("taken_out", {"text": each, "now": None}) == ""
    ours = {"text": text("our words"), "now": text("less")}
    assert story.why_not("taken_out", ours) == letter_saying.NOT_YOUR_TEXT
    assert story.why_not("taken_out", {"text": text("one"), "now": text("one")}) == letter_saying.NOT_YOUR_TEXT
    assert story.why_not("taken_out", ours, READER, "ines") == letter.NOT_YOURS
    story.do("taken_out", ours, STEWARD, "yun")
    assert story.now.body_texts == (text("less"),)
    assert story.why_not("taken_out", ours, STEWARD, "yun") == letter_saying.NOT_YOUR_TEXT


def test_what_is_left_can_be_cut_again_until_nothing_is() -> None:
    story = LetterStory().put_up()
    story.do("taken_out", {"text": text("one"), "now": text("on")}).wait(2)
    story.do("taken_out", {"text": text("on"), "now": None})
    assert text_now(story.now, text("one")) is None
    assert taken_date(story.now, text("one")) == FIRST + timedelta(days=2)
    assert text_now(story.now, text("two")) == text("two")
    assert text("one") not in story.now.own_texts
    assert len(story.now.numbers) == 3
    assert story.mark(1, "met", ANNA, BEN).wait(3).mark_shown() == "met"


def test_a_wish_for_nothing_is_no_letter() -> None:
    with pytest.raises(ValueError, match="a draft"):
        letter_checks.CHECKS[LetterMove.JOINED](LetterWish(None, LetterMove.JOINED, {}, GROUP, ANNA, FIRST, JOINED))
    assert letter.replay([]) is None
    assert (
        decide(None, LetterMove.DRAFTED, {"body": "x", **written()}, by=GROUP, actor=ANNA, at=FIRST, body=JOINED).value[
            "body"
        ]
        == "harbour"
    )
