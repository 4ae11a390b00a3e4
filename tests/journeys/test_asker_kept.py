# SPDX-License-Identifier: AGPL-3.0-or-later
"""Nothing typed is lost: a network that fails, a server that fails, a text of 100,000 characters, a sending twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route

from tests.journeys.asker_steps import Asking, Returning
from tests.serving import Serving

NORTH = "river-north-bank"


@pytest.fixture
def noisy_page(context_of: Callable[..., BrowserContext]) -> Page:
    """Failing requests are named by the browser itself, so this page may say so."""
    return context_of().new_page()


@pytest.mark.parametrize("failing", ["network", "server"])
def test_a_failing_sending_keeps_every_word(server: Serving, noisy_page: Page, failing: str) -> None:
    page = noisy_page
    asking = Asking(page, server.origin).start(NORTH).choose_kind("own_words").write("every word of it").until("send")

    def fail(route: Route) -> None:
        if failing == "network":
            route.abort()
        else:
            route.fulfill(status=500, body="<h1>broken</h1>")

    page.route("**/api/ask/lodge", fail)
    page.click("[data-send]")
    page.wait_for_selector("[data-status=send]:not(:empty)")
    assert "Nothing you wrote is lost" in page.inner_text("[data-status=send]")
    assert page.inner_text("[data-send]") == "Try again"
    assert page.input_value("#own-words") == "every word of it"
    page.unroute("**/api/ask/lodge")
    asking.send()
    mine = Returning(page, server.origin).enter(asking.words)
    assert "every word of it" in mine.fold("asked")


def test_an_answer_that_was_lost_on_the_way_sends_nothing_twice(server: Serving, noisy_page: Page) -> None:
    page = noisy_page
    asking = Asking(page, server.origin).start(NORTH).choose_kind("acknowledge").until("send")

    def arrive_and_be_lost(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/api/ask/lodge", arrive_and_be_lost)
    page.click("[data-send]")
    page.wait_for_selector("[data-status=send]:not(:empty)")
    page.unroute("**/api/ask/lodge")
    asking.send()
    assert "Received. Day 1." in page.inner_text("#sent")
    Returning(page, server.origin).enter(asking.words)
    assert page.locator("article[data-ask]").count() == 1


def test_a_text_of_a_hundred_thousand_characters_is_kept(server: Serving, page: Page) -> None:
    text = ("Sentence after sentence, äöü and more. " * 2600)[:100_000]
    asking = Asking(page, server.origin).start(NORTH).choose_kind("acknowledge").write(text).send()
    mine = Returning(page, server.origin).enter(asking.words)
    mine.fold("asked")
    shown = page.locator("[data-own-words] [data-slot=text]").text_content()
    assert shown is not None
    assert shown.strip() == text.strip()


def test_one_sign_more_is_refused_with_a_sentence_and_kept(server: Serving, page: Page) -> None:
    text = "x" * 100_001
    Asking(page, server.origin).start(NORTH).choose_kind("acknowledge").write(text)
    page.click("[data-here] [data-go=next]")
    assert "longer than 100,000 signs" in page.inner_text("[data-status=words]")
    assert len(page.input_value("#own-words")) == 100_001


def test_a_visit_that_ended_says_so_and_asks_for_the_words(server: Serving, noisy_page: Page) -> None:
    page = noisy_page
    asking = Asking(page, server.origin).start(NORTH).choose_kind("acknowledge").send()
    mine = Returning(page, server.origin).enter(asking.words)
    page.context.clear_cookies(name="__Host-visit")
    mine.fold("do")
    page.locator("[data-fold=do]").get_by_text("Write to them").click()
    page.fill("textarea[name=text]", "not lost")
    assert "visit has ended" in mine.refused("message")
    assert page.input_value("textarea[name=text]") == "not lost"


def test_a_form_without_scripts_comes_back_with_what_was_chosen(server: Serving, plain_page: Page) -> None:
    form = plain_page
    form.goto(f"{server.origin}/ask/?to={NORTH}")
    form.check("input[name=window][value='14']")
    form.click("button[value=send]")
    assert "It is the only thing you must choose" in form.inner_text("[role=alert]")
    assert form.is_checked("input[name=window][value='14']")
