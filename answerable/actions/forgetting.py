# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forgetting a thread: its rows go, its row key is destroyed, and exactly the tombstone and the envelopes stay."""

from __future__ import annotations

from datetime import date
from functools import partial

from answerable.core.retention import DeletionReport, deletion_report
from answerable.record import opening
from answerable.storage import attachments, journal, keyfile, models
from answerable.storage.keyfile import Purpose
from answerable.storage.writer import write, writer


def forget_thread(row: models.Ask, today: date) -> DeletionReport:
    """Called inside a write. The row key is destroyed once the commit is durable, before anybody hears of it."""
    ident = row.id
    opening.redact([each.entry["id"] for each in journal.read([ident]).get(ident, [])], today)
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
    for ident in ended:
        writer.after_commit(partial(keyfile.current().destroy, ident))
    if ended:
        writer.forget_pages()
    return len(ended)
