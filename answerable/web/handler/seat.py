# SPDX-License-Identifier: AGPL-3.0-or-later
"""One's own seat: a practice ask, and leaving."""

from django.http import HttpRequest, HttpResponse

from answerable.core.permission import Permission
from answerable.limits import limits
from answerable.web.answers import ok
from answerable.web.handler import parse, shelf
from answerable.web.handler.views import actor, speaking
from answerable.web.routes import route


@route(Permission.SEAT, methods=("POST",))
@speaking
def begin_practice(request: HttpRequest) -> HttpResponse:
    given = parse.parse(request.body, parse.SEAT)
    limits.take("write", given["seat"])
    return ok(**shelf.begin_practice(actor(request), given["seat"]))


@route(Permission.SEAT, methods=("POST",))
@speaking
def practise(request: HttpRequest) -> HttpResponse:
    given = parse.parse(request.body, parse.PRACTISE, parse.MOVE_MORE)
    limits.take("write", given["seat"])
    return ok(**shelf.practise(actor(request), given))


@route(Permission.SEAT, methods=("POST",))
@speaking
def leave(request: HttpRequest) -> HttpResponse:
    """One's own term ends today. What is left to hand over stands on the page before."""
    given = parse.parse(request.body, parse.SEAT)
    shelf.leave_seat(actor(request), given["seat"])
    return ok()
