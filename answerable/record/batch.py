# SPDX-License-Identifier: AGPL-3.0-or-later
"""Once a day all thread leaves that wait enter the log together, in random order, filled up to a step.

A log that dated every quiet ask would betray the people it serves. With an ask or without, a day has the same number of
leaves (up to the next step), of the same sizes, at the same hour.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from answerable import chance
from answerable.record import directory, keeping
from answerable.record.keeping import Entry, open_entry
from answerable.sealing.entry import make_null
from answerable.sealing.wire import jcs
from answerable.storage import models
from answerable.storage.writer import write

HOUR: Final = 3  # UTC
SMALLEST: Final = 16


def next_day(at: datetime) -> date:
    """The day of the batch that takes what is stored at this instant (UTC)."""
    return at.date() if at.hour < HOUR else at.date() + timedelta(days=1)


def due_day(at: datetime) -> date:
    """The day of the newest batch that should stand by now."""
    return next_day(at) - timedelta(days=1)


def day_of(code: str) -> date | None:
    """The day of the batch that this thread leaf came in; None while it waits."""
    leaf = models.Leaf.objects.filter(code=code).first()
    found = models.Batch.objects.filter(size__gt=leaf.index).order_by("size").first() if leaf else None
    return found.day if found else None


def step(waiting: int) -> int:
    """16, 32, 64 …: the first that holds them all."""
    size = SMALLEST
    while size < waiting:
        size *= 2
    return size


@write
def close(day: date) -> int:
    """The batch of this day, unless it or a later one stands already. Returns the size of the log."""
    done = models.Batch.objects.filter(day__gte=day).order_by("day").first()
    if done is not None:
        return done.size
    if keeping.doubt_of(day):
        return keeping.log().size
    threads = _waiting()
    leaves = step(len(threads))
    threads += [_null(f"{day}:{place}") for place in range(leaves - len(threads))]
    head = [*directory.entries(day), open_entry("batch", day.isoformat(), leaves=leaves)]
    size = keeping.append([*head, *_shuffled(threads, day)])
    models.Batch(day=day, size=size).save(force_insert=True)
    return size


def _waiting() -> list[Entry]:
    found = [Entry(row.code, "", bytes(row.raw)) for row in models.WaitingLeaf.objects.order_by("code")]
    models.WaitingLeaf.objects.all().delete()
    return found


def _null(context: str) -> Entry:
    made = make_null(chance.code("null", context), random=lambda size: chance.draw("null-salt", context, size))
    return Entry(made["id"], "", jcs(made))


def _shuffled(entries: list[Entry], day: date) -> list[Entry]:
    """In an order that tells nothing: by a random key for each place."""
    keys = [chance.draw("shuffle", f"{day}:{place}") for place in range(len(entries))]
    return [entry for _, entry in sorted(zip(keys, entries, strict=True), key=lambda pair: pair[0])]
