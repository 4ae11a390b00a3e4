# SPDX-License-Identifier: AGPL-3.0-or-later
"""Python opens what the browser's side sealed, and the reverse, with fresh keys each time."""

import os
import subprocess
from typing import Any

import pytest

from answerable.sealing import age, asker, identity, reader, wire, words
from answerable.sealing.errors import Refusal
from answerable.sealing.signing import signing_public
from answerable.sealing.state import open_state
from answerable.sealing.wire import b64, parse_b64
from tests.sealing import node

ORIGIN = "https://ask.example.org"
TODAY = "2031-05-01"
TERMS = {"standby": True, "silence": "pooled"}


class House:
    """A body with two handlers (one enrolled by each language) and one second-line person."""

    def __init__(self) -> None:
        self.enrolment = os.urandom(32)
        self.people: dict[str, dict[str, Any]] = {}
        for code, by in (("h1", "python"), ("h2", "node"), ("s1", "python")):
            self.people[code] = self.enrol(code, by)
        entries = [one["entry"] for one in self.people.values()]
        self.directory = {
            "body": {"code": "b1", "name": "Harbour Chapter"},
            "today": TODAY,
            "enrolment_key": signing_public(self.enrolment),
            "readers": entries[:2],
            "backups": entries[2:],
        }

    def enrol(self, code: str, by: str) -> dict[str, Any]:
        if by == "node":
            made = node.ask("enrol", origin=ORIGIN, token="t")
            request, phrases = made["request"], made["passphrases"]
        else:
            request, own = reader.build_enrolment(ORIGIN, "t", random=os.urandom)
            phrases = own["passphrases"]
        identity.check_enrolment(request["card"], request["proof"], ORIGIN, "t")
        made = identity.sign_certificate(self.enrolment, ORIGIN, "b1", code, "handler", TODAY, None, request["card"])
        return {"entry": {"code": code, **request["card"], "certificate": made}, "request": request, "phrases": phrases}

    def payload(self, lodging: dict[str, Any], holder: str, messages: list[dict[str, Any]]) -> dict[str, Any]:
        keys = [one for one in lodging["keys"] if one["holder"] == holder]
        return {
            "ask": lodging["thread"],
            "mark_key": lodging["mark_key"],
            "body": self.directory["body"],
            "enrolment_key": self.directory["enrolment_key"],
            "readers": self.directory["readers"],
            "keys": keys,
            "messages": messages,
        }

    def person(self, code: str) -> identity.Identity:
        one = self.people[code]
        unlock = one["request"]["unlocks"][1]
        return reader.unlock_identity(one["phrases"][unlock["kind"]], ORIGIN, unlock["sealed"])


@pytest.fixture(scope="module")
def house() -> House:
    return House()


def choose(text: str = "Please say it was wrong.", **more: Any) -> dict[str, Any]:
    given = {"kind": "apology", "helped": False, "route": "body", "readers": ["h1", "h2"], "backups": ["s1"]}
    return {**given, "terms": TERMS, "hold_until": None, "text": text, **more}


def served(*files: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"order": order, "epoch": one.get("epoch", 1), "file": one["file"]} for order, one in enumerate(files, 1)]


def state_of(
    house: House, lodging: dict[str, Any], messages: list[dict[str, Any]], mode: str = "keyed"
) -> dict[str, Any]:
    history = [{"move": "lodged", "number": 1, "day": TODAY, "value": asker.lodged_value(lodging, mode)}]
    return {
        "ask": lodging["thread"],
        "keep": lodging["keep"],
        "messages": messages,
        "history": history,
        "keys": [one for one in lodging["keys"] if one["holder"] == "asker"],
        "readers": house.directory["readers"],
        "backups": house.directory["backups"],
        "entries": [{"number": 1, "signature": lodging["move"]["signature"]}],
    }


@pytest.mark.parametrize("size", [0, 1, 65535, 65536, 65537, 150000])
def test_age_files_open_on_the_other_side(size: int) -> None:
    seed, plain = os.urandom(32), os.urandom(size)
    ours = age.seal(plain, [age.recipient(os.urandom(32)), age.recipient(seed)])
    assert node.ask("open", file=b64(ours), seed=b64(seed)) == b64(plain)
    theirs = node.ask("seal", plain=b64(plain), recipients=[age.recipient(seed), age.recipient(os.urandom(32))])
    assert age.open(parse_b64(theirs), seed) == plain


def test_lodged_in_the_browser_and_answered_in_python(house: House) -> None:
    phrase = words.make(os.urandom(10))
    made = node.ask("lodge", words=phrase, origin=ORIGIN, directory=house.directory, choices=choose())
    lodging, first = made["lodging"], {"epoch": 1, "file": made["lodging"]["messages"][0]}
    opened = reader.open_ask(house.person("h1"), ORIGIN, "h1", house.payload(lodging, "h1", served(first)))
    assert opened["messages"][0]["body"] == {"text": "Please say it was wrong."}
    reply = reader.build_message(
        house.person("h1"), opened, {"text": "We have read it."}, **opened["next_message"], random=os.urandom
    )
    state = state_of(house, lodging, served(first, reply))
    ours = open_state(phrase, ORIGIN, 1, state)
    theirs = node.ask("state", words=phrase, origin=ORIGIN, number=1, state=state)
    assert [line["sender"] for line in ours["messages"]] == ["asker", "h1"]
    assert ours["moves"] == [{"number": 1, "move": "lodged", "proven": True, "flaw": None}]
    assert {**ours, "seeds": None} == {**theirs, "seeds": None}


@pytest.mark.parametrize("name", ["sealing", "signing"])
def test_a_readers_key_that_was_swapped_is_news_in_both(house: House, name: str) -> None:
    """Either key: a new epoch is sealed to one, and messages are proven with the other."""
    phrase = words.make(os.urandom(10))
    lodging, _ = asker.build_lodging(phrase, ORIGIN, house.directory, choose(), random=os.urandom)
    one, two = (dict(each) for each in house.directory["readers"][:2])
    swapped = {**one, name: two[name]}
    state = state_of(house, lodging, served({"file": lodging["messages"][0]}))
    state |= {"readers": [swapped, two], "backups": []}
    wanted = [{"code": one["code"], "what": "changed"}]
    assert open_state(phrase, ORIGIN, 1, state)["news"] == wanted
    assert node.ask("state", words=phrase, origin=ORIGIN, number=1, state=state)["news"] == wanted


def test_lodged_in_python_and_answered_in_the_browser(house: House) -> None:
    phrase = words.make(os.urandom(10))
    lodging, _ = asker.build_lodging(phrase, ORIGIN, house.directory, choose(), random=os.urandom)
    payload = house.payload(lodging, "h2", served({"file": lodging["messages"][0]}))
    two = house.people["h2"]
    unlock = two["request"]["unlocks"][0]
    made = node.ask(
        "reply",
        passphrase=two["phrases"]["carried"],
        sealed=unlock["sealed"],
        origin=ORIGIN,
        handler="h2",
        payload=payload,
        body={"text": "é\u2028\U0001f331"},
    )
    state = state_of(house, lodging, served({"file": lodging["messages"][0]}, made["reply"]))
    opened = open_state(phrase, ORIGIN, 1, state)
    assert opened["messages"][1]["body"] == {"text": "é\u2028\U0001f331"}
    assert (opened["messages"][1]["flaw"], opened["gaps"]) == (None, [])


def test_moves_of_the_browser_are_proven_here(house: House) -> None:
    lodging, own = asker.build_lodging(
        words.make(os.urandom(10)), ORIGIN, house.directory, choose(""), random=os.urandom
    )
    value = {"value": "met", "audience": "asker", "promise": None}
    sent = {"move": "lodged", "value": asker.lodged_value(lodging), **lodging["move"]}
    place = {**asker.after_move(own, sent), "day": TODAY}
    assert node.ask("move", own=own, move="mark", value=value, place=place) == asker.build_move(
        own, "mark", value, **place
    )


def test_a_new_epoch_shuts_out_who_was_removed(house: House) -> None:
    phrase = words.make(os.urandom(10))
    lodging, own = asker.build_lodging(phrase, ORIGIN, house.directory, choose(), random=os.urandom)
    made = node.ask("epoch", own=own, holders={"h1": house.people["h1"]["entry"]["sealing"]})
    assert made["epoch"] == 2
    assert {one["holder"] for one in made["part"]["keys"]} == {"asker", "h1"}
    later = asker.build_message(made["private"], {"text": "later"}, number=2, last="", random=os.urandom)
    both = {**lodging, "keys": [*lodging["keys"], *made["part"]["keys"]]}
    messages = served({"file": lodging["messages"][0]}, later)
    stays = reader.open_ask(house.person("h1"), ORIGIN, "h1", house.payload(both, "h1", messages))
    left = reader.open_ask(house.person("h2"), ORIGIN, "h2", house.payload(both, "h2", messages))
    assert stays["messages"][1]["body"] == {"text": "later"}
    late = {**left, "epoch": 2}
    with pytest.raises(Refusal, match="^old-epoch$"):
        reader.build_message(house.person("h2"), late, {"text": "x"}, number=1, last="", random=os.urandom)
    assert (left["messages"][1]["flaw"], left["messages"][1]["body"]) == ("unopened", None)
    assert (
        reader.build_message(house.person("h1"), stays, {"text": "x"}, number=1, last="", random=os.urandom)["epoch"]
        == 2
    )


def test_a_late_handler_and_a_standby_open_the_thread(house: House) -> None:
    lodging, own = asker.build_lodging(
        words.make(os.urandom(10)), ORIGIN, house.directory, choose(readers=["h1"]), random=os.urandom
    )
    assert lodging["terms"]["silence"] == "second_line"
    late = node.ask("admission", own=own, code="h2", recipient=house.people["h2"]["entry"]["sealing"])
    both = {**lodging, "keys": [*lodging["keys"], *late["keys"]]}
    first = served({"file": lodging["messages"][0]})
    for who, holder in (("h2", "h2"), ("s1", "standby:s1")):
        opened = reader.open_ask(house.person(who), ORIGIN, who, house.payload(both, holder, first))
        assert opened["messages"][0]["body"] == {"text": "Please say it was wrong."}


def test_a_hosted_ask_opens_though_the_server_keeps_no_mark_key(house: House) -> None:
    lodging, _ = asker.build_lodging(
        words.make(os.urandom(10)), ORIGIN, house.directory, choose(), random=os.urandom, mode="hosted"
    )
    for code in ("h1", "h2"):
        payload = {**house.payload(lodging, code, served({"file": lodging["messages"][0]})), "mark_key": ""}
        assert reader.open_ask(house.person(code), ORIGIN, code, payload)["messages"][0]["sender"] == "asker"
        one = house.people[code]
        given = {"passphrase": one["phrases"]["carried"], "sealed": one["request"]["unlocks"][0]["sealed"]}
        made = node.ask("reply", **given, origin=ORIGIN, handler=code, payload=payload, body={"text": "x"})
        assert made["opened"]["messages"][0]["sender"] == "asker"


def test_a_swapped_handler_key_is_refused_by_both(house: House) -> None:
    swapped = {**house.directory["readers"][0], "sealing": age.recipient(os.urandom(32))}
    directory = {**house.directory, "readers": [swapped, house.directory["readers"][1]]}
    phrase = words.make(os.urandom(10))
    with pytest.raises(Refusal, match="^certificate$"):
        asker.build_lodging(phrase, ORIGIN, directory, choose(), random=os.urandom)
    with pytest.raises(Refusal, match="^certificate$"):
        node.ask("lodge", words=phrase, origin=ORIGIN, directory=directory, choices=choose())


def test_cctv_vectors() -> None:
    mixed = {"hybrid_and_x25519", "hybrid_grease"}
    for row in node.ask("cctv"):
        head, hybrid = row["head"], row["head"]["identity"].startswith("AGE-SECRET-KEY-PQ-1")
        if "armored" in head:
            continue
        if head["expect"] == "success" and hybrid and row["name"] not in mixed:
            assert wire.sha256_hex(age.open(parse_b64(row["file"]), head["identity"])) == head["payload"]
        else:
            with pytest.raises(Refusal):
                age.open(parse_b64(row["file"]), head["identity"])


def test_the_browser_side_passes_its_own_tests() -> None:
    done = subprocess.run(
        [str(node.NODE), "tests/run.mjs"], cwd=node.ROOT / "client", capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
