# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where sentences begin and end."""

import re
from collections.abc import Iterator
from typing import Any, Final

PARAGRAPH: Final = re.compile(r"\n\n|\n(?=(?:[-*•·] |[0-9]{1,2}[.)] ))")
STOP: Final = re.compile("[.!?…]+[\"'’”»)\\]]*(?=[ \n])")
OPENS: Final = re.compile("[ \n]+[\"'‘“«(\\[¿¡]*(?:[A-ZÀ-ÖØ-Þ0-9]|https?:)")
LAST_WORD: Final = re.compile("[A-Za-zÀ-ÖØ-öø-ÿ.]*$")
LONGEST: Final = 1_500  # signs: what is longer is no sentence, and would be read in a time that grows by its square
BULLET: Final = re.compile("(?:[-*•·] |[0-9]{1,2}[.)] |#+ )")


def split(text: str, rules: dict[str, Any]) -> list[tuple[int, int]]:
    """(start, end) of each sentence of clean text; `rules` is the language's `sentences` table."""
    found: list[tuple[int, int]] = []
    begin = 0
    for mark in PARAGRAPH.finditer(text):
        found += _cut(text, begin, mark.start(), rules)
        begin = mark.end()
    return found + _cut(text, begin, len(text), rules)


def _cut(text: str, begin: int, end: int, rules: dict[str, Any]) -> list[tuple[int, int]]:
    bullet = BULLET.match(text, begin, end)
    begin = bullet.end() if bullet else begin
    found = []
    for stop in STOP.finditer(text, begin, end):
        if OPENS.match(text, stop.end(), end) and not _is_short(text, begin, stop, rules):
            found.append((begin, stop.end()))
            begin = stop.end() + 1
    pieces = (piece for one in [*found, (begin, end)] for piece in _pieces(text, *one))
    return [one for one in pieces if text[one[0] : one[1]].strip()]


def _pieces(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """What is longer than any sentence, cut at the last gap that lets a piece be one."""
    while end - begin > LONGEST:
        gap = max(text.rfind(sign, begin + 1, begin + LONGEST) for sign in " \n")
        cut = gap if gap > 0 else begin + LONGEST
        yield begin, cut
        begin = cut + (gap > 0)
    yield begin, end


def _is_short(text: str, begin: int, stop: re.Match[str], rules: dict[str, Any]) -> bool:
    """Whether the stop belongs to a shortened word or an initial."""
    if not stop[0].startswith(".") or len(stop[0]) > 1:
        return False
    match = LAST_WORD.search(text, begin, stop.start())
    word = (match[0] if match else "").lower()
    if len(word) == 1 and word.isalpha() and word != "i":
        return True
    digit = text[stop.end() + 1 : stop.end() + 2].isdigit()
    return word in rules["short"] or (digit and word in rules["short_before_number"])
