# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ways in of the demo: code words, passphrases and the one-time codes of this moment. Demo mode only."""

import json
from typing import Any

import pyotp
from django.http import HttpRequest, HttpResponse

from answerable import clock, config
from answerable.core.errors import Denied
from answerable.core.permission import Permission
from answerable.web.answers import page
from answerable.web.routes import route

WAYS = "ways-in.json"


@route(Permission.DEMO, methods=("GET",))
def ways_in(request: HttpRequest) -> HttpResponse:
    """Everybody's words. Never outside the demo, whatever the address."""
    given = config.current()
    path = given.data / WAYS
    if given.mode != "demo" or not path.exists():
        raise Denied
    found = json.loads(path.read_text("utf-8"))
    members = [_with_code(each) for each in found["members"]]
    parts = {"askers": found["askers"], "letters": found["letters"], "members": members, "here": "", "at": "/"}
    return page(request, "public/demo.html", parts)


def _with_code(member: dict[str, Any]) -> dict[str, Any]:
    return {**member, "code": pyotp.TOTP(member["secret"]).at(clock.now())}
