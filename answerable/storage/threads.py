# SPDX-License-Identifier: AGPL-3.0-or-later
"""A thread as its facts left it: reading the journal, and appending one fact to it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from answerable import chance
from answerable.core.ask import Ask, evolve, replay
from answerable.core.body import Body
from answerable.core.clocks import due
from answerable.core.handler import Handler
from answerable.core.move import Fact, Move, Role
from answerable.sealing.entry import commit, entry_fields
from answerable.sealing.wire import b64, jcs, value_digest
from answerable.storage import models, projection, shape, vault

PURPOSE = "payload"


@dataclass(frozen=True)
class Signed:
    """How an asker's move was signed. Empty where it came through the host, or is somebody else's."""

    number: int | None = None
    prev: str = ""
    signature: str = ""
    digest: str = ""


@dataclass(frozen=True)
class Noted:
    """A fact as the journal keeps it, with what will open its entry in the record."""

    fact: Fact
    signed: Signed
    entry: Mapping[str, str]


@dataclass
class Thread:
    """One living thread. `ask` is the replay of its facts; `row` its projection."""

    row: models.Ask
    body: Body
    noted: list[Noted]
    ask: Ask
    seats: list[models.Seat] = field(default_factory=list)
    mark_key: str | None = None

    @property
    def handlers(self) -> tuple[Handler, ...]:
        return shape.handlers_of(self.seats)

    @property
    def next(self) -> dict[str, Any]:
        """What the asker's next signed move carries."""
        return {"number": self.row.number + 1, "prev": self.row.last}


def open_threads(rows: Iterable[models.Ask]) -> list[Thread]:
    """The threads of these asks: one statement for all payloads."""
    found = list(rows)
    facts: dict[UUID, list[Noted]] = defaultdict(list)
    payloads = models.Payload.objects.filter(envelope__row_key__in=[row.id for row in found])
    for payload in payloads.select_related("envelope").order_by("envelope__row_key", "envelope__number"):
        facts[payload.envelope.row_key].append(_noted(payload))
    return [_thread(row, facts[row.id]) for row in found]


def open_thread(row: models.Ask) -> Thread:
    """One thread with everybody who may matter to it."""
    thread = open_threads([row])[0]
    thread.seats = seats_of(row)
    return thread


def seats_of(row: models.Ask) -> list[models.Seat]:
    """The seats of the body and its second line, and everybody who reads or backs this ask."""
    seats = {seat.code: seat for seat in shape.seats_for(row.body)}
    named = models.Seat.objects.filter(reads__ask=row) | models.Seat.objects.filter(backs__ask=row)
    seats |= {seat.code: seat for seat in named.select_related("body").distinct()}
    return [seats[code] for code in sorted(seats)]


def _thread(row: models.Ask, noted: list[Noted]) -> Thread:
    ask = replay(each.fact for each in noted)
    if ask is None:
        raise RuntimeError("a thread without facts")
    return Thread(row, shape.body_of(row.body), noted, ask, mark_key=row.asker.mark_key or None)


def _noted(payload: models.Payload) -> Noted:
    held = json.loads(vault.unwrap(payload.envelope.row_key, PURPOSE, payload.blob))
    fact = held["fact"]
    return Noted(
        Fact(Move(fact["move"]), Role(fact["by"]), fact["actor"], date.fromisoformat(fact["day"]), fact["value"]),
        Signed(**held["signed"]),
        held["entry"],
    )


def begin(row: models.Ask, body: Body, fact: Fact, signed: Signed, mark_key: str | None) -> Thread:
    """The first fact of a new thread; `row` is saved with it."""
    ask = evolve(None, fact)
    thread = Thread(row, body, [], ask, mark_key=mark_key)
    projection.put(row, ask, body)
    _number(thread, signed)
    row.save(force_insert=True)
    _append(thread, fact, signed)
    return thread


def add(thread: Thread, fact: Fact, signed: Signed | None = None) -> Thread:
    """Append one fact, evolve, and bring the projection up to date."""
    given = signed or Signed()
    thread.ask = evolve(thread.ask, fact)
    _append(thread, fact, given)
    _number(thread, given)
    projection.put(thread.row, thread.ask, thread.body)
    thread.row.save(force_update=True)
    return thread


def _number(thread: Thread, signed: Signed) -> None:
    if signed.number is not None:
        thread.row.number, thread.row.last = signed.number, signed.digest


def _append(thread: Thread, fact: Fact, signed: Signed) -> None:
    row, number = thread.row, len(thread.noted) + 1
    entry = _entry(thread, fact, signed, number)
    noted = Noted(fact, signed, entry)
    envelope = models.Envelope.objects.create(
        id=UUID(bytes=chance.draw("envelope", f"{row.code}:{number}", 16), version=4),
        row_key=row.id,
        number=number,
        month=fact.day.isoformat()[:7],
    )
    models.Payload.objects.create(envelope=envelope, blob=vault.wrap(row.id, PURPOSE, _bytes(noted)))
    thread.noted.append(noted)


def _entry(thread: Thread, fact: Fact, signed: Signed, number: int) -> dict[str, str]:
    """The entry that the record will take up: its id, its salt and its commitment."""
    context = f"{thread.row.code}:{number}"
    salt = chance.draw("salt", context)
    before = thread.noted[-1].entry["id"] if thread.noted else ""
    answer_by = due(thread.ask, thread.body).answer_by
    fields = entry_fields(
        type=str(fact.move),
        body=thread.body.code,
        thread=thread.row.code,
        kind=thread.ask.kind,
        day=fact.day.isoformat(),
        due=answer_by.isoformat() if answer_by else None,
        re=before or None,
        prev=signed.prev or None,
        key=thread.mark_key,
        signature=signed.signature or None,
        value=value_digest(dict(fact.value)),
    )
    return {"id": chance.code("entry", context), "salt": b64(salt), "c": commit(salt, fields)}


def _bytes(noted: Noted) -> bytes:
    fact = noted.fact
    return jcs(
        {
            "fact": {
                "move": str(fact.move),
                "by": str(fact.by),
                "actor": fact.actor,
                "day": fact.day.isoformat(),
                "value": dict(fact.value),
            },
            "signed": {
                "number": noted.signed.number,
                "prev": noted.signed.prev,
                "signature": noted.signed.signature,
                "digest": noted.signed.digest,
            },
            "entry": dict(noted.entry),
        }
    )


def with_body(thread: Thread, row: models.Body) -> Thread:
    """The thread as it stands with another body (after a transfer)."""
    thread.row.body = row
    return replace(thread, body=shape.body_of(row))
