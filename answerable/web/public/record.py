# SPDX-License-Identifier: AGPL-3.0-or-later
"""The record as files that anybody can check, and a page that says how."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from answerable import clock
from answerable.core.errors import Denied
from answerable.core.permission import Permission
from answerable.core.words import N_
from answerable.record import names, reading, witnessing
from answerable.web.public import shelf
from answerable.web.routes import route

TITLES: Final = {
    "batch": N_("The lines of a day"),
    "bundle": N_("Scripts and styles handed out"),
    "clocks": N_("How an organisation stands"),
    "directory": N_("Readers and their keys"),
    "answer": N_("An answer to a number of a letter"),
    "claim": N_("An organisation says that it is done"),
    "letter": N_("A letter put up by its group"),
    "handler-key": N_("New keys of a reader"),
    "joint": N_("Another organisation promises it too"),
    "link": N_("A sentence linked to a number of a letter"),
    "letter-act": N_("What a group signed about its letter"),
    "moved": N_("A date that was moved"),
    "promise": N_("A promise for a number of a letter"),
    "taken-out": N_("Words taken out for names"),
    "key": N_("A new key of the record"),
    "opened": N_("A line shown by its asker"),
    "policy": N_("Whom to believe"),
    "redaction": N_("A line taken back"),
    "statement": N_("A public statement"),
    "release": N_("Figures of a month"),
    "tally": N_("Which asks those figures counted"),
}
FOREVER: Final = "public, max-age=31536000, immutable"
NOW: Final = "public, no-cache"


@route(Permission.PAGES, methods=("GET",))
def file(request: HttpRequest, name: str) -> HttpResponse:
    """One file of the log, byte for byte."""
    del request
    content = reading.file(name)
    if content is None:
        raise Denied
    answer = HttpResponse(content, content_type=_type(name))
    answer["Cache-Control"] = FOREVER if reading.is_full_tile(name) else NOW
    return answer


def _type(name: str) -> str:
    if name.startswith("tile/"):
        return "application/octet-stream"
    return "application/json" if name.endswith(".json") else "text/plain; charset=utf-8"


@route(Permission.PAGES, methods=("GET",))
def page(request: HttpRequest) -> HttpResponse:
    """What the record is, its newest head, its open part with a search, and how to check all of it."""
    kind, text = request.GET.get("type", ""), request.GET.get("text", "")[:60]
    before = request.GET.get("before", "")
    kind = kind if kind in TITLES else ""
    kinds = sorted({*reading.kinds(), kind} - {""})  # a type that has no line yet finds none, and stays chosen
    found, more = reading.open_leaves(kind, text, int(before) if _is_index(before) else None)
    parts = {
        "at": request.path, "here": "record", "head": reading.head(), "watched": witnessing.watched(),
        "commands": _commands(),
        "kinds": [(each, _title(each)) for each in kinds],
        "kind": kind, "text": text, "leaves": [_shown(index, leaf) for index, leaf in found],
        "more": more,
    }  # fmt: skip
    return HttpResponse(render_to_string("public/record.html", parts))


def _commands() -> dict[str, list[str]]:
    """What to type, line by line."""
    url = names.url()
    return {
        "audit": [f"curl -o policy {url}policy", f"answerable record audit {url} --policy policy"],
        "verify": [f"answerable record verify receipt.json --policy policy --log {url}"],
    }


@csrf_exempt
@route(Permission.WITNESS, methods=("POST",))
def add_checkpoint(request: HttpRequest) -> HttpResponse:
    """Another log asks this node to cosign its head (C2SP tlog-witness). Its own signature is what lets it in."""
    answer = witnessing.witness().add_checkpoint(request.body, now=int(clock.now().timestamp()))
    return HttpResponse(answer.body, status=answer.status, content_type=answer.kind)


@route(Permission.PAGES, methods=("GET",))
def monitor(request: HttpRequest, digest: str) -> HttpResponse:
    """The newest head of one log that this node cosigned."""
    del request
    note = witnessing.witness().monitor(f"/{digest}/checkpoint")
    if note is None:
        raise Denied
    return HttpResponse(note, content_type="text/plain; charset=utf-8")


@route(Permission.PAGES, methods=("GET",))
def visited(request: HttpRequest, digest: str) -> HttpResponse:
    """What differed when this node last fetched another server's pages as a visitor."""
    del request
    found = witnessing.visited(digest)
    if found is None:
        raise Denied
    return HttpResponse(found, content_type="application/json")


@route(Permission.PAGES, methods=("GET",))
def witness_key(request: HttpRequest) -> HttpResponse:
    """The key under which this node cosigns."""
    del request
    return HttpResponse(f"{witnessing.witness().vkey}\n", content_type="text/plain; charset=utf-8")


def _is_index(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 16


def _title(kind: str) -> str:
    return _(TITLES[kind])


def _shown(index: int, leaf: Mapping[str, Any]) -> dict[str, Any]:
    """One open leaf as its line on the page; a body by its name, where it has one here."""
    tree = shelf.tree()
    body = tree.get(str(leaf.get("body") or leaf.get("level") or ""))
    return {
        "index": index,
        "title": _title(leaf["type"]),
        "day": leaf["day"],
        "body": body.name if body else "",
        "fields": {name: _written(value) for name, value in leaf.items() if name not in ("v", "type", "day", "id")},
    }


def _written(value: Any) -> str:
    """As it stands in the line."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
