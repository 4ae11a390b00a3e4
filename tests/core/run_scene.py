# SPDX-License-Identifier: AGPL-3.0-or-later
"""A process around an ask of the invented movement, lived through move by move, with its facts kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from answerable.core import process
from answerable.core.errors import Refused
from answerable.core.handler import Handler
from answerable.core.move import Role
from answerable.core.process import decide, evolve
from answerable.core.process_checks import ENTERS
from answerable.core.process_move import RunFact, RunMove
from answerable.core.process_state import Run
from answerable.core.process_template import Step, Who
from answerable.processes import library
from tests.core.scene import SEATS, Story, seat, speaking

ZOLA = seat("zola", "lantern", Role.FACILITATOR, "facilitator")
KEMI = seat("kemi", "mill", Role.FACILITATOR, "facilitator")
OWN = seat("obi", "harbour", Role.FACILITATOR, "facilitator")
PARENTS = seat("pim", "rivers", Role.FACILITATOR, "facilitator")
EVERYBODY: tuple[Handler, ...] = (*SEATS, ZOLA, KEMI, OWN, PARENTS)
ROLES: Mapping[str, Role] = {each.code: each.role for each in EVERYBODY}
TOLD: Mapping[str, Any] = {"ties": [], "paid_by": "second_line"}
ACTORS: Mapping[Who, str] = {
    Who.ASKER: "", Who.BODY: "ines", Who.SECOND_LINE: "amara", Who.FACILITATOR: "zola",
    Who.PERSON_CONCERNED: "ines", Who.CIRCLE: "ines",
}  # fmt: skip


@dataclass
class Walk:
    """One run around one ask (or around none). `replays`: whether its facts give the live state."""

    code: str = "direct-answer"
    story: Story | None = field(default_factory=lambda: Story(seats=EVERYBODY).lodge())
    own_day: date = date(2031, 3, 4)
    run: Run | None = None
    facts: list[RunFact] = field(default_factory=list)

    @property
    def day(self) -> date:
        return self.story.day if self.story else self.own_day

    @property
    def now(self) -> Run:
        assert self.run is not None
        return self.run

    def wait(self, days: int) -> "Walk":
        self.own_day += timedelta(days=days)
        if self.story:
            self.story.wait(days)
        return self

    def decide(self, move: RunMove | str, value: Mapping[str, Any] | None = None, actor: str | Role = "") -> RunFact:
        """`actor`: the code of a seat, "" for who asks, or a role that has no seat."""
        by = actor if isinstance(actor, Role) else ROLES.get(actor, Role.ASKER)
        ask, body = (self.story.now, self.story.body) if self.story else (None, None)
        seats = self.story.seats if self.story else EVERYBODY
        code = "" if isinstance(actor, Role) else actor
        with speaking():
            return decide(
                self.run, RunMove(move), value or {}, by=by, actor=code, at=self.day, ask=ask, body=body, handlers=seats
            )

    def do(self, move: RunMove | str, value: Mapping[str, Any] | None = None, actor: str | Role = "") -> "Walk":
        fact = self.decide(move, value, actor)
        self.run = evolve(self.run, fact)
        self.facts.append(fact)
        return self

    def twin(self) -> "Walk":
        """The same, to go on from in another way."""
        story = None if self.story is None else replace(self.story, tree=dict(self.story.tree))
        return replace(self, story=story, facts=list(self.facts))

    def replays(self) -> bool:
        return process.replay(self.facts) == self.run

    def may(self, move: RunMove | str, value: Mapping[str, Any] | None = None, actor: str | Role = "") -> bool:
        try:
            self.decide(move, value, actor)
        except Refused:
            return False
        return True

    def propose(self, actor: str = "") -> "Walk":
        return self.do("propose", {"code": "run1", "template": library.shipped(self.code).raw}, actor)

    def hold(self, actor: str = "") -> "Walk":
        """A facilitator offered by who asks, told of, and accepted."""
        return self.do("offer", {"seat": "zola"}, actor).do("declare", TOLD, "zola").do("accept", TOLD)

    def begin(self) -> "Walk":
        """Proposed by the first of its people, agreed by the others, held where it must be, and begun."""
        people = sorted(library.shipped(self.code).template.people)
        first = Who.ASKER if Who.ASKER in people else people[0]
        self.propose(self.acts(first))
        for who in people:
            if who not in self.now.agreed:
                self.do("agree", {}, self.acts(who))
        if self.now.template.holder is not None:
            self.hold()
        return self.do("begin", {}, self.acts(first))

    def acts(self, who: Who) -> str:
        held = self.now.template.holder is not None if self.run else False
        return "zola" if held and who in (Who.PERSON_CONCERNED, Who.CIRCLE) else ACTORS[who]

    def consent_all(self, step: Step) -> None:
        for who in sorted(step.consent):
            self.do("consent", {"step": step.code, "until": self.day.isoformat()}, self.acts(who))

    def go(self, to: str) -> "Walk":
        """From the step it stands at to `to`, by whichever way leads there: done, left out, or late."""
        step = self.now.step
        assert step is not None
        if to in {way.to for way in step.ways}:
            self.consent_all(step)
            return self.do("done", {"step": step.code, "to": to}, self.acts(step.who))
        if step.late == to:
            self.wait((step.days or 0) + 1)
            return self.do("late", {"step": step.code}, Role.CLOCK)
        assert step.left_out_to == to
        return self.do("leave_out", {"step": step.code}, "" if self.story else self.acts(step.who))


def enters(who: Who) -> frozenset[Role]:
    return ENTERS[who]
