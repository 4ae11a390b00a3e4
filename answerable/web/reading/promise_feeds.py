# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public promises of a body for whoever follows them: iCalendar, Atom, JSON Feed. Nothing of an ask is in them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from answerable.core import promise
from answerable.core.body import Body
from answerable.core.permission import Permission
from answerable.storage import promised
from answerable.storage.promised import PublicPromise
from answerable.web.asker.days import say_day
from answerable.web.public import shelf
from answerable.web.reading.feeds import JSON_FEED, DatedFeed, body_of, url
from answerable.web.reading.promises import row
from answerable.web.routes import route

if TYPE_CHECKING:
    from icalendar import Event


@route(Permission.PAGES, methods=("GET",))
def calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """The last day of every open promise, as iCalendar (RFC 5545): whole days, nothing but what the page shows."""
    from icalendar import Calendar  # 3 MB, which a server that nobody asks for one does without

    body = body_of(slug)
    made = Calendar()
    made.add("prodid", "-//Answerable//promises//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", _("Promises of {body}").format(body=body.name))
    for each in promised.of_body(body.code, shelf.today()):
        if each.is_open and each.last is not None:
            made.add_component(_event(each, body, each.last))
    answer = HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'inline; filename="{body.slug}-promises.ics"'
    return answer


def _event(each: PublicPromise, body: Body, last: date) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", f"{each.made.code}@answerable")
    event.add("dtstamp", _noon(_changed(each)))
    event.add("dtstart", last)
    event.add("dtend", last + timedelta(days=1))
    event.add("sequence", len(each.made.dates))
    event.add("summary", _("{body}: the last day of a promise").format(body=body.name))
    event.add("description", _text(each))
    event.add("url", url(f"/organisations/{body.slug}/promises/#{each.made.code}"))
    event.add("transp", "TRANSPARENT")
    return event


@route(Permission.PAGES, methods=("GET",))
def atom(request: HttpRequest, slug: str) -> HttpResponse:
    """Promises as Atom, the last changed first."""
    body = body_of(slug)
    feed = DatedFeed(
        title=_("Promises of {body}").format(body=body.name), link=url(f"/organisations/{slug}/promises/"),
        description="", feed_url=url(request.path), language=None,
    )  # fmt: skip
    for each in _newest(body):
        feed.add_item(
            title=_title(each), link=url(f"/organisations/{slug}/promises/#{each.made.code}"),
            description=_text(each), unique_id=f"urn:answerable:promise:{each.made.code}",
            pubdate=_noon(each.made.made), updateddate=_noon(_changed(each)),
        )  # fmt: skip
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@route(Permission.PAGES, methods=("GET",))
def json_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as JSON Feed 1.1."""
    body = body_of(slug)
    items = [
        {
            "id": f"urn:answerable:promise:{each.made.code}", "title": _title(each), "content_text": _text(each),
            "url": url(f"/organisations/{slug}/promises/#{each.made.code}"),
            "date_published": _noon(each.made.made).isoformat(), "date_modified": _noon(_changed(each)).isoformat(),
        }
        for each in _newest(body)
    ]  # fmt: skip
    said = {
        "version": JSON_FEED, "title": _("Promises of {body}").format(body=body.name),
        "home_page_url": url(f"/organisations/{slug}/promises/"), "feed_url": url(request.path), "items": items,
    }  # fmt: skip
    return JsonResponse(said, content_type="application/feed+json")


def _newest(body: Body) -> list[PublicPromise]:
    found = promised.of_body(body.code, shelf.today())
    return sorted(found, key=lambda each: (_changed(each), each.made.code), reverse=True)


def _changed(each: PublicPromise) -> date:
    """The day on which it was last said anew: made, moved, or said done."""
    return max(each.made.made, *(one.day for one in each.made.dates), each.made.claimed or date.min)


def _title(each: PublicPromise) -> str:
    if promise.is_intention(each.made):
        return _("An intention")
    if each.made.claimed is not None:
        return _("A promise: they say it is done")
    by = promise.date_now(each.made)
    return _("A promise by {day}").format(day=say_day(by)) if by else _("A promise")


def _text(each: PublicPromise) -> str:
    """All that the page says of it, one line each."""
    shown = row(each, shelf.today(), shelf.tree())
    slots = [f"{title}: {text}" for title, text in shown["slots"]]
    missing = [_("still missing: {slots}").format(slots=shown["missing"])] if shown["missing"] else []
    return "\n".join(
        [*([each.words] if each.words else []), *slots, *missing, *shown["dates"], *shown["lines"], shown["source"]]
    )


def _noon(day: date) -> datetime:
    """A day as an instant: feeds need one, and the day is all that is known."""
    return datetime.combine(day, time(12), UTC)
