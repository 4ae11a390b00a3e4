# SPDX-License-Identifier: AGPL-3.0-or-later
"""A tie that a body keeps in public: between one of its readers and a role."""

from __future__ import annotations

from django.db import models

from answerable.core.answer import POWERS
from answerable.core.conflict import PUBLIC_TIES
from answerable.storage.models.base import Row, one_of


class Tie(Row):
    seat = models.ForeignKey("Seat", db_index=False, on_delete=models.CASCADE, related_name="ties")
    role = models.CharField(max_length=20)
    tie = models.CharField(max_length=12)

    class Meta:
        constraints = [
            one_of("tie", PUBLIC_TIES, "tie_is_public"),
            one_of("role", tuple(POWERS), "tie_role"),
            models.UniqueConstraint(fields=["seat", "role", "tie"], name="tie_once"),
        ]
