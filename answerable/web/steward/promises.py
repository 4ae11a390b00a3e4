# SPDX-License-Identifier: AGPL-3.0-or-later
"""A body's own people and its public promises: what is due, and what its statements say that could be made whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from answerable.actions import promising
from answerable.core import answer, promise
from answerable.core.body import Body, BodyStage
from answerable.core.errors import Denied, Refused
from answerable.core.permission import Permission
from answerable.core.statement import StatementKind
from answerable.core.words import N_
from answerable.storage import access, promised, queries, statements
from answerable.storage.promised import PublicPromise
from answerable.storage.statements import Text
from answerable.web.answers import page
from answerable.web.given import NO_DAY, Forms, Given, attempt, done_line, then
from answerable.web.letters import shelf as letters
from answerable.web.public import shelf
from answerable.web.reading import promises
from answerable.web.reading.public import asked
from answerable.web.routes import route
from answerable.web.staying import Worker, worker

SOON: Final = timedelta(days=14)
DONE: Final = {
    "made": N_("It is a promise now. It stands on your page of promises and in the record."),
    "moved": N_("The new day stands there, and the old one beside it."),
    "done": N_("It says now that you say it is done."),
    "asked": N_("They were asked. Until they say yes themselves, they promise nothing."),
    "joined": N_("Your organisation promises it too now."),
    "out": N_("It stands there that you were asked and said no."),
    "linked": N_("The group sees it now. It counts as your answer only if they say so."),
}
LISTS: Final[Mapping[str, Mapping[str, str]]] = {
    name: {key: text for key, text in listed.items() if key != promise.IN_WORDS}
    for name, listed in (
        ("who", answer.POWERS), ("how_seen", promise.HOW_SEEN), ("with_what", promise.WITH_WHAT),
        ("if_not", promise.IF_NOT),
    )
}  # fmt: skip
Part = dict[str, Any]


def _own(who: Worker, slug: str) -> Body:
    access.read_body(who.by, slug, who.at, Permission.STATEMENT)
    found = queries.body_of(slug)
    if found is None:
        raise Denied
    return found


@route(Permission.STATEMENT, methods=("GET",))
def home(request: HttpRequest, slug: str) -> HttpResponse:
    """Past due, due soon, the rest; and promises of others that this body was asked to make too."""
    who = worker(request)
    return _home(request, _own(who, slug))


def _home(
    request: HttpRequest, found: Body, form: str = "", values: QueryDict | None = None, said: str = ""
) -> HttpResponse:
    today, tree = shelf.today(), queries.tree()
    order = promises.in_order(promised.of_body(found.code, today), today)
    others = [each for each in tree.values() if each.code != found.code and each.stage is not BodyStage.DISSOLVED]
    parts = {
        "body": found,
        "groups": [
            {"title": title, "rows": [_row(each, today) for each in rows]}
            for title, rows in _by_day(order, today) if rows
        ],
        "asked": [
            {"promise": promises.row(_public(each), today, tree), "body": tree[each.body].name, "code": each.made.code}
            for each, one in promised.joined_by(found.code) if one.joined is None and each.body in tree
        ],
        "others": [(each.slug, each.name) for each in sorted(others, key=lambda each: each.name)],
        "forms": Forms({}, form, values or QueryDict(), said),
        "done": done_line(request, DONE),
    }  # fmt: skip
    return page(request, "steward/promises.html", parts)


def _public(found: Any) -> PublicPromise:
    text = next((each for each in statements.versions(found.statement) if each.version == found.version), None)
    words = promised.sentence_of(text, found.sentence) if text else None
    return PublicPromise(found.made, found.body, words, statement=found)


def _by_day(order: list[PublicPromise], today: date) -> list[tuple[str, list[PublicPromise]]]:
    """What needs these people now comes first."""
    late = [each for each in order if each.is_late(today)]
    soon = [each for each in order if each not in late and each.is_open and each.last and each.last <= today + SOON]
    rest = [each for each in order if each.is_open and each not in late and each not in soon]
    return [
        (_("Past due"), late), (_("Due soon: within 14 days"), soon), (_("Later, or without a day"), rest),
        (_("Said to be done"), [each for each in order if not each.is_open]),
    ]  # fmt: skip


def _row(each: PublicPromise, today: date) -> Part:
    """With what its people can do here; promises to a letter are kept on that letter's page of the desk."""
    is_own = each.statement is not None and not each.is_joined  # what another made first is theirs to move
    own = is_own and each.made.claimed is None
    return {
        **promises.row(each, today, queries.tree()), "can_claim": own,
        "can_move": own and not each.made.dates and not each.is_late(today), "is_own": is_own,
        "desk": f"/desk/letters/{each.slug}/{each.number}/" if each.slug and each.made.claimed is None else "",
    }  # fmt: skip


Act = Callable[[Worker, Body, Given], str]


def _change(request: HttpRequest, slug: str, form: str, act: Act) -> HttpResponse:
    who = worker(request)
    found = _own(who, slug)

    def do(given: Given) -> HttpResponse:
        return then(f"/steward/{found.slug}/promises/", act(who, found, given))

    return attempt(request, form, do, partial(_home, request, found))


@route(Permission.STATEMENT, methods=("POST",))
def move(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Another day, once."""

    def act(who: Worker, found: Body, given: Given) -> str:
        to = given.day("to")
        if to is None:
            raise Refused(NO_DAY)
        promising.move_promise(found.slug, code, to, by=who.by, at=who.at)
        return "moved"

    return _change(request, slug, f"move-{code}", act)


@route(Permission.STATEMENT, methods=("POST",))
def claim(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The body says that it is done."""

    def act(who: Worker, found: Body, given: Given) -> str:
        del given
        promising.say_done(found.slug, code, by=who.by, at=who.at)
        return "done"

    return _change(request, slug, f"done-{code}", act)


@route(Permission.STATEMENT, methods=("POST",))
def ask(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Another body is asked to promise it too."""

    def act(who: Worker, found: Body, given: Given) -> str:
        promising.ask_to_join(found.slug, code, given.line("other"), by=who.by, at=who.at)
        return "asked"

    return _change(request, slug, f"ask-{code}", act)


@route(Permission.STATEMENT, methods=("POST",))
def answer_joining(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The asked body says yes or no, by its own people."""

    def act(who: Worker, found: Body, given: Given) -> str:
        joins = given.one_of("say", ("yes", "no")) == "yes"
        promising.answer_joining(found.slug, code, joins=joins, by=who.by, at=who.at)
        return "joined" if joins else "out"

    return _change(request, slug, f"join-{code}", act)


# What one statement says


@route(Permission.STATEMENT, methods=("GET", "POST"))
def said(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """What a public statement says will be done, to be made whole; and numbers of letters to link its sentences to."""
    who = worker(request)
    found = _own(who, slug)
    text = next(iter(statements.versions(code)), None)
    if text is None or text.body != found.code or text.kind is not StatementKind.OWN:
        raise Denied
    show = partial(_said, request, found, text)
    if request.method == "GET":
        return show()
    form = "link" if request.POST.get("do") == "link" else f"s{request.POST.get('sentence', '')}"
    return attempt(request, form, partial(_make, who, found, text), show)


def _make(who: Worker, found: Body, text: Text, given: Given) -> HttpResponse:
    place, path = given.number("sentence", most=5_000) or 0, f"/steward/{found.slug}/statements/{text.code}/"
    if given.one_of("do", ("promise", "link")) == "link":
        letter, _dot, number = given.line("number").partition(".")
        letters.link(who.by, letter, int(number) if number.isdecimal() else 0, (text.code, text.version, place))
        return then(path, "linked")
    day = given.day("by")
    slots = {name: given.one_of(name, listed, needed=False) for name, listed in LISTS.items()}
    slots["by"] = day.isoformat() if day else None
    promising.make_promise(found.slug, text.code, place, slots, by=who.by, at=who.at)
    return then(path, "made")


def _said(
    request: HttpRequest, found: Body, text: Text, form: str = "", values: QueryDict | None = None, said: str = ""
) -> HttpResponse:
    held = asked(text)
    whole = {each.sentence for each in promised.of_statement(text.code) if each.version == text.version}
    rows = [{**each, "is_whole": each["place"] in whole} for each in promises.intentions(text)]
    stands = {f"s{each['place']}": {"by": each["until"].isoformat() if each["until"] else ""} for each in rows}
    parts = {
        "body": found, "text": text, "rows": rows, "asked": held,
        "sentences": [(n, f"{n}. {words[:70]}") for n, words in enumerate(statements.sentences(text), 1)],
        "numbers": [
            (f"{each['slug']}.{one['number']}", f"{each['title']} · {one['number']}. {one['words'][:50]}")
            for each in held for one in each["rows"]
        ],
        "lists": {name: [(key, _(line)) for key, line in listed.items()] for name, listed in LISTS.items()},
        "forms": Forms(stands, form, values or QueryDict(), said), "done": done_line(request, DONE),
    }  # fmt: skip
    return page(request, "steward/said.html", parts)
