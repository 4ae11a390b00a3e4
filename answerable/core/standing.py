# SPDX-License-Identifier: AGPL-3.0-or-later
"""How somebody stands to an ask, a body or a letter: in which role, and with which of their seats. Absent and forbidden
are one and the same answer: Denied.

The seats given are in office today. What is stored about them is read by `storage.access`, which decides nothing.
"""

from collections.abc import Callable, Collection, Iterable

from answerable.core.attester import live
from answerable.core.errors import Denied, Refused
from answerable.core.handler import Handler
from answerable.core.move import READERS, Role
from answerable.core.new_keys import locked_out
from answerable.core.permission import Permission, check, scope
from answerable.core.state import Ask
from answerable.core.value import UNKNOWN
from answerable.core.way import ACTING, WayKind

BY_OPERATOR = frozenset({Role.OPERATOR, Role.BODY_STEWARD})


def check_any(roles: Iterable[Role], permission: Permission) -> None:
    """Denied unless one of these roles has a cell at all: how it stands to a thing is checked where that is read."""
    if not any(scope(role, permission) is not None for role in roles):
        raise Denied


def check_words(permission: Permission, *, known: bool, way: WayKind | None) -> None:
    """Whoever opened an ask with its asker's words, or with a helper's key (`way`); `known`: it is one of theirs."""
    if way is None:
        check(Role.ASKER, permission, own=known)
    else:
        check(Role.SUPPORT_PERSON, permission, own=known and way in ACTING, named=known)


def reading_seat(ask: Ask, seats: Iterable[Handler], permission: Permission) -> Handler:
    """The seat with which somebody reads this ask."""
    reads = ask.readers - locked_out(ask.new_keys)
    return _named(seats, permission, lambda seat: seat.role in READERS and seat.code in reads)


def attesting_seat(ask: Ask, seats: Iterable[Handler]) -> Handler:
    """The seat that its asker offered this ask to, while that has not ended."""
    seen = live(ask.attesters)
    return _named(seats, Permission.ATTEST, lambda seat: seat.role is Role.ATTESTER and seat.code in seen)


def backing_seat(ask: Ask, seats: Iterable[Handler]) -> Handler:
    """The seat of the second line that its asker left ticked."""
    return _named(seats, Permission.STANDBY, lambda seat: seat.code in ask.backups)


def _named(seats: Iterable[Handler], permission: Permission, names: Callable[[Handler], bool]) -> Handler:
    """The first seat that the ask names."""
    found = next((seat for seat in seats if names(seat)), None)
    if found is None:
        raise Denied
    check(found.role, permission, named=True)
    return found


def role_for(
    body: str | None, roles: Collection[Role], seats: Collection[Handler], permissions: Iterable[Permission]
) -> Role:
    """The role that lets somebody do one of these to a body, by its code; with None, to no body in particular."""
    for permission in permissions:
        for role in sorted(roles):
            holds = any(seat.role is role and seat.body == body for seat in seats)
            if _is_let(role, permission, same_body=holds):
                return role
    raise Denied


def inviting_role(
    role: Role, body: str | None, roles: Collection[Role], seats: Collection[Handler], *, machine: bool
) -> Role:
    """The role that invites to a seat: a body's steward for its own people, the operator for stewards and operators.

    Raises Refused for an operator of a body, or anybody else of none.
    """
    if (role is Role.OPERATOR) is not (body is None):
        raise Refused(UNKNOWN)
    if machine or (role in BY_OPERATOR and Role.OPERATOR in roles):
        return Role.OPERATOR
    return role_for(body, roles, seats, (Permission.STEWARD_INVITE,))


def answering_seat(owed_by: str, seats: Iterable[Handler], permission: Permission) -> Handler:
    """The seat with which somebody does this to a letter that this body owes answers."""
    for seat in seats:
        if _is_let(seat.role, permission, same_body=seat.body == owed_by):
            return seat
    raise Denied


def _is_let(role: Role, permission: Permission, *, same_body: bool) -> bool:
    try:
        check(role, permission, same_body=same_body)
    except Denied:
        return False
    return True


def roles_held(
    seats: Iterable[Handler], asks: Iterable[str], ways: Collection[str], *, machine: bool, key: bool
) -> frozenset[Role]:
    """Every role of whoever visits: by seats, by the asks that words opened (those among `ways`: with a helper's key),
    by the command line of this machine, by the key of a letter. Everybody may do what the public may."""
    found = {Role.PUBLIC, *(seat.role for seat in seats)}
    found |= {Role.SUPPORT_PERSON if each in ways else Role.ASKER for each in asks}
    found |= {Role.OPERATOR} if machine else set()
    found |= {Role.GROUP_KEYHOLDER} if key else set()
    return frozenset(found)
