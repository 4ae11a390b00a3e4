# SPDX-License-Identifier: AGPL-3.0-or-later
"""A run of a process, as its facts left it. It holds no ask, so nothing in it can end or mark one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from answerable.core.clocks import Spans
from answerable.core.consent import Consent, Purpose, is_live
from answerable.core.facilitator import Facilitator
from answerable.core.outsider import OutsiderStage
from answerable.core.process_template import Act, EndingKind, Step, Template, Who


class RunStage(StrEnum):
    PROPOSED = "proposed"
    CONSENTED = "consented"
    STEPS = "steps"
    ENDED = "ended"


PURPOSES: Mapping[Act, Purpose] = {
    Act.CONTACT: Purpose.CONTACT,
    Act.MEETING: Purpose.MEETING,
    Act.DELIVERY: Purpose.APOLOGY,
    Act.TELL: Purpose.TELLING,
    Act.PUBLISH: Purpose.PUBLICATION,
}


@dataclass(frozen=True)
class StepConsent:
    """A yes of one party to the step the run stands at: `yes.party` acts, `yes.thing` is the code of the step."""

    who: Who
    yes: Consent


@dataclass(frozen=True)
class Passed:
    """A step that is behind: done, left out, or gone past by its clock; `to` is what came after it."""

    step: str
    how: str
    to: str
    date: date


@dataclass(frozen=True)
class Run:
    """`at` is the step it stands at since `since`; `agreed` who takes part now; `ending` the code of its ending."""

    code: str
    template: Template
    stage: RunStage
    proposed_by: Who
    proposed: date
    agreed: frozenset[Who]
    at: str | None = None
    since: date | None = None
    paused: bool = False
    pauses: Spans = ()
    consents: tuple[StepConsent, ...] = ()
    passed: tuple[Passed, ...] = ()
    facilitator: Facilitator | None = None
    before: tuple[Facilitator, ...] = ()
    ending: EndingKind | None = None
    ended: date | None = None

    @property
    def step(self) -> Step | None:
        """The step the run stands at, while it runs."""
        return None if self.at is None or self.stage is not RunStage.STEPS else self.template.step(self.at)

    @property
    def is_held(self) -> bool:
        """Whether a facilitator whom the asker accepted holds it, or none is needed."""
        if self.template.holder is None:
            return True
        return self.facilitator is not None and self.facilitator.stage is OutsiderStage.ACCEPTED

    @property
    def has_agreed(self) -> bool:
        return self.template.people <= self.agreed

    def consent(self, who: Who, day: date) -> StepConsent | None:
        """A consent of `who` to the step the run stands at that is live on `day`."""
        given = (one for one in self.consents if one.who is who and one.yes.thing == self.at)
        return next((one for one in given if is_live(one.yes, day)), None)
