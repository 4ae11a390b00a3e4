# SPDX-License-Identifier: AGPL-3.0-or-later
"""Very many asks, cheaply: some are sent as people send them, the rest go through the storage layer below that.

Those below have row keys, facts, journal, projection, readers and sealed copies of their own, made by the code that
every ask goes through; in place of what is sealed stand random bytes, fewer than there would be.
"""

from __future__ import annotations

import secrets
from uuid import UUID

from answerable import chance
from answerable.cli.movement import Movement
from answerable.storage import keyfile, models, places, threads, vault
from answerable.storage.inserting import insert
from answerable.storage.models.base import new_id
from answerable.storage.writer import writer

NORTH = "river-north-bank"
AT_ONCE = 500


def lodge(movement: Movement, real: int, more: int) -> None:
    """`real` lodgings, each by somebody of their own, and `more` below them."""
    for number in range(real):
        movement.lodge(f"crowd {number}", NORTH, 0, kind="change_policy")
    model = models.Ask.objects.select_related("body", "asker").first()
    assert model is not None
    thread = threads.open_thread(model)
    keys = list(models.SealedKey.objects.filter(ask=model))
    for begun in range(0, more, AT_ONCE):
        count = min(AT_ONCE, more - begun)
        writer.run(lambda count=count: [_below(thread, keys) for _ in range(count)])
        writer.run(writer.tidy)  # as jobs do, or the write-ahead log grows without end


def _below(like: threads.Thread, keys: list[models.SealedKey]) -> None:
    place, code = places.by_id(like.row.body_id), chance.code("thread")
    ident = UUID(bytes=secrets.token_bytes(16), version=4)
    keyfile.current().make(ident, keyfile.Purpose.THREAD)
    keep = vault.wrap(ident, "keep", secrets.token_bytes(64))
    row = models.Ask(id=ident, code=code, body=place.row, epoch_key=like.row.epoch_key, keep=keep)
    first = like.noted[0]
    value = {**first.fact.value, "code": code}
    fact = type(first.fact)(first.fact.move, first.fact.by, first.fact.actor, first.fact.day, value)
    begun = threads.begin(row, place.body, fact, first.signed, seats=place.seats, mark_key=like.mark_key)
    old = like.row.asker
    insert(
        [
            models.Asker(
                id=new_id(), ask=begun.row, locator=secrets.token_bytes(32), signin=old.signin, recipient=old.recipient,
                mark_key=old.mark_key,
            )
        ]
    )  # fmt: skip
    small = secrets.token_bytes(64)
    insert([models.SealedKey(ask=begun.row, epoch=one.epoch, holder=one.holder, blob=small) for one in keys])
