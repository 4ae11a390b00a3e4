# SPDX-License-Identifier: AGPL-3.0-or-later
"""How somebody stands to an ask, a body or a letter, against the one table of permission."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from answerable.core import standing
from answerable.core.attester import Attester
from answerable.core.errors import Denied
from answerable.core.handler import Handler
from answerable.core.move import Role
from answerable.core.new_keys import NewKeys
from answerable.core.outsider import OutsiderStage
from answerable.core.permission import TABLE, Permission, Scope
from answerable.core.value import UNKNOWN
from answerable.core.way import WayKind
from tests.core.scene import SEATS, Story, refusal, seat

DAY = date(2031, 3, 4)
ASK = Story().lodge(backups=["amara"]).now
INES, NOOR, AMARA, JOON, ILSE = (
    next(each for each in SEATS if each.code == code) for code in ("ines", "noor", "amara", "joon", "ilse")
)


def is_let(do: object, *given: object, **more: object) -> bool:
    try:
        do(*given, **more)  # type: ignore[operator]
    except Denied:
        return False
    return True


def test_some_role_has_a_cell() -> None:
    for permission, one, other in product(Permission, Role, Role):
        wanted = one in TABLE[permission] or other in TABLE[permission]
        assert is_let(standing.check_any, {one, other}, permission) is wanted
    assert not is_let(standing.check_any, (), Permission.DESK)


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("way", [None, *WayKind])
def test_whoever_opened_an_ask_does_with_it_what_the_words_or_the_key_allow(known: bool, way: WayKind | None) -> None:
    """A helper's key sees, or acts too; nobody does anything with an ask that they did not open."""
    role = Role.ASKER if way is None else Role.SUPPORT_PERSON
    acts = way in (None, WayKind.ACT, WayKind.MARK)
    for permission in Permission:
        needed = TABLE[permission].get(role)
        stands = {Scope.ANY: True, Scope.BODY: False, Scope.OWN: known and acts, Scope.NAMED: known and way is not None}
        wanted = needed is not None and stands[needed]
        assert is_let(standing.check_words, permission, known=known, way=way) is wanted, permission


def test_an_ask_is_read_with_a_seat_that_it_names() -> None:
    for permission in Permission:
        wanted = TABLE[permission].get(Role.HANDLER) in (Scope.NAMED, Scope.ANY)
        assert is_let(standing.reading_seat, ASK, (NOOR, INES), permission) is wanted, permission
    assert standing.reading_seat(ASK, (NOOR, INES), Permission.DESK_READ) is INES
    past = replace(ASK, readers=frozenset({"amara"}))
    assert standing.reading_seat(past, (INES, AMARA), Permission.DESK_READ) is AMARA


@pytest.mark.parametrize(
    "seats",
    [(), (NOOR,), (AMARA,), (replace(INES, role=Role.BODY_STEWARD),), (replace(INES, role=Role.ATTESTER),)],
)
def test_whoever_the_ask_does_not_name_finds_nothing(seats: tuple[Handler, ...]) -> None:
    assert not is_let(standing.reading_seat, ASK, seats, Permission.DESK_READ)


def test_a_reader_with_new_keys_reads_nothing_until_they_were_let_in() -> None:
    locked = replace(ASK, new_keys=(NewKeys("ines", "s", "v", DAY),))
    assert not is_let(standing.reading_seat, locked, (INES,), Permission.DESK_READ)
    tomas = next(each for each in SEATS if each.code == "tomas")
    assert standing.reading_seat(locked, (INES, tomas), Permission.DESK_READ) is tomas


@pytest.mark.parametrize("stage", OutsiderStage)
def test_an_attester_sees_an_ask_from_the_offer_to_the_end(stage: OutsiderStage) -> None:
    ask = replace(ASK, attesters=(Attester("ilse", "", DAY, stage),))
    assert is_let(standing.attesting_seat, ask, (INES, ILSE)) is (stage is not OutsiderStage.ENDED)
    assert not is_let(standing.attesting_seat, ask, (replace(ILSE, role=Role.HANDLER),))
    assert not is_let(standing.attesting_seat, ASK, (ILSE,))
    if stage is OutsiderStage.ACCEPTED:
        assert standing.attesting_seat(ask, (INES, ILSE)) is ILSE


def test_a_backup_is_one_of_the_second_line_whom_its_asker_left_ticked() -> None:
    assert standing.backing_seat(ASK, (JOON, AMARA)) is AMARA
    assert not is_let(standing.backing_seat, ASK, (JOON,))
    assert not is_let(standing.backing_seat, ASK, (INES,))
    assert not is_let(standing.backing_seat, ASK, (replace(AMARA, role=Role.HANDLER),))


STEWARD = seat("sol", "harbour", Role.BODY_STEWARD)
OPERATOR = seat("olu", "", Role.OPERATOR)


def test_to_a_body_somebody_does_what_their_role_there_lets_them() -> None:
    seats = (STEWARD, INES)
    roles = {Role.PUBLIC, Role.BODY_STEWARD, Role.HANDLER}
    for permission, body in product(Permission, ("harbour", "mill", None)):
        row = TABLE[permission]
        let = [
            role
            for role in sorted(roles)
            if row.get(role) is Scope.ANY or (row.get(role) is Scope.BODY and body == "harbour")
        ]
        if not let:
            assert not is_let(standing.role_for, body, roles, seats, [permission])
        else:
            assert standing.role_for(body, roles, seats, [permission]) is let[0]


def test_a_role_in_one_body_lets_nobody_do_anything_in_another() -> None:
    other = replace(STEWARD, body="mill")
    roles = {Role.BODY_STEWARD, Role.HANDLER}
    assert not is_let(standing.role_for, "harbour", roles, (other, INES), [Permission.STEWARD_INVITE])
    assert is_let(standing.role_for, "harbour", roles, (other, STEWARD), [Permission.STEWARD_INVITE])
    assert standing.role_for("mill", {Role.OPERATOR}, (OPERATOR,), [Permission.OPERATOR_BODIES]) is Role.OPERATOR


def test_the_first_of_several_permissions_that_fits_says_the_role() -> None:
    roles, seats = {Role.OPERATOR, Role.BODY_STEWARD}, (STEWARD, OPERATOR)
    both = [Permission.STEWARD_INVITE, Permission.OPERATOR_BODIES]
    assert standing.role_for("harbour", roles, seats, both) is Role.BODY_STEWARD
    assert standing.role_for("harbour", roles, seats, both[::-1]) is Role.OPERATOR
    assert standing.role_for("mill", roles, seats, both) is Role.OPERATOR
    assert not is_let(standing.role_for, "harbour", roles, seats, [])


@pytest.mark.parametrize("role", Role)
def test_a_steward_invites_people_of_the_body_and_an_operator_stewards_and_operators(role: Role) -> None:
    given = {"roles": {Role.BODY_STEWARD, Role.OPERATOR}, "seats": (STEWARD, OPERATOR)}
    if role is Role.OPERATOR:
        assert standing.inviting_role(role, None, machine=False, **given) is Role.OPERATOR  # type: ignore[arg-type]
        with refusal(UNKNOWN):
            standing.inviting_role(role, "harbour", machine=False, **given)  # type: ignore[arg-type]
        return
    for machine in (True, False):
        with refusal(UNKNOWN):
            standing.inviting_role(role, None, machine=machine, **given)  # type: ignore[arg-type]
    wanted = Role.OPERATOR if role is Role.BODY_STEWARD else Role.BODY_STEWARD
    assert standing.inviting_role(role, "harbour", machine=False, **given) is wanted  # type: ignore[arg-type]
    assert standing.inviting_role(role, "mill", {Role.PUBLIC}, (), machine=True) is Role.OPERATOR
    elsewhere = is_let(standing.inviting_role, role, "mill", machine=False, **given)
    assert elsewhere is (role is Role.BODY_STEWARD)
    assert not is_let(standing.inviting_role, role, "harbour", {Role.HANDLER}, (INES,), machine=False)


def test_a_letter_is_answered_with_a_seat_of_the_body_that_owes_it() -> None:
    assert standing.answering_seat("mill", (STEWARD, INES, NOOR), Permission.LETTER_ANSWER) is NOOR
    assert standing.answering_seat("harbour", (NOOR, STEWARD), Permission.LETTER_CHECK) is STEWARD
    assert not is_let(standing.answering_seat, "north", (STEWARD, INES, NOOR), Permission.LETTER_ANSWER)
    assert not is_let(standing.answering_seat, "harbour", (STEWARD,), Permission.LETTER_ANSWER)


@pytest.mark.parametrize(
    ("seats", "asks", "ways", "machine", "key", "roles"),
    [
        ((), (), (), False, False, set()),
        ((INES, AMARA), (), (), False, False, {Role.HANDLER, Role.SECOND_LINE}),
        ((), ("a",), (), False, False, {Role.ASKER}),
        ((), ("a",), ("a",), False, False, {Role.SUPPORT_PERSON}),
        ((), ("a", "b"), ("b",), False, False, {Role.ASKER, Role.SUPPORT_PERSON}),
        ((), (), ("a",), False, False, set()),
        ((), (), (), True, False, {Role.OPERATOR}),
        ((), (), (), False, True, {Role.GROUP_KEYHOLDER}),
    ],
)
def test_roles_come_from_seats_words_this_machine_and_a_letters_key(
    seats: tuple[Handler, ...], asks: tuple[str, ...], ways: tuple[str, ...], machine: bool, key: bool, roles: set[Role]
) -> None:
    held = standing.roles_held(seats, asks, ways, machine=machine, key=key)
    assert held == roles | {Role.PUBLIC}
