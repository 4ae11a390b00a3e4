# SPDX-License-Identifier: AGPL-3.0-or-later
"""Wrapping stored parts under the row key of their thread or account."""

from __future__ import annotations

import hmac
from uuid import UUID

from answerable import chance
from answerable.core.errors import Denied
from answerable.sealing import rowkey
from answerable.storage import keyfile


def wrap(row: UUID, purpose: str, plain: bytes) -> bytes:
    """`plain` under the key of `row`. Denied where the key is gone."""
    return rowkey.wrap(
        _key(row), plain, purpose, row.hex, random=lambda size: chance.draw("nonce", row.hex + purpose, size)
    )


def unwrap(row: UUID, purpose: str, wrapped: bytes | memoryview) -> bytes:
    return rowkey.unwrap(_key(row), bytes(wrapped), purpose, row.hex)


def wrap_inner(row: UUID, own: UUID, purpose: str, plain: bytes) -> bytes:
    """`plain` under a key of its own, and that under the key of `row`: it ends with either."""
    return wrap(row, purpose, wrap(own, purpose, plain))


def unwrap_inner(row: UUID, own: UUID, purpose: str, wrapped: bytes | memoryview) -> bytes:
    return unwrap(own, purpose, unwrap(row, purpose, wrapped))


def derive(row: UUID, label: str, context: str) -> bytes:
    """32 bytes that follow from the key of `row` and end with it. Denied where the key is gone."""
    return hmac.digest(_key(row), f"{label}\0{context}".encode(), "sha256")


def has_key(row: UUID) -> bool:
    """Whether what is under this key can still be opened."""
    return keyfile.current().read(row) is not None


def _key(row: UUID) -> bytes:
    key = keyfile.current().read(row)
    if key is None:
        raise Denied
    return key
