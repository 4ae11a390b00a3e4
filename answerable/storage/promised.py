# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every promise of a body that everybody may read: made to numbers of letters, or out of its statements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from answerable.core import promise
from answerable.core.clocks import Spans
from answerable.core.letter_days import still
from answerable.core.letter_state import Act, Letter, NumberPromise, helped_date, mark_of, text_now
from answerable.core.promise import Promise
from answerable.core.statement_promise import Partner, StatementPromise, said_done
from answerable.core.value import parse_day
from answerable.storage import letters, models, statements
from answerable.storage.letters import Held
from answerable.storage.statements import Text


@dataclass(frozen=True)
class PublicPromise:
    """One promise or intention of `body`, alone or with others. `slug` and `number` say which letter asked for it;
    `statement` which text holds it, and whose that is.

    `words`: what the body said with it, None where nothing stands there. `still`: when its days stood still.
    """

    made: Promise
    body: str
    words: str | None
    still: Spans = ()
    slug: str = ""
    title: str = ""
    number: int = 0
    statement: StatementPromise | None = None
    mark: Act | None = None
    helped: date | None = None

    @property
    def last(self) -> date | None:
        """Its last day; None without one, or while the days stand still."""
        return promise.promise_day(self.made, self.still)

    def is_late(self, today: date) -> bool:
        return promise.is_past_due(self.made, today, self.still)

    @property
    def is_joined(self) -> bool:
        """Whether another body made it first, and this one too."""
        return self.statement is not None and self.statement.body != self.body

    @property
    def is_open(self) -> bool:
        """Neither said done nor completed by another."""
        return self.made.reached in promise.WAITING and self.made.completed_by is None


def of_body(body: str, today: date) -> list[PublicPromise]:
    """What a body owes in public today: to letters, also of bodies that it took over, out of its statements, and
    together with others. The newest last.
    """
    own = Q(statement__body__code=body)
    joint = Q(partners__body__code=body, partners__joined=True)
    found = [*_of_letters(body, today), *_of_statements(body, own), *_of_statements(body, joint)]
    return sorted(found, key=lambda each: (each.made.made, each.made.code))


def _of_letters(body: str, today: date) -> Iterable[PublicPromise]:
    for held in letters.letters_to([body]):
        core, texts = held.on(today).letter, letters.read_texts(held.row)
        for each in core.promises:
            if each.promise.completed_by is None:
                yield _of_letter(held, core, each, texts.get(core.title, {}).get("text", ""), _words(core, each, texts))


def _words(core: Letter, each: NumberPromise, texts: dict[str, dict[str, str]]) -> str | None:
    stands = text_now(core, each.text) if each.text else None
    return texts.get(stands, {}).get("text") if stands else None


def _of_letter(held: Held, core: Letter, each: NumberPromise, title: str, words: str | None) -> PublicPromise:
    return PublicPromise(
        each.promise, held.owed_by.code, words, still(core), held.row.slug or "", title, each.number,
        mark=mark_of(core, each.number), helped=helped_date(core, each.number),
    )  # fmt: skip


def _of_statements(body: str, which: Q) -> Iterable[PublicPromise]:
    for row in with_all(models.StatementPromise.objects.filter(which)).order_by("day", "code"):
        found = promise_of(row)
        text = statements.text_of(row.statement)
        yield PublicPromise(found.made, body, sentence_of(text, found.sentence), title=text.title, statement=found)


def of_statement(code: str) -> list[StatementPromise]:
    """The promises made out of any version of a statement, the oldest first."""
    rows = models.StatementPromise.objects.filter(statement__code=code)
    return [promise_of(row) for row in with_all(rows).order_by("day", "code")]


def joined_by(body: str) -> list[tuple[StatementPromise, Partner]]:
    """The promises of others that a body was asked to make too, answered or not."""
    rows = models.StatementPromise.objects.filter(partners__body__code=body)
    found = [promise_of(row) for row in with_all(rows).order_by("day", "code")]
    return [(each, one) for each in found for one in each.partners if one.body == body]


def with_all(rows: QuerySet[models.StatementPromise]) -> QuerySet[models.StatementPromise]:
    """With everything that `promise_of` reads."""
    return rows.select_related("statement__body", "statement__writer", "statement__about").prefetch_related(
        "partners__body"
    )


def promise_of(row: models.StatementPromise) -> StatementPromise:
    """The state of a row: slots as first made, its new day if it has one, and what was said of it since."""
    made = promise.parse({**row.value, "code": row.code}, row.day, row.author)
    for each in row.moves:
        made = promise.with_date(made, parse_day(each["to"]), parse_day(each["day"]))
    if row.claimed_date is not None:
        made = said_done(made, row.claimed_date)
    partners = [
        Partner(one.body.code, one.asked_date, one.joined, one.answered_date)
        for one in sorted(row.partners.all(), key=lambda one: (one.asked_date, one.body.code))
    ]
    text = row.statement
    return StatementPromise(made, text.body.code, text.code, text.version, row.sentence, tuple(partners))


def sentence_of(text: Text, place: int) -> str | None:
    """The words of a sentence of a text, by its place from 1; None where that text has none there."""
    found = statements.sentences(text)
    return found[place - 1] if 1 <= place <= len(found) else None
