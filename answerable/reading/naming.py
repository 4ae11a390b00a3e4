# SPDX-License-Identifier: AGPL-3.0-or-later
"""The shortest words that tell who acts: the role where an article leads to a name, the name behind a long title."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from answerable.reading.language import NEVER, language
from answerable.reading.line import LARGE, Line
from answerable.reading.phrase import phrase_at

NAME_LAST: Final = re.compile(rf"((?:[^\W\d_][\w'’-]* )+?)({LARGE}[\w'’-]*(?: {LARGE}[\w'’-]*){{0,2}})$")
NAMED: Final = re.compile(LARGE)


@dataclass(frozen=True)
class _Rules:
    paired: re.Pattern[str]
    starts: re.Pattern[str]
    inner: re.Pattern[str]
    role: re.Pattern[str]


@cache
def _rules(code: str) -> _Rules:
    one = language(code)
    who = one.raw["who"]
    both = who.get("both", NEVER)
    return _Rules(
        paired=one.pattern([f"(?:{who.get('paired', NEVER)}) .* (?:{both})"], ahead="^"),
        starts=one.pattern([who["starts"]], ahead="^"),
        inner=one.pattern([f"{both}|{who['ties']}|{who['within']}"]),
        role=one.pattern(["{role}"], ahead="^", behind="$"),
    )


def shortest(line: Line, start: int, end: int) -> tuple[int, int]:
    """“Our secretary Tove”: the role; “Chief Operating Officer Jorma C.”: the name; “either A or B”: the two."""
    rules = _rules(line.code)
    if rules.paired.match(line.low[start:end]):
        return line.low.index(" ", start) + 1, end
    found = NAME_LAST.match(line.text, start, end)
    if found is None or rules.inner.search(line.low, start, end):
        return start, end
    if rules.starts.match(line.low[start:end]):
        return start, _role_end(line, start, found.end(1)) or end
    return _behind_title(line, start, end) or start, end


def _role_end(line: Line, start: int, end: int) -> int | None:
    """Where “our secretary” ends in “our secretary Tove”."""
    stop = len(line.low[start:end].rstrip()) + start
    last = line.text[start:stop].split(" ")[-1]
    role = phrase_at(line.low, start, stop, line.code)
    return stop if role and role.somebody and not role.bare and not NAMED.match(last) else None


def _behind_title(line: Line, start: int, end: int) -> int | None:
    """Where the name begins behind a title of two words or more, where it is a full one: “treasurer Henk Obuya”."""
    words = [one.span() for one in re.finditer(r"\S+", line.low[start:end])]
    title = [
        place
        for place, (begin, stop) in enumerate(words[:-1])
        if _rules(line.code).role.match(line.low[start + begin : start + stop])
    ]
    least = 0 if line.text[start].islower() else 1
    return start + words[title[-1] + 1][0] if title and least <= title[-1] < len(words) - 2 else None
