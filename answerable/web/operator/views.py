# SPDX-License-Identifier: AGPL-3.0-or-later
"""The operator's pages: who runs this server, the bodies, and each body's first steward. None shows an ask."""

from functools import partial
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from answerable import config
from answerable.actions import bodies, installing, joining
from answerable.core.body import Body, BodyStage, heir
from answerable.core.errors import Denied
from answerable.core.move import Role
from answerable.core.permission import Permission
from answerable.core.words import N_
from answerable.storage import queries
from answerable.web import invitations, seats
from answerable.web.answers import page
from answerable.web.given import Forms, Given, attempt, done_line, then
from answerable.web.operator import parse
from answerable.web.public.bodies import stands
from answerable.web.routes import route
from answerable.web.staying import Worker, worker

DONE: Final = {
    "host": N_("Saved. Every page now says this."),
    "listed": N_("Listed. Now give it a backup and a first steward."),
    "place": N_("Saved."),
    "letter": N_("Saved. Its days are counted from that day."),
    "clocks": N_("Saved. It can be made shorter again, never longer."),
    "ended": N_("It has ended. What it owed is owed by the one that takes over."),
}
RELATIONS: Final = {
    "outside": (N_("Outside"), N_("Nobody who can be asked here runs this server.")),
    "body": (N_("It can be asked itself"), N_("Every page warns of it.")),
    "parent": (N_("It stands above some that can be asked"), N_("Every page warns of it.")),
}
HOME: Final = "/operate/"


def _body(slug: str) -> Body:
    found = queries.body_of(slug)
    if found is None:
        raise Denied
    return found


def _options() -> list[tuple[str, str]]:
    return [(each.code, each.name) for each in sorted(queries.tree().values(), key=lambda each: each.name)]


def _around(found: Body) -> list[tuple[str, str]]:
    """Where it can stand and what it can become: organisations that live, and those that stand in its fields now."""
    named = {found.parent, found.successor, found.second_line}
    tree = queries.tree()
    ended = {code for code, each in tree.items() if each.stage is BodyStage.DISSOLVED and code not in named}
    return [each for each in _options() if each[0] not in ended | {found.code}]


def _takes_over(found: Body) -> str:
    """Who owes its answers once it ends, or owes them since it ended; "" where nobody could."""
    tree = queries.tree()
    above = (heir(each, tree) for each in (found.successor, found.parent) if each is not None)
    code = next((each for each in above if each is not None), None)
    return tree[code].name if code else ""


@route(Permission.OPERATOR_READ, methods=("GET",))
def home(request: HttpRequest) -> HttpResponse:
    """First run: the host's form alone. Later: the bodies."""
    worker(request)
    if not queries.installation()["is_set_up"]:
        return _host_page(request)
    rows = [
        {"body": each, "stands": stands(each), "people": queries.seats_of(each.code)}
        for each in sorted(queries.tree().values(), key=lambda each: each.name)
    ]
    return page(request, "operator/home.html", {"rows": rows, "done": done_line(request, DONE)})


@route(Permission.OPERATOR_SET_UP)
def host(request: HttpRequest) -> HttpResponse:
    """Who runs this server, who pays, and what the law makes readers tell."""
    who = worker(request)
    if request.method != "POST":
        return _host_page(request)
    return attempt(request, "host", partial(_describe, who), partial(_host_page, request))


def _describe(who: Worker, given: Given) -> HttpResponse:
    installing.describe_host(**parse.host(given, queries.tree()), by=who.by, at=who.at)
    return then(HOME, "host")


def _host_page(request: HttpRequest, form: str = "", values: QueryDict | None = None, said: str = "") -> HttpResponse:
    now = queries.installation()
    parts: dict[str, Any] = {
        "forms": Forms({"host": {**now, "relation": now["relation"] or "outside"}}, form, values or QueryDict(), said),
        "is_set_up": now["is_set_up"],
        "law": [(key, _(line)) for key, line in installing.LAW.items()],
        "relations": [(key, _(title), _(text)) for key, (title, text) in RELATIONS.items()],
        "bodies": _options(),
    }
    return page(request, "operator/host.html", parts)


@route(Permission.OPERATOR_BODIES)
def new(request: HttpRequest) -> HttpResponse:
    """List an organisation."""
    who = worker(request)
    if request.method != "POST":
        return _new_page(request)
    return attempt(request, "new", partial(_create, who), partial(_new_page, request))


def _create(who: Worker, given: Given) -> HttpResponse:
    wanted = parse.new_body(given, queries.tree())
    bodies.create_body(**wanted, by=who.by, at=who.at)
    return then(f"{HOME}bodies/{wanted['slug']}/", "listed")


def _new_page(request: HttpRequest, form: str = "", values: QueryDict | None = None, said: str = "") -> HttpResponse:
    forms = Forms({"new": {"time_zone": "UTC"}}, form, values or QueryDict(), said)
    return page(request, "operator/new.html", {"forms": forms, "bodies": _options()})


@route(Permission.OPERATOR_READ, methods=("GET",))
def body(request: HttpRequest, slug: str) -> HttpResponse:
    """One organisation with all that may be changed about it."""
    worker(request)
    return _body_page(request, _body(slug))


def _body_page(
    request: HttpRequest, found: Body, form: str = "", values: QueryDict | None = None, said: str = ""
) -> HttpResponse:
    standing: dict[str, dict[str, Any]] = {
        "place": {"parent": found.parent, "successor": found.successor, "second_line": found.second_line,
                  "members": found.members},
        "letter": {"day": found.listed_letter_date},
        "clocks": {name: getattr(found.clocks, name) for name in parse.CLOCKS},
        "steward": {"title": _("steward")},
    }  # fmt: skip
    parts = {
        "body": found,
        "stands": stands(found),
        "people": seats.rows(queries.seats_of(found.code)),
        "others": _around(found),
        "takes_over": _takes_over(found),
        "forms": Forms(standing, form, values or QueryDict(), said),
        "done": done_line(request, DONE),
    }
    return page(request, "operator/body.html", parts)


def _change(request: HttpRequest, slug: str, form: str, act: Any) -> HttpResponse:
    """One of the body's forms: on a refusal its page again, with what was typed."""
    who, found = worker(request), _body(slug)
    return attempt(request, form, partial(act, who, found), partial(_body_page, request, found))


@route(Permission.OPERATOR_BODIES, methods=("POST",))
def place(request: HttpRequest, slug: str) -> HttpResponse:
    return _change(request, slug, "place", _place)


def _place(who: Worker, found: Body, given: Given) -> HttpResponse:
    bodies.place_body(found.code, **parse.place(given, queries.tree()), by=who.by, at=who.at)
    return then(f"{HOME}bodies/{found.slug}/", "place")


@route(Permission.OPERATOR_LETTERS)
def letter(request: HttpRequest, slug: str) -> HttpResponse:
    """The letter to an organisation that has not joined, to be printed: the same whether or not anybody asked."""
    if request.method == "POST":
        return _change(request, slug, "letter", _letter)
    worker(request)
    found = _body(slug)
    if found.joined_date is not None:
        raise Denied
    link = f"{config.current().origin}/organisations/{found.slug}/"
    return page(request, "operator/letter.html", {"body": found, "link": link, "host": queries.installation()["runs"]})


def _letter(who: Worker, found: Body, given: Given) -> HttpResponse:
    bodies.send_letter(found.code, parse.letter_day(given, who.today), by=who.by, at=who.at)
    return then(f"{HOME}bodies/{found.slug}/", "letter")


@route(Permission.OPERATOR_BODIES, methods=("POST",))
def clocks(request: HttpRequest, slug: str) -> HttpResponse:
    return _change(request, slug, "clocks", _clocks)


def _clocks(who: Worker, found: Body, given: Given) -> HttpResponse:
    bodies.pledge_clocks(found.code, parse.better_clocks(given, found.clocks), by=who.by, at=who.at)
    return then(f"{HOME}bodies/{found.slug}/", "clocks")


@route(Permission.OPERATOR_STEWARDS, methods=("POST",))
def steward(request: HttpRequest, slug: str) -> HttpResponse:
    """An invitation for somebody who looks after this organisation's page."""
    return _change(request, slug, "steward", partial(_steward, request))


def _steward(request: HttpRequest, who: Worker, found: Body, given: Given) -> HttpResponse:
    title, until = given.line("title", most=80), given.day("until")
    made = joining.invite(
        role=Role.BODY_STEWARD, body=found.code, title=title, until_date=until, by=who.by, at=who.at
    )  # fmt: skip
    return invitations.sheet(request, made, title=title, place=found.name, back=f"{HOME}bodies/{found.slug}/")


@route(Permission.OPERATOR_BODIES, methods=("POST",))
def dissolve(request: HttpRequest, slug: str) -> HttpResponse:
    return _change(request, slug, "dissolve", _dissolve)


def _dissolve(who: Worker, found: Body, given: Given) -> HttpResponse:
    parse.check_sure(given)
    parse.check_heir(found.code, queries.tree())
    bodies.dissolve(found.code, by=who.by, at=who.at)
    return then(f"{HOME}bodies/{found.slug}/", "ended")


@route(Permission.OPERATOR_BODIES, methods=("POST",))
def merge(request: HttpRequest, slug: str) -> HttpResponse:
    """It becomes one with others, in an organisation that takes over from all of them."""
    return _change(request, slug, "merge", _merge)


def _merge(who: Worker, found: Body, given: Given) -> HttpResponse:
    parse.check_sure(given)
    others = given.several("with", queries.tree())
    into = given.one_of("into", queries.tree()) or ""
    bodies.merge([found.code, *others], into, by=who.by, at=who.at)
    return then(f"{HOME}bodies/{found.slug}/", "ended")


@route(Permission.OPERATOR_SET_UP, methods=("POST",))
def invite(request: HttpRequest) -> HttpResponse:
    """Another operator, so that nobody alone can lose the server."""
    who = worker(request)
    made = joining.invite(role=Role.OPERATOR, body=None, title=_("Operator"), by=who.by, at=who.at)
    return invitations.sheet(request, made, title=_("Operator"), place=_("this server"), back=HOME)
