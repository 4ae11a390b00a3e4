# SPDX-License-Identifier: AGPL-3.0-or-later
"""The seam between letters and statements: which sentences a statement holds against which number of a letter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from answerable.core.letter_state import Letter, NumberLink, text_now
from answerable.reading import Covered, Unreadable, read_statement
from answerable.reading.codes import ECHOED, NOT_MENTIONED
from answerable.storage import letters, models, statements
from answerable.storage.letters import Held
from answerable.storage.statements import SHOWN, Text

MOST_TEXTS = 5
MOST_SENTENCES = 3


class LinkState(StrEnum):
    """How a sentence stands to a number. Only `accepted` counts as an answer."""

    ACCEPTED = "accepted"
    OFFERED = "offered"
    DECLINED = "declined"
    SPOKEN = "spoken"
    ECHOED = "echoed"


@dataclass(frozen=True)
class LinkedSentence:
    """One sentence of a statement. `code` names the body's link, where there is one."""

    sentence: str
    state: LinkState
    statement: str
    version: int
    place: int
    date: date
    code: str = ""


@dataclass(frozen=True)
class AskedNumber:
    """One number of a public letter, as a statement is held against it."""

    letter: str
    slug: str
    title: str
    number: int
    words: str
    links: tuple[NumberLink, ...] = ()


def sentences_for(held: Held, texts: Mapping[str, Mapping[str, str]]) -> Mapping[int, Sequence[LinkedSentence]]:
    """By number: what the body linked, then what its statements since that day say or echo, the oldest first."""
    core, found = held.letter, defaultdict[int, list[LinkedSentence]](list)
    for link in core.links:
        one = _linked(link)
        if one is not None:
            found[link.number].append(one)
    asks = [_words(core, texts, each) for each in core.numbers]
    for text in reversed(_since(held)):
        for number, covered in enumerate(_held_against(text, asks), 1):
            known = {(one.statement, one.version, one.place) for one in found[number]}
            found[number] += [
                one for one in _read(text, covered) if (one.statement, one.version, one.place) not in known
            ]
    return found


def _words(core: Letter, texts: Mapping[str, Mapping[str, str]], number: str) -> str:
    stands = text_now(core, number)
    return texts.get(stands, {}).get("text", "") if stands else ""


def _linked(link: NumberLink) -> LinkedSentence | None:
    """None where the text or its sentence is there no longer."""
    rows = models.Statement.objects.filter(code=link.statement, version=link.version, stage__in=SHOWN)
    row = rows.select_related("body", "writer", "about").first()
    words = statements.sentences(statements.text_of(row)) if row else []
    if row is None or not 1 <= link.sentence <= len(words):
        return None
    states = {None: LinkState.OFFERED, True: LinkState.ACCEPTED, False: LinkState.DECLINED}
    return LinkedSentence(
        words[link.sentence - 1], states[link.accepted], link.statement, link.version, link.sentence,
        row.published_date or row.written_date, link.code,
    )  # fmt: skip


def _since(held: Held) -> list[Text]:
    """The newest texts that the body published from the letter's first day on: what was said before echoes none."""
    since = held.letter.public_date
    own = statements.of_body(held.owed_by.code)
    return [each for each in own if since and each.published and each.published >= since][:MOST_TEXTS]


def _held_against(text: Text, asks: Sequence[str]) -> Sequence[Covered]:
    try:
        return read_statement(text.text, text.published or text.written, text.language, asks).coverage
    except Unreadable:
        return ()


def _read(text: Text, covered: Covered) -> list[LinkedSentence]:
    if covered.state == NOT_MENTIONED:
        return []
    words = statements.sentences(text)
    state = LinkState.ECHOED if covered.state == ECHOED else LinkState.SPOKEN
    return [
        LinkedSentence(words[place], state, text.code, text.version, place + 1, text.published or text.written)
        for place in covered.sentences[:MOST_SENTENCES]
    ]


def asked_before(text: Text) -> list[AskedNumber]:
    """The numbers of public letters that a statement is held against: those its body was sent by that day."""
    day, found = text.published or text.written, []
    for held in letters.letters_to([text.body]):
        if held.letter.public_date is None or held.letter.public_date > day:
            continue
        texts = letters.read_texts(held.row)
        title = _words(held.letter, texts, held.letter.title)
        for number, each in enumerate(held.letter.numbers, 1):
            words = _words(held.letter, texts, each)
            links = tuple(one for one in held.letter.links if (one.number, one.statement) == (number, text.code))
            if words:
                found.append(AskedNumber(held.row.code, held.row.slug or "", title, number, words, links))
    return found
