# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fetching another server's pages as any visitor would, and comparing its scripts with what its record says.

A server that hands out another script must hand it to this visitor too, or know that it is one. A script that is served
to one person alone is not found this way.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin, urlsplit

from answerable.record.offline.leaves import Leaf, Wrong, parse_leaf
from answerable.record.offline.source import Absent, Source
from answerable.tlog.checkpoint import open_checkpoint
from answerable.tlog.keys import Verifier
from answerable.tlog.merkle import check_inclusion, inclusion_proof, leaf_hash
from answerable.tlog.tiles import WIDTH, TileReader, entries_path, parse_bundle

PAGES: Final = ("ask/", "mine/", "desk/", "join/")
# As a browser would ask, so that nobody can keep another answer ready for whoever checks.
HEADERS: Final = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en-US,en;q=0.5",
}
NOT_NOTED: Final = "the record says nothing of its scripts"


@dataclass(frozen=True)
class Part:
    """A script or style of a page: its address, or its text where it stands in the page itself."""

    page: str
    address: str
    text: str = ""


class _Parts(HTMLParser):
    """Every script that runs and every style that is loaded."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.found: list[Part] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        address = given.get("src") or given.get("href")
        if address and (tag == "script" or (tag == "link" and given.get("rel") == "stylesheet")):
            self.found.append(Part(self.page, address))
        self._inside = tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if self._inside and data.strip():
            self.found.append(Part(self.page, "", data))

    def handle_endtag(self, tag: str) -> None:
        self._inside = False


def visit(site: Source, record: Source, log: Verifier) -> list[str]:
    """What differs, in sentences; nothing where every script is one that the record names. Raises Refused, Invalid."""
    noted = _noted(record, log)
    return [NOT_NOTED] if noted is None else [what for part in _parts(site) for what in _compare(site, part, noted)]


def _parts(site: Source) -> list[Part]:
    found: dict[tuple[str, str], Part] = {}
    for page in PAGES:
        reader = _Parts(page)
        reader.feed(site.fetch(page).decode("utf-8", "replace"))
        for part in reader.found:
            found.setdefault((part.address, part.text), part)
    return list(found.values())


def _compare(site: Source, part: Part, noted: frozenset[str]) -> Iterator[str]:
    where = f"/{part.page}"
    if part.text:
        yield f"{where} holds a script or style of its own, which no record can name"
        return
    address = urlsplit(urljoin(where, part.address))
    if address.netloc or not address.path.startswith("/"):
        yield f"{where} loads something from another server: {part.address}"
        return
    try:
        digest = hashlib.sha256(site.fetch(address.path.lstrip("/"))).hexdigest()
    except Absent:
        yield f"{where} names {address.path}, which is not served"
        return
    if digest not in noted:
        yield f"{where} loads {address.path} with the digest {digest}, which the record does not name"


def _noted(record: Source, log: Verifier) -> frozenset[str] | None:
    """The digests of the newest `bundle` leaf, from the end of the log backwards; None where there is none."""
    head = open_checkpoint(record.fetch("checkpoint"), log.name, [log])
    for bundle in reversed(range(-(-head.size // WIDTH))):
        width = min(WIDTH, head.size - bundle * WIDTH)
        entries = parse_bundle(record.fetch(entries_path(bundle, width)), width)
        for place in reversed(range(width)):
            leaf = _bundle_leaf(entries[place])
            if leaf is not None:
                index = bundle * WIDTH + place
                proof = inclusion_proof(TileReader(record.fetch, head.size).read, index, head.size)
                check_inclusion(proof, index, head.size, leaf_hash(entries[place]), head.root)
                return frozenset(each["sha256"] for each in leaf.fields["files"])
    return None


def _bundle_leaf(raw: bytes) -> Leaf | None:
    try:
        found = parse_leaf(raw) if b'"type":"bundle"' in raw else None
    except Wrong:
        return None
    return found if found is not None and found.kind == "bundle" else None


def report(origin: str, day: str, differences: list[str]) -> bytes:
    """What a node publishes of its visit."""
    said = {"format": "answerable.v1.visit", "origin": origin, "day": day, "differences": differences}
    return json.dumps(said, indent=1).encode()
