# SPDX-License-Identifier: AGPL-3.0-or-later
"""Scenario 3: a statement quotes an ask and plans to explore. Its asker is shown what that is; nothing moves."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.asker_steps import Asking, Returning
from tests.journeys.desk_steps import Desk
from tests.serving import Serving

NORTH = "river-north-bank"
ASK = "Please move the lantern evening to the quiet room."
STATEMENT = (
    "We heard you. You asked us to move the lantern evening to the quiet room. In the coming weeks we will begin to "
    "explore how our council might carry its part of the repair that members called for."
)


def publish(server: Serving, writer: Page, second: Page, text: str) -> None:
    """One person of the body writes, another checks."""
    Desk(writer, server).enter("Maren")
    writer.get_by_role("link", name="Public statements").click()
    writer.fill("[name=title]", "About the lantern evening")
    writer.fill("[name=text]", text)
    writer.get_by_role("button", name="Write it down").click()
    expect(writer.locator("main")).to_contain_text("waits for a second person")
    Desk(second, server).enter("Tiko")
    second.get_by_role("link", name="Public statements").click()
    second.get_by_text("The text, and its reading").click()
    expect(second.locator("ol.reading")).to_contain_text("promises")
    second.check("[name=sure]")
    second.get_by_role("button", name="Make it public").click()
    expect(second.locator("main")).to_contain_text("It is public now.")


def test_scenario_03_a_statement_that_echoes_an_ask_moves_nothing(
    server: Serving, page: Page, page_of: Callable[..., Page]
) -> None:
    asking = Asking(page, server.origin).start(NORTH).choose_kind("own_words").write(ASK).send()
    mine = Returning(page, server.origin).enter(asking.words)
    before = mine.fold("stands")
    assert "What they said in public" not in mine.fold("came")
    publish(server, page_of(), page_of(), STATEMENT)

    asked: list[str | None] = []
    page.on("request", lambda one: asked.append(one.header_value("cookie")) if "/statements/of/" in one.url else None)
    mine.enter(asking.words)
    assert mine.fold("stands") == before
    said = page.locator("[data-said]")
    mine.fold("came")
    expect(said).to_contain_text("echoed, without an answer")
    expect(said).to_contain_text("You asked us to move the lantern evening to the quiet room.")
    assert asked == [None]
    page.get_by_role("link", name="About the lantern evening").click()
    public = page.locator("ol.reading > li").nth(2)
    expect(public).to_contain_text("a promise to plan")
    expect(public).to_contain_text("assumed by the reader: In the coming weeks")


def test_an_answer_in_public_is_shown_and_moves_nothing_either(
    server: Serving, page: Page, page_of: Callable[..., Page]
) -> None:
    """Rule 19: a promise made in a statement answers no ask by itself."""
    asking = Asking(page, server.origin).start(NORTH).choose_kind("own_words").write(ASK).send()
    before = Returning(page, server.origin).enter(asking.words).fold("stands")
    publish(
        server, page_of(), page_of(),
        "The chair will move the lantern evening to the quiet room by 1 March 2031. We are proud of the season.",
    )  # fmt: skip
    mine = Returning(page, server.origin).enter(asking.words)
    mine.fold("came")
    said = page.locator("[data-said]")
    expect(said).to_contain_text("answered: yes")
    expect(said).to_contain_text("an act, with an owner and a date · 2031-03-01")
    assert mine.fold("stands") == before
    expect(page.locator("[data-fold=came] .promise")).to_have_count(0)
