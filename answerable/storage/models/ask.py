# SPDX-License-Identifier: AGPL-3.0-or-later
"""An ask: the columns that lists and clocks need. What it is stands in its facts; this is a projection of them."""

from __future__ import annotations

from django.db import models

from answerable.core.ask import Door, Mode, Route, Stage
from answerable.core.terms import Level
from answerable.storage.models.base import Row, one_of


class Ask(Row):
    """`id` also names the thread's row key, and is all that a tombstone keeps. `keep` is the asker's own file,
    `seen` up to where she was given what is written (`storage/words.py`).

    `moved`: it stands with another body than it was lodged with. `number` and `last`: of the asker's signed moves.
    `look_date`: the forgetting looks at it again from this day on; none where nothing is written that could go.
    """

    code = models.CharField(max_length=26, unique=True)
    body = models.ForeignKey("Body", on_delete=models.PROTECT, related_name="asks")
    kind = models.CharField(max_length=40)
    mode = models.CharField(max_length=8)
    door = models.CharField(max_length=8)
    route = models.CharField(max_length=10)
    stage = models.CharField(max_length=14)
    paused = models.BooleanField(default=False)
    withdrawn = models.BooleanField(default=False)
    moved = models.BooleanField(default=False)
    level = models.CharField(max_length=12)
    lodged_date = models.DateField(null=True)
    hold_until = models.DateField(null=True)
    epoch = models.PositiveIntegerField(default=1)
    epoch_key = models.TextField()
    keep = models.BinaryField()
    seen = models.BinaryField(default=b"")
    look_date = models.DateField(null=True)
    number = models.PositiveIntegerField(default=0)
    last = models.CharField(max_length=64, default="")

    class Meta:
        indexes = [
            models.Index(fields=["hold_until"], name="ask_held", condition=models.Q(lodged_date__isnull=True)),
            models.Index(fields=["body"], name="ask_moved", condition=models.Q(moved=True)),
            models.Index(fields=["look_date"], name="ask_looked_at", condition=models.Q(look_date__isnull=False)),
            models.Index(fields=["lodged_date"], name="ask_counted", condition=~models.Q(level=Level.SECOND_LINE)),
        ]
        constraints = [
            one_of("mode", Mode, "ask_mode"),
            one_of("door", Door, "ask_door"),
            one_of("route", Route, "ask_route"),
            one_of("stage", Stage, "ask_stage"),
            one_of("level", Level, "ask_level"),
            models.CheckConstraint(
                condition=models.Q(stage=Stage.HELD, lodged_date__isnull=True)
                | (~models.Q(stage=Stage.HELD) & models.Q(lodged_date__isnull=False)),
                name="ask_is_dated_unless_held",
            ),
            models.CheckConstraint(
                condition=models.Q(lodged_date__isnull=False) | models.Q(hold_until__isnull=False),
                name="ask_held_has_a_day",
            ),
        ]
