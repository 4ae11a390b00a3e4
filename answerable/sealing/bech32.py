# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bech32 (BIP 173) without its limit on length, as age writes keys."""

from functools import reduce
from operator import xor
from typing import Final

from answerable.sealing.errors import Refusal

LETTERS: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
STEPS: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def top_step(top: int) -> int:
    return reduce(xor, (step for place, step in enumerate(STEPS) if top >> place & 1), 0)


TOP_STEPS: Final = tuple(top_step(top) for top in range(32))
VALUE: Final = {letter: place for place, letter in enumerate(LETTERS)}


def encode(prefix: str, raw: bytes) -> str:
    """Lower-case text of the bytes under a lower-case prefix."""
    groups = regroup(raw)
    remainder = polymod([*expand(prefix), *groups, 0, 0, 0, 0, 0, 0]) ^ 1
    check = [remainder >> 5 * (5 - place) & 31 for place in range(6)]
    return prefix + "1" + "".join(LETTERS[group] for group in [*groups, *check])


def parse(text: str, prefix: str, code: str) -> bytes:
    """The bytes under `prefix`; raises `code` for anything else. `text` must be of one case."""
    if text not in (text.lower(), text.upper()) or not text.isascii():
        raise Refusal(code)
    head, one, tail = text.lower().rpartition("1")
    if not one or head != prefix or len(tail) < 6 or set(tail) - set(VALUE):
        raise Refusal(code)
    groups = [VALUE[letter] for letter in tail]
    if polymod([*expand(head), *groups]) != 1:
        raise Refusal(code)
    return regroup_back(groups[:-6], code)


def expand(prefix: str) -> list[int]:
    return [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]


def polymod(groups: list[int]) -> int:
    total = 1
    for group in groups:
        total = (total & 0x1FFFFFF) << 5 ^ group ^ TOP_STEPS[total >> 25]
    return total


def regroup(raw: bytes) -> list[int]:
    """Groups of 5 bits, the last one filled up with zeros."""
    groups, value, bits = [], 0, 0
    for byte in raw:
        value, bits = (value << 8 | byte) & 0xFFF, bits + 8
        while bits >= 5:
            bits -= 5
            groups.append(value >> bits & 31)
    return [*groups, value << 5 - bits & 31] if bits else groups


def regroup_back(groups: list[int], code: str) -> bytes:
    """Whole bytes; refuses with `code` where more than 4 bits are left, or one that is not zero."""
    raw, value, bits = bytearray(), 0, 0
    for group in groups:
        value, bits = (value << 5 | group) & 0xFFF, bits + 5
        if bits >= 8:
            bits -= 8
            raw.append(value >> bits & 255)
    if bits >= 5 or value & (1 << bits) - 1:
        raise Refusal(code)
    return bytes(raw)
