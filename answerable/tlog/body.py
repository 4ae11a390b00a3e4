# SPDX-License-Identifier: AGPL-3.0-or-later
"""The text of a checkpoint (C2SP tlog-checkpoint): three lines of origin, size and root, and no more."""

import re
from typing import Final

from answerable.tlog.encoding import parse_hash, parse_number, print_base64
from answerable.tlog.errors import Invalid

CONTROL: Final = re.compile("[\x00-\x1f\ud800-\udfff]")


def parse_body(text: str) -> tuple[str, int, bytes]:
    """(origin, size, root of 32 bytes). Raises checkpoint, checkpoint-extension, number, base64, hash-length."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
        raise Invalid("checkpoint")
    if len(lines) > 4:
        raise Invalid("checkpoint-extension")
    check_origin(lines[0])
    return lines[0], parse_number(lines[1]), parse_hash(lines[2])


def print_body(origin: str, size: int, root: bytes) -> str:
    """The text that `parse_body` reads. Raises checkpoint, number, hash-length."""
    text = f"{origin}\n{size}\n{print_base64(root)}\n"
    check_origin(origin)
    parse_number(str(size))
    parse_hash(print_base64(root))
    return text


def check_origin(origin: str) -> None:
    """Raises checkpoint unless it is one line of text."""
    if not origin or CONTROL.search(origin):
        raise Invalid("checkpoint")
