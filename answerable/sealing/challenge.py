# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in: a signature over a challenge that names server, purpose, nonce and end.

The server stores no challenge: the nonce carries its own proof, the same for known and unknown locators.
"""

import hmac
from typing import Any, Final

from answerable.sealing import labels
from answerable.sealing.errors import Refusal
from answerable.sealing.signing import check_signature, sign
from answerable.sealing.wire import Fields, Random, b64, jcs, parse_b64

LIFE_SECONDS: Final = 120
LONGEST_SECONDS: Final = 600
"""No nonce lives so long: one that ends later was made by a clock that was ahead, and could be used until then."""


def make_challenge(
    secret: bytes, purpose: str, locator: str, *, random: Random, now: int, life: int = LIFE_SECONDS
) -> dict[str, Any]:
    """{"nonce", "expires"} for whoever names this locator, whether or not anything is there."""
    fresh, expires = random(16), now + life
    return {"nonce": b64(fresh + nonce_proof(secret, purpose, locator, fresh, expires)), "expires": expires}


def check_nonce(secret: bytes, purpose: str, locator: str, nonce: str, expires: int, *, now: int) -> None:
    """Raises expired, or signature when this server did not make the nonce for this locator and purpose.

    A nonce can be used again until it expires; whoever must know it used once keeps a note of its own.
    """
    if not now <= expires <= now + LONGEST_SECONDS:
        raise Refusal("expired")
    raw = parse_b64(nonce, 48)
    if not hmac.compare_digest(raw[16:], nonce_proof(secret, purpose, locator, raw[:16], expires)):
        raise Refusal("signature")


def nonce_proof(secret: bytes, purpose: str, locator: str, fresh: bytes, expires: int) -> bytes:
    fields = {"domain": labels.NONCE, "purpose": purpose, "locator": locator, "fresh": b64(fresh), "expires": expires}
    return hmac.digest(secret, jcs(fields), "sha256")


def challenge_fields(origin: str, purpose: str, nonce: str, expires: int) -> Fields:
    """`purpose` is "mine" or "desk"; `expires` in whole seconds since 1970 (UTC)."""
    return {"origin": origin, "purpose": purpose, "nonce": nonce, "expires": expires}


def sign_challenge(seed: bytes, origin: str, purpose: str, nonce: str, expires: int) -> str:
    return sign(seed, labels.CHALLENGE, challenge_fields(origin, purpose, nonce, expires))


def check_challenge(
    public: str, signature: str, origin: str, purpose: str, nonce: str, expires: int, *, now: int
) -> None:
    """Raises expired, or signature. The nonce must be one that the server made: it checks that itself."""
    if now > expires:
        raise Refusal("expired")
    check_signature(public, signature, labels.CHALLENGE, challenge_fields(origin, purpose, nonce, expires))
