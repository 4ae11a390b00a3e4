# SPDX-License-Identifier: AGPL-3.0-or-later
"""The whole phrase and no more: what was cut in the middle is made whole, what only stands beside it is cut off."""

import re
from functools import cache
from typing import Final

from answerable.reading.language import NEVER, language
from answerable.reading.line import Line
from answerable.reading.naming import shortest
from answerable.reading.options import Span, View
from answerable.reading.words import own_kind

AT_END: Final = frozenset(
    ("near", "will", "may", "if", "was", "have", "be", "to", "by", "from", "with", "for", "in", "of", "and", "but",
     "not", "adv", "time", ",")
)  # fmt: skip
AT_BEGIN: Final = AT_END - {"and", "adv", "time", "near"}
PEOPLE: Final = frozenset(("people", "agent", "role", "anybody"))
OPEN: Final = frozenset(("role", "x", "thing", "'s"))
BEHIND_NAME: Final = frozenset(("of", "from", "in", "near"))
UNKNOWN: Final = frozenset(("x", "s"))
NAMES: Final = frozenset(("name", "large"))


def tidied(line: Line, view: View, phrase: Span) -> Span:
    """The phrase as the shortest words that tell who acts; itself where nothing of it is odd."""
    first, last = _trimmed(view, *phrase)
    first, last = _whole_name(view, _with_neither(view, first), last)
    last = _without_place(view, first, _whole(view, first, last))
    return _shortest(line, view, first, last)


def _whole(view: View, first: int, last: int) -> int:
    """Where “the two board members” ends behind “the two board”, and “the officer on duty” behind “the officer”."""
    if view.kind(last) == "'s" and view.kind(last - 1) not in NAMES:
        last += 2  # “the young (people's group)”
    while view.kind(last - 1) in OPEN and view.kind(last) in PEOPLE and view.kind(last + 1) not in PEOPLE:
        last += 1
    found = _on(view.code).match(" ".join(view.words.low[last : last + 2]))
    return last + found[0].count(" ") + 1 if found and view.kind(last - 1) in PEOPLE else last


@cache
def _on(code: str) -> re.Pattern[str]:
    one = language(code)
    return one.pattern([one.raw["who"].get("on", NEVER)], ahead="^")


def _with_neither(view: View, first: int) -> int:
    """Where “neither the chair nor the coach” begins, of which “the coach” was found."""
    low = view.words.low
    if first and low[first - 1] == "nor" and "neither" in low[: first - 1]:
        return low.index("neither")
    return first


def _whole_name(view: View, first: int, last: int) -> Span:
    """“Anneke ter Wouden”, of which a part was found."""
    if any(view.kind(place) not in NAMES for place in range(first, last)):
        return first, last
    while view.kind(first - 1) in NAMES:
        first -= 1
    while view.kind(last) == "name":
        last += 1
    return first, last


def _trimmed(view: View, first: int, last: int) -> Span:
    begin, end = first, last
    if "who" in view.words.kinds[first:last]:
        return first, last  # what is told of them is all that names them
    while end - 1 > begin and (view.kind(end - 1) in AT_END or _is_told(view, end - 1)):
        end -= 1
    while begin + 1 < end and view.kind(begin) in AT_BEGIN:
        begin += 1
    return begin, end


def _is_told(view: View, place: int) -> bool:
    """“A boat chartered (at our cost)”: it tells of the boat; “the undersigned” is somebody."""
    return view.kind(place) == "done" and view.kind(place - 1) in PEOPLE | UNKNOWN | {"thing"}


def _without_place(view: View, first: int, last: int) -> int:
    """Where “Mrs Vilks” ends in “Mrs Vilks of the council”: a name needs no house beside it."""
    for place in range(first + 1, last):
        if view.kind(place) in BEHIND_NAME and _is_person(view, place - 1):
            return place
    return last


def _is_person(view: View, place: int) -> bool:
    """Whether a name ends there that is no word of the language, as “Vilks” is and “Friends” is not."""
    return view.kind(place) in NAMES and own_kind(view.words.low[place], view.code) in UNKNOWN


def _shortest(line: Line, view: View, first: int, last: int) -> Span:
    spans = view.words.spans
    start, end = shortest(line, spans[first][0], spans[last - 1][1])
    inside = [at for at in range(first, last) if spans[at][0] >= start and spans[at][1] <= end]
    return (inside[0], inside[-1] + 1) if inside else (first, last)
