# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which server uses a database that several could reach: one row, and none in the embedded store."""

from __future__ import annotations

from django.db import models


class Serving(models.Model):
    """`run` names the server from its start to its end, `term` counts who led it, `version` what changed in public."""

    only = models.BooleanField(primary_key=True, default=True)
    run = models.CharField(max_length=26, default="")
    term = models.BigIntegerField(default=0)
    version = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(only=True), name="serving_only_one")]
