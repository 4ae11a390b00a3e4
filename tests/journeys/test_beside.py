# SPDX-License-Identifier: AGPL-3.0-or-later
"""How things were, held against now and sent in part; who stands with her; and somebody from outside who looks."""

from __future__ import annotations

import os
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.asker_steps import Asking, Returning
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.desk_steps import Desk
from tests.journeys.test_canaries import places, search
from tests.journeys.test_pages import find_barriers
from tests.serving import Serving

NORTH = "river-north-bank"
PAY = "Twelve an hour, paid on Fridays"
MORNINGS, NIGHTS = "Mornings at the quay", "Nights at the far mill"
WREN = "Aunt Wren of the lighthouse"
SHOTS = os.environ.get("BESIDE_SHOTS", "")


def shot(page: Page, name: str) -> None:
    if SHOTS:
        for width, height in ((390, 844), (1280, 900)):
            page.set_viewport_size({"width": width, "height": height})
            page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 390, "height": 844})


def send(mine: Returning, fold: str, own: str) -> None:
    """Sends a form of what is hers alone, and waits for the page to come back."""
    mine.page.evaluate("document.querySelector('#page h1').dataset.old = ''")
    mine.page.locator(f"[data-fold={fold}]").first.locator(f"form[data-own={own}] button:visible").first.click()
    mine.page.wait_for_selector("#page h1:not([data-old])", timeout=30_000)
    mine.page.wait_for_timeout(300)


def problem(mine: Returning, own: str) -> str:
    mine.page.locator(f"form[data-own={own}] button:visible").first.click()
    said = mine.page.locator(f"form[data-own={own}] [data-problem]:not(:empty)").first
    said.wait_for()
    return said.inner_text()


def part(mine: Returning, fold: str, title: str) -> None:
    mine.page.locator(f"[data-fold={fold}]").first.locator("> details").filter(
        has=mine.page.get_by_text(title, exact=True)
    ).first.locator("> summary").click()


def test_how_it_was_is_hers_alone_until_she_sends_a_part_of_it(server: Serving, page_of: Callable[..., Page]) -> None:
    page, sent = page_of(viewport=PHONE), list[str]()
    page.on("request", lambda request: sent.append(request.post_data or ""))
    asking = Asking(page, server.origin).start(NORTH).choose_kind("change_policy").until("words")
    page.get_by_text("For you alone: how things are today").click()
    page.fill("#b-pay", PAY)
    page.fill("#b-shifts", MORNINGS)
    assert find_barriers(page) == []
    shot(page, "ask")
    asking.send()
    mine = Returning(page, server.origin).enter(asking.words)
    assert PAY in mine.fold("beside")
    page.locator("[data-own=now] textarea[name=shifts]").fill(NIGHTS)
    send(mine, "beside", "now")
    mine.enter(asking.words)
    mine.fold("beside")
    assert page.locator("[data-own=now] textarea[name=shifts]").input_value() == NIGHTS
    mine.fold("pod")
    part(mine, "pod", "Name somebody")
    assert "Only you see" in problem(mine, "pod-name")
    page.fill("[data-own=pod-name] input[name=name]", WREN)
    page.select_option("[data-own=pod-name] select", "that_i_asked")
    send(mine, "pod", "pod-name")
    assert "May know: that I asked" in mine.fold("pod")
    send(mine, "pod", "pod-willing")
    assert "said yes" in mine.fold("pod")
    assert find_barriers(page) == []
    shot(page, "mine")
    page.locator("[data-fold=ways] > summary").first.click()
    part(mine, "ways", "Let somebody help")
    page.select_option("[data-pod-names]", WREN)
    assert page.locator("[data-way=support] input[name=name]").input_value() == WREN

    again = Asking(page, server.origin).start(NORTH).choose_kind("paid_back").until("send")
    page.locator("[data-here] details", has=page.locator("[name=have_words]")).locator("summary").click()
    page.fill("[name=have_words]", asking.words)
    again.send()
    mine.enter(asking.words)
    first = page.locator("article", has=page.locator("[data-baseline=there]:not([hidden])"))
    assert first.count() == 1, "the other one has nothing written"
    fold = first.locator("[data-fold=beside]")
    fold.locator("> summary").click()
    fold.get_by_text("Send some of it", exact=True).click()
    form = fold.locator("form[data-own=send]")
    form.locator("button").click()
    expect(form.locator("[data-problem]")).to_contain_text("at least one part")
    form.locator("input[value=shifts]").check()
    form.locator("button").click()
    expect(form.locator("[data-problem]")).to_contain_text("Look at who reads it")
    assert form.locator("[data-to] label").count() == 2
    form.locator("[data-to] label", has_text="backup").click()
    shot(page, "send")
    page.evaluate("document.querySelector('#page h1').dataset.old = ''")
    form.locator("button").click()
    page.wait_for_selector("#page h1:not([data-old])", timeout=30_000)
    travelled = "".join(sent)
    assert all(secret not in travelled for secret in (PAY, MORNINGS, NIGHTS, WREN))
    assert search(places(server, []), {"pay": PAY, "then": MORNINGS, "now": NIGHTS, "pod": WREN}) == []

    backup = Desk(page_of(viewport=DESKTOP), server).enter("Sefa").open("An ask")
    expect(backup.page.locator("#ask-messages")).to_contain_text(MORNINGS)
    expect(backup.page.locator("#ask-messages")).to_contain_text(NIGHTS)
    assert PAY not in backup.text("#ask-messages")
    maren = Desk(page_of(viewport=DESKTOP), server).enter("Maren").open("An ask")
    assert MORNINGS not in maren.page.content()


def test_somebody_from_outside_looks_and_says_what_they_saw(server: Serving, page_of: Callable[..., Page]) -> None:
    page = page_of(viewport=PHONE)
    asking = Asking(page, server.origin).start(NORTH).choose_kind("change_policy").send()
    mine = Returning(page, server.origin).enter(asking.words)
    mine.fold("attest")
    mine.do("attester-offered")
    selma = Desk(page_of(viewport=PHONE), server).enter("Selma").page
    selma.get_by_role("link", name="What you are asked to look at").click()
    selma.get_by_role("link", name="North Bank").click()
    assert selma.get_by_role("button", name="Say it").count() == 0
    selma.get_by_label("a friend").check()
    selma.get_by_label("The backup pays.").check()
    selma.get_by_role("button", name="Tell it").click()
    expect(selma.get_by_role("status")).to_have_text("Done.")
    mine.enter(asking.words)
    assert "a friend" in mine.fold("attest")
    assert find_barriers(page) == []
    mine.do("attester-accepted")
    selma.reload()
    selma.get_by_label("I looked, and a part of it was done.").check()
    selma.get_by_role("button", name="Say it").click()
    expect(selma.get_by_role("status")).to_have_text("Done.")
    assert find_barriers(selma) == []
    shot(selma, "selma")
    mine.enter(asking.words)
    assert "a part of it was done" in mine.fold("attest")
    shot(page, "attest")
    maren = Desk(page_of(viewport=DESKTOP), server).enter("Maren").open("An ask")
    told = maren.text("#ask-agreed")
    assert "a part of it was done" in told and "The backup pays." in told
    assert "Selma" not in maren.page.content()
    mine.do("attester-ended")
    selma.goto(f"{server.origin}/desk/attesting/")
    assert "nothing now" in selma.inner_text("main")
