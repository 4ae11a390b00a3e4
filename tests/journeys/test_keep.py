# SPDX-License-Identifier: AGPL-3.0-or-later
"""Marks under pressure, and words that go by themselves: stories in a browser, on a phone, a desk and a keyboard."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.asker_steps import Asking, Plain, Returning
from tests.journeys.conftest import DESKTOP
from tests.journeys.desk_steps import Desk
from tests.journeys.readers import Reader
from tests.journeys.test_pages import find_barriers
from tests.serving import Serving

NORTH = "river-north-bank"
WORDS = "Please move the lantern evening to the quiet room."
ANSWER = "The quiet room is taken on that day, and here is why."
NO = {"value": "no", "reasons": ["law"], "power": "board"}


def test_somebody_pushed_tells_the_backup_and_nothing_else_shows_it(
    server: Serving, page_of: Callable[..., Page]
) -> None:
    phone, desktop = page_of(), page_of(viewport=DESKTOP, has_touch=False)
    words = Asking(phone, server.origin).start(NORTH).choose_kind("change_policy").send().words
    reader = Reader.of(server, "Maren").find_newest().acknowledge().answer_yes()
    before = reader.desk.post("/api/desk/ask", {"ask": reader.ask})
    mine = Returning(phone, server.origin).enter(words)
    mine.fold("mark")
    fold = phone.locator("[data-fold=pushed]")
    summary = fold.locator("> summary")
    summary.focus()
    phone.keyboard.press("Enter")
    expect(fold).to_contain_text("“Somebody who asked says: someone pushed me.”")
    assert find_barriers(phone) == []
    phone.keyboard.press("Tab")
    expect(fold.get_by_role("button", name="Tell the backup: someone pushed me")).to_be_focused()
    phone.keyboard.press("Enter")
    expect(phone.locator("#page .status").first).to_contain_text("Done.")
    assert "push" not in mine.fold("stands").lower()
    after = reader.desk.post("/api/desk/ask", {"ask": reader.ask})
    assert after == before
    desk = Desk(desktop, server).enter("Sefa")
    assert any("someone pushed me" in row for row in desk.signals)
    assert desktop.locator("#home-signals [data-standby]:visible").count() == 0


def test_a_reader_who_asks_for_a_mark_is_told_why_not_and_keeps_the_words(
    server: Serving, page_of: Callable[..., Page]
) -> None:
    page = page_of(viewport=DESKTOP, has_touch=False)
    server.asker().lodge(NORTH, kind="own_words", text=WORDS)
    desk = Desk(page, server).enter("Maren").open("Say that you have read it")
    form = desk.begin("acknowledged")
    typed = "We have moved it. Please mark it as met."
    form.locator("textarea").fill(typed)
    form.locator("button[type=submit]").click()
    expect(form.locator("[data-status]")).to_contain_text("This asks the person for a mark: “please mark it as met”")
    assert form.locator("textarea").input_value() == typed
    form.locator("textarea").fill("Hemos cambiado la sala. Por favor, marca la petición como cumplida.")
    form.locator("button[type=submit]").click()
    expect(form.locator("[data-status]")).to_contain_text("Nobody may")
    form.locator("textarea").fill("We have moved it. You need not mark anything.")
    desk.send("you have read it")


def test_each_audience_sees_what_was_said_and_a_mark_can_be_taken_back_unseen(
    server: Serving, page_of: Callable[..., Page]
) -> None:
    page, desktop = page_of(), page_of(viewport=DESKTOP, has_touch=False)
    words = Asking(page, server.origin).start(NORTH).choose_kind("change_policy").send().words
    Reader.of(server, "Tiko").find_newest().acknowledge().answer_yes()
    mine = Returning(page, server.origin).enter(words)
    mine.fold("mark")
    says = page.locator(".choice-fold").nth(2).text_content() or ""
    assert "The readers would see exactly: “The person who asked has marked it not met.”" in says
    mine.mark("Not met", "readers")
    server.restart(shift=2)
    desk = Desk(desktop, server).enter("Maren").open("")
    expect(desk.page.locator("#ask-marks")).not_to_contain_text("not met")
    mine.enter(words)
    assert "take it back unseen" in mine.fold("mark")
    mine.do("mark")
    mine.mark("Not met", "readers")
    server.restart(shift=5)
    desk = Desk(desktop, server).enter("Maren").open("")
    expect(desk.page.locator("#ask-marks")).to_contain_text("The person who asked has marked it not met.")


def test_what_was_written_goes_on_its_day_and_what_she_keeps_stays_for_her(
    server: Serving, page_of: Callable[..., Page]
) -> None:
    phone, desktop = page_of(), page_of(viewport=DESKTOP, has_touch=False)
    asking = Asking(phone, server.origin).start(NORTH).choose_kind("change_policy").write(WORDS).until("contact")
    phone.check("input[name=contact][value=may_write]")
    words = asking.send().words
    reader = Reader.of(server, "Maren").find_newest().acknowledge()
    reader.write(ANSWER)
    reader.desk.move(reader.ask, "answer", NO)
    mine = Returning(phone, server.origin).enter(words)
    assert "leaves the readers and the backup" in mine.fold("keep")
    assert find_barriers(phone) == []

    server.restart(shift=89)
    desk = Desk(desktop, server).enter("Tiko").open("")
    expect(desktop.locator("#ask-messages")).to_contain_text(WORDS)
    expect(desktop.locator("#ask-words-go")).to_contain_text("leaves this desk on")
    mine.enter(words)
    mine.fold("keep")
    mine.do("keep_words")
    assert "You keep it: it stays here, for you alone." in mine.fold("keep")

    server.restart(shift=92)
    assert server.command("jobs").returncode == 0
    desk.enter("Tiko").open("")
    expect(desktop.locator("#ask-words-go")).to_contain_text("2 messages left this desk")
    assert find_barriers(desktop) == []
    expect(desktop.locator("#ask-messages")).not_to_contain_text(WORDS)
    expect(desktop.locator("#ask-trouble")).to_be_empty()
    expect(desktop.locator("#ask-answers")).to_contain_text("No")
    mine.enter(words)
    mine.fold("asked")
    expect(phone.locator("[data-own-words]")).to_contain_text(WORDS)
    mine.fold("keep")
    mine.do("keep_words")

    server.restart(shift=200)
    assert server.command("jobs").returncode == 0
    mine.enter(words)
    report = mine.fold("keep")
    assert "2 messages went from this server by" in report
    assert "from the last backup of its keys by" in report
    assert WORDS not in phone.content()
    assert ANSWER not in mine.fold("came")
    assert phone.locator("[data-flaws]").inner_text() == ""
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_scripts_the_same_can_be_said_and_kept(server: Serving, plain_page: Page) -> None:
    plain = Plain(plain_page, server.origin).lodge(NORTH, "change_policy")
    page = plain.enter()
    plain.fold("mark")
    page.locator("[data-fold=pushed] > summary").click()
    page.get_by_role("button", name="Tell the backup: someone pushed me").click()
    assert "Done." in page.inner_text("#page, main")
    assert server.desk("Sefa").post("/api/desk/state", {})["signals"][0]["signals"] == ["pushed"]
