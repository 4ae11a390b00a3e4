# SPDX-License-Identifier: AGPL-3.0-or-later
"""Asks held against sentences. The browser does the same with the same rules (`client/lib/reading.ts`)."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from answerable.reading import codes
from answerable.reading.language import LETTER, Language, whole
from answerable.reading.masking import COVER, QUOTED
from answerable.reading.model import Covered
from answerable.reading.text import fold

WORD: Final = re.compile(f"{LETTER}+")
STEM: Final = 3
HALF: Final = 0.5
NEXT: Final = 0.01
SIGNALS: Final = ("yes", "no", "act", "plan", "dated", "quoting")
CLAUSE: Final = re.compile(r"[;:]| - |[.!?]$")


def rules_of(language: Language) -> dict[str, Any]:
    """What the browser's matcher needs, as JSON has it: plain lists, and expressions with all lists put in."""
    raw = language.raw["coverage"]
    lists = language.lists
    return {
        "language": language.code,
        "sentences": {name: list(language.raw["sentences"][name]) for name in ("short", "short_before_number")},
        "common": list(raw["common"]),
        "endings": list(raw["endings"]),
        "numbered": whole([raw["numbered"]], lists),
        **{name: whole(raw[name], lists) for name in SIGNALS},
    }


def stems(low: str, rules: Mapping[str, Any]) -> list[str]:
    """The words that carry meaning, without endings, each once, in order."""
    common = set(rules["common"])
    found = [_stem(word, rules["endings"]) for word in WORD.findall(low) if word not in common and len(word) > 1]
    return list(dict.fromkeys(found))


def _stem(word: str, endings: Sequence[str]) -> str:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= STEM:
            return word[: len(word) - len(ending)]
    return word


def shared(ask: Sequence[str], there: Sequence[str]) -> float:
    """The part of the ask's words that a sentence has; 0 where fewer than two are shared and the ask has more."""
    both = sum(word in set(there) for word in ask)
    return 0.0 if both < min(2, len(ask)) or not ask else both / len(ask)


def cover(sentences: Sequence[str], asks: Sequence[str], rules: Mapping[str, Any]) -> list[Covered]:
    """What the sentences do with each ask: answered yes or no, echoed without answer, or not mentioned.

    A sentence takes up an ask if it has at least half of its words or its number; the sentence after it is looked at
    too where that takes up none. Yes and no count only in the statement's own words: not in what it quotes, and not in
    what it says was asked.
    """
    lows = [fold(one) for one in sentences]
    words = [stems(low, rules) for low in lows]
    grid = [_grid(number, ask, lows, words, rules) for number, ask in enumerate(asks, 1)]
    taken = {place for row in grid for place, value in enumerate(row) if value}
    signals = [_signal(low, rules) for low in lows]
    return [_state(ask, row, taken, signals) for ask, row in zip(asks, grid, strict=True)]


def _grid(
    number: int, ask: str, lows: Sequence[str], words: Sequence[Sequence[str]], rules: Mapping[str, Any]
) -> list[float]:
    own = stems(fold(ask), rules)
    numbered = re.compile(rules["numbered"])
    row = []
    for low, there in zip(lows, words, strict=True):
        named = any(int(found) == number for found in numbered.findall(low))
        value = shared(own, there)
        row.append(1.0 if named else value if value >= HALF else 0.0)
    return row


def _state(ask: str, row: Sequence[float], taken: set[int], signals: Sequence[str]) -> Covered:
    touched = [place for place, value in enumerate(row) if value]
    if not touched:
        return Covered(ask, codes.NOT_MENTIONED, ())
    after = [place + 1 for place in touched if place + 1 < len(row) and place + 1 not in taken]
    weighed = [(-row[place], place) for place in touched] + [(NEXT - row[place - 1], place) for place in after]
    for _, place in sorted(weighed):
        if signals[place]:
            return Covered(ask, signals[place], tuple(sorted({*touched, place})))
    return Covered(ask, codes.ECHOED, tuple(touched))


def _signal(low: str, rules: Mapping[str, Any]) -> str:
    """A no, a yes, or a dated act that is no plan; else nothing."""
    if low.rstrip("\"') ").endswith("?"):
        return ""
    own = _own(low, rules)
    has = {name: re.search(rules[name], own) is not None for name in SIGNALS}
    if has["no"]:
        return codes.ANSWERED_NO
    if has["yes"] or (has["act"] and has["dated"] and not has["plan"]):
        return codes.ANSWERED_YES
    return ""


def _own(low: str, rules: Mapping[str, Any]) -> str:
    """Quotations covered, and what was asked up to the end of its clause."""
    low = QUOTED.sub(lambda found: COVER * len(found[0]), low)
    quoting = re.search(rules["quoting"], low)
    if quoting is None:
        return low
    stop = CLAUSE.search(low, quoting.end())
    end = stop.start() if stop else len(low)
    return low[: quoting.start()] + COVER * (end - quoting.start()) + low[end:]
