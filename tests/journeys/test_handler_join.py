# SPDX-License-Identifier: AGPL-3.0-or-later
"""Joining in a real browser: keys and passphrases are made there, and two readers open the door."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESKTOP
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
    page.check("#ways-form [value=words]")
    page.click("#ways-form button[type=submit]")
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


def door(server: Serving) -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(f"{server.origin}/ask/to/{SLUG}.json", trust_env=False).json()
    return {
        "readers": found["readers"],
        "door_open": found["body"]["door_open"],
        "lead": found["shown"]["readers_lead"],
    }


def rehearse(page: Page, answer: str = "no") -> None:
    """The practice ask by keyboard alone: read it, say so, answer it, and promise where it was a yes."""
    page.locator("[data-practise]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#before-practice")).to_contain_text("Nobody asked it")
    page.keyboard.press("Tab")
    page.locator("#before-open").press("Enter")
    expect(page.locator("#ask-practice")).to_contain_text("Say that you have read it")
    expect(page.locator("#ask-messages")).to_contain_text("Practice: please")
    page.locator("[data-act=acknowledged]").press("Enter")
    page.locator("#ask-form button[type=submit]").press("Enter")
    expect(page.locator("#ask-practice")).not_to_contain_text("Say that you have read it")
    expect(page.locator("#ask-messages")).to_contain_text("You owe us nothing.")
    page.locator("[data-act=answer]").press("Enter")
    page.locator(f"#ask-form [value={answer}]").press("Space")
    if answer == "no":
        page.locator("#ask-form [value=law]").press("Space")
    page.locator("#ask-form [name=power]").select_option("board")
    page.locator("#ask-form button[type=submit]").press("Enter")
    if answer == "yes":
        expect(page.locator("#ask-practice")).to_contain_text("make a promise")
        page.locator("[data-act=promise]").press("Enter")
        page.locator("#ask-form [name=what]").select_option("as_asked")
        page.locator("#ask-form button[type=submit]").press("Enter")
    expect(page.locator("#home-status")).to_contain_text("Nothing of the practice was kept")


def test_two_readers_join_rehearse_and_the_door_opens(server: Serving, page_of: Callable[..., Page]) -> None:
    first = join(page_of(), server, *invitation(server, "care lead"), name="Ilse")
    assert door(server)["readers"] == [] and not door(server)["door_open"]
    asker = page_of()
    asker.goto(f"{server.origin}/organisations/{SLUG}/")
    expect(asker.locator("main")).to_contain_text("nobody is ready to read yet")
    assert "Two people go through a practice first" in door(server)["lead"]
    alone = page_of()
    Desk(alone, server).enter_with(first.carried, first.secret, fresh=True)
    expect(alone.locator("#home-seats")).to_contain_text("The door is not open yet")
    rehearse(alone)
    expect(alone.locator("#home-seats")).to_contain_text("So far: 1.")
    page = page_of(viewport=DESKTOP)
    second = join(page, server, *invitation(server, "chair"))
    expect(page.locator("#done")).to_contain_text("So far: one.")
    assert not door(server)["door_open"]
    rehearse(Desk(page, server).enter_with(second.printed, second.secret, fresh=True).page, answer="yes")
    assert "The door is not open yet" not in page.locator("#home-seats").inner_text()
    assert not [line for line in server.log.read_text().splitlines() if "Practice" in line]
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
