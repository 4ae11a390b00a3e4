# SPDX-License-Identifier: AGPL-3.0-or-later
"""Those who look after an organisation, in a browser: what a steward keeps in public, terms, leaving; and the operator
who moves it in the tree, ends it, and makes several one. One server for all; each story leaves the next its place."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.asker_steps import Asking
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.desk_steps import Desk
from tests.journeys.test_pages import find_barriers
from tests.serving import Serving, copy

NORTH, DELTA, HILLSIDE, ORCHARD = "river-north-bank", "river-delta", "river-hillside", "orchard-kitchen"


@pytest.fixture(scope="module")
def town(movement_template: Serving, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """One started movement for the whole module."""
    serving = copy(movement_template, tmp_path_factory.mktemp("town") / "data").start()
    yield serving
    serving.stop()


@pytest.fixture
def other(page: Page) -> Page:
    """Somebody who comes by and only looks."""
    return page


def look(page: Page, name: str) -> None:
    """At both widths, light and dark: nothing for axe, nothing to scroll sideways. Pictures where they are wanted."""
    for width, scheme in ((PHONE, "light"), (DESKTOP, "dark"), (PHONE, "dark"), (DESKTOP, "light")):
        page.set_viewport_size(width)  # type: ignore[arg-type]
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (name, width)
        if width["width"] == PHONE["width"]:
            assert find_barriers(page) == [], (name, scheme)
        if shots := os.environ.get("SHOTS"):
            page.screenshot(path=f"{shots}/{name}-{width['width']}-{scheme}.png", full_page=True)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.emulate_media(color_scheme="light")


def at_work(town: Serving, context_of: Callable[..., BrowserContext], name: str, path: str) -> Page:
    """Signed in with a browser whose console may say that a form was refused: mistakes are made here on purpose."""
    page = context_of().new_page()
    Desk(page, town).enter(name)
    page.goto(f"{town.origin}{path}")
    return page


def public(page: Page, town: Serving, slug: str) -> str:
    page.goto(f"{town.origin}/organisations/{slug}/")
    return page.inner_text("main")


def press(page: Page, form: str, button: str) -> Page:
    page.locator(f"#{form}").get_by_role("button", name=button).click()
    return page


def open_fold(page: Page, says: str) -> None:
    page.locator("details.fold:not([open]) > summary", has_text=says).first.click()


def test_what_a_steward_keeps_in_public(town: Serving, context_of: Callable[..., BrowserContext], other: Page) -> None:
    """Who leads, the ties of a reader, who pays: each mistake is said, each thing stands in public at once."""
    page = at_work(town, context_of, "Yuna", f"/steward/{NORTH}/")
    look(page, "steward")
    page.locator("#leads").get_by_label("The care lead", exact=True).check()
    for role in ("The chair", "The board"):
        page.locator("#leads").get_by_label(role, exact=True).uncheck()
    press(page, "leads", "Save")
    expect(page.get_by_role("status")).to_have_text("Saved. It stands in public.")
    assert "These lead it: The care lead, The director." in public(other, town, NORTH)

    open_fold(page, "board secretary")
    form = page.locator("form[id^=ties-]:visible")
    form.get_by_label("One more tie: to which role?").select_option("director")
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("choose both")
    form = page.locator("form[id^=ties-]:visible")
    assert form.get_by_label("One more tie: to which role?").input_value() == "director", "what was chosen stays"
    form.get_by_label("Which tie?").select_option("family")
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_have_text("Saved. It stands in public.")
    Asking(other, town.origin).start(NORTH)
    assert "family" in other.inner_text("[data-step=readers]").lower()
    other.select_option("[data-about]", "director")
    expect(other.locator("input[name=route][value=past_body]")).to_be_checked()

    page.locator("#backers").get_by_label("Its name").fill("The Quay Savings Circle")
    press(page, "backers", "Tell it")
    expect(page.get_by_role("alert")).to_have_text("Please fill in every field that is needed.")
    assert page.locator("#backers").get_by_label("Its name").input_value() == "The Quay Savings Circle"
    page.locator("#backers").get_by_label("What does it give?").select_option(index=1)
    look(page, "steward-backer")
    press(page, "backers", "Tell it")
    assert "The Quay Savings Circle" in public(other, town, NORTH)
    page.get_by_role("button", name="It gives no more").click()
    assert "It gives no more" not in page.inner_text("main")
    assert "The Quay Savings Circle" in public(other, town, NORTH), "what it gave stays on the page"


def test_a_term_of_office_and_leaving_by_keyboard_alone(
    town: Serving, context_of: Callable[..., BrowserContext], other: Page
) -> None:
    page = at_work(town, context_of, "Yuna", f"/steward/{NORTH}/")
    to(page, "#invite input[value=handler]")
    page.keyboard.press("Space")
    to(page, "#invite input[name=title]")
    page.keyboard.type("elder")
    to(page, "#invite input[name=until]")
    page.keyboard.type("11112031")  # reads the same with the month first
    to(page, "#invite button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Invitation")).to_be_visible()
    look(page, "steward-invitation")
    page.goto(f"{town.origin}/steward/{NORTH}/")
    expect(page.locator("main")).to_contain_text("to 11 November 2031")

    open_fold(page, "End their term")
    to(page, "details[open] form[id^=end-] button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Please tick that you are sure.")

    to(page, "#leave button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Please tick that you are sure.")
    to(page, "#leave input[name=sure]")
    page.keyboard.press("Space")
    to(page, "#leave button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("What it owes, it owes all the same.")
    assert "What it owes, it owes all the same." in public(other, town, NORTH)
    Asking(other, town.origin)
    press(page, "leave", "Take part again")
    assert "takes part" in public(other, town, NORTH)


def to(page: Page, selector: str) -> None:
    """With Tab alone, on from where the focus is."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the keyboard never reached {selector}")


def test_the_operator_moves_ends_and_joins_organisations(
    town: Serving, context_of: Callable[..., BrowserContext], other: Page
) -> None:
    page = at_work(town, context_of, "Ondra", f"/operate/bodies/{ORCHARD}/")
    expect(page.locator("#dissolve")).to_be_visible()
    assert "nobody would owe its answers" in page.inner_text("main")
    page.locator("#dissolve").get_by_label("Yes, this organisation has ended").check()
    press(page, "dissolve", "End it")
    expect(page.get_by_role("alert")).to_contain_text("no parent and no successor")

    page.locator("#place").get_by_label("It stands under").select_option(label="Harbour Table")
    press(page, "place", "Save")
    expect(page.get_by_role("alert")).to_contain_text("The backup must be somebody else than the parent")
    page.locator("#place").get_by_label("It stands under").select_option(label="River Network")
    press(page, "place", "Save")
    expect(page.get_by_role("status")).to_have_text("Saved.")
    assert "It stands under River Network" in public(other, town, ORCHARD)

    page.goto(f"{town.origin}/operate/bodies/river-network/")
    page.locator("#place").get_by_label("It stands under").select_option(label="Orchard Kitchen")
    press(page, "place", "Save")
    expect(page.get_by_role("alert")).to_have_text("An organisation cannot stand under itself.")

    page.goto(f"{town.origin}/operate/bodies/{ORCHARD}/")
    assert "River Network owes every answer from then on" in page.inner_text("main")
    look(page, "operator-body")
    press(page, "dissolve", "End it")
    expect(page.get_by_role("alert")).to_have_text("Please tick that you are sure.")
    page.locator("#dissolve").get_by_label("Yes, this organisation has ended").check()
    press(page, "dissolve", "End it")
    expect(page.get_by_role("status")).to_contain_text("It has ended.")
    look(page, "operator-ended")
    assert "What is open is owed by River Network now." in page.inner_text("main")
    assert "No ask ends with it." in public(other, town, ORCHARD)


def test_the_operator_makes_two_one(town: Serving, context_of: Callable[..., BrowserContext], other: Page) -> None:
    page = at_work(town, context_of, "Ondra", f"/operate/bodies/{HILLSIDE}/")
    open_fold(page, "Which others end with it?")
    merge = page.locator("#merge")
    assert "Orchard Kitchen" not in merge.inner_text(), "what has ended is in no list"
    merge.get_by_label("River Network Delta").check()
    merge.get_by_label("What they become").select_option(label="River Network Delta")
    merge.get_by_label("Yes, they have become one").check()
    press(page, "merge", "Make them one")
    expect(page.get_by_role("alert")).to_contain_text("They can become one only in an organisation that lives")
    assert page.locator("#merge").get_by_label("River Network Delta", exact=True).is_checked(), "what was chosen stays"
    page.locator("#merge").get_by_label("What they become").select_option(label="River Network")
    page.locator("#merge").get_by_label("Yes, they have become one").check()
    look(page, "operator-merge")
    press(page, "merge", "Make them one")
    expect(page.get_by_role("status")).to_contain_text("It has ended.")
    for slug in (HILLSIDE, DELTA):
        assert "What is open is owed by River Network now." in public(other, town, slug)
    assert "It answers for these, which ended" in public(other, town, "river-network")
