# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one place in which the desk and the joining page meet storage and actions."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from answerable import clock, config
from answerable.actions import answering, joining, visits
from answerable.core.handler import Handler
from answerable.core.mark import Audience
from answerable.core.move import Move
from answerable.core.readers import is_reader
from answerable.sealing.wire import b64
from answerable.storage import access, threads, vault
from answerable.web.asker.shelf import Held, ever_read, keys_of
from answerable.web.handler import codes, present

Part = dict[str, Any]
Actor = access.Actor


def look(token: str) -> Part:
    """What an invitation is for, with a one-time-code secret as text and picture."""
    found = joining.look(token, at=clock.now())
    body = found["body"]
    return {
        "body_name": body["name"] if body else None,
        "role": found["role"],
        "title": found["title"],
        "enrolment_key": found["enrolment_key"] or None,
        "readers": found["active_readers"],
        "secret": found["secret"],
        "picture": codes.picture(found["secret"], config.current().origin),
    }


def accept(given: Mapping[str, Any]) -> None:
    joining.accept_invitation(given, by=access.PUBLIC, at=clock.now())


def challenge(locator: str) -> Part:
    return visits.challenge("desk", locator, at=clock.now())


def enter(given: Mapping[str, Any], name: str) -> tuple[str, Part]:
    """(token, {account, unlock}). Raises Refused, the same for all that does not fit."""
    token, account, unlock = visits.enter_account(given, by=access.PUBLIC, at=clock.now())
    if name:
        visits.name_visit(name, by=visits.read_actor([token], at=clock.now()), at=clock.now())
    return token, {"account": account.code, "unlock": joining.sealed_identity(unlock)}


def touch(actor: Actor) -> None:
    if actor.tokens and visits.needs_touch(actor, at=clock.now()):
        visits.touch(by=actor, at=clock.now())


def end(actor: Actor, handle: str | None = None) -> None:
    if actor.tokens:
        visits.end(by=actor, at=clock.now(), handle=handle)


def list_visits(actor: Actor) -> list[Part]:
    return visits.list_own(actor, at=clock.now())


def hand_out(actor: Actor, code: str) -> Part:
    """The ask as a reader may see it. That it was opened is noted before anything leaves."""
    thread, seat = answering.hand_out(code, by=actor, at=clock.now())
    return _opened(thread, seat)


def hand_out_standby(actor: Actor, code: str) -> Part:
    """The ask for the backup, on its trigger only: words to read, nothing to do."""
    thread, seat = answering.hand_out_standby(code, by=actor, at=clock.now())
    state = _opened(thread, seat, holder=f"standby:{seat.code}")
    today = clock.today(thread.body.time_zone)
    marks = present.marks(thread.ask, today, Audience.SECOND_LINE)
    return {**state, "standby": True, "moves": [], "may_write": False, "marks": marks}


def move(actor: Actor, given: Mapping[str, Any]) -> Part:
    """One move, with its sealed words; then the ask as it stands, or {left} for who stepped aside."""
    sealed = given["sealed"] or {"epoch": 0, "file": None}
    thread, seat = answering.move_as_reader(
        given["ask"], given["move"], given["value"], by=actor, at=clock.now(), **sealed
    )
    return {"left": True} if given["move"] == Move.REMOVED else _opened(thread, seat)


def write(actor: Actor, given: Mapping[str, Any]) -> Part:
    thread, seat = answering.write_as_reader(given["ask"], given["epoch"], given["file"], by=actor, at=clock.now())
    return _opened(thread, seat)


def _opened(thread: threads.Thread, seat: Handler, *, holder: str = "") -> Part:
    held = Held(thread, clock.today(thread.body.time_zone))
    row = thread.row
    keys = row.sealed_keys.filter(holder=holder or seat.code).order_by("epoch")
    return {
        **present.state(held.ask, held.body, seat, held.today),
        "body": {"code": held.body.code},
        "mark_key": thread.mark_key or "",
        "enrolment_key": row.body.enrolment_key,
        "readers": list(_readers(held, seat)),
        "keys": [{"epoch": one.epoch, "file": _unwrapped(row, "key", one.blob)} for one in keys],
        "messages": [
            {"order": one.order, "epoch": one.epoch, "file": _unwrapped(row, "file", one.blob)}
            for one in row.sealed_files.order_by("order")
        ],
    }


def _unwrapped(row: Any, purpose: str, blob: bytes) -> str:
    return b64(vault.unwrap(row.id, purpose, blob))


def _readers(held: Held, seat: Handler) -> list[Part]:
    """Who reads, or once read and may have written: only keys with a certificate prove anything."""
    people = {each.code: each for each in held.people}
    found = [
        keys_of(held, code, reads=_reads(held, people.get(code))) for code in sorted({*ever_read(held), seat.code})
    ]
    return [{**each, "active": each["reads"]} for each in found if each.get("certificate")]


def _reads(held: Held, person: Handler | None) -> bool:
    return person is not None and is_reader(held.ask, person, held.today)


def today() -> date:
    return clock.today("UTC")
