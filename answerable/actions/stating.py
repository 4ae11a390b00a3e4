# SPDX-License-Identifier: AGPL-3.0-or-later
"""Statements: writing one, checking it for names, replacing it, and taking a text out."""

from __future__ import annotations

from datetime import date, datetime

from answerable.core.errors import Denied
from answerable.core.permission import Permission
from answerable.core.statement import (
    BEGINS,
    Offer,
    Source,
    StatementKind,
    StatementMove,
    StatementStage,
    check_kind,
    check_offer,
    check_second,
    check_text,
    next_stage,
    without,
)
from answerable.reading import LANGUAGES
from answerable.record import keeping
from answerable.record.keeping import open_entry
from answerable.sealing.wire import sha256_hex
from answerable.storage import access, models, published
from answerable.storage.access import Actor
from answerable.storage.shape import day_of
from answerable.storage.writer import write


@write
def write_statement(
    slug: str, *, title: str, text: str, language: str, replaces: str = "", kind: StatementKind = StatementKind.OWN,
    about: str = "", source: Source | None = None, by: Actor, at: datetime,
) -> models.Statement:  # fmt: skip
    """A text that waits for a second person. `replaces`: the code of a public statement that it is a new version of.

    `about`: the slug of the body that an ally's text, or words of others, are said to.
    """
    body = access.read_body(by, slug, at, Permission.STATEMENT)
    check_text(title, text)
    if language not in LANGUAGES:
        raise Denied
    to = models.Body.objects.filter(slug=about).first() if about else None
    if to is not None and kind not in (StatementKind.ALLY, StatementKind.OTHERS):
        to = None
    check_kind(kind, to is not None, source)
    before = _public(body, replaces) if replaces else None
    row = models.Statement(
        body=body, title=title.strip(), text=text.strip(), language=language, writer=by.account,
        stage=next_stage(None, StatementMove.WRITE), written_date=day_of(body.time_zone, at), kind=kind, about=to,
    )  # fmt: skip
    if kind is StatementKind.OTHERS and source is not None:
        row.source_by, row.source_date, row.source_address = source.by, source.date, source.address
    if before is not None:
        row.code, row.version = before.code, _newest(before.code) + 1
    row.save(force_insert=True)
    return row


@write
def begin(
    slug: str, *, text: str, offer: Offer, parts: str, language: str, by: Actor, at: datetime
) -> models.Statement:
    """“We caused harm and want to answer for it”: own words and `parts`, the offer in words, as one public text.

    It waits for a second person as every text does.
    """
    body = access.read_body(by, slug, at, Permission.STATEMENT)
    today = day_of(body.time_zone, at)
    check_offer(offer, today)
    whole = f"{text.strip()}\n\n{parts}".strip()
    check_text(BEGINS, whole)
    if language not in LANGUAGES:
        raise Denied
    row = models.Statement(
        body=body, title=BEGINS, text=whole, language=language, writer=by.account, begins=True,
        report_by=offer.report_by, stage=next_stage(None, StatementMove.WRITE), written_date=today,
    )  # fmt: skip
    row.save(force_insert=True)
    return row


@write
def check_statement(slug: str, code: str, version: int, *, by: Actor, at: datetime) -> models.Statement:
    """Somebody else found no name in it: it is public from now on. Refused for whoever wrote it."""
    row = _read(slug, code, version, by, at)
    check_second(_account(row.writer), _account(by.account))
    row.stage, row.published_date = next_stage(StatementStage(row.stage), StatementMove.CHECK), _day(row, at)
    for old in models.Statement.objects.filter(code=code, stage=StatementStage.PUBLIC):
        old.stage = next_stage(StatementStage(old.stage), StatementMove.REPLACE)
        old.save(update_fields=["stage"])
    row.save(update_fields=["stage", "published_date"])
    _enter(row, at.date())
    published.changed()
    return row


@write
def drop_statement(slug: str, code: str, version: int, *, by: Actor, at: datetime) -> None:
    """A text that waits is not published, and its words go."""
    row = _read(slug, code, version, by, at)
    row.stage, row.text = next_stage(StatementStage(row.stage), StatementMove.DROP), ""
    row.save(update_fields=["stage", "text"])


@write
def take_out(slug: str, code: str, version: int, words: str, *, by: Actor, at: datetime) -> None:
    """A name goes at once from a public text; a gap stays in its place, and the day on which it was made."""
    row = _read(slug, code, version, by, at)
    row.stage = next_stage(StatementStage(row.stage), StatementMove.TAKE_OUT)
    row.text, row.taken_date, row.taken = without(row.text, words), _day(row, at), row.taken + 1
    row.save(update_fields=["stage", "text", "taken_date", "taken"])
    _enter(row, keeping.day_for_taking(at.date()))
    published.changed()


def _enter(row: models.Statement, day: date) -> None:
    """The record holds the digest of a public text as it now stands: never a word of it."""
    fields = {"body": row.body.code, "statement": row.code, "version": row.version, "taken": row.taken}
    digest, context = sha256_hex(row.text.encode()), f"{row.code}:{row.version}:{row.taken}"
    keeping.append([open_entry("statement", day.isoformat(), context=context, digest=digest, **fields)])


def _read(slug: str, code: str, version: int, by: Actor, at: datetime) -> models.Statement:
    body = access.read_body(by, slug, at, Permission.STATEMENT)
    row = models.Statement.objects.filter(body=body, code=code, version=version).select_related("writer").first()
    if row is None:
        raise Denied
    return row


def _public(body: models.Body, code: str) -> models.Statement:
    row = models.Statement.objects.filter(body=body, code=code, stage=StatementStage.PUBLIC).first()
    if row is None:
        raise Denied
    return row


def _newest(code: str) -> int:
    return max(models.Statement.objects.filter(code=code).values_list("version", flat=True))


def _account(account: models.Account | None) -> str:
    return account.code if account else ""


def _day(row: models.Statement, at: datetime) -> date:
    return day_of(row.body.time_zone, at)
