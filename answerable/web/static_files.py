# SPDX-License-Identifier: AGPL-3.0-or-later
"""Style and scripts, served from bytes under names that change with their content.

Both are compressed once (brotli 11, gzip 9), the first time they are asked for or by `warm` at the start.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from answerable.core.errors import Denied
from answerable.core.permission import Permission
from answerable.web.packing import pack_text
from answerable.web.routes import route

HERE: Final = Path(__file__).parent
CLIENT: Final = HERE / "static" / "client"
STYLE: Final = HERE / "style"
TYPES: Final = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}
# The order is the cascade: what comes later may speak last.
SHEETS: Final = ("tokens", "page", "voices", "forms", "wide", "print")
FOREVER: Final = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class File:
    """One file as it goes over the wire."""

    name: str
    plain: bytes

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.plain).hexdigest()

    @property
    def digest(self) -> str:
        return self.sha256[:16]

    @cached_property
    def address(self) -> str:
        stem, _, ending = self.name.rpartition(".")
        return f"/s/{stem}.{self.digest}.{ending}"

    @cached_property
    def packed(self) -> dict[str, bytes]:
        """By encoding, best first."""
        return {
            "br": pack_text(self.plain, 11),
            "gzip": gzip.compress(self.plain, 9, mtime=0),
            "": self.plain,
        }


def squeeze(css: str) -> str:
    """Style without remarks and without space that means nothing."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r"\s*([{};,>])\s*", r"\1", css).strip()


def _read(sheet: str) -> str:
    return (STYLE / f"{sheet}.css").read_text("utf-8")


@cache
def files() -> dict[str, File]:
    """All files by name."""
    sheets = "\n".join(_read(name) for name in SHEETS)
    found = [File("main.css", squeeze(sheets).encode()), File("drawn.css", squeeze(_read("drawn")).encode())]
    found += [File(path.name, path.read_bytes()) for path in sorted(CLIENT.glob("*.js"))]
    return {each.name: each for each in found}


def address(name: str) -> str:
    """Where a file is; a name that is not there is our own mistake."""
    return files()[name].address


def accepted(request: HttpRequest) -> str:
    """The best encoding that the browser takes, or none."""
    given = {part.split(";")[0].strip() for part in request.headers.get("Accept-Encoding", "").split(",")}
    return next((each for each in ("br", "gzip") if each in given), "")


def warm() -> None:
    """Compress everything, so that no visitor waits for it."""
    for each in files().values():
        _ = each.packed


@route(Permission.PAGES, methods=("GET",))
def serve(request: HttpRequest, name: str, digest: str, ending: str) -> HttpResponse:
    """One file, for ever: another content has another name."""
    file = files().get(f"{name}.{ending}")
    if file is None or file.digest != digest:
        raise Denied
    encoding = accepted(request)
    etag = f'"{digest}{"-" if encoding else ""}{encoding}"'
    same = request.headers.get("If-None-Match") == etag
    answer = HttpResponseNotModified() if same else HttpResponse(file.packed[encoding], content_type=TYPES[ending])
    answer["ETag"], answer["Cache-Control"], answer["Vary"] = etag, FOREVER, "Accept-Encoding"
    if encoding and not same:
        answer["Content-Encoding"] = encoding
    return answer
