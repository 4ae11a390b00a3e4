# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public pages of letters: the same bytes for everybody, no script, made to be printed."""

from django.http import HttpRequest, HttpResponse

from answerable.core.permission import Permission
from answerable.web.letters import present, shelf
from answerable.web.public.kept import serve
from answerable.web.routes import route


@route(Permission.PAGES, methods=("GET",))
def letters(request: HttpRequest) -> HttpResponse:
    """All public letters, the newest first."""
    return serve(request, "letters/letters", lambda: {"here": "letters", "letters": present.in_list(shelf.public())})


@route(Permission.PAGES, methods=("GET",))
def letter(request: HttpRequest, slug: str) -> HttpResponse:
    """One letter with its numbers: what was asked, what came, and empty lines for what did not."""
    return serve(request, "letters/letter", lambda: {"here": "letters", "letter": present.letter(shelf.read(slug))})
