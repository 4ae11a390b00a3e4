# SPDX-License-Identifier: AGPL-3.0-or-later
"""What became of the mutants: figures a module, and the rest with reasons. docs/mutants.md is written from here."""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from mutmut.mutation.diff_apply import get_diff_for_mutant

from tests.mutants.making import function_of, module_of
from tests.mutants.trying import KILLED, NO_TESTS, SURVIVED, WILD

GOAL = 90.0
PAGE = Path("docs/mutants.md")
REASONS = Path(__file__).with_name("reasons.toml")
BEGIN, END = "<!-- written by `make mutants WRITE=1` -->", "<!-- end -->"


@dataclass(frozen=True)
class Row:
    """One module. `wild` ran on without an end and was stopped: it counts as killed."""

    module: str
    killed: int
    wild: int
    survived: int
    no_tests: int
    waiting: int

    @property
    def made(self) -> int:
        return self.killed + self.wild + self.survived + self.no_tests + self.waiting

    @property
    def share(self) -> float:
        """Killed of all that were made; one that was not tried is not killed."""
        return 100 * (self.killed + self.wild) / self.made if self.made else 100.0


def rows(files: Iterable[Any]) -> list[Row]:
    found = []
    for known in files:
        count = Counter(known.exit_code_by_key.values())
        row = Row(module_of(known.path), *(count[each] for each in (KILLED, WILD, SURVIVED, NO_TESTS, None)))
        if row.made:
            found.append(row)
    return found


def whole(each: Iterable[Row]) -> Row:
    columns = [(row.killed, row.wild, row.survived, row.no_tests, row.waiting) for row in each]
    return Row("all", *(sum(column) for column in zip(*columns, strict=True))) if columns else Row("all", 0, 0, 0, 0, 0)


def lines(found: list[Row]) -> Iterator[str]:
    yield f"{'':32}{'made':>7}{'killed':>8}{'wild':>6}{'survived':>10}{'no tests':>10}{'not tried':>11}{'share':>9}"
    for row in [*found, whole(found)]:
        name = row.module.removeprefix("answerable.")
        counts = f"{row.made:7}{row.killed:8}{row.wild:6}{row.survived:10}{row.no_tests:10}{row.waiting:11}"
        yield f"{name:32}{counts}{row.share:7.1f} %"


def alive(files: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """Each mutant that no test noticed, and the line that it changes."""
    for known in files:
        for name, code in known.exit_code_by_key.items():
            if code in (SURVIVED, NO_TESTS):
                yield name, changed(name, known.path)


def changed(mutant: str, path: Any) -> str:
    diff = get_diff_for_mutant(mutant, path=path).splitlines()[3:]
    new = [line[1:].strip() for line in diff if line.startswith("+")]
    return " ".join(new) or "(a line is gone)"


def reason_of(mutant: str, line: str, groups: list[Mapping[str, Any]]) -> str:
    """The first group that has its function, or the change; "" if none."""
    function = function_of(mutant).removeprefix("answerable.").replace(".x_", ".").replace(".xǁ", ".").replace("ǁ", ".")
    for group in groups:
        named = any(fnmatch(function, each) for each in group.get("functions", ("*",)))
        if named and any(re.search(each, line) for each in group.get("changes", (".",))):
            return str(group["reason"])
    return ""


def rest(files: Iterable[Any]) -> dict[str, Counter[str]]:
    """Of those that survived: how many of each function, under their reason."""
    groups = tomllib.loads(REASONS.read_text("utf-8"))["group"]
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for mutant, line in alive(files):
        function = function_of(mutant).removeprefix("answerable.").replace(".x_", ".").replace(".xǁ", ".")
        found[reason_of(mutant, line, groups)][function.replace("ǁ", ".")] += 1
    return found


def page(files: list[Any]) -> str:
    """The part of docs/mutants.md that is written."""
    all_rows = rows(files)
    tried = [each for each in files if None not in each.exit_code_by_key.values()]
    found = rows(tried)
    names = ("module", "made", "killed", "ran wild", "survived", "no tests", "not tried", "share")
    text = [f"| {' | '.join(names)} |", f"|---{'|--:' * (len(names) - 1)}|"]
    for row in [*found, whole(found)]:
        cells = (row.made, row.killed, row.wild, row.survived, row.no_tests, row.waiting)
        text.append(f"| {row.module.removeprefix('answerable.')} | {' | '.join(map(str, cells))} | {row.share:.1f} % |")
    waiting = sum(row.waiting for row in all_rows)
    if waiting:
        more = len(all_rows) - len(found)
        text += ["", f"Not tried yet: {waiting} of {whole(all_rows).made}, in {more} more modules."]
    text += ["", "## The rest"]
    for reason, functions in sorted(rest(tried).items(), key=lambda each: (not each[0], each[0])):
        text += ["", f"{reason or 'No reason yet: a test is missing.'} ({functions.total()})", ""]
        text.append(", ".join(f"`{name}` {count}" for name, count in sorted(functions.items())))
    return "\n".join(text)


def write(files: list[Any]) -> None:
    before, _, after = PAGE.read_text("utf-8").partition(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n{page(files)}\n{END}{after.partition(END)[2]}", "utf-8")
