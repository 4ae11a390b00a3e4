# SPDX-License-Identifier: AGPL-3.0-or-later
"""A thread as its facts left it: opening one or many, and adding one fact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db.models import QuerySet

from answerable.core.ask import Ask, Mode, evolve, replay
from answerable.core.attester import live
from answerable.core.body import Body, Tree
from answerable.core.handler import Handler
from answerable.core.move import Fact
from answerable.storage import journal, models, places, projection, shape, vault
from answerable.storage.inserting import insert
from answerable.storage.journal import Noted, Signed
from answerable.storage.places import Place

__all__ = ["Noted", "Signed", "Thread", "add", "begin", "each_thread", "open_thread", "open_threads", "pass_on", "soon"]

AT_ONCE: Final = 500


@dataclass
class Thread:
    """One living thread. `ask` is the replay of its facts; `row` its projection; `seats` all who may matter to it."""

    row: models.Ask
    body: Body
    noted: list[Noted]
    ask: Ask
    seats: list[models.Seat] = field(default_factory=list)
    mark_key: str = ""

    @property
    def handlers(self) -> tuple[Handler, ...]:
        return shape.handlers_of(self.seats)

    @property
    def next(self) -> dict[str, Any]:
        """What the asker's next signed move carries."""
        return {"number": self.row.number + 1, "prev": self.row.last}

    @property
    def signing_key(self) -> str | None:
        """The key that an asker's moves are signed with; None where they come through this server."""
        return self.mark_key if self.ask.mode is Mode.KEYED else None


def open_threads(asks: QuerySet[models.Ask], tree: Tree) -> list[Thread]:
    """The threads of a query: always two statements, however many asks it finds.

    A row whose key is gone was erased after this database was copied (an older copy was put back): it is not there.
    """
    rows = [row for row in asks.select_related("body", "asker") if vault.has_key(row.id)]
    facts = journal.read(asks.order_by().values("id"))
    return [_thread(row, tree[row.body.code], facts.get(row.id, [])) for row in rows]


def each_thread(asks: QuerySet[models.Ask], tree: Tree) -> Iterator[Thread]:
    """The threads of a query by their codes, a piece at a time: for whatever goes through very many."""
    codes, last = asks.order_by("code").values_list("code", flat=True), ""
    while piece := list(codes.filter(code__gt=last)[:AT_ONCE]):
        yield from open_threads(asks.filter(code__gt=last, code__lte=piece[-1]).order_by("code"), tree)
        last = piece[-1]


def open_thread(row: models.Ask, place: Place | None = None) -> Thread:
    """One thread with everybody who may matter to it. `place` where this very write has changed the body."""
    there = place or places.by_id(row.body_id)
    row.body = there.row
    thread = _thread(row, there.body, journal.read([row.id]).get(row.id, []))
    thread.seats = [*there.seats, *_seats_elsewhere(thread.ask, there)]
    return thread


def _seats_elsewhere(ask: Ask, place: Place) -> list[models.Seat]:
    """Whoever reads or backs this ask from a body that it stood with before, and its attesters."""
    named = ask.readers | ask.backups | live(ask.attesters)
    missing = sorted(named - {seat.code for seat in place.seats})
    return list(models.Seat.objects.filter(code__in=missing).select_related("body").order_by("code"))


def _thread(row: models.Ask, body: Body, noted: list[Noted]) -> Thread:
    ask = replay(each.fact for each in noted)
    if ask is None:
        raise RuntimeError("a thread without facts")
    return Thread(row, body, noted, ask, mark_key=row.asker.mark_key)


def begin(
    row: models.Ask, body: Body, fact: Fact, signed: Signed, *, seats: Iterable[models.Seat], mark_key: str
) -> Thread:
    """The first fact of a new thread; `row` is saved with it."""
    thread = Thread(row, body, [], evolve(None, fact), list(seats), mark_key)
    projection.put(row, thread.ask)
    _number(thread, signed)
    insert([row])
    projection.put_people(row, None, thread.ask, thread.seats)
    _note(thread, fact, signed)
    return thread


def add(thread: Thread, fact: Fact, signed: Signed | None = None) -> Thread:
    """Append one fact, evolve, and bring the projection up to date."""
    given, before = signed or Signed(), thread.ask
    thread.ask = evolve(before, fact)
    _note(thread, fact, given)
    _number(thread, given)
    projection.put(thread.row, thread.ask)
    thread.row.look_date = thread.row.look_date and soon(fact.day)  # its end may be another one now
    thread.row.save(force_update=True)
    projection.put_people(thread.row, before, thread.ask, thread.seats)
    return thread


def pass_on(thread: Thread, fact: Fact, to: models.Body) -> Thread:
    """The same for a transfer: the row then stands with the other body. Its entry still names the old one."""
    thread.row.body = to
    return add(thread, fact)


def soon(day: date) -> date:
    """In the night to come, written so that the row tells only the month of what happened, as the journal does."""
    return day.replace(day=1)


def _number(thread: Thread, signed: Signed) -> None:
    if signed.number is not None:
        thread.row.number, thread.row.last = signed.number, signed.digest


def _note(thread: Thread, fact: Fact, signed: Signed) -> None:
    thread.noted.append(journal.append(thread.row, standing(thread), fact, signed, thread.noted))


def standing(thread: Thread) -> journal.Standing:
    return journal.Standing(thread.ask, thread.body, thread.signing_key)
