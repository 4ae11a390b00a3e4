# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every page in every state that is looked at: by axe, for its weight, and for the pictures of the documents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from playwright.sync_api import Page

from answerable.cli.saying import SAYS
from tests.journeys.asker_steps import Asking, Returning
from tests.journeys.desk_steps import Desk
from tests.serving import Serving

Show = Callable[[Page, Serving], None]

PUBLIC: Final = {
    "home": "/",
    "organisations": "/organisations/",
    "organisation": "/organisations/river-north-bank/",
    "organisation-silent": "/organisations/river-delta/",
    "organisation-small": "/organisations/river-hillside/",
    "organisation-not-joined": "/organisations/orchard-kitchen/",
    "how": "/how/",
    "cannot": "/cannot/",
    "safety": "/safety/",
    "help": "/help/",
    "work": "/work/",
    "record": "/record/",
    "draft": "/read/",
    "begin": "/begin/",
    "not-there": "/not-there/",
}
STEPS: Final = ("readers", "kind", "words", "know", "send")
LIFE: Final = ("late", "round", "promised", "past", "done", "met", "paused", "taken", "held", "unjoined")
FOLDS: Final = ("stands", "asked", "came", "mark", "do", "readers", "keep")


def open_public(path: str) -> Show:
    return lambda page, server: page.goto(server.origin + path) and None


def ask_until(step: str) -> Show:
    def show(page: Page, server: Serving) -> None:
        asking = Asking(page, server.origin).start("river-hillside")
        if step in ("words", "know", "send"):
            asking.choose_kind("change_policy")
        asking.until(step)

    return show


def ask_door(page: Page, server: Serving) -> None:
    page.goto(f"{server.origin}/ask/")
    page.wait_for_selector("[data-step][data-here]")


def ask_sent(page: Page, server: Serving) -> None:
    Asking(page, server.origin).start("river-north-bank").choose_kind("change_policy").send()


def mine_door(page: Page, server: Serving) -> None:
    page.goto(f"{server.origin}/mine/")
    page.wait_for_selector("#code-words")


def mine(name: str, *, whole: bool = True) -> Show:
    def show(page: Page, server: Serving) -> None:
        returning = Returning(page, server.origin).enter(server.words(SAYS[name]))
        for fold in FOLDS if whole else ():
            if page.locator(f"[data-fold={fold}]").count():
                returning.fold(fold)

    return show


def desk_door(page: Page, server: Serving) -> None:
    page.goto(f"{server.origin}/desk/")
    page.wait_for_selector("#passphrase")


def desk_of(name: str) -> Show:
    def show(page: Page, server: Serving) -> None:
        Desk(page, server).enter(name)

    return show


def desk_ask(page: Page, server: Serving) -> None:
    Desk(page, server).enter("Tiko")
    page.locator("#home-list [data-open]").first.click()
    page.locator("#before-open").click()
    page.wait_for_selector("#ask:visible")


def join_door(page: Page, server: Serving) -> None:
    page.goto(f"{server.origin}/join/")


def inside(name: str, path: str) -> Show:
    def show(page: Page, server: Serving) -> None:
        Desk(page, server).enter(name)
        page.goto(server.origin + path)

    return show


def draft_read(page: Page, server: Serving) -> None:
    """A statement of many kinds, held against three asks."""
    page.goto(f"{server.origin}/read/")
    page.fill(
        "#draft-text",
        "We regret that the winter kitchen was closed without a word to those who ran it. Mistakes were made. "
        "You asked us to publish the accounts of the fund. "
        "In the coming weeks we will begin to explore how our council might carry its part. "
        "The treasurer will pay the crew for the winter by 1 March 2031 and will show the receipts to the members.",
    )
    page.fill("#draft-asks", "Pay the crew for the winter\nPublish the accounts of the fund\nGive back the garden keys")
    page.get_by_role("button", name="Read it").click()


ASKER: Final[dict[str, Show]] = {
    "ask-door": ask_door,
    **{f"ask-{step}": ask_until(step) for step in STEPS},
    "ask-sent": ask_sent,
    "mine-door": mine_door,
    "mine-folded": mine("done", whole=False),
    **{f"mine-{name}": mine(name) for name in LIFE},
}
INSIDE: Final[dict[str, Show]] = {
    "join": join_door,
    "desk-door": desk_door,
    "desk": desk_of("Maren"),
    "desk-ask": desk_ask,
    "desk-backup": desk_of("Sefa"),
    "steward": inside("Yuna", "/steward/"),
    "operator": inside("Ondra", "/operate/"),
    "steward-statements": inside("Pell", "/steward/river-delta/statements/"),
}


def statement(page: Page, server: Serving) -> None:
    page.goto(f"{server.origin}/organisations/river-north-bank/")
    page.get_by_role("link", name="About the winter kitchen").click()


READ: Final[dict[str, Show]] = {"draft-read": draft_read, "statement": statement}
ALL: Final[dict[str, Show]] = {**{name: open_public(path) for name, path in PUBLIC.items()}, **READ, **ASKER, **INSIDE}
