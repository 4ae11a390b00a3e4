# SPDX-License-Identifier: AGPL-3.0-or-later
"""A steward's pages: people, pledges, days, help. None of them shows an ask, or whether there is one."""

from functools import partial
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from answerable.actions import backing, bodies, joining, supporting
from answerable.core.answer import POWERS
from answerable.core.backer import GIVES
from answerable.core.body import Body
from answerable.core.conflict import PUBLIC_TIES, TIES
from answerable.core.errors import Denied
from answerable.core.move import Role
from answerable.core.permission import Permission
from answerable.core.words import N_
from answerable.storage import access, queries
from answerable.web import invitations, seats
from answerable.web.answers import page
from answerable.web.given import Forms, Given, attempt, done_line, then
from answerable.web.operator.parse import CLOCKS, better_clocks, check_sure
from answerable.web.public import pledges, shelf
from answerable.web.public.bodies import stands
from answerable.web.public.helping import listed
from answerable.web.routes import route
from answerable.web.staying import Worker, worker
from answerable.web.steward import parse

DONE: Final = {
    "saved": N_("Saved. It stands in public."),
    "left": N_("It takes part no more. What it owes, it owes all the same."),
    "ended": N_("Their term ended today. They can open nothing new."),
    "pledges": N_("Saved. People read this before they write."),
    "clocks": N_("Saved. It can be made shorter again, never longer."),
    "listed": N_("It is on the help list."),
    "checked": N_("Marked as checked today."),
    "removed": N_("It is off the help list."),
}
HOME: Final = "/steward/"
# Roles that give answers and lead no organisation that is asked: they are no choice for who leads it.
OUTSIDE: Final = frozenset({"parent", "backup", "outside", "other"})


def _own(who: Worker, slug: str, permission: Permission) -> Body:
    """A body of this steward; absent and another's are the same."""
    access.read_body(who.by, slug, who.at, permission)
    found = queries.body_of(slug)
    if found is None:
        raise Denied
    return found


@route(Permission.STEWARD_READ, methods=("GET",))
def home(request: HttpRequest) -> HttpResponse:
    """The organisations that this person looks after."""
    who = worker(request)
    own = access.bodies_of(who.by, Role.BODY_STEWARD, who.at)
    return page(request, "steward/home.html", {"rows": [{"body": each, "stands": stands(each)} for each in own]})


@route(Permission.STEWARD_READ, methods=("GET",))
def body(request: HttpRequest, slug: str) -> HttpResponse:
    """People, pledges and days of one organisation."""
    return _page(request, _own(worker(request), slug, Permission.STEWARD_READ))


def _page(
    request: HttpRequest, found: Body, form: str = "", values: QueryDict | None = None, said: str = ""
) -> HttpResponse:
    standing: dict[str, dict[str, Any]] = {
        "clocks": {name: getattr(found.clocks, name) for name in CLOCKS},
        "pledges": {topic: found.pledges.get(topic, "not_pledged") for topic in pledges.ABOUT},
        "invite": {"role": str(Role.HANDLER)},
        "leads": {"leads": found.leading},
    }
    parts = {
        "body": found,
        "stands": stands(found),
        "people": seats.rows(queries.seats_of(found.code)),
        "roles": [(key, _(line)) for key, line in parse.roles(found, queries.tree()).items()],
        **_in_public(found),
        "topics": [(topic, _(about), pledges.choices(topic)) for topic, about in pledges.ABOUT.items()],
        "forms": Forms(standing, form, values or QueryDict(), said),
        "done": done_line(request, DONE),
    }
    return page(request, "steward/body.html", parts)


def _in_public(found: Body) -> dict[str, Any]:
    """What it keeps in public: who leads, who holds which role, ties, and who pays."""
    return {
        "powers": [(key, _(line)) for key, line in POWERS.items()],
        "inside": [(key, _(line)) for key, line in POWERS.items() if key not in OUTSIDE or key in found.leading],
        "kinds_of_tie": [(str(key), _(TIES[key])) for key in PUBLIC_TIES],
        "readers": [each for each in queries.seats_of(found.code) if each.role is Role.HANDLER],
        "ties": queries.ties_in(found.code),
        "gives": [(key, _(line)) for key, line in GIVES.items()],
        "backers": [{**each, "gives": _(GIVES[each["gives"]])} for each in queries.backers_of(found.code)],
    }


def _change(request: HttpRequest, slug: str, form: str, permission: Permission, act: Any) -> HttpResponse:
    who = worker(request)
    found = _own(who, slug, permission)
    return attempt(request, form, partial(act, who, found), partial(_page, request, found))


@route(Permission.STEWARD_INVITE, methods=("POST",))
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    """A reader, a backup or another steward."""
    return _change(request, slug, "invite", Permission.STEWARD_INVITE, partial(_invite, request))


def _invite(request: HttpRequest, who: Worker, found: Body, given: Given) -> HttpResponse:
    wanted = parse.invitation(given, found, queries.tree())
    made = joining.invite(**wanted, body=found.code, by=who.by, at=who.at)
    return invitations.sheet(request, made, title=wanted["title"], place=found.name, back=f"{HOME}{found.slug}/")


@route(Permission.STEWARD_INVITE, methods=("POST",))
def again(request: HttpRequest, slug: str) -> HttpResponse:
    """New keys for somebody who lost all their ways in."""
    return _change(request, slug, "again", Permission.STEWARD_INVITE, partial(_again, request))


def _again(request: HttpRequest, who: Worker, found: Body, given: Given) -> HttpResponse:
    check_sure(given)
    seat = parse.seat(given, found)
    made = joining.invite_again(seat, by=who.by, at=who.at)
    title = next(each.title for each in queries.seats_of(found.code) if each.code == seat)
    return invitations.sheet(request, made, title=title, place=found.name, back=f"{HOME}{found.slug}/")


@route(Permission.STEWARD_INVITE, methods=("POST",))
def end(request: HttpRequest, slug: str) -> HttpResponse:
    """End somebody's term today."""
    return _change(request, slug, "end", Permission.STEWARD_INVITE, _end)


def _end(who: Worker, found: Body, given: Given) -> HttpResponse:
    check_sure(given)
    joining.leave(parse.seat(given, found), by=who.by, at=who.at, own=False)
    return then(f"{HOME}{found.slug}/", "ended")


@route(Permission.STEWARD_PLEDGE, methods=("POST",))
def pledge(request: HttpRequest, slug: str) -> HttpResponse:
    return _change(request, slug, "pledges", Permission.STEWARD_PLEDGE, _pledge)


def _pledge(who: Worker, found: Body, given: Given) -> HttpResponse:
    bodies.pledge_law(found.code, parse.pledges(given), by=who.by, at=who.at)
    return then(f"{HOME}{found.slug}/", "pledges")


@route(Permission.STEWARD_PLEDGE, methods=("POST",))
def clocks(request: HttpRequest, slug: str) -> HttpResponse:
    return _change(request, slug, "clocks", Permission.STEWARD_PLEDGE, _clocks)


def _clocks(who: Worker, found: Body, given: Given) -> HttpResponse:
    bodies.pledge_clocks(found.code, better_clocks(given, found.clocks), by=who.by, at=who.at)
    return then(f"{HOME}{found.slug}/", "clocks")


@route(Permission.STEWARD_TIES, methods=("POST",))
def leads(request: HttpRequest, slug: str) -> HttpResponse:
    """Who leads it: an ask about one of these roles goes past it."""
    return _change(request, slug, "leads", Permission.STEWARD_TIES, _leads)


def _leads(who: Worker, found: Body, given: Given) -> HttpResponse:
    bodies.say_who_leads(found.code, given.several("leads", POWERS), by=who.by, at=who.at)
    return then(f"{HOME}{found.slug}/", "saved")


@route(Permission.STEWARD_TIES, methods=("POST",))
def ties(request: HttpRequest, slug: str) -> HttpResponse:
    """What is kept in public about one reader: the role they hold, and their ties."""
    return _change(request, slug, "ties", Permission.STEWARD_TIES, _ties)


def _ties(who: Worker, found: Body, given: Given) -> HttpResponse:
    code, wanted = parse.seat(given, found), parse.ties(given)
    bodies.say_ties(found.code, code, **wanted, by=who.by, at=who.at)
    return then(f"{HOME}{found.slug}/", "saved")


@route(Permission.STEWARD_BACKERS, methods=("POST",))
def backers(request: HttpRequest, slug: str) -> HttpResponse:
    """Who pays for what happens around asks: it shows at once."""
    return _change(request, slug, "backers", Permission.STEWARD_BACKERS, _back)


def _back(who: Worker, found: Body, given: Given) -> HttpResponse:
    name, gives = given.line("name"), given.one_of("gives", GIVES) or ""
    backing.disclose(found.code, name, gives, by=who.by, at=who.at)
    return then(f"{HOME}{found.slug}/", "saved")


@route(Permission.STEWARD_BACKERS, methods=("POST",))
def end_backer(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    who = worker(request)
    found = _own(who, slug, Permission.STEWARD_BACKERS)
    backing.end(code, by=who.by, at=who.at)
    return then(f"{HOME}{found.slug}/", "saved")


@route(Permission.STEWARD_PLEDGE, methods=("POST",))
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """It takes part no more. Nothing that it owes ends."""
    return _change(request, slug, "leave", Permission.STEWARD_PLEDGE, _leave)


def _leave(who: Worker, found: Body, given: Given) -> HttpResponse:
    check_sure(given)
    bodies.leave(found.code, by=who.by, at=who.at)
    return then(f"{HOME}{found.slug}/", "left")


@route(Permission.STEWARD_PLEDGE, methods=("POST",))
def come_back(request: HttpRequest, slug: str) -> HttpResponse:
    return _change(request, slug, "leave", Permission.STEWARD_PLEDGE, _come_back)


def _come_back(who: Worker, found: Body, given: Given) -> HttpResponse:
    del given
    bodies.come_back(found.code, by=who.by, at=who.at)
    return then(f"{HOME}{found.slug}/", "saved")


@route(Permission.STEWARD_SUPPORT)
def helps(request: HttpRequest, slug: str) -> HttpResponse:
    """The help list of this server."""
    who = worker(request)
    found = _own(who, slug, Permission.STEWARD_SUPPORT)
    if request.method != "POST":
        return _help_page(request, found)
    return attempt(request, "new", partial(_list, who, found), partial(_help_page, request, found))


def _help_page(
    request: HttpRequest, found: Body, form: str = "", values: QueryDict | None = None, said: str = ""
) -> HttpResponse:
    parts = {
        "body": found,
        "listed": listed(shelf.supports(), shelf.today()),
        "forms": Forms({"new": {}}, form, values or QueryDict(), said),
        "done": done_line(request, DONE),
    }
    return page(request, "steward/help.html", parts)


def _list(who: Worker, found: Body, given: Given) -> HttpResponse:
    supporting.list_support(**parse.support(given), by=who.by, at=who.at)
    return then(f"{HOME}{found.slug}/help/", "listed")


@route(Permission.STEWARD_SUPPORT, methods=("POST",))
def checked(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Somebody looked today, and it is still so."""
    who = worker(request)
    found = _own(who, slug, Permission.STEWARD_SUPPORT)
    supporting.check_support(code, by=who.by, at=who.at)
    return then(f"{HOME}{found.slug}/help/", "checked")


@route(Permission.STEWARD_SUPPORT, methods=("POST",))
def removed(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    who = worker(request)
    found = _own(who, slug, Permission.STEWARD_SUPPORT)
    supporting.remove_support(code, by=who.by, at=who.at)
    return then(f"{HOME}{found.slug}/help/", "removed")
