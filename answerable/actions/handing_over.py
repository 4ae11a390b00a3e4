# SPDX-License-Identifier: AGPL-3.0-or-later
"""A new key for a thread, made by a reader who stays, once somebody left who could open what is written next."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from answerable.actions.answering import Read
from answerable.actions.sealing_parts import check_holders, check_recipient, parse_keys, put_new_keys
from answerable.core.ask import Mode, decide
from answerable.core.errors import Refused
from answerable.core.move import Move
from answerable.core.permission import Permission
from answerable.core.readers import is_reader, needs_new_key
from answerable.core.value import UNKNOWN
from answerable.storage import models, projection, sent, threads
from answerable.storage.access import Actor, read_as_reader
from answerable.storage.shape import day_of
from answerable.storage.threads import Thread
from answerable.storage.writer import write


def holders(thread: Thread, at: datetime) -> dict[str, str]:
    """Who is to hold the new key, with their recipients; empty where none is due.

    For an ask through the host none is: its server can read what it opens for its asker all the same.
    """
    today = day_of(thread.body.time_zone, at)
    if thread.ask.mode is Mode.HOSTED or not needs_new_key(thread.ask, thread.handlers, today):
        return {}
    seats = {each.code: each for each in thread.seats}
    reading = {each.code for each in thread.handlers if is_reader(thread.ask, each, today)}
    standby = {name for name in projection.holders(thread.ask) if name.startswith("standby:")}
    had = set(models.SealedKey.objects.filter(ask=thread.row, epoch=thread.ask.epoch).values_list("holder", flat=True))
    named = {name: seats[name.removeprefix("standby:")].sealing for name in sorted(reading | (standby & had))}
    return {"asker": thread.row.asker.recipient, **named}


@write
def renew_key(code: str, given: dict[str, Any], *, by: Actor, at: datetime) -> Read:
    """{epoch, epoch_key, keys} of a reader's client: a copy for each who stays, and for nobody else."""
    thread, seat = read_as_reader(by, code, at, Permission.DESK_MOVE)
    if sent.is_repeated(thread.row, seat.code, given, given["epoch_key"]):
        return thread, seat
    needed = holders(thread, at)
    keys = parse_keys(given["keys"])
    if not needed:
        raise Refused(UNKNOWN)
    check_holders(keys, set(needed), set(needed), (given["epoch"],))
    check_recipient(given["epoch_key"])
    today = day_of(thread.body.time_zone, at)
    fact = decide(
        thread.ask, Move.RENEWED, {"epoch": given["epoch"]}, by=seat.role, actor=seat.code, at=today,
        body=thread.body, handlers=thread.handlers,
    )  # fmt: skip
    thread.row.epoch_key = given["epoch_key"]
    threads.add(thread, fact)
    put_new_keys(thread.row, keys)
    return thread, seat
