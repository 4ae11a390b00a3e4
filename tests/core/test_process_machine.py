# SPDX-License-Identifier: AGPL-3.0-or-later
"""Everybody around an ask and its process acts as they like, well or badly; what must hold holds after every move."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from answerable.core import facilitator as facilitators
from answerable.core import process
from answerable.core.errors import Refused
from answerable.core.move import ASKERS, READERS, Move, Role
from answerable.core.outsider import OutsiderStage, Payer
from answerable.core.process import may_see, replay
from answerable.core.process_move import RunMove
from answerable.core.process_state import Run, RunStage
from answerable.core.process_template import NEEDS_CONSENT, Act, EndingKind, Who
from answerable.processes import library
from tests.core.counting import Steps, is_found, search_enough
from tests.core.run_scene import EVERYBODY, ROLES, Walk
from tests.core.scene import BODYS, SEATS, VALUES, Story, Try, attempt

FOR_ASKS = tuple(code for code in library.SHIPPED if Who.ASKER in library.shipped(code).template.people)
# Everybody who is not the asker: readers, the second line, facilitators of four bodies, and roles without a seat.
OTHERS: tuple[str | Role, ...] = (
    *(each.code for each in EVERYBODY), Role.OPERATOR, Role.BODY_STEWARD, Role.SUPPORT_PERSON, Role.FUND_STEWARD,
    Role.EQUITY_STEWARD, Role.PUBLIC, Role.CLOCK, Role.OUTREACH_WORKER, Role.ATTESTER,
)  # fmt: skip
# Those who act most often, so that runs get somewhere.
LIVELY: tuple[str | Role, ...] = ("ines", "tomas", "amara", "zola", "kemi", Role.CLOCK)
TIED = st.sampled_from([[], ["friend"], ["other"], ["family"], ["employer"]])
PAID = st.sampled_from([str(each) for each in Payer])
ASKERS_OWN = (
    RunMove.BEGIN, RunMove.PAUSE, RunMove.RESUME, RunMove.STOP, RunMove.OVERTAKE, RunMove.OFFER, RunMove.ACCEPT,
    RunMove.END_FACILITATOR, RunMove.PROPOSE, RunMove.CONSENT, RunMove.DONE, RunMove.LEAVE,
)  # fmt: skip
GONE = st.sampled_from([RunMove.END_FACILITATOR, RunMove.DECLARE, RunMove.OFFER, RunMove.ACCEPT])
counted = Steps()


class AroundAnAsk(RuleBasedStateMachine):
    """One ask, one process after another around it, and a crowd that may or may not mean well."""

    walk: Walk
    ended_by: set[str]
    answers_only: bool

    @initialize(
        code=st.sampled_from(FOR_ASKS),
        contact=st.sampled_from(["answers_only", "may_write"]),
        some=st.booleans(),
        begun=st.booleans(),
    )
    def lodge(self, code: str, contact: str, some: bool, begun: bool) -> None:
        named = {"readers": ["ines"], "backups": ["amara"]} if some else {}
        story = Story(seats=EVERYBODY).lodge(terms={"contact": contact, "silence": "second_line"}, **named)
        self.walk = Walk(code, story=story)
        self.answers_only = contact == "answers_only"
        if begun:
            self.walk.begin()

    def value(self, data: st.DataObject, move: RunMove) -> Mapping[str, Any]:
        """A value of the right shape, mostly one that fits where the run stands."""
        run = self.walk.run
        step = run.step if run else None
        codes = [each.code for each in run.template.steps] if run else ["safe"]
        here = step.code if step and data.draw(st.integers(0, 9)) else data.draw(st.sampled_from(codes))
        if move is RunMove.PROPOSE:
            return {"code": "run1", "template": library.shipped(self.walk.code).raw}
        if move is RunMove.DONE:
            ends = [each.code for each in run.template.endings] if run else ["over"]
            ways = [way.to for way in step.ways] if step else ends
            return {"step": here, "to": data.draw(st.sampled_from([*ways * 4, *ends]))}
        if move in (RunMove.LEAVE_OUT, RunMove.TAKE_BACK, RunMove.LATE):
            return {"step": here}
        if move is RunMove.CONSENT:
            days = data.draw(st.sampled_from([0, 3, 30, 400]))
            return {"step": here, "until": (self.walk.day + timedelta(days=days)).isoformat()}
        if move is RunMove.OFFER:
            return {"seat": data.draw(st.sampled_from(["zola", "zola", "kemi", "obi", "pim", "ines"]))}
        if move in (RunMove.DECLARE, RunMove.ACCEPT):
            held = run.facilitator if run else None
            if move is RunMove.ACCEPT and held and held.paid_by and data.draw(st.booleans()):
                return {"ties": [str(each) for each in held.ties], "paid_by": str(held.paid_by)}
            return {"ties": data.draw(TIED), "paid_by": data.draw(PAID)}
        return {}

    def attempt(self, move: RunMove, value: Mapping[str, Any], actor: str | Role) -> bool:
        counted.tried += 1
        before, asked = self.walk.run, self.walk.story.now if self.walk.story else None
        try:
            self.walk.do(move, value, actor)
        except Refused:
            assert self.walk.run == before
            return False
        counted.done[str(move)] += 1
        assert self.walk.story is not None and self.walk.story.now == asked
        self.check_done(move, value, actor, before)
        return True

    def check_done(self, move: RunMove, value: Mapping[str, Any], actor: str | Role, before: Run | None) -> None:
        role = actor if isinstance(actor, Role) else ROLES.get(actor, Role.ASKER)
        after = self.walk.now
        if role not in ASKERS | {Role.CLOCK}:
            assert before is None or may_see(before, self.walk.story.now, role, str(actor))  # type: ignore[union-attr]
            self.check_others(move, before, after, role)
        if move is RunMove.PROPOSE and role not in ASKERS:
            assert not self.answers_only
        if move is RunMove.DONE:
            self.check_reached(value, role, before)

    def check_others(self, move: RunMove, before: Run | None, after: Run, role: Role) -> None:
        """No other hand but the asker's begins, pauses, stops or overtakes, or removes who holds it."""
        assert move not in {
            RunMove.BEGIN,
            RunMove.PAUSE,
            RunMove.RESUME,
            RunMove.STOP,
            RunMove.OVERTAKE,
            RunMove.ACCEPT,
        }
        assert Who.ASKER in after.agreed or before is None or Who.ASKER not in before.agreed
        if before is None or before.facilitator is None:
            return
        was, now = before.facilitator, after.facilitator
        assert now is not None
        if role is not Role.FACILITATOR and not (was.stage is OutsiderStage.ENDED and move is RunMove.OFFER):
            assert (now.seat, now.stage, now.ties, now.paid_by) == (was.seat, was.stage, was.ties, was.paid_by)

    def check_reached(self, value: Mapping[str, Any], role: Role, before: Run | None) -> None:
        """Whatever reached somebody had a consent of the asker that lived on this very day."""
        step = before.step if before else None
        assert before is not None and step is not None
        if step.act in NEEDS_CONSENT:
            yes = before.consent(Who.ASKER, self.walk.day)
            assert yes is not None and yes.yes.until is not None
            assert yes.yes.asked <= self.walk.day <= yes.yes.until <= yes.yes.asked + timedelta(days=365)
        if step.who is Who.FACILITATOR:
            assert before.is_held
        if step.act in (Act.MARK, Act.GO_ON):
            assert role in ASKERS

    @rule(data=st.data(), move=st.sampled_from(RunMove), actor=st.sampled_from((*LIVELY * 2, *OTHERS)))
    def somebody(self, data: st.DataObject, move: RunMove, actor: str | Role) -> None:
        self.attempt(move, self.value(data, move), actor)

    @rule(data=st.data(), move=GONE, actor=st.sampled_from(("ines", "tomas", "amara", *OTHERS)))
    def somebody_wants_the_facilitator_gone(self, data: st.DataObject, move: RunMove, actor: str | Role) -> None:
        self.attempt(move, self.value(data, move), actor)

    @rule(
        data=st.data(), move=st.sampled_from(sorted(set(RunMove) - {RunMove.STOP, RunMove.OVERTAKE, RunMove.DECLINE}))
    )
    def asker(self, data: st.DataObject, move: RunMove) -> None:
        self.attempt(move, self.value(data, move), "")

    @rule(data=st.data(), move=st.sampled_from([RunMove.STOP, RunMove.OVERTAKE, RunMove.DECLINE]))
    def asker_ends_it(self, data: st.DataObject, move: RunMove) -> None:
        if not data.draw(st.integers(0, 3)):
            self.attempt(move, {}, "")

    @rule(data=st.data())
    def it_goes_on_as_meant(self, data: st.DataObject) -> None:
        """The next thing that a willing crowd would do, so that the search gets deep."""
        run = self.walk.run
        if run is None or run.stage is RunStage.ENDED:
            self.walk.run, self.walk.facts = None, []
            self.attempt(RunMove.PROPOSE, self.value(data, RunMove.PROPOSE), "")
        elif run.stage is not RunStage.STEPS:
            self.begin(run)
        elif run.step is not None:
            step, actor = run.step, self.walk.acts(run.step.who)
            if data.draw(st.integers(0, 3)):
                for who in sorted(step.consent):
                    self.attempt(RunMove.CONSENT, {"step": step.code, "until": self.walk.day.isoformat()},
                                 self.walk.acts(who))  # fmt: skip
                if not data.draw(st.integers(0, 5)):
                    self.attempt(RunMove.TAKE_BACK, {"step": step.code}, "")
            self.attempt(RunMove.DONE, {"step": step.code, "to": data.draw(st.sampled_from(step.ways)).to}, actor)

    def begin(self, run: Run) -> None:
        for actor in ("", "ines"):
            self.attempt(RunMove.AGREE, {}, actor)
        if run.template.holder is not None and run.facilitator is None:
            told = {"ties": [], "paid_by": "second_line"}
            self.attempt(RunMove.OFFER, {"seat": "zola"}, "")
            self.attempt(RunMove.DECLARE, told, "zola")
            self.attempt(RunMove.ACCEPT, told, "")
        self.attempt(RunMove.BEGIN, {}, "")

    @rule(days=st.integers(1, 40))
    def wait(self, days: int) -> None:
        before = self.walk.run
        self.walk.wait(days)
        assert self.walk.run == before

    @rule()
    def the_clock_looks(self) -> None:
        step = self.walk.run.step if self.walk.run else None
        if step is not None:
            self.attempt(RunMove.LATE, {"step": step.code}, Role.CLOCK)

    @rule(data=st.data(), move=st.sampled_from([*sorted(BODYS), Move.MARK, Move.WITHDRAWAL, Move.PAUSE, Move.ERASED]),
          who=st.sampled_from([each.code for each in EVERYBODY]))  # fmt: skip
    def others_act_on_the_ask(self, data: st.DataObject, move: Move, who: str) -> None:
        """Beside the process, or by way of it: nobody but its asker ends, pauses or marks the ask."""
        story = self.walk.story
        assert story is not None
        value = data.draw(VALUES.get(move, st.just({})))
        before = story.now
        done = attempt(story, Try(move, value, ROLES[who], who, 0))
        assert not done or who in {each.code for each in SEATS}
        after = story.now
        assert (after.marks, after.withdrawn, after.erased, after.paused) == (
            before.marks, before.withdrawn, before.erased, before.paused)  # fmt: skip

    @rule(move=st.sampled_from([Move.PAUSE, Move.RESUME, Move.WITHDRAWAL, Move.REOPEN]))
    def asker_acts_on_the_ask(self, move: Move) -> None:
        assert self.walk.story is not None
        before = self.walk.run
        attempt(self.walk.story, Try(move, {"keep_safety": True} if move is Move.PAUSE else {}, Role.ASKER, "", 0))
        assert self.walk.run == before

    @rule(code=st.sampled_from(["zola", "kemi", "ines", "amara"]))
    def a_term_ends(self, code: str) -> None:
        story = self.walk.story
        assert story is not None
        over = story.day - timedelta(days=1)
        if code in {"zola", "ines"} and story.day < EVERYBODY[0].from_date + timedelta(days=700):
            return
        story.seats = tuple(replace(each, until_date=over) if each.code == code else each for each in story.seats)

    @invariant()
    def its_facts_give_its_state(self) -> None:
        if len(self.walk.facts) % 8 == 1:
            assert replay(self.walk.facts) == self.walk.run

    @invariant()
    def it_ends_in_one_of_four_ways_and_runs_only_with_the_askers_yes(self) -> None:
        run = self.walk.run
        if run is None:
            return
        assert (run.ending in set(EndingKind)) == (run.stage is RunStage.ENDED)
        assert run.stage is not RunStage.STEPS or (Who.ASKER in run.agreed and run.step is not None)
        assert all(one.yes.thing == run.at for one in run.consents)

    @invariant()
    def nobody_marked_or_ended_the_ask(self) -> None:
        story = self.walk.story
        if story is None or story.ask is None:
            return
        assert not story.now.marks
        assert not story.now.erased

    @invariant()
    def nobody_else_sees_it(self) -> None:
        run, story = self.walk.run, self.walk.story
        if run is None or story is None:
            return
        for each in EVERYBODY:
            if may_see(run, story.now, each.role, each.code):
                held = run.facilitator is not None and each.code == run.facilitator.seat
                assert held or each.code in story.now.readers | story.now.backups


class Short(AroundAnAsk):
    pass


TestShort = Short.TestCase
TestShort.settings = settings(max_examples=50, stateful_step_count=50, deadline=None)


@pytest.mark.long
def test_a_hundred_thousand_moves_find_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """Rule 22 and the rules of silence, consent and marks, over at least 10^5 tried moves."""
    with capsys.disabled():
        search_enough(AroundAnAsk, counted, 120, print)
    deep = (RunMove.BEGIN, RunMove.DONE, RunMove.CONSENT, RunMove.LATE, RunMove.STOP, RunMove.ACCEPT,
            RunMove.END_FACILITATOR)  # fmt: skip
    assert {str(each) for each in deep} <= set(counted.done), "done somewhere, and not only tried"


def test_the_search_finds_a_facilitator_whom_a_reader_could_end(monkeypatch: pytest.MonkeyPatch) -> None:
    for stage in RunStage:
        monkeypatch.setitem(process.RUN_MOVES, (stage, RunMove.END_FACILITATOR), (ASKERS | READERS, stage))
    for held in (OutsiderStage.OFFERED, OutsiderStage.DECLARED, OutsiderStage.ACCEPTED):
        cell = (ASKERS | READERS, OutsiderStage.ENDED)
        monkeypatch.setitem(facilitators.FACILITATOR_MOVES, (held, RunMove.END_FACILITATOR), cell)
    assert is_found(AroundAnAsk, 100, 60)
