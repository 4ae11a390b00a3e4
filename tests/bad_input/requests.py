# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a right request to each address looks like: bodies of the API by path, fields and choices of forms."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.urls import URLPattern

from answerable.actions.bodies import PLEDGE_CHOICES
from answerable.actions.installing import LAW, RELATIONS
from answerable.core import answer, boundary, promise
from answerable.core.bank import KINDS
from answerable.core.move import Move, Role
from answerable.core.terms import Level
from tests.bad_input.examples import vectors
from tests.web.public.test_routes import every_route

WEB: Final = Path(__file__).resolve().parents[2] / "answerable" / "web"
KEY, SIGNATURE, CODE = "A" * 43, "A" * 86, "a" * 26
RECIPIENT: Final = "age1pq1" + "q" * 1950
CHALLENGED: Final = {"nonce": "1.AAAA", "expires": 1_937_044_800}
SIGNED: Final = {"number": 2, "prev": "0" * 64, "day": "2031-05-20", "signature": SIGNATURE}
KEYS: Final = [{"holder": "asker", "epoch": 2, "file": "YQ"}]
WAY: Final = {"kind": "carried", "sealed": "YQ"}
PASSKEY: Final = {"id": "AAAA", "client_data": "e30", "authenticator": "AAAA", "signature": "AAAA"}
CARD: Final = {"sealing": RECIPIENT, "signing": KEY}
LETTER_CARD: Final = {"locator": KEY, "signin": KEY, "mark": KEY}
MESSAGE: Final = {"ask": "ASK", "epoch": 1, "file": "YWdlLWVuY3J5cHRpb24ub3JnL3YxCg", "files": []}
FILE: Final = {"ask": "ASK", "file": CODE, "part": 0}
ANNOUNCED: Final = {"ask": "ASK", "size": 1200, "digest": "a" * 64}
ENTERED: Final = {"locator": KEY, "signature": SIGNATURE, **CHALLENGED}
WORDS: Final = {
    "ask": "ASK",
    "locator": KEY,
    "signin": KEY,
    "recipient": RECIPIENT,
    "keep": "YQ",
    "here": None,
    "device": None,
    "own_keys": KEYS,
    "keys": KEYS,
    "epoch_key": RECIPIENT,
    "move": {**SIGNED, "move": "rekeyed", "value": {"epoch": 2}},
}

# What stands under each address of the API. "ASK" and "SEAT" are put in for each visitor.
API: Final[dict[str, Any]] = {
    "/api/ask/lodge": None,  # made from the vector, below
    "/api/mine/challenge": {"locator": KEY},
    "/api/mine/enter": {**ENTERED, "beside": []},
    "/api/mine/state": {"ask": "ASK"},
    "/api/mine/move": {
        "ask": "ASK",
        "move": "mark",
        "value": {"value": "met", "audience": "asker", "promise": None},
        **SIGNED,
        "keys": KEYS,
        "epoch_key": RECIPIENT,
        "file": "YQ",
        "files": [],
    },
    "/api/mine/show": {"ask": "ASK", "id": CODE, "salt": KEY, "fields": {}, "shown": True, "place": 0},
    "/api/mine/message": MESSAGE,
    "/api/mine/erase": {"ask": "ASK", "value": {}, **SIGNED},
    "/api/mine/look": {"locator": KEY},
    "/api/mine/undo": {**ENTERED, "device": KEY, "beside": []},
    "/api/mine/device/forget": {"device": KEY},
    "/api/mine/way/add": {
        "ask": "ASK",
        "kind": "see",
        "locator": KEY,
        "signin": KEY,
        "recipient": RECIPIENT,
        "keep": "YQ",
        "keys": KEYS,
        "own": "YQ",
    },
    "/api/mine/way/remove": {"ask": "ASK", "way": CODE, "keys": KEYS, "epoch_key": RECIPIENT, "move": SIGNED},
    "/api/mine/words": WORDS,
    "/api/mine/own": {"ask": "ASK", "own": "YQ", "was": "0" * 64},
    "/api/mine/file/announce": ANNOUNCED,
    "/api/mine/file/part": FILE,
    "/api/mine/file/read": FILE,
    "/api/mine/file/drop": FILE,
    "/api/letters/draft": {
        "body": CODE,
        "title": "Wages",
        "group": "We",
        "intro": "",
        "numbers": "Pay.\nSay sorry.",
        "threshold": 1,
        "card": LETTER_CARD,
        "slug": "river-delta",
    },
    "/api/letters/challenge": {"locator": KEY},
    "/api/join/look": {"token": KEY},
    "/api/join/accept": {
        "token": KEY,
        "shown_name": "",
        "address": "a@b.org",
        "secret": "A" * 32,
        "code": "123456",
        "enrolment": {"card": CARD, "proof": SIGNATURE, "unlocks": [WAY, {**WAY, "kind": "printed"}]},
    },
    "/api/join/passkey": {"token": KEY},
    "/api/desk/challenge": {"locator": KEY},
    "/api/desk/passkey/challenge": {},
    "/api/desk/passkey/enter": {**CHALLENGED, **PASSKEY, "name": "phone"},
    "/api/desk/ways": {"rename": {"handle": CODE, "name": "blue one"}},
    "/api/desk/ways/begin": {},
    "/api/desk/ways/add": {
        **CHALLENGED,
        "proof": SIGNATURE,
        "way": {
            **WAY,
            "name": "x",
            "locator": KEY,
            "signin": KEY,
            "passkey": {**CHALLENGED, "id": "AAAA", "client_data": "e30", "attestation": "AAAA"},
        },
        "secret": "A" * 32,
        "code": "123456",
    },
    "/api/desk/ways/remove": {**CHALLENGED, "proof": SIGNATURE, "handle": CODE},
    "/api/desk/enter": {**ENTERED, "code": "123456", "name": "phone"},
    "/api/desk/state": {"rows": 50},
    "/api/desk/ask": {"ask": "ASK"},
    "/api/desk/standby": {"ask": "ASK"},
    "/api/desk/move": {
        "ask": "ASK",
        "move": "answer",
        "value": {"value": "no", "reasons": ["law"], "power": "board"},
        "sealed": {"epoch": 1, "file": "YQ", "files": []},
    },
    "/api/desk/message": MESSAGE,
    "/api/desk/reseal": {"ask": "ASK", "handler": CODE, "keys": KEYS, "epoch": 1, "file": "YQ"},
    "/api/desk/note": {"ask": "ASK", "epoch": 1, "keys": KEYS, "file": "YQ"},
    "/api/desk/renew": {"ask": "ASK", "epoch": 2, "epoch_key": RECIPIENT, "keys": KEYS},
    "/api/desk/carry": {"ask": "ASK", "taken": True},
    "/api/desk/propose": {"ask": "ASK", "template": "direct-answer"},
    "/api/desk/drawer": {},
    "/api/desk/drawer/put": {"number": 1, "file": "YQ"},
    "/api/desk/practice": {"seat": "SEAT"},
    "/api/desk/practice/move": {
        "seat": "SEAT",
        "move": "answer",
        "value": {"value": "no", "reasons": ["law"], "power": "board"},
        "sealed": None,
    },
    "/api/desk/visits": {"end": CODE},
    "/api/desk/touch": {},
    "/api/desk/file/announce": ANNOUNCED,
    "/api/desk/file/part": FILE,
    "/api/desk/file/read": FILE,
    "/api/desk/file/drop": FILE,
    "/api/desk/seat/leave": {"seat": "SEAT"},
    "/api/desk/leave": {},
}
# What ends a visit, a seat or a body: tried last, or the rest would only be tried on people who are gone.
ENDS: Final = re.compile(r"/(leave|end|merge|erase|out|drop|visits)/?$")
FIELD: Final = re.compile(r"""(?:\bname=|\.get\(|getlist\(|given\.\w+\()["']([a-z_-]+)["']""")
CHOICE: Final = re.compile(r"""value=["']([a-z_-]+)["']""")


def right(path: str) -> Any:
    if path == "/api/ask/lodge":
        return vectors("lodging")["valid"]["lodging"]
    return API[path]


def filled(value: Any, ask: str, seat: str) -> Any:
    """The example with this visitor's own codes in it."""
    return json.loads(json.dumps(value).replace('"ASK"', json.dumps(ask)).replace('"SEAT"', json.dumps(seat)))


def api_paths() -> list[str]:
    return sorted(f"/{path}" for path, _ in every_route() if path.startswith("api/"))


def form_patterns() -> list[tuple[str, URLPattern]]:
    """Every address that takes a POST and is no API."""
    taking = [(path, each) for path, each in every_route() if "POST" in each.callback.methods]
    return [(path, each) for path, each in taking if not path.startswith("api/")]


@cache
def fields() -> tuple[str, ...]:
    """Every name that a form or a view of ours knows."""
    return tuple(sorted({name for text in _sources() for name in FIELD.findall(text)}))


@cache
def choices() -> tuple[str, ...]:
    """Every fixed value of a form, and some that are typed."""
    fixed = {value for text in _sources() for value in CHOICE.findall(text)}
    typed = (
        "yes",
        "1",
        "2",
        "2031-06-01",
        "2030-01-01",
        "board",
        "chair",
        "law",
        "as_asked",
        "letter",
        "outside",
        "own_words",
        "river-delta",
        "Harbour",
        "UTC",
        "en",
        "es",
        "handler",
        "friend",
        "board:friend",
        "A line of text.",
    )
    listed = (
        answer.POWERS,
        answer.REASONS,
        promise.HOW_SEEN,
        promise.WITH_WHAT,
        promise.IF_NOT,
        PLEDGE_CHOICES,
        RELATIONS,
        LAW,
        KINDS,
        boundary.WHATS,
        map(str, Move),
        map(str, Level),
        map(str, Role),
    )
    return tuple(sorted({*fixed, *typed, *(str(each) for words in listed for each in words)}))


def _sources() -> Iterator[str]:
    for path in (*WEB.rglob("*.html"), *WEB.rglob("*.py")):
        yield path.read_text("utf-8")
