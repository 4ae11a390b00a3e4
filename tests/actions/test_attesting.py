# SPDX-License-Identifier: AGPL-3.0-or-later
"""Attesters through the actions: whose they are, who sees what, what is stored, and that nothing is marked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from answerable.actions import answering, asking, attesting, joining
from answerable.cli.movement import Asker, Movement
from answerable.core.errors import Denied, Refused
from answerable.storage import access, attesters, models
from answerable.storage.shape import handler_of
from answerable.web.attesting import present as shown
from answerable.web.handler import present
from tests.actions.scene import acknowledge, ask_of, check_whole, later, opened, signed, thread_of
from tests.conftest import NOW

BANK = "river-north-bank"
TOLD = {"ties": ["friend"], "paid_by": "backer"}


def seat_of(movement: Movement, name: str = "Selma") -> str:
    return movement.members[name].seat


def act(movement: Movement, one: Asker, move: str, value: dict[str, Any] | None = None, who: str = "Selma") -> None:
    attesting.move_as_attester(one.code, move, value or {}, by=movement.actor_of(who), at=NOW)


@pytest.fixture
def one(movement: Movement) -> Asker:
    """Read by Maren, and Selma was asked to look."""
    made = movement.lodge("Anouk", BANK, 20, kind="change_policy", text="words")
    acknowledge(movement, made, "Maren", later(-18))
    made.move(later(-10), "attester-offered", {"attester": seat_of(movement)})
    return made


def accepted(movement: Movement, one: Asker) -> None:
    act(movement, one, "attester-told", TOLD)
    one.move(NOW, "attester-accepted", {"attester": seat_of(movement), **TOLD})


def test_from_the_offer_to_what_was_seen(movement: Movement, one: Asker) -> None:
    accepted(movement, one)
    before = ask_of(one.code)
    act(movement, one, "attested", {"saw": "in_part"})
    after = ask_of(one.code)
    assert (after.stage, after.marks, after.claims) == (before.stage, before.marks, before.claims)
    assert [each.saw for each in after.attesters[0].said] == ["in_part"]
    assert all(each["proven"] for each in opened(one)["moves"])
    check_whole()
    act(movement, one, "attester-ended")
    assert models.Attester.objects.count() == 0
    assert [each.saw for each in ask_of(one.code).attesters[0].said] == ["in_part"]
    check_whole()


@pytest.mark.parametrize("who", ["Maren", "Tiko", "Sefa", "Liss", "Imre", "Yuna", "Ondra", "Kato", "Ruta"])
def test_nobody_else_has_a_hand_in_it(movement: Movement, one: Asker, who: str) -> None:
    """Rule 22: neither reader, backup, facilitator, steward nor operator; to most of them it is not there at all."""
    accepted(movement, one)
    for move, value in (("attester-told", TOLD), ("attested", {"saw": "done"}), ("attester-ended", {})):
        with pytest.raises(Denied):
            act(movement, one, move, value, who)
        with pytest.raises((Denied, Refused)):
            answering.move_as_reader(one.code, move, value, by=movement.actor_of(who), at=NOW)
    for move in ("attester-offered", "attester-accepted", "attester-ended"):
        with pytest.raises((Denied, Refused)):
            answering.move_as_reader(one.code, move, {"attester": seat_of(movement)}, by=movement.actor_of(who), at=NOW)
    assert [each.stage for each in ask_of(one.code).attesters] == ["accepted"]


def test_no_host_asks_or_accepts_for_an_asker(movement: Movement, one: Asker) -> None:
    act(movement, one, "attester-told", TOLD)
    forged = signed(one, "attester-accepted", {"attester": seat_of(movement), **TOLD}, NOW)
    for bad in ({**forged, "signature": None}, {**forged, "value": {**forged["value"], "paid_by": "nobody"}}):
        with pytest.raises(Exception, match="signature|key"):
            asking.move_ask(bad, by=one.enter(NOW), at=NOW)
    assert [each.stage for each in ask_of(one.code).attesters] == ["declared"]


def test_an_attester_sees_the_promise_and_nothing_else(movement: Movement, one: Asker) -> None:
    movement.act("Maren", "Anouk", 5, "answer", value="yes", reasons=[], power="board")
    thread, seat = access.read_as_attester(movement.actor_of("Selma"), one.code, NOW)
    early = shown.to_themselves(thread.ask, thread.body.name, seat)
    assert (early["promises"], early["can_say"]) == ([], False)
    accepted(movement, one)
    thread, seat = access.read_as_attester(movement.actor_of("Selma"), one.code, NOW)
    told = repr(shown.to_themselves(thread.ask, thread.body.name, seat))
    assert "policy" not in told.lower()
    assert "care lead" not in told.lower()
    assert [
        row.code for row, _ in [(each.row, who) for each, who in attesters.seen_by(movement.actor_of("Selma"), NOW)]
    ] == [one.code]
    assert list(attesters.seen_by(movement.actor_of("Maren"), NOW)) == []


def test_readers_learn_what_was_said_and_no_name(movement: Movement, one: Asker) -> None:
    def desk() -> dict[str, Any]:
        thread = thread_of(one.code)
        seat = models.Seat.objects.select_related("body").get(code=seat_of(movement, "Maren"))
        return present.state(thread.ask, thread.body, handler_of(seat), NOW.date())

    assert desk()["attested"] == []
    act(movement, one, "attester-told", TOLD)
    assert desk()["attested"] == []
    one.move(NOW, "attester-accepted", {"attester": seat_of(movement), **TOLD})
    act(movement, one, "attested", {"saw": "not_done"})
    (found,) = desk()["attested"]
    assert "Somebody who supports" in found["told"] and "a friend" in found["told"]
    assert "it was not done" in found["said"][0]
    whole = repr(desk())
    assert "Selma" not in whole and seat_of(movement) not in whole and "bookkeeper" not in whole


def test_an_attester_who_left_office_finds_nothing(movement: Movement, one: Asker) -> None:
    selma = movement.actor_of("Selma")
    joining.leave(seat_of(movement), by=selma, at=NOW, own=True)
    after = replace(selma, seats=tuple(models.Seat.objects.filter(code=seat_of(movement)).select_related("body")))
    with pytest.raises(Denied):
        access.read_as_attester(after, one.code, NOW)
    with pytest.raises(Refused, match="outside"):
        other = movement.lodge("Runa", BANK, 3, kind="change_policy", text="words")
        other.move(NOW, "attester-offered", {"attester": seat_of(movement)})


def test_the_ask_is_erased_with_them(movement: Movement, one: Asker) -> None:
    accepted(movement, one)
    one.move(NOW, "erased", {})
    assert models.Attester.objects.count() == 0
    with pytest.raises(Denied):
        access.read_as_attester(movement.actor_of("Selma"), one.code, NOW)
    check_whole()
