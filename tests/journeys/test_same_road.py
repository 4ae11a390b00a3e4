# SPDX-License-Identifier: AGPL-3.0-or-later
"""The person whom an ask is about, a process that readers propose, a reader who finds a tie after reading: in a
browser, on one server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.asker_steps import Asking, Returning
from tests.journeys.conftest import DESKTOP
from tests.journeys.desk_steps import Desk
from tests.journeys.test_offices import look
from tests.journeys.test_power import choose, read
from tests.serving import Serving, copy

NORTH, DELTA = "river-north-bank", "river-delta"
TEXT = "The lantern list must not be kept by one alone."
HEADS = [
    "What is asked",
    "By when",
    "Who supports you",
    "Nothing here is a finding",
    "You may answer",
    "You may ask too",
]


@pytest.fixture(scope="module")
def road(movement_template: Serving, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    serving = copy(movement_template, tmp_path_factory.mktemp("road") / "data").start()
    yield serving
    serving.stop()


def sent(road: Serving, page: Page, slug: str, kind: str) -> str:
    """Somebody on a phone asks, lets readers write, and leaves words. Returns the words that lead back."""
    asking = Asking(page, road.origin).start(slug).choose_kind(kind).write(TEXT).until("contact")
    page.check("input[name=contact][value=may_write]")
    return asking.send().words


def test_the_person_concerned_is_told_as_far_as_the_asker_said_yes(
    road: Serving, page: Page, context_of: Callable[..., BrowserContext]
) -> None:
    words = sent(road, page, NORTH, "remove_from_role")
    context = context_of(viewport=DESKTOP)
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=road.origin)
    desk = read(Desk(context.new_page(), road).enter("Maren"), "An ask")
    desk.begin("consent-asked")
    choose(desk, leave="telling:what_by_when", party="concerned")
    desk.send("you may not ask it again")
    assert "There is no yes to this." in desk.text("#ask-agreed")
    assert desk.page.locator("[data-act=telling], [data-act=consent-used], #ask-agreed article").count() == 0

    mine = Returning(page, road.origin).enter(words)
    mine.fold("agreed")
    page.get_by_text("Exactly this they would be told").click()
    before = page.locator("[data-consent] dl").inner_text()
    assert [line for line in before.split("\n") if line in HEADS] == HEADS
    look(page, "asker-told")
    mine.do("consent-given")

    desk.home().open("Take somebody out")
    form = desk.begin("telling")
    form.get_by_role("button", name="Write it down and make the sheet").click()
    expect(form.locator("[data-status]")).to_have_text("Choose who supports this person.")
    choose(desk, support="outside")
    desk.send("they are told today")
    check_sheet(desk.page, before)
    look(desk.page, "desk-told")

    assert "You said yes, and they did it on" in mine.enter(words).fold("agreed")
    other = Desk(context_of().new_page(), road).enter("Tiko").open("An ask")
    assert other.page.locator("#ask-agreed article").count() == 0, "the sheet is for who told alone"


def check_sheet(page: Page, before: str) -> None:
    """Exactly these parts; what prints is the sheet alone; what is copied is the same; nothing of who asked."""
    sheet = page.locator("#ask-agreed article")
    expect(sheet).to_be_focused()
    assert sheet.locator("dt").all_inner_texts() == HEADS
    told: list[Any] = sheet.locator("dd").all_inner_texts()
    assert [one for one in told if one not in before] == [
        "Somebody from outside the organisation, whom you choose yourself."
    ]
    assert TEXT not in sheet.inner_text()
    page.get_by_role("button", name="Copy the words").click()
    expect(page.locator("#ask-agreed [data-status]")).to_have_text("Copied.")
    copied = str(page.evaluate("navigator.clipboard.readText()"))
    assert copied.split("\n\n") == [f"{head}\n{says}" for head, says in zip(HEADS, told, strict=True)]
    page.emulate_media(media="print")
    assert page.locator("main").inner_text().strip() == sheet.inner_text().strip()
    page.emulate_media(media="screen")


def test_readers_propose_a_process_and_the_asker_decides(
    road: Serving, page: Page, context_of: Callable[..., BrowserContext]
) -> None:
    words = sent(road, page, DELTA, "change_policy")
    desk = read(Desk(context_of().new_page(), road).enter("Bram"), "An ask")
    state = desk.text("#ask-state")
    form = desk.begin("propose")
    assert form.locator("input:checked").count() == 0, "nothing is chosen already"
    form.get_by_role("button", name="Propose it").click()
    expect(form.locator("[data-status]")).to_have_text("Choose one of them.")
    form.locator("input[value=redress-response]").check()
    look(desk.page, "desk-propose")
    desk.send("They need not answer.")
    assert desk.text("#ask-state") == state, "nothing of the ask moved"
    assert desk.page.locator("[data-act=propose]").count() == 0, "one at a time"

    mine = Returning(page, road.origin).enter(words)
    assert "It was proposed." in mine.fold("run")
    page.locator("[data-fold=run]").get_by_role("button", name="No, not this one").click()
    expect(page.locator("[data-fold=run]")).to_contain_text("It has ended")
    desk.home().open("rule")
    desk.begin("propose").locator("input[value=redress-response]").check()
    desk.page.click("#ask-form button[type=submit]")
    expect(desk.page.locator("#ask-form [data-status]")).to_contain_text("Readers do not propose it again")


def test_a_reader_finds_a_tie_after_reading_and_is_out_at_once(
    road: Serving, page: Page, context_of: Callable[..., BrowserContext]
) -> None:
    """Whoever stays makes a new key; whoever went finds nothing, and neither words nor a later one."""
    words = sent(road, page, DELTA, "correct_record")
    gone = Desk(context_of().new_page(), road).enter("Pell").open("An ask")
    assert TEXT in gone.text("#ask-messages")
    assert gone.text("#ask-title") == "Correct the record"
    gone.begin("conflict")
    choose(gone, tie="family")
    gone.page.check("#ask-form input[value=hard]")
    gone.page.click("#ask-form button[type=submit]")
    expect(gone.page.locator("#home")).to_be_visible()
    assert not any("Correct" in row for row in gone.rows)
    assert TEXT not in gone.page.content()

    mine = Returning(page, road.origin).enter(words)
    assert "treasurer" in mine.fold("agreed")
    assert "family" in mine.fold("agreed").lower()
    stays = Desk(context_of().new_page(), road).enter("Bram").open("An ask")
    assert TEXT in stays.text("#ask-messages")
    assert "treasurer" not in stays.page.locator("#ask-readers").inner_text()
    mine.enter(words).write("One line more.")
    stays.home().open("Correct the record")
    expect(stays.page.locator("#ask-messages")).to_contain_text("One line more.")
    gone.page.click("#go-refresh")
    assert not any("Correct" in row for row in gone.rows)
