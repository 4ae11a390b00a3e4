# SPDX-License-Identifier: AGPL-3.0-or-later
"""How values are written in lines: canonical base64 (RFC 4648 §4), and decimal numbers without leading zeros."""

import binascii
import re
from typing import Final

from answerable.tlog.errors import Invalid

BIGGEST: Final = 2**63 - 1
HASH_BYTES: Final = 32
DECIMAL: Final = re.compile(r"0|[1-9][0-9]{0,18}")


def print_base64(raw: bytes) -> str:
    return binascii.b2a_base64(raw, newline=False).decode("ascii")


def parse_base64(text: str) -> bytes:
    """Bytes of canonical, padded base64. Raises base64."""
    try:
        raw = binascii.a2b_base64(text)
    except ValueError:
        raise Invalid("base64") from None
    if print_base64(raw) != text:  # whatever it was lenient about
        raise Invalid("base64")
    return raw


def parse_hash(text: str) -> bytes:
    """32 bytes of canonical base64. Raises base64, hash-length."""
    raw = parse_base64(text)
    if len(raw) != HASH_BYTES:
        raise Invalid("hash-length")
    return raw


def parse_number(text: str) -> int:
    """A whole number from 0 to 2^63 - 1, ASCII digits, no leading zero. Raises number."""
    if not DECIMAL.fullmatch(text) or int(text) > BIGGEST:
        raise Invalid("number")
    return int(text)


def check_hash(raw: bytes) -> None:
    """Raises hash-length."""
    if len(raw) != HASH_BYTES:
        raise Invalid("hash-length")
