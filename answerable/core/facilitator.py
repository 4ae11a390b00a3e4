# SPDX-License-Identifier: AGPL-3.0-or-later
"""A facilitator holds a process, never its outcome: offered, conflicts and payment told, accepted by who asks, ended.

The party asked never chooses one, pays one in secret, or removes one (rule 22). What is shared with attesters stands
in `outsider`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from answerable.core import outsider
from answerable.core.errors import Refused
from answerable.core.move import ASKERS, READERS, Role
from answerable.core.outsider import Outsider, OutsiderStage
from answerable.core.process_move import RunMove
from answerable.core.words import N_

NOT_NOW = N_("This cannot be done with this facilitator now. Please look at the page again.")

# The body, its readers and its second line can say that they wish another one. That moves nothing.
FACILITATOR_MOVES: Mapping[tuple[OutsiderStage | None, RunMove], tuple[frozenset[Role], OutsiderStage]] = {
    **outsider.life(
        Role.FACILITATOR,
        ASKERS | {Role.SECOND_LINE},
        offer=RunMove.OFFER,
        declare=RunMove.DECLARE,
        accept=RunMove.ACCEPT,
        end=RunMove.END_FACILITATOR,
    ),
    **{(stage, RunMove.WISH_ANOTHER): (READERS, stage) for stage in (OutsiderStage.DECLARED, OutsiderStage.ACCEPTED)},
}


@dataclass(frozen=True)
class Facilitator(Outsider):
    """One facilitator of one process."""

    wishes: tuple[date, ...] = ()


def next_stage(facilitator: Facilitator | None, move: RunMove, by: Role) -> OutsiderStage:
    """The stage after `move`; a missing cell or another role is Refused."""
    stage = None if facilitator is None else facilitator.stage
    roles, after = FACILITATOR_MOVES.get((stage, move), (frozenset[Role](), OutsiderStage.ENDED))
    if by not in roles:
        raise Refused(NOT_NOW)
    return after
