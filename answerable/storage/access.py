# SPDX-License-Identifier: AGPL-3.0-or-later
"""The only way to an object. Absent and forbidden are one and the same answer: Denied."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from answerable.core.body import Body
from answerable.core.errors import Denied
from answerable.core.handler import Handler, is_active
from answerable.core.move import READERS, Role
from answerable.core.permission import Permission, check
from answerable.storage import models, shape
from answerable.storage.threads import Thread, open_thread


@dataclass(frozen=True)
class Actor:
    """Who asks: the asks that this visit's words opened, or an account with its seats. Public when neither."""

    asks: tuple[models.Ask, ...] = ()
    account: models.Account | None = None
    seats: tuple[models.Seat, ...] = ()
    tokens: tuple[bytes, ...] = ()

    @property
    def is_public(self) -> bool:
        return not self.asks and self.account is None

    def handlers(self, day: date) -> tuple[Handler, ...]:
        """The seats that are in office on `day`."""
        return tuple(each for each in shape.handlers_of(self.seats) if is_active(each, day))

    def roles(self, day: date) -> frozenset[Role]:
        held = {each.role for each in self.handlers(day)}
        return frozenset(held | ({Role.ASKER} if self.asks else set()) | {Role.PUBLIC})


PUBLIC = Actor()


def check_permission(actor: Actor, permission: Permission, day: date) -> None:
    """Denied unless one of the actor's roles has a row; how it stands to a thing is checked where that is read."""
    from answerable.core.permission import scope

    if not any(scope(role, permission) is not None for role in actor.roles(day)):
        raise Denied


def read_ask(actor: Actor, code: str, permission: Permission = Permission.ASK_READ) -> Thread:
    """The thread of one of the visit's own asks."""
    row = next((each for each in actor.asks if each.code == code), None)
    check(Role.ASKER, permission, own=row is not None)
    if row is None:
        raise Denied
    return open_thread(row)


def read_as_reader(actor: Actor, code: str, day: date, permission: Permission) -> tuple[Thread, Handler]:
    """The thread of an ask, and the seat with which the actor reads it today."""
    row = (
        models.Ask.objects.filter(code=code, readers__seat__in=[seat.id for seat in actor.seats])
        .select_related("body", "asker")
        .first()
    )
    thread = open_thread(row) if row is not None else None
    for seat in actor.handlers(day):
        if seat.role in READERS:
            check_named(seat, permission, thread, day)
            if thread is not None and seat.code in thread.ask.readers:
                return thread, seat
    raise Denied


def check_named(seat: Handler, permission: Permission, thread: Thread | None, day: date) -> None:
    named = thread is not None and is_active(seat, day)
    check(seat.role, permission, named=named)


def read_as_backup(actor: Actor, code: str, day: date) -> tuple[Thread, Handler]:
    """The thread of an ask whose asker left this second-line person ticked."""
    row = (
        models.Ask.objects.filter(code=code, backups__seat__in=[seat.id for seat in actor.seats])
        .select_related("body", "asker")
        .first()
    )
    if row is not None:
        thread = open_thread(row)
        for seat in actor.handlers(day):
            if seat.role is Role.SECOND_LINE and seat.code in thread.ask.backups:
                check(seat.role, Permission.STANDBY, named=True)
                return thread, seat
    raise Denied


def read_body(actor: Actor, slug: str, day: date, permission: Permission) -> models.Body:
    """A body that the actor may see or change with this permission."""
    row = models.Body.objects.filter(slug=slug).first()
    roles = actor.roles(day)
    for role in sorted(roles):
        try:
            check(role, permission, same_body=row is not None and _holds(actor, role, row, day))
        except Denied:
            continue
        if row is not None:
            return row
    raise Denied


def _holds(actor: Actor, role: Role, body: models.Body, day: date) -> bool:
    return any(each.role is role and each.body == body.code for each in actor.handlers(day))


def bodies_of(actor: Actor, role: Role, day: date) -> list[Body]:
    """The bodies in which the actor holds a role today."""
    codes = {each.body for each in actor.handlers(day) if each.role is role}
    return [shape.body_of(row) for row in models.Body.objects.filter(code__in=codes).order_by("name")]
