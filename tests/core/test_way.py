# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a support person's key allows, cell by cell, and how long words can be brought back."""

from datetime import date
from itertools import product

import pytest

from answerable.core.ask import MOVES
from answerable.core.errors import Denied, Refused
from answerable.core.move import ASKERS, Fact, Move, Role
from answerable.core.way import (
    ACTING,
    ALLOWS,
    MOST,
    SUPPORT,
    WayKind,
    check_act,
    check_room,
    count_news,
    undo_until,
)

ROOT = {
    Move.LODGED, Move.CHANGE, Move.WITHDRAWAL, Move.REOPEN, Move.ADMITTED, Move.REMOVED, Move.REKEYED, Move.ERASED,
}  # fmt: skip


def found(kind: WayKind, move: Move) -> str:
    try:
        check_act(kind, move)
    except Denied:
        return "not there"
    except Refused:
        return "refused"
    return "allowed"


def test_every_cell_of_way_and_move() -> None:
    walked = 0
    for kind, move in product(WayKind, Move):
        walked += 1
        expected = "allowed" if move in ALLOWS[kind] else "refused" if kind in ACTING else "not there"
        assert found(kind, move) == expected, (kind, move)
    assert walked == len(ALLOWS) * len(Move) == 5 * 44
    assert sum(map(len, ALLOWS.values())) == 4 + 6


def test_no_key_reaches_what_is_the_askers_alone_or_the_bodys() -> None:
    """Neither the root, nor who may know or read, nor an act that the table gives to nobody who asks."""
    askers = {move for (_, move), (roles, _) in MOVES.items() if roles & ASKERS}
    for kind, moves in ALLOWS.items():
        assert not moves & ROOT and moves <= askers, kind
    assert Move.MARK in ALLOWS[WayKind.MARK] and Move.MARK not in ALLOWS[WayKind.ACT]


def test_only_people_act_and_who_sees_never() -> None:
    assert {WayKind.ACT, WayKind.MARK} == ACTING and ACTING < SUPPORT
    assert {WayKind.SEE} == SUPPORT - ACTING


@pytest.mark.parametrize("kind", WayKind)
def test_a_list_stays_short(kind: WayKind) -> None:
    check_room(kind, [kind] * (MOST[kind] - 1))
    others = [each for each in WayKind if each is not kind] * 9
    check_room(kind, others)
    with pytest.raises(Refused, match="as many"):
        check_room(kind, [kind] * MOST[kind])


def test_fourteen_days() -> None:
    assert undo_until(date(2031, 5, 20)) == date(2031, 6, 3)


def test_news_is_what_others_did_but_for_opening() -> None:
    def fact(move: Move, by: Role) -> Fact:
        return Fact(move, by, "", date(2031, 5, 20), {})

    facts = [
        fact(Move.LODGED, Role.ASKER), fact(Move.HANDED_OUT, Role.HANDLER), fact(Move.ACKNOWLEDGED, Role.HANDLER),
        fact(Move.TRANSFER, Role.CLOCK), fact(Move.MARK, Role.ASKER),
    ]  # fmt: skip
    assert count_news(facts, ["asker", "seat1", "asker"]) == 3
