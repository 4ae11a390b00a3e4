# SPDX-License-Identifier: AGPL-3.0-or-later
"""Offline proofs (C2SP tlog-proof v1, files `.tlog-proof`): index, inclusion proof, cosigned checkpoint."""

from dataclasses import dataclass
from typing import Final

from answerable.tlog.encoding import check_hash, parse_base64, parse_hash, parse_number, print_base64
from answerable.tlog.errors import Invalid
from answerable.tlog.merkle import check_inclusion
from answerable.tlog.note import parse_note
from answerable.tlog.policy import Policy, Witnessed, check_policy

HEAD: Final = "c2sp.org/tlog-proof@v1"
MAX_HASHES: Final = 63
MAX_BYTES: Final = 2_000_000


@dataclass(frozen=True)
class Proof:
    """`index` from 0; `hashes` from the leaf's sibling up; `checkpoint` a note; `extra` is vouched for by nobody."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None


def parse_proof(data: bytes) -> Proof:
    """Raises proof, proof-extra, number, base64, hash-length, proof-length, note-size, note-text or as `parse_note`."""
    head, gap, checkpoint = data.partition(b"\n\n")
    if not gap or len(data) > MAX_BYTES or not head.isascii():
        raise Invalid("proof")
    lines = head.decode("ascii").split("\n")
    extra = lines.pop(1)[6:] if len(lines) > 1 and lines[1].startswith("extra ") else None
    if lines[0] != HEAD or len(lines) < 2 or not lines[1].startswith("index "):
        raise Invalid("proof")
    if extra == "":
        raise Invalid("proof-extra")
    if len(lines) > MAX_HASHES + 2:
        raise Invalid("proof-length")
    index, hashes = parse_number(lines[1][6:]), tuple(map(parse_hash, lines[2:]))
    parse_note(checkpoint)
    return Proof(index, hashes, checkpoint, None if extra is None else parse_base64(extra))


def print_proof(proof: Proof) -> bytes:
    """The bytes that `parse_proof` reads. Raises what it would raise."""
    for one in proof.hashes:
        check_hash(one)
    extra = [] if proof.extra is None else [f"extra {print_base64(proof.extra)}"]
    lines = [HEAD, *extra, f"index {proof.index}", *map(print_base64, proof.hashes), "", ""]
    data = "\n".join(lines).encode() + proof.checkpoint
    if parse_proof(data) != proof:
        raise Invalid("proof")
    return data


def check_proof(data: bytes, leaf_hash: bytes, policy: Policy, oldest: int | None = None) -> Witnessed:
    """Who vouches that this leaf is in the log at the proof's index. `oldest` as in `check_policy`.

    Raises what `parse_proof`, `check_policy` and `check_inclusion` raise.
    """
    proof = parse_proof(data)
    found = check_policy(policy, proof.checkpoint, oldest)
    check_inclusion(proof.hashes, proof.index, found.checkpoint.size, leaf_hash, found.checkpoint.root)
    return found
