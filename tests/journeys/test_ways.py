# SPDX-License-Identifier: AGPL-3.0-or-later
"""New words, somebody who helps, the short code, a device that can undo, and an ask that was entered with help."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.journeys.asker_steps import Asking, Returning
from tests.journeys.conftest import DESKTOP
from tests.journeys.readers import Reader
from tests.serving import Serving

NORTH = "river-north-bank"
SAID = "Please say who on the board knew, and when."
LATER = "One thing more: please say it in the assembly."
NOTHING = "These words open nothing here"


class Ways(Returning):
    """The page behind the words, at the parts about words and helpers."""

    def _open(self, fold: str, title: str) -> Any:
        self.fold(fold)
        part = self.page.locator(f"[data-fold={fold}] > details").filter(has=self.page.get_by_text(title, exact=True))
        if part.first.get_attribute("open") is None:
            part.first.locator("> summary").click()
        return part.first

    def _make(self, part: Any) -> str:
        part.locator("[data-make]").click()
        words = " ".join(part.locator("[data-words] li").all_inner_texts())
        part.locator("input[name=kept]").check()
        return words

    def _send(self, part: Any) -> None:
        self.page.evaluate("document.querySelector('#page h1').dataset.old = ''")
        part.locator("button[type=submit]:visible").first.click()
        self.page.wait_for_selector("#page h1:not([data-old])", timeout=30_000)
        self.page.wait_for_timeout(300)

    def new_words(self) -> str:
        part = self._open("words", "Make new words")
        words = self._make(part)
        self._send(part)
        return words

    def let_in(self, name: str, right: str) -> str:
        part = self._open("ways", "Let somebody help")
        part.locator("input[name=name]").fill(name)
        part.locator(f"input[name=right][value={right}]").check()
        words = self._make(part)
        self._send(part)
        return words

    def make_code(self) -> str:
        part = self._open("ways", "A short code to look")
        words = self._make(part)
        self._send(part)
        return words

    def take_away(self, name: str) -> None:
        self.fold("ways")
        row = self.page.locator("[data-fold=ways] .rows > li").filter(has_text=name).first
        row.locator("summary").click()
        self._send(row)

    def choose_device(self) -> None:
        self._send(self._open("words", "If somebody takes my page from me"))

    def look(self, words: str) -> str:
        self.page.goto(f"{self.origin}/mine/")
        self.page.get_by_text("I have a short code of four words").click()
        self.page.fill("#look-words", words)
        self.page.press("#look-words", "Enter")
        said = self.page.locator("#look-status", has_text="new.")
        said.wait_for(timeout=30_000)
        return said.inner_text()


def test_new_words_open_everything_and_the_old_ones_nothing(server: Serving, page: Page) -> None:
    asking = Asking(page, server.origin).start(NORTH).choose_kind("who_knew").write(SAID).send()
    mine = Ways(page, server.origin).enter(asking.words)
    fresh = mine.new_words()
    assert "You changed the key" in mine.fold("stands")
    assert NOTHING in mine.refused_words(asking.words)
    mine.enter(fresh)
    assert SAID in mine.fold("asked")
    mine.write(LATER)
    assert LATER in mine.fold("came")
    words = Reader.of(server, "Maren").find_newest().read_words()
    assert SAID in words and LATER in words


def test_a_helper_sees_or_acts_and_once_taken_away_opens_nothing(
    server: Serving, page: Page, page_of: Callable[..., Page]
) -> None:
    asking = Asking(page, server.origin).start(NORTH).choose_kind("who_knew").write(SAID).send()
    mine = Ways(page, server.origin).enter(asking.words)
    sees, acts = mine.let_in("my sister", "see"), mine.let_in("Tomke", "act")
    assert "my sister" in mine.fold("ways") and "can read and act" in mine.fold("ways")

    reading = Ways(page_of(viewport=DESKTOP), server.origin).enter(sees)
    assert SAID in reading.fold("asked")
    assert "You help with this" in reading.page.inner_text("#page")
    assert "You can read this page" in reading.fold("do")
    assert reading.page.locator("[data-fold=ways], [data-fold=words], form[data-move=erase]").count() == 0

    acting = Ways(page_of(), server.origin).enter(acts)
    acting.write(LATER)
    assert LATER in acting.fold("came")
    acting.do("pause", open_first=("do", "Pause"))
    mine.enter(asking.words)
    assert "You paused it. (somebody who helps you)" in mine.fold("stands")
    assert LATER in mine.fold("came")
    assert "somebody who helps you: Tomke" in mine.fold("ways")

    mine.take_away("Tomke")
    assert NOTHING in acting.refused_words(acts)
    mine.write("After Tomke.")
    reading.enter(sees)
    assert "After Tomke." in reading.fold("came")
    assert "After Tomke." in Reader.of(server, "Maren").find_newest().read_words()


def test_a_code_of_four_words_tells_one_bit(server: Serving, page: Page) -> None:
    asking = Asking(page, server.origin).start(NORTH).choose_kind("acknowledge").send()
    mine = Ways(page, server.origin).enter(asking.words)
    code = mine.make_code()
    assert len(code.split()) == 4
    assert mine.look(code) == "Nothing new."
    Reader.of(server, "Maren").find_newest().acknowledge()
    assert mine.look(code) == "Something is new."
    wrong = " ".join(reversed(code.split()))
    assert mine.look(wrong) == "Nothing new."
    mine.enter(asking.words)
    assert mine.look(code) == "Nothing new."


def test_a_device_chosen_before_brings_the_old_words_back(
    server: Serving, page: Page, page_of: Callable[..., Page]
) -> None:
    asking = Asking(page, server.origin).start(NORTH).choose_kind("who_knew").write(SAID).send()
    mine = Ways(page, server.origin).enter(asking.words)
    mine.choose_device()
    assert "This device can undo new words." in mine._open("words", "If somebody takes my page from me").inner_text()

    other = Ways(page_of(), server.origin).enter(asking.words)
    theirs = other.new_words()
    assert NOTHING in other.refused_words(asking.words)
    other.page.locator("[data-undo] summary").click()
    other.page.click("[data-undo-words]")
    expect(other.page.locator("#enter-status")).to_contain_text("This device was not chosen")
    other.enter(theirs)
    assert "a device chosen before can bring the old ones back" in other.fold("words")

    assert NOTHING in mine.refused_words(asking.words)
    page.locator("[data-undo] summary").click()
    page.click("[data-undo-words]")
    page.wait_for_selector("[data-step=page][data-here]", timeout=30_000)
    assert SAID in mine.fold("asked")
    assert NOTHING in other.refused_words(theirs)
    assert "The key was changed with words that are not these" in mine.fold("stands") + mine.fold("came")
    fresh = mine.new_words()
    assert "The key was changed" not in mine.fold("came")
    mine.write("With words of my own.")
    assert "With words of my own." in mine.enter(fresh).fold("came")


def test_entered_with_help_ends_with_the_persons_own_words(
    server: Serving, page: Page, page_of: Callable[..., Page]
) -> None:
    asking = Asking(page, server.origin).start(NORTH).choose_kind("acknowledge").write(SAID)
    asking.until("helped")
    page.check("input[name=helped]")
    asking.send()
    mine = Ways(page_of(), server.origin).enter(asking.words)
    assert "Somebody typed this for you" in mine.page.inner_text("#page")
    assert "Entered with help" in mine.fold("asked")
    fresh = mine.new_words()
    assert "Somebody typed this for you" not in mine.page.inner_text("#page")
    assert "Entered with help" not in mine.fold("asked")
    assert NOTHING in Ways(page, server.origin).refused_words(asking.words)
    assert SAID in mine.enter(fresh).fold("asked")
