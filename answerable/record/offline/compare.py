# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two places that serve one log: do they tell the same history? Where they do not, that is evidence, kept as a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from answerable.core.errors import Refused
from answerable.core.words import N_
from answerable.record.offline.source import Source
from answerable.record.offline.verify import FORK
from answerable.tlog.checkpoint import Checkpoint, open_checkpoint, parse_checkpoint
from answerable.tlog.encoding import print_base64
from answerable.tlog.errors import Invalid
from answerable.tlog.keys import Verifier
from answerable.tlog.merkle import beginning_proof, root_of_beginning
from answerable.tlog.note import parse_note
from answerable.tlog.policy import Policy
from answerable.tlog.tiles import TileReader

TWO_LOGS = N_("These are two different logs: {one} and {other}. There is nothing to compare.")


@dataclass(frozen=True)
class Compared:
    """The two sizes, smaller first; `evidence` is None where the histories agree."""

    old: int
    new: int
    evidence: dict[str, Any] | None


def compare(one: Source, other: Source, policy: Policy) -> Compared:
    """Raises Refused for two logs, Invalid where a head is not signed by the policy's log or tiles do not fit it."""
    pairs = [(_head(each, policy), each) for each in (one, other)]
    ((old, old_note), _), ((new, new_note), newer) = sorted(pairs, key=lambda pair: pair[0][0].size)
    if old.origin != new.origin:
        raise Refused(TWO_LOGS.format(one=old.origin, other=new.origin))
    proof = _contradicting(newer, old, new)
    return Compared(old.size, new.size, None if proof is None else evidence(old_note, new_note, proof))


def contradiction(signed: bytes, source: Source, log: Verifier) -> dict[str, Any] | None:
    """Evidence where the head that is served does not follow from one that the log signed before; None where it does.

    A head that is only older says nothing by itself. Raises Absent, Refused, Invalid where nothing readable is served.
    """
    note = source.fetch("checkpoint")
    old, new = (open_checkpoint(each, log.name, [log]) for each in (signed, note))
    if new.size < old.size:
        return None
    proof = _contradicting(source, old, new)
    return None if proof is None else evidence(signed, note, proof)


def _head(source: Source, policy: Policy) -> tuple[Checkpoint, bytes]:
    note = source.fetch("checkpoint")
    origin = parse_checkpoint(parse_note(note).text).origin
    return open_checkpoint(note, origin, policy.logs), note


def _contradicting(source: Source, old: Checkpoint, new: Checkpoint) -> list[bytes] | None:
    """What shows that the older tree is not the beginning of the newer; None where it is.

    Raises Invalid where the tiles served do not lead to the newer head: they say nothing of it then.
    """
    if old.size == new.size:
        return None if old.root == new.root else []
    if old.size == 0:
        return None
    proof = beginning_proof(TileReader(source.fetch, new.size).read, old.size, new.size)
    try:
        begins_with = root_of_beginning(proof, old.size, new.size, new.root)
    except Invalid:
        raise Invalid("tile-root") from None
    return None if begins_with == old.root else proof


def evidence(old_note: bytes, new_note: bytes, proof: list[bytes]) -> dict[str, Any]:
    """A file that convinces whoever pinned the log's key."""
    return {
        "format": FORK, "a": old_note.decode(), "b": new_note.decode(), "proof": [print_base64(one) for one in proof],
        "said": "Both checkpoints are signed by one log, and the older is not the beginning of the newer.",
    }  # fmt: skip
