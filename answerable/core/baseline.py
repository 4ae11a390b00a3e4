# SPDX-License-Identifier: AGPL-3.0-or-later
"""How things were when somebody asked: role, pay, services, housing, shifts, in their own words and for them alone.

It lies in the asker's own sealed file, so nothing here is a fact, and no server knows whether there is one. At a later
retaliation it is held against how things are now; what of it is sent, its asker chooses.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from answerable.core.errors import Refused
from answerable.core.retention import WORDS_DAYS
from answerable.core.value import Value
from answerable.core.words import N_

LONGEST = 400
"""Letters in one part: all parts together then fit the asker's own file without making it larger (`sealing/own.py`)."""

PARTS: Mapping[str, str] = {
    "role": N_("What I am or do there"),
    "pay": N_("Pay, or what I get for it"),
    "services": N_("Help and services that I get"),
    "housing": N_("Where I live"),
    "shifts": N_("Shifts, hours, place"),
    "other": N_("Something else"),
}

NOT_A_PART = N_("This is not one of the parts that can be written down here.")
EMPTY = N_("Nothing is written down yet. Please write a few words in one of the boxes.")
TOO_LONG = N_("At most 400 letters fit in one box. Please make it shorter; nothing is cut off for you.")
NONE_THERE = N_("Nothing is written down of how things were.")
NOTHING_CHOSEN = N_("Please choose at least one part that is to be sent.")


@dataclass(frozen=True)
class Written:
    """What was written on `day`: part to words, only parts in which something stands."""

    day: date
    parts: Mapping[str, str]


@dataclass(frozen=True)
class Baseline:
    """How it was, and how it is now where that was written too."""

    then: Written
    now: Written | None = None


def check_parts(parts: Value) -> dict[str, str]:
    """The parts in which something stands, in order. Raises Refused."""
    if set(parts) - set(PARTS):
        raise Refused(NOT_A_PART)
    found = {name: str(parts[name] or "").strip() for name in PARTS if name in parts}
    kept = {name: words for name, words in found.items() if words}
    if not kept:
        raise Refused(EMPTY)
    if any(len(words) > LONGEST for words in kept.values()):
        raise Refused(TOO_LONG)
    return kept


def write(parts: Value, day: date) -> Baseline:
    """A new one. What was there before is gone: the day says when all of it was written."""
    return Baseline(Written(day, check_parts(parts)))


def hold(found: Baseline | None, parts: Value, day: date) -> Baseline:
    """How it is now, beside how it was; how it was stays as it is."""
    if found is None:
        raise Refused(NONE_THERE)
    return replace(found, now=Written(day, check_parts(parts)))


def goes_date(found: Baseline, own_until: date | None) -> date | None:
    """The first day on which it is gone: with what was written at the lodging, and not sooner than words of its own
    day. None while nothing has ended, or while its asker keeps what she wrote.
    """
    return None if own_until is None else max(own_until, found.then.day + timedelta(days=WORDS_DAYS))


def text_of(found: Baseline | None, chosen: list[str]) -> str:
    """What is sent of it: the chosen parts, then and now, as plain text. Raises Refused."""
    if found is None:
        raise Refused(NONE_THERE)
    lines = _lines("How it was on", found.then, chosen)
    lines += _lines("How it is on", found.now, chosen) if found.now else []
    if not lines:
        raise Refused(NOTHING_CHOSEN)
    return "\n".join(lines)


def _lines(head: str, written: Written, chosen: list[str]) -> list[str]:
    lines = [
        f"{title}: {written.parts[name]}" for name, title in PARTS.items() if name in chosen and name in written.parts
    ]
    return [f"{head} {written.day.isoformat()}", *lines] if lines else []
