# SPDX-License-Identifier: AGPL-3.0-or-later
"""A process as an SVG of our own: one column of steps, and beside it a lane for each way that skips or goes back.

Everything is in the colour of the text around it, so it works in light, dark and on paper. What a line or a shape
means stands in words too, and the table of `outline` says all of it once more. No script, no style, no reference.
"""

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Final

from answerable.core.process_template import ENDING_TITLES, WHO_TITLES, EndingKind, Step, Template, Who
from answerable.core.words import N_
from answerable.processes.outline import days_line

Say = Callable[[str], str]

ROW, TOP, NODE, LANE, TEXT_WIDTH, LETTERS, LINE = 58, 14, 9, 11, 300, 40, 15
TITLE = N_("The steps of “{title}”")
DESCRIBES = N_(
    "{n} steps in {m} phases, from top to bottom. A line on the left leads on to the step or ending it points at; "
    "dashed, when days have run out or a step is left out. The table below says the same in words."
)
# A shape for each, so that who acts shows without colour; the words stand beside it.
SHAPES: Final[dict[Who, str]] = {
    Who.ASKER: '<circle cx="{x}" cy="{y}" r="8" fill="currentColor"/>',
    Who.BODY: '<rect x="{x0}" y="{y0}" width="16" height="16" fill="none" stroke="currentColor" stroke-width="2"/>',
    Who.SECOND_LINE: '<path d="M{x} {y0}L{x1} {y1}H{x0}Z" fill="none" stroke="currentColor" stroke-width="2"/>',
    Who.FACILITATOR: '<path d="M{x} {y0}L{x1} {y}L{x} {y1}L{x0} {y}Z" fill="none" stroke="currentColor" '
    'stroke-width="2"/>',
    Who.PERSON_CONCERNED: '<circle cx="{x}" cy="{y}" r="7" fill="none" stroke="currentColor" stroke-width="2"/>',
    Who.CIRCLE: '<circle cx="{x}" cy="{y}" r="7" fill="none" stroke="currentColor" stroke-width="2" '
    'stroke-dasharray="3 2"/>',
}
END = '<path d="M{x0} {y0}H{x1}V{y1}H{x0}Z" fill="currentColor"/>'


@dataclass(frozen=True)
class _Row:
    """One line of the column: a step or an ending, with its words."""

    code: str
    y: int
    shape: str
    lines: tuple[str, ...]
    soft: str


@dataclass(frozen=True)
class _Arc:
    """All ways that lead to one row from elsewhere than the row above: a lane with a stub from each."""

    to: int
    sources: tuple[tuple[int, bool], ...]

    @property
    def top(self) -> int:
        return min(self.to, *(y for y, _ in self.sources))

    @property
    def bottom(self) -> int:
        return max(self.to, *(y for y, _ in self.sources))


def draw(template: Template, say: Say = str) -> str:
    """The drawing, in the words that `say` gives for sentences of the software; those of the file stay as they are."""
    rows = _rows(template, say)
    arcs = _lanes(_arcs(template, {row.code: row.y for row in rows}))
    x = 16 + LANE * (max((lane for lane, _ in arcs), default=0) + 1)
    height = rows[-1].y + ROW
    title = say(TITLE).format(title=template.title)
    text = say(DESCRIBES).format(n=len(template.steps), m=len(template.phases))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {x + TEXT_WIDTH} {height}" '
        f'width="{x + TEXT_WIDTH}" height="{height}" role="img" aria-labelledby="drawn-title drawn-text" '
        'font-family="system-ui, sans-serif" fill="currentColor">',
        f'<title id="drawn-title">{escape(title)}</title><desc id="drawn-text">{escape(text)}</desc>',
        *_downs(template, rows, x),
        *(_arc(arc, x, x - LANE * (lane + 1)) for lane, arc in arcs),
        *(_node(row, x) for row in rows),
        "</svg>",
    ]
    return "\n".join(parts)


def _rows(template: Template, say: Say) -> list[_Row]:
    found = []
    y = TOP + 16
    for step in template.steps:
        lines = tuple(textwrap.wrap(step.title, LETTERS)[:3])
        found.append(_Row(step.code, y, SHAPES[step.who], lines, _soft(step, say)))
        y += ROW + LINE * (len(lines) - 1)
    for ending in template.endings:
        if ending.kind in (EndingKind.DONE, EndingKind.NOT_TAKEN_UP):
            found.append(_Row(ending.code, y, END, (say(ENDING_TITLES[ending.kind]),), say(N_("an ending"))))
            y += ROW
    return found


def _soft(step: Step, say: Say) -> str:
    parts = [
        say(WHO_TITLES[step.who]),
        days_line(step, say) if step.days else "",
        say(LEFT_OUT) if step.optional else "",
    ]
    return " · ".join(part for part in parts if part)


LEFT_OUT = N_("can be left out")


def _downs(template: Template, rows: Sequence[_Row], x: int) -> list[str]:
    """A plain line where a step leads to the row right under it."""
    drawn = []
    for row, under in pairwise(rows):
        step = template.step(row.code)
        if step is not None and under.code in {way.to for way in step.ways}:
            drawn.append(f'<path d="M{x} {row.y + NODE}V{under.y - NODE}" stroke="currentColor" stroke-width="2"/>')
    return drawn


def _arcs(template: Template, heights: dict[str, int]) -> list[_Arc]:
    order = list(heights)
    sources: dict[str, dict[str, bool]] = {}
    for step in template.steps:
        for to in step.targets:
            plain = to in {way.to for way in step.ways}
            if not (plain and order.index(to) == order.index(step.code) + 1):
                sources.setdefault(to, {})[step.code] = not plain
    return [
        _Arc(heights[to], tuple((heights[code], dashed) for code, dashed in found.items()))
        for to, found in sources.items()
    ]


def _lanes(arcs: Sequence[_Arc]) -> list[tuple[int, _Arc]]:
    """Short ones nearest to the column; no two that overlap share a lane."""
    taken: list[list[_Arc]] = []
    placed = []
    for arc in sorted(arcs, key=lambda each: (each.bottom - each.top, each.to)):
        free = (n for n, lane in enumerate(taken) if all(arc.top > o.bottom or arc.bottom < o.top for o in lane))
        lane = next(free, len(taken))
        if lane == len(taken):
            taken.append([])
        taken[lane].append(arc)
        placed.append((lane, arc))
    return placed


def _arc(arc: _Arc, x: int, lane: int) -> str:
    """Stubs leave a step a little below its middle and arrive a little above it, so the two never lie on each other."""
    edge, to = x - NODE - 2, arc.to - 4
    drawn = [f'<path d="M{lane} {to}H{edge}" stroke="currentColor" fill="none"/>']
    drawn.append(f'<path d="M{edge} {to}l-5 -3v6z"/>')
    for y, dashed in arc.sources:
        dash = ' stroke-dasharray="4 3"' if dashed else ""
        drawn.append(f'<path d="M{edge} {y + 4}H{lane}V{to}" stroke="currentColor" fill="none"{dash}/>')
    return "".join(drawn)


def _node(row: _Row, x: int) -> str:
    places = {"x": x, "y": row.y, "x0": x - 8, "x1": x + 8, "y0": row.y - 8, "y1": row.y + 8}
    lines = [
        f'<text x="{x + 18}" y="{row.y + 4 + LINE * n}" font-size="14">{escape(line)}</text>'
        for n, line in enumerate(row.lines)
    ]
    soft_y = row.y + 4 + LINE * len(row.lines)
    soft = f'<text x="{x + 18}" y="{soft_y}" font-size="12" opacity="0.8">{escape(row.soft)}</text>'
    return row.shape.format(**places) + "".join(lines) + soft
