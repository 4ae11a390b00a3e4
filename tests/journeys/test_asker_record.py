# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an asker finds of her ask in the record: its lines, its silence, its month; and what she lets be seen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.asker_steps import Asking, Returning
from tests.serving import Serving

NORTH = "river-north-bank"


def audit(server: Serving, folder: Path) -> str:
    if not (folder / "policy").exists():
        (folder / "policy").write_bytes(httpx.get(f"{server.origin}/record/policy", trust_env=False).content)
    found = server.command("record", "audit", f"{server.origin}/record/", "--policy", str(folder / "policy"))
    assert found.returncode == 0, found.stdout + found.stderr
    return found.stdout


def said(mine: Returning) -> str:
    mine.fold("keep")
    return mine.page.locator("[data-record]").inner_text()


def test_a_line_is_shown_field_by_field_and_taken_back(server: Serving, page: Page, tmp_path: Path) -> None:
    asking = Asking(page, server.origin).start(NORTH).choose_kind("credit_work").send()
    mine = Returning(page, server.origin).enter(asking.words)
    assert "In the record: 0 lines" in said(mine)
    lines = page.locator("[data-lines] > li")
    page.get_by_text("Show a line of the record to everybody").click()
    expect(lines.first).to_contain_text("enters tonight")
    server.restart(shift=1)
    mine.enter(asking.words)
    assert "In the record: one line" in said(mine)
    page.get_by_text("Show a line of the record to everybody").click()
    lines.first.locator("summary").click()
    expect(lines.first).to_contain_text("River Network North Bank")
    assert "Please tick" in mine.refused("show_line")
    assert "Opened: 0" in audit(server, tmp_path)
    lines.first.locator("input[name=sure]").check()
    mine.do("show_line")
    assert "Opened: 1" in audit(server, tmp_path)
    mine.fold("keep")
    page.get_by_text("Show a line of the record to everybody").click()
    expect(lines.first).to_contain_text("everybody sees this")
    lines.first.locator("summary").click()
    mine.do("show_line")
    assert "Opened: 0. Taken back: 1. Wrong: 0." in audit(server, tmp_path)


def test_silence_and_the_month_are_found_in_the_record_alone(server: Serving, page: Page) -> None:
    asking = Asking(page, server.origin).start(NORTH).choose_kind("credit_work").send()
    mine = Returning(page, server.origin)
    server.restart(shift=40)
    found = said(mine.enter(asking.words))
    assert "an answer was due on" in found
    assert "none stands there" in found
    assert "The proof holds." in found
    assert page.locator("[data-record] .care").count() == 0


def test_a_list_of_readers_from_an_older_day_is_not_believed(server: Serving, page: Page) -> None:
    """The server says that it is still that day; the device knows better. Nothing is sealed to whoever stood there."""
    page.clock.set_fixed_time(datetime.now(UTC) + timedelta(days=10))
    asking = Asking(page, server.origin).start(NORTH).choose_kind("own_words").write("The minutes.").until("send")
    lodged = list[str]()
    page.on("request", lambda sent: lodged.append(sent.url) if "lodge" in sent.url else None)
    page.click("[data-send]")
    expect(page.get_by_text("The list of readers in the record is too old")).to_be_visible(timeout=30_000)
    assert asking.step == "send"
    assert lodged == []


def leave_out(state: dict[str, Any]) -> None:
    state["record"]["tally"] = [{**each, "level": None} for each in state["record"]["tally"]]


def count_another(state: dict[str, Any]) -> None:
    for each in state["record"]["tally"]:
        each["salt"] = "A" * 43


def drop_a_line(state: dict[str, Any]) -> None:
    state["record"]["leaves"].pop(state["entries"][0]["id"])


def tell_another_story(state: dict[str, Any]) -> None:
    state["entries"][0]["fields"]["due"] = "2099-01-01"


def hide_the_silence(state: dict[str, Any]) -> None:
    state["overdue"] = []


def sign_nothing(state: dict[str, Any]) -> None:
    state["record"]["checkpoint"] = state["record"]["checkpoint"].replace("record1\n", "record2\n", 1)


@pytest.mark.parametrize(
    ("bend", "says"),
    [
        (leave_out, "Left out of the figures of"),
        (count_another, "proves something else"),
        (drop_a_line, "should stand in the record by now and do not"),
        (tell_another_story, "do not fit what the server shows you"),
        (hide_the_silence, "none stands there"),
        (sign_nothing, "cannot be believed"),
    ],
    ids=lambda given: getattr(given, "__name__", None),
)
def test_a_host_that_lies_to_an_asker_is_named_by_her_browser(
    server: Serving, page: Page, bend: Callable[[dict[str, Any]], None], says: str
) -> None:
    asking = Asking(page, server.origin).start(NORTH).choose_kind("credit_work").send()
    server.restart(shift=40)

    def lie(route: Route) -> None:
        answer = route.fetch()
        told = answer.json()
        if "state" in told:
            bend(told["state"])
        route.fulfill(response=answer, json=told)

    page.route("**/api/mine/enter", lie)
    mine = Returning(page, server.origin).enter(asking.words)
    said(mine)
    expect(page.locator("[data-record] .care").first).to_contain_text(says)


def test_whoever_is_let_in_later_is_looked_up_in_the_record_first(server: Serving, page: Page) -> None:
    asking = Asking(page, server.origin).start(NORTH)
    page.get_by_label("board secretary").uncheck()
    asking.choose_kind("credit_work").send()
    mine = Returning(page, server.origin).enter(asking.words)

    def without_leaves(route: Route) -> None:
        answer = route.fetch()
        told = answer.json()
        told["record"]["leaves"] = []
        route.fulfill(response=answer, json=told)

    def open_the_door() -> None:
        mine.fold("readers")
        page.get_by_text("Let one more person read it").click()

    page.route("**/ask/to/*.json", without_leaves)
    open_the_door()
    assert "Somebody may want to read along" in mine.refused("admitted")
    page.unroute("**/ask/to/*.json")
    mine.do("admitted")
    assert "board secretary reads it" in mine.fold("readers")
    page.route("**/ask/to/*.json", without_leaves)
    row = page.locator("[data-fold=readers] .rows > li").filter(has_text="care lead").first
    row.locator("summary").click()  # a new key is made for those who stay, and the secretary came later
    assert "Somebody may want to read along" in mine.refused("removed")
    page.unroute("**/ask/to/*.json")
    mine.do("removed")
    told = mine.fold("readers")
    assert "board secretary reads it" in told
    assert "Maren · reads it" not in told
