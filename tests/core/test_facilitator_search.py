# SPDX-License-Identifier: AGPL-3.0-or-later
"""A search of its own: somebody who was accepted as facilitator, and does with that power whatever they can.

They know all of the rules and hold the run from its first step. A shadow keeps its own book of what the asker said:
to whom she said yes and to which ties and payer, which step she allowed and until when.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from answerable.core import process_checks
from answerable.core.errors import Denied, Refused
from answerable.core.move import ASKERS, Move, Role
from answerable.core.outsider import OutsiderStage, Payer
from answerable.core.process import may_see, replay
from answerable.core.process_move import RunMove
from answerable.core.process_state import Run, RunStage
from answerable.core.process_template import NEEDS_CONSENT, EndingKind, Who
from answerable.processes import library
from tests.core.counting import Steps, is_found, search, search_enough
from tests.core.run_scene import EVERYBODY, TOLD, Walk
from tests.core.scene import SEATS, VALUES, Story

HELD = tuple(
    code
    for code in library.SHIPPED
    if (made := library.shipped(code).template).holder is not None and Who.ASKER in made.people
)
NOT_ITS_OWN = tuple(role for role in Role if role not in ASKERS | {Role.FACILITATOR})
TIES = st.sampled_from([[], [], ["friend"], ["other"], ["family"]])
PAYERS = st.sampled_from([str(each) for each in Payer])
ENDS = frozenset({EndingKind.STOPPED, EndingKind.OVERTAKEN})
counted = Steps()


class InPower(RuleBasedStateMachine):
    """Zola holds it. The asker says yes to some things and goes on or not; the days pass; the others do their steps."""

    walk: Walk
    yes: tuple[str, Mapping[str, Any]] | None
    allowed: dict[str, date]

    @initialize(code=st.sampled_from(HELD), contact=st.sampled_from(["answers_only", "may_write"]))
    def hold(self, code: str, contact: str) -> None:
        story = Story(seats=EVERYBODY).lodge(terms={"contact": contact, "silence": "second_line"})
        self.walk = Walk(code, story=story).begin()
        self.yes, self.allowed = ("zola", TOLD), {}

    @property
    def story(self) -> Story:
        assert self.walk.story is not None
        return self.walk.story

    def does(self, move: RunMove, value: Mapping[str, Any], actor: str | Role) -> bool:
        """One tried move, and what of it must hold whoever made it."""
        counted.tried += 1
        before, asked = self.walk.now, self.story.now
        try:
            self.walk.do(move, value, actor)
        except Refused:
            assert self.walk.run == before
            return False
        counted.done[str(move)] += 1
        assert self.story.now == asked, "no act in a run is an act on its ask"
        if move is RunMove.DONE:
            self.check_reached(before)
        if self.walk.now.passed != before.passed:
            self.allowed = {}
        return True

    def check_reached(self, before: Run) -> None:
        """Whoever is reached said yes to this very step, and the day has not passed: by the shadow's own book."""
        step = before.step
        assert step is not None
        if step.act in NEEDS_CONSENT:
            assert self.story.day <= self.allowed[step.code]
        if step.who is Who.FACILITATOR:
            assert self.is_wanted(before)

    def is_wanted(self, run: Run) -> bool:
        """Whether the asker's last yes was to this person, these ties and this payer, and was not taken back."""
        found = run.facilitator
        told = (found.seat, {"ties": [str(each) for each in found.ties], "paid_by": found.paid_by}) if found else None
        return told is not None and told == self.yes

    def value(self, data: st.DataObject, move: RunMove) -> Mapping[str, Any]:
        run = self.walk.now
        step = run.step or run.template.steps[0]
        other = data.draw(st.sampled_from(run.template.steps)).code
        here = step.code if data.draw(st.integers(0, 5)) else other
        if move is RunMove.DONE:
            ends = [each.code for each in run.template.endings]
            return {"step": here, "to": data.draw(st.sampled_from([*(way.to for way in step.ways), *ends]))}
        if move in (RunMove.LEAVE_OUT, RunMove.TAKE_BACK, RunMove.LATE):
            return {"step": here}
        if move is RunMove.CONSENT:
            days = data.draw(st.sampled_from([0, 5, 30]))
            return {"step": here, "until": (self.walk.day + timedelta(days=days)).isoformat()}
        if move is RunMove.OFFER:
            return {"seat": data.draw(st.sampled_from(["zola", "kemi", "pim", "ines"]))}
        if move in (RunMove.DECLARE, RunMove.ACCEPT):
            return {"ties": data.draw(TIES), "paid_by": data.draw(PAYERS)}
        return {"code": "run2", "template": run.template.code} if move is RunMove.PROPOSE else {}

    @rule(data=st.data(), move=st.sampled_from(RunMove))
    def zola_acts(self, data: st.DataObject, move: RunMove) -> None:
        before, value = self.walk.now, self.value(data, move)
        if self.does(move, value, "zola"):
            self.check_zola(move, before)

    def check_zola(self, move: RunMove, before: Run) -> None:
        after = self.walk.now
        assert before.facilitator is not None and before.facilitator.seat == "zola", "who is not in it does nothing"
        assert before.facilitator.stage is not OutsiderStage.ENDED
        assert (after.paused, after.pauses) == (before.paused, before.pauses)
        assert (Who.ASKER in after.agreed) == (Who.ASKER in before.agreed)
        assert after.ending not in ENDS
        asked = [one for one in after.consents if one.who is Who.ASKER]
        assert asked in ([], [one for one in before.consents if one.who is Who.ASKER]), "no yes in her name"
        assert after.facilitator is not None and after.facilitator.seat == "zola", "nobody chooses who comes after"
        if before.facilitator.stage is not OutsiderStage.ACCEPTED:
            assert after.facilitator.stage is not OutsiderStage.ACCEPTED, "nobody accepts themselves"
        if move is RunMove.DONE:
            assert before.step is not None
            assert before.step.who in (Who.FACILITATOR, Who.PERSON_CONCERNED, Who.CIRCLE)

    @rule(data=st.data(), move=st.sampled_from(RunMove), role=st.sampled_from(NOT_ITS_OWN))
    def zola_says_to_be_somebody_else(self, data: st.DataObject, move: RunMove, role: Role) -> None:
        """The seat is looked up: whoever is no reader is none by saying so."""
        if role is Role.CLOCK:
            return
        counted.tried += 1
        from answerable.core.process import decide

        with pytest.raises(Refused):
            decide(
                self.walk.now, move, self.value(data, move), by=role, actor="zola", at=self.walk.day,
                ask=self.story.now, body=self.story.body, handlers=self.story.seats,
            )  # fmt: skip

    @rule(data=st.data(), move=st.sampled_from(Move), role=st.sampled_from([Role.FACILITATOR, *NOT_ITS_OWN]))
    def zola_acts_on_the_ask(self, data: st.DataObject, move: Move, role: Role) -> None:
        """For a facilitator the ask is not there at all."""
        if role is Role.CLOCK:
            return
        counted.tried += 1
        value = data.draw(VALUES.get(move, st.just({})))
        with pytest.raises(Denied):
            self.story.decide(move, value, role, "zola")

    @rule(data=st.data(), move=st.sampled_from(RunMove), who=st.sampled_from(["ines", "tomas", "amara", "kemi", "pim"]))
    def others_act(self, data: st.DataObject, move: RunMove, who: str) -> None:
        """Readers, the backup and other facilitators: none of them moves who holds it."""
        before = self.walk.now.facilitator
        if self.does(move, self.value(data, move), who) and move is not RunMove.OFFER and who != self.seat(before):
            after = self.walk.now.facilitator
            assert before is not None and after is not None
            assert replace(after, wishes=()) == replace(before, wishes=())

    @staticmethod
    def seat(found: Any) -> str:
        return found.seat if found else ""

    @rule(days=st.integers(0, 30))
    def the_asker_allows_the_step(self, days: int) -> None:
        step = self.walk.now.step
        if step is None or Who.ASKER not in step.consent:
            return
        until = self.walk.day + timedelta(days=days)
        if self.does(RunMove.CONSENT, {"step": step.code, "until": until.isoformat()}, ""):
            self.allowed[step.code] = until

    @rule(move=st.sampled_from([RunMove.TAKE_BACK, RunMove.LEAVE_OUT, RunMove.PAUSE, RunMove.RESUME, RunMove.RESUME]))
    def the_asker_is_free(self, move: RunMove) -> None:
        step = self.walk.now.step
        value = {"step": step.code} if step and move in (RunMove.TAKE_BACK, RunMove.LEAVE_OUT) else {}
        if self.does(move, value, "") and move is RunMove.TAKE_BACK:
            self.allowed = {}

    @rule(often=st.integers(0, 5))
    def the_asker_ends_the_facilitator(self, often: int) -> None:
        if not often and self.does(RunMove.END_FACILITATOR, {}, ""):
            self.yes = None
            assert not may_see(self.walk.now, self.story.now, Role.FACILITATOR, "zola")

    @rule(seat=st.sampled_from(["zola", "zola", "kemi"]))
    def the_asker_chooses(self, seat: str) -> None:
        """Offers somebody, and says yes to what was told, if it was."""
        self.does(RunMove.OFFER, {"seat": seat}, "")
        found = self.walk.now.facilitator
        if found is None or found.paid_by is None:
            return
        told = {"ties": [str(each) for each in found.ties], "paid_by": str(found.paid_by)}
        if self.does(RunMove.ACCEPT, told, ""):
            self.yes = (found.seat, told)

    @rule(data=st.data())
    def the_step_is_done_by_whose_it_is(self, data: st.DataObject) -> None:
        step = self.walk.now.step
        if step is None:
            self.walk = Walk(self.walk.code, story=self.story).begin() if not self.story.now.paused else self.walk
            self.yes, self.allowed = ("zola", TOLD), {}
            return
        for who in sorted(step.consent - {Who.ASKER}):
            self.does(RunMove.CONSENT, {"step": step.code, "until": self.walk.day.isoformat()}, self.walk.acts(who))
        to = data.draw(st.sampled_from(step.ways)).to
        self.does(RunMove.DONE, {"step": step.code, "to": to}, self.walk.acts(step.who))

    @rule(days=st.integers(1, 20))
    def days_pass(self, days: int) -> None:
        self.walk.wait(days)
        step = self.walk.now.step
        if step is not None:
            self.does(RunMove.LATE, {"step": step.code}, Role.CLOCK)

    @invariant()
    def who_holds_it_is_whom_she_wants(self) -> None:
        run = self.walk.run
        if run is not None and run.template.holder is not None and run.is_held:
            assert self.is_wanted(run)

    @invariant()
    def the_ask_stands(self) -> None:
        ask = self.story.now
        assert not (ask.marks or ask.withdrawn or ask.erased or ask.paused)
        assert not [each for each in ask.readers | ask.backups if each not in {one.code for one in SEATS}]

    @invariant()
    def its_facts_give_its_state(self) -> None:
        if len(self.walk.facts) % 8 == 1:
            assert replay(self.walk.facts) == self.walk.run

    @invariant()
    def it_ended_only_as_its_file_says(self) -> None:
        run = self.walk.run
        assert run is None or run.stage is not RunStage.ENDED or run.ending not in ENDS


def test_a_facilitator_in_power_does_nothing_in_anybodys_name() -> None:
    search(InPower, 40, 40)


@pytest.mark.long
def test_a_facilitator_in_power_in_a_hundred_thousand_steps(capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        search_enough(InPower, counted, 120, print)
    for move in (RunMove.DONE, RunMove.CONSENT, RunMove.DECLARE, RunMove.ACCEPT, RunMove.END_FACILITATOR):
        assert counted.done[str(move)] > 50, move


def test_the_search_finds_a_contact_that_nobody_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process_checks, "_check_consents", lambda *_: None)
    assert is_found(InPower, 100, 40)


def test_the_search_finds_a_facilitator_who_could_go_on_after_other_ties(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Run, "is_held", property(lambda run: run.facilitator is not None))
    assert is_found(InPower, 100, 40)
