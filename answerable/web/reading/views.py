# SPDX-License-Identifier: AGPL-3.0-or-later
"""Read my draft: whoever writes a statement is shown what it says before it is said. Nothing is kept."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt

from answerable import clock
from answerable.core.errors import Refused
from answerable.core.permission import Permission
from answerable.core.words import N_
from answerable.limits import limits
from answerable.reading import LANGUAGES, Unreadable, guess_language, language, read_statement
from answerable.web.answers import said
from answerable.web.reading.shown import shown
from answerable.web.routes import route

MOST: Final = 40_000
MOST_ASKS: Final = 50
EMPTY: Final = N_("There is no text here yet.")
TOO_LONG: Final = N_("This text is longer than 40,000 letters and signs. Please read it in parts.")
TOO_MANY: Final = N_("Please hold it against at most 50 asks, one a line.")
UNKNOWN: Final = N_("No rules are kept for the language of this text. Please choose one, if it is one of these.")


@csrf_exempt  # it changes nothing, so nobody gains by sending it for somebody else
@route(Permission.PAGES)
def draft(request: HttpRequest) -> HttpResponse:
    """The form, and after it the reading. What was typed stays on the page whatever happens, and nowhere else."""
    given = {name: request.POST.get(name, "") for name in ("text", "asks", "language")}
    parts: dict[str, Any] = {"at": request.path, "here": "read", "given": given, "languages": _languages()}
    if request.method == "POST":
        try:
            parts["reading"] = _read(given)
        except Refused as mistake:
            parts["problem"] = said(mistake)
    answer = HttpResponse(render_to_string("reading/draft.html", {"reading": None, "problem": "", **parts}))
    answer["Cache-Control"] = "no-store"
    return answer


def _languages() -> list[tuple[str, str]]:
    return [(code, str(language(code).raw["language"]["name"])) for code in LANGUAGES]


def _read(given: dict[str, str]) -> dict[str, Any]:
    text = given["text"].strip()
    asks = [line.strip() for line in given["asks"].splitlines() if line.strip()]
    _check(text, asks)
    limits.take("read")
    try:
        code = given["language"] if given["language"] in LANGUAGES else guess_language(text.lower())
    except Unreadable:
        raise Refused(UNKNOWN) from None
    try:
        return shown(read_statement(text, clock.today("UTC"), code, asks))
    except Unreadable:
        raise Refused(EMPTY) from None


def _check(text: str, asks: list[str]) -> None:
    if not text:
        raise Refused(EMPTY)
    if len(text) > MOST or sum(map(len, asks)) > MOST:
        raise Refused(TOO_LONG)
    if len(asks) > MOST_ASKS:
        raise Refused(TOO_MANY)
