# SPDX-License-Identifier: AGPL-3.0-or-later
"""Notes among readers, and who has taken an ask. No facts of the ask: nothing that its asker awaits changes by them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db.models import Max

from answerable.actions.answering import Read
from answerable.actions.sealing_parts import sealed_bytes
from answerable.core.errors import Refused
from answerable.core.permission import Permission
from answerable.core.readers import is_reader
from answerable.core.value import UNKNOWN
from answerable.core.words import N_
from answerable.storage import models, notes, sent, vault, words
from answerable.storage.access import Actor, read_as_reader
from answerable.storage.inserting import insert
from answerable.storage.shape import day_of
from answerable.storage.threads import Thread
from answerable.storage.writer import write

MOST_NOTES: Final = 500
OLD_DESK = N_("Who reads this has changed. Please reload; your note stays on the page.")
TOO_MANY = N_("This ask holds as many notes as it can.")
TAKEN = N_("Another reader has taken this meanwhile. Please look again.")


@write
def write_note(code: str, epoch: int, keys: object, file: str, *, by: Actor, at: datetime) -> Read:
    """A note sealed to exactly those who read now: to the newest desk key, or to a new one that comes with it."""
    thread, seat = read_as_reader(by, code, at, Permission.DESK_NOTE)
    if sent.is_repeated(thread.row, seat.code, {"epoch": epoch, "keys": keys, "file": file}, file):
        return thread, seat
    _settle_key(thread, epoch, _parse_copies(keys), _reading(thread, at))
    last: int = models.DeskNote.objects.filter(ask=thread.row).aggregate(last=Max("order"))["last"] or 0
    if last >= MOST_NOTES:
        raise Refused(TOO_MANY)
    blob = vault.wrap(thread.row.id, notes.NOTE, sealed_bytes(file))
    insert([models.DeskNote(ask=thread.row, order=last + 1, epoch=epoch, sender=seat.code, blob=blob)])
    words.look_soon(thread.row, day_of(thread.body.time_zone, at))
    return thread, seat


def _reading(thread: Thread, at: datetime) -> frozenset[str]:
    today = day_of(thread.body.time_zone, at)
    return frozenset(each.code for each in thread.handlers if is_reader(thread.ask, each, today))


def _parse_copies(found: object) -> Sequence[dict[str, Any]]:
    if not isinstance(found, list):
        raise Refused(UNKNOWN)
    for one in found:
        if not isinstance(one, dict) or set(one) != {"holder", "file"} or not isinstance(one["holder"], str):
            raise Refused(UNKNOWN)
    return found


def _settle_key(thread: Thread, epoch: int, copies: Sequence[dict[str, Any]], reading: frozenset[str]) -> None:
    """Nobody who left holds the key, and everybody who reads does: else the page is older than what happened."""
    newest = notes.newest_epoch(thread)
    if not copies:
        if epoch != newest or newest == 0 or notes.members(thread, newest) != reading:
            raise Refused(OLD_DESK)
        return
    if epoch != newest + 1 or len(copies) != len(reading) or {one["holder"] for one in copies} != reading:
        raise Refused(OLD_DESK)
    insert(
        [
            models.DeskKey(
                ask=thread.row, epoch=epoch, holder=one["holder"],
                blob=vault.wrap(thread.row.id, notes.KEY, sealed_bytes(one["file"])),
            )
            for one in copies
        ]
    )  # fmt: skip


@write
def carry(code: str, is_taken: bool, *, by: Actor, at: datetime) -> None:
    """A reader takes an ask on, or gives it back. Whoever left carries nothing, so another may take it."""
    thread, seat = read_as_reader(by, code, at, Permission.DESK_NOTE)
    held = models.Carrier.objects.filter(ask=thread.row).select_related("seat").first()
    if held is not None and held.seat.code in _reading(thread, at) - {seat.code}:
        raise Refused(TAKEN)
    if held is not None:
        held.delete()
    if is_taken:
        own = next(each for each in by.seats if each.code == seat.code)
        models.Carrier(ask=thread.row, seat=own).save(force_insert=True)
