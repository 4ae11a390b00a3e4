# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tree of RFC 6962 §2.1 over SHA-256: roots, growth, proofs (§2.1.1, §2.1.2).

Proofs are checked as in RFC 9162 §2.1.3.2 and §2.1.4.2. A hash is 32 bytes. `Read` gives the hash of the complete
subtree of 2**level leaves that is the index-th of its level.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeAlias

from answerable.tlog.encoding import BIGGEST, check_hash
from answerable.tlog.errors import Invalid

Read: TypeAlias = Callable[[int, int], bytes]

EMPTY_ROOT: Final = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """SHA-256 of 0x00 ‖ data: 32 bytes."""
    return hashlib.sha256(b"\x00" + data).digest()


def leaf_hashes(entries: Iterable[bytes]) -> list[bytes]:
    """`leaf_hash` of many, in order."""
    sha256 = hashlib.sha256
    return [sha256(b"\x00" + data).digest() for data in entries]


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256 of 0x01 ‖ left ‖ right: 32 bytes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def pair_up(hashes: Sequence[bytes]) -> list[bytes]:
    """The level above: each two neighbours hashed; a last one without neighbour is left out."""
    sha256, each = hashlib.sha256, iter(hashes)
    return [sha256(b"\x01" + left + right).digest() for left, right in zip(each, each, strict=False)]


def root_of(leaf_hashes: Sequence[bytes]) -> bytes:
    """The root over these leaf hashes, in order; `EMPTY_ROOT` for none."""
    frontier = Frontier()
    frontier.extend(leaf_hashes)
    return frontier.root()


def fold(peaks: Sequence[bytes]) -> bytes:
    """One hash of complete subtrees, the largest (leftmost) first."""
    whole = peaks[-1]
    for peak in reversed(peaks[:-1]):
        whole = node_hash(peak, whole)
    return whole


class Frontier:
    """What growth needs of a tree: its size and the roots of its complete subtrees, one for each bit of the size."""

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        """`hashes` as `dump` gives them. ValueError if they do not fit the size."""
        if len(hashes) != size.bit_count() or not 0 <= size <= BIGGEST or any(len(one) != 32 for one in hashes):
            raise ValueError("these hashes do not fit this size")
        self.size = size
        self._peaks = dict(zip((level for level in range(63, -1, -1) if size >> level & 1), hashes, strict=True))

    def append(self, leaf_hash: bytes) -> None:
        """Adds one leaf hash."""
        level, peaks = 0, self._peaks
        while self.size >> level & 1:
            leaf_hash = node_hash(peaks.pop(level), leaf_hash)
            level += 1
        peaks[level] = leaf_hash
        self.size += 1

    def extend(self, leaf_hashes: Iterable[bytes]) -> None:
        """Adds many leaf hashes, level by level."""
        row, level, peaks = list(leaf_hashes), 0, self._peaks
        added = len(row)
        while row:
            if level in peaks:
                row.insert(0, peaks.pop(level))
            if len(row) % 2:
                peaks[level] = row.pop()
            row = pair_up(row)
            level += 1
        self.size += added

    def dump(self) -> list[bytes]:
        """The hashes, of the largest subtree first; with `size` all that is needed to go on."""
        return [self._peaks[level] for level in sorted(self._peaks, reverse=True)]

    def root(self) -> bytes:
        """The root, 32 bytes."""
        return fold(self.dump()) if self.size else EMPTY_ROOT


def read_frontier(read: Read, size: int) -> Frontier:
    """The frontier of the first `size` leaves."""
    levels = (level for level in range(63, -1, -1) if size >> level & 1)
    return Frontier(size, [read(level, (size >> level) - 1) for level in levels])


def grown(read: Read, old: Frontier, leaf_hashes: Sequence[bytes]) -> Read:
    """Reads the tree of `old` with these leaf hashes after it. `read` is asked only for what was complete before."""
    rows, row, peaks = [], list(leaf_hashes), old.dump()
    while row:
        rows.append(row)
        with_peak = [peaks.pop(), *row] if old.size >> len(rows) - 1 & 1 else row
        row = pair_up(with_peak)
    size = old.size

    def read_grown(level: int, index: int) -> bytes:
        start = size >> level
        return read(level, index) if index < start else rows[level][index - start]

    return read_grown


def _siblings(read: Read, index: int, level: int, size: int) -> list[bytes]:
    """What must be hashed to the index-th node of this level, up to the root of `size` leaves."""
    found, last = [], (size - 1) >> level
    while last:
        sibling = index ^ 1
        if sibling < size >> level:
            found.append(read(level, sibling))
        elif sibling == last:
            found.append(_tail(read, level, size))
        index, last, level = index >> 1, last >> 1, level + 1
    return found


def _tail(read: Read, level: int, size: int) -> bytes:
    """The hash of the incomplete subtree at the right end of this level."""
    levels = (below for below in range(level - 1, -1, -1) if size >> below & 1)
    return fold([read(below, (size >> below) - 1) for below in levels])


def tree_of(leaves: Iterable[bytes]) -> Read:
    """Reads the tree of these leaf hashes (32 bytes each), all of it in memory."""
    rows = [list(leaves)]
    while len(rows[-1]) > 1:
        rows.append(pair_up(rows[-1]))
    return lambda level, index: rows[level][index]


def inclusion_proof(read: Read, index: int, size: int) -> list[bytes]:
    """The proof for the leaf `index` in the tree of `size` leaves, sibling of the leaf first. Raises index-range."""
    if not 0 <= index < size:
        raise Invalid("index-range")
    return _siblings(read, index, 0, size)


def consistency_proof(read: Read, old: int, size: int) -> list[bytes]:
    """The proof that `size` leaves continue the first `old`; empty if `old` is 0 or `size`. Raises size-range."""
    if not 0 <= old <= size:
        raise Invalid("size-range")
    if old in (0, size):
        return []
    level = (old & -old).bit_length() - 1
    index = (old >> level) - 1
    seed = [read(level, index)] if index else []
    return seed + _siblings(read, index, level, size)


def check_inclusion(proof: Sequence[bytes], index: int, size: int, leaf_hash: bytes, root: bytes) -> None:
    """Raises index-range, hash-length, proof-length or inclusion."""
    if not 0 <= index < size <= BIGGEST:
        raise Invalid("index-range")
    check_hash(leaf_hash)
    sha256, last, whole = hashlib.sha256, size - 1, leaf_hash
    for one in proof:
        if len(one) != 32 or not last:
            raise Invalid("hash-length" if len(one) != 32 else "proof-length")
        if index & 1 or index == last:
            while not index & 1:
                index, last = index >> 1, last >> 1
            whole = sha256(b"\x01" + one + whole).digest()
        else:
            whole = sha256(b"\x01" + whole + one).digest()
        index, last = index >> 1, last >> 1
    check_end(last, whole == root, "inclusion")


def check_consistency(proof: Sequence[bytes], old: int, size: int, old_root: bytes, root: bytes) -> None:
    """Raises size-range, hash-length, proof-length, empty-root or consistency."""
    if not 0 <= old <= size <= BIGGEST:
        raise Invalid("size-range")
    for one in (*proof, old_root, root):
        check_hash(one)
    if old == 0 and old_root != EMPTY_ROOT:
        raise Invalid("empty-root")
    if old in (0, size):
        check_end(len(proof), old == 0 < size or old_root == root, "consistency")
    else:
        _check_growth(proof, old, size, old_root, root)


def _check_growth(proof: Sequence[bytes], old: int, size: int, old_root: bytes, root: bytes) -> None:
    path = [old_root, *proof] if _is_whole(old) else list(proof)
    before, after = _lead(path, old, size)
    check_end(0, before == old_root and after == root, "consistency")


def _is_whole(size: int) -> bool:
    """Whether a tree of so many leaves is one complete subtree, whose hash a consistency proof leaves out."""
    return size & (size - 1) == 0


def _lead(path: Sequence[bytes], old: int, size: int) -> tuple[bytes, bytes]:
    """The roots of the first `old` and of all `size` leaves that these nodes lead to. Raises proof-length."""
    if not path:
        raise Invalid("proof-length")
    shift = (old & -old).bit_length() - 1
    index, last = (old - 1) >> shift, (size - 1) >> shift
    before = after = path[0]
    for one in path[1:]:
        if not last:
            raise Invalid("proof-length")
        if index & 1 or index == last:
            before, after = node_hash(one, before), node_hash(one, after)
            while not index & 1:
                index, last = index >> 1, last >> 1
        else:
            after = node_hash(after, one)
        index, last = index >> 1, last >> 1
    check_end(last, True, "consistency")
    return before, after


def beginning_proof(read: Read, old: int, size: int) -> list[bytes]:
    """What shows the root of the first `old` of `size` leaves (0 < old < size) to whoever has another root for them.

    It is the consistency proof, and where that leaves out the hash of the first `old` leaves, that hash before it.
    """
    proof = consistency_proof(read, old, size)
    return [read(old.bit_length() - 1, 0), *proof] if _is_whole(old) else proof


def root_of_beginning(proof: Sequence[bytes], old: int, size: int, root: bytes) -> bytes:
    """The root of the first `old` leaves of the tree of `size` leaves with this root: nobody can make up another.

    `proof` as `beginning_proof` gives it. Raises size-range, hash-length, proof-length, or consistency (it does not
    lead to `root`, so it says nothing).
    """
    if not 0 < old < size <= BIGGEST:
        raise Invalid("size-range")
    for one in (*proof, root):
        check_hash(one)
    before, after = _lead(proof, old, size)
    check_end(0, after == root, "consistency")
    return before


def check_end(left: int, is_right: bool, name: str) -> None:
    """Raises proof-length if something is left over or missing, `name` if it is not right."""
    if left:
        raise Invalid("proof-length")
    if not is_right:
        raise Invalid(name)
