# SPDX-License-Identifier: AGPL-3.0-or-later
"""Joining in a real browser: keys and passphrases are made there, and two readers open the door."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import httpx
from playwright.sync_api import Page, expect

from tests.journeys.desk_steps import Desk, code_of
from tests.serving import Serving

SLUG = "orchard-kitchen"


@dataclass
class Joined:
    carried: str
    printed: str
    secret: str


def invitation(server: Serving, title: str, role: str = "handler") -> tuple[str, str]:
    """(token, check line) as the command prints them."""
    said = server.command("invite", role, title, "--body", server.ways["codes"][SLUG])
    assert said.returncode == 0, said.stderr
    token = re.search(r"(?<!\S)[\w-]{27}(?!\S)", said.stdout)
    line = re.search(r"\b(?:[a-z2-7]{4} ){3}[a-z2-7]{4}\b", said.stdout)
    assert token is not None and line is not None, said.stdout
    return token[0], line[0]


def words_of(page: Page, section: str) -> str:
    return " ".join(page.locator(f"#{section} [data-words] li").all_inner_texts())


def ask_back(page: Page, section: str, typed: str) -> None:
    page.fill(f"#{section}-back", typed)
    page.press(f"#{section}-back", "Enter")


def join(page: Page, server: Serving, token: str, line: str, name: str = "") -> Joined:
    page.goto(f"{server.origin}/join/#{token}")
    expect(page.locator("#who")).to_contain_text(line)
    assert token not in page.url
    page.click("#who-same")
    if name:
        page.check("#name-form [value=name]")
        page.fill("#shown-name", name)
    page.click("#name-form button[type=submit]")
    page.click("#mail-form button[type=submit]")
    expect(page.locator("#carry")).to_be_visible()
    carried = words_of(page, "carry")
    ask_back(page, "carry", carried.replace(" ", "-").upper())
    expect(page.locator("#spare")).to_be_visible()
    printed = words_of(page, "spare")
    ask_back(page, "spare", carried)
    expect(page.locator("#spare-status")).to_contain_text("not the same words")
    ask_back(page, "spare", printed)
    secret = page.locator("#code-text").inner_text().replace(" ", "")
    ask_back(page, "code", code_of(server, secret))
    expect(page.locator("#done")).to_be_visible()
    return Joined(carried, printed, secret)


def test_two_readers_join_and_the_door_opens(server: Serving, page_of: Callable[..., Page]) -> None:
    first = join(page_of(), server, *invitation(server, "care lead"), name="Ilse")
    directory = httpx.get(f"{server.origin}/ask/to/{SLUG}.json", trust_env=False).json()
    assert directory["readers"] == [] and not directory["body"]["door_open"]
    alone = page_of()
    Desk(alone, server).enter_with(first.carried, first.secret, fresh=True)
    expect(alone.locator("#home-seats")).to_contain_text("The door is not open yet")
    page = page_of()
    second = join(page, server, *invitation(server, "chair"))
    expect(page.locator("#done")).to_contain_text("two readers have joined")
    directory = httpx.get(f"{server.origin}/ask/to/{SLUG}.json", trust_env=False).json()
    assert directory["body"]["door_open"]
    assert {(one["title"], one["name"]) for one in directory["readers"]} == {("care lead", "Ilse"), ("chair", None)}
    desk = Desk(page, server)
    for passphrase in (second.printed, second.carried):
        page.goto(f"{server.origin}/desk/")
        desk.enter_with(passphrase, second.secret)
        expect(page.locator("#home")).to_be_visible()
        page.locator("#home [data-leave]").click()
        expect(page.locator("#enter")).to_be_visible()
    assert first.carried != first.printed


def test_an_invitation_works_once_and_a_wrong_line_stops(server: Serving, page: Page) -> None:
    token, line = invitation(server, "care lead")
    page.goto(f"{server.origin}/join/")
    page.fill("#token", token)
    page.press("#token", "Enter")
    expect(page.locator("#who")).to_contain_text(line)
    page.click("#who-other")
    expect(page.locator("#stop")).to_contain_text("not used up")
    join(page, server, token, line)
    page.goto(f"{server.origin}/join/")
    page.fill("#token", token)
    page.press("#token", "Enter")
    expect(page.locator("#invite-status")).to_contain_text("used")
