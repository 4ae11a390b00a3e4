# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an asker does after lodging: every move signed by the ask's own key, unless the ask came through the host."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from answerable.actions.attaching import bind
from answerable.actions.forgetting import forget_thread
from answerable.actions.lodging import check_signed
from answerable.actions.sealing_parts import check_holders, check_recipient, parse_keys, put_file, put_keys
from answerable.core.ask import Ask, Mode, decide
from answerable.core.errors import Refused
from answerable.core.move import Fact, Move, Role
from answerable.core.permission import Permission
from answerable.core.value import UNKNOWN, parse_choice, parse_part
from answerable.core.way import WayKind, check_act
from answerable.core.words import N_
from answerable.storage import attesters, projection, threads, ways
from answerable.storage import sent as memory
from answerable.storage.access import Actor, read_ask
from answerable.storage.shape import day_of
from answerable.storage.threads import Signed, Thread
from answerable.storage.writer import write

UNSIGNED = N_("This ask is marked only with its own key. Please use the page with scripts, with your words.")
OLD_KEY = N_("A reader was taken off meanwhile. Please reload; your words stay on the page.")
NOBODY_READS = N_("Nothing was sent: there is nobody who reads it now.")
NEW_KEY = N_("Taking somebody off needs a new key for those who stay. Please reload the page and try again.")
SIGNED_PARTS = ("day", "number", "prev", "signature")


@write
def move_ask(sent: Mapping[str, Any], *, by: Actor, at: datetime) -> Thread:
    """One move of an asker: {ask, move, value} and, for a keyed ask, {number, prev, day, signature}.

    `removed` brings {epoch_key, keys}, `admitted` brings {keys}; `file` is a message that goes with the move. Sent
    again because its answer was lost, it is taken once.
    """
    move = parse_choice(Move, sent.get("move"))
    if move is Move.REKEYED:
        raise Refused(UNKNOWN)
    thread = read_ask(by, str(sent.get("ask")), Permission.ASK_ERASE if move is Move.ERASED else Permission.ASK_MOVE)
    way = by.ways.get(thread.row.code)
    if way is not None:
        check_act(WayKind(way.kind), move)
    if is_repeated(thread, sent, by, sent.get("signature") or sent.get("once")):
        return thread
    take(thread, move, sent, at=at, actor=way.code if way else "")
    return thread


def is_repeated(thread: Thread, sent: Mapping[str, Any], by: Actor, mark: object) -> bool:
    """Inside a write of an asker, or of whoever acts for them: whether they sent the very same before."""
    way = by.ways.get(thread.row.code)
    return memory.is_repeated(thread.row, way.code if way else "asker", sent, mark)


def take(thread: Thread, move: Move, sent: Mapping[str, Any], *, at: datetime, actor: str = "") -> None:
    """Inside a write: one signed move with its parts. `actor` is the support person's way that made it, or ""."""
    today = day_of(thread.body.time_zone, at)
    value = dict(parse_part(sent.get("value") or {}))
    signed = _check_signed(thread, sent, value, today)
    before = thread.ask
    if move is Move.ATTESTER_OFFERED:
        attesters.let_be_offered(thread)
    fact = decide(
        thread.ask, move, value, by=Role.ASKER, actor=actor, at=today, body=thread.body, handlers=thread.handlers
    )  # fmt: skip
    threads.add(thread, fact, signed)
    if move is Move.ERASED:
        forget_thread(thread.row, today)
    else:
        _put_parts(thread, before, fact, sent)


def _check_signed(thread: Thread, sent: Mapping[str, Any], value: Mapping[str, Any], today: date) -> Signed:
    """The signature of a keyed ask's move: without it no path leads on. A hosted ask's moves are its host's."""
    if thread.ask.mode is Mode.HOSTED:
        return Signed()
    if not all(sent.get(name) is not None for name in SIGNED_PARTS):
        raise Refused(UNSIGNED)
    expected = (thread.next["number"], thread.next["prev"])
    return check_signed(thread.mark_key, thread.row.code, {**sent, "value": value}, today, expected)


def _put_parts(thread: Thread, before: Ask, fact: Fact, sent: Mapping[str, Any]) -> None:
    """The sealed parts that travel beside a move."""
    keys = parse_keys(sent.get("keys") or [])
    fresh = fact.move in (Move.REMOVED, Move.REKEYED) and _begin_epoch(thread, before, fact, sent)
    needed = {"asker"} if fresh else _needed(thread, before, fact)
    epochs = (thread.ask.epoch,) if fresh else range(1, thread.ask.epoch + 1)
    check_holders(keys, needed, projection.holders(thread.ask) | ways.holders(thread.row), epochs)
    put_keys(thread.row, keys)
    if sent.get("file"):
        bind(thread, put_file(thread.row, "asker", thread.ask.epoch, sent["file"], fact.day), sent.get("files"))


def _needed(thread: Thread, before: Ask, fact: Fact) -> set[str]:
    """Whoever comes in gets a copy, unless this server could not make one (hosted)."""
    hosted = thread.ask.mode is Mode.HOSTED
    return set() if hosted or fact.move is not Move.ADMITTED else set(thread.ask.readers - before.readers)


def _begin_epoch(thread: Thread, before: Ask, fact: Fact, sent: Mapping[str, Any]) -> bool:
    """Whether a new epoch begins. With a keyed ask it must, where whoever was taken off held the key."""
    ask, key = thread.ask, sent.get("epoch_key")
    leaving = fact.value.get("handler")
    held_key = leaving is None or leaving in before.readers or before.terms[-1].standby
    if key is None and held_key and (ask.mode is Mode.KEYED or leaving is None):
        raise Refused(NEW_KEY)
    if ask.epoch != before.epoch + (key is not None):
        raise Refused(UNKNOWN)
    if key is not None:
        check_recipient(key)
        thread.row.epoch_key = key
        thread.row.save(update_fields=["epoch_key"])
    return key is not None


@write
def write_message(code: str, epoch: int, file: str, files: object = None, *, by: Actor, at: datetime) -> Thread:
    """A sealed message from the asker, with the sealed files that it names; no fact of the ask changes."""
    thread = read_ask(by, code, Permission.ASK_MESSAGE)
    if is_repeated(thread, {"epoch": epoch, "file": file, "files": files}, by, file):
        return thread
    if thread.ask.erased or projection.holders(thread.ask) == {"asker"}:
        raise Refused(NOBODY_READS)
    if epoch != thread.ask.epoch:
        raise Refused(OLD_KEY)
    bind(thread, put_file(thread.row, "asker", epoch, file, day_of(thread.body.time_zone, at)), files)
    return thread
