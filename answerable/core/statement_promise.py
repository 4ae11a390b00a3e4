# SPDX-License-Identifier: AGPL-3.0-or-later
"""A promise that a body makes out of a sentence of its statement: whole, or none.

Nobody asked for it, so nobody can mark it and nobody could agree to a second new day: it is moved once at most.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from answerable.core import answer, promise
from answerable.core.errors import Refused
from answerable.core.move import Move, Role
from answerable.core.promise import Promise, PromiseStage
from answerable.core.value import JSON
from answerable.core.words import N_

NOT_WHOLE = N_("To make a promise of it, say who does it, by when, and how it will be seen.")
NOT_A_ROLE = N_("Please choose from the list which role does it.")
LISTED_ONLY = N_("Please choose from the list. What is done stands in the sentence itself.")
MOVED_ONCE = N_("Its day was moved once already. Nobody asked for this promise, so nobody could agree to another day.")
HAS_ENDED = N_("It was said to be done. Its day stays as it is.")
PROMISED_ALREADY = N_("This sentence was made a promise already.")
ONLY_ITSELF = N_("An organisation cannot ask itself to join.")
ASKED_ALREADY = N_("This organisation was asked already.")
NOT_ASKED = N_("Nobody asked you to join this promise, or you have answered.")
SLOTS = ("who", "by", "how_seen", "with_what", "if_not")


@dataclass(frozen=True)
class Partner:
    """A body that was asked to make the promise too. `joined`: None until it answered itself."""

    body: str
    asked: date
    joined: bool | None = None
    answered: date | None = None


@dataclass(frozen=True)
class StatementPromise:
    """`sentence` is its place in that version, from 1. Only partners who said yes themselves promise with it."""

    made: Promise
    body: str
    statement: str
    version: int
    sentence: int
    partners: tuple[Partner, ...] = ()


def check(given: Mapping[str, JSON], code: str, day: date, author: str) -> Promise:
    """The promise that these slots make. Raises Refused where one is missing or not from its list."""
    if any(given.get(name) == promise.IN_WORDS for name in SLOTS):
        raise Refused(LISTED_ONLY)
    slots = {name: given.get(name) for name in SLOTS}
    made = promise.parse({"code": code, "what": promise.IN_WORDS, "re": None, "completes": None, **slots}, day, author)
    if promise.missing(made):
        raise Refused(NOT_WHOLE)
    if made.who not in answer.POWERS:
        raise Refused(NOT_A_ROLE)
    return made


def move(made: Promise, to: date, day: date) -> Promise:
    """The same with a new day; the old one stays in its list. Raises Refused: once, and before the day is over."""
    if made.reached not in promise.WAITING:
        raise Refused(HAS_ENDED)
    if made.dates:
        raise Refused(MOVED_ONCE)
    return promise.move_date(made, to, day)


def claim(made: Promise, day: date) -> Promise:
    """The body says that it is done."""
    promise.next_stage(made, Move.CLAIM, Role.HANDLER)
    return said_done(made, day)


def said_done(made: Promise, day: date) -> Promise:
    """The same without the checks, for replaying."""
    return replace(made, stage=PromiseStage.SAID_DONE, reached=PromiseStage.SAID_DONE, claimed=day)


def ask(found: StatementPromise, body: str) -> None:
    """Raises Refused unless this body can be asked to make it too."""
    if body == found.body:
        raise Refused(ONLY_ITSELF)
    if any(each.body == body for each in found.partners):
        raise Refused(ASKED_ALREADY)


def answer_of(found: StatementPromise, body: str) -> Partner:
    """The partner that this body may still answer for. Raises Refused."""
    for each in found.partners:
        if each.body == body and each.joined is None:
            return each
    raise Refused(NOT_ASKED)
