# SPDX-License-Identifier: AGPL-3.0-or-later
"""Runs of processes around asks: nothing but codes here; every fact lies under the row key of its ask."""

from __future__ import annotations

from django.db import models

from answerable.storage.models.base import Row, new_code


class Run(Row):
    """Its state is the replay of its facts; who may hold it and whether it ended stand here for lists."""

    code = models.CharField(max_length=26, unique=True, default=new_code)
    ask = models.ForeignKey("Ask", on_delete=models.CASCADE, related_name="runs")
    facilitator = models.ForeignKey("Seat", null=True, on_delete=models.PROTECT, related_name="+")
    ended = models.BooleanField(default=False)


class RunFact(Row):
    """`blob`: move, role, actor, day and value, wrapped under the row key of the ask."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="facts", db_index=False)
    order = models.PositiveIntegerField()
    blob = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "order"], name="run_fact_order")]
