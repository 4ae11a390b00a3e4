# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was taken already, so that the same bytes sent again are taken once."""

from __future__ import annotations

from django.db import models

from answerable.storage.models.base import Row


class Sent(Row):
    """`digest` follows from the thread's row key and ends with it: without that key it says nothing."""

    ask = models.ForeignKey("Ask", db_index=False, on_delete=models.CASCADE, related_name="sent")
    digest = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ask", "digest"], name="sent_once")]
