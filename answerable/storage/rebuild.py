# SPDX-License-Identifier: AGPL-3.0-or-later
"""Replays every living thread from its facts and compares it with what is stored; an erased one with its tombstone.

Says codes and columns, never content.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, QuerySet

from answerable.core.attester import live
from answerable.core.move import ASKERS
from answerable.sealing.errors import Refusal
from answerable.storage import journal, keyfile, models, projection, shape
from answerable.storage.threads import Signed, Thread, open_threads
from answerable.storage.writer import write

AT_ONCE: Final = 500
PEOPLE: Final = ("readers__seat", "backups__seat", "attesters__seat")


def rebuild() -> dict[str, Any]:
    """{living, erased, differences}: nothing is changed."""
    wrong, living = list[str](), 0
    for thread, numbers in _living():
        living += 1
        wrong += [f"{thread.row.code}: {name}" for name in differences(thread, numbers)]
    wrong += [f"tombstone: {name}" for name in _tombstones()] + [f"journal: {name}" for name in _strays()]
    return {"living": living, "erased": models.Tombstone.objects.count(), "differences": wrong}


def _living() -> Iterator[tuple[Thread, list[int]]]:
    """Every living thread with the numbers of its envelopes, a piece at a time: what is held in memory, and how many
    statements one thread takes, does not grow with how many there are.
    """
    codes = models.Ask.objects.order_by("code").values_list("code", flat=True)
    tree, last = shape.tree(), ""
    while piece := list(codes.filter(code__gt=last)[:AT_ONCE]):
        asks = models.Ask.objects.filter(code__gt=last, code__lte=piece[-1]).order_by("code")
        numbers = _numbers(asks)
        for thread in open_threads(asks.prefetch_related(*PEOPLE), tree):
            yield thread, numbers[thread.row.id]
        last = piece[-1]


def _numbers(asks: QuerySet[models.Ask]) -> dict[UUID, list[int]]:
    found: dict[UUID, list[int]] = defaultdict(list)
    envelopes = models.Envelope.objects.filter(row_key__in=asks.order_by().values("id")).order_by("number")
    for row_key, number in envelopes.values_list("row_key", "number"):
        found[row_key].append(number)
    return found


def differences(thread: Thread, numbers: list[int]) -> list[str]:
    """What of one living thread, and of the numbers of its envelopes, does not follow from its facts."""
    wrong = [*projection.differences(thread.row, thread.ask), *_chain(thread), *_entries(thread)]
    return wrong if numbers == list(range(1, len(thread.noted) + 1)) else [*wrong, "envelopes"]


def _chain(thread: Thread) -> Iterator[str]:
    """The asker's signed moves: numbered from 1 without a gap, each naming the one before."""
    last, own = "", _signed(thread)
    for place, signed in enumerate(own, 1):
        if (signed.number, signed.prev) != (place, last):
            yield "chain"
        last = signed.digest
    if (thread.row.number, thread.row.last) != (len(own), last):
        yield "number"


def _signed(thread: Thread) -> list[Signed]:
    return [each.signed for each in thread.noted if each.fact.by in ASKERS and each.signed.number is not None]


def _entries(thread: Thread) -> Iterator[str]:
    before: str | None = None
    for noted in thread.noted:
        try:
            journal.check(noted)
        except Refusal:
            yield "commitment"
        if noted.fields["re"] != before:
            yield "entry order"
        before = noted.entry["id"]


def _tombstones() -> Iterator[str]:
    """Of an erased thread there are a tombstone and envelopes, and no key, row or payload."""
    ended = models.Tombstone.objects.values("id")
    if models.Ask.objects.filter(id__in=ended).exists():
        yield "row"
    if models.Payload.objects.filter(envelope__row_key__in=ended).exists():
        yield "payload"
    if any(keyfile.current().read(ident) is not None for ident in ended.values_list("id", flat=True)):
        yield "key"


def _strays() -> Iterator[str]:
    """Payloads belong to living threads, and living threads have keys."""
    living = models.Ask.objects.order_by().values("id")
    strays = models.Payload.objects.exclude(envelope__row_key__in=living).aggregate(n=Count("envelope"))["n"]
    if strays:
        yield f"{strays} payloads"
    if any(keyfile.current().read(ident) is None for ident in living.values_list("id", flat=True)):
        yield "row key"


@write
def mend() -> int:
    """Write every projection anew from its facts; how many threads had differed."""
    mended = 0
    for thread, numbers in _living():
        if differences(thread, numbers):
            _mend(thread)
            mended += 1
    return mended


def _mend(thread: Thread) -> None:
    row, ask = thread.row, thread.ask
    row.body = models.Body.objects.get(code=ask.body)
    projection.put(row, ask)
    own = _signed(thread)
    row.number, row.last = len(own), own[-1].digest if own else ""
    row.save(force_update=True)
    models.Reader.objects.filter(ask=row).delete()
    models.Reader.objects.bulk_create([models.Reader(ask=row, seat=seat) for seat in _seats(ask.readers)])
    models.Backup.objects.filter(ask=row).delete()
    models.Backup.objects.bulk_create([models.Backup(ask=row, seat=seat) for seat in _seats(ask.backups)])
    models.Attester.objects.filter(ask=row).delete()
    attesting = _seats(live(ask.attesters))
    models.Attester.objects.bulk_create([models.Attester(ask=row, seat=seat) for seat in attesting])


def _seats(codes: Iterable[str]) -> Iterable[models.Seat]:
    return models.Seat.objects.filter(code__in=codes).order_by("code")
