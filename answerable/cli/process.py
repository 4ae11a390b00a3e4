# SPDX-License-Identifier: AGPL-3.0-or-later
"""`answerable process`: list, show, check and draw templates of processes, and print the sheet of one."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final

from answerable.core.errors import Refused
from answerable.core.process_problem import Problem, Spoiled
from answerable.core.words import N_
from answerable.processes import library
from answerable.processes.drawing import draw
from answerable.processes.library import Found
from answerable.processes.outline import outline
from answerable.processes.page import drawing_page, sheet_page
from answerable.processes.sheet import as_text, sheet
from answerable.processes.spoken import say_in

NOT_THERE: Final = N_("{path} cannot be read. `answerable process list` names what comes with the software.")
NO_PLACE: Final = N_("{path} cannot be written. It must end in .svg or .html, in a folder that is there.")
NO_LANGUAGE: Final = N_("The file does not say its words in “{language}”. Its part “words” names the languages it has.")
REFUSED: Final = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    acts.add_parser("list", help="the templates that come with the software")
    show = acts.add_parser("show", help="print the file of one, to write your own from")
    show.add_argument("code")
    check = acts.add_parser("check", help="check a file: every mistake with its rule, or its steps and a drawing")
    check.add_argument("file", help="a file, or the code of a template that comes with the software")
    check.add_argument("--draw", type=Path, metavar="PATH", help="write the drawing: .svg, or .html with its table")
    paper = acts.add_parser("sheet", help="one sheet of paper, to be filled in together before any form")
    paper.add_argument("file")
    paper.add_argument("--language", metavar="CODE", help="in another language of the file, such as es")
    paper.add_argument("--to", type=Path, metavar="PATH.html", help="write a page to print; otherwise plain text")


def run(options: argparse.Namespace) -> int:
    return {"list": _list, "show": _show, "check": _check, "sheet": _sheet}[options.act](options)


def _list(options: argparse.Namespace) -> int:
    del options
    for code in library.SHIPPED:
        print(f"{code:22} {library.shipped(code).template.title}")
    return 0


def _show(options: argparse.Namespace) -> int:
    try:
        print(library.shipped_text(options.code), end="")
    except KeyError:
        raise Refused(NOT_THERE.format(path=options.code)) from None
    return 0


def _found(given: str) -> Found:
    """A file of this name, or else the template of this code."""
    if given in library.SHIPPED and not Path(given).exists():
        return library.shipped(given)
    try:
        with Path(given).open("rb") as source:
            content = source.read(library.MOST_BYTES + 1)
    except OSError:
        raise Refused(NOT_THERE.format(path=given)) from None
    return library.read_file(content)


def _check(options: argparse.Namespace) -> int:
    try:
        template = _found(options.file).template
    except Spoiled as spoiled:
        print("\n".join([spoiled.sentence, *map(line_of, spoiled.problems)]), file=sys.stderr)
        return REFUSED
    print(f"“{template.title}” can be used: {len(template.steps)} steps, {len(template.phases)} phases.\n")
    for number, line in enumerate(outline(template), 1):
        title, who, clock, consent, then, *_ = line.cells
        print(f"{number:2}. {title}\n    {who}; {clock}; consent: {consent}\n    then {then}")
    if options.draw is not None:
        whole = options.draw.suffix == ".html"
        _write(options.draw, drawing_page(template) if whole else draw(template))
    return 0


def line_of(problem: Problem) -> str:
    """One mistake as one line: the place, the rule, and what to do."""
    rule = f"rule {problem.rule}" if problem.rule else "how it is written"
    return f"- {problem.place}: {problem.says.format(**dict(problem.given))} ({rule})"


def _write(path: Path, text: str) -> None:
    try:
        if path.suffix not in (".svg", ".html"):
            raise OSError
        path.write_text(text, "utf-8")
    except OSError:
        raise Refused(NO_PLACE.format(path=path)) from None


def _sheet(options: argparse.Namespace) -> int:
    try:
        template = _found(options.file).template
    except Spoiled as spoiled:
        print("\n".join([spoiled.sentence, *map(line_of, spoiled.problems)]), file=sys.stderr)
        return REFUSED
    said = template.said_in(options.language or template.language)
    if options.language not in (None, said.language):
        raise Refused(NO_LANGUAGE.format(language=options.language))
    made = sheet(said, say_in(said.language))
    if options.to is None:
        print(as_text(made))
    else:
        _write(options.to, sheet_page(made, said.language))
    return 0
