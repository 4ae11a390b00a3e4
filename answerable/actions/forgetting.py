# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forgetting. A thread: its rows go, its row key is destroyed, and exactly the tombstone and the envelopes stay.

What was written in it: words and files go by themselves 90 days on, and the thread lives on without them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from functools import partial

from answerable.actions import timely
from answerable.core.retention import DeletionReport, deletion_report, ended_date, goes_date, leaves_date
from answerable.record import opening
from answerable.storage import attachments, journal, keyfile, models, shape, threads, vault, words
from answerable.storage.keyfile import Purpose
from answerable.storage.writer import write, writer


def forget_thread(row: models.Ask, today: date) -> DeletionReport:
    """Called inside a write. The row key is destroyed once the commit is durable, before anybody hears of it."""
    ident = row.id
    opening.redact([each.entry["id"] for each in journal.read([ident]).get(ident, [])], today)
    words.forget_keys(row)
    attachments.forget(models.Attachment.objects.filter(ask=row))
    models.Payload.objects.filter(envelope__row_key=ident).delete()
    models.Ask.objects.filter(id=ident).delete()
    models.Tombstone(id=ident, ended="erased", month=today.isoformat()[:7]).save(force_insert=True)
    writer.after_commit(partial(keyfile.current().destroy, ident))
    writer.forget_pages()
    return deletion_report(today)


@write
def finish_forgetting() -> int:
    """At start, after a crash: a tombstone whose row key is still there loses it now.

    Other keys without rows stay: with an older database beside this key file they may be all that opens a newer one.
    """
    left = keyfile.current().idents(Purpose.THREAD)
    ended = [ident for ident in models.Tombstone.objects.values_list("id", flat=True) if ident in left]
    ended += list(words.left_over())
    for ident in ended:
        writer.after_commit(partial(keyfile.current().destroy, ident))
    if ended:
        writer.forget_pages()
    return len(ended)


def forget_words(*, at: datetime) -> int:
    """Every day: what was written, where its days are over. One thread a write. Returns how many messages went."""
    return sum(_forget_words(code, at=at) for code in words.to_look_at(at.date() + timely.AHEAD))


@write
def _forget_words(code: str, *, at: datetime) -> int:
    row = models.Ask.objects.filter(code=code).select_related("asker").first()
    if row is None or not vault.has_key(row.id):
        return 0
    thread = threads.open_thread(row)
    today = shape.day_of(thread.body.time_zone, at)
    ended = ended_date(thread.ask, thread.body, today)
    keep = thread.ask.terms[-1].keep_words
    words.note_late(thread, ended, today)
    gone = sum(_settle(each, ended, today, keep=keep) for each in _in_question(thread))
    notes, due = words.forget_notes(thread, ended, today)
    if notes + gone:
        writer.forget_pages()
    words.look_again(row, [*due, *(_due(each, ended, today, keep=keep) for each in _in_question(thread))], today)
    return gone


def _due(held: words.Held, ended: date | None, today: date, *, keep: bool) -> date | None:
    """The next day on which something happens to this message, as things stand."""
    found, end = held.believed(ended, today)
    return leaves_date(found, end) if found.left is None else goes_date(found, keep=keep)


def _in_question(thread: threads.Thread) -> list[words.Held]:
    return [each for each in words.of_thread(thread) if each.gone is None and not each.stays]


def _settle(held: words.Held, ended: date | None, today: date, *, keep: bool) -> bool:
    """Whether this message went today. What once left the readers does not come back to them."""
    found, end = held.believed(ended, today)
    leaves = leaves_date(found, end)
    if found.left is None and leaves is not None and leaves <= today:
        words.leave(held.row, today)
        found = replace(found, left=today)
    goes = goes_date(found, keep=keep)
    if goes is None or goes > today:
        return False
    words.forget(held.row, today)
    return True
