# SPDX-License-Identifier: AGPL-3.0-or-later
"""A sealed message of a thread, under a key of its own and that under the row key."""

from __future__ import annotations

from django.db import models

from answerable.storage.models.base import Row


class SealedFile(Row):
    """`sender`: "asker" or a seat's code, as the server saw it; what it proves stands inside.

    `days` says when it was sent, read, left the readers and went (`storage/words.py`). `gone`: nothing but the row is
    left, so that whoever reads the thread can tell what was forgotten from what is held back.
    """

    ask = models.ForeignKey("Ask", db_index=False, on_delete=models.CASCADE, related_name="sealed_files")
    order = models.PositiveIntegerField()
    epoch = models.PositiveIntegerField()
    sender = models.CharField(max_length=26)
    blob = models.BinaryField()
    days = models.BinaryField()
    gone = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ask", "order"], name="sealed_file_order"),
            models.CheckConstraint(condition=models.Q(epoch__gte=1), name="sealed_file_epoch"),
        ]
