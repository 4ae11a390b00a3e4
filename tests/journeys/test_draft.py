# SPDX-License-Identifier: AGPL-3.0-or-later
"""Read my draft: what a statement says and does not say, before it is said; kept nowhere."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_canaries import places, search
from tests.serving import Serving

TEST_TEXT = (
    "In the coming weeks we will begin to explore how our council might carry its part of the repair that members "
    "called for."
)
ASKS = "Pay the kitchen crew for the winter\nMove the lantern evening to the quiet room"
DRAFT = (
    "We regret the confusion. You asked us to move the lantern evening to the quiet room. "
    "The treasurer will pay the kitchen crew for the winter by 1 March 2031, and will show the receipts to the members."
)


def read(page: Page, server: Serving, text: str, asks: str = "") -> None:
    page.goto(f"{server.origin}/work/")
    page.get_by_role("link", name="Read my draft").click()
    page.fill("#draft-text", text)
    page.fill("#draft-asks", asks)
    page.get_by_role("button", name="Read it").click()


def test_the_test_text_is_read_as_said(story_shared: Serving, plain_page: Page) -> None:
    read(plain_page, story_shared, TEST_TEXT)
    reading = plain_page.locator("ol.reading > li")
    expect(reading).to_have_count(1)
    assert reading.locator(".said").inner_text() == TEST_TEXT
    expect(reading).to_contain_text("a promise to plan")
    expect(reading).to_contain_text("no role and no name: we")
    expect(reading).to_contain_text("assumed by the reader: In the coming weeks")
    expect(plain_page.locator("main")).to_contain_text("Which role, or which person, will do it?")


def test_asks_are_answered_echoed_or_not_there(story_shared: Serving, plain_page: Page) -> None:
    read(plain_page, story_shared, DRAFT, ASKS + "\nGive back the keys of the garden shed")
    tags = plain_page.locator("ol.rows .row-head .tag").all_inner_texts()
    assert tags == ["answered: yes", "echoed, without an answer", "not mentioned"]
    assert plain_page.input_value("#draft-text") == DRAFT


def test_a_draft_is_kept_nowhere(server: Serving, plain_page: Page) -> None:
    secret = "Our treasurer Quillon Ferrante will repaint the lighthouse by 3 June 2031."
    read(plain_page, server, secret, "Repaint the lighthouse with Quillon")
    expect(plain_page.locator("ol.reading")).to_contain_text("lighthouse")
    assert search(places(server, []), {"draft": secret, "name": "Quillon Ferrante"}) == []


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"text": "  "}, "There is no text here yet."),
        ({"text": "a " * 20_001}, "longer than 40,000"),
        ({"text": TEST_TEXT, "asks": "one\n" * 51}, "at most 50 asks"),
        ({"text": "жук жук жук жук жук жук"}, "No rules are kept for the language"),
        ({"text": "!!! ... ???", "language": "en"}, "There is no text here yet."),
        ({}, "There is no text here yet."),
    ],
)
def test_each_mistake_gets_a_sentence_and_loses_nothing(story_shared: Serving, form: dict[str, str], says: str) -> None:
    answer = httpx.post(f"{story_shared.origin}/read/", data=form, trust_env=False)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert says in answer.text
    kept = re.search(r'name="text"[^>]*>(.*?)</textarea>', answer.text, re.S)
    assert kept is not None
    assert kept[1] == form.get("text", "")


def test_what_is_typed_is_text_and_never_markup(story_shared: Serving) -> None:
    bad = "<script>alert(1)</script> We will <b>pay</b> by 1 March 2031."
    answer = httpx.post(f"{story_shared.origin}/read/", data={"text": bad, "asks": bad}, trust_env=False)
    assert "<script" not in answer.text
    assert "<b>" not in answer.text
    assert "&lt;script&gt;" in answer.text
