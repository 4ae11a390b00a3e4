# SPDX-License-Identifier: AGPL-3.0-or-later
"""A host that tampers with a thread: what is forged, replayed, reordered or held back is named on the desk."""

import secrets
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from answerable.sealing import reader
from answerable.sealing.identity import make_identity
from tests.journeys.desk_steps import Desk
from tests.journeys.readers import Reader
from tests.serving import Serving

ASKED, FIRST, SECOND, MADE_UP = "Please paint the heron again.", "We look for paint.", "We found some.", "Send money."
Messages = list[dict[str, Any]]


def write_two(server: Serving) -> Reader:
    server.asker().lodge("river-north-bank", kind="own_words", text=ASKED)
    return Reader.of(server, "Tiko").find_newest().acknowledge().write(FIRST).write(SECOND)


def forge(tiko: Reader, payload: dict[str, Any]) -> dict[str, Any]:
    """A message in Tiko’s name that another key signed: the host knows the key that the thread is sealed to."""
    opened = reader.open_ask(tiko.desk.identity, tiko.desk.origin, payload["seat"], payload)
    stranger = make_identity(random=secrets.token_bytes)
    made = reader.build_message(
        stranger, opened, {"text": MADE_UP}, random=secrets.token_bytes, **opened["next_message"]
    )
    return {"order": 9, "from": payload["seat"], "epoch": made["epoch"], "file": made["file"]}


def held_back(found: Messages, made_up: dict[str, Any]) -> Messages:
    return [found[0], found[2]]


def replayed(found: Messages, made_up: dict[str, Any]) -> Messages:
    return [*found, found[1]]


def reordered(found: Messages, made_up: dict[str, Any]) -> Messages:
    return [found[0], found[2], found[1]]


def forged(found: Messages, made_up: dict[str, Any]) -> Messages:
    return [*found, made_up]


@pytest.mark.parametrize(
    ("tamper", "says"),
    [
        (held_back, "Message 1 of a reader (board secretary) is missing. It may be held back."),
        (replayed, "A message came twice."),
        (reordered, "do not stand in the order in which they were written"),
        (forged, "signed by nobody we know"),
    ],
)
def test_what_a_host_does_to_a_thread_is_named(
    tamper: Callable[[Messages, dict[str, Any]], Messages], says: str, server: Serving, page: Page
) -> None:
    tiko = write_two(server)
    made_up = forge(tiko, tiko.desk.read(tiko.ask))

    def change(route: Route) -> None:
        given = route.fetch()
        said = given.json()
        route.fulfill(response=given, json={**said, "messages": tamper(said["messages"], made_up)})

    page.route("**/api/desk/ask", change)
    desk = Desk(page, server).enter("Maren")
    desk.open("Answer it")
    expect(page.locator("#ask")).to_contain_text(says)
    assert MADE_UP not in page.content()
    assert ASKED in desk.text("#ask-messages")


def test_an_untouched_thread_has_nothing_to_name(server: Serving, page: Page) -> None:
    write_two(server)
    desk = Desk(page, server).enter("Maren")
    desk.open("Answer it")
    assert desk.text("#ask-trouble") == ""
    texts = page.locator("#ask-messages .typed").all_inner_texts()
    assert texts == [ASKED, FIRST, SECOND]


def test_a_swapped_key_of_a_reader_is_refused(server: Serving, page: Page) -> None:
    tiko = write_two(server)
    stranger = make_identity(random=secrets.token_bytes).card

    def change(route: Route) -> None:
        given = route.fetch()
        said = given.json()
        readers = [{**one, **stranger} if one["title"] == "board secretary" else one for one in said["readers"]]
        route.fulfill(response=given, json={**said, "readers": readers})

    page.route("**/api/desk/ask", change)
    Desk(page, server).enter("Maren")
    page.locator("#home-list > li").first.locator("[data-open]").click()
    page.click("#before-open")
    expect(page.locator("#before-status")).to_contain_text("does not fit, so it was not opened")
    assert tiko.ask
