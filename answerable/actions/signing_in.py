# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checks of signing in: a signature over a challenge that nobody stores, and one-time codes taken once."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import pyotp

from answerable import chance, config
from answerable.core.errors import Refused
from answerable.core.value import UNKNOWN, parse_whole
from answerable.sealing.challenge import check_challenge, check_nonce, make_challenge
from answerable.sealing.signing import signing_public
from answerable.sealing.wire import parse_b64

STEP_SECONDS: Final = 30
SECRET_BYTES: Final = 20
NOBODY: Final = signing_public(hashlib.sha256(b"answerable.v1.nobody").digest())


def challenge_secret() -> bytes:
    return hashlib.sha256(b"answerable.v1.challenge\0" + config.current().secret.encode()).digest()


def _seconds(at: datetime) -> int:
    return int(at.timestamp())


def locator_digest(locator: str) -> bytes:
    """What is stored of a locator."""
    return hashlib.sha256(parse_b64(locator, 32)).digest()


def make(purpose: str, locator: str, at: datetime) -> dict[str, Any]:
    """{nonce, expires}, the same for known and unknown locators."""
    parse_b64(locator, 32)
    return make_challenge(
        challenge_secret(),
        purpose,
        locator,
        random=lambda size: chance.draw("nonce", purpose + locator, size),
        now=_seconds(at),
    )


def check_signed_challenge(sent: Mapping[str, Any], public: str, purpose: str, at: datetime) -> None:
    """Raises signature or expired unless {locator, nonce, expires, signature} is right for this public key."""
    now, nonce, expires = _seconds(at), str(sent.get("nonce")), parse_whole(sent.get("expires"))
    check_nonce(challenge_secret(), purpose, str(sent.get("locator")), nonce, expires, now=now)
    check_challenge(public, str(sent.get("signature")), config.current().origin, purpose, nonce, expires, now=now)


def new_secret(context: str) -> str:
    return base64.b32encode(chance.draw("one-time-code", context, SECRET_BYTES)).decode("ascii")


def parse_secret(text: str) -> str:
    """A secret as an app takes it. Raises Refused for a short or damaged one."""
    try:
        raw = base64.b32decode(text)
    except (binascii.Error, ValueError):
        raise Refused(UNKNOWN) from None
    if len(raw) < SECRET_BYTES:
        raise Refused(UNKNOWN)
    return text


def check_step(secret: str, code: str, at: datetime, *, after: int = 0) -> int | None:
    """The half minute that this code belongs to, if it is now or beside now and later than `after`."""
    given, now = code.strip().replace(" ", ""), _seconds(at) // STEP_SECONDS
    totp, found = pyotp.TOTP(secret), None
    for step in (now - 1, now, now + 1):
        fits = hmac.compare_digest(totp.at(step * STEP_SECONDS).encode(), given.encode())
        found = step if fits and step > after else found
    return found
