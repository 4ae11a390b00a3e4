# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody from outside who takes a part around an ask: offered, ties and payment told, accepted by who asks, ended.

Facilitators and attesters live by this table. The party asked never offers, pays in secret or ends one (rule 22).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TypeVar

from answerable.core import value as read
from answerable.core.body import Body
from answerable.core.conflict import PUBLIC_TIES, Tie
from answerable.core.errors import Refused
from answerable.core.handler import Handler, is_active
from answerable.core.move import ASKERS, Role
from answerable.core.value import Value
from answerable.core.words import N_

HARD_TIE = N_("With such a tie nobody can do this here. Please step back; you need not say why.")
NOT_WHAT_IS_TOLD = N_("What was told about ties or payment has changed. Please read it again before you say yes.")


class OutsiderStage(StrEnum):
    OFFERED = "offered"
    DECLARED = "declared"
    ACCEPTED = "accepted"
    ENDED = "ended"


class Payer(StrEnum):
    NOBODY = "nobody"
    ASKERS_SIDE = "askers_side"
    SECOND_LINE = "second_line"
    BACKER = "backer"
    BODY = "body"


# The ties that a body keeps in public are hard: nobody is both. A friend or an old colleague is told, and weighed by
# who asks. No tie at all is an empty list.
HARD = frozenset(PUBLIC_TIES)
PAYER_TITLES: Mapping[Payer, str] = {
    Payer.NOBODY: N_("Nobody pays. It is done for nothing."),
    Payer.ASKERS_SIDE: N_("The side of the person who asks pays."),
    Payer.SECOND_LINE: N_("The backup pays."),
    Payer.BACKER: N_("Somebody who supports the process pays. They have no say in it and see nothing of it."),
    Payer.BODY: N_("The organisation that is asked pays. It has no say in it for that."),
}
LIVE = (OutsiderStage.OFFERED, OutsiderStage.DECLARED, OutsiderStage.ACCEPTED)


@dataclass(frozen=True)
class Outsider:
    """`seat` and `offered_by` are codes of seats ("" for who asks)."""

    seat: str
    offered_by: str
    offered: date
    stage: OutsiderStage = OutsiderStage.OFFERED
    ties: tuple[Tie, ...] = ()
    paid_by: Payer | None = None


Act = TypeVar("Act", bound=StrEnum)
Somebody = TypeVar("Somebody", bound=Outsider)
Told = tuple[tuple[Tie, ...], Payer]


def life(
    itself: Role, offers: frozenset[Role], *, offer: Act, declare: Act, accept: Act, end: Act
) -> dict[tuple[OutsiderStage | None, Act], tuple[frozenset[Role], OutsiderStage]]:
    """The table of one kind of outsider. Only who asks accepts; only who asks and the outsider end it.

    A new tie or another payer goes back to DECLARED: it needs a new yes, and until then nothing can be done.
    """
    alone = frozenset({itself})
    return {
        **{(stage, offer): (offers, OutsiderStage.OFFERED) for stage in (None, OutsiderStage.ENDED)},
        **{(stage, declare): (alone, OutsiderStage.DECLARED) for stage in LIVE},
        (OutsiderStage.DECLARED, accept): (ASKERS, OutsiderStage.ACCEPTED),
        **{(stage, end): (ASKERS | alone, OutsiderStage.ENDED) for stage in LIVE},
    }


def is_outside(handlers: Collection[Handler], code: str, role: Role, body: Body | None, day: date) -> bool:
    """Whether `code` is a seat of this role in office on `day`, of neither the body asked nor its parent."""
    asked = {body.code, body.parent} if body is not None else set()
    return any(
        each.code == code and each.role is role and is_active(each, day) and each.body not in asked for each in handlers
    )


def parse_told(value: Value) -> Told:
    """Ties in order, and who pays. Raises Refused."""
    ties = tuple(read.parse_choice(Tie, each) for each in read.parse_lines(value["ties"]))
    return tuple(sorted(ties)), read.parse_choice(Payer, value["paid_by"])


def check_ties(ties: tuple[Tie, ...]) -> None:
    """Raise Refused for a hard tie."""
    if HARD.intersection(ties):
        raise Refused(HARD_TIE)


def declared(found: Somebody, told: Told) -> Somebody:
    return replace(found, stage=OutsiderStage.DECLARED, ties=told[0], paid_by=told[1])


def check_told(found: Outsider, told: Told) -> None:
    """Raise Refused where the yes is to something else than what is told now."""
    if (found.ties, found.paid_by) != told:
        raise Refused(NOT_WHAT_IS_TOLD)
