# SPDX-License-Identifier: AGPL-3.0-or-later
"""The outbox of daily notices, and the ledger of jobs."""

from __future__ import annotations

from django.db import models

from answerable.storage.models.base import Row


class Notice(Row):
    """One mail to send to one account on one day; the row goes when the mail is out."""

    account = models.ForeignKey("Account", on_delete=models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "day"], name="notice_once_a_day")]


class JobDay(models.Model):
    """The last hour, day or month for which a job was done."""

    name = models.CharField(max_length=20, primary_key=True)
    done = models.CharField(max_length=13)
