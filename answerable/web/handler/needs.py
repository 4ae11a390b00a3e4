# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an ask needs from its readers now, and how late that is. Pure: no storage, no request."""

from dataclasses import dataclass
from datetime import date

from answerable.core import clocks, promise, silence
from answerable.core.ask import Ask
from answerable.core.body import Body


@dataclass(frozen=True)
class Need:
    """`what` is acknowledge, answer, word, promise, done, complete or ""; `late` whole days past `due`."""

    what: str
    due: date | None = None
    late: int = 0


_OWED = promise.WAITING
NOTHING = Need("")


def need(ask: Ask, body: Body, today: date) -> Need:
    """The first thing owed. A body's own claim owes nothing more: only the asker can say what it was worth."""
    if not silence.is_waiting(ask, today):
        return NOTHING
    found = [each for each in (_duty(ask, body, today), *_promises(ask, today)) if each is not None]
    return min(found, key=_urgency, default=NOTHING)


def days(ask: Ask, body: Body, today: date) -> list[Need]:
    """All that is due on a day, the next first: what the calendar of those who read shows."""
    if not silence.is_waiting(ask, today):
        return []
    due, owed = clocks.due(ask, body), not ask.is_answered
    named = (
        ("acknowledge", due.acknowledge_by if owed and ask.acknowledged_date is None else None),
        ("answer", due.answer_by if owed else None),
        ("word", due.word_by if owed and ask.acknowledged_date is not None else None),
        ("promise", due.promise_by),
    )
    found = [_need(what, day, today) for what, day in named if day is not None]
    found += [each for each in _promises(ask, today) if each.due is not None]
    return sorted(found, key=lambda each: (each.due or date.max, each.what))


def _urgency(found: Need) -> tuple[int, date]:
    return -found.late, found.due or date.max


def _duty(ask: Ask, body: Body, today: date) -> Need | None:
    due = clocks.due(ask, body)
    if ask.acknowledged_date is None and not ask.is_answered:
        return _need("acknowledge", due.acknowledge_by, today)
    if ask.paused and due.answer_by is None and due.promise_by is None:
        return None
    if not ask.is_answered:
        owed = (_need("answer", due.answer_by, today), _need("word", due.word_by, today))
        return owed[1] if owed[1].late and not owed[0].late else owed[0]
    return _need("promise", due.promise_by, today) if due.promise_by is not None else None


def _promises(ask: Ask, today: date) -> list[Need]:
    still = clocks.standing_still(ask)
    waiting = [each for each in ask.promises if each.completed_by is None and each.reached in _OWED]
    days = [promise.promise_day(each, still) for each in waiting if not promise.is_intention(each)]
    found = [_need("done", day, today) for day in days if day is not None]
    return [*found, *(Need("complete") for each in waiting if promise.is_intention(each))]


def _need(what: str, due: date | None, today: date) -> Need:
    late = (today - due).days if due is not None and today > due else 0
    return Need(what, due, late)
