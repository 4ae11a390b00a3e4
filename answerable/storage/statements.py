# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading the public texts of bodies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from answerable.core.statement import Source, StatementKind, StatementStage
from answerable.reading import Unreadable, read_statement
from answerable.storage import models

SHOWN = (StatementStage.PUBLIC, StatementStage.OLD)


@dataclass(frozen=True)
class Text:
    """One version of a statement; `taken` is the last day on which a name was taken out.

    `report_by` stands only where the body says that it caused harm and wants to answer for it.
    """

    code: str
    version: int
    body: str
    stage: StatementStage
    language: str
    title: str
    text: str
    writer: str
    written: date
    published: date | None
    taken: date | None
    report_by: date | None
    kind: StatementKind = StatementKind.OWN
    about: str | None = None
    source: Source | None = None


def of_body(body: str, *kinds: StatementKind) -> list[Text]:
    """What a body published and stands by, newest first: what it says itself, or texts of these kinds."""
    wanted = kinds or (StatementKind.OWN, StatementKind.ALLY)
    found = models.Statement.objects.filter(body__code=body, stage=StatementStage.PUBLIC, kind__in=wanted)
    return [text_of(row) for row in _with(found).order_by("-published_date", "code")]


def said_to(body: str) -> list[Text]:
    """What allies said to a body, and words of others with their source, newest first."""
    found = models.Statement.objects.filter(about__code=body, stage=StatementStage.PUBLIC)
    return [text_of(row) for row in _with(found).order_by("-published_date", "code")]


def begun() -> list[Text]:
    """Every body's word that it wants to answer for harm, as it stands now, newest first."""
    found = models.Statement.objects.filter(begins=True, stage=StatementStage.PUBLIC)
    return [text_of(row) for row in _with(found).order_by("-published_date", "code")]


def versions(code: str) -> list[Text]:
    """Every version of a statement that was ever public, newest first."""
    found = models.Statement.objects.filter(code=code, stage__in=SHOWN)
    return [text_of(row) for row in _with(found).order_by("-version")]


def all_of(body: str) -> list[Text]:
    """For the body's own people: what waits, what is public and what was, newest first."""
    found = models.Statement.objects.filter(body__code=body)
    return [text_of(row) for row in _with(found).order_by("-written_date", "code", "-version")]


def _with(found: QuerySet[models.Statement]) -> QuerySet[models.Statement]:
    return found.select_related("body", "writer", "about")


def sentences(text: Text) -> list[str]:
    """The sentences of a text in their order, each on one line. Their places are what links and promises name."""
    try:
        reading = read_statement(text.text, text.published or text.written, text.language)
    except Unreadable:
        return []
    return [" ".join(reading.words(each).split()) for each in reading.sentences]


def text_of(row: models.Statement) -> Text:
    """A version of a statement as everything outside of storage knows it."""
    source = None
    if row.source_date is not None:
        source = Source(row.source_by, row.source_date, row.source_address)
    return Text(
        code=row.code, version=row.version, body=row.body.code, stage=StatementStage(row.stage), language=row.language,
        title=row.title, text=row.text, writer=row.writer.code if row.writer else "", written=row.written_date,
        published=row.published_date, taken=row.taken_date, report_by=row.report_by if row.begins else None,
        kind=StatementKind(row.kind), about=row.about.code if row.about else None, source=source,
    )  # fmt: skip
