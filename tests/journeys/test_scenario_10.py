# SPDX-License-Identifier: AGPL-3.0-or-later
"""Scenario 10: an outreach worker enters a paper ask for somebody without a phone."""

from __future__ import annotations

from collections.abc import Callable

import httpx
from playwright.sync_api import Page

from tests.journeys.asker_steps import Asking
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.desk_steps import Desk
from tests.journeys.readers import Reader
from tests.journeys.test_ways import NOTHING, Ways
from tests.serving import Serving

NORTH = "river-north-bank"
SAID = "Please read it aloud at the gathering."
HELPED = "Entered with help"


class Worker(Asking):
    """An outreach worker with their own page, in a browser."""

    def home(self) -> Worker:
        self.page.click("#go-outreach")
        self.page.wait_for_url("**/outreach/")
        return self

    def enter(self, slug: str) -> Worker:
        self.page.get_by_text("Type it now, with them").click()
        self.page.wait_for_selector("[data-step=who][data-here]")
        self.page.check(f"input[name=to][value='{slug}']")
        self.page.click("[data-go=choose]")
        self.page.wait_for_selector("[data-step=readers][data-here]")
        return self


def test_scenario_10_entered_with_help_until_the_first_own_visit(server: Serving, page_of: Callable[..., Page]) -> None:
    """Paper and phone: the worker's own page, a sheet for the person, and words of their own on an old phone."""
    desk = page_of(viewport=DESKTOP)
    Desk(desk, server).enter("Ruta")
    worker = Worker(desk, server.origin).home()
    assert "You keep nothing" in desk.inner_text("main")
    desk.get_by_text("An empty form on paper").click()
    assert "Only one thing must be chosen" in desk.inner_text("main")
    assert desk.locator(".box").count() > 30
    desk.go_back()

    worker.enter(NORTH).choose_kind("apology_private").write(SAID).send()
    assert "helped" not in worker.seen
    desk.emulate_media(media="print")
    sheet = desk.inner_text("body")
    assert all(word in sheet for word in worker.words.split()) and f"{server.origin}/mine/" in sheet
    assert "North Bank" not in sheet and "Keep nothing" not in sheet
    desk.emulate_media(media="screen")
    desk.check("input[name=with_what]")
    desk.emulate_media(media="print")
    assert "North Bank" in desk.inner_text("body") and "Day 1" in desk.inner_text("body")
    desk.emulate_media(media="screen")

    desk.get_by_text("They have it. Clear this page").click()
    desk.wait_for_url("**/outreach/")
    desk.go_back()
    assert not any(worker.words in text for text in (desk.inner_text("body"), desk.content()))
    assert worker.words.split()[0] not in desk.inner_text("main")

    reader = Reader.of(server, "Maren").find_newest()
    assert reader.desk.read(reader.ask)["helped"] is True
    mine = Ways(page_of(viewport=PHONE), server.origin).enter(worker.words)
    assert "Somebody typed this for you" in mine.page.inner_text("#page")
    assert HELPED in mine.fold("asked") and SAID in mine.fold("asked")
    fresh = mine.new_words()
    assert "Somebody typed this for you" not in mine.page.inner_text("#page")
    assert HELPED not in mine.fold("asked")
    assert reader.desk.read(reader.ask)["helped"] is False

    assert NOTHING in Ways(desk, server.origin).refused_words(worker.words)
    assert SAID in mine.enter(fresh).fold("asked")


def test_the_pages_of_outreach_workers_are_theirs_alone(server: Serving, page_of: Callable[..., Page]) -> None:
    paths = ("/outreach/", "/outreach/ask/", "/outreach/paper/")
    with httpx.Client(base_url=server.origin, trust_env=False) as http:
        never = http.get("/never/").status_code
        assert [http.get(path).status_code for path in paths] == [never] * 3
    desk = page_of(viewport=DESKTOP)
    Desk(desk, server).enter("Tiko")
    assert desk.locator("#go-outreach").is_hidden()
    assert [desk.request.get(server.origin + path).status for path in paths] == [never] * 3
