# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days as the asker's page says and draws them: one dot is a day. Pure but for the language."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from answerable.core import clocks, promise
from answerable.core.ask import Ask
from answerable.core.body import Body

LONGEST = 366


def say_day(day: date) -> str:
    """As the page's language writes a day, year included."""
    return _say_day(day, get_language())


@lru_cache(maxsize=512)
def _say_day(day: date, language: str | None) -> str:
    del language  # as it is active now
    return date_format(day, "j F Y")


def day_number(ask: Ask, on: date) -> int:
    """Day 1 is the day of sending; 0 while it is held."""
    return 0 if ask.lodged_date is None else (on - ask.lodged_date).days + 1


def when(ask: Ask, on: date) -> str:
    """“Day 5, 4 March 2031”; only the day while nothing was sent."""
    number = day_number(ask, on)
    return _("Day {n}, {day}").format(n=number, day=say_day(on)) if number > 0 else say_day(on)


def acts(ask: Ask) -> frozenset[date]:
    """The days on which the body did something for this ask."""
    given = [each.date for each in ask.answers] + [each.made for each in ask.promises]
    moved = [each.day for made in ask.promises for each in made.dates]
    done = [*ask.claims, *(each.claimed for each in ask.promises if each.claimed is not None)]
    told = [*ask.word_dates, *done, *given, *moved]
    return frozenset(told if ask.first_acknowledged is None else [*told, ask.first_acknowledged])


def late_span(due: date | None, done: date | None, today: date) -> tuple[date, date] | None:
    """First and last late day of one duty, or None."""
    if due is None:
        return None
    last = today if done is None else done
    return (due + timedelta(days=1), last) if last > due else None


def late_spans(ask: Ask, body: Body, today: date) -> list[tuple[date, date]]:
    """The days on which acknowledging or answering was late."""
    due = clocks.due(ask, body)
    answered = ask.answers_now[0].date if ask.answers_now else None
    heard = ask.acknowledged_date or answered
    found = (late_span(due.acknowledge_by, heard, today), late_span(due.answer_by, answered, today))
    return [span for span in found if span is not None]


def said_done(ask: Ask, made: promise.Promise) -> date | None:
    """The day on which the body said that this is done, or that all it was asked is."""
    return made.claimed or min((day for day in ask.claims if day >= made.made), default=None)


def broken_spans(ask: Ask, today: date) -> list[tuple[date, date]]:
    """The days on which something that was promised was past its day and nobody said that it is done."""
    still = clocks.standing_still(ask)
    past = [made for made in ask.promises if promise.is_past_due(made, today, still) or made.claimed is not None]
    found = (late_span(promise.promise_day(made, still), said_done(ask, made), today) for made in past)
    return [span for span in found if span is not None]


def dots(ask: Ask, body: Body, today: date) -> list[str]:
    """One word or more for each day since sending, the newest last: act, late, still."""
    return list(_dots(ask, body, today))[-LONGEST:]


def _dots(ask: Ask, body: Body, today: date) -> Iterator[str]:
    if ask.lodged_date is None:
        return
    acted, still = acts(ask), clocks.standing_still(ask)
    late = [*late_spans(ask, body, today), *broken_spans(ask, today)]
    for step in range((today - ask.lodged_date).days + 1):
        day = ask.lodged_date + timedelta(days=step)
        marks = {
            "act": day in acted,
            "late": any(first <= day <= last for first, last in late),
            "still": any(begin <= day and (end is None or day < end) for begin, end in still),
        }
        yield " ".join(name for name, found in marks.items() if found)


def dots_sentence(ask: Ask, body: Body, today: date) -> str:
    """What the row of dots says, for whoever does not see it."""
    drawn = dots(ask, body, today)
    acted, late = sum("act" in each for each in drawn), sum("late" in each for each in drawn)
    parts = [ngettext("Sent {n} day ago.", "Sent {n} days ago.", len(drawn) - 1).format(n=len(drawn) - 1)]
    if len(drawn) == 1:
        parts = [_("Sent today.")]
    if acted:
        parts.append(
            ngettext("They did something on {n} day.", "They did something on {n} days.", acted).format(n=acted)
        )
    if late:
        parts.append(ngettext("{n} day was late.", "{n} days were late.", late).format(n=late))
    return " ".join(parts)
