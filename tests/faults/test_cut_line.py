# SPDX-License-Identifier: AGPL-3.0-or-later
"""The line is cut at each question of an ask, and while its asker writes: nothing typed is lost, nothing goes twice."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Route, expect

from tests.journeys.asker_steps import Asking, Returning
from tests.journeys.desk_steps import Desk
from tests.serving import Serving

NORTH, TEXT, MORE = "river-north-bank", "every word of it", "and one word more"


def count(server: Serving, table: str) -> int:
    with sqlite3.connect(server.data / "answerable.sqlite3") as store:
        return int(store.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def arrive_and_be_lost(route: Route) -> None:
    """It reaches the server, and the answer reaches nobody."""
    route.fetch()
    route.abort()


def test_a_line_cut_at_each_step(server: Serving, context_of: Callable[..., BrowserContext]) -> None:
    context = context_of()
    page = context.new_page()
    asking = Asking(page, server.origin).start(NORTH).choose_kind("own_words").write(TEXT)
    while asking.step != "send":  # once written, each further question is answered without a line
        context.set_offline(True)
        asking.go_on()
        assert page.input_value("#own-words") == TEXT
        context.set_offline(False)
    context.set_offline(True)
    page.click("[data-send]")
    page.wait_for_selector("[data-status=send]:not(:empty)")
    assert "Nothing you wrote is lost" in page.inner_text("[data-status=send]")
    assert page.input_value("#own-words") == TEXT
    assert count(server, "storage_ask") == 0
    context.set_offline(False)
    asking.send()
    assert count(server, "storage_ask") == 1

    mine = Returning(page, server.origin).enter(asking.words)
    before = count(server, "storage_sealedfile")
    mine.fold("do")
    page.locator("[data-fold=do]").get_by_text("Write to them").click()
    page.fill("textarea[name=text]", MORE)
    context.set_offline(True)
    assert mine.refused("message")
    assert page.input_value("textarea[name=text]") == MORE
    context.set_offline(False)

    page.route("**/api/mine/message", arrive_and_be_lost)
    assert mine.refused("message")
    assert page.input_value("textarea[name=text]") == MORE
    assert count(server, "storage_sealedfile") == before + 1
    page.unroute("**/api/mine/message")
    mine.do("message")  # the same words once more: the server has them
    assert count(server, "storage_sealedfile") == before + 1

    mine.fold("do")
    page.locator("[data-fold=do]").get_by_text("Write to them").click()
    page.fill("textarea[name=text]", "First this.")
    page.route("**/api/mine/message", arrive_and_be_lost)
    assert mine.refused("message")
    page.unroute("**/api/mine/message")
    page.fill("textarea[name=text]", "No, that.")
    mine.do("message")  # other words: what may have arrived is looked up first, and both stand in their order
    assert count(server, "storage_sealedfile") == before + 3
    said = page.locator("#page").text_content() or ""
    assert said.count(MORE) == said.count("First this.") == said.count("No, that.") == 1
    assert "the same number" not in said

    mine.fold("mark")
    page.route("**/api/mine/move", arrive_and_be_lost)
    page.locator(".choice-fold summary").get_by_text("Not met", exact=True).click()
    page.locator(".choice-fold[open] input[name=audience][value=asker]").check()
    facts = count(server, "storage_envelope")
    assert mine.refused("mark")
    page.unroute("**/api/mine/move")
    mine.do("mark")
    assert count(server, "storage_envelope") == facts + 1


def test_a_reader_whose_answers_are_lost_sends_them_once(
    server: Serving, context_of: Callable[..., BrowserContext]
) -> None:
    asker = server.asker()
    asker.lodge(NORTH, kind="own_words", text=TEXT)
    page = context_of().new_page()
    desk = Desk(page, server).enter("Maren").open("")

    page.fill("#note-words", "Look at page two.")
    page.route("**/api/desk/note", arrive_and_be_lost)
    page.click("#note-form button")
    expect(page.locator("#note-status")).to_contain_text("No answer came")
    page.unroute("**/api/desk/note")
    page.click("#note-form button")
    expect(page.locator("#note-status")).to_contain_text("Kept for those who read this now")
    assert count(server, "storage_desknote") == 1

    for move, path in (("acknowledged", "move"), ("message", "message")):
        form = desk.begin(move)
        form.locator("[name=words]").fill(f"{MORE} {move}")
        facts, files = count(server, "storage_envelope"), count(server, "storage_sealedfile")
        page.route(f"**/api/desk/{path}", arrive_and_be_lost)
        form.locator("button[type=submit]").click()
        expect(form.locator("[data-status]")).to_contain_text("No answer came")
        assert form.locator("[name=words]").input_value() == f"{MORE} {move}"
        page.unroute(f"**/api/desk/{path}")
        form.locator("button[type=submit]").click()
        expect(page.locator("#ask-messages")).to_contain_text(f"{MORE} {move}")
        assert page.locator("#ask-form form").count() == 0
        assert count(server, "storage_sealedfile") == files + 1
        assert count(server, "storage_envelope") == facts + (move == "acknowledged")
    thread = page.locator("#ask-messages").inner_text()
    assert [thread.count(f"{MORE} {move}") for move in ("acknowledged", "message")] == [1, 1]
    assert page.locator("#ask-trouble > *").count() == 0
