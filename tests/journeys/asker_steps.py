# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an asker does in a browser, in the words of the page."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Page

SKIPPABLE = ("backup", "law", "words", "met", "never", "know", "contact", "pace", "day", "helped")


@dataclass
class Asking:
    """One way through /ask/, question by question. `answers` maps a step to what is done there."""

    page: Page
    origin: str
    words: str = ""
    seen: list[str] = field(default_factory=list)

    @property
    def step(self) -> str:
        return str(self.page.evaluate("document.querySelector('[data-step][data-here]').dataset.step"))

    def start(self, slug: str) -> Asking:
        self.page.goto(f"{self.origin}/ask/")
        self.page.check(f"input[name=to][value='{slug}']")
        self.page.click("[data-go=choose]")
        self.page.wait_for_selector("[data-step=readers][data-here]")
        return self

    def go_on(self) -> None:
        self.seen.append(self.step)
        self.page.click("[data-here] [data-go=next]")

    def until(self, step: str) -> Asking:
        """Goes on until this question stands there; nothing is chosen on the way."""
        for _ in range(20):
            if self.step == step:
                return self
            self.go_on()
        raise AssertionError(f"the question {step} never came")

    def choose_kind(self, kind: str) -> Asking:
        self.until("kind")
        tick = self.page.locator(f"input[name=kind][value={kind}]")
        tick.locator("xpath=ancestor::details").locator("summary").click()
        tick.check()
        return self

    def write(self, text: str) -> Asking:
        self.until("words")
        self.page.fill("#own-words", text)
        return self

    def send(self) -> Asking:
        self.until("send")
        self.page.click("[data-send]")
        self.page.wait_for_selector("[data-step=sent][data-here]", timeout=30_000)
        self.words = " ".join(self.page.locator("[data-words] li").all_inner_texts())
        return self


@dataclass
class Returning:
    """The page behind the words."""

    page: Page
    origin: str

    def enter(self, words: str) -> Returning:
        self.page.goto(f"{self.origin}/mine/")
        self.page.fill("#code-words", words)
        self.page.press("#code-words", "Enter")
        self.page.wait_for_selector("[data-step=page][data-here]", timeout=30_000)
        return self

    def fold(self, name: str) -> str:
        """Opens a part, and says what stands in it."""
        part = self.page.locator(f"[data-fold={name}]").first
        if part.get_attribute("open") is None:
            part.locator("> summary").click()
        return part.inner_text()

    def do(self, move: str, button: str | None = None) -> None:
        """Sends the form of one move and waits for the page to come back."""
        form = self.page.locator(f"form[data-move={move}]:visible").first
        with self.page.expect_response(lambda answer: answer.url.endswith("/mine/")):
            form.get_by_role("button", name=button).click() if button else form.locator("button[type=submit]").click()
        self.page.wait_for_function("!document.querySelector('button:disabled')")

    def problem(self, move: str) -> str:
        return self.page.locator(f"form[data-move={move}]:visible [data-problem]").first.inner_text()
