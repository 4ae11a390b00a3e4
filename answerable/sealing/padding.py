# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sizes tell little: Padmé first (at most 12 % more), then up to a whole step of 512 bytes.

Layout: 4 bytes length (big-endian) ‖ content ‖ zeros.
"""

from typing import Final

from answerable.sealing.errors import Refusal

STEP: Final = 512


def padded_size(length: int) -> int:
    """The size in bytes of a padded content of `length` bytes."""
    size = padme(max(length + 4, STEP))
    return -(-size // STEP) * STEP


def padme(size: int) -> int:
    """Padmé (Nikitin and others, 2019): only the leading bits of a length stay. `size` is 2 or more."""
    exponent = size.bit_length() - 1
    low_bits = exponent - exponent.bit_length()
    mask = (1 << max(low_bits, 0)) - 1
    return (size + mask) & ~mask


def pad(content: bytes) -> bytes:
    size = padded_size(len(content))
    return (len(content).to_bytes(4, "big") + content).ljust(size, b"\x00")


def unpad(padded: bytes) -> bytes:
    """The content. Raises padding for a wrong size, a wrong length or a byte that should be zero."""
    length = int.from_bytes(padded[:4], "big")
    if len(padded) < STEP or len(padded) != padded_size(length) or any(padded[4 + length :]):
        raise Refusal("padding")
    return padded[4 : 4 + length]
