# SPDX-License-Identifier: AGPL-3.0-or-later
"""An attester looks, from outside, whether something was done, and says so. It marks nothing.

Only who asks offers one and accepts one: it is somebody whom they trust. The body learns what was said, what ties there
are and who pays, and no name (rule 22). What is shared with facilitators stands in `outsider`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from answerable.core import outsider
from answerable.core import value as read
from answerable.core.errors import Refused
from answerable.core.move import ASKERS, Fact, Move, Role
from answerable.core.outsider import Outsider, OutsiderStage
from answerable.core.value import JSON, Value
from answerable.core.words import N_

MOST = 3

NOT_NOW = N_("This cannot be done with this attester now. Please look at the page again.")
NO_ATTESTER = N_("There is no such attester with this ask.")
NOT_OUTSIDE = N_("This is nobody who can attest: somebody from outside, who is in office today.")
TOO_MANY = N_("There are three already. End one of them first.")
NO_SUCH_PROMISE = N_("There is no such promise with this ask.")


class Saw(StrEnum):
    DONE = "done"
    IN_PART = "in_part"
    NOT_DONE = "not_done"
    NOT_SEEN = "not_seen"
    KNOWS = "knows"


SAW: Mapping[Saw, str] = {
    Saw.DONE: N_("I looked, and it was done."),
    Saw.IN_PART: N_("I looked, and a part of it was done."),
    Saw.NOT_DONE: N_("I looked, and it was not done."),
    Saw.NOT_SEEN: N_("I looked, and could not see whether it was done."),
    Saw.KNOWS: N_("I know of the matter. I can say what I know, if the person who asks wishes it."),
}

ATTESTER_MOVES: Mapping[tuple[OutsiderStage | None, Move], tuple[frozenset[Role], OutsiderStage]] = {
    **outsider.life(
        Role.ATTESTER,
        ASKERS,
        offer=Move.ATTESTER_OFFERED,
        declare=Move.ATTESTER_TOLD,
        accept=Move.ATTESTER_ACCEPTED,
        end=Move.ATTESTER_ENDED,
    ),
    (OutsiderStage.ACCEPTED, Move.ATTESTED): (frozenset({Role.ATTESTER}), OutsiderStage.ACCEPTED),
}


@dataclass(frozen=True)
class Attestation:
    """What was seen on `day`: of one promise (its code), or of the ask itself (None)."""

    about: str | None
    saw: Saw
    day: date


@dataclass(frozen=True)
class Attester(Outsider):
    """One attester of one ask. What they said stays when they end."""

    said: tuple[Attestation, ...] = ()


Attesters = tuple[Attester, ...]


def next_stage(found: Attester | None, move: Move, by: Role) -> OutsiderStage:
    """The stage after `move`; a missing cell or another role is Refused."""
    cell = ATTESTER_MOVES.get((found.stage if found else None, move))
    if cell is None or by not in cell[0]:
        raise Refused(NOT_NOW)
    return cell[1]


def latest(attesters: Attesters, seat: JSON) -> Attester | None:
    """The newest part of this seat: one that ended can be offered anew, and then is another."""
    return next((each for each in reversed(attesters) if each.seat == seat), None)


def find(attesters: Attesters, seat: JSON) -> Attester:
    """The same, or Refused."""
    found = latest(attesters, seat)
    if found is None:
        raise Refused(NO_ATTESTER)
    return found


def live(attesters: Attesters) -> frozenset[str]:
    """Seats that see the ask as attesters now: from the offer to the end."""
    return frozenset(each.seat for each in attesters if each.stage is not OutsiderStage.ENDED)


def check_room(attesters: Attesters) -> None:
    if len(live(attesters)) >= MOST:
        raise Refused(TOO_MANY)


def parse_attested(value: Value, day: date) -> Attestation:
    read.check_keys(value, ("saw",), ("about",))
    saw = read.parse_choice(Saw, value["saw"])
    about = None if value.get("about") in (None, "") or saw is Saw.KNOWS else read.parse_line(value["about"])
    return Attestation(about, saw, day)


def evolve(attesters: Attesters, fact: Fact) -> Attesters:
    """All attesters after one of their facts."""
    if fact.move is Move.ATTESTER_OFFERED:
        return (*attesters, Attester(read.parse_line(fact.value["attester"]), "", fact.day))
    changed = find(attesters, fact.value.get("attester") or fact.actor)
    return tuple(_after(each, fact) if each is changed else each for each in attesters)


def _after(found: Attester, fact: Fact) -> Attester:
    if fact.move is Move.ATTESTER_TOLD:
        return outsider.declared(found, outsider.parse_told(fact.value))
    if fact.move is Move.ATTESTED:
        return replace(found, said=(*found.said, parse_attested(fact.value, fact.day)))
    return replace(found, stage=ATTESTER_MOVES[found.stage, fact.move][1])
