# SPDX-License-Identifier: AGPL-3.0-or-later
"""A body's own people and its public texts: one writes, another checks for names, any of them takes a text out."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import override

from answerable.actions import stating
from answerable.core.body import Body
from answerable.core.errors import Denied, Refused
from answerable.core.permission import Permission
from answerable.core.statement import MOST_ADDRESS, NEEDS_SOURCE, Offer, Source, StatementKind, StatementStage
from answerable.core.words import N_
from answerable.reading import LANGUAGES, language
from answerable.storage import access, queries, statements
from answerable.web.answers import page
from answerable.web.asker.days import say_day
from answerable.web.given import Forms, Given, attempt, done_line, then
from answerable.web.operator.parse import SAY_SURE
from answerable.web.reading.public import reading_of
from answerable.web.routes import route
from answerable.web.staying import Worker, worker

DONE: Final = {
    "written": N_("It waits. Somebody else of your organisation reads it for names, and then it is public."),
    "public": N_("It is public now."),
    "dropped": N_("It is gone."),
    "out": N_("It was taken out. The page says on which day."),
}
KINDS: Final = {
    StatementKind.OWN: N_("What we say"),
    StatementKind.GOOD_WORK: N_("Good work of ours: it moves nothing"),
    StatementKind.ALLY: N_("What we say to another organisation"),
    StatementKind.OTHERS: N_("Words of others, with their source"),
}
STAGES: Final = {
    StatementStage.WAITING: N_("waits for a second person"),
    StatementStage.PUBLIC: N_("public"),
    StatementStage.OLD: N_("replaced"),
    StatementStage.DROPPED: N_("not published"),
}


def _own(who: Worker, slug: str) -> Body:
    access.read_body(who.by, slug, who.at, Permission.STATEMENT)
    found = queries.body_of(slug)
    if found is None:
        raise Denied
    return found


@route(Permission.STATEMENT, methods=("GET", "POST"))
def home(request: HttpRequest, slug: str) -> HttpResponse:
    """Every text of the body, and the form for another."""
    who = worker(request)
    found = _own(who, slug)
    if request.method == "GET":
        return _page(request, who, found)
    return attempt(request, "new", partial(_write, who, found), partial(_page, request, who, found))


def _page(
    request: HttpRequest, who: Worker, found: Body, form: str = "", values: QueryDict | None = None, said: str = ""
) -> HttpResponse:
    me = who.by.account.code if who.by.account else ""
    texts = statements.all_of(found.code)
    rows = [
        {"text": each, "stage": STAGES[each.stage], "is_own": each.writer == me,
         "is_whole": each.stage is StatementStage.PUBLIC and each.kind is StatementKind.OWN,
         "reading": reading_of(each) if each.stage is StatementStage.WAITING else None}
        for each in texts
    ]  # fmt: skip
    parts: dict[str, Any] = {
        "body": found, "rows": rows, "done": done_line(request, DONE),
        "languages": [(code, str(language(code).raw["language"]["name"])) for code in LANGUAGES],
        "kinds": [(str(key), _(line)) for key, line in KINDS.items()],
        "others": sorted((each.slug, each.name) for each in queries.tree().values() if each.code != found.code),
        "public": [(each.code, each.title) for each in texts if each.stage is StatementStage.PUBLIC],
        "forms": Forms({"new": {"language": "en"}, "begin": {"language": "en"}}, form, values or QueryDict(), said),
    }  # fmt: skip
    return page(request, "steward/statements.html", parts)


def _write(who: Worker, found: Body, given: Given) -> HttpResponse:
    stating.write_statement(
        found.slug, title=given.line("title"), text=given.posted.get("text", ""),
        language=given.one_of("language", LANGUAGES) or "", replaces=given.line("replaces", needed=False),
        kind=StatementKind(given.one_of("kind", tuple(KINDS), needed=False) or StatementKind.OWN),
        about=given.line("about", needed=False), source=_source(given), by=who.by, at=who.at,
    )  # fmt: skip
    return then(_at(found), "written")


def _source(given: Given) -> Source | None:
    """Where words of others can be read; None where nothing was typed of it."""
    by, day = given.line("source_by", needed=False), given.day("source_date")
    address = given.line("source_address", most=MOST_ADDRESS, needed=False)
    if day is None:
        if by or address:
            raise Refused(NEEDS_SOURCE)
        return None
    return Source(by, day, address)


@route(Permission.STATEMENT, methods=("POST",))
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """“We caused harm and want to answer for it.”"""
    who = worker(request)
    found = _own(who, slug)
    return attempt(request, "begin", partial(_begin, who, found), partial(_page, request, who, found))


def _begin(who: Worker, found: Body, given: Given) -> HttpResponse:
    lines = {name: given.line(name, most=600, needed=False) for name in ("gives", "cannot", "decides")}
    offer = Offer(**lines, report_by=given.day("report_by"))
    spoken = given.one_of("language", LANGUAGES) or ""
    stating.begin(
        found.slug, text=given.posted.get("text", ""), offer=offer, parts=_parts_of(offer, spoken), language=spoken,
        by=who.by, at=who.at,
    )  # fmt: skip
    return then(_at(found), "written")


def _parts_of(offer: Offer, spoken: str) -> str:
    """The offer in the language of the text, a paragraph each."""
    with override(spoken):
        said = [
            (_("What we can give:"), offer.gives), (_("What we cannot give:"), offer.cannot),
            (_("Who decides:"), offer.decides),
            (_("We report by:"), say_day(offer.report_by) if offer.report_by else ""),
        ]  # fmt: skip
    return "\n\n".join(f"{title} {text}" for title, text in said if text)


@route(Permission.STATEMENT, methods=("POST",))
def check(request: HttpRequest, slug: str, code: str, version: int) -> HttpResponse:
    """Whoever did not write it says that no name stands in it."""
    return _change(request, slug, partial(_check, code, version))


def _check(code: str, version: int, who: Worker, found: Body, given: Given) -> HttpResponse:
    if given.line("sure", needed=False) != "yes":
        raise Refused(SAY_SURE)
    stating.check_statement(found.slug, code, version, by=who.by, at=who.at)
    return then(_at(found), "public")


@route(Permission.STATEMENT, methods=("POST",))
def out(request: HttpRequest, slug: str, code: str, version: int) -> HttpResponse:
    """A name, at once, by anybody of the body's people."""
    return _change(request, slug, partial(_out, code, version))


def _out(code: str, version: int, who: Worker, found: Body, given: Given) -> HttpResponse:
    stating.take_out(found.slug, code, version, given.line("words"), by=who.by, at=who.at)
    return then(_at(found), "out")


@route(Permission.STATEMENT, methods=("POST",))
def drop(request: HttpRequest, slug: str, code: str, version: int) -> HttpResponse:
    """A text that waits is not published."""
    return _change(request, slug, partial(_drop, code, version))


def _drop(code: str, version: int, who: Worker, found: Body, given: Given) -> HttpResponse:
    del given
    stating.drop_statement(found.slug, code, version, by=who.by, at=who.at)
    return then(_at(found), "dropped")


def _change(request: HttpRequest, slug: str, act: Any) -> HttpResponse:
    who = worker(request)
    found = _own(who, slug)
    return attempt(request, "change", partial(act, who, found), partial(_page, request, who, found))


def _at(found: Body) -> str:
    return f"/steward/{found.slug}/statements/"
