# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the software does by itself on a due day: let held asks out, pass on, settle doors, release, forget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Max, QuerySet

from answerable.actions.transferring import transfer_asks
from answerable.core.ask import Ask, decide
from answerable.core.body import BodyStage, Tree, heir
from answerable.core.facts import counted_at, last_day_of, month_facts
from answerable.core.move import Move, Role
from answerable.core.retention import TOMBSTONE_DAYS
from answerable.core.terms import Level
from answerable.record import tally
from answerable.storage import models, published, sent, shape, threads
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


@dataclass(frozen=True)
class Counted:
    """A thread as the figures need it: how many facts it had, and the leaf of its lodging."""

    ask: Ask
    facts: int
    leaf: str


def release_month(month: str, *, at: datetime) -> int:
    """Release one month's banded facts, once, and enter them in the record. Nothing released is ever changed.

    Threads are read before the write, so that nobody's ask waits meanwhile; in it, only those with another fact again.
    """
    if models.ReleasedFigure.objects.filter(month=month).exists():
        return 0
    return _release(month, _read(_counted(month)), at=at)


def _counted(month: str) -> QuerySet[models.Ask]:
    return models.Ask.objects.filter(lodged_date__lte=last_day_of(month)).exclude(level=Level.SECOND_LINE)


def _read(asks: QuerySet[models.Ask]) -> dict[UUID, Counted]:
    threads_of = threads.each_thread(asks, shape.tree())
    return {each.row.id: Counted(each.ask, len(each.noted), each.noted[0].entry["id"]) for each in threads_of}


@write
def _release(month: str, read: dict[UUID, Counted], *, at: datetime) -> int:
    if models.ReleasedFigure.objects.filter(month=month).exists():
        return 0
    tree, counted = shape.tree(), _as_they_stand(month, read)
    found = month_facts([each.ask for each in counted.values()], tree, month)
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
    _enter(month, counted, tree, at.date())
    published.changed()
    return len(found.figures)


def _as_they_stand(month: str, read: dict[UUID, Counted]) -> dict[UUID, Counted]:
    """What counts now: gone is what was erased or counts no more, and what has another fact is read again."""
    asks = _counted(month)
    envelopes = models.Envelope.objects.filter(row_key__in=asks.order_by().values("id"))
    facts = dict(envelopes.order_by().values_list("row_key").annotate(Max("number")))
    known = {ident: read[ident] for ident, number in facts.items() if ident in read and read[ident].facts == number}
    changed = [ident for ident in facts if ident not in known]
    for place in range(0, len(changed), MOST_AT_ONCE):
        known |= _read(models.Ask.objects.filter(id__in=changed[place : place + MOST_AT_ONCE]))
    return known


def _enter(month: str, read: Mapping[UUID, Counted], tree: Tree, day: date) -> None:
    """Every body has its two leaves, whether or not anybody asked."""
    counted: dict[str, list[tuple[UUID, str]]] = {code: [] for code in sorted(tree)}
    for ident, each in read.items():
        level = counted_at(each.ask, tree, month)
        if level is not None:
            counted[level].append((ident, each.leaf))
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
    """Write the database anew, so that its pages tell neither what was deleted nor in which order rows came; nor, from
    here on, how often something was sent: no page waits for an answer so long.
    """
    sent.forget()
    writer.vacuum()


@write
def note_done(name: str, done: str) -> None:
    models.JobDay.objects.update_or_create(name=name, defaults={"done": done})
