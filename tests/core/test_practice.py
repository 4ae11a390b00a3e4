# SPDX-License-Identifier: AGPL-3.0-or-later
"""A practice ask: the rules of a true one, in no list."""

from dataclasses import replace
from typing import Any

import pytest

from answerable.core import bank, practice
from answerable.core.ask import Ask, evolve
from answerable.core.errors import Denied, Refused
from answerable.core.move import Move
from tests.core.scene import FIRST, PLAN, SEATS, TREE

BODY = replace(TREE["harbour"], door_open=False, joined_date=None)
SEAT = SEATS[0]


def begun() -> Ask:
    return evolve(None, practice.lodge("t", practice.INVENTED[0], BODY, SEAT, FIRST))


def go(ask: Ask, move: Move, value: dict[str, Any]) -> Ask:
    return evolve(ask, practice.practise(ask, move, value, BODY, SEAT, FIRST))


@pytest.mark.parametrize("value", ["yes", "in_part", "other_offer", "no"])
def test_it_is_rehearsed_once_read_answered_and_promised_where_it_was_a_yes(value: str) -> None:
    ask = begun()
    assert practice.left(ask) == ("acknowledge", "answer")
    ask = go(ask, Move.ACKNOWLEDGED, {"role": None})
    assert practice.left(ask) == ("answer",)
    reasons = ["law"] if value == "no" else []
    ask = go(ask, Move.ANSWER, {"value": value, "reasons": reasons, "power": "board", "code": "a1"})
    if value in ("yes", "in_part"):
        assert practice.left(ask) == ("promise",)
        ask = go(ask, Move.PROMISE, {**PLAN, "code": "p1", "re": "a1"})
    assert practice.left(ask) == ()


def test_an_answer_alone_is_no_rehearsal() -> None:
    ask = go(begun(), Move.ANSWER, {"value": "no", "reasons": ["law"], "power": "board", "code": "a1"})
    assert practice.left(ask) == ("acknowledge",)


def test_the_rules_of_a_true_ask_hold() -> None:
    with pytest.raises(Refused):
        go(begun(), Move.ANSWER, {"value": "no", "reasons": [], "power": "board", "code": "a1"})
    with pytest.raises(Refused):
        go(begun(), Move.WORD, {})


@pytest.mark.parametrize("move", sorted(set(Move) - practice.MOVES))
def test_what_cannot_be_practised_is_refused(move: Move) -> None:
    with pytest.raises(Refused):
        go(begun(), move, {})


def test_nobody_else_reads_it() -> None:
    with pytest.raises(Denied):
        practice.practise(begun(), Move.ACKNOWLEDGED, {}, BODY, SEATS[1], FIRST)


def test_what_is_invented_stands_in_the_bank_and_says_that_it_is_practice() -> None:
    for each in practice.INVENTED:
        assert each.kind in bank.KINDS
        assert each.text.startswith("Practice: ")
