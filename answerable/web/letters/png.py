# SPDX-License-Identifier: AGPL-3.0-or-later
"""The picture of a letter as pixels. Loaded when somebody asks for one: the library takes 4 MB."""

from __future__ import annotations

import io
from functools import cache
from typing import Final

from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont

from answerable.web.letters.picture import ASKER, INK, LINE, LINE_FROM, PAPER, SIDE, SOFT, WIDTH, Line, Picture

FONTS: Final = ("DejaVuSans.ttf", "NotoSans-Regular.ttf", "LiberationSans-Regular.ttf")


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
