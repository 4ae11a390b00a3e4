# SPDX-License-Identifier: AGPL-3.0-or-later
"""Brotli with a window that fits what is packed: the usual one of 4 MiB takes 32 MiB to search, for a page of 40 kB."""

from __future__ import annotations

from typing import Final

import brotli

SMALLEST: Final = 10
LARGEST: Final = 22


def window(size: int) -> int:
    """The base-2 logarithm of the smallest window that reaches over so many bytes (RFC 7932, section 9.1)."""
    return min(LARGEST, max(SMALLEST, (size + 16).bit_length()))


def pack_text(plain: bytes, quality: int) -> bytes:
    return bytes(brotli.compress(plain, mode=brotli.MODE_TEXT, quality=quality, lgwin=window(len(plain))))
