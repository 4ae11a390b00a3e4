# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coming in with words: a challenge that is the same for every locator, and a visit for the one that fits.

Wrong words, and the words of an ask that was erased, take the same steps and get the same bytes.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

from answerable import chance, clock, config
from answerable.limits import limits
from answerable.sealing import challenge
from answerable.sealing.errors import Refusal
from answerable.sealing.signing import signing_public
from answerable.web.asker import shelf

PURPOSE = "mine"


@dataclass(frozen=True)
class Entered:
    """A fresh visit's token, and the code of the ask that it opens."""

    token: str
    code: str


def _secret() -> bytes:
    return hashlib.sha256(b"asker challenge\0" + config.current().secret.encode()).digest()


def _now() -> int:
    return int(clock.now().timestamp())


def _random(size: int) -> bytes:
    return chance.draw("challenge", size=size)


def make_challenge(locator: str) -> dict[str, Any]:
    limits.take("sign-in", locator)
    return challenge.make_challenge(_secret(), PURPOSE, locator, random=_random, now=_now())


def nobody() -> str:
    """A key that nobody has, so that an unknown locator costs the same check."""
    return signing_public(_secret())


def enter(locator: str, nonce: str, expires: int, signature: str) -> Entered | None:
    """A visit, or None for whatever does not fit, without saying what."""
    known = shelf.read_signin(locator)
    try:
        challenge.check_nonce(_secret(), PURPOSE, locator, nonce, expires, now=_now())
        challenge.check_challenge(
            known or nobody(), signature, config.current().origin, PURPOSE, nonce, expires, now=_now()
        )
    except Refusal:
        return None
    return None if known is None else shelf.begin(locator)
