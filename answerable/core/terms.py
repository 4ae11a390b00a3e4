# SPDX-License-Identifier: AGPL-3.0-or-later
"""The asker's terms: versioned, narrowing at once, widening only forward and only by name."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum

from answerable.core import value as read
from answerable.core.errors import Refused
from answerable.core.look_back import LookBack
from answerable.core.look_back import parse as parse_look_back
from answerable.core.value import JSON, Value
from answerable.core.words import N_

NOT_NAMED = N_(
    "This would let more people know than before. Please say so on purpose for each part, or leave it as it was."
)
STARTS_QUIET = N_("You left somebody out, so this ask starts with the backup only. You can let the silence show later.")


class Level(StrEnum):
    """Where silence counts, narrowest first."""

    SECOND_LINE = "second_line"
    POOLED = "pooled"
    BY_NAME = "by_name"


class Contact(StrEnum):
    ANSWERS_ONLY = "answers_only"
    MAY_WRITE = "may_write"


class Pace(StrEnum):
    USUAL = "usual"
    SLOW = "slow"


LEVELS = tuple(Level)
WIDTH = {each: width for width, each in enumerate(Level)} | {each: width for width, each in enumerate(Contact)}


@dataclass(frozen=True)
class Terms:
    """One version, in force from `from_date`. The defaults tell as few people as possible, but for rule 36.

    `keep_words`: the asker's own copy of what was written does not end (`core/retention.py`). `pushed`: the day on
    which the asker let the backup know that somebody pushed them (`core/silence.py`). `look_back`: what of the past it
    is about, where its asker says so. These are terms so that they are signed, and so that in the record and in the
    asker's list they look like any other change.
    """

    silence: Level = Level.POOLED
    kind_to_second_line: bool = False
    standby: bool = False
    contact: Contact = Contact.ANSWERS_ONLY
    pace: Pace = Pace.USUAL
    public_mark: bool = False
    keep_words: bool = False
    pushed: date | None = None
    look_back: LookBack | None = None
    from_date: date = date.min


FIELDS = tuple(each.name for each in fields(Terms) if each.name != "from_date")
CAN_WIDEN = tuple(name for name in FIELDS if name not in ("pace", "keep_words", "pushed", "look_back"))


def parse(value: Value, from_date: date, base: Terms | None = None) -> Terms:
    """Read terms; a field that is not there stays as in `base`. Raises Refused."""
    read.check_keys(value, (), (*FIELDS, "from_date"))
    if "from_date" in value and read.parse_day(value["from_date"]) != from_date:
        raise Refused(read.UNKNOWN)
    old = as_value(base or Terms())
    new = {**old, **value}
    return Terms(
        silence=read.parse_choice(Level, new["silence"]),
        kind_to_second_line=read.parse_yes_no(new["kind_to_second_line"]),
        standby=read.parse_yes_no(new["standby"]),
        contact=read.parse_choice(Contact, new["contact"]),
        pace=read.parse_choice(Pace, new["pace"]),
        public_mark=read.parse_yes_no(new["public_mark"]),
        keep_words=read.parse_yes_no(new["keep_words"]),
        pushed=_parse_pushed(new["pushed"], from_date),
        look_back=parse_look_back(new["look_back"]),
        from_date=from_date,
    )


def _parse_pushed(found: JSON, today: date) -> date | None:
    if found is None:
        return None
    day = read.parse_day(found)
    if day > today:
        raise Refused(read.UNKNOWN)
    return day


def as_value(terms: Terms) -> dict[str, JSON]:
    """The terms as they travel in a move; the day is the move's own."""
    return {
        "silence": str(terms.silence),
        "kind_to_second_line": terms.kind_to_second_line,
        "standby": terms.standby,
        "contact": str(terms.contact),
        "pace": str(terms.pace),
        "public_mark": terms.public_mark,
        "keep_words": terms.keep_words,
        "pushed": None if terms.pushed is None else terms.pushed.isoformat(),
        "look_back": None if terms.look_back is None else str(terms.look_back),
    }


def widened(old: Terms, new: Terms) -> tuple[str, ...]:
    """The fields through which more people would know, or more would be done, than before."""
    return tuple(name for name in CAN_WIDEN if _width(new, name) > _width(old, name))


def _width(terms: Terms, name: str) -> int:
    found = getattr(terms, name)
    return int(found) if isinstance(found, bool) else WIDTH[found]


def check_change(old: Terms, new: Terms, widens: Collection[str]) -> None:
    """Raise Refused when something widens that was not named on purpose. Narrowing needs no word."""
    if any(name not in CAN_WIDEN for name in widens):
        raise Refused(read.UNKNOWN)
    if any(name not in widens for name in widened(old, new)):
        raise Refused(NOT_NAMED)


def check_first(terms: Terms, *, everyone: bool) -> None:
    """An ask that leaves somebody out starts at second line only (rule 21)."""
    if not everyone and terms.silence is not Level.SECOND_LINE:
        raise Refused(STARTS_QUIET)


def level_on(versions: Sequence[Terms], day: date) -> Level:
    """Where silence counts on `day`: widening acts only from its own day, a later narrowing acts on all before."""
    begun = [each for each in versions if each.from_date <= day]
    if not begun:
        return Level.SECOND_LINE
    later = [each for each in versions if each.from_date > day]
    return min((begun[-1].silence, *(each.silence for each in later)), key=LEVELS.index)


def with_public_mark(terms: Terms, day: date) -> Terms:
    """A mark for everyone is itself the consent that it shows; a later change can take it back."""
    return replace(terms, public_mark=True, from_date=day)


def narrowed_to_second_line(terms: Terms, day: date) -> Terms:
    """Leaving somebody out later narrows where silence counts, until its asker widens it again."""
    return replace(terms, silence=Level.SECOND_LINE, from_date=day)
