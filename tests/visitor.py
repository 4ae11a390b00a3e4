# SPDX-License-Identifier: AGPL-3.0-or-later
"""A client that does on the wire what the browser does: sealing included, no page drawn.

Used where a browser would only be slow: load, kill -9, canaries, rule 21. It keeps cookies itself, because
Python's jar does not send a `Secure` cookie to http://localhost, which browsers do.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from typing import Any

import httpx
import pyotp

from answerable.sealing import asker, challenge, reader, words
from answerable.sealing.state import open_state
from answerable.sealing.wire import b64, parse_b64

TERMS = {
    "silence": "pooled", "kind_to_second_line": False, "standby": False, "contact": "may_write",
    "pace": "usual", "public_mark": False,
}  # fmt: skip


class Said(AssertionError):
    """The server refused; the text is its sentence."""


@dataclass
class Visitor:
    """One browser: an origin, cookies, a form token."""

    origin: str
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    timeout: float = 30.0

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=self.origin, timeout=self.timeout, trust_env=False)

    def __del__(self) -> None:
        self.http.close()

    def request(self, method: str, path: str, **given: Any) -> httpx.Response:
        headers = {"Sec-Fetch-Site": "same-origin", "Origin": self.origin} | given.pop("headers", {})
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = self.http.request(method, path, headers=headers, **given)
        for line in answer.headers.get_list("set-cookie"):
            name, _, value = line.split(";")[0].partition("=")
            self.cookies.pop(name, None)
            if value and "max-age=0" not in line.lower():
                self.cookies[name] = value
        return answer

    def open(self, path: str) -> httpx.Response:
        answer = self.request("GET", path)
        found = re.search(r'name="form-token" content="([^"]+)"', answer.text)
        if found:
            self.token = found[1]
        return answer

    def post(self, path: str, given: dict[str, Any]) -> dict[str, Any]:
        answer = self.request("POST", path, json=given, headers={"X-Form": self.token})
        said: dict[str, Any] = answer.json()
        if not said.get("ok"):
            raise Said(f"{answer.status_code} {said.get('sentence')}")
        return said


@dataclass
class AskerVisitor(Visitor):
    """An asker with code words."""

    words: str = field(default_factory=lambda: words.make(secrets.token_bytes(words.SECRET_BYTES)))
    private: dict[str, Any] = field(default_factory=dict)
    next: dict[str, Any] = field(default_factory=dict)
    number: int = 1

    def directory(self, slug: str) -> dict[str, Any]:
        found: dict[str, Any] = self.open(f"/ask/to/{slug}.json").json()
        return found

    def lodge(self, slug: str, *, kind: str = "change_policy", text: str = "", **choices: Any) -> dict[str, Any]:
        return self.post("/api/ask/lodge", self.seal(slug, kind=kind, text=text, **choices))

    def seal(self, slug: str, *, kind: str = "change_policy", text: str = "", **choices: Any) -> dict[str, Any]:
        """What `lodge` posts."""
        self.open("/ask/")
        directory = self.directory(slug)
        chosen = {
            "kind": kind, "helped": False, "route": "body", "hold_until": None, "text": text,
            "readers": [one["code"] for one in directory["readers"]],
            "backups": [one["code"] for one in directory["backups"]], "terms": TERMS,
        } | choices  # fmt: skip
        lodging, self.private = asker.build_lodging(
            self.words, self.origin, directory, chosen, random=secrets.token_bytes, number=self.number
        )
        return lodging

    def enter(self) -> dict[str, Any]:
        keys = asker.asker_keys(self.words, self.origin, self.number)
        self.open("/mine/")
        given = self.post("/api/mine/challenge", {"locator": keys.locator_text})
        signature = challenge.sign_challenge(keys.signin, self.origin, "mine", given["nonce"], given["expires"])
        sent = {"locator": keys.locator_text, "signature": signature}
        said = self.post("/api/mine/enter", sent | {"nonce": given["nonce"], "expires": given["expires"]})
        return self.take(said["state"])

    def take(self, state: dict[str, Any]) -> dict[str, Any]:
        self.private = open_state(self.words, self.origin, self.number, state)
        self.next, self.today = state["next"], state["today"]
        return state

    def move(self, move: str, value: dict[str, Any], **parts: Any) -> dict[str, Any]:
        sent = asker.build_move(self.private, move, value, day=self.today, **self.next)
        said = self.post("/api/mine/erase" if move == "erased" else "/api/mine/move", sent | parts)
        return self.take(said["state"]) if "state" in said else said


@dataclass
class DeskVisitor(Visitor):
    """Somebody with an account: a passphrase and a one-time-code secret."""

    passphrase: str = ""
    secret: str = ""

    def enter(self, code: str | None = None) -> dict[str, Any]:
        keys = reader.unlock_keys(self.passphrase, self.origin)
        self.open("/desk/")
        given = self.post("/api/desk/challenge", {"locator": keys.locator_text})
        signature = challenge.sign_challenge(keys.signin, self.origin, "desk", given["nonce"], given["expires"])
        sent = {"locator": keys.locator_text, "signature": signature, "code": code or pyotp.TOTP(self.secret).now()}
        said = self.post("/api/desk/enter", sent | {"nonce": given["nonce"], "expires": given["expires"]})
        self.identity = reader.unlock_identity(self.passphrase, self.origin, said["unlock"])
        return said

    def read(self, ask: str) -> dict[str, Any]:
        return self.post("/api/desk/ask", {"ask": ask})

    def open_ask(self, ask: str) -> dict[str, Any]:
        """Fetch and open a thread with this member's identity."""
        said = self.read(ask)
        self.opened = reader.open_ask(self.identity, self.origin, said["seat"], said)
        return self.opened

    def words(self, ask: str, text: str, move: str = "answer") -> dict[str, Any]:
        """The sealed words that go with a move."""
        self.open_ask(ask)
        following = self.opened["next_message"]
        built = reader.build_message(
            self.identity, self.opened, {"text": text, "with": move}, random=secrets.token_bytes, **following
        )
        return {"sealed": {"file": built["file"], "epoch": built["epoch"]}}

    def move(self, ask: str, move: str, value: dict[str, Any], **parts: Any) -> dict[str, Any]:
        return self.post("/api/desk/move", {"ask": ask, "move": move, "value": value} | parts)


__all__ = ["TERMS", "AskerVisitor", "DeskVisitor", "Said", "Visitor", "b64", "parse_b64"]
