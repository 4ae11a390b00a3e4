# SPDX-License-Identifier: AGPL-3.0-or-later
"""The asker's own file beyond keys: a baseline and a pod, in a file whose size does not tell of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from answerable.sealing import labels
from answerable.sealing.derive import AskerKeys
from answerable.sealing.envelope import seal_signed
from answerable.sealing.wire import Fields, Random, b64, jcs

ROOM: Final = 10_240
"""Bytes of the padded envelope of every own file that holds less: 4 of length, the rest content."""

SIGNATURE: Final = 86
"""Letters of an Ed25519 signature in base64url."""


def with_room(fields: Fields) -> dict[str, Any]:
    """The fields with as many spaces under `room` as are missing to ROOM."""
    bare = {**fields, "room": ""}
    used = 4 + len(jcs({"signature": "0" * SIGNATURE, "signed": {**bare, "domain": labels.KEEP}}))
    return {**bare, "room": " " * max(0, ROOM - used)}


def seal_own(keys: AskerKeys, fields: Fields, *, random: Random) -> str:
    """The asker's own file, signed by the sign-in key. With and without a baseline or a pod it has one size."""
    return b64(seal_signed(labels.KEEP, with_room(fields), keys.signin, [keys.recipient], random=random))


def build_own(
    keys: AskerKeys, opened: Mapping[str, Any], file: str, changed: Mapping[str, Any], *, random: Random
) -> dict[str, Any]:
    """The JSON of `own`: the file anew with what changed (None takes a part out) and the number of the move that comes
    next, and the digest of the one before.
    """
    following = max((move["number"] for move in opened["moves"] if move["proven"]), default=0) + 1
    fields = {**opened["keep"], **changed, "next": following}
    kept = {name: value for name, value in fields.items() if value is not None}
    was = hashlib.sha256(file.encode()).hexdigest()
    return {"ask": opened["ask"], "own": seal_own(keys, kept, random=random), "was": was}
