# SPDX-License-Identifier: AGPL-3.0-or-later
"""Boundaries: a standing "do not". It is kept or broken, never done, and only its asker lifts it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from answerable.core import bank
from answerable.core import value as read
from answerable.core.clocks import URGENT_DAYS, is_past, last_day
from answerable.core.errors import Refused
from answerable.core.move import ASKERS, READERS, Fact, Move, Role
from answerable.core.value import JSON, Value
from answerable.core.words import N_

NOT_NOW = N_("This cannot be done with this boundary now.")
NO_BOUNDARY = N_("There is no such boundary with this ask.")
NO_BREACH = N_("There is no such break of a boundary that waits for an answer.")
DAY_TO_COME = N_("This day has not come.")
STANDS_ALREADY = N_("This boundary stands already.")

# Kinds of the ask bank that are boundaries, and one that only makes sense as a boundary.
WHATS: Mapping[str, str] = {
    **{kind.key: kind.title for kind in bank.KINDS.values() if kind.form == "boundary"},
    "leave_if_i_come": N_("Leave if I come"),
}
BREACH_ANSWERS: Mapping[str, str] = {
    "stopped": N_("It has stopped."),
    "so_it_was": N_("It was so. What we do now stands in our message."),
    "looked_into": N_("We look into it, with somebody from outside."),
    "not_so": N_("We do not think that it was so. Our message says why."),
}


class BoundaryStage(StrEnum):
    STATED = "stated"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    LIFTED = "lifted"


_STANDING = (BoundaryStage.STATED, BoundaryStage.ACCEPTED, BoundaryStage.REFUSED)

# Kept and breached are no stages: they follow from the breaches. Refusing a boundary does not end it.
BOUNDARY_MOVES: Mapping[tuple[BoundaryStage | None, Move], tuple[frozenset[Role], BoundaryStage]] = {
    (None, Move.BOUNDARY): (ASKERS, BoundaryStage.STATED),
    **{(stage, Move.BOUNDARY_YES): (READERS, BoundaryStage.ACCEPTED) for stage in _STANDING},
    (BoundaryStage.STATED, Move.BOUNDARY_NO): (READERS, BoundaryStage.REFUSED),
    **{(stage, Move.BREACH): (ASKERS | READERS, stage) for stage in _STANDING},
    **{(stage, Move.BREACH_ANSWER): (READERS, stage) for stage in BoundaryStage},
    **{(stage, Move.BOUNDARY_LIFTED): (ASKERS, BoundaryStage.LIFTED) for stage in _STANDING},
}


@dataclass(frozen=True)
class Breach:
    """One break of a boundary: logged on `day`, for a day that may lie before; answered in words or not yet."""

    day: date
    on: date
    by_asker: bool
    answer: str | None = None
    answered: date | None = None


@dataclass(frozen=True)
class Boundary:
    """`what` is a key of WHATS."""

    code: str
    what: str
    stated: date
    stage: BoundaryStage = BoundaryStage.STATED
    breaches: tuple[Breach, ...] = ()

    @property
    def is_kept(self) -> bool:
        return not self.breaches


def of_kind(kind: str, day: date, before: tuple[Boundary, ...] = ()) -> tuple[Boundary, ...]:
    """The boundaries of an ask whose kind is one: the ask itself states it. Another kind lifts the old one."""
    old = tuple(replace(each, stage=BoundaryStage.LIFTED) if is_of_kind(each) else each for each in before)
    found = bank.KINDS.get(kind)
    if found is None or found.form != "boundary":
        return old
    return (*old, Boundary(f"kind{len(old)}", kind, day))


def is_of_kind(found: Boundary) -> bool:
    """Whether it is the ask itself."""
    return found.code.startswith("kind")


def next_stage(found: Boundary | None, move: Move, by: Role) -> BoundaryStage:
    """The stage after `move`; a missing cell or another role is Refused."""
    cell = BOUNDARY_MOVES.get((found.stage if found else None, move))
    if cell is None or by not in cell[0]:
        raise Refused(NOT_NOW)
    return cell[1]


def find(boundaries: tuple[Boundary, ...], code: JSON) -> Boundary:
    """The boundary with this code, or Refused."""
    for each in boundaries:
        if each.code == code:
            return each
    raise Refused(NO_BOUNDARY)


def parse_stated(value: Value, day: date) -> Boundary:
    read.check_keys(value, ("code", "what"))
    return Boundary(read.parse_line(value["code"]), read.parse_listed(WHATS, value["what"]), day)


def check_new(boundaries: tuple[Boundary, ...], stated: Boundary) -> None:
    if any(each.code == stated.code for each in boundaries) or is_of_kind(stated):
        raise Refused(read.UNKNOWN)
    if any(each.what == stated.what and each.stage is not BoundaryStage.LIFTED for each in boundaries):
        raise Refused(STANDS_ALREADY)


def parse_breach(value: Value, today: date, by: Role) -> Breach:
    """A break that was seen on a day until today."""
    read.check_keys(value, ("boundary",), ("on",))
    on = today if value.get("on") in (None, "") else read.parse_day(value["on"])
    if on > today:
        raise Refused(DAY_TO_COME)
    return Breach(today, on, by in ASKERS)


def due(found: Breach) -> date | None:
    """The last day to answer a break: 72 hours, which no pause puts off. None once it was answered."""
    return None if found.answered else last_day(found.day, URGENT_DAYS)


def unanswered(boundaries: tuple[Boundary, ...]) -> tuple[Breach, ...]:
    """All breaks that wait for an answer, the oldest first."""
    return tuple(sorted((each for one in boundaries for each in one.breaches if not each.answered), key=_logged))


def _logged(found: Breach) -> date:
    return found.day


def is_overdue(boundaries: tuple[Boundary, ...], today: date) -> bool:
    """Whether a break has waited for an answer for longer than its three days."""
    return any(is_past(due(each), today) for each in unanswered(boundaries))


def check_answered(found: Boundary) -> None:
    if all(each.answered for each in found.breaches):
        raise Refused(NO_BREACH)


def evolve(boundaries: tuple[Boundary, ...], fact: Fact) -> tuple[Boundary, ...]:
    """The boundaries after one of their facts."""
    if fact.move is Move.BOUNDARY:
        return (*boundaries, parse_stated(fact.value, fact.day))
    return tuple(_after(each, fact) if each.code == fact.value["boundary"] else each for each in boundaries)


def _after(found: Boundary, fact: Fact) -> Boundary:
    staged = replace(found, stage=BOUNDARY_MOVES[found.stage, fact.move][1])
    if fact.move is Move.BREACH:
        return replace(staged, breaches=(*found.breaches, parse_breach(fact.value, fact.day, fact.by)))
    if fact.move is Move.BREACH_ANSWER:
        given = str(fact.value["answer"])
        return replace(staged, breaches=tuple(_answered(each, given, fact.day) for each in found.breaches))
    return staged


def _answered(found: Breach, given: str, day: date) -> Breach:
    return found if found.answered else replace(found, answer=given, answered=day)


def settle_kind(boundaries: tuple[Boundary, ...], *, yes: bool) -> tuple[Boundary, ...]:
    """An answer to an ask that is itself a boundary accepts it, or does not."""
    stage = BoundaryStage.ACCEPTED if yes else BoundaryStage.REFUSED
    standing = BoundaryStage.LIFTED
    return tuple(
        replace(each, stage=stage) if is_of_kind(each) and each.stage is not standing else each for each in boundaries
    )
