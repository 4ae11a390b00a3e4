# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same stories in Debian’s Firefox. Passkeys are not among them: WebDriver BiDi has no authenticator to press."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.desk_steps import code_of
from tests.journeys.firefox import Firefox, FirefoxPage
from tests.journeys.readers import Reader
from tests.sealing.test_files import PLAIN, jpeg, told_by_exiftool
from tests.serving import Serving

NORTH = "river-north-bank"
SAID = "Please say who on the board knew, and when."
VISIT = "__Host-visit"
SHOWN = "document.querySelector('.sent-file img')"
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


def test_leaving_fast_while_writing_leaves_nothing_to_go_back_to(
    server: Serving, firefox_of: PageOf, neutral: str
) -> None:
    page = firefox_of()
    page.goto("about:blank")
    write(page, server.origin, SAID)
    page.click("form[data-exit] button")
    assert page.away(neutral) == "Weather"
    nothing_behind(page, server.origin)

    page = firefox_of()
    page.goto("about:blank")
    write(page, server.origin, SAID)
    for _ in range(3):
        page.press("Shift")
    page.away(neutral)
    nothing_behind(page, server.origin)


def test_nothing_of_an_ask_comes_back_once_its_page_was_left(server: Serving, firefox_of: PageOf, neutral: str) -> None:
    words = lodge(firefox_of(), server.origin)
    page = firefox_of()
    page.goto("about:blank")
    come_back(page, server.origin, words)
    page.goto(neutral)  # left by a link or an address, not by the exit: Firefox could keep the page and show it on Back
    page.back()
    time.sleep(0.5)
    assert page.count("article[data-ask]") == 0
    assert SAID not in page.text("body")

    page = firefox_of()
    come_back(page, server.origin, words)
    assert page.cookies()[VISIT]
    page.click("form[data-exit] button")
    page.away(neutral)
    page.goto(f"{server.origin}/mine/")
    assert not page.cookies().get(VISIT)
    assert page.count("article[data-ask]") == 0


def nothing_behind(page: FirefoxPage, origin: str) -> None:
    """Back leads to what was there before us, or to a page of ours with nothing on it."""
    page.back()
    time.sleep(0.5)
    shown = page.text("body").strip()
    assert SAID not in shown
    assert not page.address.startswith(origin) or shown == ""


def test_a_reader_signs_in_and_answers_at_the_desk(server: Serving, firefox_of: PageOf) -> None:
    server.asker().lodge(NORTH, kind="own_words", text=SAID)
    page = firefox_of(DESKTOP)
    sign_in(page, server, "Maren")
    page.says("#home-count", "One ask is waiting.")
    open_first(page)
    page.says("#ask-messages", SAID)

    page.click("[data-act=acknowledged]")
    page.says("#ask-form form", "I am the care lead.")
    page.click("#ask-form button[type=submit]")
    page.says("#ask-status", "you have read it")

    page.click("[data-act=answer]")
    page.click("#ask-form [value=in_part]")
    page.choose("#ask-form [name=power]", "board")
    page.type("#ask-form [name=words]", REPLY)
    page.click("#ask-form button[type=submit]")
    page.says("#ask-status", "answer is sent")
    page.says("#ask-answers", "The power to give it: The board.")
    assert REPLY in page.text("#ask")


def sign_in(page: FirefoxPage, server: Serving, name: str) -> None:
    member = server.member(name)
    page.goto(f"{server.origin}/desk/")
    page.type("#passphrase", member["passphrase"])
    page.type("#one-time", code_of(server, member["secret"]))
    page.press("Enter")
    page.see("#home")


def open_first(page: FirefoxPage) -> None:
    page.click("#home-list > li [data-open]")
    page.click("#before-open")
    page.see("#ask")


def test_a_picture_goes_from_a_phone_to_a_reader(server: Serving, firefox_of: PageOf, tmp_path: Path) -> None:
    phone = firefox_of()
    come_back(phone, server.origin, lodge(phone, server.origin))
    fold(phone, "do")
    phone.click("[data-fold=do] summary::-p-text(Write to them)")
    phone.type("form[data-move=message] textarea", "This is the door I mean.")
    picture = tmp_path / "door.jpg"
    picture.write_bytes(jpeg(6))
    phone.give("form[data-move=message] input[type=file]", picture)
    phone.says("[data-file-list]", "is cut out: place, time, device")
    phone.click("form[data-move=message] button[type=submit]::-p-text(Send)")
    fold(phone, "asked")
    phone.see(".sent-file")

    reader = firefox_of(DESKTOP)
    sign_in(reader, server, "Maren")
    open_first(reader)
    reader.click(".sent-file [data-open-file]")
    reader.see(".sent-file img")
    assert reader.evaluate(f"{SHOWN}.decode().then(() => [{SHOWN}.naturalWidth, {SHOWN}.naturalHeight])") == [61, 97]
    reader.click(".sent-file a::-p-text(Save it on this device)")
    saved = reader.firefox.saved("door.jpg")
    assert told_by_exiftool(saved) <= PLAIN


def test_new_words_open_the_ask_and_the_old_ones_nothing(server: Serving, firefox_of: PageOf) -> None:
    page = firefox_of()
    old = lodge(page, server.origin)
    come_back(page, server.origin, old)
    fold(page, "words")
    page.click("[data-fold=words] summary::-p-text(Make new words)")
    page.click("form[data-way=words] [data-make=words]")
    page.see("form[data-way=words] [data-words] li")
    fresh = " ".join(page.texts("form[data-way=words] [data-words] li"))
    page.click("form[data-way=words] input[name=kept]")
    page.evaluate("void (document.querySelector('#page h1').dataset.old = '')")
    page.click("form[data-way=words] button[type=submit]")
    page.see("#page h1:not([data-old])")
    assert "You changed the key" in fold(page, "stands")

    other = firefox_of()
    other.goto(f"{server.origin}/mine/")
    other.type("#code-words", old)
    other.press("Enter")
    other.says("#enter-status", "These words open nothing here")
    come_back(other, server.origin, fresh)
    assert SAID in fold(other, "asked")


def test_what_the_policy_refuses_is_heard(server: Serving, firefox: Firefox) -> None:
    """So that the silence of the other stories means something."""
    page = firefox.open(PHONE)
    page.goto(server.origin)
    assert page.said == []
    page.evaluate("void document.body.append(Object.assign(document.createElement('style'), { textContent: 'p {}' }))")
    page.evaluate("void fetch('https://elsewhere.example/').catch(() => console.warn('not reached'))")
    page.evaluate("void setTimeout(() => { throw new Error('a mistake') })")
    time.sleep(0.5)
    said = "\n".join(page.said)
    page.close()
    assert "refused: style-src" in said
    assert "refused: connect-src https://elsewhere.example/" in said
    assert "a mistake" in said
