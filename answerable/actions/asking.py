# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an asker does after lodging: every move signed by the ask's own key, unless the ask came through the host."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from answerable import config
from answerable.actions.days import day_in
from answerable.actions.forgetting import forget_thread
from answerable.actions.lodging import check_day
from answerable.actions.sealing_parts import put_file, put_keys
from answerable.core.ask import Mode, decide
from answerable.core.errors import Refused
from answerable.core.move import Fact, Move, Role
from answerable.core.permission import Permission
from answerable.core.value import UNKNOWN
from answerable.core.words import N_
from answerable.sealing import age
from answerable.sealing.entry import check_move, move_digest
from answerable.sealing.wire import value_digest
from answerable.storage import models, threads
from answerable.storage.access import Actor, read_ask
from answerable.storage.threads import Signed, Thread
from answerable.storage.writer import write

UNSIGNED = N_("This ask is marked only with its own key. Please use the page with scripts, with your words.")
OLD_KEY = N_("A reader was taken off meanwhile. Please reload; your words stay on the page.")
ANSWERS_ONLY = N_("Nothing was sent: there is nobody who reads it now.")


@write
def move_ask(sent: Mapping[str, Any], *, by: Actor, at: datetime) -> Thread:
    """One move of an asker: {ask, move, value} and, for a keyed ask, {number, prev, day, signature}.

    `removed` brings {epoch_key, keys}, `admitted` brings {keys}; `file` is a message that goes with the move.
    """
    move = _parse_move(sent)
    thread = read_ask(by, str(sent.get("ask")), Permission.ASK_ERASE if move is Move.ERASED else Permission.ASK_MOVE)
    today = day_in(thread.body.time_zone, at)
    value = dict(sent.get("value") or {})
    signed = _check_signed(thread, sent, move, value, today)
    fact = decide(
        thread.ask, move, value, by=Role.ASKER, at=today, body=thread.body, handlers=thread.handlers
    )  # fmt: skip
    threads.add(thread, fact, signed)
    if move is Move.ERASED:
        forget_thread(thread.row, today)
        return thread
    _follow(thread, fact, sent)
    return thread


def _parse_move(sent: Mapping[str, Any]) -> Move:
    try:
        return Move(str(sent.get("move")))
    except ValueError:
        raise Refused(UNKNOWN) from None


def _check_signed(thread: Thread, sent: Mapping[str, Any], move: Move, value: Mapping[str, Any], today: date) -> Signed:
    """The signature, for a keyed ask; raises move-number, move-chain or signature. A hosted ask has none."""
    if thread.ask.mode is Mode.HOSTED:
        return Signed()
    if not sent.get("signature"):
        raise Refused(UNSIGNED)
    check_day(str(sent.get("day")), today)
    number, prev = int(sent.get("number") or 0), str(sent.get("prev") or "")
    given = (config.current().origin, thread.row.code, number, prev, str(move), str(sent["day"]), value_digest(value))
    expected = thread.next
    check_move(
        str(thread.mark_key), str(sent["signature"]), *given,
        expected_number=expected["number"], expected_prev=expected["prev"],
    )  # fmt: skip
    return Signed(number, prev, str(sent["signature"]), move_digest(*given))


def _follow(thread: Thread, fact: Fact, sent: Mapping[str, Any]) -> None:
    """What rows a move changes beside the fact."""
    row = thread.row
    if fact.move is Move.ADMITTED:
        _admit(thread, str(fact.value["handler"]), sent)
    if fact.move is Move.REMOVED:
        _remove(row, str(fact.value["handler"]), sent)
    if fact.move is Move.CHANGE and not thread.ask.terms[-1].standby:
        models.SealedKey.objects.filter(ask=row, holder__startswith="standby:").delete()
    if sent.get("keys"):
        put_keys(row, sent["keys"])
    if sent.get("file"):
        put_file(row, "asker", thread.ask.epoch, sent["file"])


def _admit(thread: Thread, code: str, sent: Mapping[str, Any]) -> None:
    seat = next(each for each in thread.seats if each.code == code)
    kind = models.Reader if code in thread.ask.readers else models.Backup
    kind.objects.get_or_create(ask=thread.row, seat=seat)
    models.SealedKey.objects.filter(ask=thread.row, holder=code).delete()


def _remove(row: models.Ask, code: str, sent: Mapping[str, Any]) -> None:
    models.Reader.objects.filter(ask=row, seat__code=code).delete()
    models.Backup.objects.filter(ask=row, seat__code=code).delete()
    models.SealedKey.objects.filter(ask=row, holder__in=[code, f"standby:{code}"]).delete()
    if sent.get("epoch_key"):
        age.parse_recipient(sent["epoch_key"])
        row.epoch_key = sent["epoch_key"]
        row.save(update_fields=["epoch_key"])


@write
def write_message(code: str, epoch: int, file: str, *, by: Actor, at: datetime) -> Thread:
    """A sealed message from the asker; no fact of the ask changes."""
    del at
    thread = read_ask(by, code, Permission.ASK_MESSAGE)
    if thread.ask.erased or not thread.ask.readers:
        raise Refused(ANSWERS_ONLY)
    if epoch != thread.ask.epoch:
        raise Refused(OLD_KEY)
    put_file(thread.row, "asker", epoch, file)
    return thread


