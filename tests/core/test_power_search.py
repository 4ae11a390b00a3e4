# SPDX-License-Identifier: AGPL-3.0-or-later
"""A search: whatever readers, backups, stewards, operators and clocks do, in any order, no ask ends or is marked by it.

Nor is its asker reached without a consent that lives on that day: a shadow keeps its own book of consents, by days.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from answerable.core import clocks
from answerable.core.ask import Stage, replay
from answerable.core.body import BodyStage
from answerable.core.boundary import BoundaryStage
from answerable.core.errors import Refused
from answerable.core.move import ASKERS, Move, Role
from tests.core.scene import PAST, SEATS, VALUES, Story, promise_values

OTHERS = st.sampled_from(
    [
        *((each.role, each.code) for each in SEATS),
        *((role, "") for role in sorted(set(Role) - ASKERS)),
        *((role, "ines") for role in (Role.OPERATOR, Role.BODY_STEWARD, Role.FACILITATOR, Role.FUND_STEWARD)),
    ]
)
CONSENTS = (Move.CONSENT_ASKED, Move.CONSENT_USED, Move.ACKNOWLEDGED, Move.ACKNOWLEDGED)
ANY_MOVE = st.sampled_from([*Move, *CONSENTS * 4])
ANSWERS = st.sampled_from([Move.CONSENT_GIVEN, Move.CONSENT_GIVEN, Move.CONSENT_REFUSED, Move.CONSENT_BACK])
codes = st.sampled_from(["c1", "c2", "c3"])


class EverybodyButTheAsker(RuleBasedStateMachine):
    """The asker only answers consents, pauses and goes on; all others try everything."""

    story: Story
    given: dict[str, date]
    by: dict[str, str]

    @initialize(
        way=st.sampled_from(["all", "past"]), kind=st.sampled_from(["no_contact", "remove_from_role", "protect"])
    )
    def lodge(self, way: str, kind: str) -> None:
        self.story = Story().lodge(kind=kind, **(PAST if way == "past" else {}))
        self.given, self.by = {}, {}

    @rule(data=st.data(), move=ANY_MOVE, who=OTHERS)
    def try_anything(self, data: st.DataObject, move: Move, who: tuple[Role, str]) -> None:
        before = self.story.now
        value = data.draw(promise_values if move is Move.PROMISE else VALUES.get(move, st.just({})))
        try:
            self.story.do(move, value, *who)
        except Refused:
            return
        self.check_untouched(before, move, value, who)

    def check_untouched(self, before: Any, move: Move, value: Any, who: tuple[Role, str]) -> None:
        after = self.story.now
        assert move not in (Move.MARK, Move.CONSENT_GIVEN, Move.BOUNDARY_LIFTED, Move.WITHDRAWAL, Move.ERASED)
        kept = ("marks", "withdrawn", "erased", "paused", "terms", "kind", "lodged_date", "code")
        assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
        lifted = [each.stage is BoundaryStage.LIFTED for each in after.boundaries]
        assert lifted[: len(before.boundaries)] == [each.stage is BoundaryStage.LIFTED for each in before.boundaries]
        if move is Move.CONSENT_ASKED:
            self.by[value["code"]] = who[1]
        if move is Move.CONSENT_USED:
            code = value["consent"]
            assert self.story.day <= self.given.pop(code), "a consent that lives, by the shadow's own book"
            assert self.by[code] == who[1]

    @rule(move=ANSWERS, code=codes, days=st.integers(0, 20))
    def the_asker_answers(self, move: Move, code: str, days: int) -> None:
        until = (self.story.day + timedelta(days=days)).isoformat()
        value = {"consent": code, **({"until": until} if move is Move.CONSENT_GIVEN else {})}
        try:
            self.story.do(move, value)
        except Refused:
            return
        self.given.pop(code, None)
        if move is Move.CONSENT_GIVEN:
            self.given[code] = date.fromisoformat(until)

    @rule(move=st.sampled_from([Move.PAUSE, Move.RESUME]))
    def the_asker_rests(self, move: Move) -> None:
        if self.story.may(move):
            self.story.do(move)

    @rule(days=st.integers(0, 15))
    def wait(self, days: int) -> None:
        self.story.wait(days)

    @rule()
    def the_body_ends(self) -> None:
        body, ask = self.story.body, self.story.now
        heirs = {"harbour": "mill", "mill": "rivers"}
        if body.code not in heirs:
            return
        self.story.tree[body.code] = replace(body, stage=BodyStage.DISSOLVED)
        due = clocks.due(ask, body)
        self.story.do(Move.TRANSFER, {"body": heirs[body.code], "everyone_before": ask.everyone}, Role.CLOCK)
        assert clocks.due(self.story.now, self.story.body) == due

    @invariant()
    def it_stands(self) -> None:
        ask = self.story.now
        assert ask.stage is not Stage.MARKED
        assert not (ask.withdrawn or ask.erased)
        assert clocks.start_of(ask, self.story.body) == self.story.facts[0].day

    @invariant()
    def it_replays(self) -> None:
        assert replay(self.story.facts) == self.story.ask


def run(examples: int, steps: int) -> None:
    limits = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(EverybodyButTheAsker, settings=limits)  # type: ignore[no-untyped-call]


def test_nobody_but_the_asker_ends_marks_or_reaches() -> None:
    run(60, 30)


@pytest.mark.long
def test_nobody_but_the_asker_ends_marks_or_reaches_in_a_hundred_thousand_steps() -> None:
    run(2_000, 55)


def test_the_search_bites() -> None:
    """By hand: a consent is used, so the shadow's book is asked; and the machine would see a forged one."""
    machine = EverybodyButTheAsker()
    machine.lodge("all", "no_contact")
    story = machine.story
    story.read("acknowledged")
    asked = {"code": "c1", "party": "reader", "purpose": "contact", "thing": "one_call"}
    story.read("consent-asked", asked)
    machine.by["c1"] = "ines"
    machine.the_asker_answers(Move.CONSENT_GIVEN, "c1", 3)
    before = story.now
    story.read("consent-used", {"consent": "c1"})
    machine.check_untouched(before, Move.CONSENT_USED, {"consent": "c1"}, (Role.HANDLER, "ines"))
    machine.given["c1"] = story.day - timedelta(days=1)
    with pytest.raises(AssertionError, match="lives"):
        machine.check_untouched(before, Move.CONSENT_USED, {"consent": "c1"}, (Role.HANDLER, "ines"))
