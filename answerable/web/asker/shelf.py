# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one place in which the asker's pages meet storage and actions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from answerable import clock
from answerable.actions import asking, lodging, visits
from answerable.core import readers
from answerable.core.ask import Ask, Route
from answerable.core.body import Body, BodyStage, has_joined
from answerable.core.errors import Denied
from answerable.core.handler import Handler, active_second_line
from answerable.core.move import Move
from answerable.core.permission import Permission
from answerable.sealing.wire import b64
from answerable.storage import access, shape, threads, vault
from answerable.web import sayings
from answerable.web.asker.sheet import Place
from answerable.web.public import pledges
from answerable.web.public.shelf import installation

Part = dict[str, Any]
Actor = access.Actor


@dataclass(frozen=True)
class Held:
    """One ask of a visit, with the day where its body is."""

    thread: threads.Thread
    today: date

    @property
    def ask(self) -> Ask:
        return self.thread.ask

    @property
    def body(self) -> Body:
        return self.thread.body

    @property
    def noted(self) -> Sequence[threads.Noted]:
        return self.thread.noted

    @property
    def next(self) -> Part:
        return self.thread.next

    @cached_property
    def people(self) -> tuple[Handler, ...]:
        return self.thread.handlers

    @cached_property
    def place(self) -> Place:
        return _place(self.thread.row.body, self.today)

    def title(self, code: str) -> str:
        return next((each.title for each in self.people if each.code == code), "")


def today() -> date:
    return clock.today("UTC")


def list_bodies() -> list[Part]:
    """Every living body that has a backup, by name: the others cannot be asked yet."""
    tree = shape.tree()
    living = [each for each in tree.values() if each.stage is not BodyStage.DISSOLVED and each.second_line is not None]
    return [{"slug": each.slug, "name": each.name, "about": _joined_line(each)} for each in living]


def _joined_line(body: Body) -> str:
    if not has_joined(body):
        return _("Has not joined. It can be asked all the same.")
    return "" if body.door_open else _("Has joined; nobody is in place to read yet.")


def read_place(slug: str) -> Place | None:
    """What an asker must know about a body before writing; None where it is not there, or has ended."""
    try:
        row = access.read_body(access.PUBLIC, slug, today(), Permission.DIRECTORY)
    except Denied:
        return None
    if row.stage == BodyStage.DISSOLVED or row.second_line_id is None:
        return None
    return _place(row, clock.today(row.time_zone))


def _place(row: Any, day: date) -> Place:
    body, seats = shape.body_of(row), {seat.code: seat for seat in shape.seats_for(row)}
    people = shape.handlers_of(seats.values())
    can_read = readers.may_be_chosen(body, people, day, Route.BODY)
    backups = active_second_line(body, people, day)
    return Place(
        body=body,
        readers=[each for each in people if each.code in can_read],
        backups=[each for each in people if each.code in backups],
        backup_name=row.second_line.name if row.second_line else "",
        host=sayings.host_lines(),
        law=pledges.law_lines(installation().law),
        pledges=pledges.sentences(body.pledges),
        today=day,
        enrolment_key=row.enrolment_key,
        reader_keys=[_entry(seats[code], body) for code in sorted(can_read)],
        backup_keys=[_entry(seats[code], body) for code in sorted(backups)],
    )


def _entry(seat: Any, body: Body) -> Part:
    """One line of the directory; a seat of another body brings the key that signed its certificate."""
    entry = {
        "code": seat.code,
        "title": seat.title,
        "name": seat.shown_name,
        "since": seat.from_date.isoformat(),
        "sealing": seat.sealing,
        "signing": seat.signing,
        "certificate": seat.certificate,
    }
    if seat.body.code == body.code:
        return entry
    return {**entry, "body": seat.body.code, "enrolment_key": seat.body.enrolment_key}


def challenge(locator: str) -> Part:
    return visits.challenge("mine", locator, at=clock.now())


def enter(sent: Mapping[str, Any]) -> tuple[str, str]:
    """(token, code of the ask). Raises Refused, the same for all that does not fit."""
    token, row = visits.enter_with_words(sent, by=access.PUBLIC, at=clock.now())
    return token, row.code


def enter_hosted(locator: bytes) -> tuple[str, str]:
    """The same for a locator that this server derived from posted words."""
    token, row = visits.enter_hosted(locator, by=access.PUBLIC, at=clock.now())
    return token, row.code


def actor_of(tokens: Collection[str]) -> Actor:
    return visits.read_actor(tokens, at=clock.now())


def code_of(token: str) -> str | None:
    """The ask that one live token opens."""
    return next((row.code for row in actor_of([token]).asks), None)


def codes(actor: Actor) -> list[str]:
    return [row.code for row in actor.asks]


def touch(actor: Actor) -> None:
    if actor.tokens and visits.needs_touch(actor, at=clock.now()):
        visits.touch(by=actor, at=clock.now())


def end(actor: Actor) -> None:
    if actor.tokens:
        visits.end(by=actor, at=clock.now())


def read(actor: Actor, code: str) -> Held:
    thread = access.read_ask(actor, code)
    return Held(thread, clock.today(thread.body.time_zone))


def lodge(given: Mapping[str, Any], *, mode: str) -> Part:
    return lodging.lodge_ask(given, by=access.PUBLIC, at=clock.now(), mode=mode)


def move(actor: Actor, sent: Mapping[str, Any]) -> None:
    asking.move_ask(sent, by=actor, at=clock.now())


def message(actor: Actor, code: str, epoch: int, file: str) -> None:
    asking.write_message(code, epoch, file, by=actor, at=clock.now())


def sealed(held: Held) -> Part:
    """The asker's own copies of keys, their own file, and every message, as they were sealed."""
    row = held.thread.row
    keys = row.sealed_keys.filter(holder="asker").order_by("epoch")
    files = row.sealed_files.order_by("order")
    return {
        "keep": b64(vault.unwrap(row.id, "keep", row.keep)),
        "keys": [{"holder": "asker", "epoch": one.epoch, "file": _open(row, "key", one.blob)} for one in keys],
        "messages": [
            {"order": one.order, "from": one.sender, "epoch": one.epoch, "file": _open(row, "file", one.blob)}
            for one in files
        ],
    }


def _open(row: Any, purpose: str, blob: bytes) -> str:
    return b64(vault.unwrap(row.id, purpose, blob))


def has_messages(held: Held) -> bool:
    return bool(held.thread.row.sealed_files.exists())


def ever_read(held: Held) -> frozenset[str]:
    """Who reads or once read: their messages stay provable after they left."""
    ever: set[str] = set(held.ask.readers)
    for noted in held.noted:
        fact = noted.fact
        if fact.move is Move.LODGED and fact.by != "clock":
            ever |= set(_names(fact.value.get("readers")))
        if fact.move is Move.ADMITTED and fact.value.get("as") != "backup":
            ever.add(str(fact.value["handler"]))
        if fact.move is Move.HANDED_OUT:
            ever.add(str(fact.value["handler"]))
    return frozenset(ever)


def _names(found: Any) -> list[str]:
    return [str(each) for each in found or ()]


def keys_of(held: Held, code: str, *, reads: bool) -> Part:
    """A reader's public keys. Somebody whose seat is not known here any more stays as a code."""
    seat = next((each for each in held.thread.seats if each.code == code), None)
    if seat is None:
        return {"code": code, "title": "", "signing": None, "sealing": None, "reads": reads}
    return {**_entry(seat, held.body), "reads": reads}
