# SPDX-License-Identifier: AGPL-3.0-or-later
"""The line is cut at each question of an ask, and while its asker writes: nothing typed is lost, nothing goes twice."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Route

from tests.journeys.asker_steps import Asking, Returning
from tests.serving import Serving

NORTH, TEXT, MORE = "river-north-bank", "every word of it", "and one word more"


def count(server: Serving, table: str) -> int:
    with sqlite3.connect(server.data / "answerable.sqlite3") as store:
        return int(store.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


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

    def arrive_and_be_lost(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/api/mine/message", arrive_and_be_lost)
    assert mine.refused("message")
    assert page.input_value("textarea[name=text]") == MORE
    page.unroute("**/api/mine/message")
    assert count(server, "storage_sealedfile") == before + 1
