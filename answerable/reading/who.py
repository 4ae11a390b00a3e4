# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who acts: the subject before the words that bind. A role or a name is one; “we” is words, and no role."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from answerable.reading.behind import who_ahead
from answerable.reading.language import LETTER, NEVER, language
from answerable.reading.line import LARGE, OTHERS, OWN, PERSON, ROLE, THING, Line, Subject
from answerable.reading.naming import shortest
from answerable.reading.order import before_made, teller
from answerable.reading.phrase import WORD, phrase_at
from answerable.reading.together import first_of, is_free

WISH: Final = 14  # signs that the verb of a wish may take
NAME: Final = re.compile(rf"(?:{LARGE}[\w'’-]*\.? ?){{1,6}}$")
APPOSED: Final = re.compile(rf"(?<=[a-z]), {LARGE}[\w'’-]*(?: {LARGE}[\w'’-]*){{0,4}}$")
PAIR: Final = re.compile(rf"(?:{LARGE}[\w'’-]+, )*{LARGE}[\w'’-]+,? (?:and|y|e) {LARGE}[\w'’-]+$")


@dataclass(frozen=True)
class _Rules:
    clause: re.Pattern[str]
    adverbs: re.Pattern[str]
    own: re.Pattern[str]
    role: re.Pattern[str]
    others: re.Pattern[str]
    person: re.Pattern[str]
    somebody: re.Pattern[str]
    relative: re.Pattern[str]
    tells: re.Pattern[str]
    leading: re.Pattern[str]
    no_name: re.Pattern[str]
    places: re.Pattern[str]
    by_word: re.Pattern[str]
    giver: re.Pattern[str]
    not_one: re.Pattern[str]
    fronted: re.Pattern[str]
    turned: re.Pattern[str]
    held: re.Pattern[str]
    nobody: re.Pattern[str]
    pronoun: re.Pattern[str]
    aside: re.Pattern[str]
    goes_on: re.Pattern[str]
    counted: re.Pattern[str]
    own_at: re.Pattern[str]
    calendar: re.Pattern[str]
    tied: re.Pattern[str]
    on: re.Pattern[str]
    wishing: re.Pattern[str]
    own_first: re.Pattern[str]
    namely: re.Pattern[str]


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
        one.pattern([who.get("relative", NEVER)], behind=" ?$"),
        one.pattern([who.get("tells", NEVER)], behind=" ?$"),
        one.pattern([who.get("leading", NEVER)], ahead="^"),
        one.pattern([who.get("no_name", NEVER)], ahead="^", behind="$"),
        one.pattern([who.get("places", NEVER)], behind="$"),
        one.pattern([who["by"]], behind=" "),
        one.pattern([who.get("from", NEVER)], behind=" "),
        one.pattern([who.get("not_one", NEVER)], behind=" $"),
        one.pattern([who.get("fronted", NEVER)], ahead="^"),
        one.pattern([who.get("turned", NEVER)], ahead="^"),
        one.pattern([who["within"]], behind=" $"),
        one.pattern([who.get("nobody", NEVER)], ahead="^", behind="(?: who .*)?$"),
        one.pattern([who.get("pronoun", NEVER)], ahead="^", behind="$"),
        re.compile(rf",? (?:{who.get('not_one', NEVER)}) [^,]+$"),
        one.pattern([who.get("goes_on", NEVER)], ahead="(?:,[^,]+,)? "),
        one.pattern([who.get("counted", NEVER)], behind="$"),
        re.compile(f"{one.pattern(['({we})']).pattern} (?:{who.get('place', NEVER)}) "),
        one.pattern([who.get("calendar", NEVER)], ahead="^"),
        one.pattern([who["ties"]], behind=" $"),
        one.pattern([who.get("on", NEVER)], ahead="^ "),
        one.pattern([who.get("wishing", NEVER)]),
        one.pattern(["({we})"], ahead="^ *", behind=" "),
        re.compile(f", (?:{who.get('namely', NEVER)}) "),
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
    start, end = _without_times(line, *_segment(line.low, before_made(line, place, floor), rules, floor))
    if rules.wishing.search(line.low, _edge(line.low, floor, place), place + WISH):
        return Subject(OTHERS if acts else THING, start, start)
    told = teller(line, start, floor) if rules.pronoun.match(line.low[start:end]) else None
    if told is not None:
        return subject_before(line, told, floor, acts=True)
    found = _own(line, start, end, floor) or _pair(line, start, end)
    if found is None and rules.nobody.match(line.low[start:end]):
        found = Subject(ROLE, start, end)
    return found or _somebody(line, start, end, floor, acts=acts)


def _own(line: Line, start: int, end: int, floor: int) -> Subject | None:
    """“We”, “we at the bakery”; “Milo and I” is no longer only one's own."""
    rules = _rules(line.code)
    own = rules.own.search(line.low[start:end])
    if own is None:
        at = rules.own_at.match(line.low[start:end])
        return Subject(OWN, start, start + at.end(1)) if at else None
    first = first_of(line, own.start() + start, end, floor)
    return Subject(OWN, first, end) if first == own.start() + start else Subject(ROLE, *shortest(line, first, end))


def _somebody(line: Line, start: int, end: int, floor: int, *, acts: bool) -> Subject:
    """Whoever is named there, by what is told of them, by how the phrase is built, by the list, or by a name."""
    tells = _rules(line.code).tells.search(line.low, floor, start)
    found = _before_relative(line, start, floor, end, acts=acts) if tells else None
    found = found or _built(line, start, end, acts=acts) or _listed(line, start, end) or _named(line, start, end)
    if found.kind == THING:
        return _further(line, start, end, floor) or found
    if found.kind == ROLE:
        return Subject(ROLE, *shortest(line, first_of(line, found.start, found.end, floor), found.end))
    return found


def _edge(low: str, floor: int, place: int) -> int:
    """Where the part of the sentence begins that no comma cuts from `place`."""
    return max(low.rfind(sign, floor, place) + 1 for sign in ",;:") or floor


def _further(line: Line, start: int, end: int, floor: int) -> Subject | None:
    """Where what stands before the verb is nobody: who stands further to the front."""
    people = _people(line, start, end)
    joined = first_of(line, people.start, people.end, floor) if people else start
    if people and joined < people.start:
        return Subject(ROLE, joined, people.end)
    return _before_relative(line, start, floor, end) or (
        _leading(line) or _kept(line, floor, start) if start == end else None
    )


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
    word = WORD.match(line.text, begin)
    if word and begin == 0 and _rules(line.code).no_name.match(word[0].lower()):
        begin = word.end()  # “Meanwhile Anna and Ben”
    found = PAIR.search(line.text, begin, end)
    if found is None or _rules(line.code).calendar.match(found[0].lower()) or not is_free(line, found.start(), begin):
        return None
    if _rules(line.code).held.search(line.low, begin, found.start()):
        last = found[0].split(" ")[-1]
        return Subject(ROLE, first_of(line, end - len(last), end, begin), end)
    return Subject(ROLE, found.start(), end)


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
    on = _rules(line.code).on.match(line.low[found.end : end])
    stop = found.end + on.end() if on else found.end
    return Subject(ROLE, found.start, stop) if named or somebody or (acts and found.may_act) else None


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
    held = rules.held.search(line.low, start, start + role.start())
    named = _pair(line, start, held.start()) if held else None
    if named:
        return named  # “Anna and Ben of the council”
    if rules.tied.search(line.low, start, start + role.start()) and (people := _people(line, start, end)):
        return Subject(ROLE, people.start, people.end)  # “the parents on the committee”
    return Subject(OTHERS if rules.others.search(role[0]) else ROLE, role.start() + start, end)


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


def _kept(line: Line, floor: int, place: int) -> Subject | None:
    """“Our guardian, Oluchi, has been chosen and (will sit)”: who stands first acts in both."""
    rules = _rules(line.code)
    comma = line.low.find(", ", floor, place)
    for begin in (floor, comma + 2) if comma > 0 else (floor,):
        own = rules.own_first.match(line.low[begin:place])
        if own:
            return Subject(OWN, begin + own.start(1), begin + own.end(1))
        for verb in rules.goes_on.finditer(line.low, begin, place):
            found = who_ahead(line, begin, verb.start())
            if found and found.end == verb.start():
                return found
    return None


def _before_relative(line: Line, start: int, floor: int, stop: int, *, acts: bool = False) -> Subject | None:
    """“The leader who locked the door will”: who stands before the clause that tells of them."""
    rules = _rules(line.code)
    mark = rules.relative.search(line.low, floor, start)
    if mark is None:
        return None
    end = len(line.low[floor : mark.start()].rstrip(" ,")) + floor
    aside = rules.aside.search(line.low, floor, end) or APPOSED.search(line.text, floor, end)
    end = aside.start() if aside else end
    near = phrase_at(line.low, floor, end, line.code, nearest=True)
    if near is not None and near.somebody and near.end == end:
        name = rules.held.search(line.low, floor, near.start)
        name = NAME.search(line.text, floor, name.start()) if name else None
        if name and name.start() > 0:
            return Subject(ROLE, name.start(), name.end())
        whole = near.anybody and line.low[near.end] == " "
        return Subject(ROLE, first_of(line, near.start, near.end, floor), stop if whole else near.end)
    if near is not None and acts and near.end == end and rules.counted.search(line.low, near.start, end):
        return Subject(ROLE, near.start, stop)  # “the three who signed”
    begin, end = _without_times(line, *_segment(line.low, end, rules, floor))
    found = _pair(line, begin, end) or _built(line, begin, end, acts=False) or _named(line, begin, end)
    if found.kind == ROLE:
        return found
    people = near is not None and near.end == end and not near.bare and not near.others
    return Subject(ROLE, near.start, near.end) if near and acts and people else None


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
    if rules.calendar.search(name[0].lower()):
        return False
    if name.start() > 0 or name[0].split()[0] in names or " " in name[0].strip():
        return True
    return rules.no_name.search(name[0].strip().lower()) is None


def _segment(low: str, place: int, rules: _Rules, floor: int) -> tuple[int, int]:
    """The clause before `place`, without adverbs; across “, … ,” or “(…)” where something is put in between."""
    end = _trim(low, floor, place, rules)
    if end > floor and low[end - 1] == ")" and low.rfind("(", floor, end) > floor:
        end = _trim(low, floor, low.rfind("(", floor, end), rules)
    if end > floor and low[end - 1] in ",-":
        named = rules.namely.search(low, floor, end)
        before = named.start() if named else low.rfind(low[end - 1], floor, end - 1)
        if before <= floor:
            return end, end
        end = _trim(low, floor, before, rules)
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


def is_fronted(line: Line, start: int, end: int) -> bool:
    """Whether before the verb stand only words put in front: “at the door from Monday (will be Kofi)”."""
    rules = _rules(line.code)
    return rules.fronted.match(line.low[start:end].lstrip()) is not None and (
        rules.turned.match(line.low[start:end].lstrip()) is not None
        or phrase_at(line.low, *_without_times(line, *_segment(line.low, end, rules, start)), line.code) is None
    )


def is_nobody(line: Line, subject: Subject) -> bool:
    """“Nobody”, “no one”: it binds, and names none."""
    return _rules(line.code).nobody.match(line.low[subject.start : subject.end]) is not None


def is_place(line: Line, subject: Subject) -> bool:
    """Whether it is a house that can also be a group, as “the library”, or several things: “casting panels”."""
    if _rules(line.code).places.search(line.low[subject.start : subject.end]):
        return True
    found = phrase_at(line.low, subject.start, subject.end, line.code)
    return found is not None and found.bare and not NAME.fullmatch(line.text, subject.start, subject.end)


def doer_by(line: Line, start: int, end: int) -> Subject | None:
    """“by the treasurer” after an act in the passive."""
    return _behind(line, _rules(line.code).by_word, start, end)


def doer_before(line: Line, end: int) -> Subject | None:
    """“By the governors, it (will be checked)”."""
    mark = _rules(line.code).by_word.match(line.low)
    return who_ahead(line, mark.end(), end) if mark and not line.is_time(0) else None


def giver(line: Line, start: int, end: int) -> Subject | None:
    """“(you will hear) from the dean”: whoever somebody gets it from."""
    return _behind(line, _rules(line.code).giver, start, end)


def _behind(line: Line, word: re.Pattern[str], start: int, end: int) -> Subject | None:
    rules = _rules(line.code)
    for mark in word.finditer(line.low, start, end):
        if line.is_time(mark.start()) or rules.not_one.search(line.low, start, mark.start()):
            continue
        found = who_ahead(line, mark.end(), end)
        if found:
            return found
    return None
