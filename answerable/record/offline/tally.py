# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether a month's released figures counted an ask, where its signed moves let it count: as client/lib/tally.ts."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from answerable.sealing import labels
from answerable.sealing.errors import Refusal
from answerable.sealing.wire import parse_b64
from answerable.tlog.checkpoint import Checkpoint
from answerable.tlog.encoding import parse_base64
from answerable.tlog.errors import Invalid
from answerable.tlog.merkle import check_inclusion, leaf_hash
from answerable.tlog.policy import Policy, check_policy

LEVELS: Final = ("second_line", "pooled", "by_name")
QUIET: Final = LEVELS[0]


class Counted(StrEnum):
    """What a month did with an ask."""

    COUNTED = "counted"
    QUIET = "quiet"  # in no figure, as its terms say
    NONE = "none"  # the server says that no figures exist at its level, which anybody can check
    OUT = "out"  # left out, though its terms let it count
    WRONG = "wrong"  # what is shown as its membership is none


@dataclass(frozen=True)
class Version:
    """Terms from a month (YYYY-MM) on."""

    month: str
    level: str


def element(salt: bytes, lodged: str) -> bytes:
    """HMAC-SHA256(salt, label ‖ 0x00 ‖ id of the leaf of the lodging), 32 bytes."""
    return hmac.digest(salt, f"{labels.TALLY}\0{lodged}".encode(), "sha256")


def check_membership(policy: Policy, record: Mapping[str, Any], member: Mapping[str, Any], lodged: str) -> None:
    """This membership stands in the record and is of this ask. Raises Refusal (tally, base64) or Invalid."""
    try:
        leaf, place = str(member["leaf"]), record["leaves"][member["id"]]
        head = check_policy(policy, str(record["checkpoint"]).encode()).checkpoint
        _check(place, leaf.encode(), head)
        fields = json.loads(leaf)
        if (fields["type"], fields["month"], fields["level"]) != ("tally", member["month"], member["level"]):
            raise Refusal("tally")
        tree = Checkpoint(head.origin, fields["size"], parse_base64(fields["root"]))
        _check(member, element(parse_b64(member["salt"], 32), lodged), tree)
    except (KeyError, TypeError, ValueError):
        raise Refusal("tally") from None


def _check(place: Mapping[str, Any], raw: bytes, tree: Checkpoint) -> None:
    hashes = [parse_base64(one) for one in place["hashes"]]
    check_inclusion(hashes, place["index"], tree.size, leaf_hash(raw), tree.root)


def level_at(history: Sequence[Mapping[str, Any]], now: str, month: str) -> str:
    """Where the ask counts at the end of a month, by the moves that its asker signed; `now` as shown to her."""
    made = _versions(history)
    begun = [each.level for each in made if each.month <= month]
    later = [each.level for each in made if each.month > month]
    return min([begun[-1] if begun else QUIET, now, *later], key=LEVELS.index)


def _versions(history: Sequence[Mapping[str, Any]]) -> list[Version]:
    found, readers = [], set[str]()
    for each in (one for one in history if one.get("number")):  # only the asker's own moves carry one
        value = each.get("value") or {}
        if each["move"] == "lodged":
            readers |= set(value["readers"])
        if each["move"] == "admitted":
            readers.add(value["handler"])
        is_out = each["move"] == "removed" and value["handler"] in readers
        level = QUIET if is_out else (value.get("terms") or {}).get("silence")
        if level in LEVELS:
            found.append(Version(each["day"][:7], level))
    return found


def counted_in(
    policy: Policy, record: Mapping[str, Any], member: Mapping[str, Any], lodged: str, expected: str
) -> Counted:
    """What a month did with this ask. `expected` is its level in that month."""
    if member["level"] is None:
        left_out = Counted.OUT if member["released"] else Counted.NONE
        return Counted.QUIET if expected == QUIET else left_out
    try:
        check_membership(policy, record, member, lodged)
    except (Refusal, Invalid):
        return Counted.WRONG
    return Counted.WRONG if expected == QUIET else Counted.COUNTED
