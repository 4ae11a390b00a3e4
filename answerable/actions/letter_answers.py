# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the body says to the numbers of a letter. An answer or promise is public, so a second person looks for names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from answerable import chance
from answerable.actions.letters import take_out_of
from answerable.core.errors import Denied, Refused
from answerable.core.handler import Handler
from answerable.core.letter import decide
from answerable.core.letter_saying import SAME_PERSON
from answerable.core.letter_state import LetterMove
from answerable.core.letter_text import SAID, parse_paragraphs
from answerable.core.move import Role
from answerable.core.permission import Permission
from answerable.core.statement import StatementStage
from answerable.core.value import Value
from answerable.core.words import N_
from answerable.record import lettered
from answerable.storage import letters, models, promised, published, shape, statements
from answerable.storage.access import Actor, read_letter_as_body
from answerable.storage.letters import Held
from answerable.storage.shape import day_of
from answerable.storage.writer import write

MOST_WAITING: Final = 100
NOBODY_YET: Final = "second"
TOO_MANY = N_("A hundred answers wait for a second look already. Please have those looked at first.")


@write
def say(
    slug: str, number: int, move: str, given: Mapping[str, Any], text: str, *, by: Actor, at: datetime
) -> str:  # fmt: skip
    """Put an answer ("answer") or promise ("promise") down for a second look. Returns its code.

    It is checked now by the rules of the day on which it would show, so that nobody looks at what cannot be said.
    """
    held, seat = read_letter_as_body(by, slug, at, Permission.LETTER_ANSWER)
    kind = LetterMove(move)
    if held.row.sayings.count() >= MOST_WAITING:
        raise Refused(TOO_MANY)
    words = parse_paragraphs(text, SAID)
    code = chance.code("saying", held.row.code)
    commitment = letters.put_text(held.row, words) if words else None
    inner = {**given, "code": code}
    _decided(held, kind, _value(kind, number, inner, commitment, NOBODY_YET), seat, at)
    models.Saying(
        code=code, letter=held.row, seat=models.Seat.objects.get(code=seat.code), number=number, move=kind,
        value=inner, text=commitment, day=day_of(held.owed_by.time_zone, at),
    ).save(force_insert=True)  # fmt: skip
    return code


def _value(move: LetterMove, number: int, inner: Mapping[str, Any], text: str | None, checker: str) -> Value:
    return {"number": number, str(move): dict(inner), "text": text, "checked_by": checker}


def _decided(held: Held, move: LetterMove, value: Value, seat: Handler, at: datetime) -> Any:
    day = day_of(held.owed_by.time_zone, at)
    return decide(held.letter, move, value, by=Role.HANDLER, actor=seat.code, at=day, body=held.owed_by)


@write
def show_saying(slug: str, code: str, *, by: Actor, at: datetime) -> Held:
    """A second person found no name: it is public now. Never the one who wrote it, in whatever seat."""
    held, seat = read_letter_as_body(by, slug, at, Permission.LETTER_CHECK)
    row = _waiting(held, code)
    if by.account is None or row.seat.account_id == by.account.id:
        raise Refused(SAME_PERSON)
    move = LetterMove(row.move)
    author = shape.handler_of(row.seat)
    value = _value(move, row.number, row.value, row.text, seat.code)
    fact = _decided(held, move, value, author, at)
    after = letters.add_fact(held, fact)
    row.delete()
    lettered.enter(after, fact, at.date())
    published.changed()
    return after


def _waiting(held: Held, code: str) -> models.Saying:
    row = held.row.sayings.filter(code=code).select_related("seat__body").first()
    if row is None:
        raise Denied
    return row


@write
def send_back(slug: str, code: str, *, by: Actor, at: datetime) -> None:
    """It does not show, and its words go. Whoever wrote it may do this too."""
    held, _ = read_letter_as_body(by, slug, at, Permission.LETTER_CHECK)
    row = _waiting(held, code)
    if row.text:
        letters.forget_texts([row.text])
    row.delete()


@write
def move_promise(slug: str, promise: str, to: str, *, by: Actor, at: datetime) -> Held:
    """Another date. The old one stays; a second one waits for the group's yes."""
    return _said(slug, LetterMove.MOVED, {"promise": promise, "to": to}, by, at)


@write
def say_done(slug: str, number: int, promise: str | None, *, by: Actor, at: datetime) -> Held:
    """A claim: only the group can mark it."""
    return _said(slug, LetterMove.CLAIM, {"number": number, "promise": promise}, by, at)


@write
def link_sentence(
    slug: str, number: int, place: tuple[str, int, int], *, by: Actor, at: datetime
) -> Held:  # fmt: skip
    """A sentence of the body's own public statement speaks of a number: (statement, version, sentence from 1).

    It counts as an answer only once the group takes it so.
    """
    held, _ = read_letter_as_body(by, slug, at, Permission.LETTER_ANSWER)
    statement, version, sentence = place
    own = models.Statement.objects.filter(body__code=held.owed_by.code, stage=StatementStage.PUBLIC)
    row = own.filter(code=statement, version=version).select_related("body", "writer", "about").first()
    if row is None or promised.sentence_of(statements.text_of(row), sentence) is None:
        raise Denied
    code = chance.code("letter-link", held.row.code)
    value: Value = {
        "code": code, "number": number, "statement": statement, "version": version, "sentence": sentence,
    }  # fmt: skip
    return _said(slug, LetterMove.LINKED, value, by, at)


def _said(slug: str, move: LetterMove, value: Value, by: Actor, at: datetime) -> Held:
    """What holds no typed word shows at once."""
    held, seat = read_letter_as_body(by, slug, at, Permission.LETTER_ANSWER)
    fact = _decided(held, move, value, seat, at)
    after = letters.add_fact(held, fact)
    lettered.enter(after, fact, at.date())
    published.changed()
    return after


@write
def take_out_of_answer(slug: str, text: str, words: str, *, by: Actor, at: datetime) -> Held:
    """These words out of what the body said, or all of it. One action of its steward, at once, with its trace."""
    held, seat = read_letter_as_body(by, slug, at, Permission.LETTER_TAKE_OUT)
    return take_out_of(held, text, words, Role.BODY_STEWARD, seat.code, at)


def waiting(slug: str, *, by: Actor, at: datetime) -> list[dict[str, Any]]:
    """What waits for a second look: {code, number, move, value, text, day, role, is_own}."""
    held, _ = read_letter_as_body(by, slug, at, Permission.LETTER_CHECK)
    own = by.account.id if by.account else None
    texts = letters.read_texts(held.row)
    return [
        {
            "code": row.code, "number": row.number, "move": row.move, "value": row.value, "day": row.day,
            "text": texts.get(row.text or "", {}).get("text", ""), "role": row.seat.title,
            "is_own": row.seat.account_id == own,
        }
        for row in held.row.sayings.select_related("seat").order_by("day", "code")
    ]  # fmt: skip
