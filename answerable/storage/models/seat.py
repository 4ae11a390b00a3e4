# SPDX-License-Identifier: AGPL-3.0-or-later
"""A seat: one account in one role of one body, with its term of office. In core, a Handler."""

from __future__ import annotations

from django.db import models

from answerable.core.handler import HandlerStage
from answerable.core.move import Role
from answerable.storage.models.base import Row, new_code, one_of

ROLES = (
    Role.HANDLER, Role.SECOND_LINE, Role.BODY_STEWARD, Role.OPERATOR, Role.OUTREACH_WORKER, Role.FACILITATOR,
    Role.ATTESTER,
)  # fmt: skip


class Seat(Row):
    """The keys and the certificate are public: the directory shows them. An operator's seat has no body.

    `holds` is the role of the body (a key of `answer.POWERS`) that this person has beside reading, if any.
    """

    code = models.CharField(max_length=26, unique=True, default=new_code)
    account = models.ForeignKey("Account", null=True, on_delete=models.PROTECT, related_name="seats")
    role = models.CharField(max_length=20)
    body = models.ForeignKey("Body", null=True, on_delete=models.PROTECT, related_name="seats")
    title = models.CharField(max_length=80)
    shown_name = models.CharField(max_length=80, null=True)
    from_date = models.DateField()
    until_date = models.DateField(null=True)
    stage = models.CharField(max_length=8, default=HandlerStage.INVITED)
    sealing = models.TextField(default="")
    signing = models.CharField(max_length=43, default="")
    certificate = models.JSONField(null=True)
    holds = models.CharField(max_length=20, default="", blank=True)
    rehearsed_date = models.DateField(null=True)

    class Meta:
        constraints = [
            one_of("stage", HandlerStage, "seat_stage"),
            one_of("role", ROLES, "seat_role"),
            models.CheckConstraint(
                condition=models.Q(role=Role.OPERATOR, body__isnull=True) | models.Q(body__isnull=False),
                name="seat_has_a_body",
            ),
            models.CheckConstraint(
                condition=~models.Q(stage=HandlerStage.ACTIVE) | models.Q(account__isnull=False),
                name="seat_active_has_account",
            ),
            models.CheckConstraint(
                condition=models.Q(until_date__isnull=True) | models.Q(until_date__gte=models.F("from_date")),
                name="seat_term_runs_forward",
            ),
        ]


class FormerKeys(Row):
    """Keys that a seat had until `day`, when it got new ones. `account` is who held them then."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="former")
    account = models.ForeignKey("Account", null=True, on_delete=models.SET_NULL, related_name="+")
    day = models.DateField()
    sealing = models.TextField()
    signing = models.CharField(max_length=43)
    certificate = models.JSONField(null=True)
