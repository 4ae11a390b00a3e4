# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an asker's client asks of the record: that the keys it seals to stand there for all to see, and that each of the
ask's own lines does. The same as client/lib/record.ts; vectors/record.json holds both to it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from answerable.sealing import labels
from answerable.sealing.entry import check_opening, leaf
from answerable.sealing.errors import Refusal
from answerable.sealing.signing import check_signature_any
from answerable.sealing.wire import b64, jcs, parse_b64, sha256_hex
from answerable.tlog.checkpoint import Checkpoint
from answerable.tlog.encoding import parse_hash
from answerable.tlog.errors import Invalid
from answerable.tlog.merkle import check_inclusion, leaf_hash
from answerable.tlog.policy import Policy, Witnessed, check_policy

MOST_DAYS: Final = 2
"""A directory may be this many days old, and a line may wait this long for its batch."""
DAYS_TO_STAND: Final = 3

Part = Mapping[str, Any]


@dataclass(frozen=True)
class Standing:
    """`stands` and `waits` are counts; `missing` are ids that should stand by now; `wrong` ids that do not fit."""

    stands: int
    waits: int
    missing: tuple[str, ...]
    wrong: tuple[str, ...]


def check_head(policy: Policy, checkpoint: str | None, oldest: int | None = None) -> Witnessed:
    """Who vouches for the newest head. `oldest` in seconds since 1970. Raises record-head, or Invalid as the log."""
    if checkpoint is None:
        raise Refusal("record-head")
    return check_policy(policy, checkpoint.encode(), oldest)


def check_directory(policy: Policy, record: Part, chosen: Sequence[Part], today: str) -> None:
    """Each of these readers' keys stands in the newest directory of the record, and long enough: three days, or from
    one of the body's first three days on.

    `record`: {checkpoint, leaves: [{leaf, index, hashes}]}; `chosen`: entries with code, sealing and signing; `today`
    an ISO day. Raises record-head, record-old, record-key, record-new, or Invalid as the log's checks.
    """
    head = check_head(policy, record["checkpoint"]).checkpoint
    leaves = [_directory_leaf(one, head) for one in record["leaves"]]
    for reader in chosen:
        _check_listed(*_listed(leaves, reader["code"]), reader, today)


def _directory_leaf(place: Part, head: Checkpoint) -> Part:
    raw = str(place["leaf"]).encode()
    _check_place(place, raw, head)
    found: Part = json.loads(raw)
    return found


def _check_place(place: Part, raw: bytes, head: Checkpoint) -> None:
    hashes = [parse_hash(one) for one in place["hashes"]]
    check_inclusion(hashes, place["index"], head.size, leaf_hash(raw), head.root)


def _listed(leaves: Sequence[Part], code: str) -> tuple[Part, Part]:
    """The directory leaf that lists this reader, and its line in it."""
    for found in leaves:
        line = next((each for each in _lines(found) if each["code"] == code), None)
        if line is not None:
            return found, line
    raise Refusal("record-key")


def _lines(found: Part) -> Iterator[Part]:
    yield from found["handlers"] if found.get("type") == "directory" else ()


def _check_listed(found: Part, line: Part, reader: Part, today: str) -> None:
    if _days(found["day"], today) > MOST_DAYS:
        raise Refusal("record-old")
    if any(line[name] != sha256_hex(reader[name].encode()) for name in ("sealing", "signing")):
        raise Refusal("record-key")
    is_first = found["first"] is not None and _days(found["first"], line["since"]) < DAYS_TO_STAND
    if not is_first and _days(line["since"], found["day"]) < DAYS_TO_STAND:
        raise Refusal("record-new")


def _days(early: str, late: str) -> int:
    return (date.fromisoformat(late) - date.fromisoformat(early)).days


def check_promise(policy: Policy, promise: Part) -> None:
    """The log's word that this line will stand in a batch, under any key that the policy pins for it: while one key
    follows another, both sign. Raises Invalid policy-log, or signature.
    """
    keys = [b64(one.key) for one in policy.logs if one.name == promise["origin"]]
    if not keys:
        raise Invalid("policy-log")
    fields = {name: promise[name] for name in ("origin", "id", "c", "batch")}
    check_signature_any(keys, promise["signature"], labels.LEAF_PROMISE, fields)


def check_taken(entry: Part, promise: Part, own: Part) -> None:
    """What was promised is the line of this very lodging. `own`: ask, key, signature, value. Raises commitment."""
    fields = entry["fields"]
    signed = fields["signature"] or {}
    promised = (promise["id"], promise["c"]) == (entry["id"], entry["c"])
    named = (fields["thread"], fields["key"], signed.get("signature"), fields["value"], fields["type"])
    if not promised or named != (own["ask"], own["key"], own["signature"], own["value"], "lodged"):
        raise Refusal("commitment")
    check_opening(leaf(entry["id"], entry["c"]), parse_b64(entry["salt"], 32), fields)


def standing(policy: Policy, record: Part, entries: Sequence[Part], today: str) -> Standing:
    """How the ask's lines stand. `record`: {checkpoint, leaves: {id: {index, hashes}}}.

    Raises record-head, or Invalid as the log's checks, where the head is no head.
    """
    head = check_head(policy, record["checkpoint"]).checkpoint
    found: dict[str, list[str]] = {"stands": [], "waits": [], "missing": [], "wrong": []}
    for entry in entries:
        found[_stand(entry, record["leaves"].get(entry["id"]), head, today)].append(entry["id"])
    return Standing(len(found["stands"]), len(found["waits"]), tuple(found["missing"]), tuple(found["wrong"]))


def _stand(entry: Part, place: Part | None, head: Checkpoint, today: str) -> str:
    if not _is_right(entry, place, head):
        return "wrong"
    if place is not None:
        return "stands"
    return "missing" if _days(entry["fields"]["day"], today) > MOST_DAYS else "waits"


def _is_right(entry: Part, place: Part | None, head: Checkpoint) -> bool:
    shown = leaf(entry["id"], entry["c"])
    try:
        check_opening(shown, parse_b64(entry["salt"], 32), entry["fields"])
        if place is not None:
            _check_place(place, jcs(shown), head)
    except (Refusal, Invalid):
        return False
    return True
