# SPDX-License-Identifier: AGPL-3.0-or-later
"""A picture of a letter to be shared: one line a number, empty where nothing was answered. It holds no typed word.

A shared picture lives on when a name was taken out of a text, so none of the group's words stands in it.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from typing import Final

from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont

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
FONTS: Final = ("DejaVuSans.ttf", "NotoSans-Regular.ttf", "LiberationSans-Regular.ttf")


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


def png(found: Picture) -> bytes:
    """The picture as PNG, without any metadata."""
    image = Image.new("RGB", (WIDTH, found.height), PAPER)
    draw = ImageDraw.Draw(image)
    draw.text((SIDE, 62), _cut(draw, found.to, 34), font=_font(34), fill=SOFT)
    draw.text((SIDE, 116), found.sums, font=_font(60), fill=INK)
    draw.text((SIDE, 206), found.day, font=_font(26), fill=SOFT)
    for each in found.lines:
        _draw_line(draw, each)
    draw.text(
        (SIDE, found.height - 60), _("This counts answers. It says nothing about guilt."), font=_font(24), fill=SOFT
    )
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _draw_line(draw: ImageDraw.ImageDraw, each: Line) -> None:
    draw.text((SIDE, each.y), str(each.number), font=_font(34), fill=ASKER, anchor="ls")
    draw.text((WIDTH - SIDE, each.y - 10), each.says, font=_font(26), fill=each.colour, anchor="rs")
    if each.is_filled:
        end = WIDTH - SIDE - int(draw.textlength(each.says, font=_font(26))) - 24
        draw.rounded_rectangle((LINE_FROM, each.y - 26, end, each.y - 10), radius=8, fill=each.colour)
    draw.line((LINE_FROM, each.y + 4, WIDTH - SIDE, each.y + 4), fill=LINE, width=2)


def _cut(draw: ImageDraw.ImageDraw, text: str, size: int) -> str:
    """A name that is too long for the line loses its end."""
    while draw.textlength(text, font=_font(size)) > WIDTH - 2 * SIDE and len(text) > 1:
        text = text[:-2] + "…"
    return text


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """A font of this machine that has most scripts, else the one that comes with the library."""
    for name in FONTS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default(size)
