# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a body stands, entered whenever it changes: clocks in days, its word on police and the law, its letter."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from answerable.record import keeping
from answerable.record.keeping import Entry, open_entry
from answerable.storage import models
from answerable.storage.writer import write


@write
def refresh(day: date) -> bool:
    """A `clocks` leaf for each body where this changed since its last one. Whether there was any."""
    said = {leaf["body"]: leaf["pledges"] for leaf in _leaves()}
    rows = models.Body.objects.select_related("successor").order_by("code")
    changed = [_entry(row, day) for row in rows if said.get(row.code, {}) != _standing(row)]
    if changed:
        keeping.append(changed)
    return bool(changed)


def _leaves() -> list[dict[str, Any]]:
    found = models.Leaf.objects.filter(kind="clocks").order_by("index").values_list("raw", flat=True)
    return [json.loads(bytes(raw)) for raw in found]


def _standing(row: models.Body) -> dict[str, Any]:
    days = {"joined": row.joined_date, "letter": row.letter_date}
    heir = {"successor": row.successor.code} if row.successor else {}
    said = {name: day.isoformat() for name, day in days.items() if day}
    return {**row.clocks, **row.pledges, **said, **heir, "stage": str(row.stage)}


def _entry(row: models.Body, day: date) -> Entry:
    return open_entry("clocks", day.isoformat(), context=row.code, body=row.code, pledges=_standing(row))
