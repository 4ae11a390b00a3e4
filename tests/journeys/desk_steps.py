# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people with accounts do in a browser, in the words of the page."""

from __future__ import annotations

import time
from dataclasses import dataclass

import pyotp
from playwright.sync_api import Locator, Page, expect

from tests.serving import Serving

STEP = 30
_used: dict[tuple[str, str], int] = {}


def code_of(server: Serving, secret: str, ahead: int = 0) -> str:
    """A one-time code of the server's time that was not used there. Each works once, half a minute around its own.

    A third page of one member within that time waits for its code.
    """
    at, key = int(time.time()) + server.shift * 86_400, (str(server.data), secret)
    step = max(at // STEP + ahead, _used.get(key, 0) + 1)
    _used[key] = step
    time.sleep(max(0, (step - 1) * STEP - at))
    return pyotp.TOTP(secret).at(step * STEP)


@dataclass
class Desk:
    """One browser at /desk/."""

    page: Page
    server: Serving

    def enter(self, name: str, *, way: str = "passphrase") -> Desk:
        self.page.goto(f"{self.server.origin}/desk/")
        member = self.server.member(name)
        return self.enter_with(member[way], member["secret"])

    def enter_with(self, passphrase: str, secret: str, *, fresh: bool = False) -> Desk:
        if fresh:
            self.page.goto(f"{self.server.origin}/desk/")
        self.give(passphrase, code_of(self.server, secret))
        expect(self.page.locator("#enter")).to_be_hidden()
        return self

    def give(self, passphrase: str, code: str) -> None:
        self.page.fill("#passphrase", passphrase)
        self.page.fill("#one-time", code)
        self.page.press("#one-time", "Enter")

    @property
    def rows(self) -> list[str]:
        return [text.replace("\n", " ") for text in self.page.locator("#home-list > li").all_inner_texts()]

    @property
    def signals(self) -> list[str]:
        return [text.replace("\n", " ") for text in self.page.locator("#home-signals > li").all_inner_texts()]

    def open(self, says: str) -> Desk:
        """Opens the first row that says this, past the page that tells what opening does."""
        self.page.locator("#home-list > li", has_text=says).first.locator("[data-open]").click()
        expect(self.page.locator("#before")).to_contain_text("will see that you opened it")
        self.page.click("#before-open")
        expect(self.page.locator("#ask")).to_be_visible()
        return self

    def home(self) -> Desk:
        self.page.locator("[data-home]:visible").first.click()
        expect(self.page.locator("#home")).to_be_visible()
        return self

    def begin(self, move: str) -> Locator:
        """Opens the form of a move; promises have theirs below."""
        self.page.click(f"[data-act={move}]")
        return self.page.locator("#ask-form form")

    def send(self, says: str) -> Desk:
        self.page.click("#ask-form button[type=submit]")
        expect(self.page.locator("#ask-status")).to_contain_text(says)
        return self

    def text(self, selector: str) -> str:
        return self.page.locator(selector).inner_text()
