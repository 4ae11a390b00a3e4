# SPDX-License-Identifier: AGPL-3.0-or-later
"""Conflicts: a tie between a reader and a matter. Hard: they cannot learn that it exists. Soft: it is disclosed.

A body keeps the ties of its readers in public. Whom an ask concerns is chosen in the browser and never sent, so what
follows from ties (`without`) is computed there, from the same public list, and here only for tests and for the desk.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from answerable.core import value as read
from answerable.core.value import Value
from answerable.core.words import N_


class Weight(StrEnum):
    HARD = "hard"
    SOFT = "soft"


class Tie(StrEnum):
    EMPLOYER = "employer"
    REPORTS_TO = "reports_to"
    FAMILY = "family"
    BOARD = "board"
    FRIEND = "friend"
    SAME_TEAM = "same_team"
    OTHER = "other"


TIES: Mapping[Tie, str] = {
    Tie.EMPLOYER: N_("the same employer"),
    Tie.REPORTS_TO: N_("one reports to the other"),
    Tie.FAMILY: N_("family or partner"),
    Tie.BOARD: N_("a board that they share"),
    Tie.FRIEND: N_("a friend"),
    Tie.SAME_TEAM: N_("the same team"),
    Tie.OTHER: N_("another tie"),
}
# The four that a body keeps in public. The others are a reader's own to declare.
PUBLIC_TIES = (Tie.EMPLOYER, Tie.REPORTS_TO, Tie.FAMILY, Tie.BOARD)


@dataclass(frozen=True)
class PublicTie:
    """A reader (code of a seat) and a role of the body that they are tied to; `role` "leads" says that they lead."""

    reader: str
    role: str
    tie: Tie


@dataclass(frozen=True)
class Conflict:
    """What a reader declared of themselves in one ask."""

    handler: str
    tie: Tie
    weight: Weight
    date: date


def parse(value: Value, day: date, actor: str) -> Conflict:
    """Read a declaration. Raises Refused."""
    read.check_keys(value, ("tie", "weight"))
    return Conflict(actor, read.parse_choice(Tie, value["tie"]), read.parse_choice(Weight, value["weight"]), day)


def tied(ties: Iterable[PublicTie], about: str) -> frozenset[str]:
    """The readers whom a tie in public, or the role itself, forbids to learn of an ask about this role."""
    return frozenset(each.reader for each in ties if each.role == about)


def without(
    readers: Collection[str], roles: Mapping[str, str], ties: Iterable[PublicTie], about: str
) -> frozenset[str]:
    """Whom a browser leaves ticked when the ask is about `about`: neither who holds that role, nor who is tied to it.

    `roles` maps readers to their roles.
    """
    gone = tied(ties, about) | {code for code in readers if roles.get(code) == about}
    return frozenset(readers) - gone


def goes_past(about: str, leading: Collection[str]) -> bool:
    """Whether an ask about this role goes past the body by rule: about whoever leads it, nobody there may learn."""
    return about in leading
