# SPDX-License-Identifier: AGPL-3.0-or-later
"""What lists and clocks need of an ask, computed from its replayed state. Rebuilding compares exactly these."""

from __future__ import annotations

from datetime import date
from typing import Any

from answerable.core.ask import Ask
from answerable.core.body import Body
from answerable.core.clocks import due
from answerable.storage import models


def project(ask: Ask, body: Body) -> dict[str, Any]:
    """Column to value. `stage` is the asker's own; no page for anybody else reads it."""
    return {
        "code": ask.code,
        "kind": ask.kind,
        "mode": str(ask.mode),
        "door": str(ask.door),
        "route": str(ask.route),
        "stage": str(ask.stage),
        "paused": ask.paused,
        "withdrawn": ask.withdrawn,
        "level": str(ask.terms[-1].silence),
        "lodged_date": ask.lodged_date,
        "hold_until": ask.hold_until,
        "due_date": next_due(ask, body),
        "epoch": ask.epoch,
    }


def next_due(ask: Ask, body: Body) -> date | None:
    """The next day on which anything falls due."""
    found = due(ask, body)
    days = [found.acknowledge_by, found.answer_by, found.word_by, found.promise_by]
    return min((day for day in days if day is not None), default=None)


def put(row: models.Ask, ask: Ask, body: Body) -> None:
    for column, value in project(ask, body).items():
        setattr(row, column, value)
    if ask.body != row.body.code:
        row.body = models.Body.objects.get(code=ask.body)


def differences(row: models.Ask, ask: Ask, body: Body) -> list[str]:
    """The names of the columns that do not say what the facts say."""
    wrong = [column for column, value in project(ask, body).items() if getattr(row, column) != value]
    readers = {each.seat.code for each in row.readers.select_related("seat")}
    backups = {each.seat.code for each in row.backups.select_related("seat")}
    wrong += ["body"] if row.body.code != ask.body else []
    wrong += ["readers"] if readers != set(ask.readers) else []
    return wrong + (["backups"] if backups != set(ask.backups) else [])
