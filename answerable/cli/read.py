# SPDX-License-Identifier: AGPL-3.0-or-later
"""`answerable read …`: reads statements. Needs no server of ours and no database, and keeps nothing."""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from answerable import clock
from answerable.cli import read_sheet
from answerable.core.errors import Refused
from answerable.core.words import N_
from answerable.reading import LANGUAGES, Reading, as_parts, guess_language, read_statement
from answerable.reading.formats import MAX_BYTES, TOO_LARGE, text_of
from answerable.reading.text import clean, fold

REFUSED: Final = 1
MAX_ASKS: Final = 1_000
BAD_ASKS: Final = N_("{path} is no list of asks: write one a line, or a JSON list of texts, at most 1,000.")
BAD_DAY: Final = N_("“{day}” is no day. Write it as 2031-05-20.")
NO_FILE: Final = N_("There is no file {path}.")
NO_OPENING: Final = N_("{path} cannot be opened.")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "places", metavar="FILE|URL|-", nargs="+", help="text, Markdown, HTML, PDF, DOCX; - is piped in"
    )
    parser.add_argument("--asks", type=Path, metavar="FILE", help="hold it against these asks: one a line, or JSON")
    parser.add_argument("--json", action="store_true", help="one reading a line, as JSON")
    parser.add_argument("--questions", action="store_true", help="only the questions to send back")
    parser.add_argument("--language", choices=LANGUAGES, help="else the one whose words stand there")
    parser.add_argument("--day", metavar="YYYY-MM-DD", help="when it was published; else today")


def run(options: argparse.Namespace) -> int:
    """0 where all was read, 1 where something was not. A mistake is a sentence; the others are read all the same."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it finds wrong is our one sentence
    day = _day(options.day)
    asks = _asks(options.asks) if options.asks else []
    wrong = 0
    for number, place in enumerate(options.places, 1):
        try:
            reading = _read(place, day, options.language, asks)
        except Refused as problem:
            wrong = REFUSED
            print(f"{_shown(place)}: {problem.sentence}", file=sys.stderr)
        else:
            _print(reading, place, options)
        _bar(number, len(options.places))
    return wrong


def _bar(done: int, size: int) -> None:
    """One line on a terminal, where several are read; nothing where the output is kept."""
    if size > 1 and sys.stderr.isatty():
        full = 30 * done // size
        end = "\n" if done == size else ""
        print(f"\r[{'#' * full}{'.' * (30 - full)}] {done} of {size}", end=end, file=sys.stderr, flush=True)


def _read(place: str, day: date, language: str | None, asks: Sequence[str]) -> Reading:
    data, name, media = _bytes(place)
    text = text_of(data, name, media)
    return read_statement(text, day, language or guess_language(fold(clean(text))), asks)


def _bytes(place: str) -> tuple[bytes, str, str]:
    if place == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1), "", ""
    if "://" in place[:10]:
        from answerable.cli.fetching import fetch

        found = fetch(place)
        return found.data, found.name, found.media
    return _file(Path(place)), place, ""


def _file(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Refused(TOO_LARGE)
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise Refused(NO_FILE.format(path=_shown(str(path)))) from None
    except (OSError, ValueError):
        raise Refused(NO_OPENING.format(path=_shown(str(path)))) from None


def _day(given: str | None) -> date:
    try:
        return date.fromisoformat(given) if given else clock.today("UTC")
    except ValueError:
        raise Refused(BAD_DAY.format(day=_shown(str(given)))) from None


def _asks(path: Path) -> list[str]:
    text = text_of(_file(path), ".txt")
    if path.suffix.lower() == ".json":
        return _json_asks(text, path)
    lines = [read_sheet.NUMBER.sub("", line).strip() for line in clean(text).split("\n")]
    return _counted([line for line in lines if line], path)


def _json_asks(text: str, path: Path) -> list[str]:
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        given = None
    given = given.get("asks") if isinstance(given, dict) else given
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise Refused(BAD_ASKS.format(path=path))
    return _counted([clean(one) for one in given], path)


def _counted(asks: list[str], path: Path) -> list[str]:
    if not 1 <= len(asks) <= MAX_ASKS:
        raise Refused(BAD_ASKS.format(path=path))
    return asks


def _shown(place: str) -> str:
    """A name as a terminal may print it: nothing in it moves the cursor."""
    return clean(place)[:200] or "-"


def _print(reading: Reading, place: str, options: argparse.Namespace) -> None:
    if options.json:
        print(json.dumps({"place": _shown(place), **as_parts(reading)}, ensure_ascii=False))
        return
    if len(options.places) > 1:
        print(f"=== {_shown(place)}\n")
    print(read_sheet.questions_sheet(reading) if options.questions else read_sheet.sheet(reading))
