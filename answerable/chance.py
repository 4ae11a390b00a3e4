# SPDX-License-Identifier: AGPL-3.0-or-later
"""The only source of randomness on the server.

Under a seed (tests only) every value depends on its label, its context and how often that pair was
drawn, and on nothing else: what one ask draws shifts no value of another.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

_seed: bytes | None = None
_drawn: Counter[tuple[str, str]] = Counter()


def draw(label: str, context: str = "", size: int = 32) -> bytes:
    """`size` random bytes, for the purpose `label` of the object `context`."""
    if _seed is None:
        return secrets.token_bytes(size)
    _drawn[label, context] += 1
    message = f"{label}\0{context}\0{_drawn[label, context]}".encode()
    stream = b"".join(hmac.digest(_seed, message + bytes([block]), hashlib.sha256) for block in range(-(-size // 32)))
    return stream[:size]


def code(label: str, context: str = "") -> str:
    """A public random identifier: 26 lower-case letters and digits, 128 bits."""
    return base64.b32encode(draw(label, context, 16)).decode().rstrip("=").lower()


@contextmanager
def seeded(seed: bytes) -> Iterator[None]:
    """Make every draw a function of the seed (tests only)."""
    global _seed
    _seed = seed
    _drawn.clear()
    try:
        yield
    finally:
        _seed = None
        _drawn.clear()
