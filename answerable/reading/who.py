# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who acts: the subject before the words that bind. A role or a name is one; “we” is words, and no role."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from answerable.reading.dates import Moment
from answerable.reading.language import LETTER, language
from answerable.reading.phrase import phrase_at

OWN: Final = "own"  # we, I
ROLE: Final = "role"  # a role or a name of the body
PERSON: Final = "person"  # she, he
THING: Final = "thing"  # it, they, or anything else
OTHERS: Final = "others"  # somebody whom the body cannot bind
LARGE: Final = "[A-ZÀ-ÖØ-ÞĀĆČĎĐĒĚĞĢĪİĶĹĻŁŃŅŇŌŐŘŚŞŠŤŪŮŰŹŻŽ@]"
NAME: Final = re.compile(rf"(?:{LARGE}[\w'’-]*\.? ?){{1,4}}$")
NEVER: Final = r"[^\s\S]"
LONE: Final = re.compile(rf"(?<![\w'’-] )({LARGE}[\w'’-]+) \w+ $")
PAIR: Final = re.compile(rf"(?:{LARGE}[\w'’-]+, )*{LARGE}[\w'’-]+,? (?:and|y|e) {LARGE}[\w'’-]+$")


@dataclass(frozen=True)
class Line:
    """One sentence, as written and folded, with what is known of the whole text; `times` are the sentence's own."""

    text: str
    low: str
    code: str
    names: frozenset[str]
    times: Sequence[Moment] = ()


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
    tells: re.Pattern[str]
    title: re.Pattern[str]
    leading: re.Pattern[str]
    no_name: re.Pattern[str]
    both: re.Pattern[str]
    places: re.Pattern[str]
    by: re.Pattern[str]
    by_word: re.Pattern[str]
    giver: re.Pattern[str]


@cache
def _rules(code: str) -> _Rules:
    one = language(code)
    who = one.raw["who"]
    both = who.get("both", "and")
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
        one.pattern([who.get("tells", NEVER)], behind=" ?$"),
        re.compile(rf"{who.get('title', NEVER)}[.]? (?:[A-ZÀ-Þ][\w'’-]+ ?){{1,3}}(?:(?:{both}) )?$"),
        one.pattern([who.get("leading", NEVER)], ahead="^"),
        one.pattern([who.get("no_name", NEVER)], ahead="^", behind="$"),
        one.pattern([both], behind=" $"),
        one.pattern([who.get("places", NEVER)], behind="$"),
        one.pattern([f"{who['by']} (?:" + who["phrase"].replace("{near}", near) + ")"]),
        one.pattern([who["by"]], behind=" "),
        one.pattern([who.get("from", NEVER)], behind=" "),
    )


def names_of(text: str, low: str, starts: set[int]) -> frozenset[str]:
    """Words written large inside sentences and never small: names."""
    large = [(found.start(), found[0]) for found in re.finditer(r"[A-ZÀ-Þ][a-zà-ÿ'’-]+", text)]
    inside = {word for start, word in large if start not in starts}
    small = set(re.findall(r"(?<![\w])[a-zà-ÿ'’-]+", text))
    return frozenset(word for word in inside if word.lower() not in small)


def subject_before(line: Line, place: int, floor: int = 0, *, acts: bool = False) -> Subject:
    """The subject that ends before `place`.

    `acts` says that what follows is done by people alone, so that whatever stands before it is somebody.
    """
    rules = _rules(line.code)
    start, end = _without_times(line, *_segment(line.low, place, rules, floor))
    own = rules.own.search(line.low[start:end])
    if own:
        return Subject(OWN, own.start() + start, end)
    pair = _pair(line, start, end)
    if pair:
        return pair
    told = _before_relative(line, start, floor, acts=acts) if rules.tells.search(line.low, floor, start) else None
    found = told or _built(line, start, end, acts=acts) or _listed(line, start, end)
    found = found or _named(line, start, end)
    if found.kind == THING:
        return _further(line, start, end, floor, acts=acts) or found
    if found.kind == ROLE:
        return Subject(ROLE, _joined(line, found.start, floor), found.end)
    return found


def _further(line: Line, start: int, end: int, floor: int, *, acts: bool) -> Subject | None:
    """Where what stands before the verb is nobody: who stands further to the front."""
    people = _people(line, start, end) if acts else None
    joined = _joined(line, people.start, floor) if people else start
    if people and joined < people.start:
        return Subject(ROLE, joined, people.end)
    return _before_relative(line, start, floor) or (_leading(line) if start == end else None)


def _without_times(line: Line, start: int, end: int) -> tuple[int, int]:
    """The clause without the words of time at its two ends."""
    for one in line.times:
        if start < one.start < end <= one.end:
            end = len(line.low[: one.start].rstrip())
    for one in line.times:
        if one.start <= start < one.end < end:
            start = end - len(line.low[one.end : end].lstrip())
    return start, end


def _pair(line: Line, start: int, end: int) -> Subject | None:
    """“Anna and Ben”."""
    begin = max([0, *(one.end for one in line.times if one.end <= start)])
    found = PAIR.search(line.text, begin, end)
    return Subject(ROLE, found.start(), end) if found else None


def _built(line: Line, start: int, end: int, *, acts: bool) -> Subject | None:
    """Whoever the phrase before the verb names, by its head or by what only people do."""
    found = phrase_at(line.low, start, end, line.code)
    if found is None:
        return None
    if found.others:
        return Subject(OTHERS, start, start)
    words = line.text[found.start : found.end]
    no_name = _rules(line.code).no_name
    named = acts and found.end < end and NAME.fullmatch(words) and not no_name.search(words.lower())
    somebody = found.somebody and (acts or not found.bare)
    return Subject(ROLE, found.start, found.end) if named or somebody or (acts and found.may_act) else None


def _people(line: Line, start: int, end: int) -> Subject | None:
    """“The people”, “two volunteers”: who acts, where what stands beside them says which."""
    found = phrase_at(line.low, start, end, line.code)
    return Subject(ROLE, found.start, found.end) if found and not found.bare and not found.others else None


def _listed(line: Line, start: int, end: int) -> Subject | None:
    """A role of the list that ends where the verb begins."""
    rules, part = _rules(line.code), line.low[start:end]
    role = rules.somebody.search(part) or rules.role.search(part)
    if role is None:
        return None
    return Subject(OTHERS if rules.others.search(role[0]) else ROLE, role.start() + start, end)


def _joined(line: Line, start: int, floor: int) -> int:
    """“The captain and the coach”, “Ms A and Mr B”: where the first of two who act begins."""
    rules = _rules(line.code)
    if rules.both.search(line.low, floor, start) is None:
        return start
    lone = LONE.search(line.text, floor, start)
    if lone and rules.no_name.search(lone[1].lower()):
        lone = None
    found = rules.joined.search(line.low, floor, start) or rules.title.search(line.text, floor, start) or lone
    return found.start() if found else start


def _leading(line: Line) -> Subject | None:
    """“Sunniva holds the money and will hand it over”: who stands first acts in both."""
    rules = _rules(line.code)
    found = rules.leading.search(line.low)
    if found is None:
        return None
    end = found.start("verb") if "verb" in found.groupdict() else found.end()
    words = line.low[:end].rstrip()
    if rules.own.search(words):
        return Subject(OWN, 0, len(words))
    if rules.role.search(words) or (NAME.fullmatch(line.text[: len(words)]) and not rules.no_name.search(words)):
        return Subject(ROLE, 0, len(words))
    return None


def _before_relative(line: Line, start: int, floor: int, *, acts: bool = False) -> Subject | None:
    """“The leader who locked the door will”: who stands before the clause that tells of them."""
    rules = _rules(line.code)
    mark = rules.relative.search(line.low, floor, start)
    if mark is None:
        return None
    end = len(line.low[floor : mark.start()].rstrip(" ,")) + floor
    near = phrase_at(line.low, floor, end, line.code, nearest=True)
    if near is not None and near.somebody and near.end == end:
        return Subject(ROLE, _joined(line, near.start, floor), near.end)
    begin, end = _segment(line.low, mark.start(), rules, floor)
    people = _people(line, begin, end) if acts else None
    found = _pair(line, begin, end) or _built(line, begin, end, acts=False) or people
    found = found or _named(line, begin, end)
    return found if found.kind == ROLE else None


def _named(line: Line, start: int, end: int) -> Subject:
    rules, part = _rules(line.code), line.low[start:end]
    name = NAME.search(line.text, start, end)
    if name and _is_name(name, line.names, rules):
        return Subject(ROLE, name.start(), end)
    if rules.others.search(part):
        return Subject(OTHERS, start, start)
    person = rules.person.search(part)
    if person:
        return Subject(PERSON, person.start() + start, end)
    return Subject(THING, start, end)


def _is_name(name: re.Match[str], names: frozenset[str], rules: _Rules) -> bool:
    """Written large inside the sentence, or of two words; alone at the front unless it is a word for a thing."""
    if name.start() > 0 or name[0].split()[0] in names or " " in name[0].strip():
        return True
    return rules.no_name.search(name[0].strip().lower()) is None


def _segment(low: str, place: int, rules: _Rules, floor: int) -> tuple[int, int]:
    """The clause before `place`, without adverbs; across “, … ,” or “(…)” where something is put in between."""
    end = _trim(low, floor, place, rules)
    if end > floor and low[end - 1] == ")" and low.rfind("(", floor, end) > floor:
        end = _trim(low, floor, low.rfind("(", floor, end), rules)
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


def asked_to(line: Line, start: int, end: int) -> Subject | None:
    """“(we have asked) an accountant (to count)”: who stands between."""
    name = NAME.search(line.text, start, end)
    if name:
        return Subject(ROLE, name.start(), end)
    found = phrase_at(line.low, start, end, line.code, nearest=True)
    return Subject(ROLE, found.start, found.end) if found and not found.others else None


def is_place(line: Line, subject: Subject) -> bool:
    """Whether it is a house that can also be a group: “the library”."""
    return _rules(line.code).places.search(line.low[subject.start : subject.end]) is not None


def doer_by(line: Line, start: int, end: int) -> tuple[int, int] | None:
    """“by the treasurer” after an act in the passive: the place of the doer."""
    rules = _rules(line.code)
    found = rules.by.search(line.low, start, end)
    if found is not None:
        begin = found.start() + line.low[found.start() :].index(" ") + 1
        return begin, found.end()
    return _behind(line, rules.by_word, start, end)


def giver(line: Line, start: int, end: int) -> tuple[int, int] | None:
    """“(you will hear) from the dean”: the place of whoever somebody gets it from."""
    return _behind(line, _rules(line.code).giver, start, end)


def _behind(line: Line, word: re.Pattern[str], start: int, end: int) -> tuple[int, int] | None:
    for mark in word.finditer(line.low, start, end):
        if any(one.start <= mark.start() < one.end for one in line.times):
            continue
        built = phrase_at(line.low, mark.end(), _stop(line, mark.end(), end), line.code)
        if built and (built.somebody or built.may_act) and not built.bare and built.start <= mark.end() + 1:
            return built.start, built.end
    return None


def _stop(line: Line, start: int, end: int) -> int:
    """Where the clause ends that begins at `start`."""
    marks = [one.start() for one in _rules(line.code).clause.finditer(line.low, start, end)]
    return min([*marks, *(one.start for one in line.times if one.start > start), end])
