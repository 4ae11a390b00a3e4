# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bech32 (BIP 173) without its limit on length, as age writes keys."""

from typing import Final

from answerable.sealing.errors import Refusal

LETTERS: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
STEPS: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def encode(prefix: str, raw: bytes) -> str:
    """Lower-case text of the bytes under a lower-case prefix."""
    groups = regroup(raw, 8, 5)
    remainder = polymod([*expand(prefix), *groups, 0, 0, 0, 0, 0, 0]) ^ 1
    check = [remainder >> 5 * (5 - place) & 31 for place in range(6)]
    return prefix + "1" + "".join(LETTERS[group] for group in [*groups, *check])


def parse(text: str, prefix: str, code: str) -> bytes:
    """The bytes under `prefix`; raises `code` for anything else. `text` must be of one case."""
    if text not in (text.lower(), text.upper()) or not text.isascii():
        raise Refusal(code)
    head, one, tail = text.lower().rpartition("1")
    if not one or head != prefix or len(tail) < 6 or set(tail) - set(LETTERS):
        raise Refusal(code)
    groups = [LETTERS.index(letter) for letter in tail]
    if polymod([*expand(head), *groups]) != 1:
        raise Refusal(code)
    return bytes(regroup_back(groups[:-6], code))


def expand(prefix: str) -> list[int]:
    return [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]


def polymod(groups: list[int]) -> int:
    total = 1
    for group in groups:
        top = total >> 25
        total = (total & 0x1FFFFFF) << 5 ^ group
        for place, step in enumerate(STEPS):
            total ^= step if top >> place & 1 else 0
    return total


def regroup(raw: bytes, size: int, to: int) -> list[int]:
    value, bits = int.from_bytes(raw, "big"), len(raw) * size
    missing = -bits % to
    value, bits = value << missing, bits + missing
    return [value >> bits - to * (place + 1) & (1 << to) - 1 for place in range(bits // to)]


def regroup_back(groups: list[int], code: str) -> list[int]:
    value = 0
    for group in groups:
        value = value << 5 | group
    spare = len(groups) * 5 % 8
    if spare >= 5 or value & (1 << spare) - 1:
        raise Refusal(code)
    return list((value >> spare).to_bytes(len(groups) * 5 // 8, "big"))
