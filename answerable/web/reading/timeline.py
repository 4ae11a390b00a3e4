# SPDX-License-Identifier: AGPL-3.0-or-later
"""Promises on a line of days: from the day each was made to its last day, and on to today where it is past due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

from answerable.core import promise
from answerable.storage.promised import PublicPromise
from answerable.web.asker.days import say_day

MOST: Final = 24
WIDTH: Final = 640
EDGE: Final = 14
STEP: Final = 26
TOP: Final = 30
LEAST_DAYS: Final = 30


def draw(order: Sequence[PublicPromise], today: date) -> dict[str, Any] | None:
    """What the template draws, in the units of its viewBox; None where no promise has a day.

    {height, today, months: [{x, says}], rows: [{y, x, to, over, moved, state, href, says}]}
    """
    dated = [each for each in order if promise.date_now(each.made) is not None][:MOST]
    if not dated:
        return None
    first = min(today, *(each.made.made for each in dated))
    last = max(today, first + timedelta(days=LEAST_DAYS), *(_end(each, today) for each in dated))
    scale = (WIDTH - 2 * EDGE) / (last - first).days

    def at(day: date) -> float:
        return round(EDGE + (day - first).days * scale, 1)

    rows = [_row(each, today, at, TOP + STEP * place) for place, each in enumerate(dated, 1)]
    height = TOP + STEP * (len(dated) + 1)
    says = _("Promises on a line of days, from {first} to {last}.").format(first=say_day(first), last=say_day(last))
    return {
        "width": WIDTH, "height": height, "today": at(today), "bottom": height - STEP // 2, "rows": rows, "says": says,
        "months": _months(first, last, at), "is_right": at(today) > WIDTH - 60,
    }  # fmt: skip


def _end(each: PublicPromise, today: date) -> date:
    return max((each.last or today), *(one.to for one in each.made.dates), each.made.by or today)


def _row(each: PublicPromise, today: date, at: Any, y: int) -> dict[str, Any]:
    due = each.last or promise.date_now(each.made) or today
    stood = [one for one in (each.made.by, *(one.to for one in each.made.dates)) if one and one != due]
    late = each.is_late(today)
    state = "late" if late else "done" if each.made.claimed else "open"
    return {
        "y": y, "x": at(each.made.made), "to": at(due), "over": at(today) if late else None,
        "moved": [at(one) for one in stood], "state": state, "href": f"#{each.made.code}",
        "says": _say(each, due, late),
    }  # fmt: skip


def _say(each: PublicPromise, due: date, late: bool) -> str:
    days = {"made": say_day(each.made.made), "due": say_day(due)}
    if late:
        return _("made {made}, promised for {due}, past due").format(**days)
    if each.made.claimed is not None:
        return _("made {made}, promised for {due}, said to be done").format(**days)
    return _("made {made}, promised for {due}").format(**days)


def _months(first: date, last: date, at: Any) -> list[dict[str, Any]]:
    """Ticks at the first of months, at most eight of them."""
    found, day = [], first.replace(day=1)
    while day <= last:
        if day >= first:
            found.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    step = max(1, -(-len(found) // 8))
    return [{"x": at(each), "says": f"{each:%Y-%m}"} for each in found[::step]]
