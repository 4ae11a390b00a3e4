# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an asker does in a browser, in the words of the page."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page

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

    def _form(self, move: str) -> Locator:
        return self.page.locator(f"form[data-move={move}]:visible").first

    def do(self, move: str, open_first: tuple[str, str] | None = None) -> None:
        """Sends the form of one move and waits for the page to come back."""
        if open_first is not None:
            self.fold(open_first[0])
            self.page.locator(f"[data-fold={open_first[0]}]").get_by_text(open_first[1], exact=True).first.click()
        self.page.evaluate("document.querySelector('#page h1').dataset.old = ''")
        self._form(move).locator("button[type=submit]").click()
        self.page.wait_for_selector("#page h1:not([data-old])")
        self.page.wait_for_timeout(300)

    def mark(self, title: str, audience: str) -> None:
        self.fold("mark")
        self.page.locator(".choice-fold summary").get_by_text(title, exact=True).click()
        self.page.locator(f".choice-fold[open] input[name=audience][value={audience}]").check()
        self.do("mark")

    def open_change(self) -> None:
        self.fold("do")
        self.page.locator("[data-fold=change] > summary").click()

    def refused(self, move: str) -> str:
        """Sends a form that is refused here, and says with what sentence."""
        self._form(move).locator("button[type=submit]").click()
        problem = self._form(move).locator("[data-problem]:not(:empty)")
        problem.wait_for()
        return problem.inner_text()

    def take_off(self, title: str) -> None:
        self.fold("readers")
        row = self.page.locator("[data-fold=readers] .rows > li").filter(has_text=title).first
        row.locator("summary").click()
        self.do("removed")

    def write(self, text: str) -> None:
        self.fold("do")
        self.page.locator("[data-fold=do]").get_by_text("Write to them").click()
        self.page.fill("textarea[name=text]", text)
        self.do("message")

    def delete(self) -> str:
        self.fold("keep")
        self.page.locator("[data-fold=keep] summary").get_by_text("Delete everything", exact=True).click()
        self.page.check("form[data-move=erase] input[name=sure]")
        self._form("erase").locator("button[type=submit]").click()
        self.page.wait_for_selector("[data-step=erased]")
        return self.page.inner_text("[data-step=erased]")

    def refused_words(self, words: str, *, checked: bool = True) -> str:
        """What the door says to words that open nothing."""
        self.page.goto(f"{self.origin}/mine/")
        self.page.fill("#code-words", words)
        self.page.press("#code-words", "Enter")
        problem = self.page.locator("#enter-status:not(:empty)")
        problem.wait_for()
        return problem.inner_text()

    def press_to(self, tag: str, text: str) -> None:
        """With the keyboard alone: tabs until this stands in focus, then presses it."""
        for _ in range(120):
            self.page.keyboard.press("Tab")
            here = self.page.evaluate(
                "[document.activeElement.tagName.toLowerCase(), document.activeElement.textContent.trim()]"
            )
            if here == [tag, text]:
                self.page.keyboard.press("Enter")
                return
        raise AssertionError(f"the keyboard never reached {text}")


@dataclass
class Plain:
    """The path without scripts."""

    page: Page
    origin: str
    words: str = ""

    def lodge(self, slug: str, kind: str) -> Plain:
        self.page.goto(f"{self.origin}/ask/")
        self.page.check(f"input[name=to][value='{slug}']")
        self.page.click("button[value=choose]")
        tick = self.page.locator(f"input[name=kind][value={kind}]")
        tick.locator("xpath=ancestor::details").locator("summary").click()
        tick.check()
        self.page.click("button[value=send]")
        self.words = " ".join(self.page.locator(".code-words li").all_inner_texts())
        return self

    def enter(self, *, expect: bool = True) -> Page:
        self.page.goto(f"{self.origin}/mine/")
        self.page.fill("#code-words", self.words)
        self.page.click("button[value=enter]")
        if expect:
            self.page.wait_for_selector("article[data-ask]")
        return self.page

    def fold(self, name: str) -> str:
        part = self.page.locator(f"[data-fold={name}]").first
        if part.get_attribute("open") is None:
            part.locator("> summary").click()
        return part.inner_text()

    def do(self, move: str, title: str | None = None) -> None:
        form = self.page.locator(f"form[data-move={move}]").first
        for fold in form.locator("xpath=ancestor::details").all():
            if fold.get_attribute("open") is None:
                fold.locator("> summary").click()
        form.locator("button[type=submit]").click()

    def mark(self, title: str, audience: str) -> None:
        self.fold("mark")
        self.page.locator(".choice-fold summary").get_by_text(title, exact=True).click()
        self.page.locator(f".choice-fold[open] input[name=audience][value={audience}]").check()
        self.page.locator(".choice-fold[open] button[type=submit]").click()

    def delete(self) -> None:
        form = self.page.locator("form[data-move=erase]").first
        for fold in form.locator("xpath=ancestor::details").all():
            if fold.get_attribute("open") is None:
                fold.locator("> summary").click()
        form.locator("input[name=sure]").check()
        form.locator("button[type=submit]").click()


def press_through(page: Page, origin: str, slug: str) -> str:
    """Lodges with the keyboard alone: Tab, Space, arrows and Enter. Returns the words."""
    page.goto(f"{origin}/ask/")
    _tab_to(page, f"input[name=to][value='{slug}']", arrows=True)
    _press_button(page, "choose")
    page.wait_for_selector("[data-step=readers][data-here]")
    for _ in range(20):
        step = str(page.evaluate("document.querySelector('[data-step][data-here]').dataset.step"))
        if step == "send":
            break
        if step == "kind":
            _tab_to(page, "details.fold:first-of-type summary")
            page.keyboard.press("Enter")
            _tab_to(page, "details[open] input[name=kind]")
            page.keyboard.press("Space")
        _press_button(page, "next")
        page.wait_for_selector(f"[data-here]:not([data-step={step}])")
    _tab_to(page, "[data-send]")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-step=sent][data-here]")
    return " ".join(page.locator("[data-words] li").all_inner_texts())


def _tab_to(page: Page, selector: str, *, arrows: bool = False) -> None:
    matches = "selector => document.activeElement.matches(selector)"
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate(matches, selector):
            return
        if arrows and page.evaluate("document.activeElement.matches('input[type=radio]')"):
            for _ in range(30):
                page.keyboard.press("ArrowDown")
                if page.evaluate(matches, selector):
                    return
    raise AssertionError(f"the keyboard never reached {selector}")


def _press_button(page: Page, go: str) -> None:
    _tab_to(page, f"[data-here] [data-go={go}]")
    page.keyboard.press("Enter")
