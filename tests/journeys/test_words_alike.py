# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words that lead nowhere any more are words that never were: over HTTP, byte for byte, wherever words are taken.

Old words, words of an ask that was deleted, of a support person who was taken away, and a look code that was: each
address answers all of them as it answers words that nobody ever had.
"""

from __future__ import annotations

import re
import secrets
import time
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from answerable.sealing import asker, challenge, labels, ways, words
from answerable.sealing.asker import asker_keys, seal_to_holders
from answerable.sealing.derive import Keys
from answerable.sealing.envelope import seal_signed
from answerable.sealing.threadkey import ThreadKey, make_thread_key
from answerable.sealing.wire import b64, parse_b64
from tests.serving import Serving
from tests.visitor import AskerVisitor, Visitor

NORTH = "river-north-bank"
KINDS = ("old", "undoable", "erased", "removed")
VARIES = {"date"}


def new_phrase() -> str:
    return words.make(secrets.token_bytes(words.SECRET_BYTES))


class Owner(AskerVisitor):
    """An asker's client as far as it makes new words and other ways in."""

    @property
    def keys(self) -> Keys:
        return asker_keys(self.words, self.origin, 1)

    def _keep(self, keys: Keys, **more: Any) -> str:
        fields = {"origin": self.origin, "thread": self.private["ask"], "number": 1, "readers": {}, **more}
        return b64(seal_signed(labels.KEEP, fields, keys.signin, [keys.recipient], random=secrets.token_bytes))

    def _copies(self, holder: str, keys: Keys) -> list[dict[str, Any]]:
        own, mark = self.private, parse_b64(self.private["mark_seed"], 32)
        made = [
            ThreadKey(self.origin, own["ask"], int(at), parse_b64(seed, 32), own["mark_key"])
            for at, seed in own["seeds"].items()
        ]
        return seal_to_holders(made, {holder: keys.recipient}, mark, random=secrets.token_bytes)

    def let_in(self, theirs: Keys) -> None:
        self.post("/api/mine/way/add", {
            "ask": self.private["ask"], "kind": "see", "locator": theirs.locator_text, "signin": theirs.signin_public,
            "recipient": theirs.recipient, "keep": self._keep(theirs, mark_key=self.private["mark_key"]),
            "own": self._keep(self.keys, mark_seed=self.private["mark_seed"]), "keys": self._copies("way:new", theirs),
        })  # fmt: skip
        self.enter()

    def add(self, kind: str, locator: str) -> None:
        own = self._keep(self.keys, mark_seed=self.private["mark_seed"])
        self.post("/api/mine/way/add", {"ask": self.private["ask"], "kind": kind, "locator": locator, "own": own})

    def _rekey(self, keys: Keys, *, by_words: bool) -> dict[str, Any]:
        own, epoch = self.private, self.private["epoch"] + 1
        key = make_thread_key(self.origin, own["ask"], epoch, own["mark_key"], random=secrets.token_bytes)
        mark = parse_b64(own["mark_seed"], 32)
        sent = asker.build_move(own, "rekeyed", {"epoch": epoch, "words": by_words}, day=self.today, **self.next)
        copies = seal_to_holders([key], {"asker": keys.recipient}, mark, random=secrets.token_bytes)
        return {
            "ask": own["ask"], "own": self._keep(keys, mark_seed=own["mark_seed"]), "move": sent,
            "epoch_key": key.recipient, "keys": copies,
        }  # fmt: skip

    def take_away(self, kind: str) -> None:
        state = self.enter()
        way = next(each["code"] for each in state["ways"] if each["kind"] == kind)
        self.post("/api/mine/way/remove", {**self._rekey(self.keys, by_words=False), "way": way})

    def renew(self) -> None:
        self.enter()
        phrase = new_phrase()
        fresh = asker_keys(phrase, self.origin, 1)
        self.post("/api/mine/words", {
            **self._rekey(fresh, by_words=True), "locator": fresh.locator_text, "signin": fresh.signin_public,
            "recipient": fresh.recipient, "own_keys": self._copies("asker", fresh),
        })  # fmt: skip
        self.words = phrase


@dataclass
class Gone:
    """Words that led somewhere, and the words of the look code beside them."""

    phrase: str
    look: str


def look_words() -> str:
    return " ".join(secrets.choice(words.LIST) for _ in range(4))


def lodged(server: Serving) -> Owner:
    one = Owner(server.origin)
    one.lodge(NORTH, text="some words")
    one.enter()
    return one


def make_gone(server: Serving) -> dict[str, Gone]:
    found = {}
    for kind in KINDS:
        one, look = lodged(server), look_words()
        phrase = one.words
        one.add("look", ways.look_locator(look, one.origin))
        one.take_away("look")
        if kind == "undoable":
            one.enter()
            one.add("device", ways.device_proof(b"d" * 32, one.origin, one.keys.locator_text))
        if kind == "removed":
            phrase = new_phrase()
            one.enter()
            one.let_in(asker_keys(phrase, one.origin, 1))
            assert Owner(server.origin, words=phrase).enter()["right"] == "see"
            one.take_away("see")
        elif kind == "erased":
            one.add("look", ways.look_locator(look, one.origin))
            one.enter()
            one.move("erased", {})
        else:
            one.renew()
            assert Owner(server.origin, words=one.words).enter()["ask"] == one.private["ask"]
        found[kind] = Gone(phrase, look)
    return found


def shown(answer: httpx.Response) -> tuple[int, str, list[tuple[str, str]]]:
    """Status, body and headers, with what is random for everybody put aside."""
    body = re.sub(r'"nonce":\s*"[^"]+"', '"nonce"', answer.text)
    body = re.sub(r'"expires":\s*\d+', '"expires"', body)
    body = re.sub(r'(csrfmiddlewaretoken" value|form-token" content)="[^"]+"', r"\1", body)
    headers = sorted((name, value) for name, value in answer.headers.multi_items() if name not in VARIES)
    return (
        answer.status_code,
        body,
        [(name, re.sub(r"=[\w-]{24,}|expires=[^;]+", "", value)) for name, value in headers],
    )


def come(visitor: Visitor, phrase: str, path: str, **more: Any) -> Any:
    keys = asker_keys(phrase, visitor.origin, 1)
    given = visitor.post("/api/mine/challenge", {"locator": keys.locator_text})
    sent = {name: given[name] for name in ("nonce", "expires")} | {"locator": keys.locator_text} | more
    signature = challenge.sign_challenge(keys.signin, visitor.origin, "mine", sent["nonce"], sent["expires"])
    return visitor.request("POST", path, json={**sent, "signature": signature}, headers={"X-Form": visitor.token})


def asked(server: Serving, gone: Gone) -> dict[str, Any]:
    """What each address says to them."""
    one = Visitor(server.origin)
    one.open("/mine/")
    keys, head = asker_keys(gone.phrase, one.origin, 1), {"X-Form": one.token}
    look = ways.look_locator(gone.look, one.origin)
    device = ways.device_proof(b"another".ljust(32), one.origin, keys.locator_text)
    plain = {"do": "enter", "code_words": gone.phrase, "csrfmiddlewaretoken": one.token}
    answers = {
        "challenge": one.request("POST", "/api/mine/challenge", json={"locator": keys.locator_text}, headers=head),
        "enter": come(one, gone.phrase, "/api/mine/enter", beside=[]),
        "undo": come(one, gone.phrase, "/api/mine/undo", beside=[], device=device),
        "forget": one.request("POST", "/api/mine/device/forget", json={"device": device}, headers=head),
        "look": one.request("POST", "/api/mine/look", json={"locator": look}, headers=head),
        "look at words": one.request("POST", "/api/mine/look", json={"locator": keys.locator_text}, headers=head),
        "without scripts": one.request("POST", "/mine/", data=plain),
    }
    again = AskerVisitor(server.origin, words=gone.phrase)
    taken = again.lodge(NORTH)
    said = {name: shown(answer) for name, answer in answers.items()}
    return said | {"lodge": sorted(taken), "received": taken["received"]}


def test_words_that_lead_nowhere_are_words_that_never_were(server: Serving) -> None:
    gone = make_gone(server)
    never = asked(server, Gone(new_phrase(), look_words()))
    assert never["enter"][0] == 200 and "open nothing here" in never["enter"][1]
    assert never["look"][1] == '{"ok": true, "new": false}'
    for kind, each in gone.items():
        for name, said in asked(server, each).items():
            assert said == never[name], (kind, name)


def least(times: list[float]) -> float:
    """What else the machine does only adds to a time."""
    return min(times) * 1_000


@pytest.mark.parametrize("path", ["look", "enter"])
def test_they_take_the_same_time_too(server: Serving, path: str) -> None:
    """A code with nothing new, an old one and one that never was; old words and words that never were."""
    one, look = lodged(server), look_words()
    one.add("look", ways.look_locator(look, one.origin))
    old = one.words
    if path == "enter":
        one.enter()
        one.renew()
    pairs = {"known": Gone(old, look), "never": Gone(new_phrase(), look_words())}
    visitor = Visitor(server.origin)
    visitor.open("/mine/")
    times: dict[str, list[float]] = {name: [] for name in pairs}
    for _ in range(5 if path == "enter" else 25):
        for name, gone in pairs.items():
            locator = ways.look_locator(gone.look, one.origin) if path == "look" else ""
            begin = time.perf_counter()
            if path == "look":
                sent = {"locator": locator}
                said = visitor.request("POST", "/api/mine/look", json=sent, headers={"X-Form": visitor.token})
                assert said.json() == {"ok": True, "new": False}
            else:
                assert come(visitor, gone.phrase, "/api/mine/enter", beside=[]).json()["ok"] is False
            times[name].append(time.perf_counter() - begin)
    known, never = least(times["known"]), least(times["never"])
    assert known == pytest.approx(never, rel=0.5, abs=4), (known, never)
