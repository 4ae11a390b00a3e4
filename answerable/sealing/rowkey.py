# SPDX-License-Identifier: AGPL-3.0-or-later
"""Wrapping a stored part once more under its row's key, so that destroying the key forgets it.

Layout: 12 bytes nonce ‖ AES-256-GCM of the padded content. The key is random for each row (thread or account),
so random nonces are safe for far more parts than a row has.
"""

import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from answerable.sealing import labels
from answerable.sealing.errors import Refusal
from answerable.sealing.padding import pad, unpad
from answerable.sealing.wire import Random

NONCE: Final = 12


def context(purpose: str, ident: str) -> bytes:
    return b"\x00".join((labels.ROW.encode(), purpose.encode(), ident.encode()))


def wrap(key: bytes, plain: bytes, purpose: str, ident: str, *, random: Random = os.urandom) -> bytes:
    """`key` has 32 bytes; `purpose` and `ident` say what this is and of which row, and are bound to it."""
    nonce = random(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, pad(plain), context(purpose, ident))


def unwrap(key: bytes, wrapped: bytes, purpose: str, ident: str) -> bytes:
    """Raises row for a wrong key, purpose or ident, or a changed part."""
    try:
        return unpad(AESGCM(key).decrypt(wrapped[:NONCE], wrapped[NONCE:], context(purpose, ident)))
    except (InvalidTag, ValueError):
        raise Refusal("row") from None
