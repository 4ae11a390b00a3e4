# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bodies end, become one and leave, through their actions; ties and backers stand in public and open nothing."""

import pytest

from answerable.actions import backing, bodies
from answerable.cli.movement import Movement
from answerable.core.errors import Denied, Refused
from answerable.storage import access, models, queries
from answerable.storage.access import MACHINE
from answerable.web.asker import sheet, shelf
from tests.actions.scene import ask_of, check_whole, later
from tests.conftest import NOW

BANK, HILL, DELTA = "river-north-bank", "river-hillside", "river-delta"


def code_of(slug: str) -> str:
    return str(models.Body.objects.get(slug=slug).code)


def test_two_become_one_and_every_ask_goes_along(movement: Movement) -> None:
    one = movement.lodge("Anouk", BANK, 20, kind="pay_care")
    other = movement.lodge("Other", HILL, 10, kind="pay_care", without=("Nuri",), terms={"silence": "second_line"})
    assert bodies.merge([code_of(BANK), code_of(HILL)], code_of(DELTA), by=MACHINE, at=NOW) == 2
    for each, lodged in ((one, later(-20)), (other, later(-10))):
        ask = ask_of(each.code)
        assert (ask.body, ask.lodged_date, ask.readers) == (code_of(DELTA), lodged.date(), frozenset())
    for slug in (BANK, HILL):
        row = models.Body.objects.get(slug=slug)
        assert (row.stage, row.ended_date, row.successor.slug if row.successor else "") == (
            "dissolved",
            NOW.date(),
            DELTA,
        )
    check_whole()


def test_only_an_operator_makes_them_one(movement: Movement) -> None:
    for who in ("Maren", "Nuri"):
        with pytest.raises(Denied):
            bodies.merge([code_of(BANK)], code_of(DELTA), by=movement.actor_of(who), at=NOW)
    with pytest.raises(Refused):
        bodies.merge([code_of(BANK)], code_of(BANK), by=MACHINE, at=NOW)
    assert models.Body.objects.get(slug=BANK).stage == "pledged"


def test_a_body_leaves_and_comes_back(movement: Movement) -> None:
    one = movement.lodge("Anouk", BANK, 20, kind="pay_care")
    bodies.leave(code_of(BANK), by=MACHINE, at=NOW)
    row = models.Body.objects.get(slug=BANK)
    assert (row.stage, row.left_date, row.door_open, row.joined_date is None) == ("listed", NOW.date(), False, False)
    assert ask_of(one.code).readers
    place = shelf.read_place(BANK)
    assert place is not None
    assert place.readers == []
    bodies.come_back(code_of(BANK), by=MACHINE, at=NOW)
    row.refresh_from_db()
    assert (row.stage, row.left_date, row.door_open) == ("pledged", None, True)


def test_ties_stand_beside_readers_and_leave_them_out_in_the_browser_alone(movement: Movement) -> None:
    seat = movement.members["Maren"].seat
    with pytest.raises(Denied):
        bodies.say_ties(code_of(HILL), seat, "", [], by=MACHINE, at=NOW)
    steward = next(
        (name for name in movement.members if access.bodies_of(movement.actor_of(name), access.Role.BODY_STEWARD, NOW)),
        None,
    )
    assert steward is not None
    own = access.bodies_of(movement.actor_of(steward), access.Role.BODY_STEWARD, NOW)[0]
    reader = next(each for each in queries.seats_of(own.code) if each.role == "handler")
    by = movement.actor_of(steward)
    for bad in ([("nobody", "family")], [("chair", "friend")]):
        with pytest.raises(Refused):
            bodies.say_ties(own.code, reader.code, "", bad, by=by, at=NOW)
    bodies.say_ties(own.code, reader.code, "treasurer", [("chair", "family")], by=by, at=NOW)
    place = shelf.read_place(own.slug)
    assert place is not None
    entry = {"code": reader.code, "title": reader.title, "name": None, "since": "2031-01-01"}
    shown = sheet.person(entry, place.ties[reader.code])
    assert shown["tied"] == ["chair", "treasurer"]
    assert "family or partner" in shown["about"]
    assert {each["key"]: each["leads"] for each in sheet.roles(place)}["chair"]


def test_a_backer_is_seen_by_all_and_sees_nothing(movement: Movement) -> None:
    with pytest.raises(Denied):
        backing.disclose(code_of(BANK), "Lantern Fund", "money", by=movement.actor_of("Maren"), at=NOW)
    assert queries.backers_of(code_of(BANK)) == []
    assert "backer" not in {str(each) for each in access.Role}
