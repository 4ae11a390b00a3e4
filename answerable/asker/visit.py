# SPDX-License-Identifier: AGPL-3.0-or-later
"""From code words to the asks under them, and one act on one of them. Words and keys stay here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, Final

from answerable.asker import own
from answerable.asker.acts import MOVES, Sealer, value_of
from answerable.asker.parse import DAMAGED, fits, parse_state
from answerable.asker.server import Said, Server
from answerable.core.baseline import text_of
from answerable.core.errors import Refused
from answerable.core.way import ALLOWS, NOT_THEIRS, WayKind
from answerable.sealing import asker
from answerable.sealing.challenge import sign_challenge
from answerable.sealing.derive import AskerKeys, derive_asker
from answerable.sealing.own import build_own
from answerable.sealing.state import open_state_with
from answerable.sealing.wire import Random, b64
from answerable.sealing.words import parse, stretch

GAP: Final = 2
"""So many numbers in a row that open nothing end the search: one deleted ask does not hide the next."""
OPENS_NOTHING: Final = 200
NOTHING: Final = "These words open nothing here. Perhaps one of them is a different word."
NOT_SEALED: Final = "This ask was sent without scripts, so it takes no sealed words."
OWN: Final = "own"
EMPTY: Final = "There is nothing written yet."


@dataclass(frozen=True)
class Found:
    """One ask under the words, as the server gave it."""

    origin: str
    number: int
    state: dict[str, Any] = field(repr=False)
    keys: AskerKeys = field(repr=False)
    today: str
    """The day by this machine's own clock (ISO)."""

    @property
    def code(self) -> str:
        return str(self.state["ask"])

    @property
    def is_keyed(self) -> bool:
        return bool(self.state["mode"] == "keyed")

    @cached_property
    def opened(self) -> dict[str, Any]:
        """Raises age-…, signature, key-swapped where the asker's own files were replaced."""
        return open_state_with(self.keys, self.origin, self.number, self.state, self.today)


@dataclass(frozen=True)
class Search:
    """What the words opened, and the first number that a new ask under them can take."""

    found: tuple[Found, ...]
    free: int


def search(server: Server, words: str, today: str) -> Search:
    """Tries 1, 2, 3 … under these words. Wrong words and deleted asks take the same steps. `today` is this machine's
    own day. Raises words-…, Refused.
    """
    stretched = stretch(parse(words), server.origin)
    server.open_door("/mine/")
    found: list[Found] = []
    number, last = 1, 0
    while number <= last + GAP:
        keys = derive_asker(stretched, server.origin, number)
        state = _enter(server, keys, [each.code for each in found])
        if state is not None:
            found.append(Found(server.origin, number, state, keys, today))
            last = number
        number += 1
    return Search(tuple(found), last + 1)


def _enter(server: Server, keys: AskerKeys, beside: list[str]) -> dict[str, Any] | None:
    given = server.post("/api/mine/challenge", {"locator": keys.locator_text})
    if not fits(given, {"nonce": str, "expires": int}):
        raise Refused(DAMAGED)
    nonce, expires = given["nonce"], given["expires"]
    signature = sign_challenge(keys.signin, server.origin, "mine", nonce, expires)
    sent = {"locator": keys.locator_text, "nonce": nonce, "expires": expires, "signature": signature, "beside": beside}
    try:
        return parse_state(server.post("/api/mine/enter", sent).get("state"))
    except Said as said:
        if said.status == OPENS_NOTHING:
            return None
        raise


ERASE: Final = "/api/mine/erase"
Built = tuple[str, dict[str, Any]]
"""The path of an act, and the bytes that go there: sent again, because no answer came, they are taken once."""


def build(found: Found, given: Mapping[str, Any], sealer: Sealer, *, random: Random) -> Built:
    """One act (as `acts.parse_acts` gives it) as it is sent. Raises Refused."""
    what = given["do"]
    check_allowed(found, what)
    if what in own.CHANGES:
        return _own(found, own.changed(what, given, found.opened["keep"], _today(found)), random=random)
    if what in SAYS:
        return _message(found, SAYS[what](given, found), random=random)
    move = MOVES[what]
    part: Mapping[str, Any] = {}
    if what in ("remove", "admit"):
        value, part = sealer.parts(found.state, found.opened, what, str(given["reader"]), random=random)
    else:
        value = value_of(what, given, found.state)
    path = ERASE if what == "erase" else "/api/mine/move"
    return path, {**_move(found, move, value, random=random), **part}


def deliver(server: Server, found: Found, built: Built) -> Found | None:
    """The ask after it, or None once it was erased. Raises Refused."""
    said = server.post(*built)
    return None if built[0] == ERASE else replace(found, state=parse_state(said.get("state")))


def _today(found: Found) -> date:
    return date.fromisoformat(found.state["today"])


def _own(found: Found, changed: Mapping[str, Any], *, random: Random) -> Built:
    """Her own file anew: one size whatever stands in it."""
    return "/api/mine/own", build_own(found.keys, found.opened, str(found.state["keep"]), changed, random=random)


def tidy(server: Server, found: Found, *, random: Random) -> Found:
    """The ask with its own file as it is to be today."""
    until = found.state.get("own_until")
    if until is None or found.state.get("right", OWN) != OWN:
        return found
    changed = own.tidied(found.opened["keep"], date.fromisoformat(until), _today(found))
    return found if changed is None else deliver(server, found, _own(found, changed, random=random)) or found


SAYS: Final[Mapping[str, Callable[[Mapping[str, Any], Found], str]]] = {
    "message": lambda given, _found: str(given["text"]),
    "send_written": lambda given, found: text_of(own.baseline_of(found.opened["keep"]), list(given["parts"])),
}
"""Acts that send words, and the words."""


def check_allowed(found: Found, what: str) -> None:
    """Raises Refused where these are the words of somebody who helps, and their key does not do this."""
    right = found.state.get("right", OWN)
    if right == OWN:
        return
    if what in own.CHANGES or what in own.SENDS:
        raise Refused(own.NOT_HERS)
    allowed = ALLOWS[WayKind(right)] if right in ALLOWS else frozenset()
    if not allowed or (what != "message" and MOVES[what] not in allowed):
        raise Refused(NOT_THEIRS)


def _move(found: Found, move: str, value: Mapping[str, Any], *, random: Random) -> dict[str, Any]:
    """Signed with the key of the ask; one that was sent without scripts has none, and its server moves it."""
    state = found.state
    if not found.is_keyed:
        return {"ask": found.code, "move": move, "value": dict(value), "once": b64(random(16))}
    return asker.build_move(found.opened, move, value, day=state["today"], **state["next"])


def _message(found: Found, text: str, *, random: Random) -> Built:
    if not found.is_keyed:
        raise Refused(NOT_SEALED)
    if not text.strip():
        raise Refused(EMPTY)
    sent = asker.build_message(found.opened, {"text": text.strip()}, random=random, **found.opened["next_message"])
    return "/api/mine/message", sent


def place_of(found: Found, given: Mapping[str, Any]) -> int:
    """The number that this act would carry: one that is lower by then was taken."""
    if given["do"] in SAYS:
        return int(found.opened["next_message"]["number"])
    return int(found.state["next"]["number"])


def has_arrived(found: Found, given: Mapping[str, Any], place: int, body: Mapping[str, Any]) -> bool:
    """Whether an act whose answer was lost is there after all: what was sent, under the number it had."""
    if given["do"] in own.CHANGES:
        return False  # doing it again does the same
    if given["do"] in SAYS:
        wanted = SAYS[given["do"]](given, found).strip()
        hers = (each for each in found.opened["messages"] if each["sender"] == "asker" and each["number"] == place)
        return any((each["body"] or {}).get("text") == wanted for each in hers)
    signed = (each["fields"].get("signature") for each in found.state["entries"])
    return any(each is not None and each["signature"] == body.get("signature") for each in signed)
