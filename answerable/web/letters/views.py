# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public pages of letters: the same bytes for everybody, no script, made to be printed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from answerable import config
from answerable.core.errors import Denied
from answerable.core.letter_state import LetterStage
from answerable.core.permission import Permission
from answerable.web.letters import picture, present, shelf
from answerable.web.public.kept import serve
from answerable.web.routes import route


@route(Permission.PAGES, methods=("GET",))
def letters(request: HttpRequest) -> HttpResponse:
    """All public letters, the newest first."""
    return serve(request, "letters/letters", lambda: {"here": "letters", "letters": present.in_list(shelf.public())})


@route(Permission.PAGES, methods=("GET",))
def letter(request: HttpRequest, slug: str) -> HttpResponse:
    """One letter with its numbers: what was asked, what came, and empty lines for what did not."""
    return serve(request, "letters/letter", lambda: _parts(slug))


def _parts(slug: str) -> dict[str, Any]:
    opened = shelf.read(slug)
    parts: dict[str, Any] = {"here": "letters", "letter": present.letter(opened), "picture": None}
    if opened.held.letter.stage is LetterStage.PUBLIC:
        parts |= {"picture": picture.picture(opened), "origin": config.current().origin}
    return parts


def _shown(slug: str) -> picture.Picture:
    """The picture of a letter that everybody sees. Denied while it is hidden."""
    opened = shelf.read(slug)
    if opened.held.letter.stage is not LetterStage.PUBLIC:
        raise Denied
    return picture.picture(opened)


@route(Permission.PAGES, methods=("GET",))
def svg(request: HttpRequest, slug: str) -> HttpResponse:
    """The picture that can be shared, as drawing: its text alternative is inside."""
    del request
    drawn = render_to_string("letters/picture.svg", {"picture": _shown(slug)})
    return HttpResponse(drawn, content_type="image/svg+xml")


@route(Permission.PAGES, methods=("GET",))
def png(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as pixels, for places that take no drawing."""
    from answerable.web.letters import png as pixels

    del request
    return HttpResponse(pixels.png(_shown(slug)), content_type="image/png")
