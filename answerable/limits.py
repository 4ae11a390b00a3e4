# SPDX-License-Identifier: AGPL-3.0-or-later
"""Limits without addresses: token buckets in memory, keyed by what is acted on.

A bucket's key is an HMAC under a key drawn at start and anew each hour, so that nothing here tells an address, a
locator or a session, and nothing outlives the hour. Visitors of an onion service all come from loopback; they share
no bucket by address, or one of them could lock out all.
"""

from __future__ import annotations

import hashlib
import hmac
import threading
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final

from answerable import chance, clock

MOST_BUCKETS: Final = 100_000
KEY_SECONDS: Final = 3600


@dataclass(frozen=True)
class Rate:
    """`burst` at once, then `refill` a second."""

    burst: float
    refill: float


RATES: Final = {
    "sign-in": Rate(10, 1 / 30),  # tries for one locator
    "look": Rate(60, 2),  # looks of all together: a guess at any code is a guess at all
    "one-time-code": Rate(5, 1 / 60),  # tries for one account
    "invitation": Rate(10, 1 / 30),
    "read": Rate(20, 2),  # texts read for all together: each takes up to half a second of one core
    "letter": Rate(30, 1 / 60),  # new letters of all together
    "letter-key": Rate(60, 1 / 2),  # what one keyholder does: each request is proved anew
    "write": Rate(60, 1),  # writes of one visit
    "file": Rate(120, 20),  # parts of files of one thread, sent or fetched: each is up to 1 MiB
    "address": Rate(240, 20),  # writes of one address that is not loopback
    "everything": Rate(4000, 400),  # writes of all together: sheds load, is no lock
}


class TooMuch(Exception):
    """The bucket is empty; `wait` seconds until there is one more."""

    def __init__(self, name: str, wait: float) -> None:
        super().__init__(name)
        self.name, self.wait = name, max(1, round(wait))


class Limits:
    """All buckets of one process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._buckets: dict[bytes, tuple[float, float]] = {}
        self._renew(clock.ticks())

    def take(self, name: str, of: str | bytes = "") -> None:
        """One token of the bucket `name` of whatever `of` names; raises TooMuch when it is empty."""
        with self._lock:
            now = clock.ticks()
            if now - self._since > KEY_SECONDS or len(self._buckets) > MOST_BUCKETS:
                self._renew(now)
            rate, key = RATES[name], self._digest(name, of)
            left, at = self._buckets.get(key, (rate.burst, now))
            left = min(rate.burst, left + (now - at) * rate.refill)
            if left < 1:
                raise TooMuch(name, (1 - left) / rate.refill)
            self._buckets[key] = (left - 1, now)

    def take_address(self, address: str) -> None:
        """One token of an address, unless it is loopback, behind which everybody may stand."""
        if not _is_loopback(address):
            self.take("address", address)

    def _renew(self, now: float) -> None:
        self._key, self._since = chance.draw("limits"), now
        self._buckets.clear()

    def _digest(self, name: str, of: str | bytes) -> bytes:
        text = of if isinstance(of, bytes) else of.encode()
        return hmac.digest(self._key, name.encode() + b"\0" + text, hashlib.sha256)


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return True


limits = Limits()
