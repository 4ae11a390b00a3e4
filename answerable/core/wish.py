# SPDX-License-Identifier: AGPL-3.0-or-later
"""A wish: what somebody wants to do with an ask, and whether the ask is there for them at all."""

from dataclasses import dataclass
from datetime import date

from answerable.core import attester, readers
from answerable.core.body import Body
from answerable.core.errors import Denied
from answerable.core.handler import Handler, is_active
from answerable.core.move import Move, Role
from answerable.core.state import Ask, Stage
from answerable.core.value import Value


@dataclass(frozen=True)
class Wish:
    """What somebody wants to do, with all that the rules look at."""

    ask: Ask | None
    move: Move
    value: Value
    by: Role
    actor: str
    at: date
    body: Body
    handlers: tuple[Handler, ...]

    @property
    def held(self) -> Ask:
        """The ask; the table has made sure that there is one."""
        assert self.ask is not None
        return self.ask

    @property
    def handler(self) -> Handler:
        """The seat that acts. Denied if there is none in that role."""
        for each in self.handlers:
            if each.code == self.actor and each.role is self.by:
                return each
        raise Denied


def check_reader(wish: Wish) -> None:
    """Denied unless the actor reads this ask today, or is one of its second line asking for the standby copy."""
    ask, seat = wish.held, wish.handler
    if ask.stage is not Stage.HELD and readers.is_reader(ask, seat, wish.at):
        return
    if wish.move is Move.NEW_KEYS and seat.code in ask.readers:
        return
    standby = wish.move is Move.HANDED_OUT and wish.value.get("what") == "standby"
    if ask.stage is Stage.HELD or not standby or not may_take_standby(wish, seat):
        raise Denied


def check_attester(wish: Wish) -> None:
    """Denied unless the actor is in office today and was offered to this ask, and that has not ended."""
    ask, seat = wish.held, wish.handler
    if ask.stage is Stage.HELD or seat.code not in attester.live(ask.attesters) or not is_active(seat, wish.at):
        raise Denied


def may_take_standby(wish: Wish, seat: Handler) -> bool:
    known = readers.second_line_of(wish.held, wish.body, wish.handlers, wish.at)
    return seat.code in known & wish.held.backups
