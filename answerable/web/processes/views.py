# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of processes: the same for everybody, without a script. A file that is checked is kept nowhere."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from answerable.core.errors import Denied, Refused
from answerable.core.permission import Permission
from answerable.core.process_problem import Spoiled
from answerable.core.process_template import Template
from answerable.core.words import N_
from answerable.limits import limits
from answerable.processes import library
from answerable.processes.library import Found
from answerable.processes.sheet import sheet
from answerable.processes.spoken import say_in
from answerable.storage import templates
from answerable.web.answers import said
from answerable.web.processes import present
from answerable.web.public.kept import serve
from answerable.web.routes import route

EMPTY: Final = N_("There is no file here yet. Paste its text, from the first line to the last.")


def _found(code: str) -> Found:
    found = templates.every().get(code)
    if found is None:
        raise Denied
    return found


@route(Permission.PAGES, methods=("GET",))
def listed(request: HttpRequest) -> HttpResponse:
    return serve(request, "processes/listed", lambda: {"here": "processes", "rows": _rows()})


def _rows() -> list[dict[str, Any]]:
    every = templates.every()
    codes = [*library.SHIPPED, *(code for code in every if code not in library.SHIPPED)]
    return [present.in_list(every[code].template.said_in(get_language() or "")) for code in codes]


@route(Permission.PAGES, methods=("GET",))
def one(request: HttpRequest, code: str, language: str = "") -> HttpResponse:
    """One process: its drawing, its table, how it ends; in the language of the page, or in one that its file has."""
    return serve(request, "processes/one", lambda: _whole(code, language))


def _whole(code: str, language: str) -> dict[str, Any]:
    shown = _said(code, language)
    return {"here": "processes", "process": present.whole(shown), "others": _others(code, shown.language)}


def _said(code: str, language: str) -> Template:
    """The process in this language. A language that its file does not have is as if it were not there."""
    template = _found(code).template
    shown = template.said_in(language or get_language() or "")
    if language and shown.language != language:
        raise Denied
    return shown


def _others(code: str, language: str) -> list[tuple[str, str]]:
    """(code, its own name) of every other language of the file."""
    template = _found(code).template
    names = dict(settings.LANGUAGES)
    every = [each.language for each in (template, *template.others)]
    return [(each, str(names.get(each, each))) for each in every if each != language]


@route(Permission.PAGES, methods=("GET",))
def paper(request: HttpRequest, code: str, language: str = "") -> HttpResponse:
    """One sheet, to be printed and filled in together before any form."""
    return serve(request, "processes/sheet", lambda: _sheet(code, language))


def _sheet(code: str, language: str) -> dict[str, Any]:
    shown = _said(code, language)
    made = sheet(shown, say_in(shown.language, _))
    others = _others(code, shown.language)
    return {"here": "processes", "sheet": made, "code": code, "file_language": shown.language, "others": others}


@route(Permission.PAGES, methods=("GET",))
def file(request: HttpRequest, code: str) -> HttpResponse:
    """The file of a process that comes with the software, to write one's own from."""
    del request
    if code not in library.SHIPPED:
        raise Denied
    return HttpResponse(library.shipped_text(code), content_type="text/plain; charset=utf-8")


@csrf_exempt  # it changes nothing, so nobody gains by sending it for somebody else
@route(Permission.PAGES)
def check(request: HttpRequest) -> HttpResponse:
    """The form, and after it what is wrong or the drawing. What was typed stays on the page, and nowhere else."""
    text = request.POST.get("text", "")
    parts: dict[str, Any] = {"at": request.path, "here": "processes", "text": text, "mistakes": [], "process": None}
    if request.method == "POST":
        parts.update(_checked(text))
    answer = HttpResponse(render_to_string("processes/check.html", {"problem": "", **parts}))
    answer["Cache-Control"] = "no-store"
    return answer


def _checked(text: str) -> dict[str, Any]:
    try:
        if not text.strip():
            raise Refused(EMPTY)
        limits.take("read")
        return {"process": present.whole(library.read_file(text.encode("utf-8", "replace")).template)}
    except Spoiled as spoiled:
        return {"problem": said(spoiled), "mistakes": present.mistakes(spoiled.problems)}
    except Refused as mistake:
        return {"problem": said(mistake)}
