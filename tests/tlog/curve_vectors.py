# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes vectors/signatures.json: `python -m tests.tlog.curve_vectors`, by hand. Signatures on the edge.

The points are those of RFC 8032, computed here without any library: what a library would not sign is what is wanted.
"""

from __future__ import annotations

import hashlib
import json
from itertools import count
from typing import Any, Final

from answerable.curve import PRIME, SIGN, SMALL
from answerable.sealing.signing import signing_public
from answerable.sealing.wire import b64, parse_b64
from tests.sealing.vectors import FOLDER

ORDER: Final = 2**252 + 27742317777372353535851937790883648493
D: Final = -121665 * pow(121666, -1, PRIME) % PRIME
ROOT: Final = pow(2, (PRIME - 1) // 4, PRIME)  # of -1
SEED: Final = bytes(range(32))
MESSAGE: Final = b"I have read it."
Point = tuple[int, int]


def x_of(y: int, *, odd: bool = False) -> int:
    square = (y * y - 1) * pow(D * y * y + 1, -1, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    x = x if x * x % PRIME == square else x * ROOT % PRIME
    assert x * x % PRIME == square
    return x if x % 2 == odd else PRIME - x


def add(one: Point, other: Point) -> Point:
    (x, y), (v, w) = one, other
    product = D * x * y * v * w
    return (
        (x * w + y * v) * pow(1 + product, -1, PRIME) % PRIME,
        (y * w + x * v) * pow(1 - product, -1, PRIME) % PRIME,
    )


def times(number: int, point: Point) -> Point:
    found = (0, 1)
    for bit in f"{number:b}":
        found = add(found, found)
        found = add(found, point) if bit == "1" else found
    return found


def printed(point: Point) -> bytes:
    return (point[1] | SIGN * (point[0] % 2)).to_bytes(32, "little")


Y: Final = 4 * pow(5, -1, PRIME) % PRIME
BASE: Final = (x_of(Y), Y)
EIGHTH_Y: Final = max(SMALL - {0, 1, PRIME - 1})
EIGHTH: Final = (x_of(EIGHTH_Y), EIGHTH_Y)
"""A point of order 8."""


def secret() -> int:
    low = int.from_bytes(hashlib.sha512(SEED).digest()[:32], "little")
    return low & (1 << 254) - 8 | 1 << 254


def challenge(r: bytes, key: bytes) -> int:
    return int.from_bytes(hashlib.sha512(r + key + MESSAGE).digest(), "little") % ORDER


def signed(key: Point, *, more: Point = (0, 1), nonce: int = 7, over: int = 0) -> bytes:
    """R, with another point added to it, and S, with `over` times the order added."""
    r = printed(add(times(nonce, BASE), more))
    return r + (((nonce + challenge(r, printed(key)) * secret()) % ORDER) + over * ORDER).to_bytes(32, "little")


def lucky(key: Point) -> bytes:
    """By a key with a part of small order: right without cofactor where the challenge takes that part away."""
    return next(made for n in count(1) if challenge((made := signed(key, nonce=n))[:32], printed(key)) % 8 == 0)


def unlucky(key: Point) -> bytes:
    return next(made for n in count(1) if challenge((made := signed(key, nonce=n))[:32], printed(key)) % 8)


def row(name: str, key: bytes, signature: bytes) -> dict[str, str]:
    return {"name": name, "key": b64(key), "message": b64(MESSAGE), "signature": b64(signature)}


def content() -> dict[str, Any]:
    own = times(secret(), BASE)
    assert printed(own) == parse_b64(signing_public(SEED))
    mixed, key = add(own, EIGHTH), printed(own)
    neutral = (1).to_bytes(32, "little")
    valid = [
        row("an ordinary one", key, signed(own)),
        row("a key with a part of small order that falls away", printed(mixed), lucky(mixed)),
    ]
    invalid = [
        row("right with the cofactor alone: R has a part of small order", key, signed(own, more=EIGHTH)),
        row("right with the cofactor alone: the key has a part of small order", printed(mixed), unlucky(mixed)),
        row("S is not below the order", key, signed(own, over=1)),
        row("a key of order 1", neutral, neutral + bytes(32)),
        row("a key of order 8", printed(EIGHTH), neutral + bytes(32)),
        row("a key written in a second way", (PRIME + 1).to_bytes(32, "little"), neutral + bytes(32)),
        row("a key that is no point", (2).to_bytes(32, "little"), signed(own)),
        row("R written in a second way", key, (PRIME + 1).to_bytes(32, "little") + signed(own)[32:]),
        row("S of another message", key, signed(own)[:32] + signed(own, nonce=8)[32:]),
    ]
    return {"about": "Ed25519 on the edge of what is right (protocol §2)", "valid": valid, "invalid": invalid}


if __name__ == "__main__":
    (FOLDER / "signatures.json").write_text(json.dumps(content(), indent=1) + "\n", "utf-8")
