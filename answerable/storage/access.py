# SPDX-License-Identifier: AGPL-3.0-or-later
"""The only way to an object. Absent and forbidden are one and the same answer: Denied.

Here it is fetched; how somebody stands to it, and whether that is enough, is decided in `core.standing`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from answerable.core import standing
from answerable.core.body import Body
from answerable.core.errors import Denied
from answerable.core.handler import Handler, is_active
from answerable.core.move import Role
from answerable.core.permission import Permission, check
from answerable.core.way import WayKind
from answerable.storage import letters, models, shape
from answerable.storage.letters import Held
from answerable.storage.threads import Thread, open_thread


@dataclass(frozen=True)
class Actor:
    """Who asks: the asks that this visit's words opened, or an account with its seats. Public when neither.

    `ways` names, by the ask's code, the support person's key that opened it; the others the asker's words opened.
    `key` is set for one request by whoever proved to hold a letter. `machine` is whoever has the command line of this
    machine: it may set up, and reads no thread.
    """

    asks: tuple[models.Ask, ...] = ()
    account: models.Account | None = None
    seats: tuple[models.Seat, ...] = ()
    tokens: tuple[bytes, ...] = ()
    machine: bool = False
    ways: Mapping[str, models.Way] = field(default_factory=dict)
    key: models.Keyholder | None = None

    @property
    def is_public(self) -> bool:
        return not self.asks and self.account is None and not self.machine and self.key is None

    def handlers(self, when: date | datetime) -> tuple[Handler, ...]:
        """The seats that are in office then; an instant counts as the day of each seat's own body."""
        return tuple(shape.handler_of(seat) for seat in self.seats if _is_in_office(seat, when))

    def roles(self, when: date | datetime) -> frozenset[Role]:
        asks = [each.code for each in self.asks]
        return standing.roles_held(
            self.handlers(when), asks, self.ways, machine=self.machine, key=self.key is not None
        )  # fmt: skip


PUBLIC = Actor()
MACHINE = Actor(machine=True)


def _is_in_office(seat: models.Seat, when: date | datetime) -> bool:
    day = shape.day_of_seat(seat, when) if isinstance(when, datetime) else when
    return is_active(shape.handler_of(seat), day)


def check_permission(actor: Actor, permission: Permission, when: date | datetime) -> None:
    """Denied unless one of the actor's roles has a row; how it stands to a thing is checked where that is read."""
    standing.check_any(actor.roles(when), permission)


def read_ask(actor: Actor, code: str, permission: Permission = Permission.ASK_READ) -> Thread:
    """The thread of one of the visit's own asks, as it stands now. A support person's key may only see, or act too."""
    known, way = any(each.code == code for each in actor.asks), actor.ways.get(code)
    standing.check_words(permission, known=known, way=None if way is None else WayKind(way.kind))
    row = models.Ask.objects.filter(code=code).select_related("asker").first()
    if row is None:
        raise Denied
    return open_thread(row)


def read_as_reader(actor: Actor, code: str, when: datetime, permission: Permission) -> tuple[Thread, Handler]:
    """The thread of an ask, and the seat with which the actor reads it today."""
    mine = [seat.id for seat in actor.seats]
    row = models.Ask.objects.filter(code=code, readers__seat__in=mine).select_related("asker").distinct().first()
    if row is None:
        raise Denied
    thread = open_thread(row)
    return thread, standing.reading_seat(thread.ask, actor.handlers(when), permission)


def read_as_attester(actor: Actor, code: str, when: datetime) -> tuple[Thread, Handler]:
    """The thread of an ask whose asker offered this seat as an attester, while that has not ended."""
    mine = [seat.id for seat in actor.seats]
    row = models.Ask.objects.filter(code=code, attesters__seat__in=mine).select_related("asker").distinct().first()
    if row is None:
        raise Denied
    thread = open_thread(row)
    return thread, standing.attesting_seat(thread.ask, actor.handlers(when))


def read_as_backup(actor: Actor, code: str, when: datetime) -> tuple[Thread, Handler]:
    """The thread of an ask whose asker left this second-line person ticked."""
    mine = [seat.id for seat in actor.seats]
    row = models.Ask.objects.filter(code=code, backups__seat__in=mine).select_related("asker").distinct().first()
    if row is None:
        raise Denied
    thread = open_thread(row)
    return thread, standing.backing_seat(thread.ask, actor.handlers(when))


def read_seat(actor: Actor, code: str, when: datetime) -> models.Seat:
    """One of the actor's own seats, in office today."""
    for seat in actor.seats:
        if seat.code == code and _is_in_office(seat, when):
            check(Role(seat.role), Permission.SEAT, own=True)
            return seat
    raise Denied


def read_body(actor: Actor, slug: str, when: date | datetime, permission: Permission) -> models.Body:
    """A body that the actor may see or change with this permission."""
    row = models.Body.objects.filter(slug=slug).select_related("parent", "successor", "second_line").first()
    if row is None:
        raise Denied
    check_body(actor, row, when, permission)
    return row


def check_body(actor: Actor, row: models.Body | None, when: date | datetime, *permissions: Permission) -> Role:
    """The role in which the actor may do one of these to a body (or, with None, to the whole). Denied if none."""
    return standing.role_for(row.code if row else None, actor.roles(when), actor.handlers(when), permissions)


def bodies_of(actor: Actor, role: Role, when: date | datetime) -> list[Body]:
    """The bodies in which the actor holds a role today."""
    codes = {each.body for each in actor.handlers(when) if each.role is role}
    rows = models.Body.objects.filter(code__in=codes).select_related("parent", "successor", "second_line")
    return [shape.body_of(row) for row in rows.order_by("name")]


def read_letter(slug: str) -> Held:
    """A letter that is or was public: its page says so while it is hidden."""
    check(Role.PUBLIC, Permission.PAGES)
    held = letters.by_slug(slug)
    if held is None:
        raise Denied
    return held


def read_own_letter(actor: Actor, permission: Permission = Permission.LETTER_HOLD) -> tuple[Held, str]:
    """The letter of which the actor holds a key today, and that key."""
    check(Role.GROUP_KEYHOLDER, permission, own=actor.key is not None)
    if actor.key is None:
        raise Denied
    return letters.open_letter(actor.key.letter), actor.key.mark


def read_letter_as_body(actor: Actor, slug: str, when: datetime, permission: Permission) -> tuple[Held, Handler]:
    """A letter that the actor's body owes answers, and the seat with which the actor may do this."""
    held = letters.by_slug(slug)
    if held is None:
        raise Denied
    return held, standing.answering_seat(held.owed_by.code, actor.handlers(when), permission)
