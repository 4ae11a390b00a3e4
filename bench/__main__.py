# SPDX-License-Identifier: AGPL-3.0-or-later
"""`make bench`: every planned row beside the limit under it. `make bench ROWS=record` runs one group."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from answerable import clock
from bench import report, rows
from bench.record.run import MEASURES as RECORD
from bench.row import Measure, crashed, judge
from bench.speed import doors, growth, soak, statements

MEASURES: Final[Mapping[str, tuple[Measure, ...]]] = {
    "record": RECORD,
    "speed": doors.MEASURES,
    "reading": statements.MEASURES,
    "load": doors.LOAD,
    "load-postgresql": doors.LOAD_POSTGRESQL,
    "soak": soak.SOAK,
    "growth": growth.EMBEDDED,
    "growth-postgresql": growth.POSTGRESQL,
}


def run(group: str) -> Iterator[dict[str, Any]]:
    """The rows of a group, as they come. What crashed or gave no row is said, and the others go on."""
    planned = {one.key: one for one in rows.of_group(group)}
    for keys, measure in MEASURES[group]:
        try:
            seen = measure()
            for key in keys:
                yield judge(planned[key], seen[key])
        except Exception as problem:
            for key in keys:
                yield crashed(planned[key], problem)


def main(asked: Sequence[str], say: Callable[[str], None] = print) -> int:
    """Returns 1 where a row crashed; a goal that is not met is said, and is no failure of the command."""
    unknown = [one for one in asked if one not in MEASURES]
    if unknown:
        say(f"There are no rows called {unknown[0]}. There are: {', '.join(MEASURES)}.")
        return 2
    groups, made, began, today = tuple(asked) or rows.USUAL, [], time.monotonic(), clock.now().date()
    for group in groups:
        for row in run(group):
            made.append(row | {"day": today.isoformat()})
            say(json.dumps(row, ensure_ascii=False))
    report.write(report.merged(report.newest(), made, groups), today)
    say(summary(made, time.monotonic() - began))
    return int(any(one["rounds"] == 0 for one in made))


def summary(made: Sequence[Mapping[str, Any]], seconds: float) -> str:
    """How many of the goals are met, and by name which are not."""
    judged = [one for one in made if one["met"] is not None]
    unmet = [one["name"] for one in judged if not one["met"]]
    said = f"{len(judged) - len(unmet)} of {len(judged)} goals met in {seconds:.0f} s."
    return f"{said} Not met: {'; '.join(unmet)}." if unmet else said


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
