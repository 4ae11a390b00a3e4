# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the files of a record come from: a folder, or a server over HTTP."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http.client import HTTPException
from pathlib import Path
from typing import Final, Protocol
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from answerable.core.errors import Refused
from answerable.core.words import N_

LIST: Final = "checkpoints/index"
LINE: Final = re.compile(r"[1-9][0-9]{0,15} [0-9]{4}-[0-9]{2}-[0-9]{2}")
SECONDS: Final = 20
MOST_BYTES: Final = 256 * 65_537 + 1
NO_ANSWER = N_("{place} does not answer as a record should: {what}.")
NEITHER = N_("{place} is neither a folder nor an address that begins with https:// or http://.")


class Source(Protocol):
    """The files below one prefix, by their relative path."""

    place: str

    def fetch(self, path: str) -> bytes:
        """The bytes. Raises Absent where nothing stands there; Refused where the place cannot be asked."""


class Absent(Exception):
    """Nothing stands at this path."""


def read_list(source: Source) -> list[str] | None:
    """The lines of the list of archived checkpoints, None where there is none. A good one matches LINE."""
    try:
        return source.fetch(LIST).decode("ascii", "replace").splitlines()
    except Absent:
        return None


class Folder:
    """The same files on this machine."""

    def __init__(self, at: Path) -> None:
        self.place = str(at)
        self._at = at

    def fetch(self, path: str) -> bytes:
        try:
            return (self._at / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            raise Absent(path) from None


class _Stay(HTTPRedirectHandler):
    """A record does not send its readers elsewhere."""

    def redirect_request(self, *given: object, **more: object) -> None:
        del given, more


class Served:
    """A server. No cookie is kept, no redirect followed."""

    def __init__(self, url: str, headers: Mapping[str, str] = {}) -> None:
        self.place = url if url.endswith("/") else f"{url}/"
        self._headers = dict(headers)
        self._open = build_opener(_Stay).open

    def fetch(self, path: str) -> bytes:
        try:
            with self._open(Request(self.place + path, headers=self._headers), timeout=SECONDS) as answer:  # noqa: S310
                found: bytes = answer.read(MOST_BYTES)
                return found
        except HTTPError as problem:
            problem.close()
            if problem.code == 404:
                raise Absent(path) from None
            raise Refused(NO_ANSWER.format(place=self.place, what=f"status {problem.code}")) from None
        except (HTTPException, OSError) as problem:
            what = getattr(problem, "reason", None) or type(problem).__name__
            raise Refused(NO_ANSWER.format(place=self.place, what=what)) from None


def source_of(place: str) -> Source:
    """A folder or an address. Raises Refused where it is neither."""
    if urlsplit(place).scheme in ("http", "https") and urlsplit(place).netloc:
        return Served(place)
    if Path(place).is_dir():
        return Folder(Path(place))
    raise Refused(NEITHER.format(place=place))
