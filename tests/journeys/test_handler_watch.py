# SPDX-License-Identifier: AGPL-3.0-or-later
"""A reader's client looks for its own key in the record, as anybody would, and says so where it is not there."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.desk_steps import Desk
from tests.serving import Serving


def test_a_reader_sees_that_the_key_in_the_record_is_theirs(server: Serving, page: Page) -> None:
    asked: list[str | None] = []
    page.on("request", lambda one: asked.append(one.header_value("cookie")) if "/directories/" in one.url else None)
    Desk(page, server).enter("Maren")
    expect(page.locator("#home-watch")).to_contain_text("your key, since")
    assert asked == [None]


def test_a_reader_who_does_not_stand_there_is_told(server: Serving, page_of: Callable[..., Page]) -> None:
    """The host serves the directory of another body in its place."""
    page = page_of()
    other = server.ways["codes"]["river-delta"]
    page.route(
        "**/record/directories/*.json",
        lambda route: route.continue_(url=f"{server.origin}/record/directories/{other}.json"),
    )
    Desk(page, server).enter("Maren")
    expect(page.locator("#home-watch .care")).to_contain_text("you do not stand there")


def test_a_record_that_nobody_believes_is_said(server: Serving, page_of: Callable[..., Page]) -> None:
    page = page_of()
    page.route(
        "**/record/directories/*.json",
        lambda route: route.fulfill(json={"checkpoint": None, "leaves": [{"index": 0, "hashes": [], "leaf": "{}"}]}),
    )
    Desk(page, server).enter("Maren")
    expect(page.locator("#home-watch .care")).to_contain_text("cannot be checked")
