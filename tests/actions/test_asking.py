# SPDX-License-Identifier: AGPL-3.0-or-later
"""An asker's moves: signed, numbered, chained; and what they change for everybody else at once."""

from typing import Any

import pytest

from answerable.actions import answering, asking, lodging
from answerable.cli.movement import Movement, read_directory
from answerable.core.errors import Denied, Refused
from answerable.core.move import Move
from answerable.sealing import asker as client
from answerable.sealing.errors import Refusal
from answerable.storage import models, sealed
from answerable.storage.access import PUBLIC, read_ask
from tests.actions.scene import (
    PROMISE,
    YES,
    acknowledge,
    ask_of,
    check_whole,
    later,
    opened,
    signed,
    thread_of,
)
from tests.actions.test_lodging import build
from tests.conftest import NOW

BANK = "river-north-bank"
MET = {"value": "met", "audience": "asker", "promise": None}


def send(one: Any, sent: dict[str, Any], at: Any = NOW) -> None:
    asking.move_ask(sent, by=one.enter(at), at=at)


def test_a_whole_life_is_chained_and_whole(movement: Movement) -> None:
    one = movement.lodge("Anouk", BANK, 20, kind="change_policy", text="words")
    acknowledge(movement, one, "Maren", later(-18))
    maren = movement.actor_of("Maren")
    answering.move_as_reader(one.code, "answer", YES, by=maren, at=later(-15))
    answering.move_as_reader(one.code, "promise", PROMISE, by=maren, at=later(-15))
    promise = ask_of(one.code).promises[0].code
    one.move(later(-14), "accepted", {"promise": promise})
    answering.move_as_reader(one.code, "claim", {"promise": promise}, by=maren, at=later(-10))
    one.move(later(-9), "mark", {"value": "not_met", "audience": "readers", "promise": promise})
    one.move(later(-8), "pause", {"keep_safety": False})
    one.move(later(-7), "resume", {})
    one.move(later(-6), "mark", MET)
    ask = ask_of(one.code)
    assert (ask.stage, ask.promises[0].stage) == ("marked", "marked")
    assert all(move["proven"] for move in opened(one)["moves"])
    assert [move["number"] for move in opened(one)["moves"]] == [1, 2, 3, 4, 5, 6]
    check_whole()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"signature": "A" * 86}, "signature"),
        ({"value": {"value": "not_met", "audience": "asker", "promise": None}}, "signature"),
        ({"move": "withdrawal"}, "signature"),
        ({"number": 1}, "move-number"),
        ({"number": 3}, "move-number"),
        ({"prev": "0" * 64}, "move-chain"),
    ],
)
def test_a_forged_repeated_or_older_move_is_named(movement: Movement, changed: dict[str, Any], code: str) -> None:
    one = movement.lodge("Anouk", BANK, 3, kind="change_policy")
    with pytest.raises(Refusal) as refused:
        send(one, signed(one, "mark", MET, NOW, **changed))
    assert refused.value.code == code
    assert len(thread_of(one.code).noted) == 1


def test_a_replayed_move_counts_once_and_with_anything_else_beside_it_is_named(movement: Movement) -> None:
    one = movement.lodge("Anouk", BANK, 3, kind="change_policy")
    sent = signed(one, "mark", MET, NOW)
    send(one, sent)
    send(one, sent)
    with pytest.raises(Refusal) as refused:
        send(one, {**sent, "files": []})
    assert refused.value.code == "move-number"
    assert len(ask_of(one.code).marks) == 1


def test_a_move_of_another_ask_is_refused(movement: Movement) -> None:
    one = movement.lodge("Anouk", BANK, 3, kind="change_policy")
    two = movement.lodge("Runa", BANK, 3, kind="change_policy")
    with pytest.raises(Refusal, match="signature"):
        send(two, signed(one, "mark", MET, NOW) | {"ask": two.code, "prev": models.Ask.objects.get(code=two.code).last})
    with pytest.raises(Denied):
        asking.move_ask(signed(two, "mark", MET, NOW), by=one.enter(NOW), at=NOW)


@pytest.mark.parametrize("missing", ["signature", "number", "prev", "day"])
@pytest.mark.parametrize("move", [each for each in Move if each not in (Move.BREACH, Move.REKEYED)])
def test_no_move_of_a_keyed_ask_comes_unsigned(movement: Movement, move: Move, missing: str) -> None:
    one = movement.lodge("Anouk", BANK, 3, kind="change_policy")
    sent = signed(one, str(move), {}, NOW)
    with pytest.raises(Refused) as refused:
        send(one, {name: found for name, found in sent.items() if name != missing})
    assert refused.value.sentence == asking.UNSIGNED
    check_whole()


def test_readers_cannot_mark_by_any_door(movement: Movement) -> None:
    one = movement.lodge("Anouk", BANK, 3, kind="change_policy")
    maren = movement.actor_of("Maren")
    with pytest.raises(Refused):
        answering.move_as_reader(one.code, "mark", MET, by=maren, at=NOW)
    with pytest.raises(Denied):
        asking.move_ask(signed(one, "mark", MET, NOW), by=maren, at=NOW)
    with pytest.raises(Denied):
        asking.move_ask(signed(one, "mark", MET, NOW), by=PUBLIC, at=NOW)


def test_a_mark_through_the_host_is_one(movement: Movement) -> None:
    given = build(movement, mode="hosted", text="")
    lodging.lodge_ask(given, by=PUBLIC, at=NOW, mode="hosted")
    from answerable.actions import visits
    from answerable.sealing.wire import parse_b64

    token, _ = visits.enter_hosted(parse_b64(given["locator"]), by=PUBLIC, at=NOW)
    actor = visits.read_actor([token], at=NOW)
    asking.move_ask({"ask": given["thread"], "move": "mark", "value": MET}, by=actor, at=NOW)
    ask = ask_of(given["thread"])
    assert [mark.through_host for mark in ask.marks] == [True]
    assert thread_of(given["thread"]).noted[-1].fields["key"] is None
    check_whole()


def test_taking_a_reader_off_takes_their_copy_and_begins_an_epoch(movement: Movement) -> None:
    one = movement.lodge("Anouk", BANK, 3, kind="change_policy", text="words")
    tiko, maren = movement.members["Tiko"].seat, movement.members["Maren"].seat
    with pytest.raises(Refused) as refused:
        send(one, signed(one, "removed", {"handler": tiko, "epoch": 1}, NOW))
    assert refused.value.sentence == asking.NEW_KEY
    entry = next(each for each in read_directory(BANK, NOW)["readers"] if each["code"] == maren)
    part, one.private = client.build_new_epoch(
        one.private, {maren: entry["sealing"]}, random=lambda n: bytes(n - 1) + b"1"
    )
    send(one, signed(one, "removed", {"handler": tiko, "epoch": 2}, NOW) | part)
    thread = thread_of(one.code)
    assert (thread.ask.readers, thread.ask.epoch, thread.row.epoch_key) == ({maren}, 2, part["epoch_key"])
    assert sealed.keys_of(thread, tiko) == []
    assert [key["epoch"] for key in sealed.keys_of(thread, maren)] == [1, 2]
    with pytest.raises(Denied):
        answering.hand_out(one.code, by=movement.actor_of("Tiko"), at=NOW)
    message = client.build_message(one.private, {"text": "still here"}, number=2, last="", random=lambda n: bytes(n))
    asking.write_message(one.code, message["epoch"], message["file"], by=one.enter(NOW), at=NOW)
    with pytest.raises(Refused):
        asking.write_message(one.code, 1, message["file"], by=one.enter(NOW), at=NOW)
    check_whole()


def test_whoever_is_let_in_gets_the_thread_so_far(movement: Movement) -> None:
    one = movement.lodge("Anouk", BANK, 3, kind="change_policy", text="words", without=["Tiko"])
    seat = movement.members["Tiko"].seat
    entry = next(each for each in read_directory(BANK, NOW)["readers"] if each["code"] == seat)
    value = {"handler": seat, "epoch": 1}
    with pytest.raises(Refused):
        send(one, signed(one, "admitted", value, NOW))
    part = client.build_admission(one.private, seat, entry["sealing"], random=lambda n: bytes(n - 1) + b"2")
    send(one, signed(one, "admitted", value, NOW) | part)
    thread, _ = answering.hand_out(one.code, by=movement.actor_of("Tiko"), at=NOW)
    assert len(sealed.for_reader(thread, seat)["keys"]) == 1
    check_whole()


def test_keys_for_anybody_else_are_refused(movement: Movement) -> None:
    one = movement.lodge("Anouk", BANK, 3, kind="change_policy", text="words", without=["Tiko"])
    seat = movement.members["Tiko"].seat
    entry = next(each for each in read_directory(BANK, NOW)["readers"] if each["code"] == seat)
    part = client.build_admission(one.private, seat, entry["sealing"], random=lambda n: bytes(n - 1) + b"3")
    with pytest.raises(Refused):
        send(one, signed(one, "pause", {"keep_safety": True}, NOW) | part)
    assert sealed.keys_of(thread_of(one.code), seat) == []


def test_narrowing_takes_the_standby_copy_at_once(movement: Movement) -> None:
    one = movement.lodge("Anouk", BANK, 3, kind="change_policy", text="words", terms={"standby": True})
    held = models.SealedKey.objects.filter(ask__code=one.code, holder__startswith="standby:")
    assert held.count() == 2
    one.move(NOW, "change", {"terms": {"standby": False}, "kind": None, "widens": []})
    assert held.count() == 0
    check_whole()


def test_an_asker_opens_no_other_ask(movement: Movement) -> None:
    one = movement.lodge("Anouk", BANK, 3, kind="change_policy")
    two = movement.lodge("Runa", BANK, 3, kind="change_policy")
    with pytest.raises(Denied):
        read_ask(one.enter(NOW), two.code)
    with pytest.raises(Denied):
        read_ask(one.enter(NOW), "z" * 26)
