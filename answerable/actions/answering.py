# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people who answer for a body do with an ask that they read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from answerable import chance
from answerable.actions.attaching import bind
from answerable.actions.sealing_parts import put_file
from answerable.core import readers
from answerable.core.ask import decide
from answerable.core.errors import Refused
from answerable.core.handler import Handler
from answerable.core.move import Move
from answerable.core.permission import Permission
from answerable.core.value import UNKNOWN, parse_part
from answerable.core.words import N_
from answerable.storage import models, sent, shape, threads, vault, words
from answerable.storage.access import Actor, read_as_backup, read_as_reader
from answerable.storage.shape import day_of
from answerable.storage.threads import Thread
from answerable.storage.writer import write

OF_READERS: Final = frozenset(
    {
        Move.ACKNOWLEDGED, Move.WORD, Move.ANSWER, Move.PROMISE, Move.MOVED, Move.CLAIM, Move.REMOVED,
        Move.CONSENT_ASKED, Move.CONSENT_USED, Move.BOUNDARY_YES, Move.BOUNDARY_NO, Move.BREACH, Move.BREACH_ANSWER,
        Move.CONFLICT, Move.SAME_ROAD,
    }
)  # fmt: skip
GETS_A_CODE: Final = (Move.ANSWER, Move.PROMISE, Move.CONSENT_ASKED)
OLD_KEY = N_("This ask has a newer key. Please reload; what you typed stays on the page.")
MAY_NOT_WRITE = N_("The person who asks wants answers and promises only. You can answer, promise, and send word.")
NO_STANDBY = N_("There is no copy for you to open.")

Read = tuple[Thread, Handler]


@write
def move_as_reader(
    code: str,
    move: str,
    value: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    file: str | None = None,
    epoch: int = 0,
    files: object = None,
    once: str | None = None,
) -> Read:
    """One move of a reader, with the sealed words that go with it, if any.

    Sent again because its answer was lost, it is taken once: `once` is random, and the same then.
    """
    if move not in OF_READERS:
        raise Refused(UNKNOWN)
    whole = {"move": move, "value": value, "file": file, "epoch": epoch, "files": files, "once": once}
    if move == Move.REMOVED and (left := _left_before(code, whole, by)) is not None:
        return left
    thread, seat = read_as_reader(by, code, at, Permission.DESK_MOVE)
    if sent.is_repeated(thread.row, seat.code, whole, once):
        return thread, seat
    given = _with_code(Move(move), dict(parse_part(value)), thread)
    _note(thread, seat, Move(move), given, at)
    if file:
        _put_words(thread, seat, epoch, file, files, at)
    return thread, seat


def _left_before(code: str, whole: Mapping[str, Any], by: Actor) -> Read | None:
    """Whoever stepped aside reads nothing any more, and is told again that they are out.

    Who was let in again since is a reader like any other: whether they read today is asked as it always is.
    """
    row = models.Ask.objects.filter(code=code).select_related("asker").first()
    if row is None or not vault.has_key(row.id):
        return None
    own = next((seat for seat in by.seats if sent.was_sent(row, seat.code, whole)), None)
    if own is None:
        return None
    thread = threads.open_thread(row)
    return None if own.code in thread.ask.readers else (thread, shape.handler_of(own))


def _with_code(move: Move, value: dict[str, Any], thread: Thread) -> dict[str, Any]:
    """Answers, promises and questions get their code here, so that no client can choose one that says something."""
    if move in GETS_A_CODE:
        value["code"] = chance.code(str(move), f"{thread.row.code}:{len(thread.noted)}")
    return value


def _note(thread: Thread, seat: Handler, move: Move, value: Mapping[str, Any], at: datetime) -> None:
    today = day_of(thread.body.time_zone, at)
    fact = decide(
        thread.ask, move, value, by=seat.role, actor=seat.code, at=today, body=thread.body, handlers=thread.handlers
    )  # fmt: skip
    threads.add(thread, fact)


@write
def write_as_reader(code: str, epoch: int, file: str, files: object = None, *, by: Actor, at: datetime) -> Read:
    """Words alone, where the asker's terms allow that readers write."""
    thread, seat = read_as_reader(by, code, at, Permission.DESK_MESSAGE)
    if sent.is_repeated(thread.row, seat.code, {"epoch": epoch, "file": file, "files": files}, file):
        return thread, seat
    if not readers.may_write(thread.ask, day_of(thread.body.time_zone, at)):
        raise Refused(MAY_NOT_WRITE)
    _put_words(thread, seat, epoch, file, files, at)
    return thread, seat


def _put_words(thread: Thread, seat: Handler, epoch: int, file: str, files: object, at: datetime) -> None:
    """Nobody seals to an epoch that was left behind: who was taken off since could still open it."""
    if epoch != thread.ask.epoch:
        raise Refused(OLD_KEY)
    day = day_of(thread.body.time_zone, at)
    bind(thread, put_file(thread.row, seat.code, epoch, file, day), files)


@write
def hand_out(code: str, *, by: Actor, at: datetime) -> Read:
    """Give an ask's sealed content to a reader's session. Noted once a person and day; its asker sees it."""
    thread, seat = read_as_reader(by, code, at, Permission.DESK_HAND_OUT)
    _note_hand_out(thread, seat, "thread", at)
    return thread, seat


@write
def hand_out_standby(code: str, *, by: Actor, at: datetime) -> Read:
    """Give the standby copy to a second-line person, on its trigger only. Its asker sees it."""
    thread, seat = read_as_backup(by, code, at)
    _note_hand_out(thread, seat, "standby", at)
    if not models.SealedKey.objects.filter(ask=thread.row, holder=f"standby:{seat.code}").exists():
        raise Refused(NO_STANDBY)
    return thread, seat


def is_noted(thread: Thread, seat: str, at: datetime, what: str = "thread") -> bool:
    """Whether its asker sees that this person was given it today."""
    today = day_of(thread.body.time_zone, at)
    return any((each.handler, each.what, each.date) == (seat, what, today) for each in thread.ask.handouts)


def _note_hand_out(thread: Thread, seat: Handler, what: str, at: datetime) -> None:
    """The rules are asked each time; the fact is kept once."""
    today = day_of(thread.body.time_zone, at)
    value = {"handler": seat.code, "what": what, "role": seat.title}
    fact = decide(
        thread.ask, Move.HANDED_OUT, value, by=seat.role, actor=seat.code, at=today, body=thread.body,
        handlers=thread.handlers,
    )  # fmt: skip
    if not is_noted(thread, seat.code, at, what):
        threads.add(thread, fact)
    words.note_read(thread, today)
