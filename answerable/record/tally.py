# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which asks a month's figures counted: each asker, and nobody else, can find hers in what the record committed to.

For each level a tree over elements of 32 bytes, padded to a step and in an order that tells nothing. An element is made
with a salt from the thread's row key, so that it means nothing to anybody once the thread is erased.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from answerable import chance
from answerable.record import keeping
from answerable.record.batch import step
from answerable.record.keeping import Entry, open_entry
from answerable.record.offline.tally import element
from answerable.sealing import labels
from answerable.sealing.wire import b64, jcs, sha256_hex
from answerable.storage import models, vault
from answerable.tlog.encoding import HASH_BYTES, print_base64
from answerable.tlog.merkle import inclusion_proof, leaf_hash, root_of, tree_of

Counted = Mapping[str, Collection[tuple[UUID, str]]]  # by level: (row key, id of the leaf of the lodging)
MOST_MONTHS: Final = 6


def enter(month: str, counted: Counted, day: date) -> None:
    """Inside a write: a `release` and a `tally` leaf for each level, and what proves a membership later."""
    leaves: list[Entry] = []
    rows: list[models.Tally] = []
    for level, asks in counted.items():
        elements = _elements(month, level, asks)
        root = print_base64(root_of([leaf_hash(each) for each in elements]))
        digest = sha256_hex(jcs(figures(month, level)))
        made = _entry("tally", day, month, level, size=len(elements), root=root)
        leaves += [_entry("release", day, month, level, digest=digest), made]
        rows.append(models.Tally(leaf_id=-1, month=month, level=level, elements=b"".join(elements)))
    size = keeping.append(leaves)
    for place, row in enumerate(rows):
        row.leaf_id = size - len(leaves) + 2 * place + 1
    models.Tally.objects.bulk_create(rows)


def _entry(kind: str, day: date, month: str, level: str, **fields: object) -> Entry:
    return open_entry(kind, day.isoformat(), context=f"{month}:{level}", month=month, level=level, **fields)


def _elements(month: str, level: str, asks: Collection[tuple[UUID, str]]) -> list[bytes]:
    made = [element(_salt(row, month, level), leaf) for row, leaf in asks]
    padding = (chance.draw("tally", f"{month}:{level}:{place}") for place in range(step(len(made)) - len(made)))
    return sorted([*made, *padding])


def _salt(row: UUID, month: str, level: str) -> bytes:
    return vault.derive(row, labels.TALLY, f"{month}:{level}")


def memberships(row: UUID, leaf: str, since: str) -> list[dict[str, Any]]:
    """Of the newest months from `since` (YYYY-MM) on: {month, level, leaf, id, salt, index, hashes}, newest first.

    `level` is null, and nothing but the month stands beside it, where this ask counted nowhere.
    """
    kept = models.Tally.objects.filter(month__gte=since).exclude(elements=b"")  # empty: lost with an older copy
    months = kept.order_by("-month").values_list("month", flat=True)
    return [_membership(row, leaf, month) for month in months.distinct()[:MOST_MONTHS]]


def _membership(row: UUID, leaf: str, month: str) -> dict[str, Any]:
    for each in models.Tally.objects.filter(month=month).select_related("leaf").order_by("leaf"):
        salt = _salt(row, month, each.level)
        elements = _split(bytes(each.elements))
        mine = element(salt, leaf)
        if mine in elements:
            hashes = [leaf_hash(one) for one in elements]
            index = elements.index(mine)
            return {
                "month": month, "level": each.level, "leaf": bytes(each.leaf.raw).decode(), "id": each.leaf.code,
                "salt": b64(salt), "index": index, "hashes": [print_base64(one) for one in _path(hashes, index)],
            }  # fmt: skip
    return {"month": month, "level": None}


def _split(raw: bytes) -> list[bytes]:
    return [raw[at : at + HASH_BYTES] for at in range(0, len(raw), HASH_BYTES)]


def _path(hashes: Sequence[bytes], index: int) -> list[bytes]:
    return inclusion_proof(tree_of(hashes), index, len(hashes))


def figures(month: str, level: str) -> dict[str, Any]:
    """What was released of a level: the very bytes (in JCS) whose digest stands in the record."""
    found = models.ReleasedFigure.objects.filter(month=month, level=level).order_by("door", "fact")
    lines = models.ReleasedLine.objects.filter(month=month, body=level).order_by("line")
    return {
        "month": month,
        "level": level,
        "figures": list(found.values("door", "fact", "band", "of", "missing", "bodies")),
        "lines": list(lines.values_list("line", flat=True)),
    }
