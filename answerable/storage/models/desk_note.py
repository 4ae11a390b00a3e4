# SPDX-License-Identifier: AGPL-3.0-or-later
"""Notes among the readers of one ask, sealed to a desk key that its asker does not hold."""

from __future__ import annotations

from django.db import models

from answerable.storage.models.base import Row


class DeskKey(Row):
    """A copy of a desk key for one reader (a seat's code), under the thread's row key."""

    ask = models.ForeignKey("Ask", db_index=False, on_delete=models.CASCADE, related_name="desk_keys")
    epoch = models.PositiveIntegerField()
    holder = models.CharField(max_length=26)
    blob = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ask", "epoch", "holder"], name="desk_key_once"),
            models.CheckConstraint(condition=models.Q(epoch__gte=1), name="desk_key_epoch"),
        ]


class DeskNote(Row):
    """One note. `sender` is a seat's code, as the server saw it; what it proves stands inside.

    `days` is set by the daily job that lets notes go with the words (`storage/words.py`).
    """

    ask = models.ForeignKey("Ask", db_index=False, on_delete=models.CASCADE, related_name="desk_notes")
    order = models.PositiveIntegerField()
    epoch = models.PositiveIntegerField()
    sender = models.CharField(max_length=26)
    blob = models.BinaryField()
    days = models.BinaryField(default=b"")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ask", "order"], name="desk_note_order")]
