# SPDX-License-Identifier: AGPL-3.0-or-later
"""Joining and the desk: parse, access, one action, answer. What is refused comes as a sentence with status 200,
so that no browser's console names what a person tried."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from answerable.core.errors import Denied, Refused
from answerable.core.permission import Permission
from answerable.limits import limits
from answerable.web.answers import ok, page, refused, said
from answerable.web.asker.visit import forget, remember
from answerable.web.errors import is_passing
from answerable.web.handler import choices, desk_list, parse, shelf
from answerable.web.handler.sayings import sayings
from answerable.web.leaving import end_visit
from answerable.web.routes import route

View = Callable[..., HttpResponse]


def speaking(view: View) -> View:
    """A refusal of ours is an answer, not an error; but what is not here, and a full disk, stay what they are."""

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        try:
            return view(request)
        except Denied:
            raise
        except Refused as mistake:
            if is_passing(mistake):
                raise
            return refused(said(mistake), 200)

    return answer


def actor(request: HttpRequest) -> shelf.Actor:
    found: shelf.Actor | None = getattr(request, "actor", None)
    if found is None or found.account is None:
        raise Denied
    shelf.touch(found)
    return found


@route(Permission.DOOR, methods=("GET",))
def join(request: HttpRequest) -> HttpResponse:
    return page(request, "handler/join.html", {"sayings": list(sayings())})


@route(Permission.DOOR, methods=("GET",))
def desk(request: HttpRequest) -> HttpResponse:
    """The same bytes for everybody, signed in or not: all that is somebody's comes later, by POST."""
    parts = {"sayings": list(sayings()), "policy": shelf.policy(), "processes": shelf.processes()}
    return page(request, "handler/desk.html", {**parts, **choices.lists()})


@route(Permission.JOIN, methods=("POST",))
@speaking
def look(request: HttpRequest) -> HttpResponse:
    given = parse.parse(request.body, parse.LOOK)
    limits.take("invitation", given["token"])
    return ok(**shelf.look(given["token"]))


@route(Permission.JOIN, methods=("POST",))
@speaking
def accept(request: HttpRequest) -> HttpResponse:
    given = parse.parse(request.body, parse.ACCEPT, parse.CODE)
    limits.take("invitation", given["token"])
    shelf.accept(given)
    return ok()


@route(Permission.JOIN, methods=("POST",))
@speaking
def join_passkey(request: HttpRequest) -> HttpResponse:
    """A challenge for a passkey of whoever holds this invitation."""
    given = parse.parse(request.body, parse.LOOK)
    limits.take("invitation", given["token"])
    return ok(**shelf.begin_passkey(given["token"]))


@route(Permission.ENTER, methods=("POST",))
@speaking
def challenge_passkey(request: HttpRequest) -> HttpResponse:
    """No name is typed: the device knows which passkey belongs here."""
    parse.parse(request.body, parse.NOTHING)
    return ok(**shelf.challenge_passkey())


@route(Permission.ENTER, methods=("POST",))
@speaking
def enter_passkey(request: HttpRequest) -> HttpResponse:
    given = parse.parse(request.body, parse.PASSKEY_ENTER, parse.ENTER_MORE)
    limits.take("sign-in", given["id"])
    token, found = shelf.enter_with_passkey(given)
    return remember(ok(**found), [token])


@route(Permission.WAYS, methods=("POST",))
@speaking
def ways(request: HttpRequest) -> HttpResponse:
    """One's own ways to come in; with `rename`, one of them is named first."""
    given = parse.parse(request.body, parse.NOTHING, {"rename": parse.shaped(parse.WAY_RENAME)})
    who = actor(request)
    if given["rename"]:
        shelf.rename_way(who, given["rename"])
    return ok(ways=shelf.list_ways(who))


@route(Permission.WAYS, methods=("POST",))
@speaking
def ways_begin(request: HttpRequest) -> HttpResponse:
    parse.parse(request.body, parse.NOTHING)
    return ok(**shelf.begin_way(actor(request)))


@route(Permission.WAYS, methods=("POST",))
@speaking
def ways_add(request: HttpRequest) -> HttpResponse:
    given, who = parse.parse(request.body, parse.WAY_ADD, parse.CODE), actor(request)
    shelf.add_way(who, given)
    return ok(ways=shelf.list_ways(who))


@route(Permission.WAYS, methods=("POST",))
@speaking
def ways_remove(request: HttpRequest) -> HttpResponse:
    given, who = parse.parse(request.body, parse.WAY_REMOVE), actor(request)
    shelf.remove_way(who, given)
    return ok(ways=shelf.list_ways(who))


@route(Permission.ENTER, methods=("POST",))
@speaking
def challenge(request: HttpRequest) -> HttpResponse:
    """The same for every locator, whether or not anything is there."""
    given = parse.parse(request.body, parse.CHALLENGE)
    limits.take("sign-in", given["locator"])
    return ok(**shelf.challenge(given["locator"]))


@route(Permission.ENTER, methods=("POST",))
@speaking
def enter(request: HttpRequest) -> HttpResponse:
    given = parse.parse(request.body, parse.ENTER, parse.ENTER_MORE)
    limits.take("one-time-code", given["locator"])
    name = given.pop("name") or ""
    token, found = shelf.enter(given, name)
    return remember(ok(**found), [token])


@route(Permission.DESK, methods=("POST",))
@speaking
def state(request: HttpRequest) -> HttpResponse:
    """`rows`: so many asks at most, but for those that are late; all without it."""
    given = parse.parse(request.body, parse.NOTHING, parse.ROWS)
    return ok(**desk_list.read(actor(request), given["rows"]))


@route(Permission.DESK_HAND_OUT, methods=("POST",))
@speaking
def ask(request: HttpRequest) -> HttpResponse:
    return _hand_out(request, shelf.hand_out)


@route(Permission.STANDBY, methods=("POST",))
@speaking
def standby(request: HttpRequest) -> HttpResponse:
    return _hand_out(request, shelf.hand_out_standby)


def _hand_out(request: HttpRequest, give: Callable[[shelf.Actor, str], dict[str, Any]]) -> HttpResponse:
    given = parse.parse(request.body, parse.ASK)
    return ok(**give(actor(request), given["ask"]))


@route(Permission.DESK_MOVE, methods=("POST",))
@speaking
def move(request: HttpRequest) -> HttpResponse:
    given = parse.parse(request.body, parse.MOVE, parse.MOVE_MORE)
    limits.take("write", given["ask"])
    return ok(**shelf.move(actor(request), given))


@route(Permission.DESK_MOVE, methods=("POST",))
@speaking
def reseal(request: HttpRequest) -> HttpResponse:
    """The thread sealed again to another reader's new keys."""
    given = parse.parse(request.body, parse.RESEAL)
    limits.take("write", given["ask"])
    shelf.reseal(actor(request), given)
    return ok()


@route(Permission.DESK_MESSAGE, methods=("POST",))
@speaking
def message(request: HttpRequest) -> HttpResponse:
    given = parse.parse(request.body, parse.MESSAGE, parse.FILES)
    limits.take("write", given["ask"])
    return ok(**shelf.write(actor(request), given))


@route(Permission.VISITS, methods=("POST",))
@speaking
def visits(request: HttpRequest) -> HttpResponse:
    """One's own sessions; with `end`, one of them is ended first."""
    given = parse.parse(request.body, parse.NOTHING, parse.VISITS_MORE)
    who = actor(request)
    if given["end"]:
        shelf.end(who, given["end"])
    return ok(visits=shelf.list_visits(who))


@route(Permission.VISITS, methods=("POST",))
@speaking
def touch(request: HttpRequest) -> HttpResponse:
    parse.parse(request.body, parse.NOTHING)
    actor(request)
    return ok()


@route(Permission.EXIT, methods=("POST",))
@speaking
def leave(request: HttpRequest) -> HttpResponse:
    found: shelf.Actor | None = getattr(request, "actor", None)
    if found is not None:
        end_visit(lambda: shelf.end(found))
    return forget(ok())
