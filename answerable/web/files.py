# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sealed files on the wire, for askers and for readers: announced, sent and fetched part by part, dropped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from answerable import clock
from answerable.actions import answering, attaching
from answerable.core import attachment as rules
from answerable.core.errors import Refused
from answerable.core.permission import Permission
from answerable.core.value import UNKNOWN, parse_whole
from answerable.limits import limits
from answerable.storage import attachments
from answerable.storage.access import Actor
from answerable.storage.threads import Thread
from answerable.web.answers import ok, parse_json
from answerable.web.asker.visit import actor as of_asker
from answerable.web.asker.visit import kept_alive
from answerable.web.handler.views import actor as of_reader
from answerable.web.handler.views import speaking
from answerable.web.routes import View, route

Found = tuple[Thread, str]
Open = Callable[[Actor, str], Found]


def _as_asker(who: Actor, code: str) -> Found:
    return attaching.as_asker(code, by=who)


def _as_reader(who: Actor, code: str) -> Found:
    return attaching.as_reader(code, by=who, at=clock.now())


def _line(found: Any) -> str:
    if not isinstance(found, str) or len(found) > 26:
        raise Refused(UNKNOWN)
    return found


def _announce(request: HttpRequest, who: Actor, find: Open) -> HttpResponse:
    """{ask, size, digest} of a sealed file; the answer says which parts are there already."""
    given = parse_json(request)
    code = _line(given.get("ask"))
    limits.take("write", code)
    sealed = rules.parse(given.get("size"), given.get("digest"))
    return ok(**attaching.announce(find(who, code), sealed, by=who, at=clock.now()))


def _take(request: HttpRequest, who: Actor, find: Open) -> HttpResponse:
    """One part as raw bytes; which one stands in X-Ask, X-File and X-Part, so that no address tells of it."""
    code, file = _line(request.headers.get("X-Ask")), _line(request.headers.get("X-File"))
    number = request.headers.get("X-Part", "")
    if not number.isascii() or not number.isdigit() or len(number) > 3:
        raise Refused(UNKNOWN)
    limits.take("file", code)
    return ok(have=attaching.take_part(find(who, code), file, int(number), request.body, by=who))


def _give(request: HttpRequest, who: Actor, find: Open) -> HttpResponse:
    """{ask, file, part} → the part as raw bytes, sealed as it came."""
    given = parse_json(request)
    code = _line(given.get("ask"))
    limits.take("file", code)
    found = find(who, code)
    row = attaching.find(found, _line(given.get("file")))
    content = attachments.read_part(found[0], row, parse_whole(given.get("part")))
    return HttpResponse(content, content_type="application/octet-stream")


def _drop(request: HttpRequest, who: Actor, find: Open) -> HttpResponse:
    given = parse_json(request)
    attaching.drop(find(who, _line(given.get("ask"))), _line(given.get("file")), by=who)
    return ok()


Act = Callable[[HttpRequest, Actor, Open], HttpResponse]


def _mine(permission: Permission, act: Act) -> View:
    @kept_alive
    @route(permission, methods=("POST",))
    def view(request: HttpRequest) -> HttpResponse:
        return act(request, of_asker(request), _as_asker if act is not _give else _to_read)

    return view


def _to_read(who: Actor, code: str) -> Found:
    """An asker may fetch where nobody else reads any more."""
    return attaching.to_read(code, by=who)


def _given_to(who: Actor, code: str) -> Found:
    """A reader who fetches on another day than the thread was opened is seen on that day too."""
    found = _as_reader(who, code)
    if not answering.is_noted(*found, clock.now()):
        answering.hand_out(code, by=who, at=clock.now())
    return found


def _desk(act: Act) -> View:
    @route(Permission.DESK_HAND_OUT, methods=("POST",))
    @speaking
    def view(request: HttpRequest) -> HttpResponse:
        return act(request, of_reader(request), _as_reader if act is not _give else _given_to)

    return view


announce = _mine(Permission.ASK_MESSAGE, _announce)
take = _mine(Permission.ASK_MESSAGE, _take)
give = _mine(Permission.ASK_READ, _give)
drop = _mine(Permission.ASK_MESSAGE, _drop)
desk_announce = _desk(_announce)
desk_take = _desk(_take)
desk_give = _desk(_give)
desk_drop = _desk(_drop)
