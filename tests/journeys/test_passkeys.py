# SPDX-License-Identifier: AGPL-3.0-or-later
"""Passkeys in a real browser under the full policy: made, used to come in and unlock, added, named, taken off."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.journeys.conftest import DESKTOP
from tests.journeys.desk_steps import code_of
from tests.journeys.passkey_steps import Devices, come_in, make_key, to_ways
from tests.journeys.test_handler_join import ask_back, invitation, words_of
from tests.serving import Serving


def test_a_passkey_and_a_printed_passphrase_then_the_ways(
    server: Serving, page_of: Callable[..., Page], context_of: Callable[..., BrowserContext]
) -> None:
    page = page_of()
    devices = Devices(page).plug()
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request))  # noqa: PLW0108
    to_ways(page, server, invitation(server, "care lead")[0], "passkey")
    make_key(page, "my phone")
    expect(page.locator("#spare")).to_contain_text("A passphrase to keep apart")
    printed = words_of(page, "spare")
    ask_back(page, "spare", printed)
    secret = page.locator("#code-text").inner_text().replace(" ", "")
    ask_back(page, "code", code_of(server, secret))
    expect(page.locator("#done")).to_contain_text("To come in, use your passkey")
    (held,) = devices.held
    assert held["isResidentCredential"]
    come_in(page, server)
    assert not [one for one in sent if "results" in (one.post_data or "")]
    expect(page.locator("#home-seats")).to_contain_text("care lead")
    _change_ways(page, server, devices)
    other = context_of(viewport=DESKTOP).new_page()  # its console will say that its session ended
    other.goto(f"{server.origin}/desk/")
    other.fill("#passphrase", printed)
    other.fill("#one-time", code_of(server, secret))
    other.press("#one-time", "Enter")
    expect(other.locator("#home")).to_be_visible()
    _take_off(page, other)


def _change_ways(page: Page, server: Serving, devices: Devices) -> None:
    """A key of another device, with a name; and back in with it."""
    page.press("#go-ways", "Enter")
    expect(page.locator("#ways-list > li")).to_have_count(2)
    page.press("#ways-more > summary", "Enter")
    page.press("#way-key", "Enter")
    expect(page.locator("#way-status")).to_contain_text("lies on this device already")
    devices.plug(inside=False)
    page.fill("#way-key-name", "blue key")
    page.press("#way-key-name", "Enter")
    expect(page.locator("#ways-list > li")).to_have_count(3)
    expect(page.locator("#ways-list")).to_contain_text("blue key")
    row = page.locator("#ways-list > li", has_text="blue key")
    row.locator("summary").press("Enter")
    row.locator("[data-name]").fill("green key")
    row.locator("[data-name]").press("Enter")
    expect(page.locator("#ways-list")).to_contain_text("green key")
    come_in(page, server)


def _take_off(page: Page, other: Page) -> None:
    """The lost phone is taken off: the other session ends, and its passkey opens nothing any more."""
    page.press("#go-ways", "Enter")
    expect(page.locator("#ways-list > li")).to_have_count(3)
    row = page.locator("#ways-list > li", has_text="my phone")
    row.locator("summary").press("Enter")
    row.locator("[data-remove]").press("Enter")
    expect(page.locator("#ways-list > li")).to_have_count(2)
    other.press("#go-refresh", "Enter")
    expect(other.locator("#enter")).to_contain_text("Locked, to be safe")
    row = page.locator("#ways-list > li").first
    row.locator("summary").press("Enter")
    row.locator("[data-remove]").press("Enter")
    expect(page.locator("#ways-status")).to_contain_text("Two ways must stay")


def test_two_passkeys_and_a_device_that_cannot_unlock(server: Serving, page_of: Callable[..., Page]) -> None:
    page = page_of(viewport=DESKTOP)
    devices = Devices(page).plug(prf=False)
    to_ways(page, server, invitation(server, "chair")[0], "passkeys")
    make_key(page, "")
    expect(page.locator("#key-status")).to_contain_text("cannot unlock what is sealed to you")
    devices.plug(verified=False)
    make_key(page, "")
    expect(page.locator("#key-status")).to_contain_text("No passkey was used")
    devices.plug()
    make_key(page, "at home")
    expect(page.locator("#key")).to_contain_text("Make the second passkey")
    make_key(page, "the same device")
    expect(page.locator("#key-status")).to_contain_text("lies on this device already")
    devices.plug(inside=False)
    make_key(page, "in the drawer")
    expect(page.locator("#done")).to_contain_text("use one of your two passkeys")
    come_in(page, server)
    page.press("#go-ways", "Enter")
    expect(page.locator("#ways-list > li")).to_have_count(2)
    page.press("#ways-more > summary", "Enter")
    page.press("#way-words", "Enter")
    expect(page.locator("#way-words-form")).to_be_visible()
    words = " ".join(page.locator("#way-words-list li").all_inner_texts())
    secret = page.locator("#way-code-text").inner_text().replace(" ", "")
    page.fill("#way-words-back", words)
    page.fill("#way-code-back", code_of(server, secret))
    page.press("#way-code-back", "Enter")
    expect(page.locator("#ways-list")).to_contain_text("Printed passphrase")
    page.goto(f"{server.origin}/desk/")
    page.fill("#passphrase", words)
    page.fill("#one-time", code_of(server, secret))
    page.press("#one-time", "Enter")
    expect(page.locator("#home")).to_be_visible()
