# SPDX-License-Identifier: AGPL-3.0-or-later
"""Statements as everybody sees them: the text, its reading beside it, and the versions before it."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from answerable.core.errors import Denied
from answerable.core.permission import Permission
from answerable.reading import Language, Promise, Reading, Sentence, language, read_statement, rules_of
from answerable.reading.codes import COVERAGE
from answerable.storage import statements
from answerable.storage.statements import Text
from answerable.web.public import shelf
from answerable.web.public.kept import serve
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
    return {
        "here": "statement", "body": body, "newest": newest, "older": older,
        "reading": reading_of(newest), "title": _(newest.title) if newest.report_by else newest.title,
    }  # fmt: skip


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
