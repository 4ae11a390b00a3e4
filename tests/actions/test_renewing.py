# SPDX-License-Identifier: AGPL-3.0-or-later
"""A reader loses every way in: new keys for the seat, a line in the record and in each thread, and sealing again."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pyotp
import pytest

from answerable import clock
from answerable.actions import answering, joining, noting, renewing
from answerable.core.errors import Denied, Refused
from answerable.sealing import desk as sealed_desk
from answerable.sealing import reader, voice
from answerable.sealing.state import open_state
from answerable.storage import desk, models, sealed
from answerable.storage.access import MACHINE, PUBLIC, Actor, read_ask
from answerable.web.handler import shelf
from tests.cast import Member, Movement

NORTH, OWN = "river-north-bank", "own_words"


@pytest.fixture(autouse=True)
def still(movement: Movement) -> Iterator[None]:
    with clock.frozen(movement.now):
        yield


def at(movement: Movement, days: int) -> datetime:
    return movement.now + timedelta(days=days)


def renew(movement: Movement, name: str, days: int = 0) -> Member:
    """Somebody takes the invitation for the seat of `name`, with keys of their own."""
    old = movement.members[name]
    token = joining.invite_again(old.seat, by=MACHINE, at=at(movement, days))["token"]
    enrolment, private = reader.build_enrolment(movement.origin, token, random=secrets.token_bytes)
    secret = pyotp.random_base32()
    code = pyotp.TOTP(secret).at(at(movement, days))
    sent = {"token": token, "enrolment": enrolment, "secret": secret, "code": code, "shown_name": "", "address": ""}
    said = joining.accept_invitation(sent, by=PUBLIC, at=at(movement, days))
    return Member(name, said["seat"], secret, private["passphrases"], private["identity"], movement.origin)


@dataclass
class Scene:
    """Maren and Tiko read two asks of their chapter, and Tiko alone a third; then Maren has new keys."""

    movement: Movement
    maren: Member = field(init=False)
    actors: dict[tuple[str, int], Actor] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("Ada", "Bo"):
            self.movement.lodge(name, NORTH, 3, kind=OWN, text=f"words of {name}")
        self.movement.lodge(
            "Cleo", NORTH, 3, kind=OWN, text="words of Cleo", without=["Maren"], terms={"silence": "second_line"}
        )
        self.maren = renew(self.movement, "Maren")

    def actor(self, name: str, days: int) -> Actor:
        one = self.maren if name == "Maren" else self.movement.members[name]
        if (name, days) not in self.actors:
            self.actors[name, days] = one.enter(at(self.movement, days) + timedelta(seconds=90))
        return self.actors[name, days]

    def payload(self, name: str, ask: str, days: int) -> dict[str, Any]:
        """What a reader's browser is handed."""
        code, when = self.movement.askers[ask].code, at(self.movement, days) + timedelta(seconds=120)
        thread, seat = answering.hand_out(code, by=self.actor(name, days), at=when)
        return {
            "ask": code, "mark_key": thread.mark_key, "epoch": thread.ask.epoch, "body": {"code": thread.body.code},
            "enrolment_key": thread.row.body.enrolment_key, "seat": seat.code,
            "readers": [each for each in sealed.entries_of(thread) if each.get("certificate")],
            **sealed.for_reader(thread, seat.code),
        }  # fmt: skip

    def open(self, name: str, ask: str, days: int) -> list[str]:
        one = self.maren if name == "Maren" else self.movement.members[name]
        payload = self.payload(name, ask, days)
        opened = reader.open_ask(one.identity, one.origin, payload["seat"], payload)
        assert all(line["flaw"] is None for line in opened["messages"]), opened["messages"]
        return [line["body"]["text"] for line in opened["messages"]]

    def reseal(self, ask: str, days: int, **bent: Any) -> None:
        """As Tiko's browser does it, once he heard the six words."""
        tiko = self.movement.members["Tiko"]
        payload = self.payload("Tiko", ask, days)
        opened = reader.open_ask(tiko.identity, tiko.origin, payload["seat"], payload)
        listed = {each["code"]: each for each in payload["readers"]}
        entry = listed.get(self.maren.seat) or {"code": self.maren.seat, **self.maren.identity.card}
        words = voice.voice_words(tiko.origin, self.maren.seat, self.maren.identity.card)
        voice.check_voice(words, tiko.origin, entry["code"], entry)
        made = reader.build_reseal(tiko.identity, opened, entry, random=secrets.token_bytes)
        body = {"text": "", "vouch": made["vouch"]}
        message = reader.build_message(
            tiko.identity, opened, body, random=secrets.token_bytes, **opened["next_message"]
        )
        sent = {**message, "handler": entry["code"], "keys": made["keys"], **bent}
        renewing.reseal(sent, by=self.actor("Tiko", days), at=at(self.movement, days) + timedelta(seconds=150))


@pytest.fixture
def scene(movement: Movement) -> Scene:
    return Scene(movement)


def test_the_new_keys_read_nothing_and_have_no_copy(scene: Scene) -> None:
    for days in (0, 8):
        with pytest.raises(Denied):
            scene.payload("Maren", "Ada", days)
        found = desk.read_desk(scene.actor("Maren", days), at=at(scene.movement, days))
        assert found.reads == ()
        assert {each.seat.code for each in found.waits} == {scene.maren.seat}
    assert not models.SealedKey.objects.filter(holder=scene.maren.seat).exists()
    code, file = scene.movement.askers["Ada"].code, "YWdlLWVuY3J5cHRpb24ub3JnL3YxCg"
    with pytest.raises(Denied):
        answering.write_as_reader(code, 1, file, by=scene.actor("Maren", 8), at=at(scene.movement, 8))


def test_old_keys_end_at_once_with_every_session(movement: Movement) -> None:
    old = movement.members["Maren"]
    actor = old.enter(movement.now)
    assert models.Visit.objects.filter(digest__in=actor.tokens).exists()
    renew(movement, "Maren")
    assert not models.Visit.objects.filter(digest__in=actor.tokens).exists()
    assert old.enter(movement.now + timedelta(seconds=90)).handlers(movement.now) == ()


def test_after_seven_days_another_reader_seals_it_again_and_all_that_was_said_stays_proven(scene: Scene) -> None:
    with pytest.raises(Refused, match="Seven days"):
        scene.reseal("Ada", 6)
    scene.reseal("Ada", 7)
    assert scene.open("Maren", "Ada", 7) == ["words of Ada", ""]
    assert scene.open("Tiko", "Ada", 7) == ["words of Ada", ""]
    with pytest.raises(Denied):
        scene.payload("Maren", "Bo", 7)


def test_never_a_thread_they_were_not_in(scene: Scene) -> None:
    with pytest.raises(Refused):
        scene.reseal("Cleo", 7)
    with pytest.raises(Denied):
        scene.payload("Maren", "Cleo", 7)
    found = desk.read_desk(scene.actor("Tiko", 7), at=at(scene.movement, 7))
    assert {each.ask.code for each in found.renewals} == {scene.movement.askers[name].code for name in ("Ada", "Bo")}


def test_an_asker_refuses_in_one_thread_and_lets_it_be_in_another(scene: Scene) -> None:
    ada = scene.movement.askers["Ada"]
    ada.move(at(scene.movement, 1), "keys-refused", {"handler": scene.maren.seat})
    with pytest.raises(Refused, match="does not want this"):
        scene.reseal("Ada", 7)
    scene.reseal("Bo", 7)
    assert scene.open("Maren", "Bo", 7) == ["words of Bo", ""]
    with pytest.raises(Denied):
        scene.payload("Maren", "Ada", 7)


def test_copies_for_others_old_epochs_alone_and_no_vouching_are_refused(scene: Scene) -> None:
    tiko = scene.movement.members["Tiko"].seat
    for bent in ({"keys": []}, {"epoch": 2}, {"file": ""}, {"keys": [{"holder": tiko, "epoch": 1, "file": "x"}]}):
        with pytest.raises(Refused):
            scene.reseal("Ada", 7, **bent)
    with pytest.raises(Denied):
        scene.payload("Maren", "Ada", 7)


def test_the_asker_believes_the_new_key_by_another_readers_word(scene: Scene) -> None:
    bo, when = scene.movement.askers["Bo"], at(scene.movement, 7) + timedelta(seconds=300)

    def news() -> dict[str, str]:
        thread = read_ask(bo.enter(when), bo.code)
        state = {
            **sealed.for_asker(thread), "ask": bo.code, "readers": sealed.entries_of(thread), "backups": [],
            "history": [], "entries": [],
        }  # fmt: skip
        found = open_state(bo.words, bo.origin, 1, state)["news"]
        return {each["code"]: each["what"] for each in found}

    assert news() == {scene.maren.seat: "changed"}
    scene.reseal("Bo", 7)
    assert news() == {scene.maren.seat: "vouched"}


def test_only_who_may_invite_gives_new_keys_and_the_old_ones_are_refused(movement: Movement) -> None:
    seat = movement.members["Maren"].seat
    for name in ("Maren", "Tiko", "Bram"):
        with pytest.raises(Denied):
            joining.invite_again(seat, by=movement.members[name].enter(movement.now), at=movement.now)
    joining.invite_again(seat, by=movement.members["Yuna"].enter(movement.now), at=movement.now)
    with pytest.raises(Denied):
        joining.invite_again("a" * 26, by=MACHINE, at=movement.now)


def stands(_: Any) -> None:
    """The record shows every reader."""


def test_after_new_keys_no_note_is_sealed_to_a_desk_key_that_the_old_keys_open(scene: Scene) -> None:
    """Whoever found the old keys would read every later note; whoever has the new ones would read none."""
    code = scene.movement.askers["Ada"].code

    def sheet(name: str, days: int) -> dict[str, Any]:
        with clock.frozen(at(scene.movement, days) + timedelta(seconds=180)):
            found: dict[str, Any] = shelf.hand_out(scene.actor(name, days), code)
            return found

    def note(name: str, days: int, text: str) -> dict[str, Any]:
        one, given = scene.maren if name == "Maren" else scene.movement.members[name], sheet(name, days)
        read = sealed_desk.open_desk(one.identity, one.origin, one.seat, given)
        sent = sealed_desk.build_note(
            one.identity, given, read, {"text": text}, origin=one.origin, look=stands, random=secrets.token_bytes
        )
        when = at(scene.movement, days) + timedelta(seconds=200)
        noting.write_note(code, sent["epoch"], sent["keys"], sent["file"], by=scene.actor(name, days), at=when)
        return sent

    scene.reseal("Ada", 8)
    first = note("Tiko", 8, "before")
    assert first["epoch"] == 1
    scene.maren = renew(scene.movement, "Maren", 9)
    scene.actors.clear()
    scene.reseal("Ada", 18)
    assert len(note("Tiko", 18, "after")["keys"]) == 2
    read = sealed_desk.open_desk(scene.maren.identity, scene.maren.origin, scene.maren.seat, sheet("Maren", 18))
    assert [line["body"] for line in read["messages"]] == [{"text": "after"}]
