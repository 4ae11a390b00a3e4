# SPDX-License-Identifier: AGPL-3.0-or-later
"""When what was written goes by itself, said to its asker: the day for readers, her own, and what went. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from answerable.core import retention
from answerable.core.ask import Ask, offered
from answerable.core.body import Body
from answerable.core.move import Move, Role
from answerable.core.retention import Words
from answerable.web.asker.days import say_day

Part = dict[str, Any]
Written = Sequence[tuple[Words, date | None]]
"""Each message, and the day on which it went."""


def part(written: Written, ask: Ask, body: Body, today: date) -> Part:
    """Empty lines where nothing was ever written."""
    keep = ask.terms[-1].keep_words
    there = [words for words, gone in written if gone is None]
    return {
        "lines": [*_there(there, ask, body, today), *_went([gone for _words, gone in written if gone is not None])],
        "kept": keep,
        "can": bool(there) and Move.CHANGE in offered(ask, Role.ASKER),
    }


def leaves_by(there: Sequence[Words], ask: Ask, body: Body, today: date) -> date | None:
    """The day by which no reader is given any of it; None while something is owed, or nothing is with them."""
    ended = retention.ended_date(ask, body, today)
    days = [retention.leaves_date(each, ended) for each in there if each.left is None]
    return max((day for day in days if day is not None), default=None)


def _there(there: Sequence[Words], ask: Ask, body: Body, today: date) -> list[str]:
    if not there:
        return []
    keep = ask.terms[-1].keep_words
    lines = [] if all(each.left for each in there) else [_readers(leaves_by(there, ask, body, today), keep=keep)]
    left = [each for each in there if each.left is not None]
    return [*lines, *([_waits(left, keep=keep)] if left else [])]


def _readers(day: date | None, *, keep: bool) -> str:
    if day is None:
        return _(
            "What was written stays while something is owed. 90 days after it was read or this ended, whichever is "
            "later, it leaves the readers and the backup by itself, and with them goes from here, unless you keep it."
        )
    leaves = _("On {day} what was written leaves the readers and the backup.").format(day=say_day(day))
    own = _("You keep it: it stays here, for you alone.") if keep else _("It goes from here, too, unless you keep it.")
    unseen = _("What you have not seen waits for you.")
    return f"{leaves} {own}" if keep else f"{leaves} {own} {unseen}"


def _waits(left: Sequence[Words], *, keep: bool) -> str:
    gone = _("What was written left the readers on {day}.").format(
        day=say_day(max(each.left or date.min for each in left))
    )
    if keep:
        return f"{gone} {_('You keep it: it stays here, for you alone.')}"
    days = [day for each in left if (day := retention.goes_date(each, keep=False)) is not None]
    until = _("It waits here for you until {day}.").format(day=say_day(max(days)))
    return f"{gone} {until}"


def _went(days: Sequence[date]) -> list[str]:
    """The deletion report of what went by itself: two days, and what cannot be deleted."""
    if not days:
        return []
    report = retention.deletion_report(max(days))
    went = ngettext(
        "{n} message went from this server on {here}, and from the last backup of its keys by {backups}.",
        "{n} messages went from this server by {here}, and from the last backup of its keys by {backups}.",
        len(days),
    )
    told = went.format(n=len(days), here=say_day(report.gone_here), backups=say_day(report.gone_from_backups))
    stays = _("What stays: what you asked for, what they answered and promised, on which days, and the record.")
    return [told, f"{stays} {_(retention.BEYOND_REACH)}"]
