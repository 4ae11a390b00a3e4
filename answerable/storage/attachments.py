# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sealed files as they are stored: which parts are there, and one part unwrapped for whoever may open its thread."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from answerable.core.attachment import PART
from answerable.core.errors import Denied
from answerable.storage import blobs, keyfile, models, vault
from answerable.storage.threads import Thread
from answerable.storage.writer import writer


def find(thread: Thread, code: str) -> models.Attachment:
    """A file of this thread. Denied where there is none."""
    row = models.Attachment.objects.filter(ask=thread.row, code=code).first()
    if row is None:
        raise Denied
    return row


def have(row: models.Attachment) -> list[int]:
    """The numbers of the parts that arrived, from 0."""
    return list(row.parts.order_by("number").values_list("number", flat=True))


def described(row: models.Attachment) -> dict[str, Any]:
    """{file, part, parts, have} for whoever goes on sending it."""
    return {"file": row.code, "part": PART, "parts": -(-row.size // PART), "have": have(row)}


def purpose(code: str, number: int) -> str:
    """What a part is wrapped for: no part can stand in the place of another."""
    return f"attachment:{code}:{number}"


def read_part(thread: Thread, row: models.Attachment, number: int) -> bytes:
    """One part, still sealed to the thread. Denied where it is not there."""
    found = row.parts.filter(number=number).first()
    if found is None:
        raise Denied
    try:
        wrapped = blobs.read(found.name)
    except FileNotFoundError:
        raise Denied from None
    return vault.unwrap_inner(thread.row.id, row.id, purpose(row.code, number), wrapped)


def forget(rows: Iterable[models.Attachment]) -> None:
    """Inside a write: these files go; their bytes and keys once that is durable."""
    for row in rows:
        names, ident = list(row.parts.values_list("name", flat=True)), row.id
        row.delete()
        writer.after_commit(partial(blobs.drop, names))
        writer.after_commit(partial(keyfile.current().destroy, ident))


def forget_strays() -> int:
    """Bytes that no row names: left behind by a crash between the two. How many."""
    names = list(blobs.old_names())
    known = set(models.AttachmentPart.objects.filter(name__in=names).values_list("name", flat=True))
    stray = [name for name in names if name not in known]
    blobs.drop(stray)
    return len(stray)
