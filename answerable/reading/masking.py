# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words that are somebody else's: quoted, or what was asked for. They are covered before promises are looked for."""

import re
from functools import cache
from typing import Final

from answerable.reading.language import NEVER, language

COVER: Final = "\0"
QUOTED: Final = re.compile('"[^"]{2,600}"')
CLAUSE_END: Final = re.compile(
    r"[;:]| - |[.!?]$|, (?=(?:and |but |so )?(?:we|i) )|, (?=(?:and|but|so) (?:the|our|my) )"
)


def without_quotes(low: str) -> str:
    """Folded text with every quoted part covered, sign for sign."""
    return QUOTED.sub(lambda found: COVER * len(found[0]), low)


def without_asked(low: str, code: str) -> str:
    """Covers what others asked for, up to the end of the clause."""
    opening = _opens(code).match(low)
    for match in _asked(code).finditer(low):
        stop = CLAUSE_END.search(low, match.end())
        end = stop.start() if stop else len(low)
        if opening and match.start() < opening.end():  # “When she asks for it, the archive will …”
            end = min(end, max(match.end(), opening.end()))
        low = low[: match.start()] + COVER * (end - match.start()) + low[end:]
    return low


@cache
def _opens(code: str) -> re.Pattern[str]:
    rules = language(code)
    return rules.pattern(rules.raw["promise"].get("opens", NEVER))


@cache
def _asked(code: str) -> re.Pattern[str]:
    rules = language(code)
    return rules.pattern(rules.raw["promise"]["asked"])
