# SPDX-License-Identifier: AGPL-3.0-or-later
"""A body: organisation, chapter, board or team."""

from __future__ import annotations

from django.db import models

from answerable.core.body import BodyStage
from answerable.storage.models.base import Row, new_code, one_of


def leading_roles() -> list[str]:
    """Who leads where nobody said otherwise: an ask about one of these goes past the body."""
    return ["chair", "board", "director"]


class Body(Row):
    code = models.CharField(max_length=26, unique=True, default=new_code)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120, unique=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    successor = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    second_line = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="watches")
    stage = models.CharField(max_length=12, default=BodyStage.LISTED)
    time_zone = models.CharField(max_length=40, default="UTC")
    members = models.PositiveIntegerField(null=True)
    joined_date = models.DateField(null=True)
    door_open = models.BooleanField(default=False)
    clocks = models.JSONField(default=dict)
    pledges = models.JSONField(default=dict)
    letter_date = models.DateField(null=True)
    ended_date = models.DateField(null=True)
    left_date = models.DateField(null=True)
    leading = models.JSONField(default=leading_roles)
    enrolment_key = models.CharField(max_length=43)

    class Meta:
        constraints = [
            one_of("stage", BodyStage, "body_stage"),
            models.CheckConstraint(condition=~models.Q(parent=models.F("id")), name="body_not_under_itself"),
            models.CheckConstraint(
                condition=models.Q(second_line__isnull=True)
                | (
                    ~models.Q(second_line=models.F("id"))
                    & (models.Q(parent__isnull=True) | ~models.Q(second_line=models.F("parent")))
                ),
                name="body_second_line_is_not_the_parent",
            ),
        ]
