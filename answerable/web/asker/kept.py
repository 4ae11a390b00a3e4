# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the door and the directories are the same for everybody: made once, until something that they say changes.

Nothing here depends on an ask. The quarter of an hour stands for the day: in every time zone a day begins with one.
"""

from collections.abc import Callable, Hashable

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.cache import patch_vary_headers

from answerable import clock
from answerable.web.asker import shelf
from answerable.web.public import shelf as public
from answerable.web.public.kept import Kept, Shelf, pack
from answerable.web.spliced import Spliced, splice
from answerable.web.static_files import accepted

TOKEN = "the-form-token-of-this-browser"  # noqa: S105 - stands in the kept text where each browser's own goes
MINUTES = 15


def as_of() -> Hashable:
    """Bodies, seats and installation; the head of the record; the quarter of an hour."""
    now = clock.now()
    return public.version(), shelf.newest_head(), (now.date(), now.hour, now.minute // MINUTES)


_doors: Shelf[Spliced] = Shelf(as_of)
_directories: Shelf[Kept] = Shelf(as_of)


def door(request: HttpRequest, name: str, render: Callable[[str], str]) -> HttpResponse:
    """A page of the door with this browser's own form token in it. `render` is given what stands for the token."""
    token = get_token(request).encode()
    found = _doors.keep(name, lambda: splice(render(TOKEN), TOKEN, len(token)))
    if accepted(request) != "br":
        return HttpResponse(found.text(token))
    answer = HttpResponse(found.brotli(token), headers={"Content-Encoding": "br"})
    patch_vary_headers(answer, ("Accept-Encoding",))
    return answer


def directory(request: HttpRequest, slug: str, make: Callable[[], str]) -> HttpResponse:
    """A directory as it goes over the wire. It is public and the same for everybody, so its length tells nothing."""
    found = _directories.keep(slug, lambda: pack(make(), quality=11))
    encoding = accepted(request)
    answer = HttpResponse(found.packed[encoding], content_type="application/json")
    if encoding:
        answer["Content-Encoding"] = encoding
    answer["Vary"] = "Accept-Encoding"
    return answer
