# SPDX-License-Identifier: AGPL-3.0-or-later
"""How an ask stands, in plain words: the first thing its asker reads. Pure but for the language."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from answerable.core import clocks, mark, promise, silence
from answerable.core.answer import TITLES
from answerable.core.ask import Ask, Stage
from answerable.core.body import Body
from answerable.core.clocks import Due
from answerable.web.asker.days import day_number, late_spans, said_done, say_day


def sentence(ask: Ask, body: Body, today: date) -> str:
    """One or two short sentences: what they did, and what is due."""
    if ask.withdrawn:
        return _("You took it back. You can open it again, any day.")
    if ask.stage is Stage.HELD and ask.hold_until is not None:
        return _("It waits here, sealed. It goes out on {day}.").format(day=say_day(ask.hold_until))
    if ask.paused:
        return _("It is paused. Nothing moves until you go on.")
    return _running(ask, clocks.due(ask, body), today)


def _running(ask: Ask, due: Due, today: date) -> str:
    last = mark.standing(ask, None, today)
    if last is not None:
        return f"{_(mark.PREVIEWS[mark.Audience.ASKER][last.value])} {_('You can change that, any day.')}"
    if ask.is_answered:
        return _answered(ask, due, today)
    if ask.acknowledged_date is not None:
        return _acknowledged(ask, due, today)
    return _waiting(due, today)


def _waiting(due: Due, today: date) -> str:
    if due.acknowledge_by is None:
        return _("It was sent. Their days start when they have got their letter about this place.")
    by = say_day(due.acknowledge_by)
    if today > due.acknowledge_by:
        return _("Nobody has said that they read it. That was due by {day}.").format(day=by)
    return _("It was sent. By {day} a person must say they have read it.").format(day=by)


def _acknowledged(ask: Ask, due: Due, today: date) -> str:
    assert ask.acknowledged_date is not None
    read = _("They read it on day {n}.").format(n=day_number(ask, ask.acknowledged_date))
    if due.answer_by is None:
        return read
    if today > due.answer_by:
        return f"{read} {_('They have not answered.')}"
    by = _("By {day}: yes, no, or what they offer.").format(day=say_day(due.answer_by))
    return f"{read} {by}"


def _answered(ask: Ask, due: Due, today: date) -> str:
    kept_by = promised_by(ask)
    broken = kept_by is not None and today > kept_by
    if not broken and (ask.claims or any(each.claimed for each in ask.promises)):
        return _("They say it is done. You decide.")
    given = ask.answers_now[-1]
    said = _("They answered on day {n}: {answer}.").format(n=day_number(ask, given.date), answer=_(TITLES[given.value]))
    return f"{said} {_after_answer(kept_by or due.promise_by, kept_by is not None, today)}"


def _after_answer(by: date | None, promised: bool, today: date) -> str:
    if by is None:
        return _("Answered; nobody has to come back.")
    if promised and today > by:
        return _("A promise was to be kept by {day}. Nobody has said that it is done.").format(day=say_day(by))
    if promised:
        return _("What they promised is to be done by {day}.").format(day=say_day(by))
    if today > by:
        return _("By {day} they had to promise something that can be checked. They have not.").format(day=say_day(by))
    return _("By {day} they must promise something that can be checked.").format(day=say_day(by))


def promised_by(ask: Ask) -> date | None:
    """The first last day of what was promised and not yet said to be done."""
    still = clocks.standing_still(ask)
    live = (each for each in ask.promises if each.reached in promise.WAITING and each.completed_by is None)
    waiting = (each for each in live if said_done(ask, each) is None)
    return min((day for each in waiting if (day := promise.promise_day(each, still))), default=None)


def next_due(ask: Ask, due: Due) -> date | None:
    """The day of what is owed first."""
    if ask.is_answered:
        return promised_by(ask) or due.promise_by
    return due.acknowledge_by if ask.acknowledged_date is None else due.answer_by


def tag(ask: Ask, body: Body, today: date) -> tuple[str, bool]:
    """A word or two about the days, and whether they are late; "" where nothing is owed."""
    if ask.withdrawn or ask.paused or ask.stage in (Stage.HELD, Stage.MARKED):
        return "", False
    day = next_due(ask, clocks.due(ask, body))
    if day is None:
        return "", False
    left = (day - today).days
    if left < 0:
        return ngettext("{n} day late", "{n} days late", -left).format(n=-left), True
    if left == 0:
        return _("last day"), False
    return ngettext("{n} day left", "{n} days left", left).format(n=left), False


def next_lines(ask: Ask, body: Body, today: date) -> list[str]:
    """What happens by itself, and what already did."""
    if ask.withdrawn or ask.stage in (Stage.HELD, Stage.MARKED):
        return []
    signals = silence.view_for_second_line(ask, body, today)
    told = any(each.what is not silence.SignalName.BREACH_UNANSWERED for each in signals)
    late = late_spans(ask, body, today)
    if told and late:
        day = day_number(ask, min(first for first, _last in late))
        return [_("The backup was told on day {n} that an ask waits. Not what. Not who.").format(n=day)]
    if told:
        return [_("No reader is left, so the backup was told that an ask waits. Not what. Not who.")]
    if ask.is_answered:
        return []
    return [_("If not, the backup is told that an ask is waiting. Not what. Not who.")]


def silence_line(ask: Ask, body: Body, today: date) -> str:
    """What stands at the end of the empty line where an answer should be."""
    if ask.stage is Stage.HELD:
        return _("not sent yet")
    what = _("no answer") if ask.acknowledged_date else _("nobody said they read it")
    return _("{what} · day {n}").format(what=what, n=day_number(ask, today))
