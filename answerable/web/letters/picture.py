# SPDX-License-Identifier: AGPL-3.0-or-later
"""A picture of a letter to be shared: one line a number, empty where nothing was answered. It holds no typed word.

A shared picture lives on when a name was taken out of a text, so none of the group's words stands in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from answerable.core.letter_days import day_count, is_answered
from answerable.core.letter_state import mark_of
from answerable.core.mark import MarkValue
from answerable.core.words import N_
from answerable.web.jinja import say_day
from answerable.web.letters import present
from answerable.web.letters.shelf import Opened

WIDTH: Final = 1200
SIDE: Final = 72
TOP: Final = 250
STEP: Final = 62
FOOT: Final = 96
LINE_FROM: Final = 160
# The light colours of web/style/tokens.css: a picture cannot follow the reader's.
PAPER, INK, SOFT, LINE, ASKER, BODY, LATE, KEPT = (
    "#faf6ef", "#221d26", "#5d5566", "#8d8494", "#6b2d5c", "#1f5a5c", "#9a3b12", "#2f6b3a",
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One number: `says` stands at the end of its line; `is_filled` where something was answered."""

    number: int
    y: int
    says: str
    is_filled: bool
    colour: str


@dataclass(frozen=True)
class Picture:
    """What both forms draw. `alt` says the same in words."""

    height: int
    sums: str
    to: str
    day: str
    alt: str
    lines: tuple[Line, ...]


def picture(opened: Opened) -> Picture:
    """Ten asks, three answered, on the day of `opened`."""
    core = opened.held.letter
    lines = tuple(_line(opened, number) for number in range(1, len(core.numbers) + 1))
    sums, to, day = present.sums(core), _("To {body}").format(body=opened.held.named.name), say_day(opened.today)
    said = "; ".join(f"{each.number}: {each.says}" for each in lines)
    alt = f"{to}. {sums}. {day}. {said}."
    return Picture(TOP + STEP * len(lines) + FOOT, sums, to, day, alt, lines)


def _line(opened: Opened, number: int) -> Line:
    core = opened.held.letter
    y, mark = TOP + STEP * number, mark_of(core, number)
    if mark is not None:
        value = MarkValue(str(mark.value["value"]))
        return Line(number, y, _(MARKS[value]), True, KEPT if value is MarkValue.MET else BODY)
    if is_answered(core, number):
        return Line(number, y, _("answered"), True, BODY)
    count = day_count(core, opened.held.asked, opened.today)
    says = _("no answer · day {n}").format(n=count) if count else _("no answer · no days counted yet")
    return Line(number, y, says, False, LATE)


MARKS: Final = {
    MarkValue.MET: N_("met, says the group"),
    MarkValue.PARTLY_MET: N_("partly met, says the group"),
    MarkValue.NOT_MET: N_("not met, says the group"),
    MarkValue.NO_LONGER_ASKED: N_("no longer asked"),
}
