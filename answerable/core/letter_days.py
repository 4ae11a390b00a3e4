# SPDX-License-Identifier: AGPL-3.0-or-later
"""The days of a letter: they run for all its numbers alike, and the body cannot reset them."""

from dataclasses import dataclass
from datetime import date

from answerable.core.answer import NEEDS_PROMISE
from answerable.core.body import Body
from answerable.core.clocks import Spans, is_past, last_day, running_days
from answerable.core.letter_state import Letter


@dataclass(frozen=True)
class Figures:
    """How many numbers, and how many of them have an answer."""

    numbers: int
    answered: int


def still(letter: Letter) -> Spans:
    """The spans in which the days stand still: while paused, and while hidden, when nobody could answer."""
    return tuple(sorted((*letter.pauses, *letter.hidings), key=lambda span: span[0]))


def start(letter: Letter, body: Body) -> date | None:
    """The first day: the one on which it became public, or on which a body that had not joined was told of it.

    None while nobody has sent that body its letter: nothing can be waited for from somebody who was not told.
    """
    public = letter.public_date
    if public is None:
        return None
    told = [day for day in (body.listed_letter_date, body.joined_date) if day is not None]
    return max(public, min(told)) if told else None


def asked_of(letter: Letter, named: Body, owed_by: Body) -> Body:
    """Of the body that a letter names and the one that owes its answers today: the one that was told first.

    A merger starts no day anew. Only where the body named ended before it was told do its heir's days count.
    """
    return owed_by if start(letter, named) is None else named


def answer_by(letter: Letter, body: Body) -> date | None:
    """The last day for an answer; None before the days run, and while they stand still."""
    first = start(letter, body)
    return None if first is None else last_day(first, letter.answer_days, still(letter))


def day_count(letter: Letter, body: Body, today: date) -> int | None:
    """Which day it is: the first is day 1. None before the days run."""
    first = start(letter, body)
    return None if first is None else running_days(first, today, still(letter)) + 1


def is_answered(letter: Letter, number: int) -> bool:
    """The body answered it here, or linked a sentence that the group took as its answer."""
    linked = any(each.number == number and each.accepted for each in letter.links)
    return linked or any(each.number == number for each in letter.answers)


def is_late(letter: Letter, number: int, body: Body, today: date) -> bool:
    """No answer, and the last day is over."""
    return not is_answered(letter, number) and is_past(answer_by(letter, body), today)


def promise_by(letter: Letter, number: int) -> date | None:
    """By when a promise or intention is owed after a first yes; None without a yes, or once there is one."""
    yes = [each.answer.date for each in letter.answers if each.number == number and each.answer.value in NEEDS_PROMISE]
    if not yes or any(each.number == number for each in letter.promises):
        return None
    return last_day(min(yes), letter.promise_days, still(letter))


def figures(letter: Letter) -> Figures:
    answered = sum(is_answered(letter, number) for number, _ in enumerate(letter.numbers, 1))
    return Figures(len(letter.numbers), answered)
