# SPDX-License-Identifier: AGPL-3.0-or-later
"""Asks of the invented movement in every state, so that whoever looks around meets each once."""

from __future__ import annotations

from typing import Any, Final

from answerable.actions import letter_answers, promising, stating
from answerable.cli import groups
from answerable.cli.groups import Group
from answerable.cli.movement import Movement
from answerable.core.statement import StatementKind

NORTH: Final = "river-north-bank"
NETWORK: Final = "river-network"


def tell(movement: Movement) -> dict[str, Group]:
    """All asks of the demo, its letters, a statement. Open lines come in the order of their days."""
    _quiet(movement)
    _answered(movement)
    _ended(movement)
    told = groups.tell(movement)
    _said(movement)
    return told


def _said(movement: Movement) -> None:
    """A public statement, as such statements are: one sentence with a day, one without."""
    text = (
        "We regret that the winter kitchen was closed without a word to those who ran it. "
        "You asked us to put the minutes of the spring meeting on the members’ page. "
        "In the coming weeks we will begin to explore how our council might carry its part.\n\n"
        "The treasurer will pay the kitchen crew for the winter by the end of next month, and the receipts will be "
        "read out at the members’ meeting."
    )
    made = stating.write_statement(
        NORTH, title="About the winter kitchen", text=text, language="en",
        by=movement.actor_of("Maren"), at=movement.before(3),
    )  # fmt: skip
    stating.check_statement(NORTH, made.code, 1, by=movement.actor_of("Tiko"), at=movement.before(2))
    _said_to_a_letter(movement)


def _said_to_a_letter(movement: Movement) -> None:
    """A statement after the letter: one number answered, one echoed, one sentence made a promise; and good work."""
    kato, wiebe = movement.actor_of("Kato"), movement.actor_of("Wiebe")
    text = (
        "Many of you asked us to stop using your photographs, and we hear how much this matters. "
        "The secretary will publish the minutes of the spring meeting on our public page. "
        "In the coming months we will look at how seats on the board could be shared."
    )
    made = stating.write_statement(
        NETWORK, title="A word to everybody on the river", text=text, language="en", by=wiebe, at=movement.before(2)
    )
    stating.check_statement(NETWORK, made.code, 1, by=kato, at=movement.before(2))
    letter_answers.link_sentence("river-network-1", 6, (made.code, 1, 2), by=kato, at=movement.before(2))
    day = movement.before(-20).date().isoformat()
    slots = {"who": "secretary", "by": day, "how_seen": "public_page", "with_what": "nothing_needed", "if_not": None}
    whole = promising.make_promise(NETWORK, made.code, 2, slots, by=kato, at=movement.before(1))
    promising.ask_to_join(NETWORK, whole.code, NORTH, by=kato, at=movement.before(1))
    good = stating.write_statement(
        NETWORK, title="The van ran all winter", kind=StatementKind.GOOD_WORK, language="en", by=kato,
        text="The van stopped at the bridge on each of ninety nights. Twelve people drove it.", at=movement.before(1),
    )  # fmt: skip
    stating.check_statement(NETWORK, good.code, 1, by=wiebe, at=movement.before(1))


def _quiet(movement: Movement) -> None:
    movement.lodge("new", NORTH, 3, kind="change_policy")
    movement.lodge("late", "river-delta", 12, kind="apology_written", terms={"kind_to_second_line": True})
    movement.lodge("silent", "river-delta", 100, kind="answer_questions", terms={"silence": "by_name"})
    movement.lodge(
        "round", "river-hillside", 9, kind="remove_from_role", without=("Nuri",), terms={"silence": "second_line"}
    )
    movement.lodge(
        "beyond", "river-hillside", 5, kind="outside_report", route="past_body", terms={"silence": "second_line"}
    )
    movement.lodge("unjoined", "orchard-kitchen", 30, kind="credit_work")
    hold = movement.before(-6).date().isoformat()
    movement.lodge("held", NORTH, 1, kind="stop_story", hold_until=hold)


def _answered(movement: Movement) -> None:
    movement.lodge(
        "read", NORTH, 10, kind="own_words", text="Please put the minutes of the spring meeting on the members’ page."
    )
    movement.act("Maren", "read", 6, "acknowledged", role="care_lead")
    movement.lodge("answered", "river-delta", 40, kind="pay_care")
    movement.act("Bram", "answered", 36, "acknowledged", role="care_lead")
    movement.act("Pell", "answered", 20, "answer", value="no", reasons=["no_money"], power="treasurer")
    _promise(movement, "promised", 25, by=20)
    _promise(movement, "past", 60, by=-15)
    _promise(movement, "done", 50, by=-12)
    movement.act("Maren", "done", 13, "claim", promise=None)


def _promise(movement: Movement, name: str, days: int, *, by: int) -> None:
    movement.lodge(name, NORTH, days, kind="credit_work")
    movement.act("Maren", name, days - 4, "acknowledged", role="care_lead")
    movement.act("Tiko", name, days - 9, "answer", value="yes", reasons=[], power="board")
    slots: dict[str, Any] = {"who": "secretary", "what": "as_asked", "how_seen": "public_page", "with_what": None}
    day = movement.before(-by).date().isoformat()
    movement.act("Tiko", name, days - 9, "promise", by=day, re=None, completes=None, if_not="second_line", **slots)


def _ended(movement: Movement) -> None:
    _promise(movement, "met", 80, by=-40)
    movement.act("Tiko", "met", 42, "claim", promise=None)
    movement.mark("met", 30, "mark", value="met", audience="readers", promise=None)
    movement.lodge("paused", NORTH, 15, kind="change_policy")
    movement.mark("paused", 10, "pause", keep_safety=False)
    movement.lodge("taken", NORTH, 20, kind="change_policy")
    movement.mark("taken", 12, "withdrawal")
