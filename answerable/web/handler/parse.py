# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bodies of requests, read strictly: exactly these keys, each of its kind, or a sentence."""

from collections.abc import Callable, Mapping
from typing import Any

from answerable.core.errors import Refused
from answerable.core.value import MISSING, UNKNOWN
from answerable.sealing.wire import parse_b64, parse_json

Reader = Callable[[Any], Any]
Shape = Mapping[str, Reader]

MOST_TEXT = 3_000_000


def parse(raw: bytes, shape: Shape, optional: Shape | None = None) -> dict[str, Any]:
    """The object in `raw`. Raises Refused for another form, a missing key or one too many."""
    more = optional or {}
    found = _object(raw)
    if any(key not in found for key in shape):
        raise Refused(MISSING)
    if any(key not in shape and key not in more for key in found):
        raise Refused(UNKNOWN)
    readers = {**more, **shape}
    return {key: readers[key](value) for key, value in found.items()} | {key: None for key in more if key not in found}


def _object(raw: bytes) -> dict[str, Any]:
    try:
        found = parse_json(raw)
    except Refused:
        raise Refused(UNKNOWN) from None
    if not isinstance(found, dict):
        raise Refused(UNKNOWN)
    return found


def line(most: int) -> Reader:
    """A printable text of at most `most` characters; it may be empty."""

    def read(value: Any) -> str:
        if not isinstance(value, str) or len(value) > most or not value.isprintable():
            raise Refused(UNKNOWN)
        return value

    return read


def maybe(inner: Reader) -> Reader:
    return lambda value: None if value is None else inner(value)


def whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**53:
        raise Refused(UNKNOWN)
    return value


def binary(value: Any) -> bytes:
    """Base64url without padding."""
    if not isinstance(value, str) or len(value) > MOST_TEXT:
        raise Refused(UNKNOWN)
    return parse_b64(value)


def part(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Refused(UNKNOWN)
    return value


def parts(value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, list) or len(value) > 8:
        raise Refused(UNKNOWN)
    return [part(each) for each in value]


def items(value: Any) -> list[Any]:
    """A list whose parts the action reads."""
    if not isinstance(value, list) or len(value) > 60:
        raise Refused(UNKNOWN)
    return value


def yes_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Refused(UNKNOWN)
    return value


def codes(value: Any) -> list[str]:
    """A few codes."""
    if not isinstance(value, list) or len(value) > 8:
        raise Refused(UNKNOWN)
    return [code(each) for each in value]


code = line(64)
key_text = line(4096)
CARD: Shape = {"sealing": key_text, "signing": key_text}
SEALED_WAY: Shape = {"kind": line(16), "sealed": line(20_000)}
LONG: Shape = {"id": line(1400), "client_data": line(4000)}
CHALLENGED: Shape = {"nonce": line(256), "expires": whole}


def shaped(shape: Shape, optional: Shape | None = None) -> Reader:
    """An object with exactly these keys, and those that it may have; what is left out is None."""
    readers = {**shape, **(optional or {})}

    def read(value: Any) -> dict[str, Any]:
        found = part(value)
        if not set(shape) <= set(found) <= set(readers):
            raise Refused(UNKNOWN)
        return {key: reader(found[key]) if key in found else None for key, reader in readers.items()}

    return read


PASSKEY: Shape = {**CHALLENGED, **LONG, "attestation": line(20_000)}
WAY_MORE: Shape = {
    "name": line(40), "locator": line(64), "signin": line(64), "passkey": maybe(shaped(PASSKEY)),
}  # fmt: skip
way = shaped(SEALED_WAY, WAY_MORE)


def unlocks(value: Any) -> list[dict[str, Any]]:
    """At least two ways to unlock, from the start."""
    found = [way(each) for each in parts(value)]
    if len(found) < 2:
        raise Refused(MISSING)
    return found


FILES: Shape = {"files": codes}
SEALED: Shape = {"epoch": whole, "file": line(MOST_TEXT)}
LOOK: Shape = {"token": line(128)}
ENROLMENT: Shape = {"card": shaped(CARD), "proof": line(128), "unlocks": unlocks}
ACCEPT: Shape = {
    "token": line(128),
    "shown_name": line(80),
    "address": line(254),
    "enrolment": shaped(ENROLMENT),
}
CODE: Shape = {"secret": line(64), "code": line(8)}
PASSKEY_ENTER: Shape = {**CHALLENGED, **LONG, "authenticator": line(4000), "signature": line(2000)}
PROVEN: Shape = {**CHALLENGED, "proof": line(128)}
WAY_ADD: Shape = {**PROVEN, "way": way}
WAY_REMOVE: Shape = {**PROVEN, "handle": line(64)}
WAY_RENAME: Shape = {"handle": line(64), "name": line(40)}
CHALLENGE: Shape = {"locator": line(64)}
ENTER: Shape = {"locator": line(64), "nonce": line(256), "expires": whole, "signature": line(128), "code": line(8)}
ENTER_MORE: Shape = {"name": line(40)}
ASK: Shape = {"ask": code}
MOVE: Shape = {"ask": code, "move": line(16), "value": part}
ONCE: Shape = {"once": line(64)}
MOVE_MORE: Shape = {"sealed": maybe(shaped(SEALED, FILES)), **ONCE}
MESSAGE: Shape = {"ask": code, "epoch": whole, "file": line(MOST_TEXT)}
RESEAL: Shape = {"ask": code, "handler": code, "keys": lambda found: found, "epoch": whole, "file": line(MOST_TEXT)}
VISITS_MORE: Shape = {"end": code}
SEAT: Shape = {"seat": code}
PRACTISE: Shape = {"seat": code, "move": line(16), "value": part}
NOTE: Shape = {"ask": code, "epoch": whole, "keys": items, "file": line(MOST_TEXT)}
RENEW: Shape = {"ask": code, "epoch": whole, "epoch_key": key_text, "keys": items}
PROPOSE: Shape = {"ask": code, "template": line(40)}
CARRY: Shape = {"ask": code, "taken": yes_no}
ROWS: Shape = {"rows": whole}
DRAWER: Shape = {"number": whole, "file": line(60_000)}
NOTHING: Shape = {}
