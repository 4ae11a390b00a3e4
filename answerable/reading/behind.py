# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who stands behind a word, read forwards: “by our payroll office”, “from Ingrid”, “asked Mr Ferreira to”.

A phrase runs from its article, number or name to the first word that cannot stand inside one: a preposition other than
“of”, a comma, a time, an adverb, a verb. “For” belongs to it where what follows has no article (“dean for research”).
Behind “and” another phrase joins where it begins like one.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from answerable.reading.language import NEVER, language
from answerable.reading.line import LARGE, ROLE, Line, Subject
from answerable.reading.naming import shortest
from answerable.reading.phrase import phrase_at

TOKEN: Final = re.compile(r"@?\w[\w'’&-]*(?:(?<=\b[a-z])[.](?=\w))*|[^\s\w]")
NAMED: Final = re.compile(LARGE)


@dataclass(frozen=True)
class _Rules:
    starts: re.Pattern[str]
    numbers: re.Pattern[str]
    ties: re.Pattern[str]
    within: re.Pattern[str]
    of: re.Pattern[str]
    both: re.Pattern[str]
    led: re.Pattern[str]
    us: re.Pattern[str]
    stops: re.Pattern[str]
    done: re.Pattern[str]
    short: re.Pattern[str]
    anybody: re.Pattern[str]
    people: re.Pattern[str]
    no_name: re.Pattern[str]
    by: re.Pattern[str]
    any: re.Pattern[str]
    role: re.Pattern[str]
    on: re.Pattern[str]
    place: re.Pattern[str]
    told: re.Pattern[str]
    pointing: frozenset[str]


@cache
def _rules(code: str) -> _Rules:
    one = language(code)
    who, promise = one.raw["who"], one.raw["promise"]

    def exact(pattern: str) -> re.Pattern[str]:
        return one.pattern([pattern], ahead="^", behind="$")

    clause = "|".join(who["clause"])
    return _Rules(
        starts=exact(who["starts"]), numbers=exact(who.get("numbers", NEVER)), ties=exact(who["ties"]),
        within=exact(who["within"]), of=exact(who.get("of", who["within"])), both=exact(who.get("both", "and")),
        led=exact("{adv}|" + who.get("led", NEVER)), us=exact("{us}|{we}"),
        stops=exact(f"{{adv}}|{clause}|{who.get('stops', NEVER)}"), done=exact(promise["done"]),
        short=exact("|".join(one.raw["sentences"]["short"])), anybody=exact(who["anybody"]),
        people=exact("{people}"), no_name=exact(who.get("no_name", NEVER)),
        by=exact(who["by"]), any=exact(who.get("any", NEVER)), role=exact("{role}"),
        on=exact(who.get("on", NEVER)), place=exact(who.get("place", NEVER)),
        told=exact(who.get("tells", NEVER)), pointing=frozenset(who.get("pointing", "").split("|")),
    )  # fmt: skip


class _Words:
    """The words and marks from a place on, as far as one phrase can reach."""

    def __init__(self, line: Line, start: int, end: int) -> None:
        self.line, self.rules = line, _rules(line.code)
        end = min([end, *(one.start for one in line.times if one.start >= start)])
        self.spans = [one.span() for one in TOKEN.finditer(line.low, start, end)]
        self.words = [line.low[begin:stop] for begin, stop in self.spans]

    def at(self, place: int) -> str:
        return self.words[place] if place < len(self.words) else ""

    def is_large(self, place: int) -> bool:
        return place < len(self.spans) and NAMED.match(self.line.text, self.spans[place][0]) is not None

    def begins(self, place: int) -> bool:
        """Whether a phrase can begin there behind “and”."""
        word = self.at(place)
        return bool(self.rules.starts.match(word) or self.rules.us.match(word)) or self.is_large(place)

    def stops(self, place: int) -> bool:
        rules, word = self.rules, self.at(place)
        if not word or not (word[0].isalnum() or word[0] == "@"):
            return not (word == "." and place and rules.short.match(self.at(place - 1)))
        if rules.starts.match(word) and not rules.numbers.match(word):
            return True
        if any(one.match(word) for one in (rules.ties, rules.within, rules.both, rules.stops)):
            return True
        behind = self.at(place + 1)
        ends = not behind or not behind[0].isalnum() or rules.ties.match(behind) is not None
        return ends and rules.done.match(word) is not None


def who_ahead(line: Line, start: int, end: int) -> Subject | None:
    """Whoever the phrase names that begins at `start` of folded text; None where it names nobody of the body's."""
    words = _Words(line, start, end)
    first = 0
    while words.rules.led.match(words.at(first)):
        first += 1
    last = _one(words, first)
    told = _told(words, first, last)
    if told is not None:
        return Subject(ROLE, words.spans[first][0], words.spans[told - 1][1])
    if last is None or not _is_somebody(words, first, last) or _is_anybody(words, first):
        return None
    last = _more(words, last)
    return Subject(ROLE, *shortest(line, words.spans[first][0], words.spans[last - 1][1]))


def _told(words: _Words, first: int, last: int | None) -> int | None:
    """Where “those who wrote them” ends: what is told of them is all that names them."""
    if last is None or not words.rules.told.match(words.at(last)) or words.rules.anybody.match(words.at(first)):
        return None
    named = any(
        words.rules.numbers.match(words.at(at)) or words.at(at) in words.rules.pointing for at in range(first, last)
    )
    stops = (at for at in range(last, len(words.words)) if not words.at(at)[0].isalnum())
    return next(stops, len(words.words)) if named else None


def _is_anybody(words: _Words, first: int) -> bool:
    """“Any of you” is nobody who is bound; “any of us” is."""
    own = words.rules.of.match(words.at(first + 1)) and words.rules.us.match(words.at(first + 2))
    return words.rules.any.match(words.at(first)) is not None and not own


def _more(words: _Words, last: int) -> int:
    """“, B and C”: as long as what follows begins like a phrase and names somebody."""
    reached = last
    while words.at(last) == "," or words.rules.both.match(words.at(last)):
        comma = words.at(last) == ","
        if comma and words.rules.both.match(words.at(last + 1)):
            last, comma = last + 1, False
        again = last + 2 if words.rules.by.match(words.at(last + 1)) else last + 1
        found = _one(words, again) if words.begins(again) else None
        if found is None or not _is_somebody(words, again, found):
            break
        last = found
        reached = reached if comma else last
    return reached


def _one(words: _Words, first: int) -> int | None:
    """Where the phrase ends that begins at `first`."""
    rules, at = words.rules, first
    if rules.us.match(words.at(at)):
        return at + 1
    while rules.starts.match(words.at(at)) or rules.numbers.match(words.at(at)):
        at += 1
        if rules.anybody.match(words.at(at - 1)):
            return at
    body = at
    while at < len(words.words) and not words.stops(at):
        at += 1
        tie = rules.both.match(words.at(at)) or rules.ties.match(words.at(at))
        if tie and words.is_large(at - 1) and _goes_on(words, first, at + 1):
            at += 1
    if at == body and not (at > first and (rules.of.match(words.at(at)) or rules.told.match(words.at(at)))):
        return None
    return _within(words, at)


def _goes_on(words: _Words, first: int, place: int) -> bool:
    """“The Harbour and Ferries Trust”: one name that holds “and”."""
    led = words.rules.starts.match(words.at(first)) is not None
    return led and words.is_large(place) and words.rules.starts.match(words.at(place)) is None


def _within(words: _Words, at: int) -> int:
    """Behind “of” a second phrase belongs to the first; behind “for” only one without an article."""
    rules, word = words.rules, words.at(at)
    if rules.on.match(f"{word} {words.at(at + 1)}"):
        return at + 2
    if rules.anybody.match(words.at(at - 1)) and rules.place.match(word):
        return _one(words, at + 1) or at
    if not rules.within.match(word):
        return at
    if not rules.of.match(word) and rules.starts.match(words.at(at + 1)):
        return at
    return _one(words, at + 1) or at


def _is_somebody(words: _Words, first: int, last: int) -> bool:
    rules, word = words.rules, words.at(first)
    if rules.us.match(word):
        return True
    start, end = words.spans[first][0], words.spans[last - 1][1]
    found = phrase_at(words.line.low, start, end, words.line.code)
    if found is not None and found.others:
        return False
    named = rules.no_name.match(word) is None or (first + 1 < last and words.is_large(first + 1))
    if words.is_large(first) and start > 0 and named:
        return True
    if rules.role.match(word) and first + 1 < last and words.is_large(first + 1):
        return True
    if found is None:
        return False
    if found.somebody or (found.may_act and not found.bare):
        one = found.bare and last - first == 1 and not word.endswith("s")
        return not one or rules.role.match(word) is not None  # “by hand” names nobody
    return any(rules.people.match(words.at(place)) for place in range(first, last))
