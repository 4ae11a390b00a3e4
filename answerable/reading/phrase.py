# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who a phrase names, known by how it is built and not only by a list: roles never end, and names less.

“The night crew’s dispatcher”, “two members of the rota group”, “an elder”: a phrase begins where an article, a number
or “every” stands that nothing ties to the word before, and ends before the next preposition. Its head is a role of the
list, or ends as words for people do, or does what only people do.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from answerable.reading.language import NEVER, language

WORD: Final = re.compile(r"[\w'’-]+")


@dataclass(frozen=True)
class Phrase:
    """Places are in the sentence. `somebody`: its head is. `may_act`: it can be. `bare`: no article leads."""

    start: int
    end: int
    somebody: bool
    may_act: bool
    bare: bool
    others: bool
    anybody: bool  # its head names nobody, as “the person”: what stands behind it belongs to it


@dataclass(frozen=True)
class _Rules:
    starts: re.Pattern[str]
    ties: re.Pattern[str]
    within: re.Pattern[str]
    free: re.Pattern[str]
    many: re.Pattern[str]
    chosen: re.Pattern[str]
    anybody: re.Pattern[str]
    role: re.Pattern[str]
    agent: re.Pattern[str]
    thing: re.Pattern[str]
    others: re.Pattern[str]
    people: re.Pattern[str]
    shortened: re.Pattern[str]


@cache
def _rules(code: str) -> _Rules:
    one = language(code)
    who = one.raw["who"]

    def exact(pattern: str) -> re.Pattern[str]:
        return one.pattern([pattern], ahead="^", behind="$")

    names = ("starts", "ties", "within", "free", "many", "chosen", "anybody", "agent", "thing")
    starts, ties, within, free, many, chosen, anybody, agent, thing = (exact(who.get(name, NEVER)) for name in names)
    return _Rules(
        starts,
        ties,
        within,
        free,
        many,
        chosen,
        anybody,
        exact("(?:{role})(?:e?s)?"),
        agent,
        thing,
        exact("{others}"),
        exact("{people}"),
        exact(who.get("shortened", NEVER)),
    )


def phrase_at(low: str, start: int, end: int, code: str, *, nearest: bool = False) -> Phrase | None:
    """The phrase that stands last in folded `low[start:end]`; None where none begins there.

    `nearest`: also one that a preposition ties to what stands before.
    """
    rules = _rules(code)
    spans = [one.span() for one in WORD.finditer(low, start, end)]
    words = [low[begin:stop] for begin, stop in spans]
    first = _first(words, rules, nearest=nearest)
    if first is None:
        return None
    last = len(words) if rules.anybody.match(words[first]) else _last(words, first, rules)
    heads = words[first:last]
    head = _core(heads, rules)
    if _any_person(heads, rules):
        last = len(words)
    others = rules.others.match(head) is not None
    somebody = not others and _is_somebody(heads, head, rules)
    bare = rules.starts.match(words[first]) is None and not words[first].endswith(("'s", "s'"))
    chosen = rules.chosen.match(words[first]) is not None and rules.people.match(head) is not None
    thing = rules.thing.match(head) is not None and not chosen
    may_act = not bare and not others and not thing
    anybody = rules.anybody.match(head) is not None and rules.free.match(words[first]) is None
    return Phrase(spans[first][0], spans[last - 1][1], somebody, may_act, bare, others, anybody)


def _first(words: list[str], rules: _Rules, *, nearest: bool) -> int | None:
    free = next((place for place, word in enumerate(words) if rules.free.match(word)), None)
    if free is not None:
        return free
    for place in range(len(words) - 1, -1, -1):
        before = words[place - 1] if place else ""
        ties = (rules.starts,) if nearest else (rules.ties, rules.within, rules.starts)
        tied = any(one.match(before) for one in ties) or _is_owner(before, rules)
        if rules.starts.match(words[place]) and not tied:
            return place
    return 0 if words and not nearest and not rules.ties.match(words[0]) else None


def _is_owner(word: str, rules: _Rules) -> bool:
    """“The club’s”: it belongs to what follows."""
    return word.endswith(("'s", "s'")) and rules.shortened.match(word) is None


def _last(words: list[str], first: int, rules: _Rules) -> int:
    stops = (place for place in range(first + 1, len(words)) if rules.ties.match(words[place]))
    return next(stops, len(words))


def _head(words: list[str], rules: _Rules) -> int:
    """The place of the word that says what it is: the last before “of”."""
    ends = (place - 1 for place in range(1, len(words)) if rules.within.match(words[place]))
    return next(ends, len(words) - 1)


def _any_person(words: list[str], rules: _Rules) -> bool:
    """“Everyone”, “a colleague”: whose place belongs to it."""
    head = words[_head(words, rules)]
    return len(words) <= 3 and rules.anybody.match(head) is not None


def _core(words: list[str], rules: _Rules) -> str:
    """The word that says what it is; behind “of” where before it stands only how many."""
    place = _head(words, rules)
    inner = words[place + 2 :]
    return _core(inner, rules) if rules.many.match(words[place]) and inner else words[place]


def _is_somebody(words: list[str], head: str, rules: _Rules) -> bool:
    if any(one.match(head) for one in (rules.role, rules.anybody)) or rules.anybody.match(words[0]):
        return True
    return rules.agent.match(head) is not None and rules.thing.match(head) is None
