# SPDX-License-Identifier: AGPL-3.0-or-later
"""What could be meant in a sentence: that nothing is promised, that nobody is named, or a phrase that names who acts.

Each option has signs: kinds of words in it and around it, how it stands to the words that bind, and what the rules say
of it. A sign names small words, kinds and endings, and no word of content. `reading/weighing.py` weighs them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from answerable.reading.words import Words, own_kind, shape, small_words

LONGEST: Final = 12  # words of a phrase
BEFORE, BEHIND = 2, 32  # how far beyond its ends a sentence is looked at
BEGIN: Final = frozenset(
    ("own", "us", "he", "they", "it", "the", "a", "our", "their", "each", "no", "none", "num", "who", "name", "large",
     "role", "anybody", "agent", "people", "x", "s", "thing", "acts", "'s", "others")
)  # fmt: skip
NOUN: Final = frozenset(
    ("role", "agent", "anybody", "people", "acts", "thing", "s", "x", "name", "large", "'s", "others", "ing", "done",
     "num")
)  # fmt: skip
LEADS: Final = frozenset(
    ("the", "a", "our", "their", "no", "each", "num", "'s", "x", "agent", "role", "thing", "acts", "s", "people",
     "name", "done", "others")
)  # fmt: skip
BARE: Final = frozenset(("x", "s", "thing", "acts", "'s", "people", "agent", "role", "others"))
ARTICLES: Final = frozenset(("the", "a", "our", "their", "each", "no", "num", "'s"))
LOOSE: Final = frozenset(("x", "s", "thing", "done", "acts"))  # behind these another phrase can begin
ANEW: Final = frozenset(("own", "the", "a", "our", "their", "he", "they", "each", "no", "num", "name", "it"))
STOPS: Final = frozenset(
    (".", ";", ":", "(", ")", "-", "will", "may", "time", "be", "was", "have", "not", "if", "to", "with", "near", "but",
     "adv", "you", "own", "us", "he", "they", "it", "asked")
)  # fmt: skip
ALONE: Final = frozenset(("own", "us", "he", "they", "it", "none", "num", "each"))
COUNTED: Final = frozenset(("x", "s", "role", "agent", "thing", "people"))
WITHIN: Final = frozenset(("of", "for", "from", "in", "who", ",", "and"))
VERBS: Final = frozenset(("will", "may", "be", "was", "have"))
EDGES: Final = frozenset((",", ".", ";", ":", "-", "but", "if", "(", ")", "who"))
ASIDE: Final = frozenset(("time", "adv", "not", "each"))
TELLING: Final = frozenset(
    ("that", "would", "should", "can", "want", "know", "you", "if", "not", "from", "who", "which")
)
TURNING: Final = frozenset(("be", "have", "was", "to", "will", "may", "it", "not"))
Span = tuple[int, int]


@dataclass(frozen=True)
class Mark:
    """Words that bind, from one word to another, and the kind of act behind them."""

    start: int
    end: int
    act: str


@dataclass(frozen=True)
class Ruled:
    """What the rules say: `state` is missed, empty, or that of the slot; `level` that of their promise."""

    state: str
    level: int
    phrase: Span | None


@dataclass(frozen=True)
class View:
    """One sentence as its options see it."""

    words: Words
    marks: Sequence[Mark]
    ruled: Ruled
    has_time: bool
    has_day: bool
    code: str
    padded: tuple[str, ...]  # the kinds with BEFORE marks in front and more behind

    def kind(self, place: int) -> str:
        """The kind of a word; `^` before the first and `$` behind the last."""
        return self.padded[place + BEFORE]

    def is_title(self, place: int) -> bool:
        """Whether a word written large is one for a role: “Director (Solveig Amadi)”."""
        return own_kind(self.words.low[place], self.code) == "role"

    def small(self, place: int) -> str:
        """A small word itself, of any other its kind."""
        if 0 <= place < len(self.words.low) and self.words.low[place] in small_words(self.code):
            return self.words.low[place]
        return self.kind(place)


def padded(kinds: tuple[str, ...]) -> tuple[str, ...]:
    """The kinds with room at both ends, so that every place near a phrase can be looked at."""
    return ("^",) * BEFORE + kinds + ("$",) * BEHIND


def phrases(view: View) -> list[Span]:
    """Every phrase that could name who acts, as from and to which word; that of the rules is among them."""
    found = [(first, last) for first in _firsts(view) for last in _lasts(view, first)]
    ruled = view.ruled.phrase
    return [*found, ruled] if ruled and ruled not in found else found


def _firsts(view: View) -> Iterator[int]:
    for place, kind in enumerate(view.words.kinds):
        before = view.kind(place - 1)
        pair = view.words.low[place] in ("neither", "either", "both") and before != "and"
        if (kind in BEGIN or pair) and _is_free(view, kind, before, place):
            yield place


def _is_free(view: View, kind: str, before: str, place: int) -> bool:
    """Whether nothing leads to a word: no article and no noun, or one behind which it begins anew."""
    if before in ARTICLES and kind in BARE:
        return False
    if before not in LEADS or kind in ("the", "a", "our", "own"):
        return True
    if before in LOOSE and kind in ANEW:
        return True
    return kind == "name" and (before != "name" or view.is_title(place - 1))


def _lasts(view: View, first: int) -> Iterator[int]:
    kinds = view.words.kinds
    for place in range(first, min(len(kinds), first + LONGEST)):
        kind, before = kinds[place], view.kind(place - 1)
        joined = kind in ("own", "us") and before in ("and", "of")
        if kind in STOPS and place > first and not joined:
            return
        alone = kind in ALONE and (place == first or before in ("and", "of"))
        if (kind in NOUN or alone) and not _goes_on(kind, view.kind(place + 1)):
            yield place + 1


def _goes_on(kind: str, behind: str) -> bool:
    """Whether a phrase cannot end before the word behind it."""
    if kind == "'s" or behind == "'s" or (kind == "name" and behind == "name"):
        return True
    return kind in ("num", "done") and behind in COUNTED


def head_of(view: View, first: int, last: int) -> int:
    """The word that says what a phrase is: the last before “of” or a comma, behind “two of”."""
    for place in range(first + 1, last):
        if view.kind(place) in WITHIN:
            counted = view.kind(place) == "of" and view.kind(place - 1) in ("num", "each", "none", "anybody")
            if not counted:
                return place - 1
    return last - 1


def signs_of_phrase(view: View, first: int, last: int) -> list[str]:
    """What speaks for or against a phrase as the one that names who acts."""
    head = view.kind(head_of(view, first, last))
    return [
        *_around(view, first, last, head),
        *_beyond(view, first, last, head),
        *_to_marks(view, first, last, head),
        *_to_rules(view, first, last, head),
    ]


def _around(view: View, first: int, last: int, head: str) -> Iterator[str]:
    before, behind, begin = view.kind(first - 1), view.kind(last), view.kind(first)
    yield f"begin {begin} {before}"
    yield f"before {view.kind(first - 2)} {before}"
    yield f"end {view.kind(last - 1)} {behind}"
    yield f"behind {behind} {view.kind(last + 1)}"
    yield f"head {head}"
    yield f"head begin {head} {begin}"
    yield f"shape {shape(view.words.kinds[first:last])} {head}"
    yield f"small before {view.small(first - 1)}"
    yield f"small behind {view.small(last)}"
    yield f"length {min(last - first, 6)}"
    if head in ("x", "s", "thing", "agent", "done", "ing", "acts"):
        yield f"ending {view.words.low[head_of(view, first, last)][-3:]}"
    if behind in ("x", "s", "acts", "thing", "agent", "role", "done", "ing"):
        yield f"verb {view.words.low[last][-2:]} {view.kind(last + 1)}"


def _beyond(view: View, first: int, last: int, head: str) -> Iterator[str]:
    """The next words past times, adverbs and what stands between two commas; and where the clause begins."""
    place = _past(view, last)
    aside = ""
    if view.kind(place) == ",":
        stop = next((at for at in range(place + 1, place + 14) if view.kind(at) in (",", "$")), place)
        if view.kind(stop) == ",":
            aside, place = "aside ", _past(view, stop + 1)
    behind, before = view.kind(place), first - 1
    while view.kind(before) in ("time", "adv"):
        before -= 1
    yield f"next {aside}{behind} {head}"
    yield f"next two {aside}{behind} {view.kind(place + 1)}"
    yield f"between {view.kind(before)} {behind}"
    far, verb = _to_edge(view, first)
    yield f"clause {verb} {min(far, 4)}"
    yield f"clause next {verb} {behind}"


def _past(view: View, place: int) -> int:
    while view.kind(place) in ASIDE:
        place += 1
    return place


def _to_edge(view: View, first: int) -> tuple[int, int]:
    """How many words stand before it in its clause, and whether a verb does."""
    for far, place in enumerate(range(first - 1, -1, -1)):
        if view.kind(place) in VERBS:
            return far, 1
        if view.kind(place) in EDGES:
            return far, 0
    return first, 0


def _to_marks(view: View, first: int, last: int, head: str) -> Iterator[str]:
    ahead = next((one for one in view.marks if one.start >= last), None)
    past = next((one for one in reversed(view.marks) if one.start < first), None)
    if ahead:
        gap = view.words.kinds[last : ahead.start]
        near = shape(gap) if len(gap) <= 4 else "far ," if "," in gap else "far"
        nth = 1 if ahead is view.marks[0] else 2
        yield f"gap {near}"
        yield f"act {ahead.act} {head} {len(gap) > 0}"
        yield f"nth {ahead.act} {nth} {view.kind(ahead.start)}"
    before = view.kind(first - 1)
    yield f"past {past.act} {before}" if past else f"past none {before} {ahead is not None}"


def _to_rules(view: View, first: int, last: int, head: str) -> Iterator[str]:
    before, behind, ruled = view.kind(first - 1), view.kind(last), view.ruled
    way = _way(ruled.phrase, first, last)
    yield f"ruled {ruled.state} {way}"
    yield f"ruled head {way} {head}"
    yield f"ruled before {way} {before}"
    if way != "same":
        yield f"ruled other {ruled.state} {before} {behind}"


def _way(ruled: Span | None, first: int, last: int) -> str:
    """How a phrase lies to the one of the rules."""
    if ruled is None:
        return "none"
    begin, end = ruled
    if (first, last) == ruled:
        return "same"
    if first == begin:
        return "longer" if last > end else "shorter"
    if last == end:
        return "earlier" if first < begin else "later"
    return "across" if first < end and last > begin else "left" if last <= begin else "right"


def signs_of_sentence(view: View) -> list[str]:
    """What speaks for or against that anything is promised, or that anybody is named."""
    ruled, words = view.ruled, view.words
    mark = view.marks[0] if view.marks else None
    signs = ["always", f"ruled {ruled.state}", f"level {ruled.state} {ruled.level}"]
    if mark:
        before, behind, bind = view.kind(mark.start - 1), view.small(mark.end), view.kind(mark.start)
        signs += [
            f"act {mark.act}", f"act bind {mark.act} {bind}", f"bind {view.small(mark.start)}", f"before {before}",
            f"before act {before} {mark.act}", f"marks {min(len(view.marks), 3)}", f"behind {view.kind(mark.end)}",
            f"small behind {behind}", f"ruled act {ruled.state} {mark.act} {bind}",
        ]  # fmt: skip
    bound = "bound" if mark else "unbound"
    time = ("day" if view.has_day else "time") if view.has_time else "no time"
    act = mark.act if mark else "none"
    signs += [bound, f"{time} {bound}", f"first {view.kind(0)}", f"first two {view.kind(0)} {view.kind(1)}"]
    signs += [f"has {word}" for word in words.low if word in TELLING]
    signs += [f"kind {kind}" for kind in ("own", "was", ":") if kind in words.kinds]
    signs += [f"by {act}"] if "by" in words.low else []
    return [*signs, f"length {min(len(words.low) // 6, 5)}"]


def signs_of_nothing(view: View) -> list[str]:
    """Which kinds stand side by side, and which small words there are: what sort of sentence it is."""
    kinds = view.words.kinds
    signs = {f"two {view.kind(place - 1)} {kind}" for place, kind in enumerate(kinds)}
    signs |= {f"word {word}" for word in view.words.low if word in small_words(view.code)}
    for place in range(2, len(kinds)):
        if kinds[place - 1] in TURNING:
            signs.add(f"three {kinds[place - 2]} {kinds[place - 1]} {kinds[place]}")
    return sorted(signs)
