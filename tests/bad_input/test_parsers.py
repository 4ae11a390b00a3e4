# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bent input to every parser: it is read or refused with the parser's own error, within a second, and nothing else."""

from __future__ import annotations

import logging
import re
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.bad_input.bending import bent
from tests.bad_input.parser import Parser
from tests.bad_input.parsers import ALL

ENOUGH = 1_000_000
SHORT = 4_000
SLOWEST = 5.0  # seconds for one input on a crowded machine; alone none needs a tenth of it
OF_ALL = sum(each.share for each in ALL)
COUNTS: Counter[str] = Counter()


def share(parser: Parser, whole: int) -> int:
    return max(3, -int(-whole * parser.share // OF_ALL))


def feed(parser: Parser, count: int, seed: str) -> int:
    """How many were read. Fails at the first input that does anything but be read or refused."""
    examples, accepted = parser.examples(), 0
    _warm(parser, examples[0])
    for each in (*examples, *bent(examples, f"{parser.name} {seed}", count - len(examples))):
        COUNTS[parser.name] += 1
        began = time.perf_counter()
        try:
            parser.parse(each)
            accepted += 1
        except parser.refuses:
            pass
        except Exception as problem:
            where = traceback.extract_tb(problem.__traceback__)[-1]
            pytest.fail(f"{parser.name}: {problem!r} at {where.filename}:{where.lineno} for {each!r:.3000}")
        took = time.perf_counter() - began
        assert took < SLOWEST, f"{parser.name} took {took:.1f} s for {each!r:.3000}"
    return accepted


def _warm(parser: Parser, example: Any) -> None:
    """What is imported or read once is no part of the time of one input."""
    with suppress(*parser.refuses):
        parser.parse(example)


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """The library that reads PDFs says much about bent ones."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("parser", ALL, ids=lambda each: each.name)
def test_bent_input_is_read_or_refused(parser: Parser) -> None:
    feed(parser, share(parser, SHORT), "short")


@pytest.mark.parametrize("parser", ALL, ids=lambda each: each.name)
def test_an_example_is_read(parser: Parser) -> None:
    """Bending something that was never right would try nothing."""
    read = 0
    for each in parser.examples():
        try:
            parser.parse(each)
            read += 1
        except parser.refuses:
            continue
    assert read


@pytest.mark.long
def test_a_million_bent_inputs(capsys: pytest.CaptureFixture[str]) -> None:
    before = COUNTS.total()
    lines = []
    for parser in ALL:
        count = share(parser, int(ENOUGH * 1.02))
        began = time.perf_counter()
        accepted = feed(parser, count, "long")
        lines.append(f"{parser.name}: {count:,} inputs, {accepted:,} read, {time.perf_counter() - began:.0f} s")
    with capsys.disabled():
        print("\n" + "\n".join(lines))
    assert COUNTS.total() - before >= ENOUGH


def test_no_parser_is_left_out() -> None:
    """Whatever is named parse_… in a package that takes foreign bytes is fed here, or is called by what is."""
    package = Path(__file__).resolve().parents[2] / "answerable"
    sources = {path: path.read_text("utf-8") for path in package.rglob("*.py")}
    fed = Path(__file__).with_name("parsers.py").read_text("utf-8")
    named = {
        name
        for path, source in sources.items()
        for name in re.findall(r"^def (parse_\w+)\(", source, re.M)
        if path.relative_to(package).as_posix().startswith(("tlog/", "sealing/", "record/offline/", "asker/"))
    }
    inner = {name for name in named if any(_calls(source, name) for source in sources.values())}
    assert len(named) > 25
    assert sorted(name for name in named - inner if name not in fed) == []


def _calls(source: str, name: str) -> bool:
    """Beside its own definition and its import."""
    return re.search(rf"^(?!from|import|def).*\b{name}\b(?!\w)", source, re.M) is not None
