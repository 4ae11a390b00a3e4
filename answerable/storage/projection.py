# SPDX-License-Identifier: AGPL-3.0-or-later
"""What lists and clocks need of an ask, computed from its replayed state. Rebuilding compares exactly these."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from answerable.core.ask import Ask
from answerable.core.attester import live
from answerable.core.new_keys import locked_out
from answerable.storage import models
from answerable.storage.inserting import insert_rows


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
    seat = {each.code: each for each in seats}
    gone, came = _changes(before.readers if before else frozenset(), after.readers)
    if gone:
        models.Reader.objects.filter(ask=row, seat__code__in=gone).delete()
        models.Carrier.objects.filter(ask=row, seat__code__in=gone).delete()
    insert_rows(models.Reader, [{"ask_id": row.id, "seat_id": seat[code].id} for code in came])
    gone, came = _changes(before.backups if before else frozenset(), after.backups)
    if gone:
        models.Backup.objects.filter(ask=row, seat__code__in=gone).delete()
    insert_rows(models.Backup, [{"ask_id": row.id, "seat_id": seat[code].id} for code in came])
    gone, came = _changes(live(before.attesters) if before else frozenset(), live(after.attesters))
    if gone:
        models.Attester.objects.filter(ask=row, seat__code__in=gone).delete()
    insert_rows(models.Attester, [{"ask_id": row.id, "seat_id": seat[code].id} for code in came])
    left = (holders(before) - holders(after)) if before else frozenset()
    if left:
        models.SealedKey.objects.filter(ask=row, holder__in=sorted(left)).delete()


def holders(ask: Ask) -> frozenset[str]:
    """Who may have a copy of the thread's key here: the asker, readers, and standbys where the terms allow them.

    Whoever lost their keys has none until the thread was sealed again to the new ones.
    """
    standby = {f"standby:{code}" for code in ask.backups - ask.readers} if ask.terms[-1].standby else set[str]()
    return (ask.readers - locked_out(ask.new_keys)) | standby | {"asker"}


def _changes(before: frozenset[str], after: frozenset[str]) -> tuple[list[str], list[str]]:
    """Who went and who came. Both lists are empty for most moves."""
    return sorted(before - after), sorted(after - before)


def differences(row: models.Ask, ask: Ask) -> list[str]:
    """The names of the columns that do not say what the facts say. Whoever asks of many reads people ahead."""
    wrong = [column for column, value in project(ask).items() if getattr(row, column) != value]
    readers = {each.seat.code for each in row.readers.all()}
    backups = {each.seat.code for each in row.backups.all()}
    attesters = {each.seat.code for each in row.attesters.all()}
    wrong += ["attesters"] if attesters != live(ask.attesters) else []
    wrong += ["body"] if row.body.code != ask.body else []
    wrong += ["readers"] if readers != set(ask.readers) else []
    return wrong + (["backups"] if backups != set(ask.backups) else [])
