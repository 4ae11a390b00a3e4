# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an asker is given at once: the log's signed word that the leaf of her ask will stand in the next batch."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from answerable.record import batch, keeping
from answerable.sealing import labels
from answerable.sealing.signing import sign_with


def promise(code: str, commitment: str, *, at: datetime, is_new: bool = False) -> dict[str, Any] | None:
    """{origin, id, c, batch, signature}, or None while the log signs nothing.

    A promise without its leaf two batches later is evidence. `is_new` says that the leaf came in this very write, so
    that nobody need look for a batch that took it.
    """
    if keeping.is_behind():
        return None
    origin, seed = keeping.signs_as()
    day = (None if is_new else batch.day_of(code)) or batch.next_day(at)
    fields = {"origin": origin, "id": code, "c": commitment, "batch": day.isoformat()}
    return {**fields, "signature": sign_with(_key(seed), labels.LEAF_PROMISE, fields)}


@lru_cache(maxsize=1)
def _key(seed: bytes) -> Ed25519PrivateKey:
    """The log's, as it was made last."""
    return Ed25519PrivateKey.from_private_bytes(seed)
