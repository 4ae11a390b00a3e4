# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the asker's scripts ask: parse, access, one action, answer."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from answerable.core.words import N_
from answerable.web.asker import entering, shelf
from answerable.web.asker.replies import ENDED, for_script, ok, refused, text, whole
from answerable.web.asker.visit import Visit, remember
from answerable.web.routes import route

Given = Mapping[str, Any]

NOTHING = N_("These words open nothing here. Perhaps one of them is a different word.")


@route(permission="directory")
def directory(request: HttpRequest, slug: str) -> HttpResponse:
    """Who would read for one body, with their keys and the sentences about it."""
    found = shelf.read_place(slug)
    if found is None:
        return JsonResponse({"ok": False, "sentence": _(shelf.NO_SUCH_BODY)}, status=404)
    return JsonResponse(shelf.directory(found))


@route(permission="ask.lodge")
@for_script
def lodge(request: HttpRequest, given: Given) -> HttpResponse:
    return ok(**shelf.lodge({**given, "mode": "keyed"}))


@route(permission="enter")
@for_script
def challenge(request: HttpRequest, given: Given) -> HttpResponse:
    return ok(**entering.make_challenge(text(given, "locator")))


@route(permission="enter")
@for_script
def enter(request: HttpRequest, given: Given) -> HttpResponse:
    """Whatever does not fit gets one and the same answer; it is no error, so that no console names it."""
    named = (text(given, "locator"), text(given, "nonce"), whole(given, "expires"), text(given, "signature"))
    entered = entering.enter(*named)
    if entered is None:
        return refused(_(NOTHING), status=200)
    visit = Visit.of(request).with_token(entered.token, entered.code)
    held = shelf.read(visit, entered.code)
    return remember(ok(state=shelf.state(held), received=shelf.received(held)), visit)


@route(permission="ask.read")
@for_script
def state(request: HttpRequest, given: Given) -> HttpResponse:
    return _after(request, given)


@route(permission="ask.move")
@for_script
def move(request: HttpRequest, given: Given) -> HttpResponse:
    visit = Visit.of(request)
    if not visit.is_live:
        return refused(_(ENDED), 401)
    shelf.move(visit, text(given, "ask"), given)
    return _after(request, given)


@route(permission="ask.message")
@for_script
def message(request: HttpRequest, given: Given) -> HttpResponse:
    visit = Visit.of(request)
    if not visit.is_live:
        return refused(_(ENDED), 401)
    shelf.message(visit, text(given, "ask"), given)
    return _after(request, given)


@route(permission="ask.erase")
@for_script
def erase(request: HttpRequest, given: Given) -> HttpResponse:
    visit = Visit.of(request)
    if not visit.is_live:
        return refused(_(ENDED), 401)
    shelf.erase(visit, text(given, "ask"), given)
    return remember(ok(), visit.without(text(given, "ask")))


def _after(request: HttpRequest, given: Given) -> HttpResponse:
    """The state as it is now. Who has no live visit learns only that."""
    visit = Visit.of(request)
    if not visit.is_live:
        return refused(_(ENDED), 401)
    return ok(state=shelf.state(shelf.read(visit, text(given, "ask"))))
