# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a reading is made of. Every place is (start, end) in `Reading.text`, counted in signs."""

from dataclasses import dataclass
from datetime import date

from answerable.reading import codes
from answerable.reading.dates import Moment


@dataclass(frozen=True)
class Found:
    """The words that made a kind, or a cue."""

    code: str
    start: int
    end: int


@dataclass(frozen=True)
class Slot:
    """One of the eight slots. Where the state is missing, start equals end and no words stand there."""

    name: str
    state: str
    start: int
    end: int


@dataclass(frozen=True)
class Promise:
    """One act or outcome, its level (2 to 7), its slots in the order of `codes.SLOTS`, and when."""

    start: int
    end: int
    level: int
    slots: tuple[Slot, ...]
    moment: Moment | None

    def slot(self, name: str) -> Slot:
        return self.slots[codes.SLOTS.index(name)]

    @property
    def missing(self) -> tuple[str, ...]:
        """The slots that are not named: each is a question."""
        return tuple(slot.name for slot in self.slots if slot.state != codes.NAMED)


@dataclass(frozen=True)
class Sentence:
    start: int
    end: int
    found: tuple[Found, ...]
    cues: tuple[Found, ...]
    promises: tuple[Promise, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """In the order of `codes.KINDS`."""
        there = {one.code for one in self.found}
        return tuple(code for code in codes.KINDS if code in there)

    @property
    def level(self) -> int:
        """The highest of its promises; 1 for a value or a regret; else 0."""
        if self.promises:
            return max(one.level for one in self.promises)
        return 1 if {"value", "regret"} & set(self.kinds) else 0


@dataclass(frozen=True)
class Covered:
    """What the statement does with one ask; `sentences` are places in `Reading.sentences`."""

    ask: str
    state: str
    sentences: tuple[int, ...]


@dataclass(frozen=True)
class Reading:
    """`text` is the cleaned text that all places point into; `day` is the day it was published or read."""

    text: str
    day: date
    language: str
    sentences: tuple[Sentence, ...]
    coverage: tuple[Covered, ...]

    @property
    def promises(self) -> tuple[Promise, ...]:
        return tuple(promise for sentence in self.sentences for promise in sentence.promises)

    def words(self, thing: Found | Slot | Promise | Sentence | Moment) -> str:
        """The words that stand at a thing's place."""
        return self.text[thing.start : thing.end]
