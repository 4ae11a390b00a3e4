# SPDX-License-Identifier: AGPL-3.0-or-later
"""The two doors and the way out. GET opens a door; a form without scripts is answered at the same address."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from answerable import config
from answerable.core import look_back
from answerable.core.errors import Refused
from answerable.core.permission import Permission
from answerable.core.words import N_
from answerable.limits import limits
from answerable.sealing.errors import SENTENCES
from answerable.web.answers import leave, page, said
from answerable.web.asker import bank, beside, kept, parse, plain, sheet, shelf, state
from answerable.web.asker import page as pages
from answerable.web.asker.history import Numbered
from answerable.web.asker.sheet import Place
from answerable.web.asker.visit import actor, forget, remember
from answerable.web.leaving import end_visit
from answerable.web.middleware import tokens_of
from answerable.web.processes.given import value_of
from answerable.web.routes import route

NOTHING = N_("These words open nothing here. Perhaps one of them is a different word.")
ENDED = N_("This visit has ended. Please type your words again.")
CHOOSE_WHO = N_("Please choose an organisation first.")
REFUSALS = (
    "words-count", "words-unknown", "look-count", "words-checksum", "certificate", "certificate-term", "reader-unknown",
    "key-swapped", "age-recipient", "expired",
)  # fmt: skip
ASK = "asker/ask.html"
MINE = "asker/mine.html"
FOLDS = {
    "accepted": "came", "declined": "came", "released": "came", "mark": "mark", "pushed": "mark", "keep_words": "keep",
    "keys-refused": "readers",
    "run": "run",
    **dict.fromkeys(("attester-offered", "attester-accepted", "attester-ended"), "attest"),
}  # fmt: skip

Context = dict[str, Any]
Opened = Mapping[str, Mapping[str, Any]]


def _common() -> Context:
    return {
        "refusals": [(code, _(SENTENCES[code])) for code in REFUSALS],
        "words_open": config.current().sealed_on_arrival,
        "groups": bank.groups(),
        "look_backs": [(str(each), _(title)) for each, title in look_back.TITLES.items()],
        "policy": shelf.policy(),
        "baseline_parts": beside.parts(),
        "pod_told": beside.told(),
        "paid_back": beside.paid_back(),
        "problem": "",
    }


@route(Permission.DOOR)
def ask(request: HttpRequest) -> HttpResponse:
    """Choosing, writing and sending; the script changes it in place, without scripts it is one long form."""
    if request.method == "POST":
        return _ask_posted(request)
    to = request.GET.get("to", "")
    if not to:
        return kept.door(request, "ask", lambda token: render_to_string(ASK, {**asking(None), "csrf_token": token}))
    return _ask_page(request, shelf.read_place(to))


def _ask_page(
    request: HttpRequest, place: Place | None, chosen: parse.Chosen | None = None, problem: str = ""
) -> HttpResponse:
    return page(request, ASK, asking(place, chosen, problem))


def asking(place: Place | None, chosen: parse.Chosen | None = None, problem: str = "") -> Context:
    """What the document of all questions is made of."""
    return {
        **_common(),
        "bodies": [] if place else shelf.list_bodies(),
        "directory": None if place is None else state.directory(place),
        "shown": sheet.shown(place),
        "chosen": chosen or parse.everybody(place),
        "problem": problem,
        "outreach": False,
    }


def _ask_posted(request: HttpRequest) -> HttpResponse:
    place = shelf.read_place(request.POST.get("to", ""))
    if place is None:
        return _ask_page(request, None, problem=_(CHOOSE_WHO))
    if request.POST.get("do") != "send":
        return _ask_page(request, place)
    chosen = parse.parse_chosen(request.POST)
    try:
        return _send(request, place, chosen)
    except Refused as mistake:
        return _ask_page(request, place, chosen, said(mistake))


def _send(request: HttpRequest, place: Place, chosen: parse.Chosen) -> HttpResponse:
    """The words are made here, shown in this one answer, and kept nowhere."""
    parse.check_chosen(chosen, words_open=config.current().sealed_on_arrival)
    words, lodging = plain.build(chosen, state.directory(place))
    taken = shelf.lodge(lodging, mode="hosted")
    return page(request, "asker/done.html", {"words": words.split(), "received": state.received_of(taken)})


@route(Permission.DOOR)
def mine(request: HttpRequest) -> HttpResponse:
    """The way back. Only words or a live visit show anything; all else gets the empty door."""
    if request.method != "POST":
        return _enter_page(request)
    doing = request.POST.get("do", "")
    if doing == "enter":
        return _entered(request)
    if doing == "erased":
        return _mine_page(request, actor(request), erased=True)
    if not actor(request).asks:
        return _enter_page(request, _(ENDED))
    shelf.touch(actor(request))
    if doing == "run":
        return _ran(request)
    return _mine_page(request, actor(request)) if doing == "show" else _moved(request, doing)


def _enter_page(request: HttpRequest, problem: str = "") -> HttpResponse:
    def empty() -> Context:
        return {**_common(), "asks": [], "erased": None, "problem": problem}

    if problem:
        return page(request, MINE, empty())
    return kept.door(request, "mine", lambda token: render_to_string(MINE, {**empty(), "csrf_token": token}))


def _mine_page(
    request: HttpRequest,
    who: shelf.Actor,
    *,
    opened: Opened | None = None,
    problem: str = "",
    did: str = "",
    erased: bool = False,
) -> HttpResponse:
    fold = request.POST.get("open") or FOLDS.get(did, "do" if did else "")
    at = request.POST.get("open_ask") or request.POST.get("ask", "")
    shown = [_one(who, code, fold if code == at else "", (opened or {}).get(code)) for code in shelf.codes(who)]
    context = {
        **_common(),
        "asks": shown,
        "problem": problem,
        "said": _("Done.") if did or request.POST.get("said") else "",
        "erased": pages.erased_lines(shelf.today()) if erased else None,
    }
    return page(request, MINE, context)


def _one(who: shelf.Actor, code: str, fold: str, opened: Mapping[str, Any] | None) -> Context:
    held = shelf.read(who, code)
    named = {seat.code: seat for seat in held.people}
    seen = pages.Seen(
        held.ask,
        held.body,
        named,
        [Numbered(noted.fact, noted.signed.number) for noted in held.noted],
        held.today,
        admissible=[named[each["code"]] for each in shelf.admissible(held)],
        opened=opened,
        has_sealed=shelf.has_messages(held),
        has_notes=shelf.has_notes(held),
        written=shelf.written(held),
        fold=fold,
        right=held.right,
        ways=shelf.list_ways(held),
        opened_on=shelf.opened_on(held) if held.right == pages.OWN else (),
        undo_until=shelf.last_undo(held) if held.right == pages.OWN else None,
    )
    own = held.right == pages.OWN
    return {**pages.page(seen), **(shelf.shown_runs(held) | shelf.shown_attesters(held) if own else {})}


def _entered(request: HttpRequest) -> HttpResponse:
    """Words come, keys are derived for this one answer, what is sealed to them is opened, and all is forgotten."""
    tokens, opened = list[str](), dict[str, Mapping[str, Any]]()
    try:
        for found in plain.find(str(request.POST.get("code_words", ""))):
            tokens.append(found.token)
            held = shelf.read(shelf.actor_of([found.token]), found.code)
            opened[found.code] = plain.open_found(found, state.state(held))
    except Refused as mistake:
        return _enter_page(request, said(mistake))
    if not tokens:
        return _enter_page(request, _(NOTHING))
    return remember(_mine_page(request, shelf.actor_of(tokens), opened=opened), tokens)


def _moved(request: HttpRequest, doing: str) -> HttpResponse:
    """One move of an ask that was sent without scripts. A sealed ask needs its own signature, so it refuses."""
    who, code = actor(request), request.POST.get("ask", "")
    try:
        held = shelf.read(who, code)
        if doing == "erase":
            return _erased(request, code)
        value = parse.parse_move(doing, request.POST, held.ask.terms[-1], held.today)
        move = "change" if doing in parse.TERM_MOVES else doing
        shelf.move(who, {"ask": code, "move": move, "value": value, "once": _once(request)})
    except Refused as mistake:
        return _mine_page(request, who, problem=said(mistake))
    return _mine_page(request, who, did=doing)


def _once(request: HttpRequest) -> str:
    """What no two sendings share: a form token is drawn anew for each page; a script keeps one, so it adds its own."""
    return str(request.POST.get("once") or request.POST.get("csrfmiddlewaretoken", ""))


def _ran(request: HttpRequest) -> HttpResponse:
    """One act in a process around an ask: a sealed ask's key has signed it."""
    who, post = actor(request), request.POST
    number = str(post.get("number", ""))
    sent = {
        "ask": post.get("ask", ""), "run": post.get("run", ""), "act": post.get("act", ""), "value": value_of(post),
        "number": int(number) if number.isdecimal() and len(number) < 6 else None,
        "day": post.get("day", ""), "signature": post.get("signature", ""), "once": _once(request),
    }  # fmt: skip
    try:
        limits.take("write", str(sent["ask"]))
        shelf.act_in_run(who, sent)
    except Refused as mistake:
        return _mine_page(request, who, problem=said(mistake))
    return _mine_page(request, who, did="run")


def _erased(request: HttpRequest, code: str) -> HttpResponse:
    if request.POST.get("sure") != "yes":
        raise Refused(parse.SAY_SURE)
    shelf.move(actor(request), {"ask": code, "move": "erased", "value": {}})
    left = shelf.actor_of(tokens_of(request))
    answer = _mine_page(request, left, erased=True)
    return answer if left.asks else forget(answer)


@csrf_exempt
@route(Permission.EXIT)
def out(request: HttpRequest) -> HttpResponse:
    """Ends every visit of this browser at once. It needs no form token: leaving must never fail, nor wait."""
    if request.method == "POST":
        end_visit(lambda: shelf.end(actor(request)))
    is_beacon = request.headers.get("Sec-Fetch-Dest") == "empty"
    return forget(HttpResponse(status=204) if is_beacon else leave())
