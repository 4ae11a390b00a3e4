# SPDX-License-Identifier: AGPL-3.0-or-later
"""Notes, new keys and who has taken what, through their actions; and a removed reader's keys held against a dump."""

from __future__ import annotations

import secrets
from typing import Any

import pytest

from answerable import clock
from answerable.actions import answering, filing, handing_over, joining, noting
from answerable.core.errors import Denied, Refused
from answerable.sealing import age, desk, drawer, reader
from answerable.sealing.errors import Refusal
from answerable.sealing.wire import b64, parse_b64
from answerable.storage import models, notes, vault
from answerable.web.asker import state as asker_state
from answerable.web.handler import desk_list, shelf
from tests.actions.scene import NOW, later, opened, thread_of
from tests.cast import Asker, Movement

NORTH = "river-north-bank"
SECRET = "Tell nobody outside of us."


@pytest.fixture
def asked(movement: Movement) -> Asker:
    return movement.lodge("one", NORTH, 0, kind="own_words", text="The minutes, please.")


@pytest.fixture(autouse=True)
def still(movement: Movement) -> Any:
    with clock.frozen(NOW):
        yield


def payload(movement: Movement, name: str, asked: Asker) -> dict[str, Any]:
    found: dict[str, Any] = shelf.hand_out(movement.actor_of(name), asked.code)
    return found


def sealed_note(movement: Movement, name: str, given: dict[str, Any], text: str) -> dict[str, Any]:
    one = movement.members[name]
    read = desk.open_desk(one.identity, one.origin, one.seat, given)
    return desk.build_note(
        one.identity, given, read, {"text": text}, origin=one.origin, look=stands, random=secrets.token_bytes
    )


def put(movement: Movement, name: str, sent: dict[str, Any], at: Any = NOW) -> None:
    noting.write_note(sent["ask"], sent["epoch"], sent["keys"], sent["file"], by=movement.actor_of(name), at=at)


def note(movement: Movement, name: str, asked: Asker, text: str) -> dict[str, Any]:
    sent = sealed_note(movement, name, payload(movement, name, asked), text)
    put(movement, name, sent)
    return sent


def stands(_: Any) -> None:
    """The record shows every reader."""


def texts(movement: Movement, name: str, asked: Asker) -> list[str | None]:
    one, given = movement.members[name], payload(movement, name, asked)
    read = desk.open_desk(one.identity, one.origin, one.seat, given)
    return [line["body"]["text"] if line["body"] else None for line in read["messages"]]


def step_aside(movement: Movement, name: str, asked: Asker) -> None:
    value = {"handler": movement.members[name].seat, "epoch": thread_of(asked.code).ask.epoch}
    answering.move_as_reader(asked.code, "removed", value, by=movement.actor_of(name), at=NOW)


def renew(movement: Movement, name: str, asked: Asker) -> dict[str, Any]:
    one, given = movement.members[name], payload(movement, name, asked)
    read = reader.open_ask(one.identity, one.origin, one.seat, given)
    made = reader.build_renewal(one.identity, read, given["renew"], random=secrets.token_bytes)
    handing_over.renew_key(asked.code, made, by=movement.actor_of(name), at=NOW)
    return made


def test_notes_are_for_those_who_read_and_the_asker_learns_only_that_there_are_some(
    movement: Movement, asked: Asker
) -> None:
    note(movement, "Maren", asked, SECRET)
    assert texts(movement, "Tiko", asked) == [SECRET]
    actor = asked.enter(NOW)
    held = asker_state.shelf.read(actor, asked.code)
    shown = asker_state.state(held)
    assert shown["notes"] is True
    raw = {b64(vault.unwrap(row.ask_id, notes.NOTE, row.blob)) for row in models.DeskNote.objects.all()}
    raw |= {b64(vault.unwrap(row.ask_id, notes.KEY, row.blob)) for row in models.DeskKey.objects.all()}
    assert not [each for each in raw if each in str(shown)]
    for file in raw:
        for seed in opened(asked)["seeds"].values():
            with pytest.raises(Refusal):
                age.open(parse_b64(file), parse_b64(seed))


def test_a_note_is_no_fact_and_moves_no_clock(movement: Movement, asked: Asker) -> None:
    payload(movement, "Maren", asked)
    before = thread_of(asked.code)
    leaves, row = models.WaitingLeaf.objects.count(), models.Ask.objects.values().get(code=asked.code)
    note(movement, "Maren", asked, SECRET)
    noting.carry(asked.code, True, by=movement.actor_of("Maren"), at=NOW)
    after = thread_of(asked.code)
    assert [each.fact for each in after.noted] == [each.fact for each in before.noted]
    assert models.WaitingLeaf.objects.count() == leaves
    assert models.Ask.objects.values().get(code=asked.code) == row


def test_nobody_outside_the_ask_writes_or_takes_anything(movement: Movement, asked: Asker) -> None:
    sent = sealed_note(movement, "Maren", payload(movement, "Maren", asked), SECRET)
    for name in ("Odile", "Sefa", "Yuna", "Ondra"):
        with pytest.raises(Denied):
            put(movement, name, sent)
        with pytest.raises(Denied):
            noting.carry(asked.code, True, by=movement.actor_of(name), at=NOW)


def test_an_older_desk_key_is_refused_and_so_is_one_for_others(movement: Movement, asked: Asker) -> None:
    first = note(movement, "Maren", asked, SECRET)
    old = sealed_note(movement, "Maren", payload(movement, "Maren", asked), "Later.")
    assert old["keys"] == []
    step_aside(movement, "Tiko", asked)
    with pytest.raises(Refused, match="Who reads this has changed"):
        put(movement, "Maren", old)
    tiko = movement.members["Tiko"].seat
    fresh = sealed_note(movement, "Maren", payload(movement, "Maren", asked), "Later.")
    for keys in ([*fresh["keys"], {"holder": tiko, "file": first["file"]}], [], first["keys"]):
        with pytest.raises(Refused):
            put(movement, "Maren", {**fresh, "keys": keys})
    with pytest.raises(Refused):
        put(movement, "Maren", {**fresh, "epoch": 1})
    put(movement, "Maren", fresh)
    assert texts(movement, "Maren", asked) == [SECRET, "Later."]


def test_whoever_left_opens_nothing_later_with_all_they_held_and_the_whole_database(
    movement: Movement, asked: Asker
) -> None:
    """Old keys against a dump: every sealed thing there is, row keys and all."""
    tiko = movement.members["Tiko"]
    note(movement, "Maren", asked, SECRET)
    held = payload(movement, "Tiko", asked)
    seeds = [parse_b64(one) for one in reader.open_ask(tiko.identity, tiko.origin, tiko.seat, held)["seeds"].values()]
    seeds += [one.seed for one in desk.open_desk(tiko.identity, tiko.origin, tiko.seat, held)["keys"].values()]
    seeds += [tiko.identity.sealing, tiko.identity.signing]
    before = opens(seeds)
    step_aside(movement, "Tiko", asked)
    assert thread_of(asked.code).ask.key_is_old
    renew(movement, "Maren", asked)
    write(movement, "Maren", asked, "What we decided.")
    note(movement, "Maren", asked, "Now alone.")
    assert opens(seeds) <= before
    assert len(before) >= 3
    assert texts(movement, "Maren", asked) == [SECRET, "Now alone."]
    with pytest.raises(Denied):
        payload(movement, "Tiko", asked)


def write(movement: Movement, name: str, asked: Asker, text: str) -> None:
    one, given = movement.members[name], payload(movement, name, asked)
    read = reader.open_ask(one.identity, one.origin, one.seat, given)
    sent = reader.build_message(one.identity, read, {"text": text}, random=secrets.token_bytes, **read["next_message"])
    answering.write_as_reader(asked.code, sent["epoch"], sent["file"], by=movement.actor_of(name), at=NOW)


def opens(seeds: list[bytes]) -> set[bytes]:
    """What of all that is stored opens with any of these keys."""
    kinds = (
        (models.SealedFile, "file"),
        (models.SealedKey, "key"),
        (models.DeskNote, notes.NOTE),
        (models.DeskKey, notes.KEY),
    )
    files = [vault.unwrap(row.ask_id, purpose, row.blob) for kind, purpose in kinds for row in kind.objects.all()]
    return {file for file in files for seed in seeds if is_open(file, seed)}


def is_open(file: bytes, seed: bytes) -> bool:
    try:
        age.open(file, seed)
    except Refusal:
        return False
    return True


def test_a_new_key_goes_to_those_who_stay_and_the_asker_reads_on(movement: Movement, asked: Asker) -> None:
    with pytest.raises(Refused):
        made = {"epoch": 2, "epoch_key": models.Ask.objects.get(code=asked.code).epoch_key, "keys": []}
        handing_over.renew_key(asked.code, made, by=movement.actor_of("Maren"), at=NOW)
    step_aside(movement, "Tiko", asked)
    held = payload(movement, "Maren", asked)
    assert set(held["renew"]) == {"asker", movement.members["Maren"].seat}
    one = movement.members["Maren"]
    read = reader.open_ask(one.identity, one.origin, one.seat, held)
    made = reader.build_renewal(one.identity, read, held["renew"], random=secrets.token_bytes)
    for keys in (made["keys"][:1], [*made["keys"], {**made["keys"][0], "holder": movement.members["Tiko"].seat}]):
        with pytest.raises(Refused):
            handing_over.renew_key(asked.code, {**made, "keys": keys}, by=movement.actor_of("Maren"), at=NOW)
    with pytest.raises(Refused):
        handing_over.renew_key(asked.code, {**made, "epoch": 3}, by=movement.actor_of("Maren"), at=NOW)
    handing_over.renew_key(asked.code, made, by=movement.actor_of("Maren"), at=NOW)
    write(movement, "Maren", asked, "Under the new key.")
    shown = opened(asked)
    assert shown["epoch"] == 2
    assert [line["body"]["text"] for line in shown["messages"]] == ["The minutes, please.", "Under the new key."]
    assert payload(movement, "Maren", asked)["renew"] == {}


def test_whoever_leaves_their_seat_is_taken_off_with_the_next_new_key(movement: Movement, asked: Asker) -> None:
    joining.leave(movement.members["Tiko"].seat, by=movement.actor_of("Tiko"), at=NOW, own=True)
    with clock.frozen(later(1)):
        movement.now = later(1)
        movement._actors.clear()
        held = payload(movement, "Maren", asked)
        one = movement.members["Maren"]
        read = reader.open_ask(one.identity, one.origin, one.seat, held)
        made = reader.build_renewal(one.identity, read, held["renew"], random=secrets.token_bytes)
        handing_over.renew_key(asked.code, made, by=movement.actor_of("Maren"), at=later(1))
    thread = thread_of(asked.code)
    assert thread.ask.readers == {one.seat}
    assert {row.seat.code for row in models.Reader.objects.filter(ask=thread.row)} == {one.seat}


def test_who_has_taken_it_shows_among_those_who_read_and_to_nobody_else(movement: Movement, asked: Asker) -> None:
    maren, tiko = movement.actor_of("Maren"), movement.actor_of("Tiko")
    quiet = {name: desk_list.read(movement.actor_of(name)) for name in ("Odile", "Sefa", "Yuna", "Kato")}
    noting.carry(asked.code, True, by=maren, at=NOW)
    assert desk_list.read(tiko)["asks"][0]["carrier"] == {"title": "care lead", "mine": False}
    assert desk_list.read(maren)["asks"][0]["carrier"]["mine"] is True
    with pytest.raises(Refused, match="Another reader has taken this"):
        noting.carry(asked.code, True, by=tiko, at=NOW)
    with pytest.raises(Refused):
        noting.carry(asked.code, False, by=tiko, at=NOW)
    assert {name: desk_list.read(movement.actor_of(name)) for name in quiet} == quiet
    shown = asker_state.state(asker_state.shelf.read(asked.enter(NOW), asked.code))
    assert "carrier" not in str(shown)
    step_aside(movement, "Maren", asked)
    assert desk_list.read(tiko)["asks"][0]["carrier"] is None
    noting.carry(asked.code, True, by=tiko, at=NOW)


def test_a_drawer_is_changed_only_by_who_saw_the_newest(movement: Movement) -> None:
    one, actor = movement.members["Maren"], movement.actor_of("Maren")
    assert filing.read_drawer(actor) == {"number": 0, "file": None}
    content = {"phrases": ["We have read your ask."], "keys": False}
    file = b64(drawer.seal_drawer(one.identity, one.origin, content, random=secrets.token_bytes))
    filing.put_drawer(0, file, by=actor, at=NOW)
    filing.put_drawer(0, file, by=actor, at=NOW)  # the answer was lost, and it is sent again
    assert filing.read_drawer(actor)["number"] == 1
    other = b64(drawer.seal_drawer(one.identity, one.origin, content, random=secrets.token_bytes))
    with pytest.raises(Refused, match="another window"):
        filing.put_drawer(0, other, by=actor, at=NOW)
    filing.put_drawer(1, file, by=actor, at=NOW)
    kept = filing.read_drawer(actor)
    assert kept["number"] == 2
    assert drawer.open_drawer(one.identity, one.origin, parse_b64(kept["file"])) == content
    assert filing.read_drawer(movement.actor_of("Tiko"))["file"] is None
