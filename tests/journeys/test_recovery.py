# SPDX-License-Identifier: AGPL-3.0-or-later
"""The only passkey is lost: new keys for the seat, seven days, six words; one person says no, another lets it be."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.asker_steps import Returning
from tests.journeys.conftest import DESKTOP
from tests.journeys.desk_steps import Desk
from tests.journeys.passkey_steps import Devices, come_in, make_key
from tests.journeys.test_pages import find_barriers
from tests.serving import Serving
from tests.visitor import AskerVisitor

NORTH = "river-north-bank"
ADA, BO = "The kiln was sold without a word.", "Who has the key to the shed?"


def lodge(server: Serving, text: str) -> AskerVisitor:
    one = server.asker()
    one.lodge(NORTH, kind="own_words", text=text)
    return one


def invite_again(page: Page, server: Serving) -> str:
    """The steward met Maren, and gives her seat new keys. Returns the invitation."""
    Desk(page, server).enter("Yuna")
    page.goto(f"{server.origin}/steward/{NORTH}/")
    person = page.locator("ul.rows > li", has_text="care lead")
    person.get_by_text("They lost all their ways in").click()
    person.get_by_label("Yes, I met them").check()
    person.get_by_role("button", name="Make an invitation for new keys").click()
    return page.locator(".code-line.big").first.inner_text().replace(" ", "")


def join_again(page: Page, server: Serving, token: str) -> None:
    """With two new passkeys, by keyboard."""
    devices = Devices(page).plug()
    page.goto(f"{server.origin}/join/#{token}")
    expect(page.locator("#who")).to_contain_text("You lost every way in")
    page.press("#who-same", "Enter")
    expect(page.locator("#mail")).to_be_visible()
    page.press("#mail-form button[type=submit]", "Enter")
    expect(page.locator("#ways")).to_be_visible()
    page.press("#ways-form [value=passkeys]", "Space")
    page.press("#ways-form button[type=submit]", "Enter")
    expect(page.locator("#key")).to_be_visible()
    make_key(page, "new phone")
    expect(page.locator("#key-second")).to_be_visible()
    devices.plug(inside=False)
    make_key(page, "in the drawer")
    expect(page.locator("#done")).to_contain_text("six words")


def say_no(page: Page, server: Serving, words: str) -> None:
    """Ada finds the line in her page, and says no."""
    mine = Returning(page, server.origin).enter(words)
    assert "care lead lost their keys and has new ones since" in mine.fold("readers")
    page.get_by_text("Say no to it").click()
    page.get_by_role("button", name="No: not to the new keys").click()
    expect(page.locator("[data-fold=readers]").first).to_contain_text("You said no")


def test_lost_refused_in_one_thread_and_sealed_again_in_another(server: Serving, page_of: Callable[..., Page]) -> None:
    ada, _bo = lodge(server, ADA), lodge(server, BO)
    maren = page_of()
    join_again(maren, server, invite_again(page_of(viewport=DESKTOP), server))
    come_in(maren, server)
    expect(maren.locator("#home-keys")).to_contain_text("You read nothing of what came before")
    expect(maren.locator("#home-list > li")).to_have_count(0)
    words = maren.locator("#home-keys [data-words] li").all_inner_texts()
    assert len(words) == 6
    assert find_barriers(maren) == []
    say_no(page_of(), server, ada.words)
    tiko = page_of(viewport=DESKTOP)
    Desk(tiko, server).enter("Tiko")
    expect(tiko.locator("#home-keys")).to_contain_text("care lead has new keys since")
    assert tiko.locator("#home-keys [data-go]").is_hidden()
    server.restart(shift=7)
    tiko.reload()
    Desk(tiko, server).enter("Tiko")
    reseal(tiko, words)
    come_in(maren, server)
    expect(maren.locator("#home-list > li")).to_have_count(1)
    open_without_record(maren, server)
    Desk(maren, server).open("")
    expect(maren.locator("#ask-messages")).to_contain_text(BO)
    assert maren.locator("#ask-trouble li").count() == 0
    bo_page = Returning(page_of(), server.origin).enter(_bo.words)
    said = bo_page.fold("readers")
    assert "Another reader heard six words in their voice" in said
    assert "lost their keys" not in said


def open_without_record(page: Page, server: Serving) -> None:
    """Tiko made the copies that Maren holds: while no record shows Tiko, she reads and seals nothing."""
    page.route("**/record/directories/*.json", lambda route: route.fulfill(json={"checkpoint": None, "leaves": []}))
    Desk(page, server).open("")
    expect(page.locator("#ask-messages")).to_contain_text(BO)
    expect(page.locator("#ask-trouble")).to_contain_text("A reader (board secretary) made the newest key of this ask")
    assert find_barriers(page) == []
    page.unroute("**/record/directories/*.json")
    page.locator("#ask [data-home]").first.click()


def reseal(page: Page, words: list[str]) -> None:
    """Tiko calls, mishears once, and seals the thread of Bo alone: Ada said no."""
    page.press("#home-keys [data-go]", "Enter")
    expect(page.locator("#reseal-list")).to_contain_text("The person who asked said no")
    assert find_barriers(page) == []
    page.fill("#reseal-words", " ".join([*words[:5], "zebra"]))
    page.press("#reseal-words", "Enter")
    expect(page.locator("#reseal-status")).to_contain_text("These are not the six words")
    page.fill("#reseal-words", " ".join(words).upper())
    page.press("#reseal-words", "Enter")
    expect(page.locator("#reseal-done")).to_contain_text("sealed again")
    expect(page.locator("#reseal-list")).to_contain_text("Sealed again.")
