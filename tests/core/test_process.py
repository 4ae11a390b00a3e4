# SPDX-License-Identifier: AGPL-3.0-or-later
"""Runs of processes: every cell of stage × move × role, and what each rule says about them."""

from dataclasses import replace
from datetime import timedelta
from functools import cache
from itertools import product
from typing import Any

import pytest

from answerable.core.errors import Denied, Refused
from answerable.core.facilitator import FACILITATOR_MOVES
from answerable.core.move import ASKERS, READERS, Role
from answerable.core.outsider import OutsiderStage
from answerable.core.process import RUN_MOVES, WHILE_PAUSED, WHILE_WITHDRAWN, may_see, offered, step_day
from answerable.core.process_checks import CHECKS
from answerable.core.process_evolve import EVOLVE
from answerable.core.process_move import RunMove
from answerable.core.process_state import RunStage
from answerable.core.process_template import EndingKind, Who
from answerable.processes import library
from tests.core.run_scene import EVERYBODY, TOLD, Walk
from tests.core.scene import PAST, Story

SEAT_OF: dict[Role, str] = {Role.HANDLER: "ines", Role.SECOND_LINE: "amara", Role.FACILITATOR: "zola", Role.ASKER: ""}
ACTOR: dict[Role, Any] = {each: SEAT_OF.get(each, each) for each in Role}
MEET = ("go-on-give", "meet")


def at(stage: RunStage | None, code: str = "redress-response") -> Walk:
    """A run at a stage; where it runs, a facilitator holds it."""
    return _at(stage, code).twin()


@cache
def _at(stage: RunStage | None, code: str) -> Walk:
    walk = Walk(code)
    if stage is None:
        return walk
    if stage is RunStage.STEPS:
        return walk.begin()
    if stage is RunStage.ENDED:
        return walk.begin().do("stop")
    walk.propose()
    if stage is RunStage.CONSENTED:
        walk.do("agree", {}, "ines")
    return walk


def meeting() -> Walk:
    """A run that stands at a meeting which its asker chose."""
    return _meeting().twin()


@cache
def _meeting() -> Walk:
    walk = at(RunStage.STEPS)
    for to in ("wishes", "draft", "go-on-confirm", "check-draft", "confirmed", "go-on-give", "meet"):
        walk.go(to)
    return walk


def prepare(walk: Walk, move: RunMove) -> dict[str, Any]:
    """A value that nobody would refuse in itself, and what must stand before it."""
    step = walk.now.step if walk.run else None
    values: dict[RunMove, dict[str, Any]] = {
        RunMove.PROPOSE: {"code": "run1", "template": library.shipped(walk.code).raw},
        RunMove.LATE: {"step": "safe"},
        RunMove.OFFER: {"seat": "zola"},
        RunMove.DECLARE: dict(TOLD),
        RunMove.ACCEPT: dict(TOLD),
        RunMove.LEAVE_OUT: {"step": step.code if step else ""},
        RunMove.CONSENT: {"step": step.code if step else "", "until": walk.day.isoformat()},
        RunMove.TAKE_BACK: {"step": step.code if step else ""},
        RunMove.DONE: {"step": step.code if step else "", "to": step.ways[0].to if step else ""},
    }
    return values.get(move, {})


def ready(stage: RunStage | None, move: RunMove, by: Role) -> Walk:
    """A run in which this move of this role lacks nothing but, perhaps, a cell."""
    acting = {RunMove.CONSENT, RunMove.TAKE_BACK, RunMove.LEAVE_OUT}
    walk = meeting() if stage is RunStage.STEPS and move in acting else at(stage)
    if stage is None:
        if by in READERS:
            walk.story = Story(seats=EVERYBODY).lodge(
                **(PAST if by is Role.SECOND_LINE else {})
                | {"terms": {"contact": "may_write", "silence": "second_line"}}
            )
        return walk
    if move is RunMove.TAKE_BACK and by in (Role.ASKER, Role.HANDLER):
        walk.do("consent", prepare(walk, RunMove.CONSENT), ACTOR[by])
    if move is RunMove.LEAVE_OUT and by is Role.FACILITATOR:
        assert walk.now.step is not None and walk.now.step.who is Who.FACILITATOR
    if move is RunMove.BEGIN:
        walk.hold()
    if move is RunMove.RESUME:
        walk.do("pause")
    if move is RunMove.AGREE and stage in (RunStage.CONSENTED, RunStage.STEPS):
        walk.do("leave", {}, "ines")
    if move is RunMove.LATE:
        walk.wait(40)
    if move is RunMove.OFFER and walk.now.facilitator:
        walk.do("end_facilitator")
    return _with_facilitator(walk, move)


def _with_facilitator(walk: Walk, move: RunMove) -> Walk:
    needs = {RunMove.DECLARE, RunMove.ACCEPT, RunMove.END_FACILITATOR, RunMove.WISH_ANOTHER}
    if move in needs and walk.now.facilitator is None:
        walk.do("offer", {"seat": "zola"})
        if move is not RunMove.DECLARE:
            walk.do("declare", TOLD, "zola")
    if move is RunMove.ACCEPT and walk.now.facilitator and walk.now.facilitator.stage is OutsiderStage.ACCEPTED:
        walk.do("declare", TOLD, "zola")
    return walk


# Cells that the table holds for some processes and not for the one walked here: who may is said by the file.
NOT_HERE = {
    (RunStage.PROPOSED, RunMove.AGREE, Role.ASKER), (RunStage.PROPOSED, RunMove.AGREE, Role.SECOND_LINE),
    (RunStage.PROPOSED, RunMove.DECLINE, Role.ASKER), (RunStage.PROPOSED, RunMove.DECLINE, Role.SECOND_LINE),
    (RunStage.CONSENTED, RunMove.AGREE, Role.SECOND_LINE), (RunStage.STEPS, RunMove.AGREE, Role.SECOND_LINE),
    (RunStage.CONSENTED, RunMove.LEAVE, Role.SECOND_LINE), (RunStage.STEPS, RunMove.LEAVE, Role.SECOND_LINE),
    (RunStage.STEPS, RunMove.DONE, Role.ASKER), (RunStage.STEPS, RunMove.DONE, Role.HANDLER),
    (RunStage.STEPS, RunMove.DONE, Role.SECOND_LINE), (RunStage.STEPS, RunMove.LEAVE_OUT, Role.SECOND_LINE),
    (RunStage.STEPS, RunMove.CONSENT, Role.SECOND_LINE), (RunStage.STEPS, RunMove.CONSENT, Role.FACILITATOR),
    (RunStage.STEPS, RunMove.TAKE_BACK, Role.SECOND_LINE), (RunStage.STEPS, RunMove.TAKE_BACK, Role.FACILITATOR),
    *((stage, RunMove.OVERTAKE, Role.CLOCK) for stage in RunStage),
}  # fmt: skip


@pytest.mark.parametrize("move", RunMove)
@pytest.mark.parametrize("stage", [None, *RunStage])
def test_every_cell_is_done_by_its_roles_and_refused_to_all_others(stage: RunStage | None, move: RunMove) -> None:
    roles = RUN_MOVES.get((stage, move), (frozenset(), None))[0]
    for by in Role:
        if by is Role.GROUP_KEYHOLDER:
            continue
        if (stage, move) not in RUN_MOVES:
            walk = at(stage)
            with pytest.raises(Refused):
                walk.decide(move, prepare(walk, move), ACTOR[by])
            continue
        walk = ready(stage, move, by)
        allowed = by in roles and (stage, move, by) not in NOT_HERE
        assert walk.may(move, prepare(walk, move), ACTOR[by]) == allowed, (stage, move, by)


def test_every_move_has_a_check_and_a_trace() -> None:
    assert set(CHECKS) == set(RunMove)
    assert set(EVOLVE) == set(RunMove) - {RunMove.PROPOSE}
    assert {move for _, move in RUN_MOVES} == set(RunMove)


def test_what_is_the_askers_alone_has_no_cell_for_others() -> None:
    """Said once more beside the table, so that a role which slips into it is noticed."""
    own = {RunMove.BEGIN, RunMove.PAUSE, RunMove.RESUME, RunMove.STOP, RunMove.ACCEPT}
    for (stage, move), (roles, _) in RUN_MOVES.items():
        assert move not in own or roles == ASKERS, (stage, move)
        assert move is not RunMove.OVERTAKE or roles == ASKERS | {Role.CLOCK}
        assert move is not RunMove.END_FACILITATOR or roles == ASKERS | {Role.FACILITATOR}
        assert move is not RunMove.OFFER or roles == ASKERS | {Role.SECOND_LINE}
        assert move is RunMove.LATE or move is RunMove.OVERTAKE or Role.CLOCK not in roles
        assert not roles & {Role.OPERATOR, Role.BODY_STEWARD, Role.SUPPORT_PERSON, Role.FUND_STEWARD, Role.PUBLIC}


def test_the_stage_of_a_cell_is_where_its_last_yes_leads() -> None:
    assert at(RunStage.PROPOSED).do("agree", {}, "ines").now.stage is RunStage.CONSENTED
    assert at(RunStage.PROPOSED).do("decline", {}, "ines").now.ending is EndingKind.NOT_TAKEN_UP
    walk = at(RunStage.CONSENTED).hold().do("begin")
    assert (walk.now.stage, walk.now.at) == (RunStage.STEPS, "safe")


@pytest.mark.parametrize(("stage", "move"), list(product([None, *OutsiderStage], RunMove)))
def test_no_cell_of_a_facilitator_lets_the_party_asked_do_more_than_wish(
    stage: OutsiderStage | None, move: RunMove
) -> None:
    roles, after = FACILITATOR_MOVES.get((stage, move), (frozenset(), stage))
    if Role.HANDLER in roles:
        assert (move, after) == (RunMove.WISH_ANOTHER, stage)
    if move is RunMove.OFFER:
        assert roles <= ASKERS | {Role.SECOND_LINE}
    if move is RunMove.ACCEPT:
        assert roles == ASKERS or not roles
    if move is RunMove.END_FACILITATOR:
        assert roles <= ASKERS | {Role.FACILITATOR}


def test_nobody_of_the_party_asked_or_its_parent_holds_a_process() -> None:
    walk = at(RunStage.CONSENTED)
    for seat in ("obi", "pim", "ines", "amara", "nobody"):
        assert not walk.may("offer", {"seat": seat})
    assert walk.may("offer", {"seat": "kemi"})
    assert walk.may("offer", {"seat": "zola"}, "amara")


def test_a_facilitator_tells_of_ties_and_payment_before_the_yes_and_anew_when_they_change() -> None:
    walk = at(RunStage.CONSENTED).do("offer", {"seat": "zola"})
    assert not walk.may("accept", TOLD)
    assert not walk.may("begin")
    assert not walk.may("declare", {"ties": ["family"], "paid_by": "nobody"}, "zola")
    walk.do("declare", {"ties": ["friend"], "paid_by": "body"}, "zola")
    assert not walk.may("accept", TOLD)
    walk.do("accept", {"ties": ["friend"], "paid_by": "body"}).do("begin")
    walk.do("declare", {"ties": ["friend"], "paid_by": "backer"}, "zola")
    assert not walk.may("done", {"step": "safe", "to": "wishes"}, "zola")
    walk.do("accept", {"ties": ["friend"], "paid_by": "backer"})
    assert walk.may("done", {"step": "safe", "to": "wishes"}, "zola")


def test_wishing_another_facilitator_moves_nothing() -> None:
    walk = at(RunStage.STEPS)
    before = walk.now.facilitator
    for _ in range(3):
        walk.do("wish_another", {}, "ines").wait(1).do("wish_another", {}, "tomas")
    assert walk.now.facilitator == replace(before, wishes=walk.now.facilitator.wishes)  # type: ignore[union-attr,type-var]
    assert walk.may("done", {"step": "safe", "to": "wishes"}, "zola")


def test_a_facilitator_whose_body_becomes_the_one_asked_acts_no_more() -> None:
    walk = Walk("redress-response").begin()
    assert walk.story is not None
    walk.story.tree["harbour"] = replace(walk.story.tree["harbour"], parent="lantern")
    assert not walk.may("done", {"step": "safe", "to": "wishes"}, "zola")


def test_the_organisation_leaving_ends_nothing_and_is_said_when_the_asker_stops() -> None:
    walk = at(RunStage.STEPS).go("wishes").go("draft").do("leave", {}, "ines")
    assert walk.now.stage is RunStage.STEPS
    assert not walk.may("done", {"step": "draft", "to": "no"}, "ines")
    assert walk.may("agree", {}, "tomas")
    assert walk.do("stop").now.ending is EndingKind.NOT_TAKEN_UP
    assert walk.now.facilitator is not None and walk.now.facilitator.stage is OutsiderStage.ACCEPTED


def test_refusing_a_consent_and_leaving_out_leave_the_same_fact_and_the_same_run() -> None:
    refused, left_out = meeting(), meeting()
    refused.do("consent", prepare(refused, RunMove.CONSENT)).do("take_back", {"step": "meet"})
    refused.do("leave_out", {"step": "meet"})
    left_out.do("leave_out", {"step": "meet"})
    assert refused.now == left_out.now
    assert refused.facts[-1] == left_out.facts[-1]


def test_a_consent_dies_with_its_step_with_its_day_and_when_it_is_taken_back() -> None:
    walk = meeting()
    value = {"step": "meet", "to": "go-on-after"}
    until = (walk.day + timedelta(days=5)).isoformat()
    walk.do("consent", {"step": "meet", "until": until}).do("consent", {"step": "meet", "until": until}, "ines")
    assert walk.may("done", value, "zola")
    walk.do("take_back", {"step": "meet"})
    assert not walk.may("done", value, "zola")
    walk.do("consent", {"step": "meet", "until": until}).wait(6)
    assert not walk.may("done", value, "zola")
    later = (walk.day + timedelta(days=31)).isoformat()
    assert not walk.may("consent", {"step": "meet", "until": later})
    assert not walk.may("consent", {"step": "meet", "until": "2031-01-01"})
    assert not walk.may("consent", {"step": "written", "until": walk.day.isoformat()})
    walk.do("leave_out", {"step": "meet"})
    assert walk.now.consents == ()


def test_a_meeting_needs_both_sides() -> None:
    walk = meeting()
    walk.do("consent", prepare(walk, RunMove.CONSENT), "ines")
    assert not walk.may("done", {"step": "meet", "to": "go-on-after"}, "zola")
    walk.do("consent", prepare(walk, RunMove.CONSENT))
    assert walk.may("done", {"step": "meet", "to": "go-on-after"}, "zola")


def test_late_comes_after_the_days_of_the_step_without_pauses() -> None:
    walk = at(RunStage.STEPS)
    assert step_day(walk.now, walk.story.now if walk.story else None) == walk.day + timedelta(days=14)
    walk.wait(14)
    assert not walk.may("late", {"step": "safe"}, Role.CLOCK)
    walk.do("pause").wait(10).do("resume")
    assert not walk.may("late", {"step": "safe"}, Role.CLOCK)
    walk.wait(1)
    assert walk.do("late", {"step": "safe"}, Role.CLOCK).now.at == "backup-looks"


def test_a_paused_ask_holds_its_process_still() -> None:
    walk = at(RunStage.STEPS)
    assert walk.story is not None
    walk.story.do("pause", {"keep_safety": True})
    assert not walk.may("done", {"step": "safe", "to": "wishes"}, "zola")
    walk.wait(60)
    assert not walk.may("late", {"step": "safe"}, Role.CLOCK)
    walk.story.do("resume")
    walk.wait(14)
    assert not walk.may("late", {"step": "safe"}, Role.CLOCK)
    assert offered(walk.now, walk.story.now, Role.ASKER) >= {RunMove.PAUSE, RunMove.STOP}


@pytest.mark.parametrize("flag", ["pause", "withdrawal"])
def test_while_still_only_what_narrows_or_ends_goes_on(flag: str) -> None:
    walk = at(RunStage.STEPS)
    assert walk.story is not None
    walk.story.do(flag)
    for by in (Role.ASKER, Role.HANDLER, Role.FACILITATOR, Role.CLOCK):
        assert offered(walk.now, walk.story.now, by) <= (WHILE_PAUSED if flag == "pause" else WHILE_WITHDRAWN)


def test_the_software_overtakes_a_process_only_where_the_ask_was_taken_back() -> None:
    walk = at(RunStage.STEPS)
    assert not walk.may("overtake", {}, Role.CLOCK)
    assert walk.story is not None
    walk.story.do("withdrawal")
    assert walk.do("overtake", {}, Role.CLOCK).now.ending is EndingKind.OVERTAKEN


def test_an_erased_ask_has_no_process() -> None:
    walk = at(RunStage.STEPS)
    assert walk.story is not None
    walk.story.do("erased")
    for by in Role:
        with pytest.raises(Denied):
            walk.decide("stop", {}, ACTOR[by])


def test_only_whom_the_asker_named_sees_a_run() -> None:
    walk = Walk("redress-response", story=Story(seats=EVERYBODY).lodge(
        readers=["tomas"], backups=["amara"], terms={"silence": "second_line"}))  # fmt: skip
    walk.propose()
    assert walk.story is not None
    seen = {each.code for each in EVERYBODY if may_see(walk.run, walk.story.now, each.role, each.code)}
    assert seen == {"tomas", "amara"}
    for actor in ("ines", "joon", "noor", "zola", Role.OPERATOR, Role.BODY_STEWARD, Role.PUBLIC, Role.SUPPORT_PERSON):
        with pytest.raises(Denied):
            walk.decide("agree", {}, actor)


def test_the_backup_sees_it_only_after_the_askers_yes_to_a_process_that_gives_it_a_part() -> None:
    walk = Walk("redress-response")
    walk.story = Story(seats=EVERYBODY).lodge(terms={"contact": "may_write"})
    walk.propose("ines")
    assert not may_see(walk.run, walk.story.now, Role.SECOND_LINE, "amara")
    walk.do("agree")
    assert may_see(walk.run, walk.story.now, Role.SECOND_LINE, "amara")


def test_who_wants_answers_only_is_proposed_nothing() -> None:
    walk = Walk()
    assert not walk.may("propose", prepare(walk, RunMove.PROPOSE), "ines")
    walk.story = Story(seats=EVERYBODY).lodge(terms={"contact": "may_write"})
    assert walk.may("propose", prepare(walk, RunMove.PROPOSE), "ines")


def test_a_spoiled_template_cannot_be_proposed() -> None:
    raw = dict(library.shipped("redress-response").raw)
    raw["facilitator"] = {**raw["facilitator"], "offered_by": ["body"]}
    assert not Walk().may("propose", {"code": "run1", "template": raw})


def test_a_step_is_compared_before_it_is_set() -> None:
    walk = at(RunStage.STEPS)
    assert not walk.may("done", {"step": "wishes", "to": "draft"})
    assert not walk.may("done", {"step": "safe", "to": "draft"}, "zola")
    assert not walk.may("done", {"step": "safe", "to": "wishes"}, "ines")
    assert not walk.may("done", {"step": "safe"}, "zola")
    assert not walk.may("done", {"step": "safe", "to": "wishes", "more": 1}, "zola")


def test_a_reader_who_left_or_whose_term_is_over_acts_no_more() -> None:
    walk = Walk().begin().go("acknowledge")
    assert walk.story is not None
    walk.story.seats = tuple(
        replace(each, until_date=walk.day - timedelta(days=1)) if each.code == "ines" else each for each in EVERYBODY
    )
    with pytest.raises(Denied):
        walk.decide("done", {"step": "acknowledge", "to": "answer"}, "ines")
    assert walk.may("done", {"step": "acknowledge", "to": "answer"}, "tomas")


def test_an_ask_is_untouched_by_everything_in_its_process() -> None:
    walk = Walk("redress-response").begin()
    assert walk.story is not None
    before = walk.story.now
    for to in ("wishes", "draft", "go-on-confirm", "check-draft", "confirmed", "go-on-give", "written"):
        walk.go(to)
    walk.do("stop").do("end_facilitator")
    assert walk.story.now == before
