# SPDX-License-Identifier: AGPL-3.0-or-later
"""A language's rules, read from its file and made ready to match. Patterns keep to what Python and browsers share."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from answerable.reading.errors import Unreadable

LANGUAGES: Final = ("en", "es")
LETTER: Final = "[a-z0-9à-öø-ÿ]"
BEGINS: Final = f"(?:(?<!{LETTER})|(?='))"
NEVER: Final = r"[^\s\S]"  # matches nothing: what a language has no words for
BUILT_IN: Final = {"w": LETTER, "word": "[a-z0-9à-öø-ÿ'-]+", "any": "[^ ]"}
MACRO: Final = re.compile("[{]([a-z_]+)[}]")
NO_LANGUAGE: Final = "There are no rules for that language. There are rules for: {known}."
NOT_KNOWN: Final = "This text is in no language that there are rules for ({known}). Name one with --language if it is."
SHARE_KNOWN: Final = 0.08


@dataclass(frozen=True)
class Rule:
    """What makes a find, and what takes it away where both touch."""

    yes: re.Pattern[str]
    no: re.Pattern[str] | None = None

    def spans(self, low: str) -> list[tuple[int, int]]:
        """Where it is found in folded text, as (start, end)."""
        found = [one.span() for one in self.yes.finditer(low) if one.end() > one.start()]
        if not found or self.no is None:
            return found
        noes = [one.span() for one in self.no.finditer(low)]
        return [one for one in found if not any(one[0] < end and start < one[1] for start, end in noes)]

    def holds(self, low: str) -> bool:
        return bool(self.spans(low))


@dataclass(frozen=True)
class Language:
    """`raw` is the file as TOML gave it; `say` the sentences for people."""

    code: str
    raw: Mapping[str, Any]
    lists: Mapping[str, str]
    kinds: Mapping[str, Rule]
    cues: Mapping[str, Rule]
    slots: Mapping[str, Rule]

    def say(self, table: str, code: str | int) -> str:
        return str(self.raw["say"][table][str(code)])

    def pattern(self, alternatives: Iterable[str] | str, ahead: str = "", behind: str = "") -> re.Pattern[str]:
        """The alternatives as whole words, with all lists put in."""
        given = [alternatives] if isinstance(alternatives, str) else alternatives
        return compiled(given, self.lists, ahead, behind)


def expand(pattern: str, lists: Mapping[str, str]) -> str:
    """`{name}` becomes the list of that name, until none is left."""
    for _ in range(5):
        if not MACRO.search(pattern):
            return pattern
        pattern = MACRO.sub(lambda found: f"(?:{lists[found[1]]})", pattern)
    raise ValueError("a list that holds itself")


def whole(alternatives: Iterable[str], lists: Mapping[str, str]) -> str:
    """One expression that matches any of the alternatives as whole words."""
    inner = "|".join(expand(one, lists) for one in alternatives)
    return f"{BEGINS}(?:{inner})(?!{LETTER})"


def compiled(
    alternatives: Iterable[str], lists: Mapping[str, str], ahead: str = "", behind: str = ""
) -> re.Pattern[str]:
    return re.compile(ahead + whole(alternatives, lists) + behind)


def _rule(table: Mapping[str, Any], lists: Mapping[str, str]) -> Rule:
    no: Sequence[str] = table.get("not", ())
    return Rule(compiled(table["yes"], lists), compiled(no, lists) if no else None)


def _rules(tables: Mapping[str, Any], lists: Mapping[str, str]) -> dict[str, Rule]:
    return {code: _rule(table, lists) for code, table in tables.items() if "yes" in table}


@cache
def language(code: str) -> Language:
    """The rules of a language that is kept here. Raises Unreadable where there are none."""
    if code not in LANGUAGES:
        raise Unreadable(NO_LANGUAGE.format(known=", ".join(LANGUAGES)))
    source = files("answerable.reading").joinpath("languages", f"{code}.toml").read_text("utf-8")
    return build_language(tomllib.loads(source))


def build_language(raw: Mapping[str, Any]) -> Language:
    """The rules of a file. Raises KeyError where a part is absent: `checking.lacks` names what first."""
    lists = {**BUILT_IN, **raw["lists"]}
    return Language(
        raw["language"]["code"], raw, lists,
        _rules(raw["kinds"], lists), _rules(raw["cues"], lists), _rules(raw["slots"], lists),
    )  # fmt: skip


def guess_language(low: str) -> str:
    """Whose common words stand in folded text most often. Raises Unreadable where hardly any do."""
    words = re.findall(f"{LETTER}+", low)[:5000]
    letters = sum(sign.isalpha() for sign in low[:30000]) or 1
    share = {code: sum(word in _common(code) for word in words) / max(len(words), 1) for code in LANGUAGES}
    best = max(LANGUAGES, key=lambda code: share[code])
    latin = sum(len(word) for word in words) / letters
    if len(words) >= 4 and latin > 0.5 and share[best] >= SHARE_KNOWN:
        return best
    raise Unreadable(NOT_KNOWN.format(known=", ".join(LANGUAGES)))


@cache
def _common(code: str) -> frozenset[str]:
    return frozenset(language(code).raw["language"]["common"])
