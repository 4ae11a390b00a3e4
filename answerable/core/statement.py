# SPDX-License-Identifier: AGPL-3.0-or-later
"""A public text of a body: written by one of its people, checked for names by another, replaced by newer versions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from answerable.core.errors import Refused
from answerable.core.words import N_

MOST_LETTERS = 40_000
SAME_PERSON = N_("Somebody else must check it: whoever wrote a text overlooks the names in it.")
NOT_NOW = N_("This statement has changed in the meantime. Please look at it again.")
EMPTY = N_("A statement needs a title and a text.")
TOO_LONG = N_("A statement can have 40,000 letters and signs. Please publish it in parts.")


NOT_THERE = N_("These words do not stand in the text. Please copy them from it, as they are.")
ONLY_WORDS = N_("Only a name can be taken out: 2 to 60 letters and signs, and no figure. What was said stays said.")
NEEDS_OFFER = N_("Please say what you can give, who decides, and by which day you report.")
DAY_IS_OVER = N_("The day by which you report must not be over.")
BEGINS = N_("We caused harm and want to answer for it")
GAP = "[…]"
MOST_TAKEN = 60


NEEDS_SOURCE = N_("Please say who said it, on which day, and the address where it can be read.")
ODD_ADDRESS = N_("An address of a page begins with https:// and has no spaces.")
NEEDS_ABOUT = N_("Please choose the organisation that it is said to.")
MOST_ADDRESS = 300
_ADDRESS = re.compile(r"https://[^\s<>\"'`{}|\\^@]+")


class StatementKind(StrEnum):
    """What a text is (append-only). Good work is shown and moves nothing; others' words carry their source."""

    OWN = "own"
    GOOD_WORK = "good_work"
    ALLY = "ally"
    OTHERS = "others"


@dataclass(frozen=True)
class Source:
    """Where words of others can be read: who said them, on which day, at which address."""

    by: str
    date: date
    address: str


def check_kind(kind: StatementKind, about: bool, source: Source | None) -> None:
    """Raises Refused: words to another body name it, and words of others have a source."""
    if kind in (StatementKind.ALLY, StatementKind.OTHERS) and not about:
        raise Refused(NEEDS_ABOUT)
    if kind is not StatementKind.OTHERS:
        return
    if source is None or not source.by.strip():
        raise Refused(NEEDS_SOURCE)
    if len(source.address) > MOST_ADDRESS or not _ADDRESS.fullmatch(source.address):
        raise Refused(ODD_ADDRESS)


class StatementStage(StrEnum):
    WAITING = "waiting"
    PUBLIC = "public"
    OLD = "old"
    DROPPED = "dropped"


class StatementMove(StrEnum):
    WRITE = "write"
    CHECK = "check"
    REPLACE = "replace"
    DROP = "drop"
    TAKE_OUT = "take_out"
    PROMISE = "promise"
    MOVE = "move"
    CLAIM = "claim"
    ASK_TO_JOIN = "ask_to_join"
    JOIN = "join"
    STAY_OUT = "stay_out"


# A promise that was made out of a text stays, whatever newer text takes its place.
_OF_A_PROMISE = (
    StatementMove.MOVE, StatementMove.CLAIM, StatementMove.ASK_TO_JOIN, StatementMove.JOIN, StatementMove.STAY_OUT,
)  # fmt: skip
# Taking out a name needs one act of one person: a name that stands there stands there now. No text goes as a whole.
STATEMENT_MOVES: Mapping[tuple[StatementStage | None, StatementMove], StatementStage] = {
    (None, StatementMove.WRITE): StatementStage.WAITING,
    (StatementStage.WAITING, StatementMove.CHECK): StatementStage.PUBLIC,
    (StatementStage.WAITING, StatementMove.DROP): StatementStage.DROPPED,
    (StatementStage.PUBLIC, StatementMove.REPLACE): StatementStage.OLD,
    (StatementStage.PUBLIC, StatementMove.TAKE_OUT): StatementStage.PUBLIC,
    (StatementStage.OLD, StatementMove.TAKE_OUT): StatementStage.OLD,
    (StatementStage.PUBLIC, StatementMove.PROMISE): StatementStage.PUBLIC,
    **{(stage, move): stage for stage in (StatementStage.PUBLIC, StatementStage.OLD) for move in _OF_A_PROMISE},
}


def next_stage(stage: StatementStage | None, move: StatementMove) -> StatementStage:
    """The stage after a move. Refused where the table has no cell."""
    found = STATEMENT_MOVES.get((stage, move))
    if found is None:
        raise Refused(NOT_NOW)
    return found


def check_text(title: str, text: str) -> None:
    """Raises Refused: empty or too long."""
    if not title.strip() or not any(sign.isalnum() for sign in text):
        raise Refused(EMPTY)
    if len(text) > MOST_LETTERS:
        raise Refused(TOO_LONG)


@dataclass(frozen=True)
class Offer:
    """What a body that begins says of itself (rule 40). It promises nothing in anybody's name."""

    gives: str
    cannot: str
    decides: str
    report_by: date | None


def check_offer(offer: Offer, today: date) -> None:
    """Raises Refused where a part is missing or its day is over."""
    if not offer.gives.strip() or not offer.decides.strip() or offer.report_by is None:
        raise Refused(NEEDS_OFFER)
    if offer.report_by < today:
        raise Refused(DAY_IS_OVER)


def check_second(writer: str, checker: str) -> None:
    """Rule 10: a second person checks for names. Both are codes of accounts."""
    if writer == checker:
        raise Refused(SAME_PERSON)


def without(text: str, words: str) -> str:
    """The text with a gap in each place of these words. Refused where they are no name or do not stand there."""
    words = " ".join(words.split())
    if not 2 <= len(words) <= MOST_TAKEN or any(sign.isdigit() for sign in words):
        raise Refused(ONLY_WORDS)
    if words not in text:
        raise Refused(NOT_THERE)
    return text.replace(words, GAP)
