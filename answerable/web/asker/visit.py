# SPDX-License-Identifier: AGPL-3.0-or-later
"""A visit with words: one token for each ask it opened, in one cookie, so that no stored row links two asks."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from answerable.core.errors import Denied
from answerable.web.answers import leave
from answerable.web.asker import shelf
from answerable.web.middleware import MOST_TOKENS, VISIT_COOKIE, tokens_of

View = Callable[..., HttpResponse]


def remember(answer: HttpResponse, tokens: Sequence[str]) -> HttpResponse:
    """Ends with the browser's session; on the server, after twenty idle minutes."""
    if not tokens:
        return forget(answer)
    value = ".".join(tokens[-MOST_TOKENS:])
    answer.set_cookie(VISIT_COOKIE, value, secure=True, httponly=True, samesite="Strict", path="/")
    return answer


def forget(answer: HttpResponse) -> HttpResponse:
    answer.set_cookie(VISIT_COOKIE, "", max_age=0, secure=True, httponly=True, samesite="Strict", path="/")
    return answer


def with_token(request: HttpRequest, token: str, beside: Sequence[str]) -> list[str]:
    """The new token, and those of the asks that the same words opened just before: no ask under other words."""
    return [*(each for each in tokens_of(request) if shelf.code_of(each) in beside), token]


def kept_alive(view: View) -> View:
    """An address inside: a typed address leads away, and every use puts off the end of the visit."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **names: Any) -> HttpResponse:
        if request.method != "POST":
            return leave()
        given = view(request, *args, **names)
        shelf.touch(actor(request))
        return given

    return answer


def actor(request: HttpRequest) -> shelf.Actor:
    """Who asks, as the middleware found it."""
    found: shelf.Actor | None = getattr(request, "actor", None)
    if found is None:
        raise Denied
    return found
