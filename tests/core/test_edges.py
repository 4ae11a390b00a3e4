# SPDX-License-Identifier: AGPL-3.0-or-later
"""Edges of rules whose middle other tests walk: the last day that counts, and who a mark is not for."""

from dataclasses import replace
from datetime import timedelta

from answerable.core import clocks, consent, mark, promise, silence
from answerable.core.ask import Mode
from answerable.core.checking import HOLD_DAYS_MOST
from answerable.core.mark import Audience
from answerable.core.move import Role
from answerable.core.value import LINE_LENGTH, NO_DAY, TOO_LONG, UNKNOWN, parse_day, parse_line
from answerable.sealing.errors import Refusal
from answerable.sealing.wire import is_plain
from tests.core.scene import NO, PLAN, YES, Story, lodging, refusal

LETTER = {"code": "c1", "party": next(iter(consent.PARTIES)), "purpose": "contact", "thing": "one_letter"}


def marked(value: str, audience: str, mode: Mode = Mode.KEYED) -> Story:
    """Answered and marked, more than the days after which a mark counts."""
    story = Story().answered(mode=mode.value)
    story.mark(value, audience)
    return story.wait(30)


MARKED = (
    ("met", "everyone", Mode.KEYED, {"asker", "readers", "everyone"}),
    ("met", "everyone", Mode.HOSTED, {"asker", "readers"}),
    ("met", "readers", Mode.KEYED, {"asker", "readers"}),
    ("met", "asker", Mode.KEYED, {"asker"}),
    ("not_met", "everyone", Mode.KEYED, set()),
)


def test_a_mark_ends_an_ask_for_those_who_see_it() -> None:
    asked = {"asker", "readers", "everyone"}
    for value, audience, mode, ended_for in MARKED:
        story = marked(value, audience, mode)
        assert {each for each in asked if mark.has_ended(story.now, each, story.day)} == ended_for, (value, audience)
        waits = {each for each in asked if silence.is_waiting(story.now, story.day, Audience(each))}
        assert waits == asked - ended_for


def test_what_was_taken_back_or_erased_waits_for_nobody() -> None:
    story = Story().answered()
    assert silence.is_waiting(story.now, story.day)
    for gone in ({"withdrawn": True}, {"erased": True}):
        assert not silence.is_waiting(replace(story.now, **gone), story.day), gone


def test_an_ask_is_held_to_the_last_day_that_may_be() -> None:
    last = Story().day + timedelta(days=HOLD_DAYS_MOST)
    assert Story().may("lodged", {**lodging(), "hold_until": last.isoformat()})
    assert not Story().may("lodged", {**lodging(), "hold_until": (last + timedelta(days=1)).isoformat()})


def test_a_promise_may_be_for_today() -> None:
    story = Story().lodge()
    story.read("acknowledged", {"role": "care lead"})
    story.read("answer", YES)
    story.read("promise", {**PLAN, "by": story.day.isoformat()})
    assert promise.promise_day(story.now.promises[0]) == story.day


def test_an_answer_has_a_code_of_its_own() -> None:
    story = Story().lodge()
    story.read("acknowledged", {"role": "care lead"})
    story.read("answer", NO)
    assert not story.may("answer", NO, Role.HANDLER, "ines")
    assert story.may("answer", {**NO, "code": "a2"}, Role.HANDLER, "ines")


def test_a_mark_of_a_promise_that_is_not_there_is_refused() -> None:
    story = Story().answered()
    assert story.may("mark", {"value": "met", "audience": "asker", "promise": "p1"})
    assert not story.may("mark", {"value": "met", "audience": "asker", "promise": "p9"})


def test_what_is_no_day_is_said_to_be_none() -> None:
    for found in (None, 3, "yesterday", "2031-02-30", "2031-W10-1", "20310304"):
        with refusal(NO_DAY):
            parse_day(found)


def test_a_line_may_be_as_long_as_a_line_and_holds_no_control_signs() -> None:
    assert parse_line("x" * LINE_LENGTH) == "x" * LINE_LENGTH
    for found, sentence in (("x" * (LINE_LENGTH + 1), TOO_LONG), ("a\x07b", UNKNOWN)):
        with refusal(sentence):
            parse_line(found)


def test_plain_values_are_nothing_texts_and_numbers_that_every_reader_can_hold() -> None:
    assert [is_plain(each) for each in (None, "", "x", 7, True, 2**60)] == [True, True, True, True, True, False]
    assert not any(is_plain(each) for each in ({}, [], 1.5, b"x"))


def test_a_refusal_has_its_code_and_its_sentence() -> None:
    found = Refusal("signature")
    assert (str(found), found.args, found.sentence) == ("signature", ("signature",), found.msgid)


def test_a_yes_may_end_on_the_day_it_is_asked_for() -> None:
    today = Story().day
    for days, taken in ((0, True), (-1, False), (consent.LONGEST_DAYS, True), (consent.LONGEST_DAYS + 1, False)):
        asked = {**LETTER, "until": (today + timedelta(days=days)).isoformat()}
        if taken:
            assert consent.parse_asked(asked, today, "ines").longest == today + timedelta(days=days)
        else:
            with refusal(consent.BAD_UNTIL):
                consent.parse_asked(asked, today, "ines")


def test_days_on_which_the_clocks_stood_still_put_off_a_promise_after_a_yes() -> None:
    story = Story().lodge()
    story.read("acknowledged", {"role": "care lead"})
    story.read("answer", YES)
    before = clocks.due(story.now, story.body).promise_by
    story.do("pause", {})
    story.wait(5)
    story.do("resume", {})
    after = clocks.due(story.now, story.body).promise_by
    assert before is not None
    assert after == before + timedelta(days=5)
