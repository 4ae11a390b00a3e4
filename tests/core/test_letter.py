# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters: every cell of the table and every other, who counts with how many signatures, and the days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from answerable.core import letter, letter_checks, letter_saying
from answerable.core import value as read
from answerable.core.body import BodyStage
from answerable.core.errors import NOTHING_HERE
from answerable.core.letter import LETTER_MOVES, WHILE_PAUSED, as_of, offered
from answerable.core.letter_checks import put_up_value
from answerable.core.letter_state import (
    LetterMove,
    LetterStage,
    act_of,
)
from answerable.core.mark import MarkValue
from answerable.core.move import Role
from tests.core.letter_scene import (
    ANNA,
    BEN,
    CLEO,
    DARA,
    FIRST,
    GROUP,
    JOINED,
    NO,
    READER,
    SIGNED,
    STEWARD,
    LetterStory,
    linked,
    said,
    text,
    written,
)

ROLES = tuple(Role)
MET = {"number": 1, "value": "met"}


# Every cell, and every place where there is none


def drafted() -> LetterStory:
    return LetterStory().draft()


def public() -> LetterStory:
    """With a date that waits for the group, and a signature that can be taken back."""
    story = LetterStory().put_up()
    story.answer(1).promise(1).move_to("2031-06-05").move_to("2031-06-09").link(1)
    return story.mark(2, "met", ANNA)


def hidden() -> LetterStory:
    return public().sign("hide", {})


def dropped() -> LetterStory:
    return drafted().do("dropped", {})


STAGES: Mapping[LetterStage | None, Any] = {
    None: LetterStory,
    LetterStage.DRAFT: drafted,
    LetterStage.PUBLIC: public,
    LetterStage.HIDDEN: hidden,
    LetterStage.DROPPED: dropped,
}


def good(story: LetterStory, move: LetterMove) -> tuple[Mapping[str, Any], str]:
    """(a value that this move takes where there is a cell for it, the key of a keyholder who does it)"""
    values: dict[LetterMove, Mapping[str, Any]] = {
        LetterMove.DRAFTED: {"body": "harbour", **written()},
        LetterMove.REWRITTEN: written("other"),
        LetterMove.JOINED: {},
        LetterMove.DROPPED: {},
        LetterMove.STOP: {"about": "number 2", "round": 1},
        LetterMove.ANSWER: said(1, "answer", {**NO, "code": "a2"}),
        LetterMove.PROMISE: said(1, "promise", {"code": "p2", "who": "chair"}),
        LetterMove.MOVED: {"promise": "p1", "to": "2031-06-20"},
        LetterMove.CLAIM: {"number": 1, "promise": None},
        LetterMove.LINKED: linked(2, code="l2"),
        LetterMove.TAKEN_OUT: {"text": text("one"), "now": None},
    }
    if move in values:
        alone = story.letter is not None and story.now.stage is LetterStage.DRAFT
        return values[move], DARA if move is LetterMove.JOINED and not alone else ANNA
    inner: dict[LetterMove, Mapping[str, Any]] = {
        LetterMove.PUT_UP: put_up_value(story.now) if story.letter else {},
        LetterMove.MARK: MET,
        LetterMove.KEYS: {"keys": [ANNA, BEN], "threshold": 1},
        LetterMove.DATE: {"promise": "p1", "to": "2031-06-09", "accepted": True},
        LetterMove.LINK: {"link": "l1", "accepted": True},
        LetterMove.HELPED: {"number": 1, "helped": True},
    }
    given = inner.get(move, {})
    if story.letter is not None:
        return story.signed(move, given), ANNA
    return {"round": 1, "asked": FIRST.isoformat(), "value": given, "signature": SIGNED}, ANNA


def attempt(story: LetterStory, move: LetterMove, by: Role) -> str:
    value, key = good(story, move)
    if by is STEWARD and move is LetterMove.TAKEN_OUT and story.letter is not None:
        story = story if story.now.stage is not LetterStage.PUBLIC else story.answer(3, "words", code="a9")
        value = {"text": text("words"), "now": None}
    if by is Role.CLOCK:
        story.wait(30)
    return story.why_not(move, value, by, key if by is GROUP else "ines")


@pytest.mark.parametrize("by", ROLES)
@pytest.mark.parametrize("stage", STAGES)
def test_every_cell_and_every_place_without_one(stage: LetterStage | None, by: Role) -> None:
    for move in LetterMove:
        found = attempt(STAGES[stage](), move, by)
        cell = LETTER_MOVES.get((stage, move))
        if move is LetterMove.MARK and by is not GROUP:
            assert found == letter.ONLY_THE_GROUP_MARKS
        elif cell is None:
            assert found == letter.NOT_NOW, move
        elif by not in cell[0]:
            assert found == letter.NOT_YOURS, move
        else:
            assert found == EXPECTED.get((stage, move, by), ""), move


# Cells that need more than this story has: the second person is in already; nothing paused; no words of the body's.
EXPECTED = {
    (LetterStage.DRAFT, LetterMove.JOINED, GROUP): letter_checks.IN_ALREADY,
    (LetterStage.PUBLIC, LetterMove.RESUME, GROUP): letter_checks.IS_NOT_PAUSED,
    (LetterStage.HIDDEN, LetterMove.RESUME, GROUP): letter_checks.IS_NOT_PAUSED,
    (LetterStage.HIDDEN, LetterMove.TAKEN_OUT, STEWARD): letter_saying.NOT_YOUR_TEXT,
}


def test_the_exceptions_above_have_their_own_way() -> None:
    assert LetterStory().do("drafted", {"body": "harbour", **written()}).why_not("joined", {}, actor=BEN) == ""
    assert public().sign("pause", {}).refused("resume", {}) == ""
    assert hidden().sign("pause", {}).refused("resume", {}) == ""
    story = LetterStory().put_up().answer(1, "our words").sign("hide", {})
    assert story.why_not("taken_out", {"text": text("our words"), "now": None}, STEWARD, "yun") == ""


def test_the_stage_after_each_cell_is_the_one_in_the_table() -> None:
    for (stage, move), (_, after) in LETTER_MOVES.items():
        story = STAGES[stage]()
        if move is LetterMove.JOINED and stage is LetterStage.DRAFT:
            story = LetterStory().do("drafted", {"body": "harbour", **written()})
        if move is LetterMove.RESUME:
            story.sign("pause", {})
        value, key = good(story, move)
        by = next(each for each in (GROUP, READER) if each in LETTER_MOVES[stage, move][0])
        actor = BEN if move is LetterMove.JOINED and stage is LetterStage.DRAFT else key if by is GROUP else "ines"
        story.do(move, value, by, actor)
        if move in (LetterMove.PUT_UP, LetterMove.SHOW):
            assert story.now.stage is stage  # one signature of two: nothing yet
            story.do(move, story.signed(move, value["value"]), GROUP, BEN)
        assert story.now.stage is after, move


def test_while_paused_only_the_body_waits() -> None:
    story = public().sign("pause", {})
    for move in LetterMove:
        cell = LETTER_MOVES.get((LetterStage.PUBLIC, move))
        if cell is None or (READER not in cell[0] and GROUP not in cell[0]):
            continue
        by = READER if READER in cell[0] else GROUP
        found = attempt(story, move, by)
        if move in WHILE_PAUSED:
            assert found == (letter_checks.IS_PAUSED if move is LetterMove.PAUSE else ""), move
        else:
            assert found == letter.IS_PAUSED, move
    assert frozenset(LetterMove) - WHILE_PAUSED == {"answer", "promise", "moved", "claim", "linked"}


@pytest.mark.parametrize("stage", [LetterStage.DRAFT, LetterStage.PUBLIC, LetterStage.HIDDEN, LetterStage.DROPPED])
def test_what_is_offered_is_what_the_table_leaves(stage: LetterStage) -> None:
    for by in ROLES:
        cells = {move for (of, move), (roles, _) in LETTER_MOVES.items() if of is stage and by in roles}
        assert offered(STAGES[stage]().now, by) == cells
    assert offered(public().sign("pause", {}).now, READER) == frozenset()


@pytest.mark.parametrize("by", [role for role in ROLES if role is not GROUP])
def test_only_the_group_marks(by: Role) -> None:
    """Rule 1: no role, timer or administrator, in any stage, with whatever value."""
    for stage, make in STAGES.items():
        story = make()
        for value in (story.signed("mark", MET) if stage else {}, {}, {"number": 1, "value": "met"}):
            assert story.why_not("mark", value, by, ANNA) == (
                "Only the group whose letter it is can say whether a number was met."
            )


def test_whoever_holds_no_key_of_the_letter_is_told_that_nothing_is_there() -> None:
    story = public()
    for move in LetterMove:
        cell = LETTER_MOVES.get((LetterStage.PUBLIC, move))
        if cell and GROUP in cell[0] and move is not LetterMove.JOINED:
            assert story.why_not(move, good(story, move)[0], GROUP, DARA) == NOTHING_HERE, move
    story.do("joined", {}, GROUP, DARA)
    assert story.refused("mark", MET, DARA) == NOTHING_HERE  # waits to be let in


# Put up by two


def test_a_letter_is_put_up_by_two_different_keys_and_by_nobody_before() -> None:
    story = LetterStory().do("drafted", {"body": "harbour", **written()})
    assert story.refused("put_up", put_up_value(story.now)) == letter_checks.NEEDS_SECOND
    assert story.why_not("joined", {}, GROUP, ANNA) == letter_checks.IN_ALREADY
    story.do("joined", {}, GROUP, BEN)
    assert story.why_not("joined", {}, GROUP, CLEO) == letter_checks.TWO_IN_A_DRAFT
    story.sign("put_up", put_up_value(story.now), ANNA)
    assert story.now.stage is LetterStage.DRAFT
    assert story.refused("put_up", put_up_value(story.now), ANNA) == letter_checks.SIGNED_ALREADY
    story.wait(2).sign("put_up", put_up_value(story.now), BEN)
    assert (story.now.stage, story.now.public_date) == (LetterStage.PUBLIC, FIRST + timedelta(days=2))


def test_a_changed_word_takes_every_signature_off() -> None:
    story = drafted()
    story.sign("put_up", put_up_value(story.now), ANNA)
    old = story.signed("put_up", put_up_value(story.now))
    story.do("rewritten", written("other"), GROUP, BEN)
    assert story.why_not("put_up", old, GROUP, BEN) == letter_checks.OTHER_ACT
    assert story.refused("put_up", old["value"], BEN) == letter_checks.OTHER_ACT
    story.sign("put_up", put_up_value(story.now), BEN)
    assert story.now.stage is LetterStage.DRAFT
    story.sign("put_up", put_up_value(story.now), ANNA)
    assert story.now.numbers == (text("other"),)
    assert story.now.writer == BEN


@pytest.mark.parametrize(
    "bent", [{"threshold": True}, {"threshold": 2}, {"keys": [BEN, ANNA]}, {"title": text("x")}, {"numbers": []}]
)
def test_what_is_signed_is_exactly_what_is_put_up(bent: dict[str, Any]) -> None:
    """`true` equals 1 in Python and is not what stands in the record."""
    story = LetterStory().draft(threshold=1)
    assert story.refused("put_up", {**put_up_value(story.now), **bent}, BEN) in (
        letter_checks.OTHER_ACT,
        read.UNKNOWN,
    )


@pytest.mark.parametrize(
    ("bent", "sentence"),
    [
        ({"numbers": []}, letter_checks.NO_NUMBERS),
        ({"numbers": [text(str(each)) for each in range(31)]}, letter_checks.TOO_MANY_NUMBERS),
        ({"numbers": [text("one"), text("one")]}, read.UNKNOWN),
        ({"numbers": ["Say who knew."]}, read.UNKNOWN),
        ({"threshold": 3}, letter_checks.BAD_THRESHOLD),
        ({"threshold": 0}, letter_checks.BAD_THRESHOLD),
        ({"threshold": True}, read.UNKNOWN),
        ({"title": None}, read.UNKNOWN),
        ({"more": 1}, read.UNKNOWN),
    ],
)
def test_a_draft_is_read_strictly(bent: dict[str, Any], sentence: str) -> None:
    assert LetterStory().why_not("drafted", {"body": "harbour", **written(), **bent}) == sentence
    assert drafted().why_not("rewritten", {**written(), **bent}) == sentence


def test_a_draft_needs_a_living_body_and_a_key() -> None:
    ended = replace(JOINED, stage=BodyStage.DISSOLVED)
    assert LetterStory(ended).why_not("drafted", {"body": "harbour", **written()}) == letter_checks.HAS_ENDED
    assert LetterStory().why_not("drafted", {"body": "harbour", **written()}, actor="short") == read.UNKNOWN
    story = drafted()
    story.body = ended
    assert story.refused("put_up", put_up_value(story.now)) == letter_checks.HAS_ENDED


def test_the_clock_drops_a_draft_after_thirty_days_and_a_keyholder_at_once() -> None:
    story = drafted()
    assert story.why_not("dropped", {}) == ""
    assert story.wait(29).why_not("dropped", {}, Role.CLOCK, "") == letter_checks.NOTHING_CHANGES
    assert story.wait(1).why_not("dropped", {}, Role.CLOCK, "") == ""
    assert public().wait(90).why_not("dropped", {}, Role.CLOCK, "") == letter.NOT_NOW


# k of n


@pytest.mark.parametrize(("members", "wanted"), [((), 1), ((), 2), ((CLEO,), 2), ((CLEO,), 3), ((CLEO, DARA), 3)])
def test_fewer_signatures_than_needed_show_nothing_ever(members: tuple[str, ...], wanted: int) -> None:
    story = LetterStory().put_up(*members, threshold=wanted)
    assert (story.now.threshold, len(story.now.keys)) == (wanted, 2 + len(members))
    keys = story.now.keys[:wanted]
    before = story.mark(1, "met", *keys[:-1]).now if wanted > 1 else story.now
    assert story.wait(25).mark_shown() is None
    assert as_of(before, story.day + timedelta(days=500)).acts == before.acts
    story.mark(1, "met", keys[-1])
    assert story.mark_shown() is None
    assert story.wait(2).mark_shown() is None
    assert story.wait(1).mark_shown() == "met"


def test_a_mark_shows_after_three_days_and_cannot_be_stopped_after() -> None:
    story = LetterStory().put_up(CLEO, threshold=2).mark(1, "met", ANNA, BEN)
    assert story.wait(2).why_not("stop", {"about": "number 1", "round": 1}, GROUP, BEN) == ""
    assert story.wait(1).why_not("stop", {"about": "number 1", "round": 1}, GROUP, BEN) == (
        letter_checks.NOTHING_TO_STOP
    )


@pytest.mark.parametrize("who", [ANNA, BEN])
@pytest.mark.parametrize("signed", [1, 2])
def test_any_one_who_signed_takes_a_mark_back_unseen(who: str, signed: int) -> None:
    story = LetterStory().put_up(CLEO, threshold=2).mark(1, "met", *(who, ANNA if who == BEN else BEN)[:signed])
    assert story.why_not("stop", {"about": "number 1", "round": 1}, GROUP, CLEO) == letter_checks.NOTHING_TO_STOP
    story.stop("number 1", 1, who)
    assert story.wait(30).mark_shown() is None
    assert story.why_not("stop", {"about": "number 1", "round": 1}, GROUP, who) == letter_checks.NOTHING_TO_STOP


@pytest.mark.parametrize(
    ("what", "number"), [("number 1", 2), ("number 3", 1), ("put_up", 1), ("nothing", 1), ("keys", 9)]
)
def test_what_is_not_there_or_stands_is_not_stopped(what: str, number: int) -> None:
    story = LetterStory().put_up().mark(1, "met", ANNA)
    assert story.why_not("stop", {"about": what, "round": number}) == letter_checks.NOTHING_TO_STOP


def test_a_newer_mark_takes_the_place_of_the_one_that_shows_and_the_older_stays_on_the_list() -> None:
    story = LetterStory().put_up().mark(1, "met", ANNA, BEN).wait(3)
    story.mark(1, "not_met", ANNA, BEN)
    assert story.mark_shown() == "met"
    assert story.wait(3).mark_shown() == "not_met"
    assert [str(each.value["value"]) for each in story.now.acts if each.about == "number 1"] == ["met", "not_met"]


def test_a_newer_mark_before_the_three_days_sets_the_older_aside() -> None:
    story = LetterStory().put_up().mark(1, "met", ANNA, BEN).wait(1).mark(1, "partly_met", BEN, ANNA)
    assert story.wait(2).mark_shown() is None
    assert story.wait(1).mark_shown() == "partly_met"


def test_a_new_round_by_one_alone_does_not_undo_what_two_signed() -> None:
    story = LetterStory().put_up(CLEO, threshold=2).mark(1, "met", ANNA, BEN)
    story.mark(1, "not_met", CLEO, again=False)
    assert story.wait(3).mark_shown() == "met"


@pytest.mark.parametrize("value", [str(each) for each in MarkValue])
def test_the_four_marks_and_no_other(value: str) -> None:
    found = LetterStory().put_up().refused("mark", {"number": 1, "value": value})
    assert found == (read.UNKNOWN if value == "taken_back" else "")


@pytest.mark.parametrize("number", [0, 4, -1, True, "1", None])
def test_only_numbers_that_stand_in_the_letter_are_marked(number: Any) -> None:
    story = LetterStory().put_up()
    sent = {"round": 1, "asked": story.day.isoformat(), "value": {"number": number, "value": "met"}, "signature": "s"}
    assert story.why_not("mark", sent) != ""


def test_two_signatures_are_under_the_same_act_and_day_and_within_thirty_days() -> None:
    story = LetterStory().put_up().mark(1, "met", ANNA)
    sent = story.signed("mark", MET)
    for bent in ({"asked": "2031-03-03"}, {"value": {"number": 1, "value": "not_met"}}, {"round": 3}):
        assert story.why_not("mark", {**sent, **bent}, GROUP, BEN) == letter_checks.OTHER_ACT
    assert story.why_not("mark", sent, GROUP, ANNA) == letter_checks.SIGNED_ALREADY
    assert story.wait(30).why_not("mark", sent, GROUP, BEN) == ""
    assert story.wait(1).why_not("mark", sent, GROUP, BEN) == letter_checks.TOO_OLD
    story.mark(1, "met", BEN, again=False).mark(1, "met", ANNA)
    assert story.wait(3).mark_shown() == "met"


@pytest.mark.parametrize(("off", "sentence"), [(-2, True), (-1, False), (0, False), (1, True)])
def test_a_first_signature_names_today_or_the_day_before(off: int, sentence: bool) -> None:
    story = LetterStory().put_up().wait(5)
    sent = {**story.signed("mark", MET), "asked": (story.day + timedelta(days=off)).isoformat()}
    assert story.why_not("mark", sent) == (letter_checks.OTHER_DAY if sentence else "")


# Who holds it


def test_one_member_leaves_and_the_others_go_on() -> None:
    story = LetterStory().put_up(CLEO, threshold=2)
    assert story.refused("keys", {"keys": [ANNA, BEN], "threshold": 2}, CLEO) == letter_checks.LEAVING
    story.keys([ANNA, BEN], 2, ANNA)
    assert story.now.keys == (ANNA, BEN, CLEO)
    story.keys([ANNA, BEN], 2, BEN)
    assert story.now.keys == (ANNA, BEN)
    assert story.refused("mark", MET, CLEO) == NOTHING_HERE
    assert story.mark(1, "met", ANNA, BEN).wait(3).mark_shown() == "met"


def test_a_signature_of_somebody_who_left_counts_no_more() -> None:
    story = LetterStory().put_up(CLEO, DARA, threshold=2)
    story.mark(1, "met", CLEO)  # open
    story.mark(2, "met", CLEO, DARA)  # waits its three days
    story.mark(3, "met", ANNA, DARA)
    story.keys([ANNA, BEN, DARA], 2, ANNA, BEN)
    assert [act_of(story.now, f"number {each}", 1).stopped for each in (1, 2, 3)] == [True, True, False]  # type: ignore[union-attr]
    story.wait(3)
    assert [story.mark_shown(each) for each in (1, 2, 3)] == [None, None, "met"]


def test_where_too_few_would_be_left_it_takes_three_days_and_whoever_is_taken_out_can_stop_it() -> None:
    """A hostile change of keys: one of two tries to be the only one."""
    story = LetterStory().put_up()
    story.keys([ANNA], 1, ANNA)
    assert story.now.keys == (ANNA, BEN)
    assert story.wait(2).now.keys == (ANNA, BEN)
    story.stop("keys", 1, BEN)
    assert story.wait(60).now.keys == (ANNA, BEN)


@pytest.mark.parametrize("keys", [[ANNA], [ANNA, CLEO], [ANNA, BEN, CLEO]])
def test_one_alone_changes_no_key_at_once_where_one_is_enough_for_a_mark(keys: list[str]) -> None:
    """Taking the other out, or letting in somebody with whom one is two."""
    story = LetterStory().put_up(threshold=1).do("joined", {}, GROUP, CLEO)
    story.sign("keys", {"keys": keys, "threshold": len(keys)}, ANNA)
    assert story.wait(2).now.keys == (ANNA, BEN)
    assert story.why_not("stop", {"about": "keys", "round": 1}, GROUP, BEN) == ""
    assert story.wait(1).now.keys == tuple(keys)
    alone = LetterStory().put_up().keys([ANNA], 1, ANNA).wait(3).do("joined", {}, GROUP, CLEO)
    assert alone.keys([ANNA, CLEO], 2, ANNA).now.keys == (ANNA, CLEO)


def test_where_nobody_stops_it_it_comes_about_by_itself() -> None:
    story = LetterStory().put_up().keys([ANNA], 1, ANNA).wait(3)
    assert (story.now.keys, story.now.threshold) == ((ANNA,), 1)
    assert story.refused("mark", MET, BEN) == NOTHING_HERE
    assert story.mark(1, "met", ANNA).wait(3).mark_shown() == "met"


@pytest.mark.parametrize("keys", [[ANNA, CLEO], [CLEO, ANNA], [ANNA]])
def test_too_few_cannot_bring_somebody_in_or_ask_for_fewer_signatures(keys: list[str]) -> None:
    story = LetterStory().put_up().do("joined", {}, GROUP, CLEO)
    assert story.refused("keys", {"keys": keys, "threshold": len(keys)}) == (
        letter_checks.BAD_THRESHOLD if CLEO in keys else ""
    )
    wide = LetterStory().put_up(CLEO, threshold=3)
    assert wide.refused("keys", {"keys": [ANNA, BEN], "threshold": 1}) == letter_checks.BAD_THRESHOLD


@pytest.mark.parametrize(
    ("keys", "threshold", "sentence"),
    [
        ([ANNA, BEN, CLEO], 2, letter_checks.NOT_WAITING),
        ([ANNA, BEN], 2, letter_checks.NOTHING_CHANGES),
        ([ANNA, BEN], 3, letter_checks.BAD_THRESHOLD),
        ([ANNA, BEN], 0, letter_checks.BAD_THRESHOLD),
        ([ANNA, ANNA], 1, read.UNKNOWN),
        ([], 1, letter_checks.BAD_THRESHOLD),
        ([BEN], 1, letter_checks.LEAVING),
        ([ANNA, "short"], 1, read.UNKNOWN),
    ],
)
def test_a_list_of_keys_is_read_strictly(keys: list[str], threshold: int, sentence: str) -> None:
    assert LetterStory().put_up().refused("keys", {"keys": keys, "threshold": threshold}) == sentence


def test_nobody_is_let_in_by_fewer_than_must_sign() -> None:
    story = LetterStory().put_up().do("joined", {}, GROUP, CLEO)
    value = {"keys": [ANNA, BEN, CLEO], "threshold": 3}
    assert story.refused("keys", value, CLEO) == NOTHING_HERE
    story.sign("keys", value, ANNA)
    assert story.now.keys == (ANNA, BEN)
    story.sign("keys", value, BEN)
    assert (story.now.keys, story.now.threshold, story.now.joined) == ((ANNA, BEN, CLEO), 3, ())


def test_at_most_twelve_hold_a_letter() -> None:
    story = LetterStory().put_up(threshold=1)
    for place in range(10):
        story.do("joined", {}, GROUP, f"{place}" * 43)
    assert story.why_not("joined", {}, GROUP, CLEO) == letter_checks.TOO_MANY_KEYS


def test_a_mark_and_a_slow_change_of_keys_come_about_whether_or_not_anybody_looks_between() -> None:
    story = LetterStory().put_up().keys([ANNA], 1, ANNA).wait(1).mark(1, "met", ANNA, BEN)
    looked = as_of(as_of(story.now, story.day + timedelta(days=2)), story.day + timedelta(days=3))
    story.wait(3)
    assert story.now == looked
    assert as_of(story.now, story.day) == story.now
    assert story.mark_shown() == "met"


# Pausing and hiding


@pytest.mark.parametrize("who", [ANNA, BEN, CLEO])
def test_any_one_pauses_and_hides_and_showing_takes_two(who: str) -> None:
    story = LetterStory().put_up(CLEO, threshold=3)
    assert story.sign("pause", {}, who).now.paused
    assert not story.sign("resume", {}, who).now.paused
    assert story.sign("hide", {}, who).now.stage is LetterStage.HIDDEN
    other = next(each for each in (ANNA, BEN, CLEO) if each != who)
    assert story.sign("show", {}, who).now.stage is LetterStage.HIDDEN
    assert story.sign("show", {}, other).now.stage is LetterStage.PUBLIC


def test_whoever_is_left_alone_shows_it_alone() -> None:
    story = LetterStory().put_up().keys([ANNA], 1, ANNA).wait(3).sign("hide", {})
    assert story.sign("show", {}).now.stage is LetterStage.PUBLIC


def test_what_is_paused_is_not_paused_again() -> None:
    story = LetterStory().put_up().sign("pause", {})
    assert story.refused("pause", {}) == letter_checks.IS_PAUSED
    assert story.sign("resume", {}).refused("resume", {}) == letter_checks.IS_NOT_PAUSED
    assert story.refused("show", {}) == letter.NOT_NOW
