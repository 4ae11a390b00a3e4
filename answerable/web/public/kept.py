# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages rendered once and served as bytes. They hold nothing of anybody, so they are the same for everybody.

All are thrown away when the day turns, or when bodies, seats, releases, help or the installation change.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.template.loader import render_to_string
from django.utils.translation import get_language

from answerable.web.packing import pack_text
from answerable.web.public import shelf
from answerable.web.static_files import accepted

T = TypeVar("T")


@dataclass(frozen=True)
class Kept:
    """One page in one language, in every encoding."""

    digest: str
    packed: Mapping[str, bytes]


class Shelf(Generic[T]):
    """What was made since the last change: `as_of` says as of what, and another answer throws all away."""

    def __init__(self, as_of: Callable[[], Hashable]) -> None:
        self._lock = threading.Lock()
        self._read_as_of = as_of
        self._as_of: Hashable = None
        self._made: dict[tuple[str, str], T] = {}

    def keep(self, name: str, make: Callable[[], T]) -> T:
        """What has this name in the language of the page; two that come first at once may both make it."""
        as_of, key = self._read_as_of(), (name, get_language() or "")
        with self._lock:
            if self._as_of != as_of:
                self._as_of = as_of
                self._made.clear()
            found = self._made.get(key)
        if found is None:
            found = make()
            with self._lock:
                if self._as_of == as_of:
                    self._made[key] = found
        return found

    def clear(self) -> None:
        with self._lock:
            self._as_of = None


pages: Shelf[Kept] = Shelf(lambda: (shelf.version(), shelf.today()))


def pack(text: str, quality: int = 9) -> Kept:
    """In every encoding. `quality` of brotli: 11 takes long, and is for what many fetch."""
    plain = text.encode()
    packed = {
        "br": pack_text(plain, quality),
        "gzip": gzip.compress(plain, 9, mtime=0),
        "": plain,
    }
    return Kept(hashlib.sha256(plain).hexdigest()[:24], packed)


def serve(request: HttpRequest, template: str, parts: Callable[[], Mapping[str, Any]]) -> HttpResponse:
    """The page at this address, or "not modified". Asked about only by path and language, never by who asks."""
    path = request.path
    name = template if "/" in template else f"public/{template}"
    kept = pages.keep(path, lambda: pack(render_to_string(f"{name}.html", {"at": path, **parts()})))
    encoding = accepted(request)
    etag = f'"{kept.digest}{"-" if encoding else ""}{encoding}"'
    same = etag in {each.strip() for each in request.headers.get("If-None-Match", "").split(",")}
    answer = HttpResponseNotModified() if same else HttpResponse(kept.packed[encoding])
    answer["ETag"], answer["Cache-Control"] = etag, "private, no-cache"
    answer["Vary"] = "Accept-Encoding, Accept-Language, Cookie"
    if encoding and not same:
        answer["Content-Encoding"] = encoding
    return answer
