# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a move on a letter must bring: each mistake gets its own sentence, and beside it stands what is allowed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from answerable.core import answer, letter_checks, letter_saying, letter_wish, promise
from answerable.core import value as read
from answerable.core.body import BodyStage
from answerable.core.letter_checks import KEPT_DAYS, put_up_value
from answerable.core.letter_state import MOST_KEYS, MOST_NUMBERS
from answerable.core.mark import MarkValue
from answerable.core.move import Role
from tests.core.letter_scene import (
    ANNA,
    BEN,
    CLEO,
    FIRST,
    GROUP,
    NO,
    PLAN,
    READER,
    SIGNED,
    STEWARD,
    YES,
    LetterStory,
    linked,
    said,
    text,
    written,
)

CLOCK = Role.CLOCK


def public(*more: str, threshold: int = 2) -> LetterStory:
    return LetterStory().put_up(*more, threshold=threshold)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({}, ""),
        ({"intro": text("hello")}, ""),
        ({"numbers": []}, letter_checks.NO_NUMBERS),
        ({"numbers": [text(str(each)) for each in range(MOST_NUMBERS)]}, ""),
        ({"numbers": [text(str(each)) for each in range(MOST_NUMBERS + 1)]}, letter_checks.TOO_MANY_NUMBERS),
        ({"numbers": ["not a commitment"]}, read.UNKNOWN),
        ({"threshold": 0}, letter_checks.BAD_THRESHOLD),
        ({"threshold": 1}, ""),
        ({"threshold": 3}, letter_checks.BAD_THRESHOLD),
        ({"threshold": True}, read.UNKNOWN),
        ({"title": "A" * 64}, read.UNKNOWN),
        ({"title": None}, read.UNKNOWN),
        ({"group": "a" * 63}, read.UNKNOWN),
        ({"intro": "hello"}, read.UNKNOWN),
        ({"more": 1}, read.UNKNOWN),
    ],
)
def test_drafting_and_rewriting(more: dict[str, Any], sentence: str) -> None:
    assert LetterStory().why_not("drafted", {"body": "harbour", **written(), **more}) == sentence
    assert LetterStory().draft().why_not("rewritten", {**written(), **more}) == sentence
    for name in written():
        short = {key: each for key, each in written().items() if key != name}
        assert LetterStory().why_not("drafted", {"body": "harbour", **short}) == read.MISSING


def test_who_drafts_and_to_whom() -> None:
    value = {"body": "harbour", **written()}
    assert LetterStory().why_not("drafted", value, GROUP, "short") == read.UNKNOWN
    story = LetterStory()
    story.body = replace(story.body, stage=BodyStage.DISSOLVED)
    assert story.why_not("drafted", value) == letter_checks.HAS_ENDED
    drafted = LetterStory().draft()
    drafted.body = replace(drafted.body, stage=BodyStage.DISSOLVED)
    assert drafted.refused("put_up", put_up_value(drafted.now)) == letter_checks.HAS_ENDED


def test_two_in_a_draft_and_twelve_later() -> None:
    story = LetterStory()
    story.do("drafted", {"body": "harbour", **written()})
    assert story.why_not("joined", {}, GROUP, ANNA) == letter_checks.IN_ALREADY
    assert story.refused("put_up", put_up_value(story.now)) == letter_checks.NEEDS_SECOND
    story.do("joined", {}, GROUP, BEN)
    assert story.why_not("joined", {}, GROUP, CLEO) == letter_checks.TWO_IN_A_DRAFT
    story.sign("put_up", put_up_value(story.now), ANNA, BEN)
    keys = [f"{place:02}" + "k" * 41 for place in range(MOST_KEYS - 2)]
    for key in keys:
        assert story.why_not("joined", {}, GROUP, key) == ""
        story.do("joined", {}, GROUP, key)
    assert story.why_not("joined", {}, GROUP, keys[0]) == letter_checks.IN_ALREADY
    assert story.why_not("joined", {}, GROUP, CLEO) == letter_checks.TOO_MANY_KEYS
    assert story.why_not("joined", {"more": 1}, GROUP, CLEO) == read.UNKNOWN
    assert story.refused("keys", {"keys": [ANNA, BEN, *keys], "threshold": 2}) == ""
    assert story.refused("keys", {"keys": [ANNA, BEN, *keys], "threshold": 12}) == ""
    assert story.refused("keys", {"keys": [ANNA, BEN, *keys], "threshold": 13}) == letter_checks.BAD_THRESHOLD


def test_a_draft_that_nobody_puts_up_ends_after_thirty_days() -> None:
    story = LetterStory().draft().wait(KEPT_DAYS - 1)
    assert story.why_not("dropped", {}, CLOCK, "") == letter_checks.NOTHING_CHANGES
    assert story.why_not("dropped", {}) == ""
    assert story.wait(1).why_not("dropped", {}, CLOCK, "") == ""
    assert story.why_not("dropped", {"more": 1}) == read.UNKNOWN


def test_what_is_put_up_is_what_stands() -> None:
    story = LetterStory().draft()
    value = put_up_value(story.now)
    assert value == {
        "body": "harbour", **written(), "keys": [ANNA, BEN],
    }  # fmt: skip
    assert story.refused("put_up", value) == ""
    for name in value:
        assert story.refused("put_up", {key: each for key, each in value.items() if key != name}) == read.MISSING
    others = [("title", text("other")), ("keys", [BEN, ANNA]), ("threshold", 1), ("numbers", [text("one")]),
              ("intro", text("x")), ("group", text("x")), ("body", "mill")]  # fmt: skip
    for name, other in others:
        assert story.refused("put_up", {**value, name: other}) == letter_checks.OTHER_ACT
    one = LetterStory().draft(threshold=1)
    assert one.refused("put_up", {**put_up_value(one.now), "threshold": True}) == read.UNKNOWN


def sent(**more: Any) -> dict[str, Any]:
    value = {"number": 1, "value": "met"}
    return {"round": 1, "asked": FIRST.isoformat(), "value": value, "signature": SIGNED, **more}


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({}, ""),
        ({"round": 2}, letter_checks.OTHER_ACT),
        ({"round": 0}, letter_checks.OTHER_ACT),
        ({"round": True}, read.UNKNOWN),
        ({"asked": "2031-03-03"}, ""),
        ({"asked": "2031-03-02"}, letter_checks.OTHER_DAY),
        ({"asked": "2031-03-05"}, letter_checks.OTHER_DAY),
        ({"asked": "today"}, read.NO_DAY),
        ({"signature": ""}, read.MISSING),
        ({"more": 1}, read.UNKNOWN),
        ({"value": []}, read.UNKNOWN),
        ({"value": {"number": 0, "value": "met"}}, letter_wish.NO_SUCH_NUMBER),
        ({"value": {"number": 4, "value": "met"}}, letter_wish.NO_SUCH_NUMBER),
        ({"value": {"number": 3, "value": "met"}}, ""),
        ({"value": {"number": 1, "value": "taken_back"}}, read.UNKNOWN),
        ({"value": {"number": 1, "value": "good"}}, read.UNKNOWN),
        ({"value": {"number": 1}}, read.MISSING),
        *(({"value": {"number": 1, "value": str(each)}}, "") for each in MarkValue if each.value != "taken_back"),
    ],
)
def test_a_first_signature(more: dict[str, Any], sentence: str) -> None:
    assert public().why_not("mark", sent(**more)) == sentence


def test_a_second_signature_is_under_the_same() -> None:
    story = public()
    story.do("mark", sent())
    assert story.why_not("mark", sent()) == letter_checks.SIGNED_ALREADY
    assert story.why_not("mark", sent(), GROUP, BEN) == ""
    assert story.why_not("mark", sent(asked="2031-03-03"), GROUP, BEN) == letter_checks.OTHER_ACT
    other = {"number": 1, "value": "not_met"}
    assert story.why_not("mark", sent(value=other), GROUP, BEN) == letter_checks.OTHER_ACT
    assert story.wait(KEPT_DAYS).why_not("mark", sent(), GROUP, BEN) == ""
    assert story.wait(1).why_not("mark", sent(), GROUP, BEN) == letter_checks.TOO_OLD
    done = public()
    done.mark(1, "met", ANNA, BEN)
    assert done.why_not("mark", sent(), GROUP, BEN) == letter_checks.OTHER_ACT


@pytest.mark.parametrize(
    ("value", "key", "sentence"),
    [
        ({"keys": [ANNA, BEN, CLEO], "threshold": 2}, ANNA, ""),
        ({"keys": [ANNA, BEN], "threshold": 2}, ANNA, letter_checks.NOTHING_CHANGES),
        ({"keys": [ANNA, BEN], "threshold": 1}, ANNA, ""),
        ({"keys": [BEN, ANNA], "threshold": 2}, ANNA, ""),
        ({"keys": [ANNA, BEN], "threshold": 0}, ANNA, letter_checks.BAD_THRESHOLD),
        ({"keys": [ANNA, BEN], "threshold": 3}, ANNA, letter_checks.BAD_THRESHOLD),
        ({"keys": [ANNA, "D" * 43], "threshold": 1}, ANNA, letter_checks.NOT_WAITING),
        ({"keys": ["short"], "threshold": 1}, ANNA, read.UNKNOWN),
        ({"keys": [ANNA, CLEO], "threshold": 2}, BEN, letter_checks.LEAVING),
        ({"keys": [ANNA, CLEO], "threshold": 2}, ANNA, letter_checks.BAD_THRESHOLD),
        ({"keys": [ANNA], "threshold": 1}, ANNA, ""),
        ({"keys": [ANNA], "threshold": 1}, BEN, letter_checks.LEAVING),
        ({"keys": [ANNA]}, ANNA, read.MISSING),
    ],
)
def test_a_new_list_of_keys(value: dict[str, Any], key: str, sentence: str) -> None:
    story = public()
    story.do("joined", {}, GROUP, CLEO)
    assert story.refused("keys", value, key) == sentence


def test_pausing() -> None:
    story = public()
    assert story.refused("resume", {}) == letter_checks.IS_NOT_PAUSED
    assert story.refused("pause", {"more": 1}) == read.UNKNOWN
    story.sign("pause", {}, ANNA)
    assert story.refused("pause", {}) == letter_checks.IS_PAUSED
    assert story.refused("resume", {"more": 1}) == read.UNKNOWN
    assert story.refused("resume", {}) == ""


def test_dates_links_and_what_helped() -> None:
    story = public().promise().move_to("2031-07-01")
    date = {"promise": "p1", "to": "2031-07-01", "accepted": True}
    assert story.refused("date", date) == letter_checks.NO_DATE_WAITS
    story.move_to("2031-08-01")
    assert story.refused("date", date) == letter_checks.NO_DATE_WAITS
    assert story.refused("date", {**date, "to": "2031-08-01"}) == ""
    assert story.refused("date", {**date, "to": "2031-08-01", "promise": "p2"}) == letter_checks.NO_DATE_WAITS
    assert story.refused("date", {**date, "to": "2031-08-01", "accepted": 1}) == read.UNKNOWN
    story.link()
    assert story.refused("link", {"link": "l2", "accepted": True}) == letter_checks.NO_LINK_WAITS
    for accepted in (True, False):
        assert story.refused("link", {"link": "l1", "accepted": accepted}) == ""
    story.sign("link", {"link": "l1", "accepted": True}, ANNA, BEN)
    assert story.refused("link", {"link": "l1", "accepted": True}) == letter_checks.NO_LINK_WAITS
    assert story.refused("link", {"link": "l1", "accepted": False}) == ""
    assert story.refused("helped", {"number": 1, "helped": False}) == letter_checks.NOTHING_CHANGES
    story.sign("helped", {"number": 1, "helped": True}, ANNA, BEN)
    assert story.refused("helped", {"number": 1, "helped": True}) == letter_checks.NOTHING_CHANGES
    assert story.refused("helped", {"number": 1, "helped": False}) == ""
    assert story.refused("helped", {"number": 2, "helped": True}) == ""
    assert story.refused("helped", {"number": 9, "helped": True}) == letter_wish.NO_SUCH_NUMBER


def test_stopping() -> None:
    story = public(CLEO)
    story.mark(1, "met", ANNA)
    assert story.why_not("stop", {"about": "number 1", "round": 1}) == ""
    assert story.why_not("stop", {"about": "number 1", "round": 1}, GROUP, BEN) == letter_checks.NOTHING_TO_STOP
    assert story.why_not("stop", {"about": "number 1", "round": 2}) == letter_checks.NOTHING_TO_STOP
    story.mark(1, "met", BEN)
    assert story.why_not("stop", {"about": "number 1", "round": 1}) == ""
    assert story.why_not("stop", {"about": "number 1", "round": 1}, GROUP, CLEO) == letter_checks.NOTHING_TO_STOP
    story.sign("keys", {"keys": [ANNA], "threshold": 1}, ANNA)
    (*_, act) = story.now.acts
    assert act.waits and story.why_not("stop", {"about": "keys", "round": act.round}, GROUP, CLEO) == ""
    story.wait(3)
    assert story.why_not("stop", {"about": "number 1", "round": 1}) == letter_checks.NOTHING_TO_STOP


@pytest.mark.parametrize(
    ("move", "value", "sentence"),
    [
        ("answer", said(1, "answer", YES), ""),
        ("answer", said(4, "answer", YES), letter_wish.NO_SUCH_NUMBER),
        ("answer", said(1, "answer", {**YES, "power": "nobody"}), letter_saying.NOT_A_ROLE),
        ("answer", said(1, "answer", {**YES, "power": "other"}), letter_saying.NEEDS_WORDS),
        ("answer", said(1, "answer", {**YES, "power": "other"}, "words"), ""),
        ("answer", said(1, "answer", {**NO, "reasons": ["in_words"]}), letter_saying.NEEDS_WORDS),
        ("answer", said(1, "answer", {**NO, "reasons": ["in_words"]}, "words"), ""),
        ("answer", said(1, "answer", {**NO, "reasons": []}), answer.NEEDS_REASON),
        ("answer", {**said(1, "answer", YES), "checked_by": "ines"}, letter_saying.SAME_PERSON),
        ("answer", {**said(1, "answer", YES), "checked_by": ""}, read.MISSING),
        ("answer", {**said(1, "answer", YES), "text": "words"}, read.UNKNOWN),
        ("answer", {**said(1, "answer", YES), "more": 1}, read.UNKNOWN),
        ("promise", said(1, "promise", PLAN), ""),
        ("promise", said(1, "promise", {**PLAN, "who": "nobody"}), letter_saying.NOT_A_ROLE),
        ("promise", said(1, "promise", {**PLAN, "who": None}), ""),
        ("promise", said(1, "promise", {**PLAN, "who": "other"}), letter_saying.NEEDS_WORDS),
        ("promise", said(1, "promise", {**PLAN, "what": "in_words"}), letter_saying.NEEDS_WORDS),
        ("promise", said(1, "promise", {**PLAN, "how_seen": "in_words"}), letter_saying.NEEDS_WORDS),
        ("promise", said(1, "promise", {**PLAN, "with_what": "in_words"}), letter_saying.NEEDS_WORDS),
        ("promise", said(1, "promise", {**PLAN, "if_not": "in_words"}), letter_saying.NEEDS_WORDS),
        ("promise", said(1, "promise", {**PLAN, "if_not": "in_words"}, "words"), ""),
        ("promise", said(1, "promise", {**PLAN, "completes": "p9"}), letter_saying.NO_SUCH_PROMISE),
        ("promise", {**said(1, "promise", PLAN), "checked_by": "ines"}, letter_saying.SAME_PERSON),
        ("moved", {"promise": "p9", "to": "2031-07-01"}, letter_saying.NO_SUCH_PROMISE),
        ("claim", {"number": 1, "promise": None}, ""),
        ("claim", {"number": 0, "promise": None}, letter_wish.NO_SUCH_NUMBER),
        ("claim", {"number": 1, "promise": "p9"}, letter_saying.NO_SUCH_PROMISE),
        ("claim", {"number": 1}, read.MISSING),
        ("linked", linked(1), ""),
        ("linked", linked(4), letter_wish.NO_SUCH_NUMBER),
        ("linked", linked(1, 0), read.UNKNOWN),
        ("linked", linked(1, 1), ""),
        ("linked", {**linked(1), "version": 0}, read.UNKNOWN),
        ("linked", {**linked(1), "statement": ""}, read.MISSING),
    ],
)
def test_what_the_body_says_first(move: str, value: dict[str, Any], sentence: str) -> None:
    assert public().why_not(move, value, READER, "ines") == sentence


def test_what_the_body_says_then() -> None:
    story = public().answer().promise().link()

    def why(move: str, value: dict[str, Any]) -> str:
        return story.why_not(move, value, READER, "ines")

    assert why("answer", said(2, "answer", YES)) == read.UNKNOWN
    assert why("promise", said(2, "promise", PLAN)) == read.UNKNOWN
    assert why("promise", said(1, "promise", {**PLAN, "code": "p2", "completes": "p1"})) == promise.NOT_AN_INTENTION
    story.do("promise", said(2, "promise", {"code": "h1", "who": "chair"}), READER, "ines")
    assert (
        why("promise", said(1, "promise", {**PLAN, "code": "p2", "completes": "h1"})) == letter_saying.NO_SUCH_PROMISE
    )
    half = {"code": "h2", "who": "chair", "completes": "h1"}
    assert why("promise", said(2, "promise", half)) == promise.STILL_MISSING
    whole = said(2, "promise", {**PLAN, "code": "p2", "completes": "h1"})
    assert why("promise", whole) == ""
    story.do("promise", whole, READER, "ines")
    assert why("promise", said(2, "promise", {**PLAN, "code": "p3", "completes": "h1"})) == promise.NOT_AN_INTENTION
    assert why("claim", {"number": 2, "promise": "p1"}) == letter_saying.NO_SUCH_PROMISE
    assert why("claim", {"number": 1, "promise": "p1"}) == ""
    assert why("moved", {"promise": "p1", "to": "2031-06-01"}) == promise.SAME_DAY
    assert why("linked", linked(1)) == read.UNKNOWN
    assert why("linked", linked(1, code="l2")) == letter_saying.LINKED_ALREADY
    for other in ({"number": 2}, {"statement": "s2"}, {"version": 2}, {"sentence": 4}):
        assert why("linked", {**linked(1, code="l2"), **other}) == ""


def test_a_date_is_moved_before_it_passes_and_a_pause_puts_it_off() -> None:
    story = public().promise()
    days = (FIRST.replace(month=6, day=1) - FIRST).days
    assert story.wait(days).why_not("moved", {"promise": "p1", "to": "2031-07-01"}, READER, "ines") == ""
    assert story.wait(1).why_not("moved", {"promise": "p1", "to": "2031-07-01"}, READER, "ines") == promise.DATE_PASSED
    paused = public().promise()
    paused.sign("pause", {}, ANNA)
    paused.wait(2).sign("resume", {}, ANNA)
    assert paused.wait(days).why_not("moved", {"promise": "p1", "to": "2031-07-01"}, READER, "ines") == ""


def test_whose_text_it_is() -> None:
    story = public().answer(1, "words")
    assert story.why_not("taken_out", {"text": text("one"), "now": None}) == ""
    assert story.why_not("taken_out", {"text": text("one"), "now": text("one")}) == letter_saying.NOT_YOUR_TEXT
    assert story.why_not("taken_out", {"text": text("words"), "now": None}) == letter_saying.NOT_YOUR_TEXT
    assert story.why_not("taken_out", {"text": text("one"), "now": None}, STEWARD, "x") == letter_saying.NOT_YOUR_TEXT
    assert story.why_not("taken_out", {"text": text("words"), "now": None}, STEWARD, "x") == ""
    assert story.why_not("taken_out", {"text": "words", "now": None}, STEWARD, "x") == read.UNKNOWN
    assert story.why_not("taken_out", {"text": text("one")}) == read.MISSING
