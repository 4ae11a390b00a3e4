# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sentences in another order: who stands behind the verb, before what is told of them, or before what they said."""

import re
from dataclasses import dataclass
from functools import cache

from answerable.reading.behind import who_ahead
from answerable.reading.language import LETTER, NEVER, language, whole
from answerable.reading.line import OWN, THING, Line, Subject
from answerable.reading.phrase import phrase_at


@dataclass(frozen=True)
class _Rules:
    inverse: re.Pattern[str]
    turning: re.Pattern[str]
    made: re.Pattern[str]
    joining: re.Pattern[str]
    aside: re.Pattern[str]
    done: re.Pattern[str]
    passive: re.Pattern[str]
    said: re.Pattern[str]
    own: re.Pattern[str]


@cache
def _rules(code: str) -> _Rules:
    one = language(code)
    who, promise = one.raw["who"], one.raw["promise"]
    lists = {**one.lists, **{name: promise[name] for name in ("be", "done")}}
    two = one.__class__(one.code, one.raw, lists, {}, {}, {})
    made = f"(?:{{adv}} )?(?:{{done}})(?: {{word}})? {who['by']} (?=(?:{{word}} ){{0,6}}{{word}}$)"
    return _Rules(
        inverse=one.pattern([promise.get("inverse", NEVER)], ahead=" *"),
        turning=one.pattern([who.get("turning", NEVER)], ahead="^", behind="[^,]*$"),
        made=re.compile(whole([made], lists).removesuffix(f"(?!{LETTER})")),
        aside=one.pattern([who.get("aside", NEVER)], behind=" "),
        joining=one.pattern([who.get("joining", NEVER)], behind="$"),
        done=two.pattern(["{be} (?:{adv} )?(?:{done})"]),
        passive=one.pattern([who.get("finite", NEVER)], behind=" ?$"),
        said=one.pattern([who.get("said", NEVER)], behind=" $"),
        own=one.pattern(["{we}"], ahead="^ *"),
    )


def be_turned(line: Line, end: int) -> Subject | None:
    """“(At the door will) be Kofi”: who stands behind the verb."""
    found = _rules(line.code).inverse.match(line.low, end)
    return who_ahead(line, found.end(), len(line.low)) if found else None


def turned(line: Line, floor: int, span: tuple[int, int]) -> tuple[Subject, int] | None:
    """“Never again will we”, “nor will the board”: who stands behind the word that binds, and where the act begins."""
    rules = _rules(line.code)
    if rules.turning.match(line.low[floor : span[0]].strip(" ,;:-\0")) is None:
        return None
    own = rules.own.match(line.low[span[1] :])
    if own:
        end = span[1] + own.end()
        return Subject(OWN, end - len(own[0].lstrip()), end), end
    found = who_ahead(line, span[1], len(line.low))
    passive = rules.done.search(line.low, span[1], span[1] + 60)
    if passive and (found is None or passive.start() >= found.end):
        return Subject(THING, span[0], span[0]), passive.start()
    end = _without_verb(line, found.start, found.end) if found else 0
    return (Subject(found.kind, found.start, end), end) if found else None


def _without_verb(line: Line, start: int, end: int) -> int:
    """Where “the board” ends in “(nor will) the board hear (it)”: behind the last of its first words for somebody."""
    named = False
    last = start
    for word in re.finditer(r"\S+", line.low[start:end]):
        stop = start + word.end()
        part = phrase_at(line.low, start, stop, line.code)
        is_named = (part is not None and part.somebody) or (line.text[start + word.start()].isupper() and start > 0)
        if named and not is_named:
            return last
        named, last = is_named, stop
    return end


def before_made(line: Line, place: int, floor: int) -> int:
    """Where “a mediator” ends in “a mediator paid by us but chosen by the union (will)”."""
    rules = _rules(line.code)
    for _ in range(3):
        end = len(line.low[floor:place].rstrip(" \0")) + floor
        found = max(rules.made.finditer(line.low, floor, end), key=lambda one: one.start(), default=None)
        found = found or max(rules.aside.finditer(line.low, floor, end), key=lambda one: one.start(), default=None)
        doer = who_ahead(line, found.end(), end) if found else None
        if found is None or doer is None or doer.end != end or rules.passive.search(line.low, floor, found.start()):
            return place
        place = len(line.low[floor : found.start()].rstrip(" ,")) + floor
        joined = rules.joining.search(line.low, floor, place)
        place = len(line.low[floor : joined.start()].rstrip(" ,")) + floor if joined else place
    return place


def teller(line: Line, place: int, floor: int) -> int | None:
    """Where “two stewards” ends in “two stewards have said that they (will)”."""
    found = _rules(line.code).said.search(line.low, floor, place)
    return found.start() if found else None
