# SPDX-License-Identifier: AGPL-3.0-or-later
"""What readers of one ask share among themselves, and what one of them keeps alone."""

from django.http import HttpRequest, HttpResponse

from answerable.core.permission import Permission
from answerable.limits import limits
from answerable.web.answers import ok
from answerable.web.handler import desk_list, parse, shelf
from answerable.web.handler.views import actor, speaking
from answerable.web.routes import route


@route(Permission.DESK_NOTE, methods=("POST",))
@speaking
def note(request: HttpRequest) -> HttpResponse:
    given = parse.parse(request.body, parse.NOTE)
    limits.take("write", given["ask"])
    return ok(**shelf.note(actor(request), given))


@route(Permission.DESK_MOVE, methods=("POST",))
@speaking
def renew(request: HttpRequest) -> HttpResponse:
    given = parse.parse(request.body, parse.RENEW)
    limits.take("write", given["ask"])
    return ok(**shelf.renew(actor(request), given))


@route(Permission.DESK_MOVE, methods=("POST",))
@speaking
def propose(request: HttpRequest) -> HttpResponse:
    """A process around an ask: only a proposal, and only where its asker let readers write."""
    given = parse.parse(request.body, parse.PROPOSE, parse.ONCE)
    limits.take("write", given["ask"])
    return ok(**shelf.propose(actor(request), given))


@route(Permission.DESK_NOTE, methods=("POST",))
@speaking
def carry(request: HttpRequest) -> HttpResponse:
    """Then the desk as it stands."""
    given = parse.parse(request.body, parse.CARRY, parse.ROWS)
    limits.take("write", given["ask"])
    who = actor(request)
    shelf.carry(who, given)
    return ok(**desk_list.read(who, given["rows"]))


@route(Permission.DRAWER, methods=("POST",))
@speaking
def drawer(request: HttpRequest) -> HttpResponse:
    parse.parse(request.body, parse.NOTHING)
    return ok(**shelf.drawer(actor(request)))


@route(Permission.DRAWER, methods=("POST",))
@speaking
def put_drawer(request: HttpRequest) -> HttpResponse:
    given = parse.parse(request.body, parse.DRAWER)
    return ok(**shelf.put_drawer(actor(request), given))
