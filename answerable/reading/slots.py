# SPDX-License-Identifier: AGPL-3.0-or-later
"""The eight slots of a promise, each with the words that fill it, and the level that follows."""

from typing import Final

from answerable.reading import codes
from answerable.reading.language import Language
from answerable.reading.line import ROLE, Subject
from answerable.reading.model import Promise, Slot
from answerable.reading.promise import ACT, Bound

REST: Final = " .;,:!-\0"


def promise_of(one: Bound, low: str, rules: Language, offset: int, asked: bool) -> Promise:
    """The promise with its slots. `asked` says that the sentence was matched with an ask."""
    slots = (
        _who(one, offset),
        _what(one, low, rules, offset),
        Slot("ask", codes.ASSUMED, offset + one.act, offset + one.act)
        if asked
        else _words("ask", one, low, rules, offset),
        _when(one, offset),
        *(_words(name, one, low, rules, offset) for name in codes.SLOTS[4:]),
    )
    moment = one.moment and type(one.moment)(
        one.moment.start + offset, one.moment.end + offset, one.moment.until, one.moment.assumed
    )
    return Promise(one.start + offset, one.end + offset, _level(one, slots), slots, moment)


def _level(one: Bound, slots: tuple[Slot, ...]) -> int:
    """6 needs an owner and a day, 7 also how it will be seen and who marks it."""
    there = {slot.name for slot in slots if slot.state in (codes.NAMED, codes.ASSUMED)}
    if one.level < ACT or not {"who", "when"} <= there:
        return one.level
    return ACT + 2 if {"seen", "marks"} <= there else ACT + 1


def _who(one: Bound, offset: int) -> Slot:
    subject = one.subject
    if subject.start == subject.end:
        return Slot("who", codes.MISSING, offset + one.binds[0], offset + one.binds[0])
    return Slot("who", state_of(subject), subject.start + offset, subject.end + offset)


def state_of(subject: Subject) -> str:
    """Whether whoever is named there is a role or a name."""
    return codes.NAMED if subject.kind == ROLE else codes.VAGUE


def _what(one: Bound, low: str, rules: Language, offset: int) -> Slot:
    start, end = one.act, len(low[: one.end].rstrip(REST))
    joined = rules.pattern(rules.raw["who"].get("both", "and"), behind="$").search(low, start, end)
    end = len(low[: joined.start()].rstrip(REST)) if joined else end
    while start < end and low[start] == " ":
        start += 1
    state = codes.NAMED if one.level >= ACT else codes.VAGUE
    return Slot("what", state if end > start else codes.MISSING, start + offset, max(start, end) + offset)


def _when(one: Bound, offset: int) -> Slot:
    moment = one.moment
    if moment is None:
        return Slot("when", codes.MISSING, offset + one.end, offset + one.end)
    state = codes.VAGUE if moment.until is None else codes.ASSUMED if moment.assumed else codes.NAMED
    return Slot("when", state, moment.start + offset, moment.end + offset)


def _words(name: str, one: Bound, low: str, rules: Language, offset: int) -> Slot:
    for start, end in rules.slots[name].spans(low):
        if one.start <= start < one.end:
            return Slot(name, codes.NAMED, start + offset, end + offset)
    return Slot(name, codes.MISSING, one.end + offset, one.end + offset)
