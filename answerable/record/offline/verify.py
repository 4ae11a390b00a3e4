# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a receipt, or the evidence of a fork, proves to somebody who pinned a policy."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from answerable.core.errors import Refused
from answerable.core.words import N_
from answerable.record.offline.audit import THREAD
from answerable.record.offline.leaves import Wrong, parse_leaf
from answerable.record.offline.source import Source
from answerable.record.offline.standing import check_promise
from answerable.sealing.entry import check_opening, leaf
from answerable.sealing.errors import Refusal
from answerable.sealing.wire import jcs, parse_b64
from answerable.tlog.checkpoint import Checkpoint, parse_checkpoint
from answerable.tlog.encoding import parse_base64
from answerable.tlog.errors import Invalid
from answerable.tlog.merkle import leaf_hash, root_of_beginning
from answerable.tlog.note import check_signatures, parse_note
from answerable.tlog.policy import Policy, check_policy
from answerable.tlog.proof import check_proof, parse_proof
from answerable.tlog.tiles import WIDTH, entries_path, parse_bundle

RECEIPT: Final = "answerable.v1.receipt"
FORK: Final = "answerable.v1.fork"
LATE: Final = 2
UNREADABLE = N_("This file is neither a receipt nor evidence of a fork.")
NOT_ITS_LOG = N_("The policy does not name the log of this receipt.")
AGREE: Final = "The two checkpoints agree: this proves nothing."


@dataclass
class Checked:
    """`proven` and `missing` in sentences; `wrong` is empty where all that is there holds."""

    proven: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def verify(raw: bytes, policy: Policy, source: Source | None) -> Checked:
    """What this file proves. Raises Refused where it is no such file."""
    try:
        given = json.loads(raw)
        form = given["format"]
        if form == RECEIPT:
            return _receipt(given, policy, source)
        if form == FORK:
            return _fork(given, policy)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, Invalid):
        raise Refused(UNREADABLE) from None
    raise Refused(UNREADABLE)


def _receipt(given: Mapping[str, Any], policy: Policy, source: Source | None) -> Checked:
    checked, promise = Checked(), given["promise"]
    raw = jcs(leaf(promise["id"], promise["c"]))
    _promise(checked, promise, policy)
    if given.get("proof"):
        _proof(checked, str(given["proof"]).encode(), raw, policy)
    elif source is None:
        checked.missing.append("It holds no proof yet. With --log, the record itself is asked.")
    else:
        _look_up(checked, promise, raw, policy, source)
    if "opening" in given:
        _opening(checked, promise, given["opening"])
    return checked


def _promise(checked: Checked, promise: Mapping[str, Any], policy: Policy) -> None:
    try:
        check_promise(policy, promise)
    except Invalid:
        raise Refused(NOT_ITS_LOG) from None
    except Refusal:
        checked.wrong.append("The promise is not signed by the log.")
    else:
        said = f"The log {promise['origin']} promised to hold this line from its batch of {promise['batch']} on."
        checked.proven.append(said)


def _proof(checked: Checked, proof: bytes, raw: bytes, policy: Policy) -> None:
    try:
        found = check_proof(proof, leaf_hash(raw), policy)
    except Invalid as problem:
        checked.wrong.append(f"The proof does not hold: {problem.sentence}")
        return
    place, size = parse_proof(proof).index, found.checkpoint.size
    checked.proven.append(f"The line is entry {place} of {size} in a log signed by {_signers(found.witnesses)}.")


def _signers(witnesses: Mapping[str, int]) -> str:
    return f"the log and {', '.join(sorted(witnesses))}" if witnesses else "the log alone (no witness)"


def _look_up(checked: Checked, promise: Mapping[str, Any], raw: bytes, policy: Policy, source: Source) -> None:
    """Whether the line stands in the served log, and if not, whether it should by now."""
    checkpoint = source.fetch("checkpoint")
    size = check_policy(policy, checkpoint).checkpoint.size
    later: set[str] = set()
    for start in range(0, size, WIDTH):
        width = min(WIDTH, size - start)
        for place, entry in enumerate(parse_bundle(source.fetch(entries_path(start // WIDTH, width)), width), start):
            if entry == raw:
                checked.proven.append(f"The line is entry {place} of the log as it is served now.")
                return
            if not THREAD.fullmatch(entry):
                later |= _batch_day(entry)
    after = sorted(day for day in later if day > promise["batch"])
    if len(after) >= LATE:
        checked.wrong.append(
            f"The line was promised for {promise['batch']}. {len(after)} batches have come since, and it is in none: "
            "this receipt is evidence that the log broke its word."
        )
    else:
        checked.missing.append("The line is not in the log yet. Ask again after two more batches.")


def _batch_day(entry: bytes) -> set[str]:
    try:
        found = parse_leaf(entry)
    except Wrong:
        return set()
    return {str(found.fields["day"])} if found.kind == "batch" else set()


def _opening(checked: Checked, promise: Mapping[str, Any], opening: Mapping[str, Any]) -> None:
    try:
        check_opening(leaf(promise["id"], promise["c"]), parse_b64(opening["salt"], 32), opening["fields"])
        shown = ", ".join(f"{name} {value}" for name, value in opening["fields"].items() if value is not None)
        checked.proven.append(f"It opens to: {shown}.")
    except Refusal:
        checked.wrong.append("What should open it does not.")


def _fork(given: Mapping[str, Any], policy: Policy) -> Checked:
    """Two heads of one log that cannot both be true."""
    checked = Checked()
    heads = [parse_checkpoint(_signed(given[name], policy)) for name in ("a", "b")]
    old, new = sorted(heads, key=lambda one: one.size)
    if old.origin != new.origin:
        checked.wrong.append("The two checkpoints are of two logs.")
    elif old.size == new.size:
        _fork_of_one_size(checked, old, new)
    else:
        _longer_fork(checked, [parse_base64(one) for one in given["proof"]], old, new)
    return checked


def _fork_of_one_size(checked: Checked, old: Checkpoint, new: Checkpoint) -> None:
    if old.root == new.root:
        checked.wrong.append(AGREE)
    else:
        checked.proven.append(f"The log {old.origin} signed two different trees of {old.size} entries.")


def _longer_fork(checked: Checked, proof: list[bytes], old: Checkpoint, new: Checkpoint) -> None:
    """What it proves must follow from the larger head, or a made-up proof would convict an honest log."""
    if old.size == 0:
        checked.wrong.append(AGREE)
        return
    try:
        begins_with = root_of_beginning(proof, old.size, new.size, new.root)
    except Invalid:
        checked.wrong.append("The proof does not lead to the larger checkpoint: this proves nothing.")
        return
    if begins_with == old.root:
        checked.wrong.append(AGREE)
    else:
        checked.proven.append(f"The log {old.origin} signed {old.size} and then {new.size} entries that do not follow.")


def _signed(text: str, policy: Policy) -> str:
    note = parse_note(text.encode())
    origin = parse_checkpoint(note.text).origin
    if not check_signatures(note, [one for one in policy.logs if one.name == origin]):
        raise Refused(NOT_ITS_LOG)
    return note.text
