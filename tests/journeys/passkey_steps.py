# SPDX-License-Identifier: AGPL-3.0-or-later
"""Chromium's virtual authenticator, and joining with passkeys in the words of the page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import CDPSession, Page, expect

from tests.serving import Serving


@dataclass
class Devices:
    """What a page's browser can make passkeys with. One at a time is plugged in."""

    page: Page
    session: CDPSession = field(init=False)
    plugged: str = ""

    def __post_init__(self) -> None:
        self.session = self.page.context.new_cdp_session(self.page)
        self.session.send("WebAuthn.enable")

    def plug(self, *, prf: bool = True, inside: bool = True, verified: bool = True) -> Devices:
        """Takes out what was there and plugs in another one."""
        self.unplug()
        options = {
            "protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "internal" if inside else "usb",
            "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": verified,
            "automaticPresenceSimulation": True, "hasPrf": prf,
        }  # fmt: skip
        self.plugged = self.session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
        return self

    def unplug(self) -> None:
        if self.plugged:
            self.session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": self.plugged})
            self.plugged = ""

    @property
    def held(self) -> list[dict[str, Any]]:
        """The passkeys on the one that is plugged in."""
        found = self.session.send("WebAuthn.getCredentials", {"authenticatorId": self.plugged})
        return list(found["credentials"])

    def forget(self) -> None:
        """The device is lost, or wiped."""
        self.session.send("WebAuthn.clearCredentials", {"authenticatorId": self.plugged})


def to_ways(page: Page, server: Serving, token: str, plan: str) -> None:
    """From the link to making the first passkey, by keyboard."""
    page.goto(f"{server.origin}/join/#{token}")
    for section, button in (("who", "#who-same"), ("name", "[type=submit]"), ("mail", "[type=submit]")):
        expect(page.locator(f"#{section}")).to_be_visible()
        page.press(f"#{section} {button}", "Enter")
    expect(page.locator("#ways")).to_be_visible()
    page.press(f"#ways-form [value={plan}]", "Space")
    page.press("#ways-form button[type=submit]", "Enter")
    expect(page.locator("#key")).to_be_visible()


def make_key(page: Page, name: str) -> None:
    page.fill("#key-name", name)
    page.press("#key-name", "Enter")


def come_in(page: Page, server: Serving) -> None:
    page.goto(f"{server.origin}/desk/")
    page.press("#use-passkey", "Enter")
    expect(page.locator("#home")).to_be_visible()
