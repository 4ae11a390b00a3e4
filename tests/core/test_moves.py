# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every cell of stage × move × role is walked, for both routes and under every flag."""

import json
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from answerable.core import body, handler, promise
from answerable.core.ask import MOVES, WHILE_KEPT_ON, WHILE_PAUSED, WHILE_WITHDRAWN, Ask, Stage, evolve, offered, replay
from answerable.core.checking import CHECKS
from answerable.core.errors import Denied, Refused
from answerable.core.evolving import EVOLVE
from answerable.core.move import ASKERS, READERS, Fact, Move, Role, signed_part
from answerable.core.new_keys import NewKeys
from answerable.core.promise import PROMISE_MOVES, PromiseStage
from tests.core.scene import PAST, PLAN, YES, Story, lodging

ROUTES: dict[str, dict[str, Any]] = {"body": {}, "past_body": PAST}
READER = {"body": (Role.HANDLER, "ines"), "past_body": (Role.SECOND_LINE, "amara")}
ACTORS = {Role.HANDLER: "ines", Role.SECOND_LINE: "amara", Role.ATTESTER: "ruben"}
TOLD = {"ties": ["friend"], "paid_by": "nobody"}
FLAGS = ("plain", "paused", "kept_on", "withdrawn", "erased")


def at_stage(stage: Stage | None, route: str, reached: Stage | None = None, flag: str = "plain") -> Story:
    """A story that stands at a stage, with an old promise in it, so that no move fails for want of a thing."""
    story = Story()
    if stage is None:
        return story
    kind = "not_there" if flag == "kept_on" else "remove_from_role"
    if stage is Stage.HELD:
        story.lodge(**ROUTES[route], kind=kind, hold_until="2031-03-20")
        story.wait(20)
    else:
        _fill(story.answered(**ROUTES[route], kind=kind), READER[route][1])
        _go_on(story, reached or stage, route)
        if stage is Stage.MARKED:
            story.mark("not_met")
    _set_flag(story, flag)
    return story


def _fill(story: Story, actor: str) -> None:
    """A question that waits, a consent that lives, a boundary that was broken, and two attesters, one accepted."""
    for code in ("ilse", "ruben"):
        story.do("attester-offered", {"attester": code})
        story.read("attester-told", TOLD, code)
    story.do("attester-accepted", {"attester": "ruben", **TOLD})
    for code, thing in (("c1", "one_letter"), ("c2", "one_call")):
        story.read("consent-asked", {"code": code, "party": "reader", "purpose": "contact", "thing": thing}, actor)
    story.do("consent-given", {"consent": "c2"})
    story.do("boundary", {"code": "b1", "what": "stop_story"})
    story.do("breach", {"boundary": "b1"})


def _go_on(story: Story, reached: Stage, route: str) -> None:
    if reached is not Stage.ANSWERED:
        story.do("reopen")
    if reached is Stage.ACKNOWLEDGED:
        story.read("acknowledged", {}, READER[route][1])


def _set_flag(story: Story, flag: str) -> None:
    if flag == "withdrawn":
        story.do("withdrawal")
    elif flag == "erased":
        story.do("erased")
    elif flag in ("paused", "kept_on") and story.now.stage is not Stage.HELD:
        story.do("pause", {"keep_safety": flag == "kept_on"})


def value_for(move: Move, story: Story, route: str, by: Role) -> dict[str, Any]:
    """A value that nobody would refuse in itself."""
    known: dict[Move, dict[str, Any]] = {
        Move.ANSWER: {**YES, "code": "a2"},
        Move.PROMISE: {**PLAN, "code": "p2"},
        Move.ACCEPTED: {"promise": "p1"},
        Move.DECLINED: {"promise": "p1"},
        Move.RELEASED: {"promise": "p1"},
        Move.MOVED: {"promise": "p1", "to": "2031-07-01"},
        Move.CLAIM: {"promise": "p1"},
        Move.MARK: {"value": "met", "audience": "readers", "promise": None},
        Move.CHANGE: {"terms": {"pace": "slow"}, "kind": None, "widens": []},
        Move.TRANSFER: {"body": "rivers", "everyone_before": route == "body"},
        Move.ADMITTED: {"handler": "joon2", "epoch": 1},
        Move.REMOVED: {"handler": ACTORS.get(by, READER[route][1]), "epoch": 1 if by in READERS else 2},
        Move.REKEYED: {"epoch": 1 if story.ask is None else story.now.epoch + 1, "words": True},
        Move.HANDED_OUT: {"handler": ACTORS.get(by, ""), "what": "thread"},
        Move.RENEWED: {"epoch": 2},
        Move.CONSENT_ASKED: {"code": "c3", "party": "board", "purpose": "meeting", "thing": "one_meeting"},
        Move.CONSENT_GIVEN: {"consent": "c1"},
        Move.CONSENT_REFUSED: {"consent": "c1"},
        Move.CONSENT_BACK: {"consent": "c2"},
        Move.CONSENT_USED: {"consent": "c2"},
        Move.BOUNDARY: {"code": "b2", "what": "leave_if_i_come"},
        Move.BOUNDARY_YES: {"boundary": "b1"},
        Move.BOUNDARY_NO: {"boundary": "b1"},
        Move.BOUNDARY_LIFTED: {"boundary": "b1"},
        Move.BREACH: {"boundary": "b1", "on": "2031-03-04"},
        Move.BREACH_ANSWER: {"boundary": "b1", "answer": "stopped"},
        Move.CONFLICT: {"tie": "friend", "weight": "soft"},
        Move.SAME_ROAD: {"last_role": "equal", "done": "nothing", "year": 2030},
        Move.ATTESTER_OFFERED: {"attester": "wim"},
        Move.ATTESTER_TOLD: {"ties": [], "paid_by": "body"},
        Move.ATTESTER_ACCEPTED: {"attester": "ilse", **TOLD},
        Move.ATTESTER_ENDED: {"attester": "ruben"},
        Move.ATTESTED: {"about": "p1", "saw": "done"},
        Move.NEW_KEYS: {"handler": ACTORS.get(by, ""), "sealing": "s", "signing": "t"},
        Move.KEYS_REFUSED: {"handler": "tomas" if route == "body" else "joon"},
        Move.RESEALED: {"handler": "tomas" if route == "body" else "joon"},
    }
    if move is Move.LODGED and story.ask is None:
        return lodging(**ROUTES[route])
    return known.get(move, {})


def try_it(story: Story, move: Move, by: Role, route: str) -> Fact | None:
    """The fact, or None where it was refused. Pausing and resuming need the other state, transfer an ended body."""
    value = value_for(move, story, route, by)
    if move is Move.TRANSFER:
        story.dissolve("harbour")
    if move is Move.RENEWED and story.ask is not None:
        story.ask = replace(story.ask, key_is_old=True)
    if move in (Move.KEYS_REFUSED, Move.RESEALED) and story.ask is not None:
        other = "tomas" if route == "body" else "joon"
        keys = NewKeys(other, "s", "t", story.day - timedelta(days=7))
        story.ask = replace(story.ask, readers=story.ask.readers | {other}, new_keys=(keys,))
    if move is Move.ADMITTED:
        extra = replace(next(each for each in story.seats if each.code == "joon"), code="joon2")
        story.seats = (*story.seats, extra)
    try:
        return story.decide(move, value, by, ACTORS.get(by, ""))
    except Refused:
        return None


def is_expected(story: Story, move: Move, by: Role, route: str, flag: str) -> bool:
    """What the tables say, read by another hand than `decide`'s."""
    ask = story.ask
    stage = None if ask is None else ask.stage if by in ASKERS else ask.reached
    cell = MOVES.get((stage, move))
    if cell is None or by not in cell[0] or flag == "erased":
        return False
    if by in READERS and by is not READER[route][0]:
        return False
    if ask is not None and ask.withdrawn and move not in WHILE_WITHDRAWN:
        return False
    if ask is not None and ask.paused and move not in (WHILE_KEPT_ON if flag == "kept_on" else WHILE_PAUSED):
        return False
    return move is not Move.RESUME or (ask is not None and ask.paused)


PLACES: list[tuple[Stage | None, Stage | None]] = [
    (None, None),
    (Stage.HELD, None),
    (Stage.LODGED, None),
    (Stage.ACKNOWLEDGED, None),
    (Stage.ANSWERED, None),
    (Stage.MARKED, Stage.LODGED),
    (Stage.MARKED, Stage.ACKNOWLEDGED),
    (Stage.MARKED, Stage.ANSWERED),
]


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("flag", FLAGS)
def test_every_cell_of_stage_move_role(route: str, flag: str) -> None:
    walked = 0
    allowed = set()
    for stage, reached in PLACES:
        if stage is None and flag != "plain":
            continue
        story = at_stage(stage, route, reached, flag)
        for move, by in product(Move, Role):
            fresh = replace_story(story)
            fact = try_it(fresh, move, by, route)
            assert (fact is not None) == is_expected(story, move, by, route, flag), (stage, reached, move, by, flag)
            walked += 1
            if fact is not None:
                allowed.add((stage if by in ASKERS else story.now.reached if story.ask else None, move, by))
                check_next(story.ask, fact)
    places = len(PLACES) if flag == "plain" else len(PLACES) - 1
    assert walked == places * len(Move) * len(Role)
    if flag == "plain":
        assert allowed >= cells_for(route)


def replace_story(story: Story) -> Story:
    return Story(story.day, dict(story.tree), story.seats, story.ask, list(story.facts))


def cells_for(route: str) -> set[tuple[Stage | None, Move, Role]]:
    """Every allowed cell of the table, but for the readers of the other route and what needs a flag."""
    other = READERS - {READER[route][0]}
    return {
        (stage, move, role)
        for (stage, move), (roles, _) in MOVES.items()
        for role in roles - other
        if move is not Move.RESUME
    }


def check_next(ask: Ask | None, fact: Fact) -> None:
    """The live state agrees with the table's next stage; for a marked ask body's moves leave it marked."""
    after = evolve(ask, fact)
    stage = None if ask is None else ask.stage if fact.by in ASKERS else ask.reached
    expected = MOVES[stage, fact.move][1]
    assert (after.reached if fact.by not in ASKERS else after.stage) is expected
    if ask is not None and ask.stage is Stage.MARKED and fact.by not in ASKERS:
        assert after.stage is Stage.MARKED


def test_the_table_is_whole() -> None:
    """Every type of leaf has rows, a check and an effect; the flags name only moves with rows."""
    with_rows = {move for _, move in MOVES}
    assert with_rows == set(Move) == set(CHECKS) == set(EVOLVE)
    assert with_rows > (WHILE_PAUSED | WHILE_KEPT_ON | WHILE_WITHDRAWN)
    assert len(MOVES) == 158
    assert sum(len(roles) for roles, _ in MOVES.values()) == 326


def test_offered_is_what_the_table_leaves() -> None:
    story = at_stage(Stage.LODGED, "body")
    always = {Move.BOUNDARY_YES, Move.BOUNDARY_NO, Move.BREACH, Move.BREACH_ANSWER, Move.CONFLICT, Move.SAME_ROAD}
    own = {Move.ACKNOWLEDGED, Move.ANSWER, Move.HANDED_OUT, Move.REMOVED, Move.RENEWED, Move.NEW_KEYS, Move.RESEALED}
    assert offered(story.now, Role.HANDLER) == own | always
    assert offered(story.now, Role.CLOCK) == {Move.TRANSFER}
    assert offered(story.now, Role.OPERATOR) == frozenset()
    story.do("withdrawal")
    assert offered(story.now, Role.HANDLER) == {Move.REMOVED, Move.CONFLICT, Move.NEW_KEYS}


@pytest.mark.parametrize("by", sorted(set(Role) - READERS - ASKERS - {Role.CLOCK}))
def test_to_all_other_roles_an_ask_is_not_there(by: Role) -> None:
    story = at_stage(Stage.ANSWERED, "body")
    for move in Move:
        with pytest.raises(Denied):
            story.decide(move, {}, by)


def test_every_cell_of_a_promise() -> None:
    walked = 0
    for stage, move, by in product((None, *PromiseStage), Move, Role):
        walked += 1
        found = None if stage is None else a_promise(stage)
        looked_up = found.reached if found and by not in ASKERS else stage
        cell = PROMISE_MOVES.get((looked_up, move))
        if cell is not None and by in cell[0]:
            assert promise.next_stage(found, move, by) is cell[1]
            continue
        with pytest.raises(Refused):
            promise.next_stage(found, move, by)
    assert walked == 7 * 44 * 18


def a_promise(stage: PromiseStage) -> promise.Promise:
    story = Story().answered()
    reached = PromiseStage.PROPOSED if stage is PromiseStage.MARKED else stage
    return replace(story.now.promises[0], stage=stage, reached=reached)


def test_every_cell_of_a_body_and_of_a_handler() -> None:
    walked = 0
    for stage, move, by in product((None, *body.BodyStage), body.BodyMove, Role):
        walked += 1
        cell = body.BODY_MOVES.get((stage, move))
        if cell is not None and by in cell[0]:
            assert body.next_stage(stage, move, by=by) is cell[1]
            continue
        with pytest.raises(Refused):
            body.next_stage(stage, move, by=by)
    for seat, act, by in product((None, *handler.HandlerStage), handler.HandlerMove, Role):
        walked += 1
        row = handler.HANDLER_MOVES.get((seat, act))
        if row is not None and by in row[0]:
            assert handler.next_stage(seat, act, by=by) is row[1]
            continue
        with pytest.raises(Refused):
            handler.next_stage(seat, act, by=by)
    assert walked == 5 * 8 * 18 + 4 * 6 * 18


def test_replay_survives_json() -> None:
    """The facts as they come back from a store give the same ask."""
    story = Story().answered()
    story.read("claim", {"promise": "p1"})
    story.mark("met", "everyone", "p1")
    stored = [replace(fact, value=json.loads(json.dumps(fact.value))) for fact in story.facts]
    assert replay(stored) == story.ask
    assert replay([]) is None


def test_an_askers_value_stays_as_it_was_signed() -> None:
    story = Story().answered()
    sent: list[tuple[str, dict[str, Any]]] = [
        ("mark", {"value": "met", "audience": "asker", "promise": None}),
        ("change", {"terms": {"silence": "second_line"}, "kind": None, "widens": []}),
        ("pause", {"keep_safety": True}),
        ("admitted", {"handler": "lena", "epoch": 1}),
        ("removed", {"handler": "ines", "epoch": 2}),
        ("rekeyed", {"epoch": 3, "words": True}),
    ]
    story.seats = (*story.seats, replace(story.seats[0], code="lena"))
    for move, value in sent:
        fact = story.do(move, value)
        assert signed_part(fact.move, fact.value) == value
    first = Story().do("lodged", lodging())
    assert signed_part(first.move, first.value) == lodging()


def test_the_wrong_body_is_our_own_mistake() -> None:
    story = Story().lodge()
    story.tree["harbour"] = replace(story.tree["harbour"], code="mill")
    with pytest.raises(ValueError, match="body"):
        story.decide("withdrawal", {}, Role.ASKER)
