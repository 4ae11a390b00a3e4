# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lines over one axis, each in a field of its own with its own scale from nought: what is flat looks flat."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

WIDTH: Final = 760
FIELD: Final = 110
LEFT: Final = 90
RIGHT: Final = 30
TOP: Final = 40
STYLE: Final = "text{font:12px sans-serif;fill:#222}.axis{stroke:#888}.seen{stroke:#3b6ea5;stroke-width:2;fill:none}"


def draw(
    title: str, along: str, places: Sequence[float], told: Mapping[str, Sequence[float]], *, is_log: bool = False
) -> str:
    """SVG of each of `told` over `places`, which stand on a logarithmic axis where `is_log`."""
    height = TOP + FIELD * len(told) + 24
    at = [math.log10(one) for one in places] if is_log else list(places)
    across = [LEFT + (one - at[0]) / ((at[-1] - at[0]) or 1) * (WIDTH - LEFT - RIGHT) for one in at]
    what = "; ".join(f"{name} from {said[0]:,.4g} to {said[-1]:,.4g}" for name, said in told.items())
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-labelledby="title what"><title id="title">{escape(title)}</title><desc id="what">{escape(what)}</desc>'
        f'<style>{STYLE}</style><rect width="{WIDTH}" height="{height}" fill="#fff"/>'
        f'<text x="{LEFT}" y="20">{escape(title)}</text>'
    )
    fields = (_field(TOP + FIELD * line, across, name, said) for line, (name, said) in enumerate(told.items()))
    ends = (
        f'<text x="{x:.0f}" y="{height - 6}" text-anchor="middle">{place:,.0f}</text>'
        for x, place in ((across[0], places[0]), (across[-1], places[-1]))
    )
    middle = f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{height - 6}" text-anchor="middle">{escape(along)}</text>'
    return f"{head}{''.join(fields)}{''.join(ends)}{middle}</svg>\n"


def _field(top: float, across: Sequence[float], name: str, said: Sequence[float]) -> str:
    most = max(said) or 1
    bottom = top + FIELD - 24
    points = " ".join(
        f"{x:.1f},{bottom - value / most * (FIELD - 44):.1f}" for x, value in zip(across, said, strict=True)
    )
    return (
        f'<text x="{LEFT}" y="{top + 10:.0f}">{escape(name)}</text>'
        f'<text x="{LEFT - 8}" y="{top + 24:.0f}" text-anchor="end">{most:,.4g}</text>'
        f'<text x="{LEFT - 8}" y="{bottom:.0f}" text-anchor="end">0</text>'
        f'<line class="axis" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{bottom:.0f}" y2="{bottom:.0f}"/>'
        f'<polyline class="seen" points="{points}"/>'
    )
