# SPDX-License-Identifier: AGPL-3.0-or-later
"""A practice ask: invented, gone through by a reader before a door opens. It stands in no list and runs no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from answerable.core.answer import NEEDS_PROMISE
from answerable.core.ask import Ask, decide
from answerable.core.body import Body
from answerable.core.errors import Refused
from answerable.core.handler import Handler
from answerable.core.move import Fact, Move, Role
from answerable.core.value import JSON, UNKNOWN
from answerable.core.words import N_

MOVES: Final = frozenset({Move.ACKNOWLEDGED, Move.WORD, Move.ANSWER, Move.PROMISE, Move.MOVED, Move.CLAIM})
"""What can be practised. Stepping aside cannot: a practice ask has one reader."""


@dataclass(frozen=True)
class Invented:
    """An ask that nobody asked: a kind of the bank, and words beside it."""

    kind: str
    text: str


INVENTED: Final = (
    Invented("report_back", N_("Practice: please write to me at the end of each month how far the new rota is.")),
    Invented("own_words", N_("Practice: please put the minutes of the spring meeting on the members’ page.")),
    Invented("report_back", N_("Practice: please tell me when the boathouse key is kept by two people.")),
)
"""No account of what happened stands in any of them, as none is asked for in a true one."""

STEPS: Final[Mapping[str, str]] = {
    "acknowledge": N_("Say that you have read it. Look at the letter before you send it."),
    "answer": N_("Answer: yes, yes in part, another offer, or no with a reason."),
    "promise": N_("You said yes: make a promise, or an intention with its gaps named."),
}


def body_for(body: Body) -> Body:
    """The body as it would be with its door open: the practice ask is lodged with this and with no other."""
    return replace(body, door_open=True, joined_date=body.joined_date or date.min)


def lodge(code: str, invented: Invented, body: Body, seat: Handler, at: date) -> Fact:
    """The first fact: lodged today, with this one reader. Refused where a true ask would be."""
    value: dict[str, JSON] = {
        "body": body.code,
        "code": code,
        "kind": invented.kind,
        "readers": [seat.code],
        "terms": {"silence": "second_line", "contact": "may_write"},
    }
    return _decide(None, Move.LODGED, value, body, seat, at, Role.ASKER)


def practise(ask: Ask, move: Move, value: Mapping[str, JSON], body: Body, seat: Handler, at: date) -> Fact:
    """One move of the reader, by the very rules of a true ask."""
    if move not in MOVES:
        raise Refused(UNKNOWN)
    return _decide(ask, move, value, body, seat, at, Role.HANDLER)


def _decide(
    ask: Ask | None, move: Move, value: Mapping[str, JSON], body: Body, seat: Handler, at: date, by: Role
) -> Fact:
    actor = seat.code if by is Role.HANDLER else ""
    return decide(ask, move, value, by=by, actor=actor, at=at, body=body_for(body), handlers=(seat,))


def left(ask: Ask) -> tuple[str, ...]:
    """Which of STEPS are still to be gone through; none when it was rehearsed."""
    owes = {
        "acknowledge": ask.acknowledged_role is None,  # an answer alone is not the letter
        "answer": not ask.is_answered,
        "promise": bool(ask.answers_now) and ask.answers_now[-1].value in NEEDS_PROMISE and not ask.promises,
    }
    return tuple(step for step in STEPS if owes[step])
