# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening a leaf to everybody, as its asker chose, and taking that back: the leaf stays, what opens it goes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from answerable.core.errors import Denied, Refused
from answerable.core.words import N_
from answerable.record import keeping
from answerable.record.keeping import open_entry
from answerable.storage import models

NOT_YET = N_("This line enters the record with tonight's batch. It can be shown from tomorrow on.")
SHOWN = N_("This line is shown already.")


def open_leaf(code: str, salt: str, fields: dict[str, Any], day: date) -> int:
    """Inside a write: what opens this leaf is shown to everybody. Returns its index. Refused before its batch."""
    leaf = models.Leaf.objects.filter(code=code, kind="").first()
    if leaf is None:
        raise Refused(NOT_YET)
    if models.Opening.objects.filter(leaf=leaf).exists():
        raise Refused(SHOWN)
    models.Opening(leaf=leaf, shown={"salt": salt, "fields": fields}).save(force_insert=True)
    keeping.append([open_entry("opened", day.isoformat(), index=leaf.index)])
    return leaf.index


def times(indexes: Collection[int]) -> Counter[int]:
    """How often each of these leaves was shown or shown no longer: so many `opened` and `redaction` leaves name it."""
    if not indexes:
        return Counter()
    rows = models.Leaf.objects.filter(kind__in=("opened", "redaction")).values_list("raw", flat=True)
    named = (int(json.loads(bytes(raw))["index"]) for raw in rows.iterator())
    return Counter(index for index in named if index in indexes)


def redact(codes: Iterable[str], day: date) -> int:
    """Inside a write: whatever was shown of these leaves is shown no longer, and the record says so. How many.

    Where the record may not grow it says so later (`recovery.close_openings`): whoever takes back waits for nobody.
    """
    shown = list(models.Opening.objects.filter(leaf__code__in=list(codes)).order_by("leaf"))
    if shown and not keeping.is_behind():
        on = keeping.day_for_taking(day).isoformat()
        keeping.append([open_entry("redaction", on, index=each.leaf_id) for each in shown])
    if shown:
        models.Opening.objects.filter(leaf__in=[each.leaf_id for each in shown]).delete()
    return len(shown)


def redact_one(code: str, day: date) -> None:
    """The same for one that must be shown now. Raises Denied."""
    if not redact([code], day):
        raise Denied


def index_of(code: str) -> int | None:
    """The place of a thread leaf, None before its batch."""
    return models.Leaf.objects.filter(code=code, kind="").values_list("index", flat=True).first()


def indexes() -> frozenset[int]:
    """The places of all leaves that are shown."""
    return frozenset(models.Opening.objects.values_list("leaf", flat=True))


def shown(codes: Iterable[str]) -> frozenset[str]:
    """Which of these leaves are shown."""
    return frozenset(models.Opening.objects.filter(leaf__code__in=list(codes)).values_list("leaf__code", flat=True))
