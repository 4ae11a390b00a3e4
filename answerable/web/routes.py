# SPDX-License-Identifier: AGPL-3.0-or-later
"""A route is a function that names exactly one permission; nothing is served without one."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from answerable import clock
from answerable.core import permission as table
from answerable.core.errors import Denied, Refused
from answerable.core.move import Role
from answerable.core.permission import Permission
from answerable.core.standing import check_any
from answerable.core.value import UNKNOWN

View = Callable[..., HttpResponse]
FORM: Final = "application/x-www-form-urlencoded"
ROLES_OF_NOBODY: Final = frozenset({Role.PUBLIC})


class NotIn(Denied):
    """Nobody is signed in and the route needs somebody. Pages answer as for anything absent."""


def route(permission: Permission | str, *, methods: tuple[str, ...] = ("GET", "POST")) -> Callable[[View], View]:
    """Mark a view with its permission and methods, and refuse roles that have no cell for it.

    The rest of the table (own, named, same body) is checked where the thing is obtained: `storage.access`.
    """
    allowed = (*methods, "HEAD") if "GET" in methods else methods
    named = Permission(permission)

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **given: Any) -> HttpResponse:
            if request.method not in allowed:
                return HttpResponseNotAllowed(allowed)
            _check_readable(request)
            check(request, named)
            return view(request, *args, **given)

        guarded.permission = named  # type: ignore[attr-defined]
        guarded.methods = allowed  # type: ignore[attr-defined]
        return guarded

    return mark


def _check_readable(request: HttpRequest) -> None:
    """A form or an address with a NUL in it was typed by nobody; one of our stores cannot even look for it.

    Raises Refused.
    """
    asked = request.META.get("QUERY_STRING", "")
    sent = request.body if request.method == "POST" and request.content_type == FORM else b""
    if "%00" in asked or "\0" in asked or b"%00" in sent or b"\0" in sent:
        raise Refused(UNKNOWN)


def roles_of(request: HttpRequest) -> frozenset[Role]:
    """Every role of whoever asks; everybody may also do what the public may."""
    actor = getattr(request, "actor", None)
    return ROLES_OF_NOBODY | (frozenset() if actor is None else actor.roles(clock.now()))


def check(request: HttpRequest, permission: Permission) -> None:
    """Raise Denied where no role of the caller has any cell for this permission."""
    if table.scope(Role.PUBLIC, permission) is not None:
        return
    roles = roles_of(request)
    try:
        check_any(roles, permission)
    except Denied:
        raise Denied if roles - ROLES_OF_NOBODY else NotIn from None
