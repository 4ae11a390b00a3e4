# SPDX-License-Identifier: AGPL-3.0-or-later
"""A letter as it is stored: facts that only grow, and words under keys of their own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import UUID

from django.db.models import QuerySet

from answerable import chance
from answerable.core.body import Body, heir
from answerable.core.letter import as_of, evolve, replay
from answerable.core.letter_days import asked_of
from answerable.core.letter_state import Letter, LetterFact, LetterMove, LetterStage
from answerable.core.move import Role
from answerable.sealing.letter import commit_text
from answerable.sealing.wire import b64
from answerable.storage import keyfile, models, queries, vault
from answerable.storage.keyfile import Purpose
from answerable.storage.writer import writer

PURPOSE = "letter-text"


@dataclass(frozen=True)
class Held:
    """A letter with its row, and the body that owes it answers today."""

    row: models.Letter
    letter: Letter
    owed_by: Body
    named: Body

    @property
    def asked(self) -> Body:
        """Whose days count: the body named, or its heir where that one ended before it was told."""
        return asked_of(self.letter, self.named, self.owed_by)

    def on(self, day: date) -> Held:
        """The same with everything whose three days are over by then."""
        return Held(self.row, as_of(self.letter, day), self.owed_by, self.named)


def open_letter(row: models.Letter) -> Held:
    """The replay of its facts."""
    letter = replay(fact_of(each) for each in row.facts.order_by("order"))
    if letter is None:
        raise ValueError("a letter begins with a fact")
    tree = queries.tree()
    named = tree[letter.body]
    return Held(row, letter, tree[heir(letter.body, tree) or letter.body], named)


def fact_of(row: models.LetterFact) -> LetterFact:
    return LetterFact(LetterMove(row.move), Role(row.by), row.actor, row.day, row.value)


def add_fact(held: Held, fact: LetterFact) -> Held:
    """Inside a write: the letter after one more fact."""
    return Held(held.row, _store(held.row, held.letter, fact), held.owed_by, held.named)


def begin(row: models.Letter, fact: LetterFact) -> Letter:
    """Inside a write: the first fact of a row that is there."""
    return _store(row, None, fact)


def _store(row: models.Letter, letter: Letter | None, fact: LetterFact) -> Letter:
    order = row.facts.count()
    models.LetterFact(
        letter=row, order=order, move=fact.move, by=fact.by, actor=fact.actor, day=fact.day, value=dict(fact.value)
    ).save(force_insert=True)
    after = evolve(letter, fact)
    if after.stage is not LetterStage.DROPPED and (row.stage, row.public_date) != (after.stage, after.public_date):
        row.stage, row.public_date = after.stage, after.public_date
        row.slug = row.slug or _free_slug(row)
        row.save(update_fields=["stage", "public_date", "slug"])
    return after


def _free_slug(row: models.Letter) -> str:
    """Of the body's short name and a number: no word that somebody typed stands in an address."""
    count = models.Letter.objects.filter(body=row.body, slug__isnull=False).count()
    return f"{row.body.slug}-{count + 1}"


def put_text(row: models.Letter, text: str) -> str:
    """Inside a write: keep some words under a key of their own. Returns their commitment."""
    salt = b64(chance.draw("letter-salt", row.code))
    commitment = commit_text(salt, text)
    ident = _ident(commitment)
    keyfile.current().make(ident, Purpose.TEXT)
    blob = vault.wrap(ident, PURPOSE, json.dumps({"salt": salt, "text": text}).encode())
    models.LetterText(id=ident, letter=row, commitment=commitment, blob=blob).save(force_insert=True)
    return commitment


def _ident(commitment: str) -> UUID:
    return UUID(hex=commitment[:32])


def still_opens(commitment: str) -> bool:
    """Whether the key of a text is there."""
    return vault.has_key(_ident(commitment))


def read_texts(row: models.Letter) -> dict[str, dict[str, str]]:
    """{commitment: {salt, text}} of everything whose key is still there."""
    found: dict[str, dict[str, str]] = {}
    for each in row.texts.order_by("commitment"):
        if vault.has_key(each.id):
            found[each.commitment] = json.loads(vault.unwrap(each.id, PURPOSE, each.blob))
    return found


def forget_texts(commitments: Iterable[str]) -> None:
    """Inside a write: these words go, and once that is durable their keys, so that no older copy opens them."""
    idents = [_ident(each) for each in commitments]
    models.LetterText.objects.filter(id__in=idents).delete()
    for ident in idents:
        writer.after_commit(partial(keyfile.current().destroy, ident))
    if idents:
        writer.forget_pages()


def drop(row: models.Letter) -> None:
    """Inside a write: a draft that nobody wants any more, with all its words."""
    forget_texts(list(row.texts.values_list("commitment", flat=True)))
    row.delete()


def public_letters() -> list[Held]:
    """All that anybody may read, the newest first."""
    return _public(models.Letter.objects.all())


def _public(rows: QuerySet[models.Letter]) -> list[Held]:
    public = rows.filter(stage=LetterStage.PUBLIC).select_related("body")
    return [open_letter(row) for row in public.order_by("-public_date", "slug")]


def letters_to(bodies: Iterable[str]) -> list[Held]:
    """The public letters that these bodies owe answers, hidden ones not among them."""
    wanted, tree = set(bodies), queries.tree()
    owing = [code for code in tree if (heir(code, tree) or code) in wanted]
    return _public(models.Letter.objects.filter(body__code__in=owing))


def by_slug(slug: str) -> Held | None:
    """A letter that is or was public."""
    row = models.Letter.objects.filter(slug=slug).select_related("body").first()
    return None if row is None else open_letter(row)


def by_invitation(digest: bytes, day: date) -> Held | None:
    """The letter that a link leads to, while it is good."""
    found = models.LetterInvitation.objects.filter(digest=digest, until_date__gte=day)
    row = found.select_related("letter__body").first()
    return None if row is None else open_letter(row.letter)


def figures_by_body() -> Mapping[str, int]:
    """How many public letters each body was sent."""
    found: dict[str, int] = {}
    for code in models.Letter.objects.filter(stage=LetterStage.PUBLIC).values_list("body__code", flat=True):
        found[code] = found.get(code, 0) + 1
    return found
