# SPDX-License-Identifier: AGPL-3.0-or-later
"""Strict reading of the value that comes with a move."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import TypeAlias, TypeVar

from answerable.core.errors import Refused
from answerable.core.words import N_

JSON: TypeAlias = "bool | int | str | Sequence[JSON] | Mapping[str, JSON] | None"
Value: TypeAlias = Mapping[str, JSON]

MISSING = N_("Something is missing from what was sent. Please go back one step and try again.")
UNKNOWN = N_("Something in what was sent is not known here. Please reload the page and try again.")
TOO_LONG = N_("A short line was too long. Please use fewer words.")
NO_DAY = N_("This is not a day that exists. Please write it as year, month, day.")
LINE_LENGTH = 120

Choice = TypeVar("Choice", bound=StrEnum)


def check_keys(value: Value, needed: Collection[str], optional: Collection[str] = ()) -> None:
    """Raise Refused unless every needed key is there and no key stands there that nobody knows."""
    if any(key not in value for key in needed):
        raise Refused(MISSING)
    if any(key not in needed and key not in optional for key in value):
        raise Refused(UNKNOWN)


def parse_line(found: JSON) -> str:
    """One short line without control characters, not empty."""
    if not isinstance(found, str) or not found.strip():
        raise Refused(MISSING)
    if len(found) > LINE_LENGTH:
        raise Refused(TOO_LONG)
    if not found.isprintable():
        raise Refused(UNKNOWN)
    return found


def parse_optional_line(found: JSON) -> str | None:
    """As `parse_line`; null and the empty line are nothing."""
    return None if found is None or found == "" else parse_line(found)


def parse_yes_no(found: JSON) -> bool:
    """True or false, and nothing that merely looks like it."""
    if not isinstance(found, bool):
        raise Refused(UNKNOWN)
    return found


def parse_whole(found: JSON) -> int:
    """A whole number from zero up (true is not one)."""
    if isinstance(found, bool) or not isinstance(found, int) or found < 0:
        raise Refused(UNKNOWN)
    return found


def parse_day(found: JSON) -> date:
    """A day as YYYY-MM-DD; no other form."""
    if not isinstance(found, str):
        raise Refused(NO_DAY)
    try:
        day = date.fromisoformat(found)
    except ValueError as mistake:
        raise Refused(NO_DAY) from mistake
    if day.isoformat() != found:  # Python reads weeks too, and more than stands there
        raise Refused(NO_DAY)
    return day


def parse_choice(kind: type[Choice], found: JSON) -> Choice:
    """One of the words of `kind`."""
    if not isinstance(found, str) or found not in {str(each) for each in kind}:
        raise Refused(UNKNOWN)
    return kind(found)


def parse_listed(listed: Collection[str], found: JSON) -> str:
    """One of the words of a list."""
    if not isinstance(found, str) or found not in listed:
        raise Refused(UNKNOWN)
    return found


def parse_lines(found: JSON) -> tuple[str, ...]:
    """A list of short lines, each only once."""
    if isinstance(found, str) or not isinstance(found, Sequence):
        raise Refused(UNKNOWN)
    lines = tuple(parse_line(each) for each in found)
    if len(set(lines)) != len(lines):
        raise Refused(UNKNOWN)
    return lines


def parse_part(found: JSON) -> Value:
    """A value inside a value."""
    if not isinstance(found, Mapping):
        raise Refused(UNKNOWN)
    return found
