# SPDX-License-Identifier: AGPL-3.0-or-later
"""A practice ask that somebody is going through: one a seat, and nothing of it is kept once it was gone through."""

from __future__ import annotations

from django.db import models

from answerable.storage.models.base import Row


class Practice(Row):
    """`blob` holds all of it, wrapped under the row key of the seat's account. No table of asks knows of it."""

    seat = models.OneToOneField("Seat", on_delete=models.CASCADE, related_name="practice")
    blob = models.BinaryField()
