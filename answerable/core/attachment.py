# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sealed files beside a thread's words: how large, how many, in which parts. What is in them nobody here can see."""

import re
from dataclasses import dataclass

from answerable.core.errors import Refused
from answerable.core.value import UNKNOWN
from answerable.core.words import N_

PART = 1 << 20
"""Bytes of one part; the last one is what is left."""
MOST_BYTES = 50_000_000
"""What one file may have before it is sealed."""
MOST_SEALED = 50_400_000
"""The same padded and sealed: Padmé gives 50,331,648, age adds 16 bytes to each 64 KiB and a header."""
MOST_FILES = 40
MOST_UNSENT = 6
KEPT_UNSENT_DAYS = 2
_DIGEST = re.compile(r"[0-9a-f]{64}")

TOO_LARGE = N_("This file is larger than 50 MB. Nothing was sent. Could it be cut into parts, or made smaller?")
TOO_MANY = N_("This ask holds as many files as it can.")
TOO_MANY_UNSENT = N_("Six files wait here that were not sent with any words. Please send or drop those first.")
OTHER_SIZE = N_("A part of the file did not arrive whole. Please try again: what arrived stays.")
NOT_WHOLE = N_("A file has not arrived whole yet. Your words are still on the page.")
NO_ROOM = N_("This server has no room for the file now. Nothing is lost: try again later, or send the words alone.")


@dataclass(frozen=True)
class Announced:
    """A sealed file before its first part: bytes, and the SHA-256 of all of it in hex."""

    size: int
    digest: str

    @property
    def parts(self) -> int:
        return -(-self.size // PART)


def parse(size: object, digest: object) -> Announced:
    """Raises Refused: no size or digest, or too large."""
    if not isinstance(size, int) or isinstance(size, bool) or size < 1:
        raise Refused(UNKNOWN)
    if not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
        raise Refused(UNKNOWN)
    if size > MOST_SEALED:
        raise Refused(TOO_LARGE)
    return Announced(size, digest)


def check_part(size: int, number: int, length: int) -> None:
    """Raises Refused unless a file of this size has such a part, counted from 0."""
    parts = -(-size // PART)
    if not 0 <= number < parts:
        raise Refused(UNKNOWN)
    if length != (PART if number < parts - 1 else size - PART * (parts - 1)):
        raise Refused(OTHER_SIZE)
