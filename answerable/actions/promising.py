# SPDX-License-Identifier: AGPL-3.0-or-later
"""Promises out of statements: a sentence made whole, a new day, said done, and other bodies that promise it too."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from answerable import chance
from answerable.core import statement_promise as rules
from answerable.core.body import BodyStage
from answerable.core.errors import Denied, Refused
from answerable.core.permission import Permission
from answerable.core.promise import IN_WORDS, promise_day
from answerable.core.statement import StatementKind, StatementMove, StatementStage, next_stage
from answerable.core.statement_promise import PROMISED_ALREADY
from answerable.record import keeping
from answerable.record.keeping import open_entry
from answerable.storage import access, models, promised, published, statements
from answerable.storage.access import Actor
from answerable.storage.shape import day_of
from answerable.storage.writer import write


@write
def make_promise(
    slug: str, statement: str, sentence: int, given: Mapping[str, Any], *, by: Actor, at: datetime
) -> models.StatementPromise:  # fmt: skip
    """Out of a sentence of the version that is public now. `given`: who, by, how_seen, with_what, if_not."""
    body = access.read_body(by, slug, at, Permission.STATEMENT)
    own = models.Statement.objects.filter(body=body, code=statement, kind=StatementKind.OWN)
    text = own.filter(stage=StatementStage.PUBLIC).select_related("body", "writer", "about").first()
    if text is None or promised.sentence_of(statements.text_of(text), sentence) is None:
        raise Denied
    next_stage(StatementStage(text.stage), StatementMove.PROMISE)
    if models.StatementPromise.objects.filter(statement=text, sentence=sentence).exists():
        raise Refused(PROMISED_ALREADY)
    code, day, author = chance.code("statement-promise", body.code), day_of(body.time_zone, at), _seat(by, body, at)
    made = rules.check(given, code, day, author)
    slots = {name: getattr(made, name) for name in rules.SLOTS if name != "by"}
    value = {**slots, "by": made.by.isoformat() if made.by else None, "what": IN_WORDS}
    row = models.StatementPromise(
        code=code, statement=text, sentence=sentence, author=author, value=value, day=day
    )  # fmt: skip
    row.save(force_insert=True)
    place = {"statement": text.code, "version": text.version, "sentence": sentence}
    none = dict.fromkeys(("letter", "number", "completes", "text"))
    _enter("promise", at, f"{code}:made", code=code, author=author, **value, **place, **none)
    return row


def _seat(by: Actor, body: models.Body, at: datetime) -> str:
    """The code of the actor's seat at this body."""
    return next(each.code for each in by.handlers(at) if each.body == body.code)


@write
def move_promise(slug: str, code: str, to: date, *, by: Actor, at: datetime) -> None:
    """Another day, once. The old one stays."""
    row, day = _own(slug, code, StatementMove.MOVE, by, at)
    before = promised.promise_of(row).made
    rules.move(before, to, day)
    row.moves = [*row.moves, {"to": to.isoformat(), "day": day.isoformat()}]
    row.save(update_fields=["moves"])
    was = promise_day(before)
    _enter(
        "moved", at, f"{code}:moved", letter=None, promise=code, was=was.isoformat() if was else "",
        to=to.isoformat(), waits=False,
    )  # fmt: skip


@write
def say_done(slug: str, code: str, *, by: Actor, at: datetime) -> None:
    """The body says that it is done. Nobody asked for it, so nobody marks it."""
    row, day = _own(slug, code, StatementMove.CLAIM, by, at)
    rules.claim(promised.promise_of(row).made, day)
    row.claimed_date = day
    row.save(update_fields=["claimed_date"])
    _enter("claim", at, f"{code}:claim", letter=None, number=None, promise=code)


@write
def ask_to_join(slug: str, code: str, other: str, *, by: Actor, at: datetime) -> None:
    """Ask another body to promise it too. Until its own people say yes, it promises nothing."""
    row, day = _own(slug, code, StatementMove.ASK_TO_JOIN, by, at)
    body = models.Body.objects.filter(slug=other).exclude(stage=BodyStage.DISSOLVED).first()
    if body is None:
        raise Denied
    rules.ask(promised.promise_of(row), body.code)
    models.StatementPartner(promise=row, body=body, asked_date=day).save(force_insert=True)
    published.changed()


@write
def answer_joining(slug: str, code: str, *, joins: bool, by: Actor, at: datetime) -> None:
    """The asked body's own people say whether it promises this too."""
    body = access.read_body(by, slug, at, Permission.STATEMENT)
    row = promised.with_all(models.StatementPromise.objects.filter(code=code)).first()
    if row is None:
        raise Denied
    next_stage(StatementStage(row.statement.stage), StatementMove.JOIN if joins else StatementMove.STAY_OUT)
    rules.answer_of(promised.promise_of(row), body.code)
    partner = row.partners.get(body=body)
    partner.joined, partner.answered_date = joins, day_of(body.time_zone, at)
    partner.save(update_fields=["joined", "answered_date"])
    if joins:
        _enter("joint", at, f"{code}:joint:{body.code}", promise=code, body=body.code)
    published.changed()


def _own(
    slug: str, code: str, move: StatementMove, by: Actor, at: datetime
) -> tuple[models.StatementPromise, date]:  # fmt: skip
    """A promise of the actor's own body, and the day there. Refused where the text's stage has no such move."""
    body = access.read_body(by, slug, at, Permission.STATEMENT)
    row = promised.with_all(models.StatementPromise.objects.filter(code=code, statement__body=body)).first()
    if row is None:
        raise Denied
    next_stage(StatementStage(row.statement.stage), move)
    return row, day_of(body.time_zone, at)


def _enter(kind: str, at: datetime, context: str, **fields: Any) -> None:
    keeping.append([open_entry(kind, at.date().isoformat(), context=context, **fields)])
    published.changed()
