# SPDX-License-Identifier: AGPL-3.0-or-later
"""The journal: an envelope that is only ever appended, and a payload that can be forgotten."""

from __future__ import annotations

from django.db import models

from answerable.storage.models.base import Row


class Envelope(Row):
    """One fact happened. Nothing in it tells which, when within its month, or by whom; it survives erasure."""

    row_key = models.UUIDField()
    number = models.PositiveIntegerField()
    month = models.CharField(max_length=7)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["row_key", "number"], name="envelope_number")]


class Payload(models.Model):
    """The fact itself with its entry id, salt, commitment and signature, under the thread's row key."""

    envelope = models.OneToOneField(Envelope, on_delete=models.PROTECT, primary_key=True, related_name="payload")
    blob = models.BinaryField()
