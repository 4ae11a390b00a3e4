# SPDX-License-Identifier: AGPL-3.0-or-later
"""One sentence while it is read, and who acts in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from answerable.reading.dates import Moment

OWN: Final = "own"  # we, I
ROLE: Final = "role"  # a role or a name of the body
PERSON: Final = "person"  # she, he
THING: Final = "thing"  # it, they, or anything else
OTHERS: Final = "others"  # somebody whom the body cannot bind
LARGE: Final = "[A-ZÀ-ÖØ-ÞĀĆČĎĐĒĚĞĢĪİĶĹĻŁŃŅŇŌŐŘŚŞŠŤŪŮŰŹŻŽ@]"


@dataclass(frozen=True)
class Line:
    """One sentence, as written and folded, with what is known of the whole text; `times` are the sentence's own."""

    text: str
    low: str
    code: str
    names: frozenset[str]
    times: Sequence[Moment] = ()

    def is_time(self, place: int) -> bool:
        return any(one.start <= place < one.end for one in self.times)


@dataclass(frozen=True)
class Subject:
    """Empty places where nobody is named."""

    kind: str
    start: int
    end: int
