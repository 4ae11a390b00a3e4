# SPDX-License-Identifier: AGPL-3.0-or-later
"""Scenarios 1, 2, 4 and 5 of the model, against the real server: the asker over the wire, the others in a browser."""

from collections.abc import Callable
from typing import Any

import httpx
from playwright.sync_api import Page, expect

from tests.journeys.acts import dissolve
from tests.journeys.desk_steps import Desk
from tests.journeys.readers import Reader
from tests.serving import Serving
from tests.visitor import TERMS, AskerVisitor

NORTH, DELTA, HILLSIDE = "river-north-bank", "river-delta", "river-hillside"
TEXT = "Please give the heron mural back its wall."
UNREAD = "nobody has said that it was read"
UNANSWERED = "waits for an answer past its day"
WAITED = "At least one ask has waited more than 90 days without an answer."
NOT_MET = "The body says done; the asker has not marked it met."


def public(server: Serving, slug: str) -> str:
    return httpx.get(f"{server.origin}/organisations/{slug}/", trust_env=False).text


def backup(server: Serving, page_of: Callable[..., Page]) -> Desk:
    return Desk(page_of(), server).enter("Sefa")


def test_scenario_01_silence_shows_the_backup_that_an_ask_waits_and_nothing_else(
    server: Serving, page_of: Callable[..., Page]
) -> None:
    quiet, named = server.asker(), server.asker()
    quiet.lodge(DELTA, kind="own_words", text=TEXT)
    named.lodge(NORTH, kind="credit_work", terms=TERMS | {"silence": "by_name", "kind_to_second_line": True})
    assert backup(server.restart(shift=7), page_of).signals == []

    desk = backup(server.restart(shift=8), page_of)
    assert len(desk.signals) == 2
    assert all(UNREAD in line and UNANSWERED not in line for line in desk.signals)
    delta = next(line for line in desk.signals if "Delta" in line)
    assert "It asks" not in delta
    assert any("It asks: Credit" in line for line in desk.signals)
    assert desk.page.locator("#home-signals button:visible").count() == 0
    assert desk.rows == []
    assert TEXT not in desk.page.content()
    state = server_state(desk.page)
    assert quiet.private["ask"] not in state
    assert named.private["ask"] not in state

    late = backup(server.restart(shift=31), page_of).signals
    assert all(UNANSWERED in line for line in late)

    for days in (60, 91, 125):
        server.restart(shift=days)
        assert server.command("jobs").returncode == 0
    assert WAITED in public(server, NORTH)
    assert WAITED not in public(server, DELTA)
    for page in (public(server, NORTH), public(server, DELTA)):
        assert TEXT not in page
        assert quiet.private["ask"] not in page


def server_state(page: Page) -> str:
    """What the desk's own address answers, byte for byte."""
    return str(
        page.evaluate(
            """async () => {
                const form = document.querySelector('meta[name="form-token"]').content;
                const answer = await fetch('/api/desk/state', {
                    method: 'POST', headers: {'Content-Type': 'application/json', 'X-Form': form}, body: '{}'});
                return await answer.text();
            }"""
        )
    )


def seen_by_the_left_out(server: Serving, name: str) -> list[bytes]:
    """Every byte of the desk and of the public pages that somebody who was left out can reach."""
    visitor = server.desk(name)
    given: dict[str, Any] = {"json": {}, "headers": {"X-Form": visitor.token}}
    inside = [visitor.request("POST", path, **given).content for path in ("/api/desk/state", "/api/desk/state")]
    addresses = ("/", "/organisations/", f"/organisations/{HILLSIDE}/", f"/ask/to/{HILLSIDE}.json", "/help/")
    return inside + [visitor.request("GET", path).content for path in addresses]


def test_scenario_02_the_friend_who_was_left_out_sees_no_difference_and_the_backup_has_the_words(
    server: Serving, page_of: Callable[..., Page]
) -> None:
    before = seen_by_the_left_out(server, "Nuri")
    visitor = server.asker()
    terms = TERMS | {"silence": "second_line", "standby": True}
    visitor.lodge(HILLSIDE, kind="own_words", text=TEXT, readers=[], terms=terms)
    server.restart(shift=0)
    assert seen_by_the_left_out(Later(server), "Nuri") == before

    desk = backup(server, page_of)
    assert ["no reader is left" in line for line in desk.signals] == [True]
    assert TEXT not in desk.page.content()
    desk.page.locator("#home-signals [data-open]").click()
    expect(desk.page.locator("#before")).to_contain_text("your role and the day")
    desk.page.click("#before-open")
    expect(desk.page.locator("#ask-messages")).to_contain_text(TEXT)
    assert desk.page.locator("#ask-actions button").count() == 0
    state = visitor.enter()
    assert [(one["role"], one["what"]) for one in state["handouts"]] == [("backup lead", "standby")]


class Later:
    """The same server, for somebody who signs in a second time: their next one-time code."""

    def __init__(self, server: Serving) -> None:
        self.server = server

    def desk(self, name: str) -> Any:
        from tests.journeys.desk_steps import code_of
        from tests.visitor import DeskVisitor

        one = self.server.member(name)
        visitor = DeskVisitor(self.server.origin, passphrase=one["passphrase"], secret=one["secret"])
        visitor.enter(code_of(self.server, one["secret"], 1))
        return visitor


def answered_and_promised(server: Serving) -> tuple[AskerVisitor, Reader]:
    visitor = server.asker()
    visitor.lodge(NORTH, kind="credit_work", terms=TERMS | {"silence": "by_name"})
    return visitor, Reader.of(server, "Maren").find_newest().acknowledge().answer_yes()


def test_scenario_04_they_say_done_and_the_asker_marks_not_met(server: Serving, page_of: Callable[..., Page]) -> None:
    visitor, _ = answered_and_promised(server)
    desk = Desk(page_of(), server).enter("Tiko")
    desk.page.locator("#home-list [data-open]").first.click()
    desk.page.click("#before-open")
    desk.begin("claim")
    desk.send("you say it is done")
    assert "marked" not in desk.text("#ask").lower()

    state = visitor.enter()
    assert state["stage"] == "answered"
    visitor.move("mark", {"value": "not_met", "audience": "everyone", "promise": None})
    desk.home()
    desk.open("Credit")
    assert desk.text("#ask-marks") == ""  # three days long nobody else sees it

    desk = Desk(page_of(), server.restart(shift=3)).enter("Maren")
    desk.open("Credit")
    assert "The person who asked has marked it not met." in desk.text("#ask-marks")
    assert NOT_MET not in public(server, NORTH)
    for days in (34, 65):
        server.restart(shift=days)
        assert server.command("jobs").returncode == 0
    assert NOT_MET in public(server, NORTH)
    assert visitor.private["ask"] not in public(server, NORTH)


def test_scenario_05_the_chapter_ends_and_the_ask_stands_with_its_parent(
    server: Serving, page_of: Callable[..., Page]
) -> None:
    all_chosen, one_left_out = server.asker(), server.asker()
    all_chosen.lodge(HILLSIDE, kind="own_words", text=TEXT)
    nuri = server.member("Nuri")["seat"]
    chosen = [each["code"] for each in one_left_out.directory(HILLSIDE)["readers"] if each["code"] != nuri]
    one_left_out.lodge(HILLSIDE, kind="pay_care", readers=chosen, terms=TERMS | {"silence": "second_line"})
    dissolve(server, HILLSIDE)

    parent = Desk(page_of(), server).enter("Kato")
    assert parent.rows == []
    duties = parent.page.locator("#home-duties > li").all_inner_texts()
    assert duties == ["River Network Hillside ended. One duty came over to River Network."]
    assert TEXT not in parent.page.content()

    state = all_chosen.enter()
    assert state["body"]["slug"] == "river-network"
    assert state["acknowledge_by"] is not None
    desk = backup(server, page_of)
    assert ["no reader is left" in line for line in desk.signals] == [True, True]

    server.restart(shift=8)
    assert one_left_out.enter()["body"]["slug"] == "river-network"
    assert all(UNREAD in line for line in backup(server, page_of).signals)
