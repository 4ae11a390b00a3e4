# SPDX-License-Identifier: AGPL-3.0-or-later
"""Looking back: asks about the years before, about people who left and about past leaders never run out (rule 39).

Only the asker can say that an ask is one of these, and need not: it is a term of theirs, and nobody is named by it.
Each has its own line in the figures. A departure answers only an ask that somebody leaves; a new post elsewhere ends
nothing, for nothing here ties an ask to whoever it is about.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum

from answerable.core.errors import Refused
from answerable.core.value import JSON, parse_choice
from answerable.core.words import N_


class LookBack(StrEnum):
    BEFORE = "before"
    LEFT = "left"
    LED = "led"


TITLES: Mapping[LookBack, str] = {
    LookBack.BEFORE: N_("The years before this organisation joined here"),
    LookBack.LEFT: N_("Somebody who has left since"),
    LookBack.LED: N_("Somebody who led it before"),
}
# What the readers see of it.
SAYS: Mapping[LookBack, str] = {
    LookBack.BEFORE: N_("This is about the years before your organisation joined here. It is owed an answer like any."),
    LookBack.LEFT: N_("This is about somebody who has left since. That they left is no answer to it."),
    LookBack.LED: N_("This is about somebody who led before. It is owed an answer like any."),
}
# The one reason that says so, and the kinds that ask for it.
THEY_LEFT = "they_left"
ASKS_TO_LEAVE = frozenset({"remove_from_role"})
NO_ANSWER = N_(
    "That somebody left, or has another post now, answers only an ask that they leave. This one still stands."
)


def parse(found: JSON) -> LookBack | None:
    """What an asker said of it; nothing is an answer too. Raises Refused."""
    return None if found in (None, "") else parse_choice(LookBack, found)


def check_reasons(kind: str, reasons: Collection[str]) -> None:
    """Raise Refused where a departure is given as the reason for a no to something else."""
    if THEY_LEFT in reasons and kind not in ASKS_TO_LEAVE:
        raise Refused(NO_ANSWER)
