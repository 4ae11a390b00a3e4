# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a language file lacks or says wrongly, each as a sentence: for whoever adds a language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from answerable.reading import codes
from answerable.reading.language import BUILT_IN, MACRO, expand

LACKS: Final = "[{place}] lacks “{name}”."
NOT_KNOWN: Final = "[{place}] has “{name}”, which no reading uses."
NO_LIST: Final = "[{place}] names the list {{{name}}}, which does not stand in [lists]."
NO_PATTERN: Final = "[{place}] has a pattern that cannot be read: {why}."
TABLES: Final = (
    "language", "sentences", "lists", "kinds", "promise", "who", "slots", "cues", "dates", "coverage", "say",
)  # fmt: skip
KINDS: Final = tuple(kind for kind in codes.KINDS if kind != "promise")
SAID: Final[Mapping[str, tuple[str, ...]]] = {
    "kinds": codes.KINDS, "levels": tuple(str(level) for level in codes.LEVELS), "slots": codes.SLOTS,
    "states": codes.STATES, "coverage": codes.COVERAGE, "questions": codes.QUESTIONS, "page": codes.PAGE,
}  # fmt: skip


def lacks(raw: Mapping[str, Any]) -> list[str]:
    """Every mistake of a language file, as TOML gave it; an empty list where there is none."""
    missing = [LACKS.format(place="file", name=table) for table in TABLES if not isinstance(raw.get(table), Mapping)]
    return missing or [*_tables(raw), *_said(raw["say"]), *_patterns(raw)]


def _tables(raw: Mapping[str, Any]) -> Iterator[str]:
    for table, names in (("kinds", KINDS), ("cues", codes.CUES)):
        yield from _names(table, raw[table], names)
        for name in names:
            rule = raw[table].get(name)
            wants_words = table == "kinds"  # a cue may follow from the order of others
            if rule is not None and (not isinstance(rule, Mapping) or (wants_words and not rule.get("yes"))):
                yield LACKS.format(place=f"{table}.{name}", name="yes")
            if table == "cues" and isinstance(rule, Mapping):
                yield from (
                    LACKS.format(place=f"cues.{name}", name=part) for part in ("say", "limit") if part not in rule
                )
    for name in ("code", "name", "common"):
        if not raw["language"].get(name):
            yield LACKS.format(place="language", name=name)


def _names(place: str, found: Mapping[str, Any], wanted: tuple[str, ...]) -> Iterator[str]:
    yield from (LACKS.format(place=place, name=name) for name in wanted if name not in found)
    yield from (NOT_KNOWN.format(place=place, name=name) for name in found if name not in wanted)


def _said(say: Mapping[str, Any]) -> Iterator[str]:
    for table, names in SAID.items():
        if not isinstance(say.get(table), Mapping):
            yield LACKS.format(place="say", name=table)
        else:
            yield from _names(f"say.{table}", say[table], names)


def _patterns(raw: Mapping[str, Any]) -> Iterator[str]:
    """Every text outside of what is said to people is a pattern: its lists are there, and it can be compiled."""
    own = {name for name, text in raw["promise"].items() if isinstance(text, str)}
    lists = {**BUILT_IN, "near": "", **{name: raw["promise"][name] for name in own}, **raw["lists"]}
    for place, text in _texts(("kinds", "promise", "who", "slots"), raw):
        absent = [name for name in MACRO.findall(text) if name not in lists]
        yield from (NO_LIST.format(place=place, name=name) for name in absent)
        if absent:
            continue
        try:
            re.compile(expand(text, lists))
        except (re.error, ValueError) as mistake:
            yield NO_PATTERN.format(place=place, why=mistake)


def _texts(tables: tuple[str, ...], raw: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for table in tables:
        for name, found in raw[table].items():
            yield from _within(f"{table}.{name}", found)


def _within(place: str, found: Any) -> Iterator[tuple[str, str]]:
    if isinstance(found, str):
        yield place, found
    elif isinstance(found, list):
        for each in found:
            yield from _within(place, each)
    elif isinstance(found, Mapping):
        for name, each in found.items():
            if name in ("yes", "not"):
                yield from _within(place, each)
