# SPDX-License-Identifier: AGPL-3.0-or-later
"""Statements as everybody sees them: the text, its reading beside it, and the versions before it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from answerable.core.errors import Denied
from answerable.core.permission import Permission
from answerable.reading import read_statement
from answerable.storage import statements
from answerable.storage.statements import Text
from answerable.web.public import shelf
from answerable.web.public.kept import serve
from answerable.web.reading.shown import shown
from answerable.web.routes import route


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
        "reading": reading_of(newest) if newest.text else None,
    }  # fmt: skip


def reading_of(text: Text, asks: tuple[str, ...] = ()) -> dict[str, Any]:
    """As of the day on which it was published, so that it never changes by itself."""
    return shown(read_statement(text.text, text.published or text.written, text.language, asks))


def listed(body: str) -> list[Text]:
    """What stands on the page of a body."""
    return statements.of_body(body)
