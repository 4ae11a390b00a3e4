# SPDX-License-Identifier: AGPL-3.0-or-later
"""The two doors and the way out. GET opens a door; a form without scripts is answered at the same address."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from answerable import config
from answerable.core.errors import Refused
from answerable.core.words import N_
from answerable.sealing.errors import SENTENCES
from answerable.web.asker import bank, page, parse, plain, shelf
from answerable.web.asker.replies import ENDED, leave, said
from answerable.web.asker.sheet import Place, shown
from answerable.web.asker.visit import Visit, forget, remember
from answerable.web.routes import route

NOTHING = N_("These words open nothing here. Perhaps one of them is a different word.")
CHOOSE_WHO = N_("Please choose an organisation first.")
REFUSALS = ("words-count", "words-unknown", "words-checksum", "certificate", "certificate-term", "reader-unknown",
            "key-swapped", "age-recipient", "expired")  # fmt: skip
FOLDS = {"accepted": "came", "declined": "came", "released": "came", "mark": "mark"}

Context = dict[str, Any]


def _common() -> Context:
    return {
        "origin": config.current().origin,
        "refusals": [(code, _(SENTENCES[code])) for code in REFUSALS],
        "words_open": config.current().sealed_on_arrival,
    }


def _ask_page(request: HttpRequest, place: Place | None, chosen: parse.Chosen | None, problem: str = "") -> HttpResponse:
    directory = None if place is None else shelf.directory(place)
    everybody = parse.Chosen(
        readers=frozenset(each.code for each in place.readers) if place else frozenset(),
        backups=frozenset(each.code for each in place.backups) if place else frozenset(),
    )
    context = {
        **_common(),
        "groups": bank.groups(),
        "bodies": [] if place else shelf.list_bodies(),
        "directory": directory,
        "shown": shown(place or shelf.NOWHERE),
        "chosen": chosen or everybody,
        "problem": problem,
    }
    return render(request, "asker/ask.html", context)


@route(permission="door")
def ask(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _ask_posted(request)
    return _ask_page(request, shelf.read_place(request.GET.get("to", "")), None)


def _ask_posted(request: HttpRequest) -> HttpResponse:
    place = shelf.read_place(request.POST.get("to", ""))
    if place is None:
        return _ask_page(request, None, None, _(CHOOSE_WHO))
    if request.POST.get("do") != "send":
        return _ask_page(request, place, None)
    chosen = parse.parse_chosen(request.POST)
    try:
        return _send(request, place, chosen)
    except Refused as mistake:
        return _ask_page(request, place, chosen, said(mistake))


def _send(request: HttpRequest, place: Place, chosen: parse.Chosen) -> HttpResponse:
    """The words are made here, shown in this one answer, and kept nowhere."""
    parse.check_chosen(chosen, words_open=config.current().sealed_on_arrival)
    words, lodging = plain.build(chosen, shelf.directory(place))
    taken = shelf.lodge(lodging)
    return render(request, "asker/done.html", {**_common(), "words": words.split(), "received": taken["received"]})


@route(permission="door")
def mine(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _enter_page(request)
    doing = request.POST.get("do", "")
    if doing == "enter":
        return _entered(request)
    if doing == "erased":
        return _mine_page(request, Visit.of(request), erased=True)
    visit = Visit.of(request)
    if not visit.is_live:
        return _enter_page(request, _(ENDED))
    return _mine_page(request, visit) if doing == "show" else _moved(request, visit, doing)


def _enter_page(request: HttpRequest, problem: str = "") -> HttpResponse:
    return render(request, "asker/mine.html", {**_common(), "asks": [], "problem": problem})


def _mine_page(
    request: HttpRequest,
    visit: Visit,
    *,
    opened: Mapping[str, Mapping[str, Any]] | None = None,
    problem: str = "",
    did: str = "",
    erased: bool = False,
) -> HttpResponse:
    fold = request.POST.get("open", FOLDS.get(did, "do" if did else ""))
    context = {
        **_common(),
        "groups": bank.groups(),
        "asks": [_one(visit, code, fold, (opened or {}).get(code)) for code in visit.codes],
        "problem": problem,
        "said": _("Done.") if did or request.POST.get("said") else "",
        "through_host": True,
        "erased": page.erased_lines(shelf.today()) if erased else None,
    }
    return render(request, "asker/mine.html", context)


def _one(visit: Visit, code: str, fold: str, opened: Mapping[str, Any] | None) -> Context:
    return page.page(shelf.seen(shelf.read(visit, code), fold=fold, opened=opened))


def _entered(request: HttpRequest) -> HttpResponse:
    """Words come, keys are derived for this one answer, what is sealed to them is opened, and all is forgotten."""
    visit, opened = Visit(), dict[str, Mapping[str, Any]]()
    try:
        for found in plain.find(parse.code_words(request.POST)):
            visit = visit.with_token(found.token, found.code)
            opened[found.code] = plain.open_found(found, shelf.state(shelf.read(visit, found.code)))
    except Refused as mistake:
        return _enter_page(request, said(mistake))
    if not visit.is_live:
        return _enter_page(request, _(NOTHING))
    return remember(_mine_page(request, visit, opened=opened), visit)


def _moved(request: HttpRequest, visit: Visit, doing: str) -> HttpResponse:
    """One move of an ask that was sent without scripts. A sealed ask needs its own signature, so it refuses."""
    code = request.POST.get("ask", "")
    try:
        held = shelf.read(visit, code)
        if doing == "erase":
            return _erased(request, visit, code)
        shelf.move(visit, code, {"move": doing, "value": parse.parse_move(doing, request.POST, held.ask.terms[-1])})
    except Refused as mistake:
        return _mine_page(request, visit, problem=said(mistake))
    return _mine_page(request, visit, did=doing)


def _erased(request: HttpRequest, visit: Visit, code: str) -> HttpResponse:
    if request.POST.get("sure") != "yes":
        raise Refused(parse.SAY_SURE)
    shelf.erase(visit, code, {"move": "erased", "value": {}})
    left = visit.without(code)
    return remember(_mine_page(request, left, erased=True), left)


@csrf_exempt
@route(permission="exit")
def out(request: HttpRequest) -> HttpResponse:
    """Ends every visit of this browser at once. It works without a form token: leaving must never fail."""
    if request.method == "POST":
        shelf.end(Visit.of(request))
    is_beacon = request.headers.get("Sec-Fetch-Dest") == "empty"
    return forget(HttpResponse(status=204) if is_beacon else leave())



