# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the asker's scripts ask: parse, access, one action, answer."""

import json
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from answerable.core.errors import Denied, Refused
from answerable.core.permission import Permission
from answerable.core.value import UNKNOWN
from answerable.limits import limits
from answerable.web.answers import ok, parse_json, refused, said
from answerable.web.asker import kept, shelf, state
from answerable.web.asker.visit import actor, kept_alive, remember, with_token
from answerable.web.routes import route


@route(Permission.DIRECTORY, methods=("GET",))
def directory(request: HttpRequest, slug: str) -> HttpResponse:
    """Who would read for one body, with their keys and the sentences about it."""
    return kept.directory(request, slug, lambda: _directory(slug))


def _directory(slug: str) -> str:
    place = shelf.read_place(slug)
    if place is None:
        raise Denied
    return json.dumps(state.directory(place))


@route(Permission.LODGE, methods=("POST",))
def lodge(request: HttpRequest) -> HttpResponse:
    taken = shelf.lodge(parse_json(request), mode="keyed")
    return ok(**taken, received=state.received_of(taken))


@route(Permission.ENTER, methods=("POST",))
def challenge(request: HttpRequest) -> HttpResponse:
    """The same for every locator, whether or not anything is there."""
    locator = parse_json(request).get("locator")
    if not isinstance(locator, str):
        raise Refused(UNKNOWN)
    limits.take("sign-in", locator)
    return ok(**shelf.challenge(locator))


@route(Permission.ENTER, methods=("POST",))
def enter(request: HttpRequest) -> HttpResponse:
    """Whatever does not fit gets one and the same answer; its status is no error, so that no console names it."""
    given = parse_json(request)
    beside = given.pop("beside", [])
    try:
        token, code = shelf.enter(given)
    except Refused as mistake:
        return refused(said(mistake), 200)
    held = shelf.read(shelf.actor_of([token]), code)
    answer = ok(state=state.state(held), received=state.received(held))
    return remember(answer, with_token(request, token, beside if isinstance(beside, list) else []))


@kept_alive
@route(Permission.ASK_READ, methods=("POST",))
def read(request: HttpRequest) -> HttpResponse:
    return _after(request, _code(parse_json(request)))


@kept_alive
@route(Permission.ASK_MOVE, methods=("POST",))
def move(request: HttpRequest) -> HttpResponse:
    given = parse_json(request)
    shelf.move(actor(request), given)
    return _after(request, _code(given))


@kept_alive
@route(Permission.ASK_SHOW, methods=("POST",))
def show(request: HttpRequest) -> HttpResponse:
    """One line of the record, shown to everybody by its asker, or taken back."""
    given = parse_json(request)
    limits.take("write", _code(given))
    shelf.show(actor(request), given)
    return _after(request, _code(given))


@kept_alive
@route(Permission.ASK_MESSAGE, methods=("POST",))
def message(request: HttpRequest) -> HttpResponse:
    given = parse_json(request)
    code, epoch, file, files = _code(given), given.get("epoch"), given.get("file"), given.get("files")
    if not isinstance(epoch, int) or not isinstance(file, str):
        raise Refused(UNKNOWN)
    limits.take("write", code)
    shelf.message(actor(request), code, epoch, file, files)
    return _after(request, code)


@kept_alive
@route(Permission.ASK_ERASE, methods=("POST",))
def erase(request: HttpRequest) -> HttpResponse:
    given = parse_json(request)
    shelf.move(actor(request), {**given, "move": "erased"})
    return ok()


@route(Permission.LOOK, methods=("POST",))
def look(request: HttpRequest) -> HttpResponse:
    """One bit. Whoever guesses codes guesses for all codes together, so there is one bucket for all."""
    locator = parse_json(request).get("locator")
    if not isinstance(locator, str):
        raise Refused(UNKNOWN)
    limits.take("look")
    return ok(new=shelf.look(locator))


@route(Permission.ENTER, methods=("POST",))
def undo(request: HttpRequest) -> HttpResponse:
    """The words before come back; answered as entering is."""
    given = parse_json(request)
    beside = given.pop("beside", [])
    if isinstance(given.get("locator"), str):
        limits.take("sign-in", str(given["locator"]))
    try:
        token, code = shelf.undo_words(given)
    except Refused as mistake:
        return refused(said(mistake), 200)
    held = shelf.read(shelf.actor_of([token]), code)
    answer = ok(state=state.state(held), received=state.received(held))
    return remember(answer, with_token(request, token, beside if isinstance(beside, list) else []))


@route(Permission.ENTER, methods=("POST",))
def forget_device(request: HttpRequest) -> HttpResponse:
    locator = parse_json(request).get("device")
    if not isinstance(locator, str):
        raise Refused(UNKNOWN)
    limits.take("sign-in", locator)
    shelf.forget_device(locator)
    return ok()


def _with_ways(request: HttpRequest, act: Callable[[shelf.Actor, dict[str, object]], None]) -> HttpResponse:
    given = parse_json(request)
    limits.take("write", _code(given))
    act(actor(request), given)
    return _after(request, _code(given))


@kept_alive
@route(Permission.ASK_WAYS, methods=("POST",))
def add_way(request: HttpRequest) -> HttpResponse:
    return _with_ways(request, shelf.add_way)


@kept_alive
@route(Permission.ASK_WAYS, methods=("POST",))
def remove_way(request: HttpRequest) -> HttpResponse:
    return _with_ways(request, shelf.remove_way)


@kept_alive
@route(Permission.ASK_WAYS, methods=("POST",))
def put_own(request: HttpRequest) -> HttpResponse:
    """The asker's own file, sealed to her words alone."""
    return _with_ways(request, shelf.put_own)


@kept_alive
@route(Permission.ASK_WAYS, methods=("POST",))
def renew_words(request: HttpRequest) -> HttpResponse:
    return _with_ways(request, shelf.renew_words)


def _code(given: dict[str, object]) -> str:
    found = given.get("ask")
    if not isinstance(found, str):
        raise Refused(UNKNOWN)
    return found


def _after(request: HttpRequest, code: str) -> HttpResponse:
    """The state as it is now."""
    return ok(state=state.state(shelf.read(actor(request), code)))
