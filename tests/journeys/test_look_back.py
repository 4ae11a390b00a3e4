# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rule 39 in a real browser: an ask about somebody who left says so, is no less owed, and “they left” is no answer."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.asker_steps import Asking, Returning
from tests.journeys.desk_steps import Desk
from tests.serving import Serving

NORTH = "river-north-bank"


def lodged(server: Serving, page: Page, kind: str) -> Returning:
    """Sent by somebody who opens the fold below where silence counts."""
    asking = Asking(page, server.origin).start(NORTH).choose_kind(kind).until("know")
    fold = page.locator("[data-here] details", has_text="Was it in earlier years")
    fold.locator("summary").click()
    expect(fold).to_contain_text("It never runs out.")
    fold.get_by_text("Somebody who has left since").click()
    return Returning(page, server.origin).enter(asking.send().words)


def test_they_left_answers_only_an_ask_to_leave(server: Serving, page: Page, page_of: Callable[..., Page]) -> None:
    mine = lodged(server, page, "apology_private")
    assert "It is about: Somebody who has left since." in mine.fold("asked")
    desk = Desk(page_of(), server).enter("Maren").open("An ask")
    expect(desk.page.locator("#ask")).to_contain_text("That they left is no answer to it.")
    desk.begin("acknowledged")
    desk.send("you have read it")
    form = desk.begin("answer")
    form.locator("input[name=value][value=no]").check()
    expect(form.locator("input[name=reasons][value=law]")).to_be_visible()
    expect(form.locator("input[name=reasons][value=they_left]")).to_be_hidden()

    mine.open_change()
    change = mine.page.locator("form[data-move=change]")
    assert change.locator("select[name=look_back]").input_value() == "left"
    change.locator("select[name=kind]").select_option("remove_from_role")
    change.locator("select[name=look_back]").select_option("")
    mine.do("change")
    assert "It is about" not in mine.fold("asked")
    desk.page.reload()
    desk = Desk(page_of(), server).enter("Tiko").open("An ask")
    expect(desk.page.locator("#ask")).not_to_contain_text("That they left")
    desk.begin("acknowledged")
    desk.send("you have read it")
    form = desk.begin("answer")
    form.locator("input[name=value][value=no]").check()
    form.get_by_text("The person who was asked to leave has left.").click()
    form.locator("select[name=power]").select_option("board")
    desk.send("Your answer is sent.")
