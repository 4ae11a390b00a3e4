# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the forms of a body's people say about one number of a letter."""

from collections.abc import Mapping
from typing import Any, Final

from answerable.core import answer, promise
from answerable.core.errors import Refused
from answerable.core.letter_text import SAID
from answerable.core.words import N_
from answerable.reading.pressing import asking_sentence
from answerable.web.given import Given

ASKS_FOR_A_MARK = N_(
    "This asks for a mark. Nobody may: those who ask decide if they say anything, and when. Say what was done, and "
    "leave it there."
)

# A letter's number is in the group's own words, so no kind of the ask bank stands in a promise for it.
WHATS: Final = {key: promise.WHATS[key] for key in (promise.AS_ASKED, promise.IN_WORDS)}
VALUES: Final = {str(each): title for each, title in answer.TITLES.items()}
LISTS: Final[Mapping[str, Mapping[str, str]]] = {
    "who": answer.POWERS,
    "what": WHATS,
    "how_seen": promise.HOW_SEEN,
    "with_what": promise.WITH_WHAT,
    "if_not": promise.IF_NOT,
}


def answered(given: Given) -> tuple[dict[str, Any], str]:
    """(the answer, its words)"""
    found = {
        "value": given.one_of("value", VALUES),
        "power": given.one_of("power", answer.POWERS),
        "reasons": given.several("reasons", answer.REASONS),
    }
    return found, text(given)


def promised(given: Given) -> tuple[dict[str, Any], str]:
    """(the promise or intention, its words)"""
    day = given.day("by")
    found: dict[str, Any] = {name: given.one_of(name, listed, needed=False) for name, listed in LISTS.items()}
    return {
        **found,
        "by": day.isoformat() if day else None,
        "re": None,
        "completes": given.line("completes", needed=False) or None,
    }, text(given)


def moved(given: Given) -> tuple[str, str]:
    """(the promise, the new day)"""
    day = given.day("to")
    return given.line("promise"), day.isoformat() if day else ""


def text(given: Given) -> str:
    """What was typed, with its lines, unless it asks for a mark; how long it may be is for the action to say."""
    found = str(given.posted.get("text", ""))[: SAID * 4]
    if asking_sentence(found):
        raise Refused(ASKS_FOR_A_MARK)
    return found
