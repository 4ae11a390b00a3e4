# SPDX-License-Identifier: AGPL-3.0-or-later
"""When: words of time → the last day that they allow, and whether the reader chose that day or the text did."""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any, Final

from answerable.reading.language import BEGINS, LETTER, NEVER, Language, compiled, language

Table = Mapping[str, Any]
MAX_YEAR: Final = 2200
LAST: Final = -1
STARTS: Final = re.compile(f"{LETTER}+")
UNIT_DAYS: Final = {"day": 1.0, "week": 7.0, "working day": 1.4, "hour": 1 / 24}


@dataclass(frozen=True)
class Moment:
    """`until` is None where the words allow any day. Places are in the text of the reading."""

    start: int
    end: int
    until: date | None
    assumed: bool


@dataclass(frozen=True)
class _Shape:
    core: re.Pattern[str]
    pattern: re.Pattern[str]
    table: Table
    kind: str


def moments(low: str, day: date, code: str, offset: int = 0) -> list[Moment]:
    """All words of time of folded text that point ahead of `day`, in order. `offset` is added to each place."""
    found: list[Moment] = []
    begins = _begins(low, code)
    for shape in _shapes(code) if begins else ():
        if not any(shape.core.match(low, place) for place in begins):
            continue
        for match in shape.pattern.finditer(low):
            if match["back"] is None and (moment := _moment(shape, match, day, code)) is not None:
                runs = "count" in shape.table.get("fields", ()) and _running(code).search(low)
                found.append(replace(moment, until=None, assumed=False) if runs else moment)
    kept: list[Moment] = []
    for one in sorted(found, key=lambda each: (each.start, -each.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return [Moment(one.start + offset, one.end + offset, one.until, one.assumed) for one in kept]


@cache
def _running(code: str) -> re.Pattern[str]:
    one = language(code)
    dates = one.raw["dates"]
    return compiled([dates.get("running", NEVER)], {**one.lists, "item": dates.get("item", NEVER)})


@cache
def _shapes(code: str) -> tuple[_Shape, ...]:
    rules = language(code)
    dates = rules.raw["dates"]
    shapes = [_build(one["pattern"], rules, one, "shape") for one in dates["shapes"]]
    shapes += [_build(one["pattern"], rules, one, "word") for one in dates["words"]]
    return (*shapes, _build("|".join(dates["open"]), rules, {}, "open"))


def _begins(low: str, code: str) -> list[int]:
    """Where a word of time may begin; in most sentences nowhere, and then no shape need be looked for."""
    core = _any_core(code)
    return [word.start() for word in STARTS.finditer(low) if core.match(low, word.start())]


@cache
def _any_core(code: str) -> re.Pattern[str]:
    """Every shape without groups; what all begin with stands once, so that most end at their first sign."""
    cores = (re.sub(r"\((?!\?)", "(?:", one.core.pattern).removeprefix(BEGINS) for one in _shapes(code))
    return re.compile(f"{BEGINS}(?:{'|'.join(cores)})")


def _build(pattern: str, rules: Language, table: Table, kind: str) -> _Shape:
    """Alone (to find quickly that it is not there), and with the words that may stand before it."""
    dates = rules.raw["dates"]
    parts = {
        **rules.lists, "month": "|".join(dates["months"]), "weekday": "|".join(dates["weekdays"]),
        "day": "[0-3]?[0-9]", "year": "20[0-9][0-9]", "ordinal": "|".join(dates["ordinals"]),
        "count": "[0-9]{1,3}|" + "|".join(dates["numbers"]), "nth": "|".join(dates.get("nth", [NEVER])),
        **{name: dates.get(name, NEVER) for name in ("within", "least", "feast")},
    }  # fmt: skip
    lead = f"(?P<back>(?:{dates['backward']}|{dates['every']}) (?:the )?)?(?:(?:{dates['before']}) )*"
    ahead = f"(?P<ahead>(?=(?:{dates.get('ahead', NEVER)}) ))?"
    full = f"{ahead}{lead}(?:{pattern})(?: (?:{dates['after']}))?"
    return _Shape(compiled([pattern], parts), compiled([full], parts), table, kind)


def _moment(shape: _Shape, match: re.Match[str], day: date, code: str) -> Moment | None:
    if shape.kind == "open":
        return Moment(match.start(), match.end(), None, False)
    try:
        until = _word(shape.table, day) if shape.kind == "word" else _shape(shape.table, match, day, code)
    except (ValueError, OverflowError):
        return None
    if until is not None and match["ahead"] is not None and _is_day(shape.table):
        until -= timedelta(days=1)  # “before 14 March” allows the 13th
    if until is None or until < day or until.year > MAX_YEAR:
        return None
    assumed = bool(shape.table.get("assumed", shape.kind == "word"))
    return Moment(match.start(), match.end(), until, assumed)


def _is_day(table: Table) -> bool:
    """Whether the words name a day, and not a span of time that ends on one."""
    named = {"day", "ordinal", "weekday", "nth"} & set(table.get("fields", ()))
    return bool(named) or (not table.get("last") and any(one in table for one in ("easter", "advent", "month")))


def _word(table: Table, day: date) -> date | None:
    if "days" in table:
        return day + timedelta(days=int(table["days"]))
    if "month" in table:
        return _coming(day, int(table["month"]), int(table["day"]), None)
    if "easter" in table or "advent" in table:
        return next(one for one in (_feast(table, day.year), _feast(table, day.year + 1)) if one >= day)
    return _end_of(str(table["unit"]), day)


def _shape(table: Table, match: re.Match[str], day: date, code: str) -> date | None:
    values = _values(table, match, code)
    if "nth" in table["fields"]:
        return _nth(day, values)
    if "weekday" in table["fields"]:
        return day + timedelta(days=(values["weekday"] - day.weekday() - 1) % 7 + 1)
    if "unit" in table:
        return _counted(str(table["unit"]), int(values.get("count") or table.get("count") or 0), day)
    month, year = values.get("month") or table.get("month"), values.get("year")
    if month is None:
        return date(year, 12, 31) if year else _day_of_month(day, values.get("day"))
    return _coming(day, month, values.get("day") or table.get("day"), year)


def _values(table: Table, match: re.Match[str], code: str) -> dict[str, Any]:
    dates = language(code).raw["dates"]
    groups = [one for place, one in enumerate(match.groups(), 1) if place not in match.re.groupindex.values()]
    values: dict[str, Any] = {}
    for field, given in zip(table["fields"], groups, strict=False):
        if given is not None:
            name, value = _value(field, given, dates)
            values[name] = value
    return values


def _value(field: str, given: str, dates: Table) -> tuple[str, int]:
    if field == "month":
        return "month", _place(given, dates["months"]) + 1
    if field == "number":
        return "month", int(given)
    if field == "quarter":
        return "month", 3 * (int(given) if given.isdigit() else int(dates["ordinals"][given]))
    if field == "nth":
        return "nth", LAST if given == dates["nth"][-1] else dates["nth"].index(given)
    if field == "weekday":
        return "weekday", _place(given, dates["weekdays"])
    if field == "ordinal":
        return "day", int(dates["ordinals"][given])
    return field, int(given) if given.isdigit() else int(dates["numbers"][given])


def _place(given: str, names: list[str]) -> int:
    return next(place for place, one in enumerate(names) if given in one.split("|"))


def _coming(day: date, month: int, number: int | None, year: int | None) -> date:
    """That day, or the month's last day; without a year the next one. Raises ValueError for the 31st of June."""
    for candidate in (year,) if year else (day.year, day.year + 1):
        last = number or calendar.monthrange(candidate, month)[1]
        found = date(candidate, month, last)
        if year or found >= day:
            return found
    return found


def _nth(day: date, values: Mapping[str, Any]) -> date | None:
    """“The first Sunday of December”, “the last Friday in May”: of this year, else of the next."""
    for year in (values["year"],) if "year" in values else (day.year, day.year + 1):
        last = calendar.monthrange(year, values["month"])[1]
        days = [date(year, values["month"], one) for one in range(1, last + 1)]
        found: date = [one for one in days if one.weekday() == values["weekday"]][values["nth"]]
        if found >= day:
            return found
    return None


def _feast(table: Table, year: int) -> date:
    """So many days after Easter, or after the first Sunday of Advent."""
    if "easter" in table:
        return _easter(year) + timedelta(days=int(table["easter"]))
    last = date(year, 12, 3)
    return last - timedelta(days=(last.weekday() + 1) % 7) + timedelta(days=int(table["advent"]))


def _day_of_month(day: date, number: int | None) -> date | None:
    """“By the 12th”: of this month or the next that has it."""
    if number is None:
        return None
    if number < day.day:
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return day.replace(day=number)


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, after Oudin (United States Naval Observatory, 1940)."""
    century = year // 100
    golden = year % 19
    moon = (century - century // 4 - (century - (century - 17) // 25) // 3 + 19 * golden + 15) % 30
    moon -= moon // 28 * (1 - moon // 28 * (29 // (moon + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    month = 3 + (moon - weekday + 40) // 44
    return date(year, month, moon - weekday + 28 - 31 * (month // 4))


def _counted(unit: str, count: int, day: date) -> date | None:
    if unit.endswith(" end"):
        return _end_of(unit, day)
    if unit in ("month", "year"):
        months = day.month - 1 + count * (12 if unit == "year" else 1)
        year, month = day.year + months // 12, months % 12 + 1
        return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
    return day + timedelta(days=-int(-count * UNIT_DAYS[unit] // 1))


def _end_of(unit: str, day: date) -> date | None:
    if unit in ("week end", "next week"):
        return day + timedelta(days=6 - day.weekday() + (7 if unit == "next week" else 0))
    if unit in ("year end", "next year"):
        return date(day.year + (unit == "next year"), 12, 31)
    month = {"month end": day.month, "next month": day.month + 1, "quarter end": (day.month + 2) // 3 * 3}[unit]
    year, month = (day.year + 1, 1) if month > 12 else (day.year, month)
    return date(year, month, calendar.monthrange(year, month)[1])
