# SPDX-License-Identifier: AGPL-3.0-or-later
"""Clocks: whole days in the body's time zone, started by the asker and never reset by the body."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from answerable.core import bank
from answerable.core.errors import Refused
from answerable.core.words import N_

if TYPE_CHECKING:
    from answerable.core.body import Body
    from answerable.core.state import Ask

NOT_BETTER = N_("A pledge can make a clock shorter, never longer.")
URGENT_DAYS = 3  # 72 hours are three whole days

Spans = tuple[tuple[date, date | None], ...]


@dataclass(frozen=True)
class Clocks:
    """Days for each duty. These are the most that any body may take."""

    acknowledge: int = 7
    answer: int = 30
    word: int = 30
    promise: int = 30


@dataclass(frozen=True)
class Due:
    """The last day for each duty, given or not; None where no clock runs or where it stands still."""

    acknowledge_by: date | None
    answer_by: date | None
    word_by: date | None
    promise_by: date | None


def pledge(base: Clocks, **better: int) -> Clocks:
    """Clocks with shorter days. Raises Refused for a longer, unknown or empty one."""
    known = asdict(base)
    for name, days in better.items():
        if name not in known or isinstance(days, bool) or not 1 <= days <= known[name]:
            raise Refused(NOT_BETTER)
    return replace(base, **better)


def better_of(one: Clocks, other: Clocks) -> Clocks:
    """The shorter of each clock: a move to another body never lengthens one."""
    mine, theirs = asdict(one), asdict(other)
    return Clocks(**{name: min(mine[name], theirs[name]) for name in mine})


def clocks_for(kind: str, pledged: Clocks) -> Clocks:
    """The clocks of one kind: an urgent kind has three days to acknowledge and three to answer."""
    if not bank.is_urgent(kind):
        return pledged
    return replace(pledged, acknowledge=min(URGENT_DAYS, pledged.acknowledge), answer=min(URGENT_DAYS, pledged.answer))


def start_of(ask: Ask, body: Body) -> date | None:
    """The day the clocks started: lodging, or for a body that had not joined the day its letter was sent."""
    if ask.clock_from is not None or ask.lodged_date is None:
        return ask.clock_from
    told = [day for day in (body.listed_letter_date, body.joined_date) if day is not None]
    return max(ask.lodged_date, min(told)) if told else None


def clocks_of(ask: Ask, body: Body) -> Clocks:
    """What this body owes this ask, in days."""
    pledged = body.clocks if ask.clocks is None else better_of(ask.clocks, body.clocks)
    return clocks_for(ask.kind, pledged)


def answer_start(ask: Ask, body: Body) -> date | None:
    """The day from which an answer is waited for: later than lodging only by an act of the asker."""
    start = start_of(ask, body)
    return None if start is None else from_day(start, ask.answer_from)


def from_day(start: date, later: date | None) -> date:
    """The later of the two; an asker can put a start off, and never before it was."""
    return max(start, later or start)


def standing_still(ask: Ask) -> Spans:
    """The spans in which the answer, word and promise clocks stand: pauses (unless kept on) and withdrawals."""
    pauses = ask.safety_pauses if bank.is_urgent(ask.kind) else ask.pauses
    return tuple(sorted((*pauses, *ask.withdrawals), key=lambda span: span[0]))


def last_day(start: date, days: int, spans: Spans = ()) -> date | None:
    """`start` + `days`, put off by each span that began before it passed; None while a span stands open."""
    due = start + timedelta(days=days)
    reached = start
    for first, end in spans:
        begin = max(first, reached)
        if begin > due:
            break
        if end is None:
            return None
        reached = max(begin, end)
        due += reached - begin
    return due


def running_days(start: date, today: date, spans: Spans = ()) -> int:
    """Whole days from `start` to `today` in which the clock ran."""
    stood = 0
    reached = start
    for first, end in spans:
        begin = max(first, reached)
        reached = max(begin, min(end or today, today))
        stood += (reached - begin).days
    return max(0, (today - start).days - stood)


def due(ask: Ask, body: Body) -> Due:
    """All four last days. Pauses put off all but acknowledging; while a pause stands, those have no day (None)."""
    start, days = start_of(ask, body), clocks_of(ask, body)
    if start is None:
        return Due(None, None, None, None)
    waiting, still = from_day(start, ask.answer_from), standing_still(ask)
    return Due(
        acknowledge_by=last_day(from_day(start, ask.acknowledge_from), days.acknowledge, ask.withdrawals),
        answer_by=last_day(waiting, days.answer, still),
        word_by=_word_by(ask, waiting, days, still),
        promise_by=_promise_by(ask, days, still),
    )


def _word_by(ask: Ask, waiting: date, days: Clocks, still: Spans) -> date | None:
    if ask.is_answered:
        return None
    heard = (day for day in (ask.acknowledged_date, *ask.word_dates) if day is not None)
    return last_day(max((waiting, *heard)), days.word, still)


def _promise_by(ask: Ask, days: Clocks, still: Spans) -> date | None:
    """Counted from the first yes of this round: saying yes again starts nothing anew."""
    yes = ask.first_yes
    if yes is None or has_promise(ask):
        return None
    return last_day(yes, days.promise, still)


def has_promise(ask: Ask) -> bool:
    """Whether a promise or intention stands beside the yes; one made before this round does not count."""
    return len(ask.promises) > ask.promises_before


def is_past(day: date | None, today: date) -> bool:
    """Overdue only when the whole last day is over."""
    return day is not None and today > day


def overdue(ask: Ask, body: Body, today: date) -> tuple[str, ...]:
    """Which duties are late today, of acknowledge, answer, word and promise. Withdrawn and erased owe nothing."""
    if ask.withdrawn or ask.erased:
        return ()
    last = due(ask, body)
    late = {
        "acknowledge": ask.acknowledged_date is None and is_past(last.acknowledge_by, today),
        "answer": not ask.is_answered and is_past(last.answer_by, today),
        "word": is_past(last.word_by, today),
        "promise": is_past(last.promise_by, today),
    }
    return tuple(name for name, is_late in late.items() if is_late)
