# SPDX-License-Identifier: AGPL-3.0-or-later
"""Seats as the pages of stewards and the operator list them: role, title, term. No ask is in sight."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from answerable.core.handler import Handler, HandlerStage
from answerable.core.move import Role
from answerable.core.words import N_

ROLES: Final[Mapping[Role, str]] = {
    Role.HANDLER: N_("reader"),
    Role.SECOND_LINE: N_("backup"),
    Role.BODY_STEWARD: N_("steward"),
    Role.FACILITATOR: N_("facilitator"),
    Role.ATTESTER: N_("attester"),
    Role.OUTREACH_WORKER: N_("outreach worker"),
    Role.OPERATOR: N_("operator"),
}
STAGES: Final[Mapping[HandlerStage, str]] = {
    HandlerStage.INVITED: N_("invited, has not joined yet"),
    HandlerStage.ACTIVE: N_("has joined"),
    HandlerStage.LEFT: N_("has left"),
}


def rows(seats: Collection[Handler]) -> list[dict[str, Any]]:
    """One row for each seat, those who left last."""
    ordered = sorted(seats, key=lambda seat: (seat.stage is HandlerStage.LEFT, str(seat.role), seat.title, seat.code))
    return [row(seat) for seat in ordered]


def row(seat: Handler) -> dict[str, Any]:
    return {
        "seat": seat,
        "role": _(ROLES[seat.role]),
        "stage": _(STAGES[seat.stage]),
        "can_end": seat.stage is not HandlerStage.LEFT,
        "can_renew": seat.stage is HandlerStage.ACTIVE,
    }
