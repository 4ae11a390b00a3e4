# SPDX-License-Identifier: AGPL-3.0-or-later
"""A desk: what waits for the seats of one account.

Every list runs the same statements in the same order whatever exists, and finds an ask only through a row that names
one of these seats, or, where an ended body's asks came over, through the body that took them (rules 21 and 23).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from answerable.core import readers, silence
from answerable.core.ask import Ask
from answerable.core.body import Body
from answerable.core.errors import Denied
from answerable.core.handler import Handler, is_active, rehearsed
from answerable.core.move import Role
from answerable.core.new_keys import NewKeys
from answerable.core.silence import Signal
from answerable.storage import models, queries, shape
from answerable.storage.access import Actor
from answerable.storage.threads import Thread, open_threads

_LODGED = Q(lodged_date__isnull=False)


@dataclass(frozen=True)
class Reads:
    """An ask that one of the seats reads."""

    ask: Ask
    body: Body
    seat: Handler
    carrier: Handler | None


@dataclass(frozen=True)
class Backs:
    """What the second line learns of one ask. `standby`: a copy of its words could be opened now."""

    body: Body
    seat: Handler
    signals: tuple[Signal, ...]
    standby: bool


@dataclass(frozen=True)
class Duty:
    """An ask that came over from a body that ended, and that nobody here reads yet."""

    body: Body
    before: Body


@dataclass(frozen=True)
class Renewal:
    """Another reader of an ask lost their keys: `seat` may seal it to the new ones once that is due."""

    ask: Ask
    body: Body
    seat: Handler
    other: Handler
    keys: NewKeys


@dataclass(frozen=True)
class Waits:
    """An ask that one of the seats read before it got new keys."""

    seat: Handler
    keys: NewKeys


@dataclass(frozen=True)
class Desk:
    """All lists of one account."""

    seats: tuple[Handler, ...]
    ready: Mapping[str, int]
    reads: tuple[Reads, ...]
    backs: tuple[Backs, ...]
    duties: tuple[Duty, ...]
    renewals: tuple[Renewal, ...] = ()
    waits: tuple[Waits, ...] = ()


def read_desk(actor: Actor, *, at: datetime) -> Desk:
    """The desk of whoever is signed in. Denied for all others."""
    if actor.account is None:
        raise Denied
    mine, account = actor.handlers(at), actor.account.id
    people = _people()
    named = open_threads(_asks(_LODGED & Q(id__in=_named(models.Reader, account))), queries.tree())
    return Desk(
        mine,
        {each.code: _ready(each, people, at) for each in mine},
        tuple(_reads(mine, named, account, at)),
        tuple(_backs(mine, account, people, at)),
        tuple(_duties(mine, account, people, at)),
        tuple(_renewals(mine, named, people, at)),
        tuple(Waits(seat, keys) for thread in named for keys in thread.ask.new_keys for seat in mine
              if seat.code == keys.handler),
    )  # fmt: skip


def _people() -> tuple[Handler, ...]:
    """Every seat there is: whether a reader is left depends on people alone."""
    return shape.handlers_of(models.Seat.objects.select_related("body").order_by("code"))


def _ready(seat: Handler, people: tuple[Handler, ...], at: datetime) -> int:
    """How many readers of a seat's body have rehearsed: what its door waits for."""
    body = queries.tree().get(seat.body)
    return 0 if body is None else len(rehearsed(body, people, queries.today_in(body, at)))


def _renewals(
    mine: tuple[Handler, ...], named: list[Thread], people: tuple[Handler, ...], at: datetime
) -> Iterator[Renewal]:
    by_code = {each.code: each for each in people}
    for thread in named:
        ask, day = thread.ask, queries.today_in(thread.body, at)
        seat = next((each for each in mine if readers.is_reader(ask, each, day)), None)
        for keys in ask.new_keys:
            other = by_code[keys.handler]
            if seat is not None and other.code in ask.readers and is_active(other, day):
                yield Renewal(ask, thread.body, seat, other, keys)


def _reads(mine: tuple[Handler, ...], named: list[Thread], account: UUID, at: datetime) -> list[Reads]:
    found, carriers = [], _carriers(account)
    for thread in named:
        day = queries.today_in(thread.body, at)
        seat = next((each for each in mine if readers.is_reader(thread.ask, each, day)), None)
        if seat is not None:
            carrier = carriers.get(thread.ask.code)
            is_there = carrier is not None and readers.is_reader(thread.ask, carrier, day)
            found.append(Reads(thread.ask, thread.body, seat, carrier if is_there else None))
    return found


def _carriers(account: UUID) -> dict[str, Handler]:
    """Who has taken which of the asks that name one of this account's seats: of no other ask."""
    rows = models.Carrier.objects.filter(ask__in=_named(models.Reader, account))
    return {row.ask.code: shape.handler_of(row.seat) for row in rows.select_related("ask", "seat__body")}


def _named(kind: type[models.Reader] | type[models.Backup], account: UUID) -> Any:
    return kind._default_manager.filter(seat__account=account).values("ask")


def _of_either(*found: Any) -> Q:
    """Asks of any of these queries of ids. An OR would make the store look at every ask there is."""
    first, *others = found
    return Q(id__in=first.union(*others))


def _asks(which: Q) -> QuerySet[models.Ask]:
    return models.Ask.objects.filter(which).order_by("code")


def _backs(mine: tuple[Handler, ...], account: UUID, people: tuple[Handler, ...], at: datetime) -> list[Backs]:
    which = _of_either(_named(models.Backup, account), *_came_over(account, (Role.SECOND_LINE,)))
    threads = open_threads(_asks(_LODGED & which), queries.tree())
    found = [_signals(each, thread, people, at) for thread in threads for each in mine if each.role is Role.SECOND_LINE]
    return [each for each in found if each.signals]


def _signals(seat: Handler, thread: Thread, people: tuple[Handler, ...], at: datetime) -> Backs:
    ask, body, day = thread.ask, thread.body, queries.today_in(thread.body, at)
    signals = tuple(silence.signals_for(seat, ask, body, people, day))
    is_named = seat.code in ask.backups and seat.code not in ask.readers
    return Backs(body, seat, signals, silence.opens_words(signals) and is_named and ask.terms[-1].standby)


def _came_over(account: UUID, roles: tuple[Role, ...]) -> tuple[Any, Any]:
    """Asks that moved to a body in which this account has a seat, and those that its second-line body watches."""
    seats = models.Seat.objects.filter(account=account, role__in=roles).values("body")
    moved = models.Ask.objects.filter(moved=True).order_by().values("id")
    return moved.filter(body__in=seats), moved.filter(body__in=models.Body.objects.filter(second_line__in=seats))


def _duties(mine: tuple[Handler, ...], account: UUID, people: tuple[Handler, ...], at: datetime) -> list[Duty]:
    tree = queries.tree()
    asks = _asks(_LODGED & _of_either(*_came_over(account, (Role.HANDLER,))))
    found = []
    for thread in open_threads(asks, tree):
        ask, body, day = thread.ask, thread.body, queries.today_in(thread.body, at)
        knows = [readers.may_know_fact(ask, each, body, people, day) for each in mine if each.role is Role.HANDLER]
        if any(knows) and not ask.readers and silence.is_waiting(ask, day):
            found.append(Duty(body, tree[ask.moved_bodies[-1]]))
    return found
