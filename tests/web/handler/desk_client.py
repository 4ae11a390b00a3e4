# SPDX-License-Identifier: AGPL-3.0-or-later
"""A person at the desk's addresses, without a browser: real views, store and sealing."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pyotp
from django.test import Client

from answerable import clock
from answerable.sealing import reader
from answerable.sealing.challenge import sign_challenge
from tests.cast import Movement

JSON = "application/json"


@dataclass
class Person:
    """`movement` is that of the fixture; the test freezes the clock."""

    movement: Movement
    name: str
    client: Client = field(default_factory=Client)

    def send(self, path: str, given: dict[str, Any]) -> Any:
        """The raw answer."""
        return self.client.post(path, data=json.dumps(given), content_type=JSON)

    def post(self, path: str, given: dict[str, Any]) -> dict[str, Any]:
        answer = self.send(path, given)
        assert answer.status_code == 200, answer.content
        said: dict[str, Any] = json.loads(answer.content)
        return said

    def enter(self, way: str = "carried", ahead: int = 0) -> Person:
        one = self.movement.members[self.name]
        keys = reader.unlock_keys(one.passphrases[way], one.origin)
        given = self.post("/api/desk/challenge", {"locator": keys.locator_text})
        signature = sign_challenge(keys.signin, one.origin, "desk", given["nonce"], given["expires"])
        said = self.post(
            "/api/desk/enter",
            {
                "locator": keys.locator_text, "nonce": given["nonce"], "expires": given["expires"],
                "signature": signature, "code": pyotp.TOTP(one.secret).at(clock.now() + timedelta(seconds=30 * ahead)),
            },
        )  # fmt: skip
        assert said["ok"], said
        return self

    def state(self) -> dict[str, Any]:
        return self.post("/api/desk/state", {})

    def open(self, ask: str) -> dict[str, Any]:
        return self.post("/api/desk/ask", {"ask": self.movement.askers[ask].code})

    def move(self, ask: str, move: str, value: dict[str, Any]) -> dict[str, Any]:
        return self.post("/api/desk/move", {"ask": self.movement.askers[ask].code, "move": move, "value": value})

    def opened(self, payload: dict[str, Any]) -> dict[str, Any]:
        """The thread as this person's browser opens it."""
        one = self.movement.members[self.name]
        return reader.open_ask(one.identity, one.origin, payload["seat"], payload)

    def sealed(self, payload: dict[str, Any], text: str) -> dict[str, Any]:
        one, opened = self.movement.members[self.name], self.opened(payload)
        return reader.build_message(
            one.identity, opened, {"text": text}, random=secrets.token_bytes, **opened["next_message"]
        )
