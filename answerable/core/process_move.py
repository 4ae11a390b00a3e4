# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every act in a run of a process, and the fact it leaves. None of them is an act on an ask."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from answerable.core.move import Role
from answerable.core.value import JSON


class RunMove(StrEnum):
    """Append-only. The last five are a facilitator's coming and going."""

    PROPOSE = "propose"
    AGREE = "agree"
    DECLINE = "decline"
    BEGIN = "begin"
    DONE = "done"
    LEAVE_OUT = "leave_out"
    CONSENT = "consent"
    TAKE_BACK = "take_back"
    LATE = "late"
    PAUSE = "pause"
    RESUME = "resume"
    LEAVE = "leave"
    STOP = "stop"
    OVERTAKE = "overtake"
    OFFER = "offer"
    DECLARE = "declare"
    ACCEPT = "accept"
    END_FACILITATOR = "end_facilitator"
    WISH_ANOTHER = "wish_another"


@dataclass(frozen=True)
class RunFact:
    """One thing that happened in a run. `day` is a day in the body's time zone; `actor` a code of a seat or ""."""

    move: RunMove
    by: Role
    actor: str
    day: date
    value: Mapping[str, JSON]
