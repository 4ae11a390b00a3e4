# SPDX-License-Identifier: AGPL-3.0-or-later
"""What lists and clocks need of an ask, computed from its replayed state. Rebuilding compares exactly these."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from answerable.core.ask import Ask
from answerable.storage import models


def project(ask: Ask) -> dict[str, Any]:
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
        "moved": bool(ask.moved_bodies),
        "level": str(ask.terms[-1].silence),
        "lodged_date": ask.lodged_date,
        "hold_until": ask.hold_until,
        "epoch": ask.epoch,
    }


def put(row: models.Ask, ask: Ask) -> None:
    for column, value in project(ask).items():
        setattr(row, column, value)


def put_people(row: models.Ask, before: Ask | None, after: Ask, seats: Iterable[models.Seat]) -> None:
    """Readers, backups and sealed keys as the facts say: whoever left has no copy here any more."""
    by_code = {seat.code: seat for seat in seats}
    _put(models.Reader, row, before.readers if before else frozenset(), after.readers, by_code)
    _put(models.Backup, row, before.backups if before else frozenset(), after.backups, by_code)
    gone = (holders(before) - holders(after)) if before else frozenset()
    if gone:
        models.SealedKey.objects.filter(ask=row, holder__in=sorted(gone)).delete()


def holders(ask: Ask) -> frozenset[str]:
    """Who may have a copy of the thread's key here: the asker, readers, and standbys where the terms allow them."""
    standby = {f"standby:{code}" for code in ask.backups - ask.readers} if ask.terms[-1].standby else set[str]()
    return ask.readers | standby | {"asker"}


def _put(
    kind: type[models.Reader] | type[models.Backup],
    row: models.Ask,
    before: frozenset[str],
    after: frozenset[str],
    seats: dict[str, models.Seat],
) -> None:
    if gone := before - after:
        kind._default_manager.filter(ask=row, seat__code__in=sorted(gone)).delete()
    if new := after - before:
        kind._default_manager.bulk_create([kind(ask=row, seat=seats[code]) for code in sorted(new)])


def differences(row: models.Ask, ask: Ask) -> list[str]:
    """The names of the columns that do not say what the facts say."""
    wrong = [column for column, value in project(ask).items() if getattr(row, column) != value]
    readers = {each.seat.code for each in row.readers.select_related("seat")}
    backups = {each.seat.code for each in row.backups.select_related("seat")}
    wrong += ["body"] if row.body.code != ask.body else []
    wrong += ["readers"] if readers != set(ask.readers) else []
    return wrong + (["backups"] if backups != set(ask.backups) else [])
