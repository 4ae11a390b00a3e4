# SPDX-License-Identifier: AGPL-3.0-or-later
"""A page of its own for a process, for the command line: drawing and table, or the sheet. It fetches nothing."""

from collections.abc import Iterable
from html import escape

from answerable.core.process_template import ENDING_TITLES, Template
from answerable.processes.drawing import draw
from answerable.processes.outline import HEADS, outline
from answerable.processes.sheet import Sheet, SheetLine

STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#221d26;"
    "background:#faf6ef}svg{max-width:100%;height:auto}table{border-collapse:collapse;font-size:.9rem}"
    "td,th{border-top:1px solid #8d8494;padding:.3rem .5rem;text-align:left;vertical-align:top}"
    ".blank{border-bottom:1px solid #8d8494;height:1.9rem}"
    "@media print{body{font-size:9.5pt;line-height:1.3;margin:0;background:#fff}h1{font-size:14pt;margin:0}"
    "h2{font-size:10.5pt;margin:.5em 0 .1em}.blank{height:1.5rem}.steps{columns:2;font-size:8.5pt}"
    "ul{margin:0;padding-left:1.1em}p{margin:.3em 0}@page{size:A4;margin:12mm}}"
)


def drawing_page(template: Template) -> str:
    """The drawing with its table under it, as one HTML file."""
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in HEADS)
    body = "".join(_row(*line.cells) for line in outline(template))
    ends = (f"<li>{escape(ENDING_TITLES[each.kind])}: {escape(each.says)}</li>" for each in template.endings)
    parts = (
        f"<p>{escape(template.says)}</p>", draw(template),
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>", f"<ul>{''.join(ends)}</ul>",
    )  # fmt: skip
    return _page(template.language, template.title, parts)


def _row(title: str, *cells: str) -> str:
    return f'<tr><th scope="row">{escape(title)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in cells)}</tr>'


def _item(line: SheetLine) -> str:
    return f"<li>{escape(line.title)} <small>({escape(line.about)})</small></li>"


def sheet_page(made: Sheet, language: str) -> str:
    """The sheet as one HTML file that prints on one page."""
    blanks = (f'<h2>{escape(each)}</h2><div class="blank"></div>' for each in made.blanks)
    phases = (f"<h2>{escape(title)}</h2><ul>{''.join(map(_item, lines))}</ul>" for title, lines in made.phases)
    rules = "".join(f"<li>{escape(each)}</li>" for each in made.rules)
    parts = (
        f"<p>{escape(made.says)}</p><p>{escape(made.lead)}</p>", *blanks,
        f'<div class="steps"><p>{escape(made.leave_out)}</p>{"".join(phases)}</div><ul>{rules}</ul>',
    )  # fmt: skip
    return _page(language, made.title, parts)


def _page(language: str, title: str, parts: Iterable[str]) -> str:
    return (
        f'<!doctype html><html lang="{escape(language)}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style><main><h1>{escape(title)}</h1>{''.join(parts)}</main></html>"
    )
