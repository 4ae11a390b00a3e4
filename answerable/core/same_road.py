# SPDX-License-Identifier: AGPL-3.0-or-later
"""Same road: before a body answers about a person, it writes what it did when it was last asked about somebody of
equal or higher role. Steps and clocks are equal for every role; the software only counts whether it was written.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from answerable.core import value as read
from answerable.core.errors import Refused
from answerable.core.value import Value
from answerable.core.words import N_

BAD_YEAR = N_("Please write a year that has come, with four figures, or leave it.")
DO_NOT_FIT = N_("The two lines do not fit together: where you were never asked, nothing was to be done.")

# Kinds that ask for something about one person. The software never learns about whom.
ABOUT_A_PERSON = frozenset({"remove_from_role", "no_contact", "not_there", "other_server"})

LAST_ROLES: Mapping[str, str] = {
    "equal": N_("Somebody of equal role"),
    "higher": N_("Somebody of a higher role"),
    "never": N_("We were never asked about such a role"),
}
LAST_DONE: Mapping[str, str] = {
    "removed": N_("They lost the role."),
    "stepped_back": N_("They stepped back for a time."),
    "looked_into": N_("Somebody from outside looked into it."),
    "spoken_to": N_("Somebody spoke with them."),
    "left": N_("They left before it was answered."),
    "no_answer": N_("It was not answered."),
    "nothing": N_("Nothing was done."),
    "not_asked": N_("Nothing: we were never asked."),
}


@dataclass(frozen=True)
class SameRoad:
    """What was done last time, and in which year if it is known."""

    last_role: str
    done: str
    year: int | None
    date: date
    by: str


def parse(value: Value, day: date, actor: str) -> SameRoad:
    """Read what was done last time. Raises Refused; only who was never asked may say that nothing was to be done."""
    read.check_keys(value, ("last_role", "done"), ("year",))
    last_role = read.parse_listed(LAST_ROLES, value["last_role"])
    done = read.parse_listed(LAST_DONE, value["done"])
    if (last_role == "never") != (done == "not_asked"):
        raise Refused(DO_NOT_FIT)
    year = value.get("year")
    found = None if year is None else read.parse_whole(year)
    if found is not None and not 1900 <= found <= day.year:
        raise Refused(BAD_YEAR)
    return SameRoad(last_role, done, found, day, actor)
