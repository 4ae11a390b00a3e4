# SPDX-License-Identifier: AGPL-3.0-or-later
"""All that stays of an erased thread."""

from __future__ import annotations

from django.db import models

from answerable.storage.models.base import one_of


class Tombstone(models.Model):
    id = models.UUIDField(primary_key=True, editable=False)
    ended = models.CharField(max_length=8)
    month = models.CharField(max_length=7)

    class Meta:
        constraints = [one_of("ended", ("erased",), "tombstone_ended")]
