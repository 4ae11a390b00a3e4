# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which reader has taken an ask, said among those who read it and to nobody else."""

from __future__ import annotations

from django.db import models

from answerable.storage.models.base import Row


class Carrier(Row):
    ask = models.OneToOneField("Ask", on_delete=models.CASCADE, related_name="carrier")
    seat = models.ForeignKey("Seat", on_delete=models.PROTECT, related_name="carries")
