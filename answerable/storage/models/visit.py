# SPDX-License-Identifier: AGPL-3.0-or-later
"""A signed-in stay: only the digest of its token, and its ends to the minute."""

from __future__ import annotations

from django.db import models


class Visit(models.Model):
    """Of one ask (by its words, or by a support person's `way`) or of one account.

    `name` is what a person with an account calls it; `last_day` its last use.
    """

    digest = models.BinaryField(primary_key=True, max_length=32)
    ask = models.ForeignKey("Ask", null=True, on_delete=models.CASCADE, related_name="+")
    way = models.ForeignKey("Way", null=True, on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey("Account", null=True, on_delete=models.CASCADE, related_name="visits")
    idle_until = models.DateTimeField(db_index=True)
    ends = models.DateTimeField()
    name = models.CharField(max_length=60, default="")
    last_day = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ask__isnull=True, account__isnull=False)
                | models.Q(ask__isnull=False, account__isnull=True),
                name="visit_of_one",
            ),
            models.CheckConstraint(
                condition=models.Q(ask__isnull=True) | models.Q(name="", last_day__isnull=True),
                name="visit_of_an_ask_keeps_no_day",
            ),
        ]
