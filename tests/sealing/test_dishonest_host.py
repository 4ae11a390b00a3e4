# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a server could try that holds all it stores and answers as it likes. In both languages."""

import os
from typing import Any

import pytest

from answerable.sealing import age, asker, reader, words
from answerable.sealing.errors import Refusal
from answerable.sealing.identity import sign_certificate
from answerable.sealing.signing import signing_public
from answerable.sealing.state import open_state
from answerable.sealing.thread import count_forgotten
from answerable.sealing.threadkey import ThreadKey, seal_thread_key
from answerable.sealing.wire import b64, sha256_hex
from tests.sealing import node
from tests.sealing.test_cross import ORIGIN, TODAY, House, choose, served, state_of


@pytest.fixture(scope="module")
def house() -> House:
    return House()


@pytest.fixture
def lodged(house: House) -> tuple[str, dict[str, Any], dict[str, Any], dict[str, Any]]:
    phrase = words.make(os.urandom(10))
    lodging, private = asker.build_lodging(phrase, ORIGIN, house.directory, choose(), random=os.urandom)
    state = state_of(house, lodging, served({"file": lodging["messages"][0]}))
    return phrase, lodging, private, state


def of_both(phrase: str, state: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        open_state(phrase, ORIGIN, 1, state),
        node.ask("state", words=phrase, origin=ORIGIN, number=1, state=state),
    ]


def forged_key(private: dict[str, Any], lodging: dict[str, Any], maker: str, seed: bytes) -> dict[str, Any]:
    key = ThreadKey(ORIGIN, lodging["thread"], 2, os.urandom(32), private["mark_key"], maker)
    file = seal_thread_key(key, "asker", lodging["recipient"], seed, random=os.urandom)
    return {"holder": "asker", "epoch": 2, "file": b64(file)}


@pytest.mark.parametrize("maker", ["standby:s1", "constructor", "toString", "s1", "later"])
def test_nobody_whose_key_only_the_server_shows_makes_a_new_key_for_the_asker(lodged: Any, maker: str) -> None:
    """Else everything written from then on would be sealed to a key of the server's own."""
    phrase, lodging, private, state = lodged
    seed = os.urandom(32)
    named = {**state["readers"][0], "code": maker, "signing": signing_public(seed)}
    state["readers"] = [*state["readers"], named]
    state["backups"] = []
    state["keys"] = [*state["keys"], forged_key(private, lodging, maker, seed)]
    for opened in of_both(phrase, state):
        assert {int(epoch) for epoch in opened["seeds"]} == {1}
        assert {"code": maker, "what": "new"} in opened["news"]


def test_a_name_in_the_list_of_holders_that_is_no_readers_makes_no_key_for_a_reader(house: House, lodged: Any) -> None:
    """The operator can sign a certificate for such a name; the asker's list of holders names it as no reader."""
    _, lodging, private, _ = lodged
    person = house.person("h1")
    own = house.people["h1"]["entry"]
    for maker in ("standby:s1", "constructor"):
        seed = os.urandom(32)
        card = {"sealing": own["sealing"], "signing": signing_public(seed)}
        certificate = reader_certificate(house, maker, card)
        key = ThreadKey(ORIGIN, lodging["thread"], 2, os.urandom(32), private["mark_key"], maker)
        file = seal_thread_key(key, "h1", own["sealing"], seed, random=os.urandom)
        payload = house.payload(lodging, "h1", [])
        payload["readers"] = [*payload["readers"], {"code": maker, **card, "certificate": certificate}]
        payload["keys"] = [*payload["keys"], {"epoch": 2, "file": b64(file)}]
        with pytest.raises(Refusal, match="key-swapped"):
            reader.open_ask(person, ORIGIN, "h1", payload)
        one = house.people["h1"]["request"]["unlocks"][1]
        phrase = house.people["h1"]["phrases"][one["kind"]]
        with pytest.raises(Refusal, match="key-swapped"):
            node.ask(
                "reply", passphrase=phrase, sealed=one["sealed"], origin=ORIGIN, handler="h1", payload=payload, body={}
            )


def reader_certificate(house: House, code: str, card: dict[str, str]) -> dict[str, Any]:
    return sign_certificate(house.enrolment, ORIGIN, "b1", code, "handler", TODAY, None, card)


def test_an_asker_seals_nothing_to_a_key_older_than_her_own_moves_say(house: House, lodged: Any) -> None:
    """A reader was taken off; the server keeps the new key back and says that the old one is the newest."""
    phrase, lodging, private, state = lodged
    h2 = house.people["h2"]["entry"]
    asker.build_new_epoch(private, {"h2": h2["sealing"]}, random=os.urandom)
    first = state["history"][0]
    sent = {"number": 1, "prev": "", "move": "lodged", "day": TODAY, "value": first["value"]}
    place = asker.after_move(private, sent)
    move = asker.build_move(private, "removed", {"handler": "h1", "epoch": 2}, **place, day=TODAY)
    state["history"] = [first, {name: move[name] for name in ("move", "number", "day", "value", "signature")}]
    state["epoch"] = 1
    for opened in of_both(phrase, state):
        assert (opened["epoch"], opened["due"]) == (1, 2)
        with pytest.raises(Refusal, match="old-epoch"):
            asker.build_message(opened, {"text": "x"}, **opened["next_message"], random=os.urandom)
        with pytest.raises(Refusal, match="old-epoch"):
            node.ask("message", own=opened, body={"text": "x"}, next=opened["next_message"])


def test_nothing_goes_by_itself_where_the_server_does_not_say_when_it_was_sent(lodged: Any) -> None:
    """Held back, and called forgotten: nothing is believed without a day, and not the server's day where hers is."""
    phrase, lodging, private, state = lodged
    message = asker.build_message(private, {"text": "more"}, number=3, last="", random=os.urandom)
    state["messages"] = served(message)
    state["forgotten"] = [{"order": n, "from": "asker", "day": TODAY} for n in (1, 2)]
    assert count_forgotten(state) == {}
    for lodged_said in (None, "2030-01-01"):
        for opened in of_both(phrase, {**state, "lodged": lodged_said}):
            assert [gap["number"] for gap in opened["gaps"]] == [1, 2]


def test_whoever_was_taken_off_vouches_for_no_key(house: House, lodged: Any) -> None:
    """Else the asker's next key would be sealed to one that a former reader and the server made together."""
    phrase, lodging, private, state = lodged
    h2, seeds = house.people["h2"]["entry"], (os.urandom(32), os.urandom(32))
    first = {"epoch": 1, "file": lodging["messages"][0]}
    h1 = reader.open_ask(house.person("h1"), ORIGIN, "h1", house.payload(lodging, "h1", served(first)))
    card = {"sealing": age.recipient(seeds[0]), "signing": signing_public(seeds[1])}
    vouch = {"handler": "h2", "sealing": sha256_hex(card["sealing"].encode()), "signing": card["signing"]}
    said = reader.build_message(
        house.person("h1"), h1, {"text": "", "vouch": vouch}, number=1, last="", random=os.urandom
    )
    state["messages"] = served(first, said)
    state["readers"] = [{**h2, **card}]
    for holders, what in (({"h2": h2["sealing"]}, "changed"), ({"h2": card["sealing"]}, "vouched")):
        part, _ = asker.build_new_epoch(private, holders, random=os.urandom)
        keys = [*state["keys"], *(one for one in part["keys"] if one["holder"] == "asker")]
        for opened in of_both(phrase, {**state, "keys": keys}):
            assert {"code": "h2", "what": what} in opened["news"]
    for opened in of_both(phrase, state):
        assert {"code": "h2", "what": "vouched"} in opened["news"]
