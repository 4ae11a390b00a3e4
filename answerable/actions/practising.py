# SPDX-License-Identifier: AGPL-3.0-or-later
"""Going through a practice ask: this server plays its asker. Nothing of it enters a journal, the record or a figure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from answerable import chance, config
from answerable.actions.sealing_parts import sealed_bytes
from answerable.core import practice as rules
from answerable.core.ask import Ask, replay
from answerable.core.errors import Refused
from answerable.core.handler import HandlerMove, HandlerStage, next_stage
from answerable.core.move import Fact, Move, Role
from answerable.core.value import UNKNOWN, parse_choice
from answerable.core.words import N_
from answerable.sealing import labels
from answerable.sealing.errors import Refusal
from answerable.sealing.message import ASKER, Message, open_message, sign_then_seal
from answerable.sealing.signing import signing_public
from answerable.sealing.threadkey import ThreadKey, make_thread_key, seal_thread_key
from answerable.sealing.wire import b64, jcs, parse_b64
from answerable.storage import models, published, shape, vault
from answerable.storage.access import Actor, read_seat
from answerable.storage.doors import settle_door
from answerable.storage.shape import day_of_seat
from answerable.storage.writer import write

PURPOSE = "practice"
NOT_BEGUN = N_("This practice has ended. Begin it anew; nothing of it is kept.")
UNREADABLE = N_("What you sent could not be opened on the other side. Reload the page and try again.")


@dataclass
class Practice:
    """One practice as it stands. `mark` and `key` are the invented asker's; a true asker's are never here."""

    seat: models.Seat
    facts: list[Fact]
    messages: list[dict[str, Any]]
    mark: bytes
    key: ThreadKey
    copy: str

    @property
    def ask(self) -> Ask:
        found = replay(self.facts)
        assert found is not None
        return found

    @property
    def mark_key(self) -> str:
        return self.key.mark_key


@write
def begin_practice(code: str, *, by: Actor, at: datetime) -> Practice:
    """A new practice ask for one's own seat; one that was begun before is forgotten."""
    seat = read_seat(by, code, at)
    next_stage(HandlerStage(seat.stage), HandlerMove.REHEARSE, by=Role(seat.role))
    made = _invent(seat, day_of_seat(seat, at))
    models.Practice.objects.filter(seat=seat).delete()
    models.Practice(seat=seat, blob=_wrap(made)).save(force_insert=True)
    return made


def _invent(seat: models.Seat, today: date) -> Practice:
    """An asker, a key and first words, as an asker's browser makes them."""
    origin, context = config.current().origin, seat.code
    thread = chance.code(PURPOSE, context)
    invented = rules.INVENTED[chance.draw("practice-which", context, 1)[0] % len(rules.INVENTED)]
    mark = chance.draw("practice-mark", context)
    key = make_thread_key(origin, thread, 1, signing_public(mark), random=_random(context))
    copy = seal_thread_key(key, seat.code, seat.sealing, mark, random=_random(context))
    first = Message(origin, thread, 1, ASKER, 1, "", {"text": _(invented.text)})
    file = b64(sign_then_seal(first, mark, key.recipient, random=_random(context)))
    fact = rules.lodge(thread, invented, _body(seat), shape.handler_of(seat), today)
    return Practice(seat, [fact], [_line(1, ASKER, file)], mark, key, b64(copy))


def _random(context: str) -> Any:
    return lambda size: chance.draw("practice-random", context, size)


def _line(order: int, sender: str, file: str) -> dict[str, Any]:
    return {"order": order, "from": sender, "epoch": 1, "file": file}


def _body(seat: models.Seat) -> Any:
    if seat.body is None:
        raise Refused(UNKNOWN)
    return shape.body_of(seat.body)


@write
def practise(
    code: str, move: str, value: Mapping[str, Any], file: str | None, *, by: Actor, at: datetime
) -> tuple[Practice, bool]:
    """One move with its sealed words. With the last one that was left the reader has rehearsed: then True."""
    seat = read_seat(by, code, at)
    row = models.Practice.objects.filter(seat=seat).first()
    if row is None:
        raise Refused(NOT_BEGUN)
    held = _unwrap(seat, row)
    if move != "message":
        _move(held, parse_choice(Move, move), dict(value), day_of_seat(seat, at))
    if file:
        _take_words(held, file)
    row.blob = _wrap(held)
    row.save(update_fields=["blob"])
    return held, not rules.left(held.ask) and _rehearsed(held, row, at)


def _move(held: Practice, move: Move, value: dict[str, Any], today: date) -> None:
    if move in (Move.ANSWER, Move.PROMISE):
        value["code"] = chance.code(str(move), f"practice:{held.seat.code}:{len(held.facts)}")
    seat = shape.handler_of(held.seat)
    held.facts.append(rules.practise(held.ask, move, value, _body(held.seat), seat, today))


def _take_words(held: Practice, file: str) -> None:
    """The invented asker opens what came, as a true one would: it must open, and be signed with the reader's key."""
    try:
        message, envelope = open_message(sealed_bytes(file), held.key.seed)
        envelope.check(labels.MESSAGE, held.seat.signing)
    except Refusal:
        raise Refused(UNREADABLE) from None
    if (message.thread, message.sender) != (held.key.thread, held.seat.code):
        raise Refused(UNREADABLE)
    held.messages.append(_line(len(held.messages) + 1, held.seat.code, file))


def _rehearsed(held: Practice, row: models.Practice, at: datetime) -> bool:
    """The seat keeps the day, nothing keeps the practice; with a second reader's the door opens."""
    seat = held.seat
    row.delete()
    seat.rehearsed_date = day_of_seat(seat, at)
    seat.save(update_fields=["rehearsed_date"])
    assert seat.body is not None
    if settle_door(seat.body, day_of_seat(seat, at)):
        published.changed()
    return True


def _wrap(held: Practice) -> bytes:
    facts = [
        {"move": str(each.move), "by": str(each.by), "actor": each.actor, "day": each.day.isoformat(),
         "value": dict(each.value)}
        for each in held.facts
    ]  # fmt: skip
    key = {"thread": held.key.thread, "seed": b64(held.key.seed), "mark_key": held.key.mark_key}
    kept = {"facts": facts, "messages": held.messages, "mark": b64(held.mark), "key": key, "copy": held.copy}
    assert held.seat.account_id is not None
    return vault.wrap(held.seat.account_id, PURPOSE, jcs(kept))


def _unwrap(seat: models.Seat, row: models.Practice) -> Practice:
    assert seat.account_id is not None
    kept = json.loads(vault.unwrap(seat.account_id, PURPOSE, row.blob))
    facts = [
        Fact(Move(each["move"]), Role(each["by"]), each["actor"], date.fromisoformat(each["day"]), each["value"])
        for each in kept["facts"]
    ]
    origin, key = config.current().origin, kept["key"]
    found = ThreadKey(origin, key["thread"], 1, parse_b64(key["seed"], 32), key["mark_key"])
    return Practice(seat, facts, kept["messages"], parse_b64(kept["mark"], 32), found, kept["copy"])
