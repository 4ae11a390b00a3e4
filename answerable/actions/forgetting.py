# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forgetting a thread: its rows go, its row key is destroyed, and exactly the tombstone and the envelopes stay."""

from __future__ import annotations

from datetime import date

from answerable.core.retention import DeletionReport, deletion_report
from answerable.storage import keyfile, models
from answerable.storage.writer import forget_pages, writer


def forget_thread(row: models.Ask, today: date) -> DeletionReport:
    """Called inside a write. The row key is destroyed once the commit is durable."""
    ident = row.id
    models.Payload.objects.filter(envelope__row_key=ident).delete()
    models.Ask.objects.filter(id=ident).delete()
    models.Tombstone.objects.create(id=ident, ended="erased", month=today.isoformat()[:7])
    writer.after_commit(lambda: keyfile.current().destroy(ident))
    forget_pages()
    return deletion_report(today)


def finish_forgetting() -> None:
    """After a crash: a tombstone whose row key is still there loses it now."""
    left = keyfile.current().idents()
    for ident in models.Tombstone.objects.filter(id__in=left).values_list("id", flat=True):
        keyfile.current().destroy(ident)


