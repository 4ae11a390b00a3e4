# SPDX-License-Identifier: AGPL-3.0-or-later
"""Backers: who pays for what happens around asks. Disclosed in public from the first day; no say, and no view."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from answerable.core.errors import Refused
from answerable.core.move import Role
from answerable.core.words import N_

NOT_NOW = N_("This cannot be done with this backer now.")

GIVES: Mapping[str, str] = {
    "money": N_("money"),
    "paid_time": N_("paid hours of its people"),
    "rooms": N_("rooms and things"),
    "facilitator": N_("the pay of whoever holds a process"),
}
NO_SAY = N_("A backer has no say in any ask and sees none. What it gives stands here from the day it is given.")


class BackerStage(StrEnum):
    DISCLOSED = "disclosed"
    ENDED = "ended"


class BackerMove(StrEnum):
    DISCLOSE = "disclose"
    END = "end"


_STEWARD = frozenset({Role.BODY_STEWARD})

# There is no hidden backer, so there is no stage before the public one; and one that ended stays on the page.
BACKER_MOVES: Mapping[tuple[BackerStage | None, BackerMove], tuple[frozenset[Role], BackerStage]] = {
    (None, BackerMove.DISCLOSE): (_STEWARD, BackerStage.DISCLOSED),
    (BackerStage.DISCLOSED, BackerMove.END): (_STEWARD, BackerStage.ENDED),
}


@dataclass(frozen=True)
class Backer:
    """`gives` is a key of GIVES. There is no role for it anywhere: a backer has no seat, no desk and no permission."""

    code: str
    name: str
    gives: str
    since: date
    until: date | None = None


def next_stage(stage: BackerStage | None, move: BackerMove, *, by: Role) -> BackerStage:
    """The stage after `move`; a missing cell or another role is Refused."""
    roles, after = BACKER_MOVES.get((stage, move), (frozenset[Role](), BackerStage.ENDED))
    if by not in roles:
        raise Refused(NOT_NOW)
    return after
