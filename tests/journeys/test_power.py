# SPDX-License-Identifier: AGPL-3.0-or-later
"""Power in a real browser: leave that ends, a broken boundary, a reader who finds a tie, the last one who leaves."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.asker_steps import Asking, Returning
from tests.journeys.desk_steps import Desk
from tests.serving import Serving
from tests.visitor import TERMS

NORTH = "river-north-bank"
TEXT = "Please let the ferry list have two keepers."


def lodged(server: Serving, page: Page, kind: str) -> Returning:
    asking = Asking(page, server.origin).start(NORTH).choose_kind(kind).send()
    mine = Returning(page, server.origin)
    mine.words = asking.words  # type: ignore[attr-defined]
    return mine


def back(mine: Returning) -> Returning:
    return mine.enter(mine.words)  # type: ignore[attr-defined]


def choose(desk: Desk, **fields: str) -> None:
    for name, value in fields.items():
        desk.page.select_option(f"#ask-form select[name={name}]", value)


def read(desk: Desk, says: str) -> Desk:
    desk.open(says)
    desk.begin("acknowledged")
    return desk.send("you have read it")


def test_leave_that_ends_between_the_yes_and_the_act(server: Serving, page: Page, page_of: Callable[..., Page]) -> None:
    mine = lodged(server, page, "pay_care")
    desk = read(Desk(page_of(), server).enter("Maren"), "An ask")
    desk.begin("consent-asked")
    desk.page.click("#ask-form button[type=submit]")
    expect(desk.page.locator("#ask-form [data-status]")).to_contain_text("Choose one thing")
    choose(desk, leave="meeting:one_meeting", party="reader")
    desk.send("you may not ask it again")
    agreed = back(mine).fold("agreed")
    assert "Meet: one meeting" in agreed
    assert "You have not answered. You need not." in agreed

    tomorrow = (
        date.fromisoformat(mine.page.locator("#page input[name=until]").get_attribute("min") or "")
    ) + timedelta(1)
    mine.page.fill("input[name=until]", tomorrow.isoformat())
    mine.do("consent-given")
    assert "You said yes, for this once, until" in mine.fold("agreed")

    desk = Desk(page_of(), server.restart(shift=1)).enter("Maren").open("Pay")
    form = desk.begin("consent-used")
    expect(form).to_contain_text("for this once")
    server.restart(shift=2)
    desk = Desk(page_of(), server).enter("Maren").open("Pay")
    assert "The yes ended on" in desk.text("#ask-agreed")
    assert desk.page.locator("[data-act=consent-used]").count() == 0


def test_a_boundary_that_was_broken(server: Serving, page: Page, page_of: Callable[..., Page]) -> None:
    mine = lodged(server, page, "no_contact")
    desk = read(Desk(page_of(), server).enter("Maren"), "An ask")
    desk.begin("boundary-yes")
    desk.send("you accept it")
    assert "They accepted it." in back(mine).fold("agreed")
    mine.do("breach", open_first=("agreed", "It was broken"))
    assert "They must answer by" in mine.fold("agreed")

    desk = Desk(page_of(), server.restart(shift=4)).enter("Sefa")
    assert ["“do not” was broken" in line for line in desk.signals].count(True) == 1
    desk = Desk(page_of(), server).enter("Maren").open("contact")
    desk.begin("breach-answer")
    choose(desk, answer="stopped")
    desk.send("Your answer to the break is sent")
    assert "It has stopped." in back(mine).fold("agreed")
    assert not [line for line in Desk(page_of(), server).enter("Sefa").signals if "broken" in line]


@pytest.mark.parametrize("standby", [True, False], ids=["a-copy", "no-copy"])
def test_the_last_reader_finds_that_they_are_too_close(
    server: Serving, page_of: Callable[..., Page], *, standby: bool
) -> None:
    asker = server.asker()
    chosen = [
        each["code"] for each in asker.directory(NORTH)["readers"] if each["code"] == server.member("Maren")["seat"]
    ]
    terms = TERMS | {"silence": "second_line", "standby": standby}
    asker.lodge(NORTH, kind="own_words", text=TEXT, readers=chosen, terms=terms)
    desk = Desk(page_of(), server).enter("Maren").open("An ask")
    desk.begin("conflict")
    choose(desk, tie="friend")
    desk.page.check("#ask-form input[value=hard]")
    desk.page.click("#ask-form button[type=submit]")
    expect(desk.page.locator("#home")).to_be_visible()
    assert desk.rows == []
    assert Desk(page_of(), server).enter("Tiko").rows == []

    backup = Desk(page_of(), server).enter("Sefa")
    assert ["no reader is left" in line for line in backup.signals] == [True]
    assert backup.page.locator("#home-signals [data-open]:visible").count() == standby
    if standby:
        backup.page.locator("#home-signals [data-open]").click()
        backup.page.click("#before-open")
        expect(backup.page.locator("#ask-messages")).to_contain_text(TEXT)
    state = asker.enter()
    assert [each["move"] for each in state["history"]][-1] == ("handed-out" if standby else "conflict")


def test_a_person_is_asked_about_after_a_predecessor_of_equal_role_was_not(
    server: Serving, page: Page, page_of: Callable[..., Page]
) -> None:
    mine = lodged(server, page, "remove_from_role")
    desk = read(Desk(page_of(), server).enter("Maren"), "An ask")
    desk.begin("same-road")
    choose(desk, last_role="equal", done="nothing")
    desk.page.fill("#ask-form input[name=year]", "2020")
    desk.send("Now you can answer")
    assert "Somebody of equal role: Nothing was done." in desk.text("#ask-agreed")
    desk.begin("answer")
    desk.page.check("#ask-form input[value=yes]")
    choose(desk, power="board")
    desk.send("Your answer is sent")
    assert "Somebody of equal role (2020): Nothing was done." in back(mine).fold("agreed")
