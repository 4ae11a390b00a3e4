# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same stories in Debian’s Firefox. Passkeys are not among them: WebDriver BiDi has no authenticator to press."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.journeys.conftest import PHONE
from tests.journeys.firefox import Firefox, FirefoxPage
from tests.journeys.readers import Reader
from tests.serving import Serving

NORTH = "river-north-bank"
SAID = "Please say who on the board knew, and when."
REPLY = "The board will say it in the assembly."
PageOf = Callable[..., FirefoxPage]


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    one = Firefox(tmp_path_factory.mktemp("downloads"))
    yield one
    one.end()


@pytest.fixture
def firefox_of(firefox: Firefox) -> Iterator[PageOf]:
    """Makes pages that fail their test for any console message, error or refusal of the content policy."""
    made: list[FirefoxPage] = []

    def make(viewport: dict[str, int] = PHONE) -> FirefoxPage:
        made.append(firefox.open(viewport))
        return made[-1]

    yield make
    said = [line for page in made for line in page.said]
    for page in made:
        page.close()
    assert said == []


def go_on_until(page: FirefoxPage, step: str) -> None:
    here = "document.querySelector('[data-step][data-here]').dataset.step"
    for _ in range(20):
        now = page.evaluate(here)
        if now == step:
            return
        page.click("[data-here] [data-go=next]")
        page.see(f"[data-here]:not([data-step={now}])")
    raise AssertionError(f"the question {step} never came")


def write(page: FirefoxPage, origin: str, text: str) -> None:
    """As far as the own words."""
    page.goto(f"{origin}/ask/")
    page.click(f"input[name=to][value='{NORTH}']")
    page.click("[data-go=choose]")
    page.see("[data-step=readers][data-here]")
    go_on_until(page, "kind")
    page.click("details:has(input[name=kind][value=who_knew]) > summary")
    page.click("input[name=kind][value=who_knew]")
    go_on_until(page, "words")
    page.type("#own-words", text)


def lodge(page: FirefoxPage, origin: str, text: str = SAID) -> str:
    """The code words of an ask that was sent."""
    write(page, origin, text)
    go_on_until(page, "send")
    page.click("[data-send]")
    page.see("[data-step=sent][data-here]")
    return " ".join(page.texts("[data-words] li"))


def come_back(page: FirefoxPage, origin: str, words: str) -> None:
    page.goto(f"{origin}/mine/")
    page.type("#code-words", words)
    page.press("Enter")
    page.see("[data-step=page][data-here]")


def fold(page: FirefoxPage, name: str) -> str:
    """Opens a part, and says what stands in it."""
    part = f"[data-fold={name}]"
    if not page.count(f"{part}[open]"):
        page.click(f"{part} > summary")
        page.see(f"{part}[open]")
    return page.texts(part)[0]


def test_an_ask_is_sent_answered_and_marked_on_a_phone(server: Serving, firefox_of: PageOf) -> None:
    page = firefox_of()
    words = lodge(page, server.origin)
    assert len(words.split()) >= 8
    assert "Received. Day 1." in page.text("#sent")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto("about:blank")

    reader = Reader.of(server, "Maren").find_newest()
    assert SAID in reader.read_words()
    given = {"value": "yes", "reasons": [], "power": "board"}
    reader.acknowledge().desk.move(reader.ask, "answer", given, **reader.desk.words(reader.ask, REPLY))
    come_back(page, server.origin, words)
    assert SAID in fold(page, "asked")
    came = fold(page, "came")
    assert "I have read what you ask" in came and REPLY in came
    fold(page, "mark")
    page.click("[data-fold=mark] .choice-fold > summary::-p-text(Not met)")
    page.click(".choice-fold[open] input[name=audience][value=asker]")
    page.click(".choice-fold[open] form[data-move=mark] button[type=submit]")
    page.says("#page", "You marked it not met.")
