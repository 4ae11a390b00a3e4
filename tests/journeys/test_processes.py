# SPDX-License-Identifier: AGPL-3.0-or-later
"""Processes in a real browser: looked at, printed on one sheet, written by somebody who writes no programs, refused."""

from __future__ import annotations

import io
import re

import httpx
import pypdf
import pytest
from playwright.sync_api import Page, expect

from answerable.processes import library
from tests.journeys.test_canaries import places, search
from tests.processes.test_guide import BLOCKS
from tests.serving import Serving

GARDEN = "\n".join(BLOCKS)


def check(page: Page, server: Serving, text: str) -> None:
    page.goto(f"{server.origin}/")
    page.get_by_role("navigation", name="All pages").get_by_role("link", name="Processes").click()
    page.get_by_role("link", name="Check a file").click()
    page.fill("#process-text", text)
    page.get_by_role("button", name="Check it").click()


def test_a_mandatory_account_is_refused_with_the_rule_named(story_shared: Serving, plain_page: Page) -> None:
    """Scenario 11."""
    step = """
[[step]]
code = "tell"
phase = "ask"
title = "Describe what happened"
says = "Describe what happened, with days and places, so that we can begin."
who = "asker"
act = "do"
next = "answer"
kept = ["act"]
never = ["words", "names", "what_happened"]
"""
    spoiled = GARDEN.replace('next = "answer"\nkept = ["act", "day"]', 'next = "tell"\nkept = ["act", "day"]') + step
    check(plain_page, story_shared, spoiled)
    mistake = plain_page.locator(".mistakes > li", has_text="rule 9").first
    expect(mistake).to_contain_text("tell")
    expect(mistake).to_contain_text("No step requires one")
    expect(plain_page.locator("svg")).to_have_count(0)
    assert plain_page.input_value("#process-text").replace("\r\n", "\n") == spoiled
    plain_page.fill("#process-text", GARDEN)
    plain_page.get_by_role("button", name="Check it").click()
    expect(plain_page.get_by_role("status")).to_have_text("This can be used.")
    expect(plain_page.get_by_role("img", name="When something goes wrong in our garden")).to_be_visible()
    expect(plain_page.locator("tbody tr")).to_have_count(7)


def test_each_process_is_drawn_and_said_in_words(story_shared: Serving, plain_page: Page) -> None:
    plain_page.goto(f"{story_shared.origin}/processes/")
    expect(plain_page.locator("ul.rows > li")).to_have_count(len(library.SHIPPED))
    for code in library.SHIPPED:
        made = library.shipped(code).template
        plain_page.goto(f"{story_shared.origin}/processes/{code}/")
        expect(plain_page.get_by_role("img", name=made.title)).to_be_visible()
        expect(plain_page.locator("tbody tr")).to_have_count(len(made.steps))
        assert plain_page.locator("main script").count() == 0


@pytest.mark.parametrize("code", ["redress-response", "community-two-teams"])
def test_a_sheet_prints_on_one_page(story_shared: Serving, plain_page: Page, code: str) -> None:
    plain_page.goto(f"{story_shared.origin}/processes/{code}/sheet/")
    printed = pypdf.PdfReader(io.BytesIO(plain_page.pdf(format="A4")))
    assert len(printed.pages) == 1
    words = re.sub(r"\s+", " ", printed.pages[0].extract_text())
    assert "What must not happen" in words
    assert "Leave fast" not in words


def test_a_checked_file_is_kept_nowhere(server: Serving, plain_page: Page) -> None:
    secret = "Quillon Ferrante and the lighthouse"
    check(plain_page, server, GARDEN.replace("The garden group answers", secret, 1))
    expect(plain_page.locator("svg")).to_have_count(1)
    assert search(places(server, []), {"file": secret, "name": "Quillon Ferrante"}) == []


def test_what_is_typed_is_text_and_mistakes_are_sentences(story_shared: Serving) -> None:
    bad = GARDEN.replace("The garden group answers", "<script>alert(1)</script><b>", 1)
    answer = httpx.post(f"{story_shared.origin}/processes/check/", data={"text": bad}, trust_env=False)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert "<script" not in answer.text and "<b>" not in answer.text
    for text, says in ((" ", "There is no file here yet"), ("[x", "cannot be read"), ("a = 1\n" * 15_000, "at most")):
        answer = httpx.post(f"{story_shared.origin}/processes/check/", data={"text": text}, trust_env=False)
        assert says in answer.text
    assert httpx.get(f"{story_shared.origin}/processes/no-such/", trust_env=False).status_code == 404
    file = httpx.get(f"{story_shared.origin}/processes/boundary.toml", trust_env=False)
    assert (file.status_code, file.text) == (200, library.shipped_text("boundary"))
