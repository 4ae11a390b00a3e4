# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of one sentence, and of what kind each is: what it does there, or what its list or its ending says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Final

from answerable.reading.language import NEVER, language
from answerable.reading.line import Line

KEPT: Final = 8192  # words of which the kind is kept
SHORT: Final = r"'(?:ll|re|ve|m|d)\b"
WORD: Final = re.compile(rf"{SHORT}|@?\w[\w&]*(?:[-'](?!(?:ll|re|ve|m|d)\b)\w+)*(?:(?<=s)'(?= ))?|\0+|[^\s\w\0]")
PLAIN: Final = re.compile("[a-z0-9à-öø-ÿ' -]+")
MARKS: Final = frozenset(",():;-")
NOUNS: Final = frozenset(("role", "agent", "anybody", "people", "acts", "thing", "s", "x", "ing", "done", "others"))


@dataclass(frozen=True)
class Words:
    """The words and marks of a sentence with their kinds and places; all three are as long as each other."""

    low: tuple[str, ...]
    kinds: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]


class _List:
    """A list of a language file: nearly all of it are plain words, which are looked up and not searched."""

    def __init__(self, pattern: str, code: str) -> None:
        rules = language(code)
        ways = [one.strip() for one in _ways(pattern)]
        self.plain = frozenset(one for one in ways if PLAIN.fullmatch(one))
        rest = [one for one in ways if one not in self.plain] or [NEVER]
        self.rest = rules.pattern(rest, ahead="^", behind="$")

    def has(self, word: str) -> bool:
        return word in self.plain or self.rest.match(word) is not None


def _ways(pattern: str) -> list[str]:
    """The alternatives of a pattern, cut at each `|` outside of brackets."""
    depth, ways = 0, [""]
    for sign in pattern:
        depth += (sign in "([") - (sign in ")]")
        if sign == "|" and depth == 0:
            ways.append("")
        else:
            ways[-1] += sign
    return ways


@cache
def _lists(code: str) -> Mapping[str, _List]:
    one = language(code)
    who, promise = one.raw["who"], one.raw["promise"]
    lists = {**one.lists, "done": promise["done"]}
    lists = {name: lists[name] for name in ("others", "role", "people", "done", "adv", "acts")}
    lists |= {name: who.get(name, NEVER) for name in ("anybody", "agent", "thing", "no_name")}
    return {name: _List(pattern, code) for name, pattern in lists.items()}


@cache
def small_words(code: str) -> Mapping[str, str]:
    """Each small word with what it does; empty where a language file has no table of them."""
    table: Mapping[str, str] = language(code).raw["who"].get("words", {})
    return {word: kind for kind, words in table.items() if kind != "inside" for word in words.split("|")}


@cache
def _inside(code: str) -> frozenset[str]:
    return frozenset(language(code).raw["who"].get("words", {}).get("inside", "").split("|"))


@lru_cache(KEPT)
def own_kind(word: str, code: str) -> str:
    """What kind a word is by itself."""
    small = small_words(code).get(word)
    if small or not (word[0].isalnum() or word[0] == "@"):
        return small or ("asked" if word[0] == "\0" else word if word in MARKS else ".")
    if word[0].isdigit():
        return "num"
    return "'s" if word.endswith(("'s", "s'")) else _by_list(word, code) or _by_ending(word)


def _by_list(word: str, code: str) -> str | None:
    lists = _lists(code)
    several = word.removesuffix("s"), word.removesuffix("es")
    if lists["others"].has(word):
        return "others"
    if any(lists["role"].has(one) for one in (word, *several)):
        return "role"
    for name in ("anybody", "people", "done", "adv"):
        if lists[name].has(word):
            return name
    if word.endswith("ly"):
        return "adv"
    if lists["agent"].has(word) and not lists["thing"].has(word):
        return "agent"
    return "acts" if any(lists["acts"].has(one) for one in (word, *several)) else _thing(word, lists)


def _thing(word: str, lists: Mapping[str, _List]) -> str | None:
    return "thing" if not word.endswith("ing") and lists["thing"].has(word) else None


def _by_ending(word: str) -> str:
    return "ing" if word.endswith("ing") else "s" if word.endswith("s") else "x"


def words_of(line: Line) -> Words:
    """The words of a sentence; in it a time, a name and what others asked for are kinds of their own."""
    spans = [one.span() for one in WORD.finditer(line.low)]
    low = [line.low[start:end] for start, end in spans]
    kinds = [_kind_in(line, low, spans, place) for place in range(len(low))]
    inside = _inside(line.code)
    for place, (before, after) in enumerate(zip(kinds, kinds[2:], strict=False), 1):
        if low[place] in inside and before in ("name", "large") and after == "name":
            kinds[place] = "name"  # “Anneke ter Wouden”
        if kinds[place] == "near" and before in ("a", "the", "our", "no"):
            kinds[place] = "x"  # “an outside facilitator”
    return Words(tuple(low), tuple(kinds), tuple(spans))


def _kind_in(line: Line, low: list[str], spans: list[tuple[int, int]], place: int) -> str:
    start, end = spans[place]
    if line.is_time(start):
        return "time"
    kind = own_kind(low[place], line.code)
    if not line.text[start].isupper() or low[place] in small_words(line.code):
        return kind
    if place and low[place - 1] not in (".", ":"):
        return "name"
    named = line.text[start:end] in line.names
    if not place and not named and _lists(line.code)["no_name"].has(low[place]):
        return kind
    if named or _is_large(line, low, spans, place + 1):
        return kind if kind == "'s" else "name"
    return "large" if kind in ("x", "s", "acts", "thing", "agent") else kind


def _is_large(line: Line, low: list[str], spans: list[tuple[int, int]], place: int) -> bool:
    if place >= len(low) or low[place] in small_words(line.code):
        return False
    return line.text[spans[place][0]].isupper()


def shape(kinds: tuple[str, ...]) -> str:
    """The kinds with nouns as N and names as M, each run of the same once: “the N of the N”."""
    short = ["N" if one in NOUNS else "M" if one in ("name", "large") else one for one in kinds]
    first = short[:1] + [two for one, two in pairwise(short) if one != two]
    return " ".join(first[:8])
