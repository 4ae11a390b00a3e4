# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the software does by itself on a due day: let held asks out, release a month's figures, forget."""

from __future__ import annotations

from datetime import date, datetime

from answerable.actions.days import day_in
from answerable.core.ask import Stage, decide
from answerable.core.facts import last_day_of, month_facts
from answerable.core.move import Move, Role
from answerable.core.retention import TOMBSTONE_DAYS
from answerable.storage import models, shape, threads
from answerable.storage.writer import write

MOST_AT_ONCE = 200


@write
def admit_held(*, at: datetime) -> int:
    """Held asks whose day has come; proportional to what is due, not to what exists."""
    due = models.Ask.objects.filter(stage=Stage.HELD, withdrawn=False, hold_until__lte=at.date())
    rows = list(due.select_related("body", "asker").order_by("code")[:MOST_AT_ONCE])
    for row in rows:
        thread = threads.open_thread(row)
        today = day_in(thread.body.time_zone, at)
        if row.hold_until is not None and today >= row.hold_until:
            fact = decide(
                thread.ask, Move.LODGED, {}, by=Role.CLOCK, at=today, body=thread.body, handlers=thread.handlers
            )  # fmt: skip
            threads.add(thread, fact)
    return len(rows)


@write
def release_month(month: str) -> int:
    """Release one month's banded facts, once. Nothing released is ever changed."""
    if models.ReleasedFigure.objects.filter(month=month).exists():
        return 0
    rows = list(models.Ask.objects.filter(lodged_date__lte=last_day_of(month)).select_related("body", "asker"))
    asks = [thread.ask for thread in threads.open_threads(rows)]
    found = month_facts(asks, shape.tree(), month)
    models.ReleasedFigure.objects.bulk_create(
        [
            models.ReleasedFigure(
                month=each.month, level=each.level, door=str(each.door), fact=each.fact, band=each.band, of=each.of,
                missing=each.missing, bodies=each.bodies,
            )
            for each in found.figures
        ]
    )  # fmt: skip
    lines = [models.ReleasedLine(month=each.month, body=each.body, line=each.line) for each in sorted(set(found.lines))]
    models.ReleasedLine.objects.bulk_create(lines)
    return len(found.figures)


@write
def forget_old_tombstones(today: date) -> int:
    """Tombstones themselves end after a year."""
    oldest = date.fromordinal(today.toordinal() - TOMBSTONE_DAYS).isoformat()[:7]
    removed, _ = models.Tombstone.objects.filter(month__lt=oldest).delete()
    return removed


@write
def note_done(name: str, done: str) -> None:
    models.JobDay.objects.update_or_create(name=name, defaults={"done": done})
