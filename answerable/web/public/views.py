# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public pages. Each is a template and what it says of the store."""

import re
from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from answerable.core.backer import NO_SAY
from answerable.core.errors import Denied
from answerable.core.permission import Permission
from answerable.record import policy
from answerable.storage import queries, statements
from answerable.web.letters import present
from answerable.web.letters import shelf as letter_shelf
from answerable.web.public import bodies, facts, helping, shelf
from answerable.web.public.kept import serve
from answerable.web.routes import View, route
from answerable.web.sayings import LANGUAGE_COOKIE, languages

OUR_PATH: Final = re.compile(r"/(?:[a-z0-9-]+/)*")
YEAR: Final = 365 * 24 * 3600


def reading(template: str, parts: Callable[[], dict[str, Any]] = dict) -> View:
    """A page that is the same for everybody."""

    @route(Permission.PAGES, methods=("GET",))
    def view(request: HttpRequest) -> HttpResponse:
        return serve(request, template, lambda: {"here": template, **parts()})

    view.__name__ = template
    return view


home = reading("home", lambda: {"example": facts.EXAMPLE})
how = reading("how")
cannot = reading("cannot")
safety = reading("safety")
work = reading("work")
helps = reading("help", lambda: {"listed": helping.listed(shelf.supports(), shelf.today())})
organisations = reading("organisations", lambda: {"roots": bodies.roots(shelf.tree())})


@route(Permission.PAGES, methods=("GET",))
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """One body: what it pledged, how small it is, and what was released at its levels."""
    return serve(request, "organisation", lambda: _organisation(slug))


def _organisation(slug: str) -> dict[str, Any]:
    tree = shelf.tree()
    body = shelf.body(slug, tree)
    if body is None:
        raise Denied
    release = shelf.last_release()
    signs = policy.cosigners()
    return {
        "here": "", "body": bodies.described(body, tree), "facts": facts.shown(body, tree, release),
        "statements": statements.of_body(body.code), "said_to": statements.said_to(body.code),
        "backers": bodies.backers(queries.backers_of(body.code)), "no_say": _(NO_SAY),
        "names": {code: each.name for code, each in tree.items()},
        "letters": present.in_list(letter_shelf.to_body(body.code)),
        "cosigners": [each.name for each in signs], "has_outside": any(each.outside for each in signs),
    }  # fmt: skip


@csrf_exempt
@route(Permission.PAGES, methods=("POST",))
def language(request: HttpRequest) -> HttpResponse:
    """The language chosen here, for a year, in a cookie that says nothing else."""
    at, chosen = request.POST.get("at", "/"), request.POST.get("language", "")
    answer = HttpResponseRedirect(at if OUR_PATH.fullmatch(at) else "/")
    answer.status_code = 303
    if chosen in {code for code, _own in languages()}:
        answer.set_cookie(LANGUAGE_COOKIE, chosen, max_age=YEAR, secure=True, httponly=True, samesite="Lax", path="/")
    return answer
