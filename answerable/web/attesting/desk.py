# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages of an attester: plain ones, with no script and no word of an ask."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse

from answerable.actions import attesting
from answerable.core.move import Move
from answerable.core.permission import Permission
from answerable.core.words import N_
from answerable.limits import limits
from answerable.storage import attesters
from answerable.storage.access import read_as_attester
from answerable.web.answers import page
from answerable.web.attesting import present
from answerable.web.given import NOT_ON_THE_LIST, Given, attempt, done_line, then
from answerable.web.processes import running
from answerable.web.routes import route
from answerable.web.staying import worker

HOME: Final = "/desk/attesting/"
DONE: Final = {"act": N_("Done.")}
ACTS: Final = tuple(str(each) for each in sorted(attesting.OF_ATTESTERS))


@route(Permission.ATTEST, methods=("GET",))
def home(request: HttpRequest) -> HttpResponse:
    """The asks in which whoever is signed in was offered as an attester."""
    who = worker(request)
    rows = [
        present.to_themselves(thread.ask, thread.body.name, seat) for thread, seat in attesters.seen_by(who.by, who.at)
    ]
    return page(request, "attesting/desk_home.html", {"rows": rows, "done": done_line(request, DONE)})


@route(Permission.ATTEST)
def one(request: HttpRequest, code: str) -> HttpResponse:
    """One ask: what to look at, and what this attester can do."""
    if request.method != "POST":
        return _page(request, code)
    return attempt(
        request, "act", lambda given: _act(request, code, given), lambda _f, _v, said: _page(request, code, said)
    )


def _page(request: HttpRequest, code: str, said: str = "") -> HttpResponse:
    who = worker(request)
    thread, seat = read_as_attester(who.by, code, who.at)
    parts = {
        "one": present.to_themselves(thread.ask, thread.body.name, seat), "problem": said,
        "ties": running.ties(), "payers": running.payers(), "saw": present.saw(), "done": done_line(request, DONE),
    }  # fmt: skip
    return page(request, "attesting/desk_one.html", parts)


def _act(request: HttpRequest, code: str, given: Given) -> HttpResponse:
    who, act = worker(request), given.one_of("act", ACTS) or NOT_ON_THE_LIST
    limits.take("write", code)
    attesting.move_as_attester(code, act, _value(act, request), by=who.by, at=who.at)
    return then(HOME if act == Move.ATTESTER_ENDED else f"{HOME}{code}/", "act")


def _value(act: str, request: HttpRequest) -> dict[str, Any]:
    """No tick at all says that there is no tie."""
    posted = request.POST
    if act == Move.ATTESTER_TOLD:
        return {"ties": [each for each in posted.getlist("ties") if each], "paid_by": str(posted.get("paid_by", ""))}
    return {"about": str(posted.get("about", "")) or None, "saw": str(posted.get("saw", ""))}
