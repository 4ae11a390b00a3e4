# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bars: each row against its goal on one logarithmic axis. The table with the same figures stands under it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import Any, Final

WIDTH: Final = 760
LINE: Final = 24
LEFT: Final = 340
RIGHT: Final = 60
TOP: Final = 34
LEAST, MOST = 0.05, 100.0
TICKS: Final = (0.1, 1.0, 10.0, 100.0)
STYLE: Final = (
    "text{font:12px sans-serif;fill:#222}.line{stroke:#888;stroke-width:1}.goal{stroke:#222;stroke-width:2}"
    ".met{fill:#3b6ea5}.unmet{fill:#b5651d}svg{background:#fff}"
)


def times_goal(row: dict[str, Any], sign: str, bound: float, share: bool) -> float | None:
    """How many times better than the goal: 1 just meets it, 2 is twice as good. None for a row that crashed."""
    seen = row["ratio"] if share else row["value"]
    if seen is None:
        return None
    if sign == "≥":
        return float(seen / bound)
    return MOST if seen <= 0 else float(bound / seen)


def at(times: float) -> float:
    """Where this stands on the axis, in pixels."""
    share = math.log(min(max(times, LEAST), MOST) / LEAST) / math.log(MOST / LEAST)
    return LEFT + share * (WIDTH - LEFT - RIGHT)


def draw(bars: Sequence[tuple[str, float | None, bool]], title: str) -> str:
    """SVG of (name, times the goal, whether met)."""
    height = TOP + LINE * len(bars) + 12
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-labelledby="title what"><title id="title">{escape(title)}</title><desc id="what">'
        f"{escape(told(bars))}</desc><style>{STYLE}</style>"
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>'
    )
    return head + "".join(_axis(height)) + "".join(_bar(*one, line) for line, one in enumerate(bars)) + "</svg>\n"


def told(bars: Sequence[tuple[str, float | None, bool]]) -> str:
    """The picture in words."""
    met = sum(is_met for _, _, is_met in bars)
    return f"{met} of {len(bars)} rows meet their goal. Each bar says how many times better than its goal a row is."


def _axis(height: int) -> list[str]:
    return [
        f'<line class="{"goal" if tick == 1 else "line"}" x1="{at(tick):.1f}" x2="{at(tick):.1f}" y1="{TOP - 8}" '
        f'y2="{height - 8}"/><text x="{at(tick):.1f}" y="{TOP - 14}" text-anchor="middle">{tick:g} ×</text>'
        for tick in TICKS
    ]


def _bar(name: str, times: float | None, is_met: bool, line: int) -> str:
    y = TOP + line * LINE
    label = f'<text x="4" y="{y + 13}">{escape(name)}</text>'
    if times is None:
        return label + f'<text x="{LEFT}" y="{y + 13}">crashed</text>'
    x = at(LEAST)
    kind = "met" if is_met else "unmet"
    return (
        f'{label}<rect class="{kind}" x="{x:.1f}" y="{y + 2}" width="{max(at(times) - x, 1):.1f}" height="14"/>'
        f'<text x="{at(times) + 4:.1f}" y="{y + 13}">{times:.2g}</text>'
    )
