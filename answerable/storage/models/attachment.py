# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sealed files of a thread: rows here, their bytes in the data folder, part by part under the thread's row key."""

from __future__ import annotations

from django.db import models

from answerable.storage.models.base import Row, new_code


class Attachment(Row):
    """`size` and `digest` are those of the sealed file. `bound`: words were sent with it, `message`; until then it is
    dropped, and with them it goes."""

    code = models.CharField(max_length=26, unique=True, default=new_code)
    ask = models.ForeignKey("Ask", db_index=False, on_delete=models.CASCADE, related_name="attachments")
    sender = models.CharField(max_length=26)
    epoch = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    begun_date = models.DateField()
    bound = models.BooleanField(default=False)
    message = models.ForeignKey("SealedFile", null=True, on_delete=models.CASCADE, related_name="attachments")

    class Meta:
        indexes = [
            models.Index(fields=["begun_date"], name="attachment_unsent", condition=models.Q(bound=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["ask", "sender", "epoch", "digest"], name="an_attachment_is_sent_once"),
        ]


class AttachmentPart(Row):
    """`name` of the stored bytes: the SHA-256 of the part as it is wrapped."""

    attachment = models.ForeignKey(Attachment, db_index=False, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attachment", "number"], name="attachment_part_once")]
