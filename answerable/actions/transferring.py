# SPDX-License-Identifier: AGPL-3.0-or-later
"""An ended body's asks: clocks and duty follow to its heir; readers do not (rule 23)."""

from __future__ import annotations

from datetime import datetime

from answerable.core.ask import decide
from answerable.core.move import Move, Role
from answerable.storage import models, places, threads
from answerable.storage.shape import day_of


def transfer_asks(old: models.Body, new: models.Body, at: datetime) -> int:
    """Inside a write: every ask of `old` now stands with `new`. Words come only from the asker, or by standby copy."""
    place = places.read(old.id)
    rows = list(models.Ask.objects.filter(body=old).select_related("asker").order_by("code"))
    for row in rows:
        thread = threads.open_thread(row, place)
        fact = decide(
            thread.ask,
            Move.TRANSFER,
            {"body": new.code, "everyone_before": thread.ask.everyone},
            by=Role.CLOCK,
            at=day_of(old.time_zone, at),
            body=thread.body,
            handlers=thread.handlers,
        )
        threads.pass_on(thread, fact, new)
    return len(rows)
