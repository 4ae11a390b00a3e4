# SPDX-License-Identifier: AGPL-3.0-or-later
"""An invitation: the digest of a one-time token for one seat."""

from __future__ import annotations

from django.db import models

from answerable.storage.models.base import Row


class Invitation(Row):
    digest = models.BinaryField(max_length=32, unique=True)
    seat = models.OneToOneField("Seat", on_delete=models.CASCADE, related_name="invitation")
    until_date = models.DateField()
