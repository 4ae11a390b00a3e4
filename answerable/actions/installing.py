# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who runs this server, and the first run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from answerable.actions.joining import SEAT_OPERATOR, invite
from answerable.core.errors import Denied, Refused
from answerable.core.move import Role
from answerable.core.permission import Permission
from answerable.core.words import N_
from answerable.sealing import age
from answerable.storage import models, published
from answerable.storage.access import Actor, check_permission
from answerable.storage.writer import write

LAW: Final = {
    "not_a_lawyer": N_("Readers are not your lawyer or your doctor. What they read can be asked for by a court."),
    "children": N_("If a child is in danger now, the law here makes readers tell an authority."),
    "danger": N_("If somebody's life is in danger now, the law here makes readers tell an authority."),
    "work": N_("At work, the law here may make an employer act once it knows."),
    "unknown": N_("We do not know every law that binds readers here. Ask one of the people under Help first."),
}
RELATIONS: Final = ("outside", "body", "parent")
LONGEST: Final = 200
UNKNOWN_LAW = N_("Please choose lines from the list.")
SAY_WHO = N_("Please say who runs this server, and who pays for it, each in one short line.")
ALREADY = N_("This data folder was set up before. Invite another operator from its pages.")


@write
def set_up(*, offline_recipient: str, by: Actor, at: datetime) -> dict[str, Any]:
    """First run: the installation's one row, and the first operator's invitation."""
    if not by.machine:
        raise Denied
    if models.Seat.objects.filter(role=Role.OPERATOR).exclude(account=None).exists():
        raise Refused(ALREADY)
    if offline_recipient:
        age.parse_recipient(offline_recipient)
    row = _installation()
    row.offline_recipient = offline_recipient or row.offline_recipient
    row.save()
    published.changed()
    return invite(role=Role.OPERATOR, body=None, title=SEAT_OPERATOR, by=by, at=at)


def _installation() -> models.Installation:
    return models.Installation.objects.first() or models.Installation()


@write
def describe_host(
    *, runs: str, pays: str, relation: str, law: Sequence[str], by: Actor, at: datetime, host_body: str | None = None
) -> None:
    """Who runs this server, who pays, how it stands to the bodies asked, and what the law makes readers report."""
    check_permission(by, Permission.OPERATOR_SET_UP, at)
    if set(law) - set(LAW) or relation not in RELATIONS:
        raise Refused(UNKNOWN_LAW)
    if not runs.strip() or max(len(runs), len(pays)) > LONGEST or not (runs + pays).isprintable():
        raise Refused(SAY_WHO)
    row = _installation()
    row.runs, row.pays, row.relation, row.law = runs.strip(), pays.strip(), relation, list(law)
    row.host_body = models.Body.objects.get(code=host_body) if host_body else None
    row.save()
    published.changed()
