# SPDX-License-Identifier: AGPL-3.0-or-later
"""Leaf hashes and bulk growth of the tree beside bare `hashlib`."""

from __future__ import annotations

import hashlib
import itertools
from typing import Final

from answerable.tlog.merkle import Frontier, leaf_hash, leaf_hashes
from bench.rounds import rates, side_by_side
from bench.row import Seen

COUNT: Final = 100_000
ROUNDS: Final = 11
LEAF_BYTES: Final = 100  # of a thread leaf


def entries(count: int) -> list[bytes]:
    """Leaves of the size of a thread leaf, all different."""
    return [b"%d" % number + bytes(LEAF_BYTES - len(b"%d" % number)) for number in range(count)]


def bare(messages: list[bytes]) -> None:
    """What must be paid: one SHA-256 for each message, kept."""
    sha256 = hashlib.sha256
    [sha256(one).digest() for one in messages]


def hashing() -> Seen:
    """Leaf hashes a second."""
    leaves = entries(COUNT)
    messages = [b"\x00" + one for one in leaves]
    return _seen(side_by_side(lambda: leaf_hashes(leaves), lambda: bare(messages), ROUNDS), COUNT)


def appending() -> Seen:
    """Leaves a second that a tree grows by. The limit: as many hashes as leaves and the nodes above them."""
    hashes = [leaf_hash(one) for one in entries(COUNT)]
    nodes = [b"\x01" + left + right for left, right in itertools.pairwise(hashes)]

    def grow() -> None:
        frontier = Frontier()
        frontier.extend(hashes)
        frontier.root()

    return _seen(side_by_side(grow, lambda: bare(nodes), ROUNDS), COUNT)


def _seen(both: tuple[list[float], list[float]], count: int) -> Seen:
    return Seen(rates(both[0], count), rates(both[1], count))
