# SPDX-License-Identifier: AGPL-3.0-or-later
"""New keys for the same seat, once somebody lost theirs; and sealing a thread to them again, by another of its readers.

Whoever holds the invitation has the seat from then on, and reads nothing that was sealed before: thread by thread
another reader may seal it again, after seven days, unless the person who asked refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from answerable.actions.answering import OLD_KEY
from answerable.actions.sealing_parts import check_holders, parse_keys, put_file, put_keys
from answerable.core.ask import decide
from answerable.core.errors import Refused
from answerable.core.handler import HandlerMove, HandlerStage, next_stage
from answerable.core.move import READERS, Move, Role
from answerable.core.permission import Permission
from answerable.core.words import N_
from answerable.record import directory
from answerable.sealing.wire import sha256_hex
from answerable.storage import models, notes, threads, words
from answerable.storage import sent as memory
from answerable.storage.access import Actor, read_as_reader
from answerable.storage.shape import day_of, day_of_seat
from answerable.storage.threads import Thread
from answerable.storage.writer import write

SAME_KEYS = N_("These keys are the old ones. Please start again.")


def digests(card: Mapping[str, str]) -> dict[str, str]:
    """{sealing, signing}: as the directory and the facts of a thread name keys."""
    return {name: sha256_hex(str(card[name]).encode()) for name in ("sealing", "signing")}


def keep_former(seat: models.Seat, card: Mapping[str, str], at: datetime) -> None:
    """Inside a write, before the seat's keys change: the old ones are kept beside it, and the record says so.

    Every session of whoever had them ends.
    """
    if seat.sealing == card["sealing"] or seat.signing == card["signing"]:
        raise Refused(SAME_KEYS)
    seat.stage = next_stage(HandlerStage(seat.stage), HandlerMove.RENEW, by=Role.PUBLIC)
    old = {"sealing": seat.sealing, "signing": seat.signing}
    day = day_of_seat(seat, at)
    models.FormerKeys(seat=seat, account=seat.account, day=day, certificate=seat.certificate, **old).save(
        force_insert=True
    )
    models.Visit.objects.filter(account=seat.account).delete()
    if seat.body is not None and seat.role in READERS:
        directory.announce(seat.body.code, seat.code, digests(old), digests(card), at.date())


def announce(seat: models.Seat, card: Mapping[str, str], at: datetime) -> None:
    """Inside a write: a line in each thread that this seat reads. From then on it reads nothing of it."""
    for row in models.Ask.objects.filter(readers__seat=seat).select_related("asker").order_by("code"):
        thread = threads.open_thread(row)
        value = {"handler": seat.code, **digests(card)}
        _add(thread, Move.NEW_KEYS, value, Role(seat.role), seat.code, at)
        notes.retire(thread, seat.code)


def _add(thread: Thread, move: Move, value: Mapping[str, Any], by: Role, actor: str, at: datetime) -> None:
    today = day_of(thread.body.time_zone, at)
    fact = decide(
        thread.ask, move, dict(value), by=by, actor=actor, at=today, body=thread.body, handlers=thread.handlers
    )
    threads.add(thread, fact)


@write
def reseal(sent: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    """{ask, handler, keys, epoch, file}: a reader seals the thread to another reader's new keys, and says so in it.

    `file` is the sealed message that vouches for them. Raises Refused before seven days, after a refusal, and for
    somebody who was not in this thread.
    """
    thread, seat = read_as_reader(by, str(sent.get("ask")), at, Permission.DESK_MOVE)
    if memory.is_repeated(thread.row, seat.code, sent, sent.get("file")):
        return
    handler = str(sent.get("handler"))
    _add(thread, Move.RESEALED, {"handler": handler}, seat.role, seat.code, at)
    keys, newest = parse_keys(sent.get("keys")), thread.ask.epoch
    check_holders(keys, {handler}, {handler}, range(1, newest + 1))
    if sent.get("epoch") != newest or all(one["epoch"] != newest for one in keys):
        raise Refused(OLD_KEY)
    put_keys(thread.row, keys)
    day = day_of(thread.body.time_zone, at)
    words.let_stay(put_file(thread.row, seat.code, newest, sent.get("file"), day), day)
