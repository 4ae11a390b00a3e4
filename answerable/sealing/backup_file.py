# SPDX-License-Identifier: AGPL-3.0-or-later
"""A backup: an age file with a tar archive inside, so that any `age` and `tar` open it too.

Its last member lists every other with length and digest, signed with the record's key; zeros after the archive hide how
large it is (Padmé).
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO, Any, Final

from answerable.sealing import labels
from answerable.sealing.age_stream import Opening, Sealing
from answerable.sealing.errors import Refusal
from answerable.sealing.padding import padme
from answerable.sealing.signing import check_signature, sign, signing_public
from answerable.sealing.wire import jcs

LIST: Final = "answerable-backup.json"
DATABASE: Final = "answerable.sqlite3"
TOPS: Final = ("record", DATABASE, "files", "processes", "witness", "witnesses")
SMALLEST: Final = 1 << 20
PIECE: Final = 1 << 16
FIELDS: Final = {"v", "day", "origin", "schema", "files", "key", "signature"}

Listed = dict[str, tuple[int, str]]


class Packing:
    """Members first, each whole, then `finish`."""

    def __init__(self, out: Sealing) -> None:
        self._out = out
        self._tar = tarfile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT)  # type: ignore[call-overload]  # noqa: SIM115
        self._files: Listed = {}

    def add(self, name: str, size: int, content: IO[bytes]) -> None:
        """Raises OSError where the content is shorter than `size`."""
        read = _Digesting(content)
        self._tar.addfile(_member(name, size), read)
        self._files[name] = (size, read.digest.hexdigest())

    def finish(self, *, day: str, origin: str, schema: int, seed: bytes) -> None:
        """`seed` is that of the record's key."""
        files = [[name, *each] for name, each in sorted(self._files.items())]
        fields = {"v": 1, "day": day, "origin": origin, "schema": schema, "files": files, "key": signing_public(seed)}
        raw = jcs({**fields, "signature": sign(seed, labels.BACKUP, fields)})
        self._tar.addfile(_member(LIST, len(raw)), io.BytesIO(raw))
        self._tar.close()
        self._pad(padme(max(self._out.size, SMALLEST)) - self._out.size)
        self._out.finish()

    def _pad(self, size: int) -> None:
        for done in range(0, size, PIECE):
            self._out.write(bytes(min(PIECE, size - done)))


@dataclass(frozen=True)
class Listing:
    """What a backup says of itself. `key` signed it, whosever that is."""

    day: str
    origin: str
    schema: int
    files: Listed = field(repr=False)
    key: str = ""


class Unpacking:
    """Each member in its order, to be read whole before the next; then `listing`, which holds only if all fits."""

    def __init__(self, source: Opening) -> None:
        self._source, self._found = source, Listed()
        self._listing: Listing | None = None

    @property
    def listing(self) -> Listing:
        if self._listing is None:
            raise Refusal("backup")
        return self._listing

    def members(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Raises backup for anything but a backup, age-damaged for a damaged one."""
        try:
            with tarfile.open(fileobj=self._source, mode="r|") as tar:  # type: ignore[call-overload]
                yield from self._each(tar)
        except (tarfile.TarError, EOFError):
            raise Refusal("backup") from None
        while rest := self._source.read(PIECE):
            if any(rest):
                raise Refusal("backup")
        if self.listing.files != self._found:
            raise Refusal("backup")

    def _each(self, tar: tarfile.TarFile) -> Iterator[tuple[str, Iterator[bytes]]]:
        for member in tar:
            content = tar.extractfile(member) if member.isreg() else None
            if content is None or self._listing is not None or member.name in self._found:
                raise Refusal("backup")
            if member.name == LIST:
                self._listing = parse_listing(content.read())
                continue
            check_name(member.name)
            yield member.name, self._pieces(member.name, content)
            if member.name not in self._found:
                raise RuntimeError("a member of a backup was not read to its end")

    def _pieces(self, name: str, content: IO[bytes]) -> Iterator[bytes]:
        digest, size = hashlib.sha256(), 0
        while piece := _read(content):
            digest.update(piece)
            size += len(piece)
            yield piece
        self._found[name] = (size, digest.hexdigest())


def parse_listing(raw: bytes) -> Listing:
    """Raises backup or signature."""
    try:
        given: dict[str, Any] = json.loads(raw)
        if set(given) != FIELDS or given["v"] != 1:
            raise ValueError
        files = {str(name): (int(size), str(digest)) for name, size, digest in given["files"]}
        made = Listing(str(given["day"]), str(given["origin"]), int(given["schema"]), files, str(given["key"]))
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        raise Refusal("backup") from None
    check_signature(
        made.key, given["signature"], labels.BACKUP, {name: each for name, each in given.items() if name != "signature"}
    )
    return made


def check_name(name: str) -> None:
    """Raises backup unless this is a path inside a data folder that a backup may hold."""
    parts = name.split("/")
    is_plain = PurePosixPath(name).as_posix() == name and ".." not in parts
    if parts[0] not in TOPS or not is_plain or "\0" in name or "\\" in name:
        raise Refusal("backup")


def _read(content: IO[bytes]) -> bytes:
    try:
        return content.read(PIECE)
    except tarfile.TarError:  # the archive ends in the middle of a member
        raise Refusal("backup") from None


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


class _Digesting:
    def __init__(self, content: IO[bytes]) -> None:
        self._content, self.digest = content, hashlib.sha256()

    def read(self, size: int) -> bytes:
        piece = self._content.read(size)
        self.digest.update(piece)
        return piece
