# SPDX-License-Identifier: AGPL-3.0-or-later
"""Statements as everybody sees them: the text, its reading beside it, and the versions before it."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from answerable.core.body import Tree
from answerable.core.errors import Denied
from answerable.core.letter_state import NumberLink
from answerable.core.permission import Permission
from answerable.core.statement import StatementKind
from answerable.core.words import N_
from answerable.reading import Language, Promise, Reading, Sentence, language, read_statement, rules_of
from answerable.reading.codes import COVERAGE
from answerable.storage import linked, promised, statements
from answerable.storage.linked import AskedNumber
from answerable.storage.promised import PublicPromise
from answerable.storage.statements import Text
from answerable.web.public import shelf
from answerable.web.public.kept import serve
from answerable.web.reading import promises
from answerable.web.reading.shown import shown
from answerable.web.routes import route

MOST: Final = 5


@route(Permission.PAGES, methods=("GET",))
def statement(request: HttpRequest, code: str) -> HttpResponse:
    """The newest version with its reading; older ones stand below it, whole."""
    return serve(request, "statement", lambda: _parts(code))


def _parts(code: str) -> dict[str, Any]:
    found = statements.versions(code)
    if not found:
        raise Denied
    newest, *older = found
    body = shelf.tree()[newest.body]
    tree = shelf.tree()
    return {
        "here": "statement", "body": body, "newest": newest, "older": older,
        "about": tree.get(newest.about) if newest.about else None, "is_others": newest.kind is StatementKind.OTHERS,
        "reading": reading_of(newest), "asked": asked(newest), "promises": made_whole(newest, tree),
        "title": _(newest.title) if newest.report_by else newest.title,
    }  # fmt: skip


def asked(text: Text) -> list[dict[str, Any]]:
    """By letter: the numbers that its body was sent before, each with what the statement does with it."""
    if text.kind is not StatementKind.OWN:
        return []
    numbers, rules = linked.asked_before(text), language(text.language)
    day = text.published or text.written
    covered = read_statement(text.text, day, text.language, [each.words for each in numbers]).coverage
    found: dict[str, dict[str, Any]] = {}
    for one, held in zip(numbers, covered, strict=True):
        letter = found.setdefault(one.letter, {"slug": one.slug, "title": one.title, "rows": []})
        letter["rows"].append({
            "number": one.number, "words": one.words, "state": held.state,
            "says": rules.say("coverage", held.state), "sentences": [place + 1 for place in held.sentences],
            "links": [_link(each, one, text) for each in one.links],
        })  # fmt: skip
    return list(found.values())


LINKS: Final = {
    None: N_("The organisation says that sentence {n} answers it. The group has not said so."),
    True: N_("The group takes sentence {n} as the answer."),
    False: N_("The organisation named sentence {n}. The group does not take it as an answer."),
}


def _link(link: NumberLink, one: AskedNumber, text: Text) -> str:
    said = _(LINKS[link.accepted]).format(n=link.sentence)
    return said if link.version == text.version else f"{said} {_('(version {n})').format(n=link.version)}"


def made_whole(text: Text, tree: Tree) -> list[dict[str, Any]]:
    """The promises that were made out of its sentences, each as the promises page shows it."""
    found = [PublicPromise(each.made, each.body, None, statement=each) for each in promised.of_statement(text.code)]
    return [promises.row(each, shelf.today(), tree) for each in found]


def reading_of(text: Text, asks: tuple[str, ...] = ()) -> dict[str, Any]:
    """As of the day on which it was published, so that it never changes by itself."""
    return shown(read_statement(text.text, text.published or text.written, text.language, asks))


@route(Permission.PAGES, methods=("GET",))
def begin(request: HttpRequest) -> HttpResponse:
    """Who says that they caused harm and want to answer for it, and how to do that."""
    return serve(request, "begin", lambda: {"here": "begin", "rows": [_begun(each) for each in statements.begun()]})


def _begun(text: Text) -> dict[str, Any]:
    over = text.report_by is not None and text.report_by < shelf.today()
    return {"text": text, "body": shelf.tree()[text.body], "is_over": over}


@route(Permission.PAGES, methods=("GET",))
def for_askers(request: HttpRequest, slug: str) -> HttpResponse:
    """What a body said last, sentence by sentence, with the rules: each asker's browser holds it against her own ask.

    The same bytes for everybody; what the browser finds is sent nowhere.
    """
    del request
    body = shelf.body(slug, shelf.tree())
    if body is None:
        raise Denied
    texts = statements.of_body(body.code)[:MOST]
    rules = {each.language: rules_of(language(each.language)) for each in texts}
    return JsonResponse({"rules": rules, "statements": [_for_asker(each) for each in texts]})


def _for_asker(text: Text) -> dict[str, Any]:
    day = text.published or text.written
    reading = read_statement(text.text, day, text.language)
    rules = language(text.language)
    return {
        "code": text.code, "title": text.title, "day": day.isoformat(), "language": text.language,
        "states": {state: rules.say("coverage", state) for state in COVERAGE},
        "sentences": [
            {"text": " ".join(reading.words(one).split()), "says": _says(reading, one, rules)}
            for one in reading.sentences
        ],
    }  # fmt: skip


def _says(reading: Reading, sentence: Sentence, rules: Language) -> list[str]:
    """What its promises are, and the day that is given or assumed."""
    found = [line for promise in sentence.promises for line in _promise(reading, promise, rules)]
    return list(dict.fromkeys(found))


def _promise(reading: Reading, promise: Promise, rules: Language) -> list[str]:
    moment = promise.moment
    if moment is None or moment.until is None:
        return [rules.say("levels", promise.level), rules.say("vague", "when")]
    if not moment.assumed:
        return [rules.say("levels", promise.level), moment.until.isoformat()]
    said = rules.say("page", "assumed").format(day=moment.until.isoformat(), words=reading.words(moment))
    return [rules.say("levels", promise.level), said]
