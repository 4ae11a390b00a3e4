# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a letter is: its numbers, who holds it, what waits for signatures, what the body said. No text stands here.

A text is known by its commitment (64 hex digits), so that the words can be taken out and the state stays as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from answerable.core.answer import Answer
from answerable.core.clocks import Spans
from answerable.core.move import Role
from answerable.core.promise import Promise
from answerable.core.value import JSON

WAIT_DAYS = 3  # 72 hours
MOST_KEYS = 12
MOST_NUMBERS = 30


class LetterStage(StrEnum):
    DRAFT = "draft"
    PUBLIC = "public"
    HIDDEN = "hidden"
    DROPPED = "dropped"


class LetterMove(StrEnum):
    """Every act on a letter (append-only)."""

    DRAFTED = "drafted"
    REWRITTEN = "rewritten"
    JOINED = "joined"
    PUT_UP = "put_up"
    DROPPED = "dropped"
    MARK = "mark"
    KEYS = "keys"
    PAUSE = "pause"
    RESUME = "resume"
    HIDE = "hide"
    SHOW = "show"
    DATE = "date"
    LINK = "link"
    HELPED = "helped"
    STOP = "stop"
    ANSWER = "answer"
    PROMISE = "promise"
    MOVED = "moved"
    CLAIM = "claim"
    LINKED = "linked"
    TAKEN_OUT = "taken_out"


# What counts only by the signatures of keyholders.
SIGNED = frozenset(
    {
        LetterMove.PUT_UP,
        LetterMove.MARK,
        LetterMove.KEYS,
        LetterMove.PAUSE,
        LetterMove.RESUME,
        LetterMove.HIDE,
        LetterMove.SHOW,
        LetterMove.DATE,
        LetterMove.LINK,
        LetterMove.HELPED,
    }
)


@dataclass(frozen=True)
class LetterFact:
    """One thing that happened. `actor` is a keyholder's public key, a seat's code, or ""."""

    move: LetterMove
    by: Role
    actor: str
    day: date
    value: Mapping[str, JSON]


@dataclass(frozen=True)
class Act:
    """What keyholders sign together. `round` counts the acts about one thing, so that no old one comes again.

    `done`: the day of the last signature that was needed. `waits`: done, and its three days are not over.
    """

    move: LetterMove
    about: str
    round: int
    asked: date
    value: Mapping[str, JSON]
    signed: tuple[tuple[str, str], ...] = ()
    done: date | None = None
    waits: bool = False
    stopped: bool = False

    @property
    def signers(self) -> tuple[str, ...]:
        return tuple(key for key, _ in self.signed)

    @property
    def is_open(self) -> bool:
        """Waits for more signatures."""
        return self.done is None and not self.stopped

    @property
    def stands(self) -> bool:
        """Everybody sees it."""
        return self.done is not None and not self.waits and not self.stopped


@dataclass(frozen=True)
class NumberAnswer:
    """An answer to one number; `text` is the commitment of its words, None without any. `checker`: who looked."""

    number: int
    answer: Answer
    text: str | None
    checker: str


@dataclass(frozen=True)
class NumberPromise:
    """A promise or intention for one number."""

    number: int
    promise: Promise
    text: str | None
    checker: str


@dataclass(frozen=True)
class NumberClaim:
    """The body says that it is done: for the whole number, or one promise of it."""

    number: int
    promise: str | None
    date: date


@dataclass(frozen=True)
class NumberLink:
    """The body says that a sentence of its statement speaks of a number; it counts once the group took it so.

    `sentence` is its place in that version, from 1. `accepted`: None until the group said yes or no.
    """

    code: str
    number: int
    statement: str
    version: int
    sentence: int
    date: date
    accepted: bool | None = None


@dataclass(frozen=True)
class TakenOut:
    """`old` was taken out for names on `date`; `now` is what is left of it, None for nothing."""

    old: str
    now: str | None
    date: date
    by: Role


@dataclass(frozen=True)
class Letter:
    """A public list of numbered asks. `numbers` are commitments, in order; number 1 is the first.

    `joined` are keys that wait to be let in. `answer_days` and `promise_days` are what the body owes, in whole days.
    """

    body: str
    title: str
    group: str
    intro: str | None
    numbers: tuple[str, ...]
    keys: tuple[str, ...]
    threshold: int
    writer: str
    drafted: date
    stage: LetterStage = LetterStage.DRAFT
    public_date: date | None = None
    answer_days: int = 30
    promise_days: int = 30
    joined: tuple[str, ...] = ()
    acts: tuple[Act, ...] = ()
    answers: tuple[NumberAnswer, ...] = ()
    promises: tuple[NumberPromise, ...] = ()
    claims: tuple[NumberClaim, ...] = ()
    links: tuple[NumberLink, ...] = ()
    pauses: Spans = ()
    hidings: Spans = ()
    taken: tuple[TakenOut, ...] = ()

    @property
    def paused(self) -> bool:
        return bool(self.pauses) and self.pauses[-1][1] is None

    @property
    def own_texts(self) -> tuple[str, ...]:
        """Commitments of the group's words, as they stand now."""
        first = (self.title, self.group, *((self.intro,) if self.intro else ()), *self.numbers)
        return tuple(found for each in first if (found := text_now(self, each)) is not None)

    @property
    def body_texts(self) -> tuple[str, ...]:
        """Commitments of the body's words, as they stand now."""
        said = [*(each.text for each in self.answers), *(each.text for each in self.promises)]
        return tuple(found for each in said if each and (found := text_now(self, each)) is not None)


def text_now(letter: Letter, text: str) -> str | None:
    """What stands in the place of a text today: itself, what is left of it, or None when it was taken out whole."""
    found: str | None = text
    for each in letter.taken:
        if each.old == found:
            found = each.now
    return found


def taken_date(letter: Letter, text: str) -> date | None:
    """The last day on which something was taken out of a text for names; None for never."""
    found: str | None = text
    last = None
    for each in letter.taken:
        if each.old == found:
            found, last = each.now, each.date
    return last


def promise_of(letter: Letter, code: str | None) -> NumberPromise | None:
    """The promise of this code, None where there is none."""
    return next((each for each in letter.promises if each.promise.code == code), None)


def with_promise(letter: Letter, new: Promise) -> Letter:
    """The letter with this promise in the place of the one with its code."""
    changed = (replace(each, promise=new) if each.promise.code == new.code else each for each in letter.promises)
    return replace(letter, promises=tuple(changed))


def link_of(letter: Letter, code: str) -> NumberLink | None:
    """The link of this code, None where there is none."""
    return next((each for each in letter.links if each.code == code), None)


def helped_date(letter: Letter, number: int) -> date | None:
    """The day on which the group said of this number “this helped”; None where it did not, or took it back."""
    said = [each for each in letter.acts if each.about == f"helped {number}" and each.stands]
    return said[-1].done if said and said[-1].value["helped"] else None


def last_round(letter: Letter, about: str) -> int:
    """How many acts there were about one thing."""
    return max((each.round for each in letter.acts if each.about == about), default=0)


def act_of(letter: Letter, about: str, number: int) -> Act | None:
    """The act about one thing with this round."""
    return next((each for each in letter.acts if (each.about, each.round) == (about, number)), None)


def mark_of(letter: Letter, number: int) -> Act | None:
    """The mark of a number that everybody sees."""
    standing = [each for each in letter.acts if each.about == about_number(number) and each.stands]
    return standing[-1] if standing else None


def about_number(number: int) -> str:
    """What a mark of this number is about."""
    return f"number {number}"


def needed(letter: Letter, move: LetterMove, value: Mapping[str, JSON]) -> int:
    """How many keyholders must sign. Stopping and hiding are always one person's; showing again is not."""
    if move in (LetterMove.MARK, LetterMove.DATE, LetterMove.LINK, LetterMove.HELPED):
        return letter.threshold
    if move is LetterMove.PUT_UP:
        return max(2, len(letter.keys))
    if move is LetterMove.SHOW:
        return min(2, len(letter.keys))
    return min(letter.threshold, len(staying(letter, value))) if move is LetterMove.KEYS else 1


def staying(letter: Letter, value: Mapping[str, JSON]) -> tuple[str, ...]:
    """The keys of today that a change of keys leaves in."""
    new = value.get("keys")
    return tuple(key for key in letter.keys if isinstance(new, (list, tuple)) and key in new)


def few_stay(letter: Letter, value: Mapping[str, JSON]) -> bool:
    """Whether a change of keys leaves fewer of today's keys in than must sign."""
    return len(staying(letter, value)) < letter.threshold


def is_slow(letter: Letter, move: LetterMove, value: Mapping[str, JSON]) -> bool:
    """Marks wait three days, and so does a change of keys that one alone signs while others hold the letter too, or
    that leaves fewer in than must sign: so that somebody who was forced, or forces, can be stopped."""
    if move is not LetterMove.KEYS:
        return move is LetterMove.MARK
    alone = needed(letter, move, value) == 1 and len(letter.keys) > 1
    return alone or few_stay(letter, value)
