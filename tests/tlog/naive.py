# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tree as RFC 6962 §2.1 defines it, recursively and slowly; and a small log of made-up entries."""

import hashlib

from answerable.tlog.merkle import Frontier, Read, grown, leaf_hash


def split(size: int) -> int:
    """The largest power of two below the size."""
    return 1 << (size - 1).bit_length() - 1


def join(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(hashes: list[bytes]) -> bytes:
    if len(hashes) < 2:
        return hashes[0] if hashes else hashlib.sha256().digest()
    at = split(len(hashes))
    return join(root(hashes[:at]), root(hashes[at:]))


def path(index: int, hashes: list[bytes]) -> list[bytes]:
    if len(hashes) == 1:
        return []
    at = split(len(hashes))
    if index < at:
        return [*path(index, hashes[:at]), root(hashes[at:])]
    return [*path(index - at, hashes[at:]), root(hashes[:at])]


def growth(old: int, hashes: list[bytes], whole: bool = True) -> list[bytes]:
    if old == len(hashes):
        return [] if whole else [root(hashes)]
    at = split(len(hashes))
    if old <= at:
        return [*growth(old, hashes[:at], whole), root(hashes[at:])]
    return [*growth(old - at, hashes[at:], False), root(hashes[:at])]


def leaves(size: int) -> list[bytes]:
    return [leaf_hash(b"entry %d" % number) for number in range(size)]


def reader(hashes: list[bytes]) -> Read:
    return grown(never, Frontier(), hashes)


def never(level: int, index: int) -> bytes:
    raise AssertionError("there is nothing older to read")
