# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ask itself: one stage, three flags, and all that its facts have left in it. Others import it from `ask`."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from answerable.core import bank
from answerable.core.answer import NEEDS_PROMISE, Answer
from answerable.core.attester import Attester
from answerable.core.boundary import Boundary
from answerable.core.clocks import Clocks, Spans
from answerable.core.conflict import Conflict
from answerable.core.consent import Consent
from answerable.core.mark import Mark
from answerable.core.new_keys import Waiting
from answerable.core.promise import Promise
from answerable.core.same_road import SameRoad
from answerable.core.terms import Terms


class Stage(StrEnum):
    HELD = "held"
    LODGED = "lodged"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    MARKED = "marked"


class Mode(StrEnum):
    KEYED = "keyed"
    HOSTED = "hosted"


class Door(StrEnum):
    OPEN = "open"
    INVITED = "invited"


class Route(StrEnum):
    BODY = "body"
    PAST_BODY = "past_body"


@dataclass(frozen=True)
class HandOut:
    """Sealed content given to somebody's session: shown to the asker, once a day and person."""

    handler: str
    what: str
    role: str
    date: date


@dataclass(frozen=True)
class Ask:
    """An ask as its facts left it.

    `stage` is what its asker sees; a mark never shows in `reached`, which rules what the body may and must do.
    Spans are (first day, first day after) with None while they stand. A *round* begins when its asker opens it
    again or changes its kind: answers, promises and marks from before stay in the lists but count no more.
    `key_is_old`: somebody who held the thread's key of this epoch reads no more, and no new one was made since.
    """

    code: str
    body: str
    kind: str
    mode: Mode
    door: Door
    helped: bool
    route: Route
    readers: frozenset[str]
    backups: frozenset[str]
    everyone: bool
    stage: Stage
    terms: tuple[Terms, ...]
    paused: bool = False
    withdrawn: bool = False
    erased: bool = False
    keep_safety: bool = False
    lodged_date: date | None = None
    hold_until: date | None = None
    pauses: Spans = ()
    safety_pauses: Spans = ()
    withdrawals: Spans = ()
    acknowledged_date: date | None = None
    acknowledged_role: str | None = None
    first_acknowledged: date | None = None
    first_answer_from: date | None = None
    word_dates: tuple[date, ...] = ()
    answers: tuple[Answer, ...] = ()
    promises: tuple[Promise, ...] = ()
    marks: tuple[Mark, ...] = ()
    claims: tuple[date, ...] = ()
    handouts: tuple[HandOut, ...] = ()
    moved_bodies: tuple[str, ...] = ()
    clocks: Clocks | None = None
    clock_from: date | None = None
    acknowledge_from: date | None = None
    answer_from: date | None = None
    answers_before: int = 0
    promises_before: int = 0
    marks_before: int = 0
    epoch: int = 1
    key_is_old: bool = False
    new_keys: Waiting = ()
    consents: tuple[Consent, ...] = ()
    boundaries: tuple[Boundary, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    recusals: tuple[date, ...] = ()
    same_roads: tuple[SameRoad, ...] = ()
    attesters: tuple[Attester, ...] = ()

    @property
    def reached(self) -> Stage:
        """The stage without the mark: what everybody but the asker goes by."""
        if self.lodged_date is None:
            return Stage.HELD
        if self.is_answered:
            return Stage.ANSWERED
        return Stage.LODGED if self.acknowledged_date is None else Stage.ACKNOWLEDGED

    @property
    def is_answered(self) -> bool:
        """Whether an answer was given in this round."""
        return len(self.answers) > self.answers_before

    @property
    def answers_now(self) -> tuple[Answer, ...]:
        """The answers of this round; the last one stands."""
        return self.answers[self.answers_before :]

    @property
    def first_yes(self) -> date | None:
        """The day of the first yes of this round, where the answer that stands is still a yes."""
        given = self.answers_now
        if not given or given[-1].value not in NEEDS_PROMISE:
            return None
        return next(each.date for each in given if each.value in NEEDS_PROMISE)

    @property
    def has_mark(self) -> bool:
        """Whether its asker marked the ask itself in this round, seen by others or not."""
        marks = self.marks[self.marks_before :]
        return any(each.promise is None and not each.taken_back for each in marks)

    @property
    def is_kept_on(self) -> bool:
        """Whether an urgent ask is paused with its clocks kept on."""
        return self.paused and self.keep_safety and bank.is_urgent(self.kind)

    def promise(self, code: str | None) -> Promise | None:
        """The promise with this code, if it is one of this ask."""
        return next((each for each in self.promises if each.code == code), None)
