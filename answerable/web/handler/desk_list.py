# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands on a desk: one's own asks, signals and duties, never a number of anybody else's."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from answerable import clock
from answerable.core import bank, silence
from answerable.core.ask import Stage
from answerable.core.handler import Handler
from answerable.core.move import READERS, Role
from answerable.core.readers import is_reader
from answerable.storage import shape, threads
from answerable.web.handler import present
from answerable.web.handler.shelf import Actor, Part, today


def desk(actor: Actor) -> Part:
    """The same statements run whatever other asks exist: each list starts from the actor's own seats (rule 21)."""
    day = today()
    return {
        "today": day.isoformat(),
        "seats": [_seat(row) for row in actor.seats if row.stage == "active"],
        "asks": present.in_order(list(_asks(actor))),
        "signals": list(_signals(actor)),
        "duties": [],
    }


def _seat(row: Any) -> Part:
    return {
        "code": row.code,
        "body": row.body.code if row.body else "",
        "body_name": row.body.name if row.body else "",
        "role": row.role,
        "title": row.title,
        "shown_name": row.shown_name,
        "until": present.iso(row.until_date),
    }


def _asks(actor: Actor) -> Iterator[Part]:
    for row in actor.seats:
        seat = shape.handler_of(row)
        if seat.role in READERS:
            held = [each.ask for each in row.reads.select_related("ask__body", "ask__asker")]
            yield from _waiting(seat, threads.open_threads(held))


def _waiting(seat: Handler, found: list[threads.Thread]) -> Iterator[Part]:
    for thread in found:
        day = clock.today(thread.body.time_zone)
        if thread.ask.stage is not Stage.HELD and is_reader(thread.ask, seat, day):
            yield present.waiting(thread.ask, thread.body, seat, day)


def _signals(actor: Actor) -> Iterator[Part]:
    for row in actor.seats:
        seat = shape.handler_of(row)
        if seat.role is Role.SECOND_LINE:
            for each in row.backs.select_related("ask__body", "ask__asker"):
                yield from _signal(seat, threads.open_thread(each.ask))


def _signal(seat: Handler, thread: threads.Thread) -> Iterator[Part]:
    """That an ask waits; its kind only where the terms say so; a way to its words only on the trigger of a copy."""
    ask, day = thread.ask, clock.today(thread.body.time_zone)
    found = silence.signals_for(seat, ask, thread.body, thread.handlers, day)
    if not found or seat.code in ask.readers:
        return
    kind = found[0].kind
    yield {
        "body_name": thread.body.name,
        "kind_title": None if kind is None else _(bank.KINDS[kind].title),
        "signals": [str(each.what) for each in found],
        "standby": ask.code if ask.terms[-1].standby and seat.code in ask.backups else None,
    }
