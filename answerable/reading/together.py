# SPDX-License-Identifier: AGPL-3.0-or-later
"""Several who act together, read backwards from the last: “the dean of arts and the two wardens”, “Milo and I”."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from answerable.reading.language import NEVER, language
from answerable.reading.line import LARGE, Line
from answerable.reading.phrase import phrase_at

NAME: Final = re.compile(rf"(?:(?<![\w'’-]){LARGE}[\w'’-]*\.? ){{0,3}}(?<![\w'’-]){LARGE}[\w'’-]*$")
BREAK: Final = re.compile(r"[,;:()]|-(?= )")
GAP: Final = " ,\0"


@dataclass(frozen=True)
class _Rules:
    both: re.Pattern[str]
    pair: re.Pattern[str]
    us: re.Pattern[str]
    starts: re.Pattern[str]
    clause: re.Pattern[str]
    fronted: re.Pattern[str]
    no_name: re.Pattern[str]
    people: re.Pattern[str]
    within: re.Pattern[str]
    finite: re.Pattern[str]
    calendar: re.Pattern[str]
    article: re.Pattern[str]


@cache
def _rules(code: str) -> _Rules:
    one = language(code)
    who = one.raw["who"]
    return _Rules(
        both=one.pattern([who.get("both", "and")], behind=" $"),
        pair=one.pattern([who.get("neither", NEVER)], behind=" $"),
        us=one.pattern(["{we}"], behind="$"),
        starts=one.pattern([who["starts"]], ahead="^"),
        clause=one.pattern(["|".join(who["clause"])], behind="$"),
        fronted=one.pattern([who.get("fronted", who["ties"])], ahead="^ *"),
        no_name=one.pattern([who.get("no_name", NEVER)], ahead="^", behind="$"),
        people=one.pattern(["{people}"], behind="$"),
        calendar=one.pattern([who.get("calendar", NEVER)], ahead="^"),
        finite=one.pattern([who.get("finite", NEVER)]),
        within=one.pattern([who["within"]], behind=" $"),
        article=one.pattern([who["starts"]], behind=" $"),
    )


def first_of(line: Line, start: int, end: int, floor: int) -> int:
    """Where the first of those begins who act together with the one at `start`; `start` where that one acts alone."""
    rules, commas = _rules(line.code), False
    begin = start
    while True:
        mark = rules.both.search(line.low, floor, begin)
        if mark is None and not (commas and line.low[floor:begin].endswith(", ")):
            break
        stop = len(line.low[floor : mark.start() if mark else begin].rstrip(GAP)) + floor
        found = _phrase_to(line, stop, floor)
        if found is None or not is_free(line, found, floor):
            break
        begin, commas = found, True
    return _with_neither(line, begin, floor) if begin < start else start


def _with_neither(line: Line, begin: int, floor: int) -> int:
    found = _rules(line.code).pair.search(line.low, floor, begin)
    return found.start() if found else begin


def _phrase_to(line: Line, stop: int, floor: int) -> int | None:
    """Where the phrase begins that names somebody and ends at `stop`."""
    rules = _rules(line.code)
    own = rules.us.search(line.low, floor, stop)
    if own:
        return own.start()
    name = NAME.search(line.text, floor, stop)
    held = rules.within.search(line.low, floor, name.start()) if name else None
    if name and rules.calendar.match(name[0].lower().rpartition(" ")[2]):
        return None
    if name and not held and not (name.start() == 0 and rules.no_name.match(name[0].lower())):
        article = rules.article.search(line.low, floor, name.start())
        return article.start() if article else name.start()
    edge = max([floor, *(one.end() for one in BREAK.finditer(line.low, floor, stop))])
    edge = max([edge, *(one.end for one in line.times if edge < one.end < stop)])
    found = phrase_at(line.low, edge, stop, line.code)
    if found is None or found.end != stop or found.others or rules.finite.search(line.low, found.start, stop):
        return None
    owner = line.low[:stop].endswith(("'s", "s'"))
    verb = line.low[stop - 1] in "sd" and not owner and rules.people.search(line.low, floor, stop) is None
    return found.start if found.somebody or (found.may_act and not verb) else None


def is_free(line: Line, place: int, floor: int) -> bool:
    """Whether a clause can begin there, or stands behind words put in front: a time, a place, a comma."""
    rules = _rules(line.code)
    end = len(line.low[floor:place].rstrip(" \0")) + floor
    if (
        end == floor
        or line.low[end - 1] in ",;:(-"
        or line.is_time(end - 1)
        or rules.clause.search(line.low, floor, end)
    ):
        return True
    edge = max([floor, *(one.end() for one in BREAK.finditer(line.low, floor, end))])
    return rules.fronted.match(line.low[edge:end]) is not None
