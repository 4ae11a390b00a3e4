# SPDX-License-Identifier: AGPL-3.0-or-later
"""A facilitator holds a process, never its outcome: offered, conflicts and payment told, accepted by who asks, ended.

The party asked never chooses one, pays one in secret, or removes one (rule 22).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from answerable.core.conflict import PUBLIC_TIES, Tie
from answerable.core.errors import Refused
from answerable.core.move import ASKERS, READERS, Role
from answerable.core.process_move import RunMove
from answerable.core.words import N_

NOT_NOW = N_("This cannot be done with this facilitator now. Please look at the page again.")
HARD_TIE = N_("With such a tie nobody can hold this process. Please step back; you need not say why.")
NOT_WHAT_IS_TOLD = N_("What was told about ties or payment has changed. Please read it again before you say yes.")


class FacilitatorStage(StrEnum):
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

_ITSELF = frozenset({Role.FACILITATOR})
_OFFERS = ASKERS | {Role.SECOND_LINE}

# A new tie or another payer goes back to DECLARED: it needs a new yes, and until then nobody holds the process.
# The body, its readers and its second line can say that they wish another one. That moves nothing.
FACILITATOR_MOVES: Mapping[tuple[FacilitatorStage | None, RunMove], tuple[frozenset[Role], FacilitatorStage]] = {
    (None, RunMove.OFFER): (_OFFERS, FacilitatorStage.OFFERED),
    (FacilitatorStage.ENDED, RunMove.OFFER): (_OFFERS, FacilitatorStage.OFFERED),
    (FacilitatorStage.OFFERED, RunMove.DECLARE): (_ITSELF, FacilitatorStage.DECLARED),
    (FacilitatorStage.DECLARED, RunMove.DECLARE): (_ITSELF, FacilitatorStage.DECLARED),
    (FacilitatorStage.ACCEPTED, RunMove.DECLARE): (_ITSELF, FacilitatorStage.DECLARED),
    (FacilitatorStage.DECLARED, RunMove.ACCEPT): (ASKERS, FacilitatorStage.ACCEPTED),
    **{
        (stage, RunMove.END_FACILITATOR): (ASKERS | _ITSELF, FacilitatorStage.ENDED)
        for stage in (FacilitatorStage.OFFERED, FacilitatorStage.DECLARED, FacilitatorStage.ACCEPTED)
    },
    **{
        (stage, RunMove.WISH_ANOTHER): (READERS, stage)
        for stage in (FacilitatorStage.DECLARED, FacilitatorStage.ACCEPTED)
    },
}


@dataclass(frozen=True)
class Facilitator:
    """One facilitator of one process. `seat` and `offered_by` are codes of seats ("" for who asks)."""

    seat: str
    offered_by: str
    offered: date
    stage: FacilitatorStage = FacilitatorStage.OFFERED
    ties: tuple[Tie, ...] = ()
    paid_by: Payer | None = None
    wishes: tuple[date, ...] = ()


def next_stage(facilitator: Facilitator | None, move: RunMove, by: Role) -> FacilitatorStage:
    """The stage after `move`; a missing cell or another role is Refused."""
    stage = None if facilitator is None else facilitator.stage
    roles, after = FACILITATOR_MOVES.get((stage, move), (frozenset[Role](), FacilitatorStage.ENDED))
    if by not in roles:
        raise Refused(NOT_NOW)
    return after


def check_ties(ties: tuple[Tie, ...]) -> None:
    """Raise Refused for a hard tie."""
    if HARD.intersection(ties):
        raise Refused(HARD_TIE)


def declared(facilitator: Facilitator, ties: tuple[Tie, ...], paid_by: Payer) -> Facilitator:
    return replace(facilitator, stage=FacilitatorStage.DECLARED, ties=ties, paid_by=paid_by)


def check_told(facilitator: Facilitator, ties: tuple[Tie, ...], paid_by: Payer) -> None:
    """Raise Refused where the yes is to something else than what is told now."""
    if (facilitator.ties, facilitator.paid_by) != (ties, paid_by):
        raise Refused(NOT_WHAT_IS_TOLD)
