# SPDX-License-Identifier: AGPL-3.0-or-later
"""The keys of the tests: a log, another log, three witnesses. All follow from their names."""

import hashlib

from answerable.tlog.checkpoint import Checkpoint, sign_checkpoint
from answerable.tlog.keys import ED25519_TIMED
from answerable.tlog.merkle import root_of
from answerable.tlog.note import Ed25519Signer, MLDSA44Signer
from tests.tlog import naive

ORIGIN = "log.example/harbour"
NOW = 1_935_000_000


def seed(label: str) -> bytes:
    return hashlib.sha256(label.encode()).digest()


LOG = Ed25519Signer(ORIGIN, seed("log"))
STRANGER = Ed25519Signer(ORIGIN, seed("stranger"))
OTHER = Ed25519Signer("log.example/other", seed("other"))
NORTH = Ed25519Signer("witness.example/north", seed("north"), ED25519_TIMED)
SOUTH = Ed25519Signer("witness.example/south", seed("south"), ED25519_TIMED)
EAST = MLDSA44Signer("witness.example/east", seed("east"))
LEAVES = naive.leaves(40)


def checkpoint(size: int) -> Checkpoint:
    return Checkpoint(ORIGIN, size, root_of(LEAVES[:size]))


def signed(size: int, signer: Ed25519Signer = LOG) -> bytes:
    return sign_checkpoint(checkpoint(size), [signer])
