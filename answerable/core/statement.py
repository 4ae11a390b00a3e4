# SPDX-License-Identifier: AGPL-3.0-or-later
"""A public text of a body: written by one of its people, checked for names by another, replaced by newer versions."""

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


# Taking out a name needs one act of one person: a name that stands there stands there now. No text goes as a whole.
STATEMENT_MOVES: Mapping[tuple[StatementStage | None, StatementMove], StatementStage] = {
    (None, StatementMove.WRITE): StatementStage.WAITING,
    (StatementStage.WAITING, StatementMove.CHECK): StatementStage.PUBLIC,
    (StatementStage.WAITING, StatementMove.DROP): StatementStage.DROPPED,
    (StatementStage.PUBLIC, StatementMove.REPLACE): StatementStage.OLD,
    (StatementStage.PUBLIC, StatementMove.TAKE_OUT): StatementStage.PUBLIC,
    (StatementStage.OLD, StatementMove.TAKE_OUT): StatementStage.OLD,
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
