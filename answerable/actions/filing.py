# SPDX-License-Identifier: AGPL-3.0-or-later
"""The drawer of one account: a file sealed to its own key, changed only by who has seen the newest."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from answerable.actions.sealing_parts import sealed_bytes
from answerable.core.errors import Denied, Refused
from answerable.core.words import N_
from answerable.sealing.wire import b64
from answerable.storage import models, vault
from answerable.storage.access import Actor
from answerable.storage.writer import write

LARGEST: Final = 40_000
OTHER_WINDOW = N_("This was changed in another window. Please look again; what you typed stays on the page.")
TOO_LARGE = N_("Your drawer is full. Please take something out first.")
PURPOSE: Final = "drawer"


def read_drawer(by: Actor) -> dict[str, Any]:
    """{number, file}: 0 and null before anything was kept."""
    if by.account is None:
        raise Denied
    row = models.Drawer.objects.filter(account=by.account).first()
    if row is None:
        return {"number": 0, "file": None}
    return {"number": row.number, "file": b64(vault.unwrap(by.account.id, PURPOSE, row.blob))}


@write
def put_drawer(number: int, file: str, *, by: Actor, at: datetime) -> None:
    """The next one, after number `number`."""
    del at
    if by.account is None:
        raise Denied
    raw = sealed_bytes(file)
    if len(raw) > LARGEST:
        raise Refused(TOO_LARGE)
    row = models.Drawer.objects.filter(account=by.account).first() or models.Drawer(account=by.account, number=0)
    if row.number == number + 1 and vault.unwrap(by.account.id, PURPOSE, row.blob) == raw:
        return  # sent again, because its answer was lost
    if row.number != number:
        raise Refused(OTHER_WINDOW)
    row.number, row.blob = number + 1, vault.wrap(by.account.id, PURPOSE, raw)
    row.save()
