# SPDX-License-Identifier: AGPL-3.0-or-later
"""The gold sentences, and what the reader makes of them when it reads each statement whole."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from answerable.reading.model import Promise, Reading, Sentence
from answerable.reading.reading import read_statement

GOLD = Path(__file__).with_name("gold")


@dataclass(frozen=True)
class Label:
    """One sentence as a person labelled it. `when` is (words, last day or "", assumed) or None."""

    sentence: str
    statement: str
    kinds: frozenset[str]
    who: str
    when: tuple[str, str, bool] | None
    level: int

    @property
    def held_out(self) -> bool:
        return int(self.statement[1:]) % 2 == 0


@dataclass(frozen=True)
class Read:
    """The same sentence as the reader has it; `promise` is its first of the highest level."""

    kinds: frozenset[str]
    level: int
    promise: Promise | None
    who: str
    when: tuple[str, bool] | None


def load(name: str) -> list[Label]:
    """`first`, `second`, or `agreed` (both, with each difference looked at again)."""
    found = []
    for line in (GOLD / f"{name}.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        when = row["when"] and (row["when"]["text"], row["when"]["date"] or "", row["when"]["assumed"])
        found.append(
            Label(row["sentence"], row["statement"], frozenset(row["kinds"]), row["who"], when, int(row["level"]))
        )
    return found


def hands() -> dict[str, str]:
    """By which hand each statement was written; `seventh` was closed until all that is read by was made."""
    return {row["id"]: row["by"] for row in _statements()}


def days() -> dict[str, date]:
    return {row["id"]: date.fromisoformat(row["day"]) for row in _statements()}


def _statements() -> list[dict[str, str]]:
    return [json.loads(line) for line in (GOLD / "statements.jsonl").read_text("utf-8").splitlines()]


@cache
def read_all(name: str) -> tuple[list[tuple[Label, Read]], int]:
    """Each label beside the reading, and how many sentences were cut as the gold set has them."""
    pairs: list[tuple[Label, Read]] = []
    cut = 0
    for statement, day in days().items():
        labels = [one for one in load(name) if one.statement == statement]
        reading = read_statement(" ".join(one.sentence for one in labels), day, "en")
        place = 0
        for label in labels:
            start, end = place, place + len(label.sentence)
            inside = [one for one in reading.sentences if start <= one.start < end]
            cut += [(one.start, one.end) for one in inside] == [(start, end)]
            pairs.append((label, _read(reading, inside)))
            place = end + 1
    return pairs, cut


def _read(reading: Reading, inside: list[Sentence]) -> Read:
    promises = [promise for one in inside for promise in one.promises]
    best = max(promises, key=lambda one: one.level, default=None)
    kinds = frozenset(kind for one in inside for kind in one.kinds)
    level = max((one.level for one in inside), default=0)
    if best is None:
        return Read(kinds, level, None, "", None)
    moment = best.moment and (best.moment.until.isoformat() if best.moment.until else "", best.moment.assumed)
    return Read(kinds, level, best, reading.words(best.slot("who")), moment or None)
