# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk that readers share, in a real browser: notes, who takes what, the calendar, saved words, keys, leaving."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.desk_steps import Desk
from tests.serving import Serving
from tests.visitor import AskerVisitor

NORTH = "river-north-bank"
NOTE = "I ask the treasurer on Tuesday. Ålesund 船."
PHRASE = "We have read what you ask"


def lodge(server: Serving, **choices: object) -> AskerVisitor:
    asker = server.asker()
    asker.lodge(NORTH, kind="own_words", text="The minutes, please.", **choices)
    return asker


def begin(page: Page, server: Serving, name: str) -> Desk:
    desk = Desk(page, server).enter(name)
    return desk.open("Say that you have read it" if "Say that" in " ".join(desk.rows) else "")


def keep_note(page: Page, text: str) -> None:
    page.fill("#note-words", text)
    page.locator("#note-form button").press("Enter")
    expect(page.locator("#note-status")).to_contain_text("Kept for those who read this now")


def test_notes_reach_the_other_readers_and_never_the_asker(server: Serving, page_of: Callable[..., Page]) -> None:
    """Maren notes; Tiko reads it and answers; Tiko steps aside; then Maren's next note is under a key he lacks."""
    asker = lodge(server)
    one, two = page_of(viewport=DESKTOP), page_of()
    maren, tiko = begin(one, server, "Maren"), begin(two, server, "Tiko")
    one.locator("#note-form button").click()
    expect(one.locator("#note-status")).to_contain_text("Write something first")
    keep_note(one, NOTE)
    two.locator("[data-home]:visible").first.click()
    two.locator("#home-list [data-open]").click()
    two.click("#before-open")
    expect(two.locator("#ask-notes-list")).to_contain_text(NOTE)
    expect(two.locator("#ask-notes-list")).to_contain_text("care lead")
    keep_note(two, "Then I write the letter.")

    state = asker.enter()
    assert state["notes"] is True
    told = str(state)
    assert NOTE not in told and "desk" not in state
    assert all(key["holder"] == "asker" for key in state["keys"])

    two.click("[data-act=removed]")
    two.click("#ask-form button[type=submit]")
    expect(two.locator("#home")).to_be_visible()
    assert tiko.rows == []
    one.locator("[data-home]:visible").first.click()
    maren.open("Say that you have read it")
    expect(one.locator("#ask-status")).to_contain_text("has a new key now")
    expect(one.locator("#note-alone")).to_be_visible()
    keep_note(one, "Alone now.")
    maren.begin("message").locator("[name=words]").fill("We go on; one of us stepped aside.")
    maren.send("sealed and sent")
    state = asker.enter()
    assert [key["epoch"] for key in state["keys"]] == [1, 2]
    assert asker.private["epoch"] == 2
    said = [line["body"]["text"] for line in asker.private["messages"] if line["body"]]
    assert "We go on; one of us stepped aside." in said


def test_too_close_before_anything_was_opened(server: Serving, page: Page) -> None:
    """Nothing is handed out, the asker sees a reader step aside, and the other reader goes on."""
    asker = lodge(server)
    desk = Desk(page, server).enter("Tiko")
    page.locator("#home-list [data-open]").click()
    page.locator("#before-aside").press("Enter")
    expect(page.locator("#before-aside-go")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#home")).to_be_visible()
    assert desk.rows == []
    expect(page.locator("#home-quiet")).to_contain_text("Nothing waits for you here")
    state = asker.enter()
    assert state["handouts"] == []
    assert [line["move"] for line in state["history"]] == ["lodged", "removed"]


def test_saved_words_are_put_in_and_never_sent_alone(server: Serving, page_of: Callable[..., Page]) -> None:
    lodge(server)
    page = page_of(viewport=DESKTOP)
    desk = Desk(page, server).enter("Maren")
    page.click("#go-drawer")
    page.fill("#drawer-words", "Thank you")
    page.click("#drawer-form button")
    expect(page.locator("#drawer-status")).to_contain_text("at least three words")
    assert page.input_value("#drawer-words") == "Thank you"
    page.fill("#drawer-words", PHRASE)
    page.click("#drawer-form button")
    expect(page.locator("#drawer-status")).to_contain_text("Saved, sealed to your key")
    page.reload()
    desk.enter_with(server.member("Maren")["printed"], server.member("Maren")["secret"])
    desk.open("Say that you have read it")
    form = desk.begin("message")
    form.locator("[data-phrases] button").click()
    assert form.locator("[name=words]").input_value() == PHRASE
    page.click("#ask-form button[type=submit]")
    expect(form.locator("[data-status]")).to_contain_text("saved words only")
    assert form.locator("[name=words]").input_value() == PHRASE
    form.locator("[name=words]").press("End")
    page.keyboard.type(". The board meets on Tuesday.")
    desk.send("sealed and sent")
    assert f"{PHRASE}. The board meets on Tuesday." in desk.text("#ask-messages")
    raw = (server.data / "answerable.sqlite3").read_bytes() + b"".join(
        one.read_bytes() for one in server.data.glob("answerable.sqlite3-*")
    )
    assert PHRASE.encode() not in raw


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_day_at_the_desk_by_keyboard_alone(server: Serving, page_of: Callable[..., Page], screen: object) -> None:
    """Skip link, keys down the list, take it, days, help, keys off; nothing but the keyboard is used."""
    lodge(server)
    lodge(server)
    page = page_of(viewport=screen)
    desk = Desk(page, server).enter("Maren")
    expect(page.locator("#home-title")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".to-list a").first).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("j")
    expect(page.locator("#home-list [data-open]").nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("#home-list [data-open]").nth(1)).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "I take it"
    page.keyboard.press("Enter")
    expect(page.locator("#home-list")).to_contain_text("You have taken it.")
    expect(page.locator("#home-loads-list")).to_contain_text("You: 1")
    expect(page.locator("#home-loads-list")).to_contain_text("Nobody yet: 1")
    page.keyboard.press("d")
    expect(page.locator("#days-title")).to_be_focused()
    assert page.locator("#days-list [data-open]").count() == 4
    assert "Say that you have read it" in desk.text("#days-list") and "Answer it" in desk.text("#days-list")
    page.keyboard.press("?")
    expect(page.locator("#drawer-title")).to_be_focused()
    page.locator("#drawer-words").focus()
    page.keyboard.type("jkh?")
    assert page.input_value("#drawer-words") == "jkh?"
    page.locator("#keys-on").press("Space")
    expect(page.locator("#drawer-status")).to_contain_text("Kept for your next visit")
    page.locator("#drawer-title").focus()
    page.keyboard.press("h")
    expect(page.locator("#drawer")).to_be_visible()


def test_whoever_leaves_hands_over_and_the_others_make_a_new_key(server: Serving, page_of: Callable[..., Page]) -> None:
    asker = lodge(server)
    one, two = page_of(), page_of(viewport=DESKTOP)
    maren = Desk(one, server).enter("Maren")
    Desk(two, server).enter("Tiko")
    two.locator("[data-carry]").click()
    expect(two.locator("#home-list")).to_contain_text("You have taken it.")
    one.click("#go-refresh")
    expect(one.locator("#home-list")).to_contain_text("Taken by: board secretary.")
    assert one.locator("[data-carry]:visible").count() == 0
    two.locator("[data-leave-seat]").click()
    expect(two.locator("#leaving-list")).to_contain_text("Say that you have read it")
    two.click("#leaving-go")
    expect(two.locator("#enter")).to_be_visible()
    assert [each["title"] for each in asker.directory(NORTH)["readers"]] == ["care lead"]
    one.click("#go-refresh")
    expect(one.locator("#home-list")).not_to_contain_text("Taken by")
    maren.open("Say that you have read it")
    expect(one.locator("#ask-status")).to_contain_text("has a new key now")
    state = asker.enter()
    assert [line["move"] for line in state["history"]][-1] == "renewed"
    assert asker.private["epoch"] == 2
