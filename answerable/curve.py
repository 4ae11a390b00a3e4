# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ed25519, verified as strictly as the browser's side does it: the same signatures are right on both."""

from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

PRIME: Final = 2**255 - 19
SIGN: Final = 1 << 255
_EIGHTH: Final = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
# y of the eight points whose order divides 8: under such a key one signature fits any message, or every second one.
SMALL: Final = frozenset({0, 1, PRIME - 1, _EIGHTH, PRIME - _EIGHTH})


def is_signed(key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether this key (32 bytes) signed this, as RFC 8032 has it without cofactor. Keys that are not written
    canonically, or are of small order, signed nothing.
    """
    y = int.from_bytes(key, "little") % SIGN
    if y >= PRIME or y in SMALL:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
