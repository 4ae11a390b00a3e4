# SPDX-License-Identifier: AGPL-3.0-or-later
"""Practice asks through their actions: a door with one rehearsal stays shut, and nothing else of the world moves."""

from __future__ import annotations

import secrets
from typing import Any

import pytest
from django.apps import apps
from django.core.serializers import serialize

from answerable.actions import joining, practising, timely
from answerable.cli import movement as cast
from answerable.core.errors import Denied, Refused
from answerable.core.move import Role
from answerable.sealing import reader
from answerable.storage import models, queries
from answerable.storage.access import Actor
from tests.actions.scene import later
from tests.cast import Movement
from tests.conftest import NOW, ORIGIN

SLUG = "orchard-kitchen"
NO = {"value": "no", "reasons": ["law"], "power": "board"}
PLACES = {"storage_seat", "storage_practice", "storage_account", "storage_visit"}
"""Where a practice may leave anything: the seat, itself while it lasts, and signing in."""


@pytest.fixture
def two(movement: Movement, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """Two who joined the kitchen and have not rehearsed."""
    monkeypatch.setitem(cast.PEOPLE, "Ilse", (Role.HANDLER, SLUG, "care lead", True))
    monkeypatch.setitem(cast.PEOPLE, "Juno", (Role.HANDLER, SLUG, "chair", False))
    for name in ("Ilse", "Juno"):
        movement.join(name, NOW)
    return "Ilse", "Juno"


def is_open() -> bool:
    return models.Body.objects.get(slug=SLUG).door_open


def begin(movement: Movement, name: str) -> tuple[Actor, practising.Practice]:
    actor = movement.members[name].enter(NOW)
    return actor, practising.begin_practice(movement.members[name].seat, by=actor, at=NOW)


def sealed(movement: Movement, name: str, held: practising.Practice, identity: Any = None) -> str:
    one = movement.members[name]
    payload = {
        "ask": held.key.thread, "mark_key": held.mark_key, "keys": [{"epoch": 1, "file": held.copy}],
        "messages": held.messages,
    }  # fmt: skip
    opened = reader.open_ask(one.identity, ORIGIN, one.seat, payload)
    assert opened["messages"][0]["body"]["text"].startswith("Practice: ")
    built = reader.build_message(
        identity or one.identity, opened, {"text": "Read."}, random=secrets.token_bytes, **opened["next_message"]
    )
    return str(built["file"])


def rehearse(movement: Movement, name: str) -> None:
    actor, held = begin(movement, name)
    seat = movement.members[name].seat
    file = sealed(movement, name, held)
    practising.practise(seat, "acknowledged", {"role": None}, file, by=actor, at=NOW)
    _, is_over = practising.practise(seat, "answer", NO, None, by=actor, at=NOW)
    assert is_over


def dump() -> dict[str, str]:
    found = {}
    for model in apps.get_app_config("storage").get_models():
        found[model._meta.db_table] = serialize("json", model._default_manager.order_by("pk"))
    return found


def test_one_rehearsal_opens_no_door_and_two_do(movement: Movement, two: tuple[str, str]) -> None:
    assert not is_open()
    rehearse(movement, two[0])
    assert not is_open()
    timely.settle_doors(at=later(1))
    assert not is_open()
    rehearse(movement, two[1])
    assert is_open()


def test_nothing_but_the_seat_changes(movement: Movement, two: tuple[str, str]) -> None:
    """No journal, leaf, figure, notice, ask or public page: a dump before and after differs in the seat alone."""
    before, version = dump(), queries.public_version()
    rehearse(movement, two[0])
    after = dump()
    assert {table for table in before if before[table] != after[table]} <= PLACES
    assert models.Practice.objects.count() == 0
    assert queries.public_version() == version
    assert before["storage_seat"] != after["storage_seat"]


def test_while_it_lasts_no_table_of_asks_knows_it(movement: Movement, two: tuple[str, str]) -> None:
    before = dump()
    _, held = begin(movement, two[0])
    after = dump()
    assert {table for table in before if before[table] != after[table]} <= PLACES
    assert held.key.thread not in "".join(after.values())
    joining.leave(movement.members[two[0]].seat, by=movement.members[two[0]].enter(later(1)), at=later(1), own=True)
    assert models.Practice.objects.count() == 0


def test_only_ones_own_seat_and_only_readers(movement: Movement, two: tuple[str, str]) -> None:
    actor = movement.actor_of("Maren")
    with pytest.raises(Denied):
        practising.begin_practice(movement.members[two[0]].seat, by=actor, at=NOW)
    with pytest.raises(Refused):
        practising.begin_practice(movement.members["Yuna"].seat, by=movement.actor_of("Yuna"), at=NOW)
    with pytest.raises(Refused):
        practising.practise(movement.members["Maren"].seat, "answer", NO, None, by=actor, at=NOW)


def test_words_that_the_other_side_cannot_open_are_refused(movement: Movement, two: tuple[str, str]) -> None:
    actor, held = begin(movement, two[0])
    seat = movement.members[two[0]].seat
    other = movement.members[two[1]].identity
    for file in (sealed(movement, two[0], held, identity=other), held.copy, "no"):
        with pytest.raises(Refused):
            practising.practise(seat, "acknowledged", {"role": None}, file, by=actor, at=NOW)
    assert not models.Seat.objects.get(code=seat).rehearsed_date
