# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading the other ways to an ask, and what is kept, under its row key, of when it was opened."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from answerable.core.way import OPENED_SHOWN, SUPPORT, count_news
from answerable.sealing.wire import jcs
from answerable.storage import models, vault
from answerable.storage.threads import Thread

OPENED = "opened"
Way = models.Way
Part = dict[str, Any]


def holder(way: models.Way) -> str:
    """The name under which copies of the thread's key for this support person are stored."""
    return f"way:{way.code}"


def holders(row: models.Ask) -> frozenset[str]:
    """Who, beside those whom the facts name, may have a copy of the thread's key."""
    return frozenset(holder(each) for each in row.ways.filter(kind__in=SUPPORT))


def list_ways(thread: Thread) -> list[Part]:
    """{code, kind, recipient, since} of every way there is; the devices of words set aside are not among them."""
    rows = thread.row.ways.filter(past=None).order_by("made_date", "code")
    return [
        {"code": each.code, "kind": each.kind, "recipient": each.recipient, "since": each.made_date.isoformat()}
        for each in rows
    ]


def last_undo(row: models.Ask, today: date) -> date | None:
    """The last day on which a device can bring words back that were set aside; None where there are none."""
    days = row.past_words.filter(until_date__gte=today).order_by("-until_date").values_list("until_date", flat=True)
    found: date | None = days.first()
    return found


def news(thread: Thread) -> int:
    senders = models.SealedFile.objects.filter(ask=thread.row).values_list("sender", flat=True)
    return count_news((each.fact for each in thread.noted), senders)


def opened(row: models.Ask) -> Part:
    """{"days": [[day, way's code or ""], …], "known": how much the asker had seen when she last came}."""
    blob = bytes(row.asker.opened)
    if not blob:
        return {"days": [], "known": 0}
    found: Part = json.loads(vault.unwrap(row.id, OPENED, blob))
    return found


def note_opened(thread: Thread, day: date, way: models.Way | None) -> None:
    """Inside a write: this day, and by which way. Only the asker's own coming counts as having seen what is new."""
    before = opened(thread.row)
    line = [day.isoformat(), way.code if way else ""]
    days = before["days"] if line in before["days"] else [*before["days"], line][-OPENED_SHOWN:]
    known = before["known"] if way else news(thread)
    if (days, known) != (before["days"], before["known"]):
        asker = thread.row.asker
        asker.opened = vault.wrap(thread.row.id, OPENED, jcs({"days": days, "known": known}))
        asker.save(update_fields=["opened"])


def forget_past(today: date) -> int:
    """Words that were set aside, once no device can bring them back; inside a write."""
    gone, _ = models.PastWords.objects.filter(until_date__lt=today).delete()
    return gone
