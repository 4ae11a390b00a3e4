# SPDX-License-Identifier: AGPL-3.0-or-later
"""The outbox of daily notices: a row for each person in office, gone once the mail server has taken the mail."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from uuid import UUID

from answerable import chance
from answerable.core.handler import is_active
from answerable.core.move import Role
from answerable.storage import models, shape, vault
from answerable.storage.shape import day_of_seat
from answerable.storage.writer import write

WHO: Final = (Role.HANDLER, Role.SECOND_LINE, Role.BODY_STEWARD)
KEPT_DAYS: Final = 3


@dataclass(frozen=True)
class Waiting:
    """One notice that has not gone out. `handle` is random, and the same if it must be sent again."""

    row: UUID
    address: str = field(repr=False)
    handle: str


@write
def put_notices(day: date, *, at: datetime) -> int:
    """One for everybody in office who gave an address: people alone decide who gets one, never an ask."""
    seats = models.Seat.objects.filter(role__in=WHO, account__address__isnull=False)
    found = seats.select_related("body", "account").order_by("code")
    active = [seat for seat in found if is_active(shape.handler_of(seat), day_of_seat(seat, at))]
    people = {seat.account_id for seat in active if seat.account_id is not None}
    rows = [_notice(account, day) for account in models.Account.objects.filter(id__in=people).order_by("code")]
    models.Notice.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _notice(account: models.Account, day: date) -> models.Notice:
    raw = chance.draw("notice", f"{account.code}:{day.isoformat()}", 16)
    return models.Notice(id=UUID(bytes=raw, version=4), account=account, day=day)


def waiting() -> list[Waiting]:
    """What has not gone out yet, in the order of people's codes."""
    rows = models.Notice.objects.select_related("account").order_by("day", "account__code")
    return [_waiting(row) for row in rows if row.account.address is not None]


def _waiting(row: models.Notice) -> Waiting:
    address = vault.unwrap(row.account_id, "address", row.account.address or b"").decode()
    return Waiting(row.id, address, row.id.hex)


@write
def took(row: UUID) -> None:
    """The mail server has it."""
    models.Notice.objects.filter(id=row).delete()


@write
def drop_older_than(day: date) -> int:
    """A notice that nobody could deliver for days says nothing that a new one does not."""
    dropped, _ = models.Notice.objects.filter(day__lt=day).delete()
    return dropped
