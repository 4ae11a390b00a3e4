# SPDX-License-Identifier: AGPL-3.0-or-later
"""Entries of the record to come, and the asker's signed, chained moves."""

import hmac
from collections.abc import Mapping
from typing import Any, Final

from answerable.sealing import labels
from answerable.sealing.errors import Refusal
from answerable.sealing.padding import pad
from answerable.sealing.signing import check_signature, sign, signed_bytes
from answerable.sealing.wire import Fields, Random, b64, jcs, parse_b64, sha256_hex

VERSION: Final = 1
FIELDS: Final = (
    "type", "body", "thread", "kind", "day", "due", "re", "prev", "key", "signature", "value",
)  # fmt: skip


def commit(salt: bytes, fields: Fields) -> str:
    """HMAC-SHA256 under a fresh random 32-byte salt over the padded canonical form; base64url.

    Exactly the eleven FIELDS; what does not apply is null. Raises length, json.
    """
    if len(salt) != 32:
        raise Refusal("length")
    if set(fields) != set(FIELDS):
        raise Refusal("json")
    return b64(hmac.digest(salt, pad(jcs(fields)), "sha256"))


def entry_fields(**given: Any) -> dict[str, Any]:
    """All eleven fields, null where nothing was given."""
    if set(given) - set(FIELDS):
        raise Refusal("json")
    return {name: given.get(name) for name in FIELDS}


def leaf(code: str, commitment: str) -> dict[str, Any]:
    """The shape that every thread leaf has."""
    return {"v": VERSION, "id": code, "c": commitment}


def make_null(code: str, *, random: Random) -> dict[str, Any]:
    """A filler that looks like any other leaf and that nobody can open."""
    return leaf(code, commit(random(32), entry_fields(type="null")))


def check_opening(shown: Mapping[str, Any], salt: bytes, fields: Fields) -> None:
    """Raises commitment unless salt and fields open this leaf."""
    same = hmac.compare_digest(parse_b64(shown.get("c"), 32), parse_b64(commit(salt, fields)))
    if not same or set(shown) != {"v", "id", "c"} or shown["v"] != VERSION:
        raise Refusal("commitment")


def move_fields(
    origin: str, ask: str, number: int, prev: str, move: str, day: str, value_digest: str
) -> dict[str, Any]:
    """What the asker signs. `prev` is the digest of the move before, "" for the first; `day` an ISO date."""
    return {
        "origin": origin, "ask": ask, "number": number, "prev": prev, "move": move, "day": day, "value": value_digest,
    }  # fmt: skip


def move_digest(origin: str, ask: str, number: int, prev: str, move: str, day: str, value_digest: str) -> str:
    """SHA-256 hex of the signed bytes: the `prev` of the next move."""
    return sha256_hex(signed_bytes(labels.MOVE, move_fields(origin, ask, number, prev, move, day, value_digest)))


def sign_move(
    seed: bytes, origin: str, ask: str, number: int, prev: str, move: str, day: str, value_digest: str
) -> str:
    """The signature by the mark key (32-byte seed)."""
    return sign(seed, labels.MOVE, move_fields(origin, ask, number, prev, move, day, value_digest))


def check_move(
    public: str,
    signature: str,
    origin: str,
    ask: str,
    number: int,
    prev: str,
    move: str,
    day: str,
    value_digest: str,
    *,
    expected_number: int | None = None,
    expected_prev: str | None = None,
) -> None:
    """Raises move-number (repeated, missing or older), move-chain, or signature."""
    if expected_number is not None and number != expected_number:
        raise Refusal("move-number")
    if expected_prev is not None and prev != expected_prev:
        raise Refusal("move-chain")
    fields = move_fields(origin, ask, number, prev, move, day, value_digest)
    check_signature(public, signature, labels.MOVE, fields)
