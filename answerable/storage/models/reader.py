# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who reads an ask, who of the second line was left ticked, and whom its asker offered as an attester."""

from __future__ import annotations

from django.db import models

from answerable.storage.models.base import Row


class Reader(Row):
    ask = models.ForeignKey("Ask", on_delete=models.CASCADE, related_name="readers")
    seat = models.ForeignKey("Seat", db_index=False, on_delete=models.PROTECT, related_name="reads")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seat", "ask"], name="reader_once")]


class Backup(Row):
    ask = models.ForeignKey("Ask", on_delete=models.CASCADE, related_name="backups")
    seat = models.ForeignKey("Seat", db_index=False, on_delete=models.PROTECT, related_name="backs")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seat", "ask"], name="backup_once")]


class Attester(Row):
    ask = models.ForeignKey("Ask", on_delete=models.CASCADE, related_name="attesters")
    seat = models.ForeignKey("Seat", db_index=False, on_delete=models.PROTECT, related_name="attests")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seat", "ask"], name="attester_once")]
