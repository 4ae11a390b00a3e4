# SPDX-License-Identifier: AGPL-3.0-or-later
"""Weighs what the rules say against what else could be meant, with weights that labelled promises taught.

A conditional logit: each option has signs, each sign a weight, and the shares follow from the sums. The rules stay
unless another option is much surer. No chance and no single word of content is in it; the same sentence gives the same
choice, and which signs made it can be listed. `python -m tests.reading.learn --write` makes the weights.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Final

from answerable.reading.binding import act_at, marks_of
from answerable.reading.extent import tidied
from answerable.reading.line import OWN, PERSON, ROLE, THING, Line, Subject
from answerable.reading.options import (
    Mark,
    Ruled,
    Span,
    View,
    padded,
    phrases,
    signs_of_nothing,
    signs_of_phrase,
    signs_of_sentence,
)
from answerable.reading.promise import Bound, bound_anew, speaks_of_others
from answerable.reading.slots import state_of
from answerable.reading.words import Words, words_of

MISSED: Final = Ruled("missed", 0, None)
NOTHING: Final = None  # the option that nothing is promised
NOBODY: Final = (0, 0)  # the option that something is, and nobody is named
MAY_MISS: Final = 0.5  # so sure that nothing is promised, it stays where the rules find nothing
MUST_DROP: Final = 0.8  # and so sure it drops what the rules found
PLAINLY: Final = 3.5  # so much more speaks for nothing than for nobody that no phrase need be looked at
SURE: Final = 0.55  # so sure of somebody else, the rules are overruled
Option = Span | None
Promised = tuple[Bound, int]


@cache
def weights(code: str) -> Mapping[str, float]:
    """The weight of each sign; none for a language of which no labelled promises are kept."""
    path = files("answerable.reading").joinpath("languages", f"{code}.weights.json")
    found: Mapping[str, float] = json.loads(path.read_text("utf-8"))["weights"] if path.is_file() else {}
    return found


def weighed(line: Line, found: Sequence[Promised]) -> list[Bound] | None:
    """What is promised, where that is something else than what the rules `found`, each with its level; else None."""
    known = weights(line.code)
    if not known or not line.low.strip() or (not found and speaks_of_others(line)):
        return None
    view = view_of(line, found)
    sums = {option: _sum(signs, known) for option, signs in outlines(view).items()}
    if not found and sums[NOTHING] - sums[NOBODY] > PLAINLY:
        return None
    sums |= {phrase: _sum(signs_of_phrase(view, *phrase), known) for phrase in phrases(view)}
    choice = chosen(view, sums, line)
    return None if choice == ruled_option(view) else _changed(line, view, found, choice)


def _sum(signs: Iterable[str], known: Mapping[str, float]) -> float:
    return math.fsum([known[sign] for sign in signs if sign in known])


def view_of(line: Line, found: Sequence[Promised]) -> View:
    """The sentence with what the rules say of it."""
    words = words_of(line)
    best = max(found, key=lambda one: one[1], default=None)
    marks = [Mark(_word_at(words, start), _word_at(words, end), act_at(line, end)) for start, end in marks_of(line)]
    has_day = any(one.until is not None for one in line.times)
    ruled = _ruled(best, words) if best else MISSED
    return View(words, marks, ruled, bool(line.times), has_day, line.code, padded(words.kinds))


def _word_at(words: Words, place: int) -> int:
    return next((at for at, (start, _) in enumerate(words.spans) if start >= place), len(words.spans))


def _ruled(best: Promised, words: Words) -> Ruled:
    subject = best[0].subject
    inside = [at for at, (start, end) in enumerate(words.spans) if end > subject.start and start < subject.end]
    if subject.start == subject.end or not inside:
        return Ruled("empty", best[1], None)
    return Ruled(state_of(subject), best[1], (inside[0], inside[-1] + 1))


def outlines(view: View) -> dict[Option, list[str]]:
    """The signs of the two options that are no phrase."""
    sentence = signs_of_sentence(view)
    nothing = [f"nothing {sign}" for sign in (*sentence, *signs_of_nothing(view))]
    return {NOTHING: nothing, NOBODY: [f"nobody {sign}" for sign in sentence]}


def options_of(view: View) -> dict[Option, list[str]]:
    """Every option with its signs."""
    return outlines(view) | {phrase: signs_of_phrase(view, *phrase) for phrase in phrases(view)}


def ruled_option(view: View) -> Option:
    return NOTHING if view.ruled.state == MISSED.state else view.ruled.phrase or NOBODY


def chosen(view: View, sums: Mapping[Option, float], line: Line) -> Option:
    """The option to take, a phrase as its shortest words."""
    choice = choose(view, sums, line)
    return choice if choice is NOTHING or choice == NOBODY else tidied(line, view, choice)


def choose(view: View, sums: Mapping[Option, float], line: Line) -> Option:
    """The option to take; that of the rules, unless another is surer by far."""
    shares, ruled = shares_of(sums), ruled_option(view)
    nothing = shares[NOTHING]
    if nothing > (MAY_MISS if ruled is NOTHING else MUST_DROP):
        return NOTHING
    named: dict[str, float] = {}  # phrases of the same words, as “the board” twice, count together
    for option, share in shares.items():
        if option is not NOTHING:
            words = words_in(line, view, option)
            named[words] = named.get(words, 0.0) + share
    best = max(named, key=lambda words: named[words])
    if ruled is not NOTHING and named[best] < SURE * (1 - nothing):
        return ruled
    alike = [one for one in shares if one is not NOTHING and words_in(line, view, one) == best]
    return ruled if ruled in alike else max(alike, key=lambda option: shares[option])


def shares_of(sums: Mapping[Option, float]) -> dict[Option, float]:
    """Of 1, how much each option has."""
    most = max(sums.values())
    powers = {option: math.exp(one - most) for option, one in sums.items()}
    whole = sum(powers.values())
    return {option: one / whole for option, one in powers.items()}


def words_in(line: Line, view: View, option: Span) -> str:
    """The folded words of a phrase; "" for nobody."""
    start, end = _places(view, option)
    return line.low[start:end]


def _places(view: View, option: Span) -> tuple[int, int]:
    first, last = option
    return (view.words.spans[first][0], view.words.spans[last - 1][1]) if last else (0, 0)


def _changed(line: Line, view: View, found: Sequence[Promised], choice: Option) -> list[Bound]:
    """What the rules found with another who, without it, or a promise that they did not see."""
    if choice is NOTHING:
        return []
    if not found:
        binds = _binds(view, choice)
        return [bound_anew(line, _subject(line, view, choice, binds[0]), binds)]
    best = max(found, key=lambda one: one[1])[0]
    changed = replace(best, subject=_subject(line, view, choice, best.binds[0]))
    return [changed if one is best else one for one, _ in found]


def _subject(line: Line, view: View, option: Span, place: int) -> Subject:
    if option == NOBODY:
        return Subject(THING, place, place)
    kind = view.kind(option[0]) if option[1] - option[0] == 1 else ""
    return Subject({"own": OWN, "us": OWN, "he": PERSON, "they": PERSON}.get(kind, ROLE), *_places(view, option))


def _binds(view: View, option: Span) -> tuple[int, int]:
    """The words that make it a promise: those that bind, else the verb behind who acts, else a time."""
    spans, kinds = view.words.spans, view.words.kinds
    if view.marks:
        mark = next((one for one in view.marks if one.start >= option[1]), view.marks[0])
        return spans[mark.start][0], spans[max(mark.start, mark.end - 1)][1]
    time = kinds.index("time") if option == NOBODY and "time" in kinds else option[1]
    return spans[min(time, len(spans) - 1)]
