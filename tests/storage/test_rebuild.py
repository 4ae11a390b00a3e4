# SPDX-License-Identifier: AGPL-3.0-or-later
"""The state of a thread is the replay of its facts, whatever happened to it."""

import random as chosen
from datetime import timedelta
from typing import Any

import pytest

from answerable.actions import answering, bodies, timely
from answerable.cli.movement import Asker, Movement
from answerable.core.ask import offered
from answerable.core.errors import Refused
from answerable.core.move import Move, Role
from answerable.storage import models, rebuild
from answerable.storage.access import MACHINE
from answerable.storage.writer import write
from tests.actions.scene import PROMISE, YES, ask_of, thread_of
from tests.conftest import NOW

SLUGS = ("river-north-bank", "river-delta", "river-hillside", "orchard-kitchen")
ASKERS_MOVES: dict[Move, list[dict[str, Any]]] = {
    Move.MARK: [
        {"value": value, "audience": audience, "promise": None}
        for value in ("met", "not_met", "taken_back") for audience in ("asker", "everyone")
    ],
    Move.PAUSE: [{"keep_safety": True}, {"keep_safety": False}],
    Move.RESUME: [{}], Move.WITHDRAWAL: [{}], Move.REOPEN: [{}],
    Move.CHANGE: [
        {"terms": {"silence": "second_line"}, "kind": None, "widens": []},
        {"terms": {"silence": "by_name", "standby": True}, "kind": None, "widens": ["silence", "standby"]},
        {"terms": None, "kind": "protect", "widens": []}, {"terms": None, "kind": "seats", "widens": []},
    ],
}  # fmt: skip
READERS_MOVES: dict[Move, list[dict[str, Any]]] = {
    Move.ACKNOWLEDGED: [{}], Move.WORD: [{}], Move.CLAIM: [{"promise": None}],
    Move.ANSWER: [YES, {"value": "no", "reasons": ["law"], "power": "board"}],
    Move.PROMISE: [PROMISE | {"by": "2032-01-01"}, PROMISE | {"by": None}],
}  # fmt: skip


def try_asker(one: Asker, at: Any, dice: chosen.Random) -> None:
    can = sorted(offered(ask_of(one.code), Role.ASKER) & ASKERS_MOVES.keys())
    if can:
        move = dice.choice(can)
        one.move(at, move, dice.choice(ASKERS_MOVES[move]))


def try_reader(movement: Movement, one: Asker, at: Any, dice: chosen.Random) -> None:
    who = dice.choice([each.name for each in movement.members.values()])
    move = dice.choice(sorted(READERS_MOVES))
    answering.hand_out(one.code, by=movement.actor_of(who), at=at)
    answering.move_as_reader(one.code, move, dice.choice(READERS_MOVES[move]), by=movement.actor_of(who), at=at)


def live(movement: Movement, seed: int) -> int:
    """A hundred days of whatever comes to mind. Returns how many acts were taken."""
    dice, taken = chosen.Random(seed), 0
    for number, slug in enumerate(SLUGS):
        hold = None if number else "2031-05-24"
        movement.lodge(f"A{number}", slug, 0, kind="change_policy", hold_until=hold, without=["Pell"])
    for step in range(40):
        at = NOW + timedelta(days=step)
        timely.admit_held(at=at)
        one = movement.askers[f"A{dice.randrange(len(SLUGS))}"]
        try:
            try_asker(one, at, dice) if dice.random() < 0.4 else try_reader(movement, one, at, dice)
            taken += 1
        except Refused:
            pass
        if step == 25:
            bodies.dissolve(movement.codes["river-delta"], by=MACHINE, at=at)
    return taken


@pytest.mark.parametrize("seed", range(2))
def test_a_rebuild_equals_the_live_state(movement: Movement, seed: int) -> None:
    assert live(movement, seed) > 5
    assert rebuild.rebuild() == {"living": len(SLUGS), "erased": 0, "differences": []}
    movement.mark("A1", -39, "erased")
    assert rebuild.rebuild() == {"living": len(SLUGS) - 1, "erased": 1, "differences": []}


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"stage": "answered"}, "stage"), ({"paused": True}, "paused"), ({"kind": "seats"}, "kind"),
        ({"level": "by_name"}, "level"), ({"number": 7}, "number"), ({"last": "00"}, "number"),
        ({"moved": True}, "moved"),
    ],
)  # fmt: skip
def test_a_changed_row_is_named_and_mended(movement: Movement, change: dict[str, Any], named: str) -> None:
    one = movement.lodge("Anouk", "river-north-bank", 3, kind="change_policy")
    write(lambda: models.Ask.objects.update(**change))()
    assert rebuild.rebuild()["differences"] == [f"{one.code}: {named}"]
    rebuild.mend()
    assert rebuild.rebuild()["differences"] == []


def test_a_lost_reader_or_line_is_named(movement: Movement) -> None:
    one = movement.lodge("Anouk", "river-north-bank", 3, kind="change_policy")
    write(lambda: models.Reader.objects.all().delete())()
    assert rebuild.rebuild()["differences"] == [f"{one.code}: readers"]
    rebuild.mend()
    movement.mark("Anouk", 0, "pause", keep_safety=True)
    last = thread_of(one.code).noted[-1]
    write(lambda: models.Payload.objects.filter(envelope__number=2).delete())()
    assert f"{one.code}: envelopes" in rebuild.rebuild()["differences"]
    assert last.fact.move is Move.PAUSE
