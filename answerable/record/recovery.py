# SPDX-License-Identifier: AGPL-3.0-or-later
"""After an older copy of the store was put back: the log takes from what was published all that it no longer knows.

What threads said since that copy is lost and stays lost; the log of it does not, so that no second history begins.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from answerable.core.errors import Refused
from answerable.core.words import N_
from answerable.record import keeping, names, opening, publishing
from answerable.record.keeping import open_entry
from answerable.record.offline.leaves import Leaf, Wrong, parse_leaf
from answerable.record.offline.source import Absent, Source
from answerable.storage import models
from answerable.storage.writer import write
from answerable.tlog.checkpoint import Checkpoint, open_checkpoint
from answerable.tlog.errors import Invalid
from answerable.tlog.keys import parse_vkey
from answerable.tlog.merkle import leaf_hash
from answerable.tlog.tiles import WIDTH, entries_path, parse_bundle

NOT_OURS: Final = N_("No head of this server's record stands there, or it is damaged.")
NOT_NEWER: Final = N_("The record there is not newer than the one here. Nothing was changed.")
CONTRADICTS: Final = N_(
    "The record there does not begin with the one here: somebody wrote a second history. Nothing was changed. Compare "
    "them with `answerable record compare`."
)
NEW_KEY: Final = N_("The record got a new key since this copy. Restore a key file from after that day first.")


def catch_up(source: Source, day: date) -> int:
    """Returns how many entries were taken. Raises Refused; then nothing was changed."""
    row = keeping.log()
    head = _head(source, row)
    if head.size <= row.size:
        return _go_on_from(head, row)
    raws = list(_entries(source, row.size, head.size))
    grown = keeping.frontier(row)
    grown.extend(leaf_hash(raw) for raw in raws)
    if grown.root() != head.root:
        raise Refused(CONTRADICTS)
    leaves = [_leaf(raw) for raw in raws]
    if any(leaf.kind == "key" for leaf in leaves):
        raise Refused(NEW_KEY)
    start = row.size
    _take(start, raws, leaves, _days(source, start))
    _restore_figures(source, leaves)
    _note_tallies(start, leaves)
    names.restored().unlink(missing_ok=True)
    if publishing.check_current():
        close_openings(day)
    return len(raws)


def _go_on_from(head: Checkpoint, row: models.Log) -> int:
    """After a restore: the operator named a place that holds the newest head there is, and it is this one."""
    if not names.restored().exists() or head.size < row.size or head.root != keeping.frontier(row).root():
        raise Refused(NOT_NEWER)
    names.restored().unlink()
    publishing.check_current()
    return 0


def _head(source: Source, row: models.Log) -> Checkpoint:
    try:
        return open_checkpoint(source.fetch("checkpoint"), row.origin, [parse_vkey(row.vkey)])
    except (Absent, Invalid):
        raise Refused(NOT_OURS) from None


def _entries(source: Source, start: int, size: int) -> Iterator[bytes]:
    for bundle in range(start // WIDTH, -(-size // WIDTH)):
        width = min(WIDTH, size - bundle * WIDTH)
        try:
            found = parse_bundle(source.fetch(entries_path(bundle, width)), width)
        except (Absent, Invalid):
            raise Refused(NOT_OURS) from None
        yield from found[max(start - bundle * WIDTH, 0) :]


def _leaf(raw: bytes) -> Leaf:
    try:
        return parse_leaf(raw)
    except Wrong:
        raise Refused(NOT_OURS) from None


def _days(source: Source, size: int) -> list[models.Batch]:
    lines = (line.split(" ") for line in source.fetch("checkpoints/index").decode("ascii").splitlines())
    return [models.Batch(size=int(at), day=date.fromisoformat(day)) for at, day in lines if int(at) > size]


@write
def _take(start: int, raws: list[bytes], leaves: list[Leaf], batches: list[models.Batch]) -> None:
    """All of it in one write: leaves, days, and what waited here and stands there already."""
    row = keeping.log()
    models.Leaf.objects.bulk_create(
        models.Leaf(index=start + place, code=leaf.fields["id"], kind=leaf.kind, raw=raw)
        for place, (raw, leaf) in enumerate(zip(raws, leaves, strict=True))
    )
    models.Batch.objects.bulk_create(batches)
    models.WaitingLeaf.objects.filter(code__in=[leaf.fields["id"] for leaf in leaves]).delete()
    grown = keeping.frontier(row)
    grown.extend(leaf_hash(raw) for raw in raws)
    row.size, row.frontier = grown.size, [one.hex() for one in grown.dump()]
    row.save(update_fields=["size", "frontier"])


def _restore_figures(source: Source, leaves: list[Leaf]) -> None:
    """Released figures are public, so they are where the record is."""
    for leaf in leaves:
        if leaf.kind == "release":
            _restore(json.loads(source.fetch(f"releases/{leaf.fields['month']}/{leaf.fields['level']}.json")))


@write
def _restore(shown: dict[str, Any]) -> None:
    month, level = shown["month"], shown["level"]
    models.ReleasedFigure.objects.bulk_create(
        models.ReleasedFigure(month=month, level=level, **each) for each in shown["figures"]
    )
    models.ReleasedLine.objects.bulk_create(
        models.ReleasedLine(month=month, body=level, line=each) for each in shown["lines"]
    )


@write
def _note_tallies(start: int, leaves: list[Leaf]) -> None:
    """Which asks they counted is lost with the copy: an empty list says so, and nobody is told of being left out."""
    models.Tally.objects.bulk_create(
        models.Tally(leaf_id=start + place, month=leaf.fields["month"], level=leaf.fields["level"], elements=b"")
        for place, leaf in enumerate(leaves)
        if leaf.kind == "tally"
    )


@write
def close_openings(day: date) -> None:
    """Lines that were shown since the copy, or taken back while nothing could enter: what opens them is gone, and the
    record says so.
    """
    open_now: set[int] = set()
    for raw in (
        models.Leaf.objects.filter(kind__in=("opened", "redaction")).order_by("index").values_list("raw", flat=True)
    ):
        leaf = json.loads(bytes(raw))
        (open_now.add if leaf["type"] == "opened" else open_now.discard)(leaf["index"])
    lost = open_now - opening.indexes()
    if lost:
        on = keeping.day_for_taking(day).isoformat()
        keeping.append([open_entry("redaction", on, context=str(at), index=at) for at in sorted(lost)])
