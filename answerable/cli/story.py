# SPDX-License-Identifier: AGPL-3.0-or-later
"""Asks of the invented movement in every state, so that whoever looks around meets each once."""

from __future__ import annotations

from typing import Any, Final

from answerable.actions import stating
from answerable.cli import groups
from answerable.cli.groups import Group
from answerable.cli.movement import Movement

NORTH: Final = "river-north-bank"


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
