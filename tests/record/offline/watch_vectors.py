# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes vectors/watch.json: `python -m tests.record.offline.watch_vectors`. What a reader finds of a key."""

from __future__ import annotations

import json
from typing import Any

from answerable.sealing.wire import jcs, sha256_hex
from answerable.tlog.checkpoint import Checkpoint, sign_checkpoint
from answerable.tlog.merkle import leaf_hash, root_of
from answerable.tlog.policy import parse_policy, plain_policy
from tests.record.offline.tally_vectors import FILE, POLICY_TEXT, Row, proof
from tests.tlog.cast import LOG

WATCH = FILE.with_name("watch.json")
OWN, OTHER, BODY = ("abcdefghijklmnopqrstuvwxy" + last for last in "567")
KEYS = {"sealing": "age1pq1own", "signing": "own-signing-key"}
DAY, TODAY = "2031-05-19", "2031-05-20"


def listed(code: str, **keys: str) -> Row:
    return {
        "code": code, "role": "handler", "from": "2031-01-01", "until": None, "since": "2031-05-01", "by": None,
        **{name: sha256_hex(text.encode()) for name, text in keys.items()},
    }  # fmt: skip


def directory(*handlers: Row, kind: str = "directory") -> Row:
    return {
        "v": 1, "type": kind, "id": BODY, "day": DAY, "body": BODY, "first": "2031-05-01", "part": 1, "parts": 1,
        "enrolment": "", "second_line": None, "handlers": list(handlers),
    }  # fmt: skip


def case(name: str, refused: str | None, made: Row, *, signer: Any = LOG, today: str = TODAY, **bent: Any) -> Row:
    raws = [b"one", jcs(made), b"three"]
    hashes = [leaf_hash(raw) for raw in raws]
    note = sign_checkpoint(Checkpoint(signer.verifier.name, 3, root_of(hashes)), [signer])
    place = {"index": 1, "hashes": proof(hashes, 1), "leaf": raws[1].decode(), **bent}
    row = {
        "name": name, "record": {"checkpoint": note.decode(), "leaves": [place]}, "own": {"code": OWN, **KEYS},
        "today": today,
    }  # fmt: skip
    return {**row, "refused": refused} if refused else {**row, "listed": len(made["handlers"])}


def content() -> Row:
    true = directory(listed(OWN, **KEYS), listed(OTHER, sealing="age1pq1other", signing="other"))
    swapped = directory(listed(OWN, **{**KEYS, "sealing": "age1pq1somebody"}))
    return {
        "about": "A reader's own key in the newest directory. No key of anybody.",
        "valid": {
            "policy": plain_policy(parse_policy(POLICY_TEXT.encode())),
            "rows": [case("it stands there", None, true)],
        },
        "invalid": [
            case("it is gone", "record-absent", directory(listed(OTHER, sealing="a", signing="b"))),
            case("another sealing key stands in its place", "record-key", swapped),
            case("another signing key", "record-key", directory(listed(OWN, **{**KEYS, "signing": "somebody"}))),
            case("nothing newer for three days", "record-old", true, today="2031-05-22"),
            case("a leaf that is no directory", "record-absent", {**true, "type": "release"}),
            case("a leaf that is not in the record", "inclusion", true, leaf=jcs(swapped).decode()),
            case("another place", "inclusion", true, index=0),
        ],
    }  # fmt: skip


if __name__ == "__main__":
    WATCH.write_text(json.dumps(content(), indent=1, ensure_ascii=False) + "\n", "utf-8")
