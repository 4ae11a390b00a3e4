# SPDX-License-Identifier: AGPL-3.0-or-later
"""A statement read: sentences with kinds, promises with slots, cues with limits, and what each ask was given."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from answerable.reading import codes, who
from answerable.reading.coverage import cover, rules_of
from answerable.reading.dates import moments
from answerable.reading.errors import Unreadable
from answerable.reading.language import Language, Rule, language
from answerable.reading.line import Line
from answerable.reading.masking import without_asked, without_quotes
from answerable.reading.model import Covered, Found, Promise, Reading, Sentence
from answerable.reading.promise import Bound, bound
from answerable.reading.sentences import split
from answerable.reading.slots import promise_of
from answerable.reading.text import MAX_SIGNS, clean, fold
from answerable.reading.weighing import weighed

TOO_LONG: Final = "This text is longer than two million signs. Read it in parts."
EMPTY: Final = "There is no text here to read."


def read_statement(text: str, day: date, code: str = "en", asks: Sequence[str] = ()) -> Reading:
    """The reading of `text` as of `day`. Raises Unreadable: empty, too long, or a language without rules.

    Nothing is asked of the world: the same text, day, language and asks give the same reading.
    """
    rules = language(code)
    if len(text) > MAX_SIGNS:
        raise Unreadable(TOO_LONG)
    text = clean(text)
    if not any(sign.isalnum() for sign in text):
        raise Unreadable(EMPTY)
    places = split(text, rules.raw["sentences"])
    covered = coverage(text, places, rules, asks)
    asked = {place for one in covered for place in one.sentences}
    names = who.names_of(text, fold(text), {start for start, _ in places})
    read = [_sentence(text[start:end], start, day, rules, names, at in asked) for at, (start, end) in enumerate(places)]
    return Reading(text, day, code, tuple(_praise_first(read)), covered)


def coverage(text: str, places: Iterable[tuple[int, int]], rules: Language, asks: Sequence[str]) -> tuple[Covered, ...]:
    """What the sentences at `places` do with each ask, in the order of the asks."""
    return tuple(cover([text[start:end] for start, end in places], asks, rules_of(rules))) if asks else ()


def _sentence(text: str, offset: int, day: date, rules: Language, names: frozenset[str], asked: bool) -> Sentence:
    low = without_quotes(fold(text))
    is_question = low.rstrip("\"') ").endswith("?")
    promises = [] if is_question else _promises(line_of(text, low, day, rules.code, names), low, rules, offset, asked)
    kinds = () if is_question else _found(rules.kinds, low, offset)
    made = [Found("promise", one.binds[0] + offset, one.binds[1] + offset) for one, _ in promises]
    found = sorted([*kinds, *made], key=lambda one: (one.start, codes.KINDS.index(one.code)))
    end = offset + len(text)
    cues = tuple(_found(rules.cues, low, offset))
    return Sentence(offset, end, tuple(found), cues, tuple(promise for _, promise in promises))


def line_of(text: str, low: str, day: date, code: str, names: frozenset[str]) -> Line:
    """One sentence as promises are looked for in it; `low` is folded, with quotations covered."""
    low = without_asked(low, code)
    return Line(text, low, code, names, moments(low, day, code))


def _promises(line: Line, low: str, rules: Language, offset: int, asked: bool) -> list[tuple[Bound, Promise]]:
    """What the rules find, weighed against what else could be meant."""

    def with_slots(found: list[Bound]) -> list[tuple[Bound, Promise]]:
        return [(one, promise_of(one, low, rules, offset, asked)) for one in found]

    made = with_slots(bound(line))
    other = weighed(line, [(one, promise.level) for one, promise in made])
    return made if other is None else with_slots(other)


def _found(rules: Mapping[str, Rule], low: str, offset: int) -> list[Found]:
    found = []
    for code, rule in rules.items():
        for start, end in rule.spans(low):
            found.append(Found(code, start + offset, end + offset))
    return found


def _praise_first(read: list[Sentence]) -> list[Sentence]:
    """The cue of order: praise before the first sentence that takes responsibility."""
    owns = next((place for place, one in enumerate(read) if "responsibility" in one.kinds), 0)
    made = []
    for place, one in enumerate(read):
        praise = [found for found in one.found if found.code == "praise"] if place < owns else []
        cues = (*one.cues, *(Found("praise_first", each.start, each.end) for each in praise))
        made.append(Sentence(one.start, one.end, one.found, cues, one.promises))
    return made
