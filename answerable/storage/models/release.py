# SPDX-License-Identifier: AGPL-3.0-or-later
"""Released figures: bands, a month, a level. Public pages read only these."""

from __future__ import annotations

from django.db import models

from answerable.storage.models.base import Row


class ReleasedFigure(Row):
    """`level` is the code of the body at whose level the figure stands; `bodies` how many are pooled in it."""

    month = models.CharField(max_length=7)
    level = models.CharField(max_length=26, db_index=True)
    door = models.CharField(max_length=8)
    fact = models.CharField(max_length=40)
    band = models.CharField(max_length=20)
    of = models.CharField(max_length=20, null=True)
    missing = models.CharField(max_length=20, null=True)
    bodies = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month", "level", "door", "fact"], name="released_once")]


class ReleasedLine(Row):
    """What an asker lets show by name: her own line, apart from every figure."""

    month = models.CharField(max_length=7)
    body = models.CharField(max_length=26, db_index=True)
    line = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month", "body", "line"], name="released_line_once")]
