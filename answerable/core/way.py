# SPDX-License-Identifier: AGPL-3.0-or-later
"""Other ways to an ask than its asker's words: support persons, the look code, a device that can undo new words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from answerable.core.errors import Denied, Refused
from answerable.core.move import ASKERS, Fact, Move
from answerable.core.value import JSON, Value, check_keys, parse_whole, parse_yes_no
from answerable.core.words import N_

UNDO_DAYS: Final = 14
OPENED_SHOWN: Final = 60

OLD_EPOCH = N_("This comes from an older page. Please reload it and try again.")
NOT_THEIRS = N_("Your key does not do this. The person who asks can.")
TOO_MANY = N_("There are as many of these as there can be. Take one away first.")


class WayKind(StrEnum):
    """A person who sees, acts, or acts and marks; a code that tells one bit; a device that can undo new words."""

    SEE = "see"
    ACT = "act"
    MARK = "mark"
    LOOK = "look"
    DEVICE = "device"


_ACTS: Final = frozenset({Move.ACCEPTED, Move.DECLINED, Move.PAUSE, Move.RESUME})
# What each key lets somebody do in the asker's name. What is missing is refused: who may know, who reads, taking the
# ask back, erasing it and new words are for the asker's own words alone. To mark needs a key that says so (rule 1).
ALLOWS: Final[Mapping[WayKind, frozenset[Move]]] = {
    WayKind.SEE: frozenset(),
    WayKind.ACT: _ACTS,
    WayKind.MARK: _ACTS | {Move.MARK, Move.RELEASED},
    WayKind.LOOK: frozenset(),
    WayKind.DEVICE: frozenset(),
}
SUPPORT: Final = frozenset({WayKind.SEE, WayKind.ACT, WayKind.MARK})
ACTING: Final = frozenset(kind for kind, moves in ALLOWS.items() if moves)
MOST: Final[Mapping[WayKind, int]] = {
    WayKind.SEE: 5,
    WayKind.ACT: 5,
    WayKind.MARK: 5,
    WayKind.LOOK: 1,
    WayKind.DEVICE: 5,
}


def check_act(kind: WayKind, move: Move) -> None:
    """Raise Refused where a support person's key does not allow this move; Denied where it allows none at all."""
    if kind not in ACTING:
        raise Denied
    if move not in ALLOWS[kind]:
        raise Refused(NOT_THEIRS)


def check_room(kind: WayKind, there: Iterable[WayKind]) -> None:
    """Raise Refused where a list would grow so long that nobody reads it."""
    if sum(each is kind for each in there) >= MOST[kind]:
        raise Refused(TOO_MANY)


def check_rekeyed(value: Value, epoch: int) -> dict[str, JSON]:
    """{"epoch", "words"}: the key after that of `epoch`, because somebody held it: a support person, or whoever knew
    the old words. Raises Refused.
    """
    check_keys(value, ("epoch", "words"))
    parse_yes_no(value["words"])
    if parse_whole(value["epoch"]) != epoch + 1:
        raise Refused(OLD_EPOCH)
    return dict(value)


def undo_until(day: date) -> date:
    """The last day on which a device can bring the words before back."""
    return day + timedelta(days=UNDO_DAYS)


def count_news(facts: Iterable[Fact], messages: Iterable[str]) -> int:
    """How much there is from others: facts but for openings, and messages by their senders."""
    moves = sum(each.by not in ASKERS and each.move is not Move.HANDED_OUT for each in facts)
    return moves + sum(sender != "asker" for sender in messages)
