# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files beside words, in real browsers: pictures without metadata, 50 MB over a line that breaks, mistakes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, CDPSession, Locator, Page, Route, expect

from tests.journeys.asker_steps import Asking, Returning
from tests.journeys.desk_steps import Desk
from tests.sealing.test_files import PLAIN, jpeg, told_by_exiftool
from tests.serving import Serving

NORTH = "river-north-bank"
MEGA = 1_000_000


def returning(page: Page, server: Serving) -> Returning:
    words = Asking(page, server.origin).start(NORTH).choose_kind("change_policy").send().words
    return Returning(page, server.origin).enter(words)


def writing(mine: Returning) -> Locator:
    """The form with which the asker writes, open."""
    mine.fold("do")
    form = mine.page.locator("form[data-move=message]")
    form.locator("xpath=ancestor::details[1]").locator("> summary").click()
    return form


def given(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def send(form: Locator) -> None:
    form.get_by_role("button", name="Send", exact=True).click()


def digest(path: Path | str) -> str:
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def opened_by_reader(page: Page, server: Serving) -> Locator:
    desk = Desk(page, server).enter("Maren").open("Say that you have read it")
    part = desk.page.locator(".sent-file")
    expect(part.first).to_be_visible()
    return part


def test_a_picture_reaches_the_reader_as_it_was_and_says_nothing_else(
    server: Serving, page_of: Callable[..., Page], tmp_path: Path
) -> None:
    phone = page_of(viewport={"width": 390, "height": 844})
    form = writing(returning(phone, server))
    form.locator("textarea").fill("This is the door I mean.")
    form.locator("input[type=file]").set_input_files(given(tmp_path, "door.jpg", jpeg(6)))
    expect(form.locator("[data-file-list]")).to_contain_text("is cut out: place, time, device")
    form.get_by_text("Send the picture as it was, too").click()
    send(form)
    mine = phone.locator(".sent-file")
    expect(mine).to_have_count(2, timeout=30_000)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")

    reader = page_of()
    parts = opened_by_reader(reader, server)
    expect(parts.nth(1)).to_contain_text("door.jpg (as it was)")
    parts.first.get_by_role("button", name="Open it").click()
    picture = parts.first.locator("img")
    expect(picture).to_be_visible()
    assert picture.evaluate("one => one.decode().then(() => [one.naturalWidth, one.naturalHeight])") == [
        61,
        97,
    ]  # turned
    with reader.expect_download() as download:
        parts.first.get_by_role("link", name="Save it on this device").click()
    assert download.value.suggested_filename == "door.jpg"
    assert told_by_exiftool(Path(download.value.path())) <= PLAIN
    parts.nth(1).get_by_role("button", name="Open it").click()
    with reader.expect_download() as download:
        parts.nth(1).get_by_role("link", name="Save it on this device").click()
    assert digest(download.value.path()) == digest(tmp_path / "door.jpg")


def test_fifty_megabytes_over_a_slow_line_that_breaks_three_times(
    server: Serving, context_of: Callable[..., BrowserContext], page_of: Callable[..., Page], tmp_path: Path
) -> None:
    path = tmp_path / "minutes.bin"
    with path.open("wb") as file:
        for _ in range(50):
            file.write(os.urandom(MEGA))
    page = context_of().new_page()  # its console names each break
    form = writing(returning(page, server))
    form.locator("input[type=file]").set_input_files(path)
    form.get_by_text("Send it as it is").click()
    line = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 20, "downloadThroughput": 12 * MEGA, "uploadThroughput": 12 * MEGA}
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", slow)
    before, seen, broken = memory(server), list[str](), list[str]()

    def breaks(route: Route) -> None:
        part = route.request.headers["x-part"]
        seen.append(part)
        if part in ("3", "20", "41") and part not in broken:
            broken.append(part)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/api/mine/file/part", breaks)
    send(form)
    expect(page.locator(".sent-file")).to_have_count(1, timeout=120_000)
    assert broken == ["3", "20", "41"]
    assert len(seen) == 49 + 3  # nothing that had arrived was sent again
    assert heap(line) < 60 * MEGA
    reader = page_of()
    part = opened_by_reader(reader, server)
    part.get_by_role("button", name="Open it").click()
    with reader.expect_download(timeout=120_000) as download:
        part.get_by_role("link", name="Save it on this device").click(timeout=120_000)
    assert digest(download.value.path()) == digest(path)
    assert heap(reader.context.new_cdp_session(reader)) < 60 * MEGA
    assert memory(server) - before < 60 * MEGA


def heap(line: CDPSession) -> int:
    """What a page's script holds, after the rest was thrown away."""
    line.send("HeapProfiler.collectGarbage")
    return int(line.send("Runtime.getHeapUsage")["usedSize"])


def memory(server: Serving) -> int:
    """Resident bytes of the worker."""
    pages = Path(f"/proc/{server.workers()[0]}/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def test_what_cannot_be_sent_gets_its_sentence_and_the_words_stay(server: Serving, page: Page, tmp_path: Path) -> None:
    large = tmp_path / "large.mov"
    with large.open("wb") as file:
        file.truncate(51 * MEGA)
    form = writing(returning(page, server))
    form.locator("textarea").fill("Words that stay.")
    files = form.locator("input[type=file]")
    rows = form.locator("[data-file-list] > li")
    files.set_input_files(large)
    expect(rows.nth(0)).to_contain_text("larger than 50 MB")
    files.set_input_files(given(tmp_path, "holiday.jpg", b"MZ\x90\x00" + b"\0" * 400))
    expect(rows.nth(1)).to_contain_text("This is a program, whatever its name says.")
    files.set_input_files(given(tmp_path, "empty.txt", b""))
    expect(rows.nth(2)).to_contain_text("nothing in this file")
    files.set_input_files(given(tmp_path, "torn.jpg", jpeg()[:300]))
    expect(rows.nth(3)).to_contain_text("does not hold together")
    files.set_input_files(given(tmp_path, "plan.pdf", b"%PDF-1.7\n" + b"x" * 40))
    expect(rows.nth(4)).to_contain_text("A PDF can say who made it")
    send(form)
    expect(form.locator("[data-problem]")).to_contain_text("“large.mov” cannot be sent")
    for place in (3, 2, 1, 0):
        rows.nth(place).get_by_role("button", name="Leave it out").click()
    send(form)
    expect(form.locator("[data-problem]")).to_contain_text("Please tick that “plan.pdf” goes as it is")
    assert form.locator("textarea").input_value() == "Words that stay."
    form.get_by_text("Send it as it is").click()
    send(form)
    expect(page.locator(".sent-file")).to_have_count(1, timeout=30_000)


def test_a_file_that_the_server_changed_is_not_opened(
    server: Serving, page_of: Callable[..., Page], tmp_path: Path
) -> None:
    page = page_of()
    mine = returning(page, server)
    form = writing(mine)
    form.locator("input[type=file]").set_input_files(given(tmp_path, "door.jpg", jpeg()))
    send(form)
    expect(page.locator(".sent-file")).to_have_count(1, timeout=30_000)
    mine.fold("asked")

    def change(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.body()[:-1] + b"x")

    page.route("**/api/mine/file/read", change)
    page.get_by_role("button", name="Open it").click()
    expect(page.locator(".sent-file [data-problem]")).to_contain_text("not the one that was sent with these words")
    page.unroute("**/api/mine/file/read")
    page.get_by_role("button", name="Open it").click()
    expect(page.locator(".sent-file img")).to_be_visible()
