# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes vectors/tally.json: `python -m tests.record.offline.tally_vectors`. The same at each run."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from answerable.record.offline.tally import element
from answerable.sealing.wire import b64, jcs
from answerable.tlog.checkpoint import Checkpoint, sign_checkpoint
from answerable.tlog.encoding import print_base64
from answerable.tlog.keys import print_vkey
from answerable.tlog.merkle import inclusion_proof, leaf_hash, root_of, tree_of
from answerable.tlog.policy import parse_policy, plain_policy
from tests.tlog.cast import LOG, ORIGIN

FILE = Path(__file__).resolve().parents[3] / "vectors" / "tally.json"
Row = dict[str, Any]
LODGED, POOL, OWN, LEAF = ("abcdefghijklmnopqrstuvwxy" + last for last in "2345")
SALT = hashlib.sha256(b"a salt").digest()
MONTH = "2031-05"
POLICY_TEXT = f"log {print_vkey(LOG.verifier)}\nquorum none\n"


def drawn(place: int) -> bytes:
    return hashlib.sha256(f"padding {place}".encode()).digest()


def proof(hashes: list[bytes], index: int) -> list[str]:
    return [print_base64(one) for one in inclusion_proof(tree_of(hashes), index, len(hashes))]


def member(elements: list[bytes], level: str = POOL, month: str = MONTH) -> tuple[Row, bytes]:
    """The membership of LODGED, and the leaf that it speaks of."""
    mine = element(SALT, LODGED)
    hashes = [leaf_hash(one) for one in elements]
    fields = {
        "v": 1, "type": "tally", "id": LEAF, "day": "2031-06-01", "month": month, "level": level,
        "size": len(elements), "root": print_base64(root_of(hashes)),
    }  # fmt: skip
    index = elements.index(mine) if mine in elements else 0
    made = {
        "month": MONTH, "level": POOL, "released": True, "leaf": jcs(fields).decode(), "id": LEAF, "salt": b64(SALT),
        "index": index, "hashes": proof(hashes, index),
    }  # fmt: skip
    return made, jcs(fields)


def record(leaf: bytes) -> Row:
    """A log of five leaves, the fourth being this one."""
    raws = [b"one", b"two", b"three", leaf, b"five"]
    hashes = [leaf_hash(one) for one in raws]
    note = sign_checkpoint(Checkpoint(ORIGIN, len(raws), root_of(hashes)), [LOG])
    return {"checkpoint": note.decode(), "leaves": {LEAF: {"index": 3, "hashes": proof(hashes, 3)}}}


def case(name: str, counted: str, expected: str = "pooled", *, elements: list[bytes] | None = None, **bent: Any) -> Row:
    found, leaf = member(elements or ELEMENTS, bent.pop("at", POOL), bent.pop("of", MONTH))
    changed = {**found, **bent}
    return {
        "name": name, "record": record(leaf), "member": changed, "lodged": LODGED, "expected": expected,
        "counted": counted,
    }  # fmt: skip


def nowhere(name: str, counted: str, expected: str, released: bool = True) -> Row:
    bare = {"month": MONTH, "level": None, "released": released}
    return {**case(name, counted, expected), "member": bare}


ELEMENTS = sorted([element(SALT, LODGED), *(drawn(place) for place in range(15))])
LEAF_TEXT = member(ELEMENTS)[0]["leaf"]
HISTORY = [
    {
        "move": "lodged",
        "number": 1,
        "day": "2031-02-03",
        "value": {"readers": ["ilse"], "terms": {"silence": "pooled"}},
    },
    {"move": "acknowledged", "day": "2031-02-05", "value": {"role": "care_lead"}},
    {"move": "removed", "day": "2031-02-06", "value": {"handler": "ilse", "epoch": 2}},
    {
        "move": "change",
        "number": 2,
        "day": "2031-04-20",
        "value": {"terms": {"silence": "by_name"}, "widens": ["silence"]},
    },
    {"move": "change", "number": 3, "day": "2031-05-02", "value": {"kind": "credit_work"}},
]
LEFT_OUT = {"move": "removed", "number": 4, "day": "2031-06-09", "value": {"handler": "ilse", "epoch": 2}}
BACKUP_OUT = {"move": "removed", "number": 4, "day": "2031-06-09", "value": {"handler": "tiko", "epoch": 2}}


def level(name: str, month: str, expected: str, now: str = "by_name", *more: Row) -> Row:
    return {"name": name, "history": [*HISTORY, *more], "now": now, "month": month, "level": expected}


def content() -> Row:
    policy = plain_policy(parse_policy(POLICY_TEXT.encode()))
    return {
        "about": "Memberships in a monthly tally, and at which level an ask counts. No content of anybody.",
        "valid": {
            "policy": policy,
            "policy_text": POLICY_TEXT,
            "counted": [
                case("it was counted", "counted"),
                nowhere("it counts with the second line only", "quiet", "second_line"),
                nowhere("no figures exist at its level", "none", "pooled", released=False),
            ],
            "levels": [
                level("before it was sent", "2031-01", "second_line"),
                level("as it was lodged", "2031-03", "pooled"),
                level("after it was widened", "2031-05", "by_name"),
                level("a later narrowing counts for all before", "2031-05", "second_line", "second_line", LEFT_OUT),
                level("taking off a backup narrows nothing", "2031-05", "by_name", "by_name", BACKUP_OUT),
                level("never wider than what is shown now", "2031-05", "pooled", "pooled"),
            ],
        },
        "invalid": [
            nowhere("it was left out", "out", "pooled"),
            case("it was counted against its terms", "wrong", "second_line"),
            case("the tally of another month", "wrong", of="2031-04"),
            case("the tally of another level", "wrong", at=OWN),
            case("the salt of somebody else", "wrong", salt=b64(drawn(1))),
            case("another place", "wrong", index=(ELEMENTS.index(element(SALT, LODGED)) + 1) % 16),
            case("a list without it", "wrong", elements=sorted(drawn(place) for place in range(16))),
            case("a leaf that is not in the record", "wrong", leaf=LEAF_TEXT.replace("06-01", "06-02")),
            case("no proof", "wrong", hashes=[]),
            case("a leaf of another id", "wrong", id=POOL),
        ],
    }  # fmt: skip


if __name__ == "__main__":
    FILE.write_text(json.dumps(content(), indent=1, ensure_ascii=False) + "\n", "utf-8")
