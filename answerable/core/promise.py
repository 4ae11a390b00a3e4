# SPDX-License-Identifier: AGPL-3.0-or-later
"""Promises: one act that can be checked. With a slot missing it is an intention, and says which."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from answerable.core import bank
from answerable.core import value as read
from answerable.core.clocks import Spans, last_day
from answerable.core.errors import Refused
from answerable.core.move import ASKERS, READERS, Move, Role
from answerable.core.value import JSON, Value
from answerable.core.words import N_

NOTHING_IN_IT = N_("A promise says at least one of: who, what, by when, or how it will be seen.")
DAY_IS_OVER = N_("The day of a promise cannot lie in the past.")
NO_DATE = N_("This promise has no day yet, so no day can be moved. Complete it instead.")
DATE_PASSED = N_("The day has passed, so it cannot be moved any more. The promise is past due.")
SAME_DAY = N_("This is the same day as before.")
NOT_COMPLETE = N_("This is an intention: something is still missing in it. It can be accepted once it is complete.")
STILL_MISSING = N_("To complete an intention, say who, what, by when and how it will be seen.")
NOT_AN_INTENTION = N_("Only an intention that nobody completed yet can be completed.")
NOTHING_TO_ACCEPT = N_("There is nothing new here to accept or decline.")
COMPLETED = N_("This intention was completed. Please use the promise that took its place.")
NOT_NOW = N_("This cannot be done with this promise now.")

AS_ASKED = "as_asked"
IN_WORDS = "in_words"
SLOTS = ("who", "what", "by", "how_seen")

SLOT_TITLES: Mapping[str, str] = {
    "who": N_("who will do it"),
    "what": N_("what will be done"),
    "by": N_("by when"),
    "how_seen": N_("how it will be seen"),
}
WHATS: Mapping[str, str] = {
    AS_ASKED: N_("What was asked, as it was asked."),
    **{kind.key: kind.title for kind in bank.KINDS.values() if kind.key != bank.OWN_WORDS},
    IN_WORDS: N_("Our message says what."),
}
HOW_SEEN: Mapping[str, str] = {
    "letter": N_("The person who asked gets a letter."),
    "public_page": N_("It stands on a public page."),
    "shown_to_asker": N_("It is shown to the person who asked."),
    "outsider": N_("Somebody from outside checks it."),
    "asker_sees": N_("The person who asked can see it for themselves."),
    IN_WORDS: N_("Our message says how."),
}
WITH_WHAT: Mapping[str, str] = {
    "money": N_("Money that is set aside for it."),
    "time": N_("Paid hours of our people."),
    "decision": N_("A decision that was already taken."),
    "nothing_needed": N_("Nothing more is needed."),
    IN_WORDS: N_("Our message says with what."),
}
IF_NOT: Mapping[str, str] = {
    "second_line": N_("The backup takes it over."),
    "step_back": N_("Who promised it steps back from the role."),
    "public_word": N_("We say in public that we did not do it."),
    IN_WORDS: N_("Our message says what then."),
}


class PromiseStage(StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    SAID_DONE = "said_done"
    MARKED = "marked"
    RELEASED = "released"


_STANDING = (PromiseStage.PROPOSED, PromiseStage.ACCEPTED, PromiseStage.SAID_DONE)
WAITING = (PromiseStage.PROPOSED, PromiseStage.ACCEPTED)

# Due and past due are no stages: they follow from the dates by themselves. A mark changes nothing in what the
# body may do, so body's moves are looked up in the stage that was reached without the mark.
PROMISE_MOVES: Mapping[tuple[PromiseStage | None, Move], tuple[frozenset[Role], PromiseStage]] = {
    (None, Move.PROMISE): (READERS, PromiseStage.PROPOSED),
    (PromiseStage.PROPOSED, Move.ACCEPTED): (ASKERS, PromiseStage.ACCEPTED),
    (PromiseStage.ACCEPTED, Move.ACCEPTED): (ASKERS, PromiseStage.ACCEPTED),
    (PromiseStage.PROPOSED, Move.DECLINED): (ASKERS, PromiseStage.DECLINED),
    (PromiseStage.ACCEPTED, Move.DECLINED): (ASKERS, PromiseStage.ACCEPTED),
    **{(stage, Move.MOVED): (READERS, stage) for stage in WAITING},
    **{(stage, Move.CLAIM): (READERS, PromiseStage.SAID_DONE) for stage in _STANDING},
    **{(stage, Move.RELEASED): (ASKERS, PromiseStage.RELEASED) for stage in (*_STANDING, PromiseStage.MARKED)},
    **{(stage, Move.MARK): (ASKERS, PromiseStage.MARKED) for stage in (*_STANDING, PromiseStage.MARKED)},
}


@dataclass(frozen=True)
class NewDate:
    """A moved date. The first acts at once; a later one waits for the asker. Old ones stay in the list."""

    to: date
    day: date
    needs_asker: bool
    accepted: bool | None = None


@dataclass(frozen=True)
class Promise:
    """`by` is the date first promised; `promise_day` gives the one that counts. `made` is the day it was made."""

    code: str
    re: str | None
    completes: str | None
    who: str | None
    what: str | None
    by: date | None
    how_seen: str | None
    with_what: str | None
    if_not: str | None
    made: date
    author: str
    stage: PromiseStage = PromiseStage.PROPOSED
    reached: PromiseStage = PromiseStage.PROPOSED
    dates: tuple[NewDate, ...] = ()
    claimed: date | None = None
    completed_by: str | None = None


def parse(value: Value, day: date, actor: str) -> Promise:
    """Read a promise or intention. Raises Refused; missing slots are allowed, all of them missing is not."""
    read.check_keys(value, ("code",), ("re", "completes", *SLOTS, "with_what", "if_not"))
    made = Promise(
        code=read.parse_line(value["code"]),
        re=read.parse_optional_line(value.get("re")),
        completes=read.parse_optional_line(value.get("completes")),
        who=read.parse_optional_line(value.get("who")),
        what=_listed(WHATS, value.get("what")),
        by=_day(value.get("by"), day),
        how_seen=_listed(HOW_SEEN, value.get("how_seen")),
        with_what=_listed(WITH_WHAT, value.get("with_what")),
        if_not=_listed(IF_NOT, value.get("if_not")),
        made=day,
        author=actor,
    )
    if missing(made) == SLOTS:
        raise Refused(NOTHING_IN_IT)
    return made


def _listed(listed: Mapping[str, str], found: JSON) -> str | None:
    return None if found in (None, "") else read.parse_listed(listed, found)


def _day(found: JSON, today: date) -> date | None:
    by = None if found in (None, "") else read.parse_day(found)
    if by is not None and by < today:
        raise Refused(DAY_IS_OVER)
    return by


def missing(promise: Promise) -> tuple[str, ...]:
    """The slots that are empty, of who, what, by and how_seen."""
    return tuple(slot for slot in SLOTS if getattr(promise, slot) is None)


def is_intention(promise: Promise) -> bool:
    """A promise with a slot missing."""
    return bool(missing(promise))


def pending_date(promise: Promise) -> NewDate | None:
    """A later moved date that waits for the asker's yes."""
    last = promise.dates[-1] if promise.dates else None
    return last if last is not None and last.needs_asker and last.accepted is None else None


def date_now(promise: Promise) -> date | None:
    """The date that counts: the last one that acts, without pauses."""
    acting = [each.to for each in promise.dates if not each.needs_asker or each.accepted]
    return acting[-1] if acting else promise.by


def promise_day(promise: Promise, still: Spans = ()) -> date | None:
    """The last day, put off by the days the asker's clocks stood still; None without a date or while they stand."""
    by = date_now(promise)
    if by is None:
        return None
    return last_day(promise.made, (by - promise.made).days, still)


def is_past_due(promise: Promise, today: date, still: Spans = ()) -> bool:
    """Past due by itself, with no act of anybody. A claim or a release ends it; leaving out a slot does not."""
    if promise.reached not in WAITING or promise.completed_by is not None:
        return False
    last = promise_day(promise, still)
    return last is not None and today > last


def move_date(promise: Promise, to: date, day: date, still: Spans = ()) -> Promise:
    """The promise with a new date. Raises Refused: only before the date passes; later ones need the asker's yes."""
    last = promise_day(promise, still)
    if last is None:
        raise Refused(NO_DATE)
    if day > last:
        raise Refused(DATE_PASSED)
    if to < day:
        raise Refused(DAY_IS_OVER)
    if to == date_now(promise):
        raise Refused(SAME_DAY)
    return with_date(promise, to, day)


def with_date(promise: Promise, to: date, day: date) -> Promise:
    """The same without the checks, for replaying. A date that still waited is set aside by the newer one."""
    acted = [each for each in promise.dates if not each.needs_asker or each.accepted]
    return replace(promise, dates=(*promise.dates, NewDate(to, day, needs_asker=bool(acted))))


def settle_date(promise: Promise, *, accepted: bool) -> Promise:
    """The asker's yes or no to a date that waits; nothing changes where none does."""
    waiting = pending_date(promise)
    if waiting is None:
        return promise
    return replace(promise, dates=(*promise.dates[:-1], replace(waiting, accepted=accepted)))


def next_stage(promise: Promise | None, move: Move, by: Role) -> PromiseStage:
    """The stage after `move`. Raises Refused for a missing cell or another role."""
    if promise is not None and promise.completed_by is not None:
        raise Refused(COMPLETED)
    stage = None if promise is None else promise.stage if by in ASKERS else promise.reached
    roles, after = PROMISE_MOVES.get((stage, move), (frozenset[Role](), PromiseStage.PROPOSED))
    if by not in roles:
        raise Refused(NOT_NOW)
    return after


def check_settling(promise: Promise, move: Move) -> None:
    """Raise Refused unless there is something to accept or decline: the promise itself or its new date."""
    if promise.stage is PromiseStage.ACCEPTED and pending_date(promise) is None:
        raise Refused(NOTHING_TO_ACCEPT)
    if move is Move.ACCEPTED and is_intention(promise):
        raise Refused(NOT_COMPLETE)
