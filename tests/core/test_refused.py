# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a move must bring: each mistake gets its own sentence, and beside it stands what is allowed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from answerable.core import answer as answers
from answerable.core import bank, boundary, checking, mark, promise, readers, same_road, terms, way
from answerable.core import power_checks as power
from answerable.core import value as read
from answerable.core.errors import Denied, Refused
from answerable.core.move import Role
from tests.core.scene import FIRST, NO, PAST, PLAN, YES, Story, lodging

CLOCK = Role.CLOCK


def why(story: Story, move: str, value: dict[str, Any] | None = None, actor: str | Role = "") -> str:
    """The sentence with which it is refused; "" where it would be done."""
    try:
        if isinstance(actor, Role):
            story.decide(move, value or {}, actor)
        elif actor:
            role = next(each.role for each in story.seats if each.code == actor)
            story.decide(move, value or {}, role, actor)
        else:
            story.decide(move, value or {}, Role.ASKER)
    except Refused as refused:
        return refused.sentence
    return ""


def lodged(**more: Any) -> Story:
    return Story().lodge(**more)


def answered() -> Story:
    """Answered and promised on one day."""
    return Story().answered()


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({}, ""),
        ({"body": "mill"}, read.UNKNOWN),
        ({"kind": "wish"}, checking.NO_SUCH_KIND),
        ({"readers": ["noor"]}, readers.NOT_A_READER),
        ({"backups": ["ines"]}, readers.NOT_A_BACKUP),
        ({"readers": []}, terms.STARTS_QUIET),
        ({"readers": [], "terms": {"silence": "second_line"}}, ""),
        ({"readers": [], "backups": [], "terms": {"silence": "second_line"}}, ""),
        ({"route": "past_body", "readers": [], "terms": {"silence": "second_line"}}, readers.NOBODY_PAST),
        ({"route": "past_body", "readers": ["ines"], "terms": {"silence": "second_line"}}, readers.NOT_A_READER),
        ({"route": "around"}, read.UNKNOWN),
        ({"mode": "open"}, read.UNKNOWN),
        ({"door": "back"}, read.UNKNOWN),
        ({"door": "invited", "mode": "hosted", "helped": True}, ""),
        ({"helped": "yes"}, read.UNKNOWN),
        ({"code": ""}, read.MISSING),
        ({"account": "what happened"}, read.UNKNOWN),
        ({"terms": {"silence": "loud"}}, read.UNKNOWN),
        ({"terms": {"from_date": "2031-03-05"}}, read.UNKNOWN),
        ({"terms": {"from_date": "2031-03-04"}}, ""),
        ({"hold_until": "2031-03-04"}, checking.BAD_HOLD),
        ({"hold_until": "2031-05-04"}, checking.BAD_HOLD),
        ({"hold_until": "soon"}, read.NO_DAY),
        ({"kind": "own_words"}, ""),
        ({"kind": "own_words", "readers": [], "terms": {"silence": "second_line"}}, checking.NOBODY_FOR_WORDS),
        ({"kind": "own_words", "readers": [], "terms": {"silence": "second_line", "standby": True}}, ""),
        (
            {"kind": "own_words", "readers": [], "backups": [], "terms": {"silence": "second_line", "standby": True}},
            checking.NOBODY_FOR_WORDS,
        ),
    ],
)
def test_lodging(more: dict[str, Any], sentence: str) -> None:
    assert why(Story(), "lodged", {**lodging(), **more}) == sentence


def test_lodging_with_a_body_that_cannot_be_asked() -> None:
    story = Story()
    story.tree["harbour"] = replace(story.tree["harbour"], second_line=None)
    assert why(story, "lodged", {**lodging(), "backups": []}) == checking.NO_BACKUP
    story.dissolve("harbour")
    assert why(story, "lodged", lodging()) == checking.DISSOLVED
    listed = Story(lodged_with="hill")
    quiet = {"readers": [], "terms": {"silence": "second_line", "standby": True}}
    assert why(listed, "lodged", lodging("hill", **quiet)) == ""
    assert why(listed, "lodged", lodging("hill", kind="own_words", **quiet)) == checking.NOT_JOINED


def test_a_kind_that_goes_past_the_body() -> None:
    kind = next(key for key in bank.KINDS if bank.goes_past(key))
    assert why(Story(), "lodged", lodging(kind=kind)) == checking.GOES_PAST
    assert why(Story(), "lodged", lodging(kind=kind, **PAST)) == ""
    quiet = {"readers": [], "terms": {"silence": "second_line"}}
    alone = lodged(kind=kind, **quiet)
    assert why(alone, "admitted", {"handler": "ines", "epoch": 1}) == checking.GOES_PAST
    backup = lodged(kind=kind, **quiet, backups=["joon"])
    assert why(backup, "admitted", {"handler": "amara", "epoch": 1}) == ""
    assert why(lodged(), "change", {"kind": kind}) == checking.GOES_PAST
    assert why(lodged(**PAST), "change", {"kind": kind}) == ""
    past = lodged(kind=kind, **PAST)
    assert why(past, "admitted", {"handler": "joon", "epoch": 1}) == checking.NOT_TO_BE_ADDED
    past = lodged(kind=kind, **{**PAST, "backups": ["amara"]})
    assert why(past, "admitted", {"handler": "joon", "epoch": 1}) == ""


@pytest.mark.parametrize(
    ("move", "value", "actor", "sentence"),
    [
        ("acknowledged", {"role": "x" * 121}, "ines", read.TOO_LONG),
        ("acknowledged", {"role": "chair", "more": 1}, "ines", read.UNKNOWN),
        ("answer", {**YES, "power": ""}, "ines", answers.NEEDS_POWER),
        ("answer", {**NO, "reasons": []}, "ines", answers.NEEDS_REASON),
        ("change", {}, "", checking.NOTHING_CHANGED),
        ("change", {"kind": "acknowledge"}, "", checking.NOTHING_CHANGED),
        ("change", {"kind": "wish"}, "", checking.NO_SUCH_KIND),
        ("change", {"terms": {"standby": True}}, "", terms.NOT_NAMED),
        ("change", {"terms": {"standby": True}, "widens": ["standby"]}, "", ""),
        ("change", {"terms": {"standby": True}, "widens": ["pace"]}, "", read.UNKNOWN),
        ("change", {"kind": "own_words"}, "", ""),
        ("pause", {"keep_safety": "yes"}, "", read.UNKNOWN),
        ("pause", {}, "", ""),
        ("resume", {}, "", checking.NOT_PAUSED),
        ("transfer", {"body": "mill", "everyone_before": True}, CLOCK, checking.NOT_ENDED),
        ("admitted", {"handler": "ines", "epoch": 1}, "", checking.NOT_TO_BE_ADDED),
        ("admitted", {"handler": "amara", "epoch": 1}, "", checking.NOT_TO_BE_ADDED),
        ("admitted", {"handler": "noor", "epoch": 1}, "", checking.NOT_TO_BE_ADDED),
        ("admitted", {"handler": "ines", "epoch": 0}, "", way.OLD_EPOCH),
        ("removed", {"handler": "noor", "epoch": 1}, "", checking.NOT_TO_BE_REMOVED),
        ("removed", {"handler": "tomas", "epoch": 1}, "ines", checking.ONLY_YOURSELF),
        ("removed", {"handler": "ines", "epoch": 2}, "ines", way.OLD_EPOCH),
        ("removed", {"handler": "ines", "epoch": 1}, "ines", ""),
        ("removed", {"handler": "ines", "epoch": 5}, "", ""),
        ("renewed", {"epoch": 2}, "ines", checking.NOTHING_CHANGED),
        ("rekeyed", {"epoch": 3, "words": False}, "", way.OLD_EPOCH),
        ("rekeyed", {"epoch": 2, "words": "no"}, "", read.UNKNOWN),
        ("handed-out", {"handler": "ines", "what": "thread"}, "ines", ""),
        ("handed-out", {"handler": "ines", "what": "thread", "role": "care lead"}, "ines", ""),
        ("handed-out", {"handler": "ines", "what": "all"}, "ines", read.UNKNOWN),
        ("handed-out", {"handler": "tomas", "what": "thread"}, "ines", Denied().sentence),
        ("mark", {"value": "taken_back"}, "", mark.NOTHING_TO_TAKE_BACK),
        ("mark", {"value": "met", "promise": "p9"}, "", checking.NO_PROMISE),
        ("accepted", {"promise": "p9"}, "", checking.NO_PROMISE),
        ("accepted", {"promise": None}, "", checking.NO_PROMISE),
    ],
)
def test_a_new_ask(move: str, value: dict[str, Any], actor: str | Role, sentence: str) -> None:
    assert why(lodged(), move, value, actor) == sentence


@pytest.mark.parametrize(
    ("move", "value", "actor", "sentence"),
    [
        ("answer", {**YES, "code": "p1"}, "ines", checking.CODE_TWICE),
        ("answer", YES, "ines", checking.CODE_TWICE),
        ("promise", PLAN, "ines", checking.CODE_TWICE),
        ("promise", {**PLAN, "code": "a1"}, "ines", checking.CODE_TWICE),
        ("promise", {**PLAN, "code": "p2", "re": "a9"}, "ines", checking.NO_ANSWER),
        ("promise", {**PLAN, "code": "p2", "re": None}, "ines", ""),
        ("promise", {**PLAN, "code": "p2", "completes": "p9"}, "ines", checking.NO_PROMISE),
        ("promise", {**PLAN, "code": "p2", "completes": "p1"}, "ines", promise.NOT_AN_INTENTION),
        ("promise", {"code": "p2"}, "ines", promise.NOTHING_IN_IT),
        ("promise", {**PLAN, "code": "p2", "by": "2031-03-03"}, "ines", promise.DAY_IS_OVER),
        ("promise", {**PLAN, "code": "p2", "by": "2031-03-04"}, "ines", ""),
        ("moved", {"promise": "p1", "to": "2031-03-03"}, "ines", promise.DAY_IS_OVER),
        ("moved", {"promise": "p1", "to": "2031-03-04"}, "ines", ""),
        ("moved", {"promise": "p1", "to": "2031-06-01"}, "ines", promise.SAME_DAY),
        ("moved", {"promise": "p1", "to": "later"}, "ines", read.NO_DAY),
        ("moved", {"promise": "p9", "to": "2031-07-01"}, "ines", checking.NO_PROMISE),
        ("claim", {"promise": "p9"}, "ines", checking.NO_PROMISE),
        ("claim", {}, "ines", ""),
        ("claim", {"promise": None}, "ines", ""),
        ("mark", {"value": "met", "promise": "p1"}, "", ""),
        ("mark", {"value": "taken_back", "promise": "p1"}, "", mark.NOTHING_TO_TAKE_BACK),
        ("mark", {"value": "met", "audience": "press"}, "", read.UNKNOWN),
    ],
)
def test_an_answered_ask(move: str, value: dict[str, Any], actor: str, sentence: str) -> None:
    assert why(answered(), move, value, actor) == sentence


def test_an_intention_is_completed_once() -> None:
    story = answered()
    story.read("promise", {"code": "p2", "who": "chair"})
    assert why(story, "accepted", {"promise": "p2"}) == promise.NOT_COMPLETE
    assert why(story, "moved", {"promise": "p2", "to": "2031-07-01"}, "ines") == promise.NO_DATE
    half = {"code": "p3", "who": "chair", "what": "as_asked", "completes": "p2"}
    assert why(story, "promise", half, "ines") == promise.STILL_MISSING
    story.read("promise", {**PLAN, "code": "p3", "completes": "p2"})
    assert why(story, "promise", {**PLAN, "code": "p4", "completes": "p2"}, "ines") == promise.NOT_AN_INTENTION
    assert why(story, "released", {"promise": "p2"}) == promise.COMPLETED
    assert why(story, "accepted", {"promise": "p3"}) == ""


def test_what_was_said_done_is_no_longer_to_be_completed() -> None:
    story = answered()
    story.read("promise", {"code": "p2", "who": "chair"})
    story.read("claim", {"promise": "p2"})
    assert why(story, "promise", {**PLAN, "code": "p3", "completes": "p2"}, "ines") == promise.NOT_AN_INTENTION


def test_nothing_new_to_accept() -> None:
    story = answered()
    story.do("accepted", {"promise": "p1"})
    for move in ("accepted", "declined"):
        assert why(story, move, {"promise": "p1"}) == promise.NOTHING_TO_ACCEPT
    story.read("moved", {"promise": "p1", "to": "2031-07-01"})
    assert why(story, "accepted", {"promise": "p1"}) == promise.NOTHING_TO_ACCEPT
    story.read("moved", {"promise": "p1", "to": "2031-08-01"})
    assert why(story, "accepted", {"promise": "p1"}) == why(story, "declined", {"promise": "p1"}) == ""


def test_a_day_is_moved_only_before_it_passes_and_pauses_put_it_off() -> None:
    last = (FIRST.replace(month=6, day=1) - FIRST).days
    assert why(answered().wait(last), "moved", {"promise": "p1", "to": "2031-07-01"}, "ines") == ""
    story = answered().wait(last + 1)
    assert why(story, "moved", {"promise": "p1", "to": "2031-07-01"}, "ines") == promise.DATE_PASSED
    paused = answered()
    paused.do("pause")
    paused.wait(3).do("resume")
    assert why(paused.wait(last), "moved", {"promise": "p1", "to": "2031-07-01"}, "ines") == ""
    assert why(paused.wait(1), "moved", {"promise": "p1", "to": "2031-07-01"}, "ines") == promise.DATE_PASSED


def test_done_is_said_after_an_answer() -> None:
    story = lodged()
    story.read("acknowledged")
    assert why(story, "claim", {}, "ines") == checking.NOTHING_SAID_DONE
    story.read("promise", {**PLAN, "re": None})
    assert why(story, "claim", {"promise": "p1"}, "ines") == ""
    assert why(story, "claim", {}, "ines") == checking.NOTHING_SAID_DONE


def test_pausing_twice() -> None:
    story = lodged()
    story.do("pause")
    assert why(story, "resume") == ""
    assert not story.may("pause")


def test_taken_back_first_then_another_kind() -> None:
    story = lodged()
    story.do("withdrawal")
    assert why(story, "change", {"kind": "protect"}) == checking.OPEN_AGAIN_FIRST
    assert why(story, "change", {"terms": {"silence": "second_line"}}) == ""


@pytest.mark.parametrize(
    ("ticked", "given", "sentence"),
    [
        ({"readers": []}, {}, checking.NOBODY_FOR_WORDS),
        ({"readers": [], "terms": {"silence": "second_line", "standby": True}}, {}, ""),
        ({"readers": []}, {"terms": {"standby": True}, "widens": ["standby"]}, ""),
        (
            {"readers": [], "backups": []},
            {"terms": {"standby": True}, "widens": ["standby"]},
            checking.NOBODY_FOR_WORDS,
        ),
        ({"readers": ["ines"], "backups": []}, {}, ""),
    ],
)
def test_own_words_later_need_somebody_who_can_read_them(
    ticked: dict[str, Any], given: dict[str, Any], sentence: str
) -> None:
    story = lodged(**{"terms": {"silence": "second_line"}, **ticked})
    assert why(story, "change", {"kind": "own_words", **given}) == sentence


def test_a_change_starts_from_the_terms_that_stand() -> None:
    story = lodged(terms={"standby": True, "silence": "second_line"}, readers=["ines"])
    story.do("change", {"terms": {"pace": "slow"}})
    assert story.now.terms[-1].standby
    assert why(story, "change", {"terms": {"silence": "pooled"}}) == terms.NOT_NAMED


def test_somebody_of_a_closed_door_is_not_added() -> None:
    story = lodged(readers=["ines"], terms={"silence": "second_line"})
    assert why(story, "admitted", {"handler": "tomas", "epoch": 1}) == ""
    story.tree["harbour"] = replace(story.tree["harbour"], door_open=False)
    assert why(story, "admitted", {"handler": "tomas", "epoch": 1}) == checking.NOT_TO_BE_ADDED


def test_the_next_key_is_the_next() -> None:
    story = lodged()
    story.read("removed", {"handler": "ines", "epoch": 1})
    assert why(story, "renewed", {"epoch": 1}, "tomas") == way.OLD_EPOCH
    assert why(story, "renewed", {"epoch": 3}, "tomas") == way.OLD_EPOCH
    assert why(story, "renewed", {"epoch": 2}, "tomas") == ""


def test_the_copy_of_the_backup() -> None:
    """Before its trigger it is not there; after it, only where the asker allowed it, and for whom they left ticked."""
    taking = {"handler": "amara", "what": "standby"}
    story = lodged(terms={"standby": True}, backups=["amara"])
    assert why(story, "handed-out", taking, "amara") == Denied().sentence
    story.wait(90)
    assert why(story, "handed-out", taking, "amara") == ""
    assert why(story, "handed-out", {"handler": "joon", "what": "standby"}, "joon") == Denied().sentence
    assert why(lodged().wait(90), "handed-out", taking, "amara") == checking.NO_STANDBY


def test_ends_all_but_itself() -> None:
    story = lodged()
    story.dissolve("harbour")
    for value in ({"body": "harbour", "everyone_before": True}, {"body": "mill", "everyone_before": False}):
        assert why(story, "transfer", value, CLOCK) == checking.WRONG_HEIR
    assert why(story, "transfer", {"body": "mill", "everyone_before": True}, CLOCK) == ""


def test_a_tie_is_told_once() -> None:
    story = lodged()
    story.read("conflict", {"tie": "friend", "weight": "soft"})
    assert why(story, "conflict", {"tie": "friend", "weight": "soft"}, "ines") == power.SAID_ALREADY
    assert why(story, "conflict", {"tie": "friend", "weight": "soft"}, "tomas") == ""
    assert why(story, "conflict", {"tie": "family", "weight": "soft"}, "ines") == ""
    assert why(story, "conflict", {"tie": "enemy", "weight": "soft"}, "ines") == read.UNKNOWN


def test_the_same_road_is_about_a_person() -> None:
    said = {"last_role": "equal", "done": "nothing"}
    for kind in bank.KINDS:
        if not bank.goes_past(kind):
            about = kind in same_road.ABOUT_A_PERSON
            assert why(lodged(kind=kind), "same-road", said, "ines") == ("" if about else power.NOT_ABOUT_A_PERSON)


def test_a_boundary_and_its_breach() -> None:
    what = next(iter(boundary.WHATS))
    story = lodged()
    assert why(story, "boundary", {"code": "b1", "what": "no such"}) == read.UNKNOWN
    story.do("boundary", {"code": "b1", "what": what})
    assert why(story, "boundary", {"code": "b1", "what": what}) != ""
    assert why(story, "boundary-yes", {"boundary": "b9"}, "ines") != ""
    assert why(story, "breach-answer", {"boundary": "b1", "answer": "no such"}, "ines") != ""
