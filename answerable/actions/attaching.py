# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sealed files: announced, sent part by part in any order, and bound to the words that name them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from answerable import chance
from answerable.core import attachment as rules
from answerable.core.attachment import Announced
from answerable.core.errors import Denied, Refused
from answerable.core.permission import Permission
from answerable.core.value import UNKNOWN
from answerable.storage import attachments, blobs, keyfile, models, projection, vault, words
from answerable.storage.access import Actor, read_as_reader, read_ask
from answerable.storage.shape import day_of
from answerable.storage.threads import Thread
from answerable.storage.writer import write

ASKER = "asker"


def as_asker(code: str, *, by: Actor) -> tuple[Thread, str]:
    """The thread and the sender, for an asker who may write."""
    thread = read_ask(by, code, Permission.ASK_MESSAGE)
    if thread.ask.erased or projection.holders(thread.ask) == {ASKER}:
        raise Denied
    return thread, ASKER


def to_read(code: str, *, by: Actor) -> tuple[Thread, str]:
    """For an asker who fetches: also where nobody reads any more."""
    return read_ask(by, code, Permission.ASK_READ), ASKER


def find(found: tuple[Thread, str], code: str) -> models.Attachment:
    """A file of this thread for whoever may have it. Denied to a reader once its words left the readers."""
    thread, sender = found
    row = attachments.find(thread, code)
    if sender != ASKER and row.message is not None and words.has_left(row.message):
        raise Denied
    return row


def as_reader(code: str, *, by: Actor, at: datetime) -> tuple[Thread, str]:
    """The same for a reader who opened the thread: that was noted, and its asker sees it."""
    thread, seat = read_as_reader(by, code, at, Permission.DESK_HAND_OUT)
    if not any(each.handler == seat.code for each in thread.ask.handouts):
        raise Denied
    return thread, seat.code


@write
def announce(found: tuple[Thread, str], sealed: Announced, *, by: Actor, at: datetime) -> dict[str, Any]:
    """A file that will come. Announced again, after a break, it goes on where it was: {file, part, parts, have}."""
    del by  # the thread was read as theirs
    thread, sender = found
    same = models.Attachment.objects.filter(
        ask=thread.row, sender=sender, epoch=thread.ask.epoch, digest=sealed.digest, size=sealed.size
    ).first()
    if same is not None:
        return attachments.described(same)
    rows = models.Attachment.objects.filter(ask=thread.row)
    if rows.count() >= rules.MOST_FILES:
        raise Refused(rules.TOO_MANY)
    if rows.filter(sender=sender, bound=False).count() >= rules.MOST_UNSENT:
        raise Refused(rules.TOO_MANY_UNSENT)
    row = models.Attachment(
        ask=thread.row, sender=sender, epoch=thread.ask.epoch, size=sealed.size, digest=sealed.digest,
        begun_date=day_of(thread.body.time_zone, at), code=chance.code("attachment", thread.row.code),
    )  # fmt: skip
    keyfile.current().make(row.id, keyfile.Purpose.TEXT)
    row.save(force_insert=True)
    return attachments.described(row)


def take_part(found: tuple[Thread, str], code: str, number: int, content: bytes, *, by: Actor) -> list[int]:
    """One part. The bytes are on the disk before a row names them; the writer is not kept waiting by them."""
    thread, sender = found
    row = _unsent(thread, sender, code)
    rules.check_part(row.size, number, len(content))
    if not row.parts.filter(number=number).exists():
        try:
            name = blobs.put(vault.wrap_inner(thread.row.id, row.id, attachments.purpose(code, number), content))
        except blobs.NoRoom:
            raise Refused(rules.NO_ROOM) from None
        _note_part(row.code, number, name, by=by)
    return attachments.have(row)


@write
def _note_part(code: str, number: int, name: str, *, by: Actor) -> None:
    del by
    row = models.Attachment.objects.filter(code=code, bound=False).first()
    if row is not None and not row.parts.filter(number=number).exists():
        models.AttachmentPart(attachment=row, number=number, name=name).save(force_insert=True)


def _unsent(thread: Thread, sender: str, code: str) -> models.Attachment:
    row = attachments.find(thread, code)
    if row.sender != sender or row.bound:
        raise Denied
    return row


@write
def drop(found: tuple[Thread, str], code: str, *, by: Actor) -> None:
    """A file that was not sent after all."""
    del by
    attachments.forget([_unsent(*found, code)])


def bind(thread: Thread, message: models.SealedFile, codes: object) -> None:
    """Inside a write: these files belong to the words that are sent now. Refused where one is not whole."""
    for code in parse_codes(codes):
        row = _unsent(thread, message.sender, code)
        if row.epoch != thread.ask.epoch:
            raise Refused(UNKNOWN)
        if len(attachments.have(row)) < -(-row.size // rules.PART):
            raise Refused(rules.NOT_WHOLE)
        row.bound, row.message = True, message
        row.save(update_fields=["bound", "message"])


def parse_codes(found: object) -> Sequence[str]:
    if found is None:
        return ()
    if not isinstance(found, list) or len(found) > rules.MOST_UNSENT or not all(isinstance(one, str) for one in found):
        raise Refused(UNKNOWN)
    return found


@write
def forget_unsent(today: date) -> int:
    """Files that no words were sent with, two days on. How many."""
    before = today - timedelta(days=rules.KEPT_UNSENT_DAYS)
    rows = list(models.Attachment.objects.filter(bound=False, begun_date__lt=before))
    attachments.forget(rows)
    return len(rows)
