# SPDX-License-Identifier: AGPL-3.0-or-later
"""A node visits another's pages: scripts that the record names say nothing, all others are named."""

from __future__ import annotations

import hashlib

import pytest

from answerable.cli.movement import Movement
from answerable.record import bundle, keeping, publishing
from answerable.record.offline.source import Absent
from answerable.record.offline.visit import NOT_NOTED, PAGES, visit
from answerable.tlog.errors import Invalid
from answerable.tlog.keys import Ed25519Signer, parse_vkey
from tests.record.world import Here, Record

SCRIPT, STYLE = b"seal(words);", b"p { color: black }"
PAGE = '<link rel="stylesheet" href="/s/main.css"><script src="/s/ask.js" defer></script><p>Ask.</p>'


class Site:
    """Pages and files by their path."""

    place = "there"

    def __init__(self, page: str = PAGE, **files: bytes) -> None:
        own = {"s/ask.js": SCRIPT, "s/main.css": STYLE, **{name.replace("_", "/"): raw for name, raw in files.items()}}
        self._files = {**own, **{name: page.encode() for name in PAGES}}

    def fetch(self, path: str) -> bytes:
        if path not in self._files:
            raise Absent(path)
        return self._files[path]


@pytest.fixture
def record(movement: Movement) -> Record:
    made = Record(movement).begin().pass_days(2)
    digests = {name: hashlib.sha256(raw).hexdigest() for name, raw in (("ask.js", SCRIPT), ("main.css", STYLE))}
    bundle.note_bundle(digests, made.today)
    return made.pass_days(1)


def seen(site: Site) -> list[str]:
    return visit(site, Here(), parse_vkey(keeping.log().vkey))


def test_pages_that_the_record_names_differ_in_nothing(record: Record) -> None:
    assert seen(Site()) == []


@pytest.mark.parametrize(
    ("page", "what"),
    [
        (PAGE.replace("/s/ask.js", "/s/other.js"), "which the record does not name"),
        (PAGE.replace("/s/ask.js", "/s/gone.js"), "which is not served"),
        (PAGE + "<script>steal(words)</script>", "a script or style of its own"),
        (PAGE + "<style>p { display: none }</style>", "a script or style of its own"),
        (PAGE.replace("/s/ask.js", "https://elsewhere.example/ask.js"), "from another server"),
        (PAGE.replace("/s/ask.js", "//elsewhere.example/ask.js"), "from another server"),
    ],
)
def test_whatever_else_a_page_loads_is_named(record: Record, page: str, what: str) -> None:
    found = seen(Site(page, **{"s_other.js": b"steal(words);"}))
    assert len(found) == 1
    assert what in found[0]


def test_a_changed_script_is_named_with_its_digest(record: Record) -> None:
    site = Site()
    site._files["s/ask.js"] = b"steal(words);"
    assert seen(site) == [
        f"/ask/ loads /s/ask.js with the digest {hashlib.sha256(b'steal(words);').hexdigest()}, "
        "which the record does not name"
    ]


def test_a_record_without_scripts_is_named(movement: Movement) -> None:
    keeping.begin()
    made = Record(movement)
    made.pass_days(1)
    assert seen(Site()) == [NOT_NOTED]


def test_a_head_of_somebody_else_is_refused(record: Record) -> None:
    publishing.publish()
    stranger = Ed25519Signer(keeping.log().origin, bytes(32)).verifier
    with pytest.raises(Invalid):
        visit(Site(), Here(), stranger)
