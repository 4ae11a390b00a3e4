# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every page in every state that is looked at: by axe, for its weight, and for the pictures of the documents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from playwright.sync_api import Page

from answerable.cli.saying import SAYS
from tests.journeys.asker_steps import Asking, Returning
from tests.journeys.desk_steps import Desk
from tests.journeys.letter_steps import Holder
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
    "processes": "/processes/",
    "process": "/processes/direct-answer/",
    "process-sheet": "/processes/redress-response/sheet/",
    "process-check": "/processes/check/",
    "process-spanish": "/processes/community-two-teams/in/es/",
    "letters": "/letters/",
    "letter": "/letters/river-network-1/",
    "letter-not-joined": "/letters/orchard-kitchen-1/",
    "promises": "/organisations/river-network/promises/",
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


def desk_ways(page: Page, server: Serving) -> None:
    Desk(page, server).enter("Bram")
    page.click("#go-ways")
    page.wait_for_selector("#ways-list li")
    for fold in page.locator("#ways details.fold").all():
        fold.evaluate("fold => { fold.open = true }")


def join_ways(page: Page, server: Serving) -> None:
    """The choice of two ways, as somebody sees it who was invited."""
    page.goto(f"{server.origin}/join/")
    alone = "ways => { for (const one of ways.parentElement.querySelectorAll('section')) one.hidden = one !== ways }"
    page.locator("#ways").evaluate(alone)


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


def inside_said(page: Page, server: Serving) -> None:
    """What the statement says that answers a letter, with its forms open."""
    inside("Wiebe", "/steward/river-network/statements/")(page, server)
    page.get_by_role("link", name="Make what it says a promise").first.click()
    for fold in page.locator("details.fold").all():
        fold.evaluate("fold => { fold.open = true }")


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
    "join-ways": join_ways,
    "desk-door": desk_door,
    "desk": desk_of("Maren"),
    "desk-ask": desk_ask,
    "desk-ways": desk_ways,
    "desk-backup": desk_of("Sefa"),
    "steward": inside("Yuna", "/steward/"),
    "outreach": inside("Ruta", "/outreach/"),
    "outreach-paper": inside("Ruta", "/outreach/paper/"),
    "operator": inside("Ondra", "/operate/"),
    "operator-letter": inside("Ondra", "/operate/bodies/orchard-kitchen/letter/"),
    "steward-statements": inside("Pell", "/steward/river-delta/statements/"),
    "steward-promises": inside("Kato", "/steward/river-network/promises/"),
    "steward-said": inside_said,
    "desk-letters": inside("Wiebe", "/desk/letters/"),
    "desk-letter": inside("Wiebe", "/desk/letters/river-network-1/"),
    "desk-number": inside("Kato", "/desk/letters/river-network-1/4/"),
}


def statement(page: Page, server: Serving) -> None:
    page.goto(f"{server.origin}/organisations/river-north-bank/")
    page.get_by_role("link", name="About the winter kitchen").click()


def statement_held(page: Page, server: Serving) -> None:
    page.goto(f"{server.origin}/organisations/river-network/")
    page.get_by_role("link", name="A word to everybody on the river").click()


def letter_new(step: str) -> Show:
    """The steps of putting up a letter, as the one who writes it sees them."""

    def show(page: Page, server: Serving) -> None:
        page.goto(f"{server.origin}/letters/new/?to=river-delta")
        page.wait_for_selector("[data-step][data-here]")
        for fields in LETTER_STEPS[: list(LETTER_NAMES).index(step)]:
            for field, text in fields.items():
                page.fill(field, text)
            page.click("[data-here] [data-go=next]")

    return show


LETTER_NAMES: Final = ("who", "write", "sign", "look")
LETTER_STEPS: Final[tuple[dict[str, str], ...]] = (
    {}, {"#title": "To the Delta", "#numbers": "1. Say who decides.\n2. Pay the crew.", "#group": "The crew"}, {},
)  # fmt: skip


def letter_hold(page: Page, server: Serving) -> None:
    words = next(one["words"] for one in server.ways["letters"] if one["name"] == "Ilse")
    Holder(page, server.origin, words).enter()
    for fold in page.locator("#hold-page details.fold").all():
        fold.evaluate("fold => { fold.open = true }")


def letter_words(page: Page, server: Serving) -> None:
    """The words of whoever wrote it, and the link for the second person."""
    Holder(page, server.origin).put_down("river-delta", ("Say who decides.", "Pay the crew."), title="To the Delta")


def letter_draft(page: Page, server: Serving) -> None:
    one = Holder(page, server.origin)
    one.put_down("river-delta", ("Say who decides.", "Pay the crew."), title="To the Delta")
    one.to_page()
    for fold in page.locator("#hold-page details.fold").all():
        fold.evaluate("fold => { fold.open = true }")


def letter_join(page: Page, server: Serving) -> None:
    """What the second person reads."""
    one = Holder(page, server.origin)
    one.open_link(one.put_down("river-delta", ("Say who decides.", "Pay the crew."), title="To the Delta"))


LETTERS: Final[dict[str, Show]] = {
    **{f"letter-new-{step}": letter_new(step) for step in LETTER_NAMES},
    "letter-hold-door": open_public("/letters/hold/"),
    "letter-hold": letter_hold,
    "letter-words": letter_words,
    "letter-draft": letter_draft,
    "letter-join": letter_join,
}
READ: Final[dict[str, Show]] = {"draft-read": draft_read, "statement": statement, "statement-held": statement_held}
ALL: Final[dict[str, Show]] = {
    **{name: open_public(path) for name, path in PUBLIC.items()},
    **READ,
    **LETTERS,
    **ASKER,
    **INSIDE,
}
