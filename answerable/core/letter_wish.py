# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody wants to do with a letter, and the parts of it that are read everywhere."""

import re
from dataclasses import dataclass
from datetime import date

from answerable.core import value as read
from answerable.core.body import Body
from answerable.core.errors import Refused
from answerable.core.letter_state import Letter, LetterMove
from answerable.core.move import Role
from answerable.core.value import JSON, Value
from answerable.core.words import N_

NO_SUCH_NUMBER = N_("The letter has no such number.")
COMMITMENT = re.compile(r"[0-9a-f]{64}")
KEY = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True)
class LetterWish:
    """What somebody wants to do; `letter` is None only for a first draft."""

    letter: Letter | None
    move: LetterMove
    value: Value
    by: Role
    actor: str
    at: date
    body: Body


def letter_of(wish: LetterWish) -> Letter:
    """The letter that stands; a wish for a draft has none."""
    if wish.letter is None:
        raise ValueError("only a draft comes from nothing")
    return wish.letter


def parse_text(found: JSON) -> str:
    """The commitment of a text."""
    if not isinstance(found, str) or not COMMITMENT.fullmatch(found):
        raise Refused(read.UNKNOWN)
    return found


def parse_optional_text(found: JSON) -> str | None:
    """The same, or nothing."""
    return None if found is None else parse_text(found)


def parse_key(found: JSON) -> str:
    """A public key in base64url."""
    if not isinstance(found, str) or not KEY.fullmatch(found):
        raise Refused(read.UNKNOWN)
    return found


def parse_number(wish: LetterWish, found: JSON) -> int:
    """One of the letter's numbers, from 1."""
    number = read.parse_whole(found)
    if not 1 <= number <= len(letter_of(wish).numbers):
        raise Refused(NO_SUCH_NUMBER)
    return number
