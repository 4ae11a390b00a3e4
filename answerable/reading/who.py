# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who acts: the subject before the words that bind. A role or a name is one; “we” is words, and no role."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from answerable.reading.dates import Moment
from answerable.reading.language import LETTER, language

OWN: Final = "own"  # we, I
ROLE: Final = "role"  # a role or a name of the body
PERSON: Final = "person"  # she, he
THING: Final = "thing"  # it, they, or anything else
OTHERS: Final = "others"  # somebody whom the body cannot bind
NAME: Final = re.compile(r"(?:[A-ZÀ-Þ][\w'’-]*\.? ?){1,4}$")
NEVER: Final = r"[^\s\S]"
PAIR: Final = re.compile(r"[A-ZÀ-Þ][\w'’-]+ (?:and|y|e) [A-ZÀ-Þ][\w'’-]+$")


@dataclass(frozen=True)
class Subject:
    """Empty places where nobody is named."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class _Rules:
    clause: re.Pattern[str]
    adverbs: re.Pattern[str]
    own: re.Pattern[str]
    role: re.Pattern[str]
    others: re.Pattern[str]
    person: re.Pattern[str]
    somebody: re.Pattern[str]
    joined: re.Pattern[str]
    relative: re.Pattern[str]
    title: re.Pattern[str]
    leading: re.Pattern[str]
    no_name: re.Pattern[str]
    by: re.Pattern[str]


@cache
def _rules(code: str) -> _Rules:
    one = language(code)
    who = one.raw["who"]
    near = "(?:(?!(?:{det}|of|in|by|at|for|on|to|and) ){word} ){0,3}?"
    return _Rules(
        re.compile(f"[,;:(]|-(?= )|(?<!{LETTER})(?:{'|'.join(who['clause'])})(?!{LETTER})"),
        one.pattern(["(?:{adv})"], behind=" ?$"),
        one.pattern(["{we}"], behind="$"),
        one.pattern([who["phrase"].replace("{near}", near)], behind="$"),
        one.pattern(["{others}"], behind="$"),
        one.pattern([who["person"]], behind="$"),
        one.pattern([who.get("somebody", NEVER)], behind="$"),
        one.pattern([who.get("joined", NEVER)], behind=" $"),
        one.pattern([who.get("relative", NEVER)], behind=" ?$"),
        re.compile(rf"{who.get('title', NEVER)}[.]? (?:[A-ZÀ-Þ][\w'’-]+ ?){{1,3}}(?:{who.get('and', 'and')} )?$"),
        one.pattern([who.get("leading", NEVER)], ahead="^"),
        one.pattern([who.get("no_name", NEVER)], ahead="^", behind="$"),
        one.pattern([f"{who['by']} (?:" + who["phrase"].replace("{near}", near) + ")"]),
    )


def names_of(text: str, low: str, starts: set[int]) -> frozenset[str]:
    """Words written large inside sentences and never small: names."""
    large = [(found.start(), found[0]) for found in re.finditer(r"[A-ZÀ-Þ][a-zà-ÿ'’-]+", text)]
    inside = {word for start, word in large if start not in starts}
    small = set(re.findall(r"(?<![\w])[a-zà-ÿ'’-]+", text))
    return frozenset(word for word in inside if word.lower() not in small)


def subject_before(
    text: str, low: str, place: int, code: str, names: frozenset[str], times: Sequence[Moment] = (), floor: int = 0
) -> Subject:
    """The subject that ends before `place`; `text` and `low` are one sentence, as written and folded."""
    rules = _rules(code)
    start, end = _segment(low, place, rules, floor)
    for one in times:
        if start < one.start < end <= one.end:
            end = len(low[: one.start].rstrip())
    part = low[start:end]
    if rules.own.search(part):
        return Subject(OWN, rules.own.search(part).start() + start, end)  # type: ignore[union-attr]
    name = PAIR.search(text, start if "and" not in low[max(0, start - 4) : start] else max(0, start - 30), end)
    if name:
        return Subject(ROLE, name.start(), end)
    role = rules.somebody.search(part) or rules.role.search(part)
    if role:
        kind = OTHERS if rules.others.search(role[0]) else ROLE
        return Subject(kind, _joined(text, low, role.start() + start, rules, floor), end)
    found = _named(text, low, start, end, rules, names)
    if found.kind == THING:
        return (
            _before_relative(low, start, rules, floor)
            or (_leading(text, low, rules) if start == end else None)
            or found
        )
    return Subject(found.kind, _joined(text, low, found.start, rules, floor), found.end)


def _joined(text: str, low: str, start: int, rules: _Rules, floor: int) -> int:
    """“The captain and the coach”, “Ms A and Mr B”: where the first of two who act begins."""
    before = rules.joined.search(low, floor, start)
    title = rules.title.search(text, floor, start) if low[:start].endswith(" and ") else None
    found = before or title
    return found.start() if found else start


def _leading(text: str, low: str, rules: _Rules) -> Subject | None:
    """“Sunniva holds the money and will hand it over”: who stands first acts in both."""
    found = rules.leading.search(low)
    if found is None:
        return None
    end = found.start("verb") if "verb" in found.groupdict() else found.end()
    words = low[:end].rstrip()
    if rules.own.search(words):
        return Subject(OWN, 0, len(words))
    if rules.role.search(words) or (NAME.fullmatch(text[: len(words)]) and not rules.no_name.search(words)):
        return Subject(ROLE, 0, len(words))
    return None


def _before_relative(low: str, start: int, rules: _Rules, floor: int) -> Subject | None:
    """“The leader who locked the door will”: who stands before the clause that tells of them."""
    mark = rules.relative.search(low, floor, start)
    if mark is None:
        return None
    role = rules.role.search(low[floor : mark.start()].rstrip(" ,"))
    return Subject(ROLE, role.start() + floor, role.end() + floor) if role else None


def _named(text: str, low: str, start: int, end: int, rules: _Rules, names: frozenset[str]) -> Subject:
    part = low[start:end]
    name = NAME.search(text, start, end)
    if name and (name.start() > 0 or name[0].split()[0] in names or " " in name[0].strip()):
        return Subject(ROLE, name.start(), end)
    if rules.others.search(part):
        return Subject(OTHERS, start, start)
    person = rules.person.search(part)
    if person:
        return Subject(PERSON, person.start() + start, end)
    return Subject(THING, start, end)


def _segment(low: str, place: int, rules: _Rules, floor: int) -> tuple[int, int]:
    """The clause before `place`, without adverbs; across “, … ,” where something is put in between."""
    end = _trim(low, floor, place, rules)
    if end > floor and low[end - 1] in ",-":
        before = low.rfind(",", floor, end - 1)
        end = _trim(low, floor, before if before > 0 else end - 1, rules)
    start = floor
    for mark in rules.clause.finditer(low, floor, end):
        start = mark.end()
    while start < end and low[start] in " \0":
        start += 1
    return start, max(start, end)


def _trim(low: str, floor: int, end: int, rules: _Rules) -> int:
    while end > floor:
        bare = len(low[floor:end].rstrip()) + floor
        adverb = rules.adverbs.search(low[floor:bare])
        if adverb is None or low[floor:bare] == adverb[0]:
            return bare
        end = adverb.start() + floor
    return end


def doer_by(low: str, start: int, end: int, code: str) -> tuple[int, int] | None:
    """“by the treasurer” after an act in the passive: the place of the doer."""
    found = _rules(code).by.search(low, start, end)
    if found is None:
        return None
    begin = found.start() + low[found.start() :].index(" ") + 1
    return begin, found.end()
