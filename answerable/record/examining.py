# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is wrong with the record as it stands: its head, its witnesses, its files. Nothing is signed or changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from answerable.core import health
from answerable.core.errors import Refused
from answerable.core.health import Trouble, counted
from answerable.record import cosigning, keeping, names, policy, publishing
from answerable.storage import models, queries
from answerable.tlog.checkpoint import Checkpoint, parse_checkpoint
from answerable.tlog.errors import Invalid
from answerable.tlog.keys import parse_vkey
from answerable.tlog.note import parse_note

HOURLY: Final = "head"  # the job that publishes


def of_record(now: datetime) -> Iterator[Trouble]:
    """Everything about one record; nothing where none was begun."""
    row = models.Log.objects.first()
    if row is None:
        return
    if row.origin != names.origin():
        yield Trouble("other-origin")
    try:
        policy.cosigners()
    except Refused:
        yield Trouble("witnesses-unreadable")
        return
    try:
        head = _head()
    except (Invalid, ValueError):
        yield Trouble("head-unreadable")
        return
    yield from health.of_head(_hour(), row.size, now)
    yield from _of_published(head)
    yield from _of_witnesses(now)


def _of_published(head: Checkpoint | None) -> Iterator[Trouble]:
    if publishing.is_older_copy():
        yield Trouble("record-behind")
    if head is not None:
        yield from counted("tile-missing", len(publishing.missing(head.size)))
        yield from counted("archive-missing", len(_unarchived(head.size)))


def _hour() -> datetime | None:
    """The hour in which a head went out last, by the jobs' own ledger and clock; None where none stands."""
    done = queries.job_done(HOURLY)
    return datetime.fromisoformat(f"{done}:00+00:00") if done and publishing.path("checkpoint").exists() else None


def _head() -> Checkpoint | None:
    """The newest head that stands here, None for none yet."""
    at = publishing.path("checkpoint")
    return parse_checkpoint(parse_note(at.read_bytes()).text) if at.exists() else None


def _unarchived(size: int) -> list[str]:
    """The days of batches whose head or whose line in the index is not there. The newest may be on its way."""
    index = publishing.path("checkpoints/index")
    lines = set(index.read_text("utf-8").splitlines()) if index.exists() else set()
    batches = list(models.Batch.objects.filter(size__lt=size).order_by("size"))
    return [each.day.isoformat() for each in batches if not _is_archived(each, lines)]


def _is_archived(batch: models.Batch, lines: set[str]) -> bool:
    return f"{batch.size} {batch.day}" in lines and publishing.path(f"checkpoints/{batch.size}").exists()


def _of_witnesses(now: datetime) -> Iterator[Trouble]:
    listed = policy.cosigners()
    if not any(each.outside for each in listed):
        yield Trouble("no-witness-outside")
    if not listed:
        return
    answers = cosigning.answering(parse_vkey(keeping.log().vkey))
    yield from counted("witness-silent", len(listed) - answers)
    if publishing.path("checkpoint").exists():
        times = [each.time for each in cosigning.seen(publishing.read("checkpoint"))]
        yield from health.of_cosigned(times, now)
