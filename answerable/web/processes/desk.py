# SPDX-License-Identifier: AGPL-3.0-or-later
"""Runs of processes for readers, backups and facilitators: plain pages, with no script and no word of an ask."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import get_language

from answerable.actions import processing
from answerable.core.permission import Permission
from answerable.core.process_move import RunMove
from answerable.core.process_template import Template
from answerable.core.words import N_
from answerable.limits import limits
from answerable.storage import runs
from answerable.storage.shape import day_of
from answerable.web.answers import page
from answerable.web.given import NOT_ON_THE_LIST, Given, attempt, done_line, then
from answerable.web.processes import running
from answerable.web.processes.given import value_of
from answerable.web.routes import route
from answerable.web.staying import worker

HOME: Final = "/desk/processes/"
DONE: Final = {"act": N_("Done.")}


@route(Permission.PROCESS, methods=("GET",))
def home(request: HttpRequest) -> HttpResponse:
    """The runs that whoever is signed in takes part in."""
    who = worker(request)
    rows = [
        {"code": held.row.code, **_named(held.run.template),
         "stage": held.run.stage, "ended": held.row.ended, "as": seat.title}
        for held, seat in runs.seen_by(who.by, who.at)
    ]  # fmt: skip
    return page(request, "processes/desk_home.html", {"rows": rows, "done": done_line(request, DONE)})


def _named(template: Template) -> dict[str, str]:
    said = template.said_in(get_language() or "")
    return {"title": said.title, "language": said.language}


@route(Permission.PROCESS)
def run(request: HttpRequest, code: str) -> HttpResponse:
    """One run: where it stands, and what this seat can do."""
    if request.method != "POST":
        return _page(request, code)
    return attempt(
        request, "act", lambda given: _act(request, code, given), lambda _f, _v, said: _page(request, code, said)
    )


def _page(request: HttpRequest, code: str, said: str = "") -> HttpResponse:
    who = worker(request)
    held, seat = runs.read_run(who.by, code, who.at)
    today = day_of(held.thread.body.time_zone, who.at)
    parts = {
        "run": running.shown(held, seat.role, seat.code, today), "as": seat.title, "problem": said,
        "ties": running.ties(), "payers": running.payers(), "done": done_line(request, DONE),
        "body": held.thread.body.name,
    }  # fmt: skip
    return page(request, "processes/desk_run.html", parts)


def _act(request: HttpRequest, code: str, given: Given) -> HttpResponse:
    who, act = worker(request), given.one_of("act", tuple(str(each) for each in RunMove)) or NOT_ON_THE_LIST
    limits.take("write", code)
    value = _told(request.POST) if act == RunMove.DECLARE else value_of(request.POST)
    processing.act_with_seat(code, act, value, by=who.by, at=who.at)
    ended = act == RunMove.END_FACILITATOR
    return then(HOME if ended else f"{HOME}{code}/", "act")


def _told(posted: QueryDict) -> dict[str, object]:
    """No tick at all says that there is no tie."""
    return {"ties": [], **value_of(posted)}
