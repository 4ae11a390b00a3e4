# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one table of permission, cell by cell."""

from itertools import product

import pytest

from answerable.core.errors import NOTHING_HERE, Denied
from answerable.core.move import Role
from answerable.core.permission import PEOPLE, TABLE, Permission, Scope, check, scope

STANDS = {Scope.OWN: "own", Scope.NAMED: "named", Scope.BODY: "same_body"}
ALONE = {
    Permission.SIGNALS: {Role.SECOND_LINE},
    Permission.STANDBY: {Role.SECOND_LINE},
    Permission.STEWARD_INVITE: {Role.BODY_STEWARD},
    Permission.OPERATOR_SET_UP: {Role.OPERATOR},
    Permission.ASK_MOVE: {Role.ASKER, Role.GROUP_KEYHOLDER, Role.SUPPORT_PERSON},
    Permission.ASK_ERASE: {Role.ASKER, Role.GROUP_KEYHOLDER},
    Permission.ASK_SHOW: {Role.ASKER, Role.GROUP_KEYHOLDER},
    Permission.ASK_WAYS: {Role.ASKER, Role.GROUP_KEYHOLDER},
    Permission.OUTREACH: {Role.OUTREACH_WORKER},
    Permission.DESK_READ: {Role.HANDLER, Role.SECOND_LINE},
    Permission.DESK_NOTE: {Role.HANDLER, Role.SECOND_LINE},
}


def is_let(role: Role, permission: Permission, **stands: bool) -> bool:
    try:
        check(role, permission, **stands)
    except Denied as denied:
        assert denied.sentence == NOTHING_HERE
        return False
    return True


def test_every_cell_of_permission_role_and_standing() -> None:
    walked = allowed = 0
    standings = [dict(zip(STANDS.values(), each, strict=True)) for each in product((False, True), repeat=3)]
    for permission, role, stands in product(Permission, Role, standings):
        walked += 1
        needed = TABLE[permission].get(role)
        expected = needed is not None and (needed is Scope.ANY or stands[STANDS[needed]])
        assert is_let(role, permission, **stands) is expected, (permission, role, stands)
        allowed += expected
    assert walked == len(Permission) * len(Role) * 8 == 47 * 18 * 8
    assert allowed == 1800
    assert sum(map(len, TABLE.values())) == 275


def test_every_permission_has_a_row_and_the_clock_none() -> None:
    assert set(TABLE) == set(Permission)
    assert all(Role.CLOCK not in row for row in TABLE.values())
    assert len(PEOPLE) == 17


@pytest.mark.parametrize("permission", ALONE)
def test_who_stands_alone(permission: Permission) -> None:
    assert set(TABLE[permission]) == ALONE[permission]


def test_nobody_but_askers_who_helps_them_and_readers_reaches_an_ask() -> None:
    """The operator and the stewards have no row that shows a thread. A look is one bit, for whoever has the code."""
    of_asks = [each for each in Permission if each.value.startswith(("ask.", "desk.", "second_line."))]
    of_asks.remove(Permission.LODGE)
    of_asks.remove(Permission.DESK)
    of_asks.remove(Permission.LOOK)
    reach = {role for each in of_asks for role in TABLE[each]}
    assert reach == {Role.ASKER, Role.GROUP_KEYHOLDER, Role.SUPPORT_PERSON, Role.HANDLER, Role.SECOND_LINE}
    assert all(TABLE[each][role] in (Scope.OWN, Scope.NAMED) for each in of_asks for role in TABLE[each])


def test_an_unknown_permission_is_our_own_mistake() -> None:
    with pytest.raises(ValueError, match="thread"):
        scope(Role.OPERATOR, "thread.read")


def test_who_says_nothing_of_how_they_stand_stands_nowhere() -> None:
    for permission, role in product(Permission, Role):
        assert is_let(role, permission) is (TABLE[permission].get(role) is Scope.ANY), (permission, role)
