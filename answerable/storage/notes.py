# SPDX-License-Identifier: AGPL-3.0-or-later
"""Notes among the readers of one ask, still sealed: for a reader who holds their key, and for nobody else."""

from __future__ import annotations

from typing import Any

from django.db.models import Max

from answerable.sealing.wire import b64
from answerable.storage import models, vault
from answerable.storage.inserting import insert
from answerable.storage.threads import Thread

KEY, NOTE = "desk-key", "desk-note"
Part = dict[str, Any]


def newest_epoch(thread: Thread) -> int:
    """Of the desk key; 0 before the first."""
    found: int | None = models.DeskKey.objects.filter(ask=thread.row).aggregate(last=Max("epoch"))["last"]
    return found or 0


def members(thread: Thread, epoch: int) -> frozenset[str]:
    """To whom the key of this epoch was sealed. Rows stay when somebody leaves: they tell who could still open it."""
    return frozenset(models.DeskKey.objects.filter(ask=thread.row, epoch=epoch).values_list("holder", flat=True))


def retire(thread: Thread, holder: str) -> None:
    """Inside a write: `holder` (a seat's code) has new keys, and somebody may have the old ones.

    An epoch that nobody holds makes the next note come with a key of its own. Copies that open no more go.
    """
    newest = newest_epoch(thread)
    if newest == 0:
        return
    models.DeskKey.objects.filter(ask=thread.row, holder=holder).delete()
    insert([models.DeskKey(ask=thread.row, epoch=newest + 1, holder="", blob=b"")])


def for_reader(thread: Thread, seat: str) -> Part:
    """{epoch, keys, notes} for one seat: only notes of epochs whose key was sealed to it."""
    held = models.DeskKey.objects.filter(ask=thread.row, holder=seat).order_by("epoch")
    keys = [{"epoch": row.epoch, "file": b64(vault.unwrap(thread.row.id, KEY, row.blob))} for row in held]
    rows = models.DeskNote.objects.filter(ask=thread.row, epoch__in=[each["epoch"] for each in keys]).order_by("order")
    return {"epoch": newest_epoch(thread), "keys": keys, "notes": [_note(thread, row) for row in rows]}


def _note(thread: Thread, row: models.DeskNote) -> Part:
    return {"order": row.order, "epoch": row.epoch, "file": b64(vault.unwrap(thread.row.id, NOTE, row.blob))}


def are_there(thread: Thread) -> bool:
    """Whether there are any: all that an asker learns of them."""
    return models.DeskNote.objects.filter(ask=thread.row).exists()
