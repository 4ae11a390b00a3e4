# SPDX-License-Identifier: AGPL-3.0-or-later
"""The doors of a group: putting a letter down, the second person's link, and the page of those who hold it.

Each request proves its key anew; there is no visit. What is refused comes back as a sentence, and what was typed stays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, QueryDict

from answerable import config
from answerable.core.errors import Refused
from answerable.core.permission import Permission
from answerable.core.value import UNKNOWN
from answerable.core.words import N_
from answerable.limits import limits
from answerable.sealing import wire
from answerable.sealing.errors import SENTENCES
from answerable.storage.access import Actor
from answerable.web.answers import ok, page, parse_json, refused, said
from answerable.web.letters import holding, shelf
from answerable.web.routes import route

SAY_SURE = N_("Please tick that you are sure.")
REFUSALS: Final = ("words-count", "words-unknown", "words-checksum", "signature", "expired", "commitment")


def _common() -> dict[str, Any]:
    return {
        "refusals": [(code, SENTENCES[code]) for code in REFUSALS],
        "bundle": "letter",
        "origin": config.current().origin,
    }


@route(Permission.DOOR, methods=("GET",))
def new(request: HttpRequest) -> HttpResponse:
    """Putting a letter down: to whom, the numbers, who must sign."""
    chosen = request.GET.get("to", "")
    return page(request, "letters/new.html", {**_common(), "bodies": shelf.bodies(), "chosen": chosen})


@route(Permission.LODGE, methods=("POST",))
def draft(request: HttpRequest) -> HttpResponse:
    """The draft, and the link for the second person."""
    limits.take("letter")
    try:
        return ok(token=shelf.draft(parse_json(request)))
    except Refused as mistake:
        return refused(said(mistake), 200)


@route(Permission.ENTER, methods=("POST",))
def challenge(request: HttpRequest) -> HttpResponse:
    """The same for every locator, whether or not anything is there."""
    locator = parse_json(request).get("locator")
    if not isinstance(locator, str):
        raise Refused(UNKNOWN)
    limits.take("letter-key", locator)
    return ok(**shelf.challenge(locator))


@route(Permission.DOOR)
def join(request: HttpRequest) -> HttpResponse:
    """The second person's link. Its token stands behind the # and comes by POST only."""
    if request.method != "POST":
        return page(request, "letters/join.html", {**_common(), "letter": None, "problem": ""})
    token = request.POST.get("token", "")
    limits.take("invitation", token)
    try:
        if request.POST.get("do") == "join":
            return _held(request, shelf.join(token, _json(request.POST, "card")))
        return page(request, "letters/join.html", {**_common(), "letter": holding.read(shelf.look(token))})
    except Refused as mistake:
        return _problem(request, mistake)


@route(Permission.DOOR)
def hold(request: HttpRequest) -> HttpResponse:
    """The page of those who hold a letter. Nothing is shown to anybody who does not prove it in this very request."""
    if request.method != "POST":
        return page(request, "letters/hold.html", {**_common(), "own": None})
    try:
        proof = _json(request.POST, "proof")
        limits.take("letter-key", str(proof.get("locator")))
        return _done(request, shelf.prove(proof))
    except Refused as mistake:
        return _problem(request, mistake)


def _done(request: HttpRequest, who: Actor) -> HttpResponse:
    doing = request.POST.get("do", "")
    act = DOINGS.get(doing)
    if act is None:
        raise Refused(UNKNOWN)
    link = act(who, request.POST)
    if doing == "drop":
        return page(request, "letters/hold.html", {**_common(), "own": None, "dropped": True})
    return _held(request, who, done=doing, link=link)


def _held(request: HttpRequest, who: Actor, *, done: str = "", link: str = "") -> HttpResponse:
    own = holding.own(shelf.own(who), holding.key_of(who))
    parts = {**_common(), "own": own, "done": holding.done_line(done), "link": link, "dropped": False}
    return page(request, "letters/hold.html", parts)


def _problem(request: HttpRequest, mistake: Refused) -> HttpResponse:
    """Only the sentence: the script puts it beside what was typed."""
    return page(request, "letters/problem.html", {"sentence": said(mistake)})


def _json(posted: QueryDict, name: str) -> Mapping[str, Any]:
    try:
        found = wire.parse_json(posted.get(name, ""))
    except Refused:
        raise Refused(UNKNOWN) from None
    if not isinstance(found, dict):
        raise Refused(UNKNOWN)
    return found


def _show(who: Actor, posted: QueryDict) -> str:
    del who, posted
    return ""


def _sign(who: Actor, posted: QueryDict) -> str:
    shelf.sign(who, _json(posted, "sent"))
    return ""


def _stop(who: Actor, posted: QueryDict) -> str:
    number = posted.get("round", "")
    if not number.isdecimal() or len(number) > 6:
        raise Refused(UNKNOWN)
    shelf.stop(who, posted.get("about", ""), int(number))
    return ""


def _rewrite(who: Actor, posted: QueryDict) -> str:
    threshold = posted.get("threshold", "")
    given = {name: posted.get(name, "") for name in ("title", "group", "intro", "numbers")}
    shelf.rewrite(who, {**given, "threshold": int(threshold) if threshold in ("1", "2") else 0})
    return ""


def _drop(who: Actor, posted: QueryDict) -> str:
    if posted.get("sure") != "yes":
        raise Refused(SAY_SURE)
    shelf.drop(who)
    return ""


def _invite(who: Actor, posted: QueryDict) -> str:
    del posted
    return f"{config.current().origin}/letters/join/#{shelf.invite(who)}"


def _take_out(who: Actor, posted: QueryDict) -> str:
    shelf.take_out(who, posted.get("text", ""), posted.get("words", ""))
    return ""


DOINGS: Final[Mapping[str, Callable[[Actor, QueryDict], str]]] = {
    "show": _show,
    "act": _sign,
    "stop": _stop,
    "rewrite": _rewrite,
    "drop": _drop,
    "invite": _invite,
    "take_out": _take_out,
}
