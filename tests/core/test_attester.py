# SPDX-License-Identifier: AGPL-3.0-or-later
"""Attesters: only who asks chooses one, what they say marks nothing, and the party asked has no hand in any of it."""

from itertools import product
from typing import Any

import pytest

from answerable.core import attester, outsider
from answerable.core.attester import ATTESTER_MOVES, Attester, Saw
from answerable.core.clocks import due
from answerable.core.errors import Denied, Refused
from answerable.core.move import ASKERS, Move, Role
from answerable.core.outsider import OutsiderStage, Payer
from answerable.core.silence import view_for_second_line
from tests.core.scene import FIRST, SEATS, Story

TOLD: dict[str, Any] = {"ties": [], "paid_by": "nobody"}
OTHERS = [(each.role, each.code) for each in SEATS if each.code != "ruben"]


def asked(**more: Any) -> Story:
    """An answered ask with a promise, and Ruben offered."""
    story = Story().answered(**more)
    story.do("attester-offered", {"attester": "ruben"})
    return story


def accepted(**more: Any) -> Story:
    story = asked(**more)
    story.read("attester-told", TOLD, "ruben")
    story.do("attester-accepted", {"attester": "ruben", **TOLD})
    return story


def why(story: Story, move: str, value: dict[str, Any], by: Role = Role.ASKER, actor: str = "") -> str:
    with pytest.raises(Refused) as refused:
        story.decide(move, value, by, actor)
    return refused.value.sentence


def test_every_cell_of_an_attester() -> None:
    walked = 0
    for stage, move, by in product((None, *OutsiderStage), Move, Role):
        walked += 1
        found = None if stage is None else Attester("ruben", "", FIRST, stage)
        cell = ATTESTER_MOVES.get((stage, move))
        if cell is not None and by in cell[0]:
            assert attester.next_stage(found, move, by) is cell[1]
            continue
        with pytest.raises(Refused):
            attester.next_stage(found, move, by)
    assert walked == 5 * len(Move) * len(Role)
    assert {role for roles, _ in ATTESTER_MOVES.values() for role in roles} == ASKERS | {Role.ATTESTER}


@pytest.mark.parametrize(("by", "actor"), OTHERS, ids=lambda each: str(each))
def test_rule_22_nobody_but_the_asker_chooses_and_nobody_else_removes(by: Role, actor: str) -> None:
    for story in (asked(), accepted()):
        assert not story.may("attester-offered", {"attester": "wim"}, by, actor)
        assert not story.may("attester-accepted", {"attester": "ruben", **TOLD}, by, actor)
        assert not story.may("attester-ended", {"attester": "ruben"}, by, actor)
        assert not story.may("attested", {"saw": "done"}, by, actor)


def test_nobody_of_the_body_asked_or_of_its_parent_attests() -> None:
    story = Story().answered()
    assert why(story, "attester-offered", {"attester": "marta"}) == attester.NOT_OUTSIDE
    assert why(story, "attester-offered", {"attester": "ines"}) == attester.NOT_OUTSIDE
    assert why(story, "attester-offered", {"attester": "nobody"}) == attester.NOT_OUTSIDE
    for code in ("ilse", "ruben", "wim"):
        story.do("attester-offered", {"attester": code})
    assert why(story, "attester-offered", {"attester": "ruben"}) == attester.NOT_NOW
    story.seats = (*story.seats, SEATS[-2].__class__("more", "guild", Role.ATTESTER, "x", None, FIRST, None))
    assert why(story, "attester-offered", {"attester": "more"}) == attester.TOO_MANY
    story.do("attester-ended", {"attester": "wim"})
    assert story.may("attester-offered", {"attester": "more"})


def test_ties_and_payment_are_told_before_the_yes_and_a_change_needs_a_new_one() -> None:
    story = asked()
    assert why(story, "attester-accepted", {"attester": "ruben", **TOLD}) == attester.NOT_NOW
    hard = {"ties": ["board"], "paid_by": "nobody"}
    assert why(story, "attester-told", hard, Role.ATTESTER, "ruben") == outsider.HARD_TIE
    story.read("attester-told", {"ties": ["friend"], "paid_by": "body"}, "ruben")
    assert why(story, "attester-accepted", {"attester": "ruben", **TOLD}) == outsider.NOT_WHAT_IS_TOLD
    assert why(story, "attested", {"saw": "done"}, Role.ATTESTER, "ruben") == attester.NOT_NOW
    story.do("attester-accepted", {"attester": "ruben", "ties": ["friend"], "paid_by": "body"})
    assert story.now.attesters[0].paid_by is Payer.BODY
    story.read("attester-told", TOLD, "ruben")
    assert story.now.attesters[0].stage is OutsiderStage.DECLARED
    assert not story.may("attested", {"saw": "done"}, Role.ATTESTER, "ruben")


@pytest.mark.parametrize("saw", list(Saw))
def test_what_an_attester_says_marks_nothing_and_moves_no_clock(saw: Saw) -> None:
    story = accepted().wait(5)
    before = story.now
    clocks = due(before, story.body)
    told = view_for_second_line(before, story.body, story.day, story.seats)
    story.read("attested", {"about": "p1", "saw": str(saw)}, "ruben")
    after = story.now
    assert (after.stage, after.marks, after.claims, after.promises) == (
        before.stage,
        before.marks,
        before.claims,
        before.promises,
    )
    assert due(after, story.body) == clocks
    assert view_for_second_line(after, story.body, story.day, story.seats) == told
    (said,) = after.attesters[0].said
    assert (said.saw, said.about) == (saw, None if saw is Saw.KNOWS else "p1")


def test_they_say_it_of_a_promise_that_there_is() -> None:
    story = accepted()
    assert why(story, "attested", {"about": "p9", "saw": "done"}, Role.ATTESTER, "ruben") == attester.NO_SUCH_PROMISE
    for bad in ({}, {"saw": "guilty"}, {"saw": "done", "words": "…"}):
        assert not story.may("attested", bad, Role.ATTESTER, "ruben")


def test_either_ends_it_at_any_time_and_then_the_ask_is_not_there_for_them() -> None:
    for by, actor in ((Role.ASKER, ""), (Role.ATTESTER, "ruben")):
        story = accepted()
        story.read("attested", {"saw": "done"}, "ruben")
        story.do("pause")
        story.do("attester-ended", {"attester": "ruben"}, by, actor)
        assert [each.saw for each in story.now.attesters[0].said] == [Saw.DONE]
        with pytest.raises(Denied):
            story.decide("attester-told", TOLD, Role.ATTESTER, "ruben")
        story.do("resume")
        story.do("attester-offered", {"attester": "ruben"})
        assert [each.stage for each in story.now.attesters] == [OutsiderStage.ENDED, OutsiderStage.OFFERED]


def test_one_attester_does_nothing_for_another() -> None:
    story = accepted()
    story.do("attester-offered", {"attester": "ilse"})
    assert why(story, "attester-ended", {"attester": "ilse"}, Role.ATTESTER, "ruben") == attester.NO_ATTESTER
    assert why(story, "attester-ended", {"attester": "wim"}) == attester.NO_ATTESTER


def test_whoever_becomes_part_of_the_body_asked_says_nothing_more() -> None:
    story = accepted()
    story.seats = tuple(
        each if each.code != "ruben" else each.__class__("ruben", "harbour", Role.ATTESTER, "x", None, FIRST, None)
        for each in story.seats
    )
    assert why(story, "attested", {"saw": "done"}, Role.ATTESTER, "ruben") == attester.NOT_OUTSIDE


def test_an_erased_ask_has_none() -> None:
    story = accepted()
    story.do("erased")
    assert story.now.attesters == ()
    with pytest.raises(Denied):
        story.decide("attested", {"saw": "done"}, Role.ATTESTER, "ruben")
