# SPDX-License-Identifier: AGPL-3.0-or-later
"""A reading as plain parts for JSON, and its text cut so that a page can show each highlight in place."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from answerable.reading.asking import questions
from answerable.reading.model import Covered, Found, Promise, Reading, Sentence


@dataclass(frozen=True)
class Segment:
    """A piece of the text with the kinds and cues that its words made; all pieces together are the text."""

    text: str
    kinds: tuple[str, ...]
    cues: tuple[str, ...]
    sentence: int | None


def segments(reading: Reading) -> Iterator[Segment]:
    """The whole text in order, cut wherever a highlight or a sentence begins or ends. Nothing is covered or lost."""
    place = 0
    for number, sentence in enumerate(reading.sentences):
        if place < sentence.start:
            yield Segment(reading.text[place : sentence.start], (), (), None)
        yield from _inside(reading, number, sentence)
        place = sentence.end
    if place < len(reading.text):
        yield Segment(reading.text[place:], (), (), None)


def _inside(reading: Reading, number: int, sentence: Sentence) -> Iterator[Segment]:
    edges = {sentence.start, sentence.end}
    for one in (*sentence.found, *sentence.cues):
        edges |= {one.start, one.end}
    cuts = sorted(edges)
    for start, end in pairwise(cuts):
        yield Segment(
            reading.text[start:end], _over(sentence.found, start, end), _over(sentence.cues, start, end), number
        )


def _over(found: tuple[Found, ...], start: int, end: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.code for one in found if one.start <= start and end <= one.end))


def as_parts(reading: Reading) -> dict[str, Any]:
    """The reading as JSON has it: codes, places and words, no sentence of ours but the questions."""
    return {
        "day": reading.day.isoformat(),
        "language": reading.language,
        "text": reading.text,
        "sentences": [_sentence(reading, one) for one in reading.sentences],
        "coverage": [_covered(one) for one in reading.coverage],
        "questions": [
            {"code": one.code, "about": one.about, "sentence": one.sentence, "note": one.note}
            for one in questions(reading)
        ],
    }


def _sentence(reading: Reading, one: Sentence) -> dict[str, Any]:
    return {
        "start": one.start,
        "end": one.end,
        "kinds": list(one.kinds),
        "level": one.level,
        "found": [_found(reading, each) for each in one.found],
        "cues": [_found(reading, each) for each in one.cues],
        "promises": [_promise(reading, each) for each in one.promises],
    }


def _found(reading: Reading, one: Found) -> dict[str, Any]:
    return {"code": one.code, "start": one.start, "end": one.end, "words": reading.words(one)}


def _promise(reading: Reading, one: Promise) -> dict[str, Any]:
    moment = one.moment
    until = moment.until.isoformat() if moment and moment.until else None
    return {
        "start": one.start,
        "end": one.end,
        "level": one.level,
        "until": until,
        "assumed": bool(until and moment and moment.assumed),
        "slots": {
            slot.name: {"state": slot.state, "start": slot.start, "end": slot.end, "words": reading.words(slot)}
            for slot in one.slots
        },
    }


def _covered(one: Covered) -> dict[str, Any]:
    return {"ask": one.ask, "state": one.state, "sentences": list(one.sentences)}
