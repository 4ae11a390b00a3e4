# SPDX-License-Identifier: AGPL-3.0-or-later
"""A copy of a thread's key, sealed to one holder and wrapped under the row key."""

from __future__ import annotations

from django.db import models

from answerable.storage.models.base import Row


class SealedKey(Row):
    """`holder`: "asker", a seat's code, or "standby:" and a seat's code."""

    ask = models.ForeignKey("Ask", db_index=False, on_delete=models.CASCADE, related_name="sealed_keys")
    epoch = models.PositiveIntegerField()
    holder = models.CharField(max_length=40)
    blob = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ask", "epoch", "holder"], name="sealed_key_once"),
            models.CheckConstraint(condition=models.Q(epoch__gte=1), name="sealed_key_epoch"),
        ]
