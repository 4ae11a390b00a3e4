# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages rendered once and served as bytes. They hold nothing of anybody, so they are the same for everybody.

All are thrown away when the day turns, or when bodies, seats, releases, help or the installation change.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import brotli
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.template.loader import render_to_string
from django.utils.translation import get_language

from answerable.web.public import shelf
from answerable.web.static_files import accepted


@dataclass(frozen=True)
class Kept:
    """One page in one language, in every encoding."""

    digest: str
    packed: Mapping[str, bytes]


class Shelf:
    """What was rendered since the last change."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._as_of: tuple[int, date] | None = None
        self._pages: dict[tuple[str, str], Kept] = {}

    def page(self, path: str, render: Callable[[], str]) -> Kept:
        """The bytes of a page; two that come first at once may both render it."""
        as_of, key = (shelf.version(), shelf.today()), (path, get_language() or "")
        with self._lock:
            if self._as_of != as_of:
                self._as_of = as_of
                self._pages.clear()
            found = self._pages.get(key)
        if found is None:
            found = pack(render())
            with self._lock:
                if self._as_of == as_of:
                    self._pages[key] = found
        return found

    def clear(self) -> None:
        with self._lock:
            self._as_of = None


pages = Shelf()


def pack(text: str) -> Kept:
    plain = text.encode()
    packed = {
        "br": brotli.compress(plain, mode=brotli.MODE_TEXT, quality=9),
        "gzip": gzip.compress(plain, 9, mtime=0),
        "": plain,
    }
    return Kept(hashlib.sha256(plain).hexdigest()[:24], packed)


def serve(request: HttpRequest, template: str, parts: Callable[[], Mapping[str, Any]]) -> HttpResponse:
    """The page at this address, or "not modified". Asked about only by path and language, never by who asks."""
    path = request.path
    name = template if "/" in template else f"public/{template}"
    kept = pages.page(path, lambda: render_to_string(f"{name}.html", {"at": path, **parts()}))
    encoding = accepted(request)
    etag = f'"{kept.digest}{"-" if encoding else ""}{encoding}"'
    same = etag in {each.strip() for each in request.headers.get("If-None-Match", "").split(",")}
    answer = HttpResponseNotModified() if same else HttpResponse(kept.packed[encoding])
    answer["ETag"], answer["Cache-Control"] = etag, "private, no-cache"
    answer["Vary"] = "Accept-Encoding, Accept-Language, Cookie"
    if encoding and not same:
        answer["Content-Encoding"] = encoding
    return answer
