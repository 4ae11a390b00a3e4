# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one place in which the desk and the joining page meet storage and actions."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from answerable import clock, config
from answerable.actions import (
    answering,
    filing,
    handing_over,
    joining,
    noting,
    passkeys,
    practising,
    processing,
    renewing,
    visits,
    ways_in,
)
from answerable.actions.signing_in import new_secret
from answerable.core import practice
from answerable.core.handler import Handler
from answerable.core.mark import Audience
from answerable.core.permission import Permission
from answerable.core.process_template import Who
from answerable.core.readers import is_reader, may_write
from answerable.record import policy as record_policy
from answerable.record import publishing
from answerable.storage import access, notes, queries, runs, sealed, shape, templates, threads, words
from answerable.web.asker.keeping import leaves_by
from answerable.web.handler import codes, present

Part = dict[str, Any]
Actor = access.Actor


def policy() -> Part:
    """Whom the desk's client believes about the record."""
    return record_policy.as_parts()


def look(token: str) -> Part:
    """What an invitation is for, with a one-time-code secret as text and picture."""
    found = joining.look(token, at=clock.now())
    body = found["body"]
    return {
        "body_name": body["name"] if body else None,
        "again": found["again"],
        "role": found["role"],
        "title": found["title"],
        "enrolment_key": found["enrolment_key"] or None,
        "readers": found["ready_readers"],
        "secret": found["secret"],
        "picture": codes.picture(found["secret"], config.current().origin),
    }


def accept(given: Mapping[str, Any]) -> None:
    joining.accept_invitation(given, by=access.PUBLIC, at=clock.now())
    publishing.publish_changes(clock.today("UTC"))


def challenge(locator: str) -> Part:
    return visits.challenge("desk", locator, at=clock.now())


def enter(given: Mapping[str, Any], name: str) -> tuple[str, Part]:
    """(token, {account, unlock}). Raises Refused, the same for all that does not fit."""
    token, account, unlock = visits.enter_account(given, by=access.PUBLIC, at=clock.now())
    if name:
        visits.name_visit(name, by=visits.read_actor([token], at=clock.now()), at=clock.now())
    return token, {"account": account.code, "unlock": ways_in.sealed_identity(unlock)}


def begin_passkey(token: str) -> Part:
    return joining.begin_passkey(token, at=clock.now())


def challenge_passkey() -> Part:
    """The same for everybody: nobody has said who they are."""
    return passkeys.challenge(passkeys.ENTER, passkeys.NOBODY_YET, clock.now())


def enter_with_passkey(given: Mapping[str, Any]) -> tuple[str, Part]:
    token, account, unlock = visits.enter_with_passkey(given, by=access.PUBLIC, at=clock.now())
    return token, {"account": account.code, "unlock": ways_in.sealed_identity(unlock)}


def list_ways(actor: Actor) -> list[Part]:
    return [dict(each) for each in ways_in.list_own(actor)]


def begin_way(actor: Actor) -> Part:
    """What a change of ways begins with; where there is no one-time code yet, with a fresh secret for one."""
    found = ways_in.begin(actor, clock.now())
    if found.pop("has_code"):
        return found
    secret = new_secret(found["nonce"])
    return {**found, "secret": secret, "picture": codes.picture(secret, config.current().origin)}


def add_way(actor: Actor, given: Mapping[str, Any]) -> None:
    ways_in.add(given, by=actor, at=clock.now())


def rename_way(actor: Actor, given: Mapping[str, Any]) -> None:
    ways_in.rename(given["handle"], given["name"], by=actor, at=clock.now())


def remove_way(actor: Actor, given: Mapping[str, Any]) -> None:
    ways_in.remove(given, by=actor, at=clock.now())


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
    state = _opened(thread, seat, standby=True)
    today = clock.today(thread.body.time_zone)
    marks = present.marks(thread.ask, today, Audience.SECOND_LINE)
    return {**state, "standby": True, "moves": [], "may_write": False, "marks": marks}


def move(actor: Actor, given: Mapping[str, Any]) -> Part:
    """One move, with its sealed words; then the ask as it stands, or {left} for who stepped aside."""
    words = given["sealed"] or {"epoch": 0, "file": None, "files": None}
    thread, seat = answering.move_as_reader(
        given["ask"], given["move"], given["value"], by=actor, at=clock.now(), once=given["once"], **words
    )
    return _after(actor, thread, seat) if seat.code in thread.ask.readers else {"left": True}


def reseal(actor: Actor, given: Mapping[str, Any]) -> None:
    renewing.reseal(given, by=actor, at=clock.now())


def write(actor: Actor, given: Mapping[str, Any]) -> Part:
    thread, seat = answering.write_as_reader(
        given["ask"], given["epoch"], given["file"], given["files"], by=actor, at=clock.now()
    )
    return _after(actor, thread, seat)


def begin_practice(actor: Actor, seat: str) -> Part:
    return _practised(practising.begin_practice(seat, by=actor, at=clock.now()))


def practise(actor: Actor, given: Mapping[str, Any]) -> Part:
    """One move of a practice ask; with the last one {rehearsed}, and whether the door is open now."""
    file = given["sealed"]["file"] if given["sealed"] else None
    held, is_over = practising.practise(
        given["seat"], given["move"], given["value"], file, by=actor, at=clock.now()
    )  # fmt: skip
    return {"rehearsed": True} if is_over else _practised(held)


def _practised(held: practising.Practice) -> Part:
    """As a true ask is handed over, and marked as practice."""
    seat = shape.handler_of(held.seat)
    body = practice.body_for(queries.tree()[seat.body])
    entry, today = sealed.own_entry(held.seat), queries.today_in(body, clock.now())
    return {
        **present.state(held.ask, body, seat, today),
        "practice": [{"text": _(practice.STEPS[each])} for each in practice.left(held.ask)],
        "moves": [each for each in present.moves(held.ask, seat, today) if each in {*practice.MOVES, "message"}],
        "keys": [{"epoch": 1, "holder": seat.code, "file": held.copy}],
        "messages": held.messages,
        "body": {"code": body.code},
        "mark_key": held.mark_key,
        "enrolment_key": held.seat.body.enrolment_key if held.seat.body else "",
        "readers": [{**entry, "active": True}],
        "desk": None,
        "renew": {},
        "words_go": None,
    }


def leave_seat(actor: Actor, seat: str) -> None:
    joining.leave(seat, by=actor, at=clock.now(), own=True)
    publishing.publish_changes(clock.today("UTC"))


def _after(actor: Actor, thread: threads.Thread, seat: Handler) -> Part:
    """The ask after something was done, or was sent again that was done long ago: noted, as when it is opened."""
    if not answering.is_noted(thread, seat.code, clock.now()):
        return hand_out(actor, thread.row.code)
    return _opened(thread, seat)


def _opened(thread: threads.Thread, seat: Handler, *, standby: bool = False) -> Part:
    day = clock.today(thread.body.time_zone)
    state = present.state(thread.ask, thread.body, seat, day)
    return {
        **state,
        "moves": [*state["moves"], *(["propose"] if _may_propose(thread, day) else [])],
        **sealed.for_reader(thread, seat.code, standby=standby),
        "words_go": _words_go(thread, day),
        "body": {"code": thread.body.code},
        "mark_key": thread.mark_key or "",
        "enrolment_key": thread.row.body.enrolment_key,
        "readers": _readers(thread, day),
        "desk": None if standby else notes.for_reader(thread, seat.code),
        "renew": {} if standby else handing_over.holders(thread, clock.now()),
    }


def _may_propose(thread: threads.Thread, day: date) -> bool:
    stands = thread.ask.paused or thread.ask.withdrawn or runs.is_any_open(thread)
    return may_write(thread.ask, day) and not stands


def propose(actor: Actor, given: Mapping[str, Any]) -> Part:
    """A process proposed to the person who asks; then the ask as it stands, which is as it stood."""
    now = clock.now()
    processing.propose_as_reader(given["ask"], given["template"], by=actor, at=now, once=given["once"])
    return _after(actor, *access.read_as_reader(actor, given["ask"], now, Permission.DESK_READ))


def processes() -> list[Part]:
    """What can be proposed around an ask. None of them stands first, and none is chosen already."""
    found = (each.template.said_in(get_language() or "") for each in templates.every().values())
    return [present.process(each) for each in found if Who.ASKER in each.people]


def _words_go(thread: threads.Thread, day: date) -> str | None:
    """By when what was written leaves the readers: it follows from what they can see, and from nothing else."""
    there = [each.words for each in words.of_thread(thread) if not each.stays]
    return present.iso(leaves_by(there, thread.ask, thread.body, day))


def note(actor: Actor, given: Mapping[str, Any]) -> Part:
    return _after(actor, *noting.write_note(
        given["ask"], given["epoch"], given["keys"], given["file"], by=actor, at=clock.now()
    ))  # fmt: skip


def renew(actor: Actor, given: Mapping[str, Any]) -> Part:
    return _after(actor, *handing_over.renew_key(given["ask"], dict(given), by=actor, at=clock.now()))


def carry(actor: Actor, given: Mapping[str, Any]) -> None:
    noting.carry(given["ask"], given["taken"], by=actor, at=clock.now())


def drawer(actor: Actor) -> Part:
    return filing.read_drawer(actor)


def put_drawer(actor: Actor, given: Mapping[str, Any]) -> Part:
    filing.put_drawer(given["number"], given["file"], by=actor, at=clock.now())
    return filing.read_drawer(actor)


def _readers(thread: threads.Thread, day: date) -> list[Part]:
    """Who reads, or once read and may have written: only keys with a certificate prove anything."""
    now = {each.code for each in thread.handlers if is_reader(thread.ask, each, day)}
    found = [each for each in sealed.entries_of(thread) if each.get("certificate")]
    return [{**each, "active": each["code"] in now} for each in found]
