# SPDX-License-Identifier: AGPL-3.0-or-later
"""Limits without addresses: token buckets in memory that all processes of a server share, keyed by what is acted on.

A bucket's key is an HMAC under a key drawn at start and anew each hour, so that nothing here tells an address, a
locator or a session, and nothing outlives the hour. Visitors of an onion service all come from loopback; they share
no bucket by address, or one of them could lock out all.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
from dataclasses import dataclass
from ipaddress import ip_address
from mmap import mmap
from typing import Final

from answerable import chance, clock
from answerable.shared import Memory

DIGEST: Final = 16
HEAD: Final = struct.Struct("<32sd")  # the key of the hour, and since when
PLACE: Final = struct.Struct(f"<{DIGEST}sdd")  # whose bucket, what is left in it, since when
SETS, WAYS = 8192, 16  # 131,072 buckets in 4 MiB
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
    """All buckets of one server: its processes share them. A set of places holds those whose digests begin alike;
    where it is full, the one that was used longest ago makes room."""

    def __init__(self) -> None:
        self._memory = Memory(HEAD.size + SETS * WAYS * PLACE.size)  # all zeros, and not touched before it is used
        HEAD.pack_into(self._memory.bytes, 0, chance.draw("limits"), clock.ticks())

    def take(self, name: str, of: str | bytes = "") -> None:
        """One token of the bucket `name` of whatever `of` names; raises TooMuch when it is empty."""
        with self._memory.alone() as held:
            now, rate = clock.ticks(), RATES[name]
            if now - HEAD.unpack_from(held)[1] > KEY_SECONDS:
                self._renew(held, now)
            at, before = _find(held, self._digest(held, name, of))
            left, since = before or (rate.burst, now)
            left = min(rate.burst, left + (now - since) * rate.refill)
            if left < 1:
                raise TooMuch(name, (1 - left) / rate.refill)
            held[at + DIGEST : at + PLACE.size] = struct.pack("<dd", left - 1, now)

    def forget(self) -> None:
        """Every bucket is full again."""
        with self._memory.alone() as held:
            self._renew(held, clock.ticks())

    def take_address(self, address: str) -> None:
        """One token of an address, unless it is loopback, behind which everybody may stand."""
        if not _is_loopback(address):
            self.take("address", address)

    def _renew(self, held: mmap, now: float) -> None:
        held[HEAD.size :] = bytes(len(held) - HEAD.size)
        HEAD.pack_into(held, 0, chance.draw("limits"), now)

    def _digest(self, held: mmap, name: str, of: str | bytes) -> bytes:
        text = of if isinstance(of, bytes) else of.encode()
        return hmac.digest(HEAD.unpack_from(held)[0], name.encode() + b"\0" + text, hashlib.sha256)[:DIGEST]


def _find(held: mmap, digest: bytes) -> tuple[int, tuple[float, float] | None]:
    """The place of this bucket, which bears its digest from now on, and what stood there of it."""
    first = HEAD.size + int.from_bytes(digest[:4], "big") % SETS * WAYS * PLACE.size
    places = [(at, *PLACE.unpack_from(held, at)) for at in range(first, first + WAYS * PLACE.size, PLACE.size)]
    for at, whose, left, since in places:
        if whose == digest:
            return at, (left, since)
    oldest = min(places, key=lambda place: place[3])[0]
    held[oldest : oldest + DIGEST] = digest
    return oldest, None


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return True


limits = Limits()
