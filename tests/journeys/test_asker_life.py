# SPDX-License-Identifier: AGPL-3.0-or-later
"""The whole life of an ask, on a phone, by keyboard alone, and with scripts off."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.journeys.asker_steps import Asking, Plain, Returning, press_through
from tests.journeys.readers import Reader
from tests.serving import Serving

NORTH = "river-north-bank"
SAID = "Please say who on the board knew, and when."


def test_the_whole_life_of_an_ask_on_a_phone(server: Serving, page: Page) -> None:
    asking = Asking(page, server.origin).start(NORTH).choose_kind("who_knew").write(SAID).send()
    received = page.inner_text("#sent")
    assert "Received. Day 1." in received
    assert "a person must say they have read it" in received

    mine = Returning(page, server.origin).enter(asking.words)
    assert "By " in mine.fold("stands")
    assert SAID in mine.fold("asked")

    reader = Reader.of(server, "Maren").find_newest()
    reader.acknowledge().answer_yes().promise()
    mine.enter(asking.words)
    assert "I have read what you ask" in mine.fold("came")
    mine.do("accepted")
    assert "you accepted it" in mine.fold("came")

    reader.claim()
    mine.enter(asking.words)
    assert "They say it is done. You decide." in mine.fold("stands")
    mine.mark("Not met", "everyone")
    assert "You marked it not met." in mine.fold("mark")

    mine.do("withdrawal", open_first=("do", "Take it back"))
    assert "You took it back." in mine.fold("stands")
    mine.do("reopen", open_first=("do", "Open it again"))
    assert "signed by you" in mine.fold("stands")


def test_words_with_a_reader_go_both_ways_under_names_that_signatures_prove(server: Serving, page: Page) -> None:
    asking = Asking(page, server.origin).start(NORTH).choose_kind("acknowledge")
    asking.until("contact")
    page.check("input[name=contact][value=may_write]")
    asking.send()
    reader = Reader.of(server, "Tiko").find_newest()
    reader.write("What do we need to know to do this?")
    mine = Returning(page, server.origin).enter(asking.words)
    assert "board secretary wrote, message 1" in mine.fold("came")
    assert "What do we need to know to do this?" in mine.fold("came")
    mine.write("Nothing more.")
    assert "Nothing more." in mine.fold("came")
    assert "Nothing more." in reader.read_words()


def test_pausing_changing_and_taking_a_reader_off(server: Serving, page: Page) -> None:
    asking = Asking(page, server.origin).start(NORTH).choose_kind("protect").send()
    mine = Returning(page, server.origin).enter(asking.words)
    mine.do("pause", open_first=("do", "Pause"))
    assert "It is paused" in mine.fold("stands")
    mine.do("resume")
    mine.open_change()
    page.check("form[data-move=change] input[name=silence][value=by_name]")
    assert "say so" in mine.refused("change") or "lets more people know" in mine.refused("change")
    page.check("form[data-move=change] input[name=widens][value=silence]")
    mine.do("change")
    assert "After 90 days" in mine.fold("asked")
    mine.take_off("board secretary")
    assert "You took a reader off." in mine.fold("stands")
    assert "board secretary" not in mine.fold("readers").split("When it was opened")[0].replace("backup", "")


def test_deleted_words_and_wrong_words_look_alike(server: Serving, page: Page) -> None:
    asking = Asking(page, server.origin).start(NORTH).choose_kind("acknowledge").send()
    mine = Returning(page, server.origin).enter(asking.words)
    report = mine.delete()
    assert "Gone from this server" in report
    never = "frog crayon april azure macaw carve invent seed"
    assert mine.refused_words(asking.words) == mine.refused_words(never, checked=False)


def test_several_asks_under_the_same_words_open_together(server: Serving, page: Page) -> None:
    first = Asking(page, server.origin).start(NORTH).choose_kind("acknowledge").send()
    second = Asking(page, server.origin).start("river-delta").choose_kind("credit_work")
    second.until("send")
    page.click("[data-part=have-words] summary")
    page.fill("#have-words", first.words)
    second.send()
    assert second.words == first.words
    Returning(page, server.origin).enter(first.words)
    assert page.locator("#page article").count() == 2


def test_other_words_in_the_same_browser_open_only_their_own(server: Serving, page: Page) -> None:
    first = Asking(page, server.origin).start(NORTH).choose_kind("acknowledge").send()
    second = Asking(page, server.origin).start(NORTH).choose_kind("credit_work").send()
    mine = Returning(page, server.origin).enter(first.words)
    mine.enter(second.words)
    assert page.locator("#page article").count() == 1
    assert "Credit my work" in mine.fold("asked")


def test_the_whole_life_by_keyboard_alone(server: Serving, page: Page) -> None:
    words = press_through(page, server.origin, NORTH)
    page.goto(f"{server.origin}/mine/")
    keys = page.keyboard
    while page.evaluate("document.activeElement.id") != "code-words":
        keys.press("Tab")
    keys.type(words)
    keys.press("Enter")
    page.wait_for_selector("[data-step=page][data-here]")
    mine = Returning(page, server.origin)
    mine.press_to("summary", "Say how it is")
    mine.press_to("summary", "Not met")
    mine.press_to("button", "Mark it not met")
    page.wait_for_selector("[data-fold=mark] >> text=You marked it not met.")


def test_the_whole_life_with_scripts_off(server: Serving, plain_page: Page) -> None:
    plain = Plain(plain_page, server.origin).lodge(NORTH, "who_knew")
    assert "Received. Day 1." in plain_page.inner_text("main")
    assert len(plain.words.split()) == 8
    assert "the server can read what you read while you read it" in plain_page.inner_text("main")

    reader = Reader.of(server, "Maren").find_newest()
    reader.acknowledge().answer_yes().promise()
    page = plain.enter()
    assert "I have read what you ask" in plain.fold("came")
    plain.do("accepted")
    assert "you accepted it" in plain.fold("came")
    plain.mark("Met", "everyone")
    assert "You marked it met." in plain.fold("mark")
    plain.do("pause", "Pause")
    assert "It is paused" in plain.fold("stands")
    plain.do("resume")
    plain.do("withdrawal", "Take it back")
    plain.do("reopen", "Open it again")
    plain.delete()
    assert "It is deleted" in page.inner_text("main")
    plain.enter(expect=False)
    assert "open nothing" in page.inner_text("main")


def test_a_sealed_ask_moves_only_with_its_own_key(server: Serving, page: Page, plain_page: Page) -> None:
    asking = Asking(page, server.origin).start(NORTH).choose_kind("acknowledge").send()
    plain = Plain(plain_page, server.origin, asking.words)
    plain.enter()
    assert plain_page.locator("form[data-move]:visible").count() == 0
    assert "only a script can sign for you" in plain.fold("mark")
