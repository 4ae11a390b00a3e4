# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a body pledged, in the record whenever it changes: clocks in days, and what it said of police and the law."""

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
    """A `clocks` leaf for each body whose pledges changed since its last one. Whether there was any."""
    said = {leaf["body"]: leaf["pledges"] for leaf in _leaves()}
    rows = models.Body.objects.order_by("code")
    changed = [_entry(row, day) for row in rows if said.get(row.code, {}) != _pledges(row)]
    if changed:
        keeping.append(changed)
    return bool(changed)


def _leaves() -> list[dict[str, Any]]:
    found = models.Leaf.objects.filter(kind="clocks").order_by("index").values_list("raw", flat=True)
    return [json.loads(bytes(raw)) for raw in found]


def _pledges(row: models.Body) -> dict[str, Any]:
    return {**row.clocks, **row.pledges}


def _entry(row: models.Body, day: date) -> Entry:
    return open_entry("clocks", day.isoformat(), context=row.code, body=row.code, pledges=_pledges(row))
