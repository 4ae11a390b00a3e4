# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a body says in public, for whoever follows it: Atom and JSON Feed. Nothing of an ask is in either."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from answerable import config
from answerable.core.body import Body
from answerable.core.errors import Denied
from answerable.core.permission import Permission
from answerable.storage import statements
from answerable.storage.statements import Text
from answerable.web.public import shelf
from answerable.web.routes import route

EMPTY = datetime(2000, 1, 1, tzinfo=UTC)
JSON_FEED = "https://jsonfeed.org/version/1.1"


class DatedFeed(Atom1Feed):
    """An empty feed carries one fixed day: Django's would say the moment of each request, so no two were the same."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else EMPTY


@route(Permission.PAGES, methods=("GET",))
def atom(request: HttpRequest, slug: str) -> HttpResponse:
    """Newest first, whole texts."""
    body = body_of(slug)
    feed = DatedFeed(
        title=body.name, link=url(f"/organisations/{slug}/"), description="", feed_url=url(request.path),
        language=None,
    )  # fmt: skip
    for text in statements.of_body(body.code):
        at = _at(text)
        feed.add_item(
            title=_title(text), link=url(f"/statements/{text.code}/"), description=text.text, unique_id=_id(text),
            pubdate=at, updateddate=at,
        )  # fmt: skip
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@route(Permission.PAGES, methods=("GET",))
def json_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as JSON Feed 1.1."""
    body = body_of(slug)
    items = [_item(text) for text in statements.of_body(body.code)]
    said = {
        "version": JSON_FEED, "title": body.name, "home_page_url": url(f"/organisations/{slug}/"),
        "feed_url": url(request.path), "items": items,
    }  # fmt: skip
    return JsonResponse(said, content_type="application/feed+json")


def _item(text: Text) -> dict[str, Any]:
    return {
        "id": _id(text), "url": url(f"/statements/{text.code}/"), "title": _title(text), "content_text": text.text,
        "language": text.language, "date_published": _at(text).isoformat(),
    }  # fmt: skip


def body_of(slug: str) -> Body:
    """The body of this address. Denied where there is none."""
    found = shelf.body(slug, shelf.tree())
    if found is None:
        raise Denied
    return found


def _title(text: Text) -> str:
    return _(text.title) if text.report_by else text.title


def _id(text: Text) -> str:
    return f"urn:answerable:statement:{text.code}:{text.version}"


def _at(text: Text) -> datetime:
    """Only the day is known, and no more is said."""
    return datetime.combine(text.published or text.written, time(), UTC)


def url(path: str) -> str:
    """The whole address of a path here."""
    return f"{config.current().origin}{path}"
