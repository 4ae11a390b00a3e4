# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the software does by itself on a due day: let held asks out, pass on, settle doors, release, forget."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from answerable.actions.transferring import transfer_asks
from answerable.core.ask import decide
from answerable.core.body import BodyStage, Tree, heir
from answerable.core.facts import counted_at, last_day_of, month_facts
from answerable.core.move import Move, Role
from answerable.core.retention import TOMBSTONE_DAYS
from answerable.core.terms import Level
from answerable.record import tally
from answerable.storage import models, published, shape, threads
from answerable.storage.doors import settle_door
from answerable.storage.shape import day_of
from answerable.storage.writer import write, writer

MOST_AT_ONCE: Final = 200
AHEAD: Final = timedelta(days=1)  # somewhere on earth it is tomorrow already


@write
def admit_held(*, at: datetime) -> int:
    """Held asks whose day has come; proportional to what is due, not to what exists. Returns how many went out."""
    due = models.Ask.objects.filter(lodged_date__isnull=True, withdrawn=False, hold_until__lte=at.date() + AHEAD)
    rows = due.select_related("asker", "body").order_by("hold_until", "code")[:MOST_AT_ONCE]
    return sum(_admit(row, at) for row in rows)


def _admit(row: models.Ask, at: datetime) -> bool:
    today = day_of(row.body.time_zone, at)
    if row.hold_until is None or today < row.hold_until:
        return False
    thread = threads.open_thread(row)
    if thread.ask.paused:
        return False
    fact = decide(
        thread.ask, Move.LODGED, {}, by=Role.CLOCK, at=today, body=thread.body, handlers=thread.handlers
    )  # fmt: skip
    threads.add(thread, fact)
    return True


@write
def pass_on(*, at: datetime) -> int:
    """Asks that still stand with a body that ended, once somebody can take them over."""
    left = models.Body.objects.filter(stage=BodyStage.DISSOLVED, asks__isnull=False).distinct().order_by("code")
    tree, moved = shape.tree(), 0
    for body in left:
        to = heir(body.code, tree)
        if to is not None:
            moved += transfer_asks(body, models.Body.objects.get(code=to), at)
    return moved


@write
def settle_doors(*, at: datetime) -> int:
    """Terms of office end by themselves; a door that lost its last reader closes."""
    bodies = models.Body.objects.select_related("parent", "successor", "second_line").order_by("code")
    changed = sum(settle_door(body, day_of(body.time_zone, at)) for body in bodies)
    if changed:
        published.changed()
    return changed


@write
def release_month(month: str, *, at: datetime) -> int:
    """Release one month's banded facts, once, and enter them in the record. Nothing released is ever changed."""
    if models.ReleasedFigure.objects.filter(month=month).exists():
        return 0
    tree = shape.tree()
    counted = models.Ask.objects.filter(lodged_date__lte=last_day_of(month)).exclude(level=Level.SECOND_LINE)
    opened = threads.open_threads(counted, tree)
    found = month_facts([thread.ask for thread in opened], tree, month)
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
    _enter(month, opened, tree, at.date())
    published.changed()
    return len(found.figures)


def _enter(month: str, opened: list[threads.Thread], tree: Tree, day: date) -> None:
    """Every body has its two leaves, whether or not anybody asked."""
    counted: dict[str, list[tuple[UUID, str]]] = {code: [] for code in sorted(tree)}
    for thread in opened:
        level = counted_at(thread.ask, tree, month)
        if level is not None:
            counted[level].append((thread.row.id, thread.noted[0].entry["id"]))
    tally.enter(month, counted, day)


@write
def forget_old(today: date) -> int:
    """Tombstones end after a year, invitations when they are too old: a seat that nobody took is left."""
    oldest = (today - timedelta(days=TOMBSTONE_DAYS)).isoformat()[:7]
    tombstones, _ = models.Tombstone.objects.filter(month__lt=oldest).delete()
    invitations, _ = models.Invitation.objects.filter(until_date__lt=today - AHEAD).delete()
    return tombstones + invitations


@write
def tidy_up() -> None:
    """What the log holds goes into the database, and what was deleted leaves the log for good."""
    writer.tidy()


@write
def rewrite_file() -> None:
    """Write the database anew, so that its pages tell neither what was deleted nor in which order rows came."""
    writer.vacuum()


@write
def note_done(name: str, done: str) -> None:
    models.JobDay.objects.update_or_create(name=name, defaults={"done": done})
