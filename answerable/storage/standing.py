# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the rows and the key file say about the state of an installation; nothing is changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from answerable.core import health, steady
from answerable.core.errors import Refused
from answerable.core.handler import HandlerStage
from answerable.core.health import OTHERS, Trouble, counted
from answerable.storage import keyfile, models, queries, shape

DAILY: Final = "forget"
"""The job that every day brings, and whose absence means that a promise to forget is not kept."""
SAID_RIGHT: Final = "clock"
"""In the ledger of jobs: the day on which somebody said that the clock is right."""


def of_key_file(at: Path) -> Iterator[Trouble]:
    """The file itself; none of the checks of single keys means anything where this says that it is not one."""
    if not at.exists():
        yield Trouble("keys-missing")
        return
    if at.stat().st_mode & OTHERS:
        yield Trouble("keys-open")
    if _keys(at) is None:
        yield Trouble("keys-damaged")


def _keys(at: Path) -> frozenset[UUID] | None:
    try:
        return frozenset(keyfile.parse(at.read_bytes())[0])
    except (Refused, ValueError, FileNotFoundError):
        return None


def of_keys(at: Path) -> Iterator[Trouble]:
    """Every living thread and the record have a key. Asked before and after, because a server may go on meanwhile."""
    before = _living()
    keys = _keys(at)
    if keys is None:
        return
    yield from counted("row-key-missing", len((before & _living()) - keys))
    log = models.Log.objects.first()
    if log is not None and log.key not in keys:
        yield Trouble("log-key-missing")


def _living() -> frozenset[UUID]:
    return frozenset(models.Ask.objects.values_list("id", flat=True))


def of_days(now: datetime) -> Iterator[Trouble]:
    """Jobs that were not done, and days that have not come yet."""
    done = list(models.JobDay.objects.values_list("done", flat=True))
    batches = [day.isoformat() for day in models.Batch.objects.order_by("-day").values_list("day", flat=True)[:1]]
    last = steady.newest((queries.job_done(DAILY), queries.job_done(SAID_RIGHT)), now.date())
    yield from health.of_days(last, [*done, *batches], now.date())


def of_notices(today: date) -> Iterator[Trouble]:
    """A notice of an earlier day that still waits; one of today may be on its way."""
    waits = models.Notice.objects.filter(day__lt=today).values("account").distinct().count()
    yield from counted("notices-wait", waits)


def of_installation() -> Iterator[Trouble]:
    if not queries.installation()["is_set_up"]:
        yield Trouble("not-said")


def of_bodies(now: datetime) -> Iterator[Trouble]:
    """Doors, backups, terms and time zones. Where days cannot be counted, nothing else is said."""
    bodies = shape.tree().values()
    days = {each.code: day for each in bodies if (day := _day(each.time_zone, now)) is not None}
    yield from counted("zone-unknown", len(bodies) - len(days))
    seats = models.Seat.objects.filter(stage=HandlerStage.ACTIVE).select_related("body")
    yield from health.of_bodies(bodies, shape.handlers_of(seats), {**days, "": now.astimezone(UTC).date()})


def _day(zone: str, now: datetime) -> date | None:
    try:
        return now.astimezone(ZoneInfo(zone)).date()
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
