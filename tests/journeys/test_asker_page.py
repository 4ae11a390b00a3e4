# SPDX-License-Identifier: AGPL-3.0-or-later
"""The asker's page as it is loaded: how much comes over the wire, and what nobody reads over a shoulder."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Page

from tests.journeys.asker_steps import Asking, Returning
from tests.serving import Serving

HILLSIDE = "river-hillside"
MOST_BYTES = 64_000
MOST_REQUESTS = 6


def measure(page: Page, address: str) -> dict[str, int]:
    """Bytes over the wire (headers and bodies), by request, of a first visit."""
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    addresses: dict[str, str] = {}
    sizes: dict[str, int] = {}
    wire.on("Network.requestWillBeSent", lambda sent: addresses.update({sent["requestId"]: sent["request"]["url"]}))
    wire.on(
        "Network.loadingFinished",
        lambda done: sizes.update({addresses[done["requestId"]]: int(done["encodedDataLength"])}),
    )
    page.goto(address, wait_until="networkidle")
    return sizes


def test_the_page_to_write_on_stays_in_its_budget(server: Serving, page: Page) -> None:
    sizes = measure(page, f"{server.origin}/ask/")
    page.check(f"input[name=to][value={HILLSIDE}]")
    page.click("[data-go=choose]")
    page.wait_for_selector("[data-step=readers][data-here]")
    asked = {url: size for url, size in sizes.items() if not url.startswith("data:")}
    assert any(url.endswith(".json") for url in asked)
    assert sum(asked.values()) <= MOST_BYTES, json.dumps(asked, indent=1)
    assert len(asked) <= MOST_REQUESTS
    assert all(url.startswith(server.origin) for url in asked)


def test_the_page_behind_the_words_stays_in_its_budget(server: Serving, page: Page) -> None:
    sizes = measure(page, f"{server.origin}/mine/")
    assert sum(sizes.values()) <= MOST_BYTES
    assert len(sizes) <= MOST_REQUESTS


def test_over_a_shoulder_the_page_tells_nothing(server: Serving, page: Page) -> None:
    asking = (
        Asking(page, server.origin).start(HILLSIDE).choose_kind("remove_from_role").write("a canary of words").send()
    )
    Returning(page, server.origin).enter(asking.words)
    assert page.title() == "Notes"
    seen = page.inner_text("body")
    for told in ("Hillside", "role", "canary", "late", "read it."):
        assert told not in seen, told


def test_before_the_first_box_stands_who_reads_and_how_small_it_is(server: Serving, page: Page) -> None:
    asking = Asking(page, server.origin).start(HILLSIDE)
    readers = page.inner_text("[data-step=readers]")
    assert "Nuri" in readers  # agreed to be shown by name
    assert "Odile" not in readers  # by role only
    assert "They may guess: about 14 people belong here." in readers
    asking.until("law")
    law = page.inner_text("[data-step=law]")
    assert "Harbour Table" in law
    assert "not your lawyer" in law
    assert "Nobody watches this at night." in law


def test_leaving_one_out_starts_with_the_backup_only_and_says_so(server: Serving, page: Page) -> None:
    asking = Asking(page, server.origin).start(HILLSIDE)
    page.locator("[data-list=reader] label").filter(has_text="chair").locator("input").uncheck()
    asking.choose_kind("acknowledge").until("know")
    assert page.is_visible("[data-part=left-out]")
    assert page.is_disabled("input[name=silence][value=pooled]")
    asking.send()
    mine = Returning(page, server.origin).enter(asking.words)
    assert "Silence counts with the backup only." in mine.fold("asked")
    mine.fold("readers")
    assert "chair" not in page.inner_text("[data-fold=readers] > ul")


def test_a_random_day_is_held_and_says_its_day(server: Serving, page: Page) -> None:
    asking = Asking(page, server.origin).start(HILLSIDE).choose_kind("acknowledge").until("day")
    page.check("input[name=window][value='14']")
    asking.send()
    assert "It is held here, sealed, until" in page.inner_text("#sent")
    mine = Returning(page, server.origin).enter(asking.words)
    assert "It goes out on" in mine.fold("stands")


def test_to_a_body_that_never_joined_goes_what_is_asked_and_no_words(server: Serving, page: Page) -> None:
    asking = Asking(page, server.origin).start("orchard-kitchen")
    assert "has not joined" in page.inner_text("[data-step=readers]")
    asking.choose_kind("credit_work").until("words")
    assert page.is_visible("[data-part=no-words]")
    asking.send()
    assert "Their days start" in page.inner_text("#sent") or "Received" in page.inner_text("#sent")


def test_words_are_asked_back_once_and_never_block(server: Serving, page: Page) -> None:
    asking = Asking(page, server.origin).start(HILLSIDE).choose_kind("acknowledge").send()
    page.click("[data-do=try]")
    assert not page.is_visible(".words-sheet")
    page.fill("#try-words", "frog frog")
    page.click("[data-do=check]")
    assert "eight words" in page.inner_text("#try-status")
    page.fill("#try-words", asking.words.upper().replace(" ", "-"))
    page.click("[data-do=check]")
    assert page.inner_text("#try-status") == "These are the right words."


def test_every_question_can_be_skipped_in_three_ways(server: Serving, page: Page) -> None:
    asking = Asking(page, server.origin).start(HILLSIDE).choose_kind("acknowledge").until("met")
    page.check("[data-step=met] input[value=not_sure]")
    asking.until("never")
    page.check("[data-step=never] input[value=rather_not]")
    asking.send()
    mine = Returning(page, server.origin).enter(asking.words)
    told = mine.fold("asked")
    assert "It would be done if … I'm not sure." in told
    assert "Please never … I'd rather not say." in told


def test_an_export_opens_with_the_command_and_the_words(server: Serving, page: Page, tmp_path: Any) -> None:
    asking = Asking(page, server.origin).start(HILLSIDE).choose_kind("acknowledge").write("kept for later").send()
    mine = Returning(page, server.origin).enter(asking.words)
    mine.fold("keep")
    with page.expect_download() as given:
        page.click("[data-export]")
    given.value.save_as(tmp_path / "notes.json")
    assert given.value.suggested_filename == "notes.json"
    assert "kept for later" not in (tmp_path / "notes.json").read_text("utf-8")
