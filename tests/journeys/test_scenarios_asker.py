# SPDX-License-Identifier: AGPL-3.0-or-later
"""Scenarios 6 and 10 (its tick), in a browser."""

import shutil
from collections.abc import Callable
from pathlib import Path

import httpx
from playwright.sync_api import Page, expect

from tests.journeys.asker_steps import Asking, Plain, Returning
from tests.journeys.desk_steps import Desk
from tests.journeys.readers import Reader
from tests.journeys.test_canaries import places, search
from tests.serving import Serving

NORTH = "river-north-bank"
SENTENCE = "Please move the lantern evening to the quiet room."
ANSWER = "The quiet room is yours from the first of the month."
NEVER = "frog crayon april azure macaw carve invent seed"


def put_back(server: Serving, *, store: Path, keys: Path) -> None:
    """The data folder as somebody would put it together from older copies."""
    server.stop()
    for old in server.data.glob("answerable.sqlite3*"):
        old.unlink()
    shutil.copy(store / "answerable.sqlite3", server.data / "answerable.sqlite3")
    shutil.copy(keys / "keys", server.data / "keys")
    server.start(shift=1)


def kept_receipt(mine: Returning, folder: Path) -> Path:
    mine.fold("keep")
    with mine.page.expect_download() as download:
        mine.page.click("[data-receipt]")
    download.value.save_as(folder / "receipt.json")
    return folder / "receipt.json"


def checked(server: Serving, folder: Path, receipt: Path) -> str:
    """What a stranger's two commands say of the record as it is served, and of the receipt."""
    if not (folder / "policy").exists():
        (folder / "policy").write_bytes(httpx.get(f"{server.origin}/record/policy", trust_env=False).content)
    given = ("--policy", str(folder / "policy"))
    audit = server.command("record", "audit", f"{server.origin}/record/", *given)
    assert audit.returncode == 0, audit.stdout + audit.stderr
    return server.command("record", "verify", str(receipt), *given).stdout


def test_scenario_06_all_is_erased_and_an_older_copy_does_not_bring_it_back(
    server: Serving, page: Page, page_of: Callable[..., Page], tmp_path: Path
) -> None:
    asking = Asking(page, server.origin).start(NORTH).choose_kind("who_knew").write(SENTENCE).until("contact")
    page.check("input[name=contact][value=may_write]")
    asking.send()
    mine = Returning(page, server.origin)
    reader = Reader.of(server, "Maren").find_newest().acknowledge()
    reader.write(ANSWER)
    mine.enter(asking.words)
    assert ANSWER in mine.fold("came")

    server.restart(shift=1)  # the night's batch has come
    receipt = kept_receipt(mine.enter(asking.words), tmp_path)
    assert "The line is entry" in checked(server, tmp_path, receipt)
    server.stop()  # an older copy of everything, as a thief or a careful operator would have it
    before = shutil.copytree(server.data, tmp_path / "before")
    server.start(shift=1)
    report = mine.enter(asking.words).delete()
    assert "Gone from this server" in report
    assert "backup" in report.lower()
    assert mine.refused_words(asking.words) == mine.refused_words(NEVER)
    assert reader.ask not in str(server.desk("Tiko").post("/api/desk/state", {}))
    canaries = {"sentence": SENTENCE, "answer": ANSWER, "words": asking.words}
    assert search(places(server, []), canaries) == []
    server.stop()
    after = shutil.copytree(server.data, tmp_path / "after")
    left = b"".join(path.read_bytes() for path in after.rglob("*") if path.is_file())
    assert reader.ask.encode() not in left
    server.start(shift=1)
    assert "The line is entry" in checked(server, tmp_path, receipt)  # the record still holds

    put_back(server, store=before, keys=after)
    assert mine.refused_words(asking.words) == mine.refused_words(NEVER)
    desk = Desk(page_of(), server).enter("Maren")
    assert not any("who knew" in row.lower() for row in desk.rows if "Day 1" in row)
    put_back(server, store=before, keys=before)  # the negative control: with the key as it was then, it opens
    assert SENTENCE in mine.enter(asking.words).fold("asked")


def test_scenario_10_entered_with_help_shows_to_both(
    server: Serving, page: Page, plain_page: Page, page_of: Callable[..., Page]
) -> None:
    asking = Asking(page, server.origin).start(NORTH).choose_kind("protect").until("helped")
    page.check("input[name=helped]")
    asking.send()
    mine = Returning(page, server.origin).enter(asking.words)
    assert "Entered with help" in mine.fold("asked")
    desk = Desk(page_of(), server).enter("Maren")
    desk.page.locator("#home-list [data-open]").first.click()
    desk.page.click("#before-open")
    expect(desk.page.locator("#ask")).to_contain_text("Entered with help")

    plain_page.goto(f"{server.origin}/ask/")
    plain_page.check(f"input[name=to][value='{NORTH}']")
    plain_page.click("button[value=choose]")
    tick = plain_page.locator("input[name=kind][value=credit_work]")
    tick.locator("xpath=ancestor::details").locator("summary").click()
    tick.check()
    plain_page.check("input[name=helped]")
    plain_page.click("button[value=send]")
    plain = Plain(plain_page, server.origin, " ".join(plain_page.locator(".code-words li").all_inner_texts()))
    plain.enter()
    assert "Entered with help" in plain.fold("asked")


def test_who_asks_alone_shows_nothing_of_help(server: Serving, page: Page) -> None:
    asking = Asking(page, server.origin).start(NORTH).choose_kind("protect").send()
    assert "Entered with help" not in Returning(page, server.origin).enter(asking.words).fold("asked")
