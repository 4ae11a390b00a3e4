# SPDX-License-Identifier: AGPL-3.0-or-later
"""Other ways to an ask: what a look code and a device are found by, and how a support person is pinned."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from answerable.sealing import labels
from answerable.sealing.derive import derive
from answerable.sealing.wire import b64
from answerable.sealing.words import stretch_look

HOLDER: Final = "way:"


def look_locator(words: str, origin: str) -> str:
    """What the four words of a look code are found by. Raises look-count, words-unknown."""
    return b64(derive(stretch_look(words, origin), labels.LOOK, origin, ""))


def device_proof(secret: bytes, origin: str, locator: str) -> str:
    """What a device proves for the words with this locator: of its 32 random bytes, another value for each."""
    return b64(derive(secret, labels.DEVICE, origin, locator))


def pin_of(recipient: str) -> str:
    """What stands under a support person's key in the asker's own file: its SHA-256 in hexadecimal."""
    return hashlib.sha256(recipient.encode()).hexdigest()


def named(keep: Mapping[str, Any], ways: list[dict[str, Any]]) -> dict[str, str]:
    """{holder: recipient} of the ways whose keys the asker's own file names: each next key is sealed to them too."""
    pinned = keep.get("support") or {}
    known = (each for each in ways if each["recipient"] and pin_of(each["recipient"]) in pinned)
    return {HOLDER + each["code"]: each["recipient"] for each in known}
