# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages and answers for what cannot be done. Each is one kind sentence; absent and forbidden are the same bytes."""

import logging
from typing import Final

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from answerable import clock
from answerable.core.errors import NOTHING_HERE, Denied, Refused
from answerable.core.words import N_
from answerable.limits import TooMuch
from answerable.storage.away import is_away
from answerable.storage.room import NoRoom, said_of
from answerable.web.answers import refused, said
from answerable.web.routes import NotIn

ENDED = N_("This visit has ended. Please come in again. What you wrote is still on this page.")
TOO_MUCH = N_(
    "That was too much at once. Please wait a little, then try again. What you wrote is still on the page before."
)
TOO_LARGE = N_("This is too large to send. What you wrote is still on the page before.")
BROKEN = N_(
    "Something broke here, and it is our mistake. What you wrote is still on the page before. Please try again later."
)
AWAY = N_(
    "What is kept on this server cannot be reached just now. Nothing you wrote is lost: please try again in a minute."
)
REFUSED_FORM = N_(
    "This form was open too long, or did not come from here. Go back, load the page again and send it once more."
)

TEMPLATES: Final = {
    400: "sorry", 403: "form", 404: "not_here", 413: "too_large", 429: "wait", 500: "broken", 503: "away",
}  # fmt: skip
COME_AGAIN: Final = 60
"""After so many seconds; and the log says so often that people are asked to, however many they are."""
_told = -float(COME_AGAIN)


def is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def answer(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    """The same sentence as a page or as JSON. Nothing of the request is in it."""
    if is_api(request):
        return refused(sentence, status)
    name = f"errors/{TEMPLATES.get(status, 'sorry')}.html"
    return HttpResponse(render_to_string(name, {"sentence": sentence}), status=status)


def answer_exception(request: HttpRequest, mistake: Exception) -> HttpResponse | None:
    """What a person is told; None for a mistake of our own, which is never caught."""
    if is_passing(mistake):
        return not_now(request, mistake)
    if isinstance(mistake, NotIn) and is_api(request):
        return refused(_(ENDED), 401)
    if isinstance(mistake, Denied):
        return not_here(request)
    if isinstance(mistake, Refused):
        return answer(request, said(mistake), 400)
    if isinstance(mistake, TooMuch):
        return wait(request, mistake)
    if isinstance(mistake, (RequestDataTooBig, TooManyFieldsSent)):
        return too_large(request)
    return None


def not_here(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(request, _(NOTHING_HERE), 404)


def wait(request: HttpRequest, mistake: TooMuch) -> HttpResponse:
    said_so = answer(request, _(TOO_MUCH), 429)
    said_so["Retry-After"] = str(mistake.wait)
    return said_so


def is_passing(mistake: Exception) -> bool:
    """Whether the store is away or full: no mistake of ours, and none of whoever asks."""
    return is_away(mistake) or isinstance(said_of(mistake), NoRoom)


def not_now(request: HttpRequest, mistake: Exception) -> HttpResponse:
    """The same for everybody, and nothing is asked of the store."""
    _tell(type(mistake).__name__)
    full = said_of(mistake)
    said_so = answer(request, said(full) if isinstance(full, NoRoom) else _(AWAY), 503)
    said_so["Retry-After"] = str(COME_AGAIN)
    return said_so


def _tell(kind: str) -> None:
    global _told
    if clock.ticks() - _told >= COME_AGAIN:
        _told = clock.ticks()
        logging.getLogger("answerable.web").warning("the store does not answer (%s); people are asked to wait", kind)


def too_large(request: HttpRequest) -> HttpResponse:
    return answer(request, _(TOO_LARGE), 413)


def refused_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    return answer(request, _(REFUSED_FORM), 403)


def broken(request: HttpRequest) -> HttpResponse:
    """Says so even where the store is gone: its page asks nothing of it."""
    logging.getLogger("answerable.web").error("a request failed")
    return answer(request, _(BROKEN), 500)
