# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a server could try that holds all it stores and answers as it likes. In both languages."""

import os
from dataclasses import replace
from typing import Any

import pytest

from answerable.sealing import age, asker, reader, words
from answerable.sealing.errors import Refusal
from answerable.sealing.identity import sign_certificate
from answerable.sealing.message import Message, sign_then_seal
from answerable.sealing.signing import signing_public
from answerable.sealing.state import open_state
from answerable.sealing.thread import count_forgotten
from answerable.sealing.threadkey import ThreadKey, members_of, seal_thread_key
from answerable.sealing.wire import b64, parse_b64, sha256_hex
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


def reply_there(
    house: House, code: str, payload: dict[str, Any], record: dict[str, str] | None = None
) -> dict[str, Any]:
    """Opened and answered by the browser's side, where `record` (code to signing key) is what the record shows."""
    own = house.person(code)
    seeds = {"sealing": b64(own.sealing), "signing": b64(own.signing)}
    given = {"seeds": seeds, "origin": ORIGIN, "handler": code, "payload": payload, "body": {"text": "x"}}
    made: dict[str, Any] = node.ask("reply", **given, record=record)
    return made


def look_in(record: dict[str, str]) -> reader.Look:
    def look(entry: Any) -> None:
        if record.get(entry["code"]) != entry["signing"]:
            raise Refusal("record-key")

    return look


def colleague_made(
    house: House, lodging: dict[str, Any], private: dict[str, Any], seed: bytes, *, names_signers: bool
) -> dict[str, Any]:
    """What h1 is handed where h2, or in h2's name a host with the enrolment key, made the next key, signed with `seed`.

    Without `names_signers` the asker's list is one from before it named signing keys.
    """
    entries = {code: house.people[code]["entry"] for code in ("h1", "h2")}
    holders = {"asker": private["recipient"], **{code: one["sealing"] for code, one in entries.items()}}
    signers = {code: one["signing"] for code, one in entries.items()} if names_signers else {}
    first = ThreadKey(ORIGIN, lodging["thread"], 1, parse_b64(private["seeds"][1]), private["mark_key"])
    keys = asker.seal_to_holders([first], holders, parse_b64(private["mark_seed"]), signers, random=os.urandom)
    second = replace(first, epoch=2, seed=os.urandom(32), maker="h2", members=members_of(holders))
    file = seal_thread_key(second, "h1", entries["h1"]["sealing"], seed, random=os.urandom)
    payload = house.payload({**lodging, "keys": keys}, "h1", [])
    card = {"sealing": entries["h2"]["sealing"], "signing": signing_public(seed)}
    shown = {"code": "h2", **card, "certificate": reader_certificate(house, "h2", card)}
    payload["readers"] = [entries["h1"], shown]
    payload["keys"] = [*payload["keys"], {"epoch": 2, "file": b64(file)}]
    return payload


def test_a_false_signing_key_of_a_colleague_makes_no_key_for_a_reader(house: House, lodged: Any) -> None:
    """A host that holds the enrolment key can certify it for one reader alone. The asker's list names the right one."""
    _, lodging, private, _ = lodged
    false = colleague_made(house, lodging, private, os.urandom(32), names_signers=True)
    with pytest.raises(Refusal, match="^key-swapped$"):
        reader.open_ask(house.person("h1"), ORIGIN, "h1", false)
    with pytest.raises(Refusal, match="^key-swapped$"):
        reply_there(house, "h1", false, {"h2": false["readers"][1]["signing"]})


@pytest.mark.parametrize("names_signers", [True, False])
def test_nothing_is_sealed_to_a_colleagues_key_before_the_record_shows_that_colleague(
    house: House, lodged: Any, names_signers: bool
) -> None:
    """Where the list is an older one that names no signing keys, the record alone tells the right from a false one."""
    _, lodging, private, _ = lodged
    right = colleague_made(house, lodging, private, house.person("h2").signing, names_signers=names_signers)
    record = {"h2": house.people["h2"]["entry"]["signing"]}
    person = house.person("h1")
    given: dict[str, Any] = {"number": 1, "last": "", "random": os.urandom}
    opened = reader.open_ask(person, ORIGIN, "h1", right)
    with pytest.raises(Refusal, match="^record-head$"):
        reader.build_message(person, opened, {"text": "x"}, **given)
    with pytest.raises(Refusal, match="^record-head$"):
        reply_there(house, "h1", right)
    believed = reader.believe(opened, right["readers"], look_in(record))
    assert reader.build_message(person, believed, {"text": "x"}, **given)["epoch"] == 2
    assert reply_there(house, "h1", right, record)["reply"]["epoch"] == 2
    for shown in ({}, {"h2": "another"}):
        doubted = reader.believe(opened, right["readers"], look_in(shown))
        with pytest.raises(Refusal, match="^record-key$"):
            reader.build_message(person, doubted, {"text": "x"}, **given)
        with pytest.raises(Refusal, match="^record-key$"):
            reply_there(house, "h1", right, shown)


def test_with_an_older_list_a_false_signing_key_of_a_colleague_is_found_in_the_record(
    house: House, lodged: Any
) -> None:
    _, lodging, private, _ = lodged
    false = colleague_made(house, lodging, private, os.urandom(32), names_signers=False)
    record = {"h2": house.people["h2"]["entry"]["signing"]}
    person = house.person("h1")
    opened = reader.believe(reader.open_ask(person, ORIGIN, "h1", false), false["readers"], look_in(record))
    with pytest.raises(Refusal, match="^record-key$"):
        reader.build_message(person, opened, {"text": "x"}, number=1, last="", random=os.urandom)
    with pytest.raises(Refusal, match="^record-key$"):
        reply_there(house, "h1", false, record)


def test_a_reader_let_in_later_makes_a_key_once_the_askers_own_list_names_them(house: House, lodged: Any) -> None:
    """Her file, from lodging, does not; and under a key that only the server shows nobody makes one in their name."""
    phrase, lodging, private, state = lodged
    later = house.enrol("h3", "python")
    house.people["h3"] = later
    entry, own = later["entry"], house.person("h3")
    everybody = {"h2": house.people["h2"]["entry"]["sealing"], "h3": entry["sealing"]}
    signers = {"h2": house.people["h2"]["entry"]["signing"], "h3": entry["signing"]}
    state["readers"], state["backups"] = [*state["readers"][1:], entry], []
    for part, private_now in (
        asker.build_new_epoch(private, everybody, signers, random=os.urandom),
        (lambda made: (made["part"], made["private"]))(
            node.ask("epoch", own=private, holders=everybody, signers=signers)
        ),
    ):
        seed = parse_b64(private_now["seeds"].get(2) or private_now["seeds"]["2"])
        members = members_of({"asker": private["recipient"], **everybody})
        third = ThreadKey(ORIGIN, lodging["thread"], 3, os.urandom(32), private["mark_key"], "h3", members, signers)
        assert seed != third.seed
        hers = [one for one in part["keys"] if one["holder"] == "asker"]
        for signing, epochs in ((own.signing, {1, 2, 3}), (os.urandom(32), None)):
            file = seal_thread_key(third, "asker", private["recipient"], signing, random=os.urandom)
            given = {**state, "keys": [*state["keys"], *hers, {"epoch": 3, "file": b64(file)}]}
            shown = {**given, "readers": [state["readers"][0], {**entry, "signing": signing_public(signing)}]}
            if epochs is None:
                with pytest.raises(Refusal, match="^signature$"):
                    open_state(phrase, ORIGIN, 1, shown)
                with pytest.raises(Refusal, match="^signature$"):
                    node.ask("state", words=phrase, origin=ORIGIN, number=1, state=shown)
                continue
            for opened in of_both(phrase, given):
                assert {int(epoch) for epoch in opened["seeds"]} == epochs
                assert opened["news"] == []


def test_nobody_whose_key_only_the_server_shows_vouches_for_a_key(house: House, lodged: Any) -> None:
    """Else a host alone invents a reader who vouches for a false key of a true one, and the next key goes to it."""
    phrase, _, private, state = lodged
    seed, false = os.urandom(32), {"sealing": age.recipient(os.urandom(32)), "signing": signing_public(os.urandom(32))}
    h2 = house.people["h2"]["entry"]
    invented = {**h2, "code": "later", "signing": signing_public(seed)}
    vouch = {"handler": "h2", "sealing": sha256_hex(false["sealing"].encode()), "signing": false["signing"]}
    message = Message(ORIGIN, private["ask"], 1, "later", 1, "", {"text": "", "vouch": vouch})
    recipient = age.recipient(parse_b64(private["seeds"][1]))
    said = {"epoch": 1, "file": b64(sign_then_seal(message, seed, recipient, random=os.urandom))}
    state["messages"] = [*state["messages"], {"order": 2, **said}]
    state["readers"] = [state["readers"][0], {**h2, **false}, invented]
    for opened in of_both(phrase, state):
        assert {"code": "h2", "what": "changed"} in opened["news"]


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
    assert count_forgotten(state, "2031-12-01") == {}
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
