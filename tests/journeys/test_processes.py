# SPDX-License-Identifier: AGPL-3.0-or-later
"""Processes in a real browser: looked at, printed on one sheet, written by somebody who writes no programs, refused."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable

import httpx
import pypdf
import pytest
from playwright.sync_api import Page, expect

from answerable.processes import library
from tests.journeys.asker_steps import Asking, Returning
from tests.journeys.desk_steps import Desk
from tests.journeys.test_canaries import places, search
from tests.journeys.test_pages import find_barriers
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


def test_a_process_and_its_sheet_in_spanish(story_shared: Serving, plain_page: Page) -> None:
    plain_page.goto(f"{story_shared.origin}/processes/redress-response/")
    plain_page.get_by_role("link", name="Español").click()
    expect(plain_page.get_by_role("heading", level=1)).to_have_text("Una respuesta dada en persona, a tu ritmo")
    expect(plain_page.locator("tbody tr").first).to_contain_text("quien facilita (primero la seguridad)")
    plain_page.get_by_role("link", name="One sheet of paper").click()
    printed = pypdf.PdfReader(io.BytesIO(plain_page.pdf(format="A4")))
    assert len(printed.pages) == 1
    words = re.sub(r"\s+", " ", printed.pages[0].extract_text())
    assert "Qué no debe pasar" in words and "What must not happen" not in words
    if shots := os.environ.get("SHOTS"):
        plain_page.screenshot(path=f"{shots}/sheet-es.png", full_page=True)
    assert httpx.get(f"{story_shared.origin}/processes/boundary/in/fr/", trust_env=False).status_code == 404


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


class Process:
    """The part of an asker's page that is about a process."""

    def __init__(self, mine: Returning) -> None:
        self.mine = mine

    def press(self, label: str) -> str:
        """Sends the form with this button, and says what stands there afterwards."""
        self.mine.fold("run")
        part = self.mine.page.locator("[data-fold=run]").first
        self.mine.page.evaluate("document.querySelector('#page h1').dataset.old = ''")
        part.get_by_role("button", name=label).first.click()
        self.mine.page.wait_for_selector("#page h1:not([data-old])")
        return self.mine.fold("run")


def at_desk(server: Serving, page: Page, name: str) -> Page:
    Desk(page, server).enter(name)
    page.get_by_role("link", name="Processes").click()
    return page


def press(page: Page, label: str) -> None:
    page.get_by_role("button", name=label).first.click()
    expect(page.get_by_role("status")).to_have_text("Done.")


def test_a_process_around_an_ask_from_proposal_to_stop(server: Serving, page_of: Callable[..., Page]) -> None:
    """The asker signs in the browser; the facilitator is offered, tells, is accepted; the organisation only wishes."""
    asker = page_of(viewport={"width": 390, "height": 844})
    asking = Asking(asker, server.origin).start("river-north-bank").choose_kind("change_policy").send()
    mine = Process(Returning(asker, server.origin).enter(asking.words))
    mine.mine.fold("run")
    asker.locator("[data-fold=run] input[value=redress-response]").check()
    assert "It was proposed" in mine.press("Propose it to them")
    maren = at_desk(server, page_of(), "Maren")
    maren.get_by_role("link", name="An answer given in person").click()
    press(maren, "Yes, take part in this")
    assert maren.get_by_role("button", name="Stop the process").count() == 0
    mine.mine.enter(asking.words)
    assert "It has not begun" in mine.mine.fold("run")
    assert asker.get_by_role("button", name="Begin it").count() == 0
    mine.press("Offer this facilitator: Imre")
    imre = at_desk(server, page_of(viewport={"width": 390, "height": 844}), "Imre")
    imre.get_by_role("link", name="An answer given in person").click()
    assert "river-north-bank" not in imre.content()
    imre.get_by_label("a friend").check()
    imre.get_by_label("The backup pays.").check()
    press(imre, "Tell of ties and payment")
    mine.mine.enter(asking.words)
    assert "a friend" in mine.mine.fold("run")
    assert find_barriers(asker) == []
    mine.press("Yes to this facilitator")
    assert "Acts now: the facilitator" in mine.press("Begin it")
    maren.reload()
    press(maren, "Say that you wish another facilitator")
    assert maren.get_by_role("button", name="End this facilitator").count() == 0
    imre.reload()
    assert find_barriers(imre) == []
    press(imre, "This step is done")
    mine.mine.enter(asking.words)
    assert "How you would like it" in mine.mine.fold("run")
    mine.press("Leave this step out")
    assert "It has ended: stopped" in mine.press("Stop the process")
    assert "Propose it to them" in mine.mine.fold("run")
    if shots := os.environ.get("PROCESS_SHOTS"):
        asker.screenshot(path=f"{shots}/asker.png", full_page=True)
        imre.screenshot(path=f"{shots}/imre.png", full_page=True)
        maren.screenshot(path=f"{shots}/maren.png", full_page=True)
