# SPDX-License-Identifier: AGPL-3.0-or-later
"""A desk with very many asks: what is late always stands there, the rest comes a part at a time, by keyboard, too."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESKTOP
from tests.journeys.desk_steps import Desk
from tests.journeys.test_pages import find_barriers
from tests.serving import Serving, free_port

ASKS, LATE, PART = 120, 5, 50


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    serving = Serving(tmp_path_factory.mktemp("many") / "data", free_port()).seed("many").start()
    yield serving
    serving.stop()


def begin(many: Serving, page: Page, name: str) -> Desk:
    """What stands there first."""
    desk = Desk(page, many).enter(name)
    expect(page.locator("#home-list > li")).to_have_count(PART)
    assert [("late" in text) for text in desk.rows] == [True] * LATE + [False] * (PART - LATE)
    assert "40 asks wait for us." in desk.text("#home-count")
    assert f"{ASKS - PART} more asks stand here. None of them is late." in desk.text("#home-more")
    assert find_barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    return desk


def test_the_rest_comes_a_part_at_a_time(many: Serving, page: Page) -> None:
    begin(many, page, "Maren")
    rows, opens = page.locator("#home-list > li"), page.locator("#home-list [data-open]")
    opens.nth(PART - 1).focus()
    page.keyboard.press("j")
    expect(page.locator("#home-more-go")).to_be_focused()
    page.keyboard.press("Enter")
    expect(rows).to_have_count(2 * PART)
    expect(opens.nth(PART)).to_be_focused()
    page.keyboard.press("k")
    expect(opens.nth(PART - 1)).to_be_focused()
    page.click("#home-more-go")
    expect(rows).to_have_count(ASKS)
    expect(page.locator("#home-more")).to_be_hidden()

    rows.last.locator("[data-carry]").click()
    expect(page.locator("#home-loads-list")).to_contain_text("You: 1")
    expect(page.locator("#home-loads-list")).to_contain_text(f"Nobody yet: {ASKS - 1}")
    expect(rows).to_have_count(ASKS)
    page.locator("#home-seats [data-leave-seat]").first.click()
    expect(page.locator("#leaving-title")).to_be_focused()
    expect(page.locator("#leaving-list > li")).to_have_count(1)


def test_what_is_due_when_tells_of_all(many: Serving, page_of: Callable[..., Page]) -> None:
    page = page_of(viewport=DESKTOP)
    desk = begin(many, page, "Tiko")
    page.click("#go-days")
    expect(page.locator("#days-title")).to_be_focused()
    assert page.locator("#days-list [data-open]").count() == 2 * 40
    desk.home()
    expect(page.locator("#home-list > li")).to_have_count(PART)
