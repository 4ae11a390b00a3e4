# SPDX-License-Identifier: AGPL-3.0-or-later
"""Inclusion proofs in a tree of a million leaves, and the whole offline check of a `.tlog-proof`."""

from __future__ import annotations

import hashlib
from random import Random
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from answerable.tlog.checkpoint import Checkpoint, sign_checkpoint
from answerable.tlog.keys import ED25519, ED25519_TIMED, Ed25519Signer, signed_bytes
from answerable.tlog.merkle import Read, check_inclusion, inclusion_proof, leaf_hashes, pair_up, read_frontier
from answerable.tlog.note import add_lines, sign_line
from answerable.tlog.policy import build_policy
from answerable.tlog.proof import Proof, check_proof, print_proof
from answerable.tlog.tiles import TileReader, tiles_between
from bench.record.hashing import bare, entries
from bench.rounds import rates, side_by_side
from bench.row import Seen

SIZE: Final = 1_000_000
EACH: Final = 4_000
CHECKS: Final = 600
ROUNDS: Final = 9
TIME: Final = 1_900_000_000
HASHES: Final = 20  # of a proof in a tree of a million


class Tree:
    """A million leaves, as rows in memory and as tiles."""

    def __init__(self, size: int = SIZE) -> None:
        self.size, self._rows = size, [leaf_hashes(entries(size))]
        while len(self._rows[-1]) > 1:
            self._rows.append(pair_up(self._rows[-1]))
        self.leaves = self._rows[0]
        self.read: Read = lambda level, index: self._rows[level][index]
        self.root = read_frontier(self.read, size).root()

    def tiles(self) -> dict[str, bytes]:
        return dict(tiles_between(0, self.size, self.read))


def chosen(size: int, count: int) -> list[int]:
    """Indexes at random, the same in each run."""
    return Random(1).sample(range(size), count)


def making(tree: Tree) -> Seen:
    """Proofs a second, read from checked tiles in memory as the server reads them. The limit: 20 hashes each."""
    files = tree.tiles()
    reader = TileReader(files.__getitem__, tree.size, keep=len(files))
    reader.check_root(tree.root)
    places = chosen(tree.size, EACH)
    messages = [bytes(65)] * (EACH * HASHES)
    return _seen(
        side_by_side(
            lambda: [inclusion_proof(reader.read, index, tree.size) for index in places], lambda: bare(messages), ROUNDS
        ),
        EACH,
    )


def checking(tree: Tree) -> Seen:
    """Proofs a second that are checked. The limit: as many hashes as they hold."""
    given = [(index, inclusion_proof(tree.read, index, tree.size)) for index in chosen(tree.size, EACH)]
    messages = [bytes(65)] * sum(len(hashes) for _, hashes in given)

    def check() -> None:
        for index, hashes in given:
            check_inclusion(hashes, index, tree.size, tree.leaves[index], tree.root)

    return _seen(side_by_side(check, lambda: bare(messages), ROUNDS), EACH)


def offline(tree: Tree) -> Seen:
    """Whole `.tlog-proof` files a second, signed by the log and by one witness. The limit: two Ed25519 checks."""
    log = Ed25519Signer("log.example/harbour", hashlib.sha256(b"log").digest(), ED25519)
    witness = Ed25519Signer("witness.example/north", hashlib.sha256(b"north").digest(), ED25519_TIMED)
    policy = build_policy([log.verifier], {"north": witness.verifier}, {}, "north")
    note = sign_checkpoint(Checkpoint("log.example/harbour", tree.size, tree.root), [log])
    text = note.decode().rpartition("\n\n")[0] + "\n"
    cosigned = add_lines(note, [sign_line(text, witness, TIME)])
    files = [
        (print_proof(Proof(index, tuple(inclusion_proof(tree.read, index, tree.size)), cosigned)), tree.leaves[index])
        for index in chosen(tree.size, CHECKS)
    ]
    pairs = [
        (Ed25519PublicKey.from_public_bytes(one.verifier.key), one.sign(text, TIME)[-64:],
         signed_bytes(one.verifier.name, one.verifier.kind, text, TIME))
        for one in (log, witness)
    ]  # fmt: skip

    def bare_checks() -> None:
        for _ in files:
            for key, signature, message in pairs:
                key.verify(signature, message)

    return _seen(
        side_by_side(lambda: [check_proof(data, leaf, policy, TIME) for data, leaf in files], bare_checks, ROUNDS),
        CHECKS,
    )


def _seen(both: tuple[list[float], list[float]], count: int) -> Seen:
    return Seen(rates(both[0], count), rates(both[1], count))
