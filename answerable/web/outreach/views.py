# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages for whoever enters an ask for somebody without a phone. They keep nothing: no list, no draft, no count.

What is sent goes the way of every other ask, and no row ties it to the account.
"""

from __future__ import annotations

from typing import Any

import segno
from django.http import HttpRequest, HttpResponse

from answerable import config
from answerable.core.errors import Denied
from answerable.core.move import Role
from answerable.core.permission import Permission
from answerable.storage import access
from answerable.web.answers import page
from answerable.web.asker import bank, doors, shelf
from answerable.web.routes import route
from answerable.web.staying import worker


def _places(request: HttpRequest) -> tuple[list[str], list[dict[str, Any]]]:
    """(names of the organisations that this worker is of, all others): nobody enters an ask about their own."""
    who = worker(request)
    own = access.bodies_of(who.by, Role.OUTREACH_WORKER, who.at)
    if not own:
        raise Denied
    slugs = {each.slug for each in own}
    return [each.name for each in own], [each for each in shelf.list_bodies() if each["slug"] not in slugs]


@route(Permission.OUTREACH, methods=("GET",))
def home(request: HttpRequest) -> HttpResponse:
    """What to say first, what to do, and what may be seen and kept."""
    own, _others = _places(request)
    return page(request, "outreach/home.html", {"own": own})


@route(Permission.OUTREACH, methods=("GET",))
def paper(request: HttpRequest) -> HttpResponse:
    """An empty form to print, in the order of the questions."""
    _own, others = _places(request)
    return page(request, "outreach/paper.html", {"bodies": others, "groups": bank.groups()})


@route(Permission.OUTREACH, methods=("GET",))
def ask(request: HttpRequest) -> HttpResponse:
    """The asker's own document, with "entered with help" set, and a sheet for the person at its end."""
    _own, others = _places(request)
    door = f"{config.current().origin}/mine/"
    picture = segno.make(door, error="m").svg_data_uri(scale=3, border=2)
    parts = {**doors.asking(None), "bodies": others, "outreach": True, "door": door, "picture": picture}
    return page(request, doors.ASK, parts)
