# SPDX-License-Identifier: AGPL-3.0-or-later
"""Leave fast: from every question, with and without scripts; nothing of ours is left to go back to."""

from __future__ import annotations

from contextlib import suppress

import pytest
from playwright.sync_api import BrowserContext, Error, Page

from tests.journeys.asker_steps import Asking, Plain, Returning
from tests.neutral import Neutral
from tests.serving import Serving

NORTH = "river-north-bank"
STEPS = (
    "readers",
    "backup",
    "law",
    "kind",
    "words",
    "met",
    "never",
    "know",
    "contact",
    "pace",
    "day",
    "helped",
    "send",
)
VISIT = "__Host-visit"


def is_away(page: Page, away: str) -> bool:
    page.wait_for_url(away)
    return page.title() == "Weather"


def back_shows_nothing_of_ours(page: Page, away: str, origin: str) -> bool:
    """Back leads to what was there before us, or to the neutral page: never to a page of ours with anything on it."""
    with suppress(Error):
        page.go_back()
    page.wait_for_timeout(300)
    return not page.url.startswith(origin) or page.inner_text("body").strip() == ""


def visits(context: BrowserContext) -> list[str]:
    return [each.get("value", "") for each in context.cookies() if each.get("name") == VISIT]


def test_scenario_12_the_exit_on_the_fourth_page(server: Serving, page: Page, neutral: str) -> None:
    page.goto("about:blank")
    asking = Asking(page, server.origin).start(NORTH)
    asking.go_on()
    asking.go_on()
    asking.go_on()
    page.click("button.leave, form[data-exit] button")
    assert is_away(page, neutral)
    assert Neutral.told[-1] == "None"
    assert back_shows_nothing_of_ours(page, neutral, server.origin)


@pytest.mark.parametrize("step", STEPS)
def test_shift_three_times_leaves_from_each_question(server: Serving, page: Page, neutral: str, step: str) -> None:
    asking = Asking(page, server.origin).start(NORTH)
    if STEPS.index(step) > STEPS.index("kind"):
        asking.choose_kind("acknowledge")
    asking.until(step)
    for _ in range(3):
        page.keyboard.press("Shift")
    assert is_away(page, neutral)


def test_capital_letters_do_not_leave(server: Serving, page: Page) -> None:
    asking = Asking(page, server.origin).start(NORTH).choose_kind("acknowledge").until("words")
    page.focus("#own-words")
    for letter in ("A", "B", "C", "D"):
        page.keyboard.down("Shift")
        page.keyboard.press(letter)
        page.keyboard.up("Shift")
    assert page.input_value("#own-words").upper() == "ABCD"
    assert asking.step == "words"


def test_leaving_ends_the_visit_and_the_page_behind_the_words(server: Serving, page: Page, neutral: str) -> None:
    asking = Asking(page, server.origin).start(NORTH).choose_kind("acknowledge").send()
    Returning(page, server.origin).enter(asking.words)
    assert visits(page.context)
    page.click("form[data-exit] button")
    assert is_away(page, neutral)
    for _ in range(50):
        if not any(visits(page.context)):
            break
        page.wait_for_timeout(100)
    assert not any(visits(page.context))
    page.goto(f"{server.origin}/mine/")
    assert page.locator("article[data-ask]").count() == 0


def test_leaving_from_the_page_with_the_words(server: Serving, page: Page, neutral: str) -> None:
    Asking(page, server.origin).start(NORTH).choose_kind("acknowledge").send()
    for _ in range(3):
        page.keyboard.press("Shift")
    assert is_away(page, neutral)


def test_the_asker_way_is_one_history_entry(server: Serving, page: Page) -> None:
    page.goto("about:blank")
    before = page.evaluate("history.length")
    asking = Asking(page, server.origin).start(NORTH).choose_kind("acknowledge").send()
    assert asking.words
    assert page.evaluate("history.length") == before + 1
    assert page.url == f"{server.origin}/ask/"


def test_help_opens_in_place_and_what_was_typed_stays(server: Serving, page: Page) -> None:
    asking = Asking(page, server.origin).start(NORTH).choose_kind("acknowledge").write("still here")
    page.click("header a[href='/help/']")
    page.wait_for_selector("[data-step=beside][data-here]")
    assert page.inner_text("[data-beside]").strip() != ""
    page.click("[data-go-back]")
    assert asking.step == "words"
    assert page.input_value("#own-words") == "still here"


def test_without_scripts_the_exit_is_a_form(server: Serving, plain_page: Page, neutral: str) -> None:
    plain = Plain(plain_page, server.origin).lodge(NORTH, "acknowledge")
    plain_page.click("form[data-exit] button")
    assert is_away(plain_page, neutral)
    plain.enter()
    assert visits(plain_page.context)
    plain_page.click("form[data-exit] button")
    assert is_away(plain_page, neutral)
    assert not any(visits(plain_page.context))


def test_without_scripts_back_shows_no_ask(server: Serving, plain_page: Page, neutral: str) -> None:
    plain = Plain(plain_page, server.origin).lodge(NORTH, "acknowledge")
    plain.enter()
    plain_page.click("form[data-exit] button")
    assert is_away(plain_page, neutral)
    with suppress(Error):  # "Confirm Form Resubmission": the browser keeps no copy of it
        plain_page.go_back()
    plain_page.wait_for_timeout(300)
    assert plain_page.locator("article[data-ask]").count() == 0
    assert plain_page.locator(".code-words").count() == 0


@pytest.mark.parametrize("path", ["/api/mine/state", "/api/mine/move", "/api/mine/message", "/api/mine/erase"])
def test_an_address_inside_leads_away_when_it_is_typed(server: Serving, page: Page, neutral: str, path: str) -> None:
    page.goto(server.origin + path)
    assert is_away(page, neutral)
