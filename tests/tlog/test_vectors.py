# SPDX-License-Identifier: AGPL-3.0-or-later
"""The shared vectors, read by Python. client/tests/tlog.test.ts reads the same file."""

import json
from typing import Any

import pytest

from answerable.tlog import merkle
from answerable.tlog.checkpoint import parse_checkpoint, print_checkpoint
from answerable.tlog.cosignature import check_cosignature
from answerable.tlog.encoding import parse_base64
from answerable.tlog.note import open_note, parse_note, parse_vkey, print_note, print_vkey
from answerable.tlog.policy import check_policy, parse_policy, plain_policy, print_policy
from answerable.tlog.proof import check_proof, parse_proof, print_proof
from tests.tlog.test_merkle import refused
from tests.tlog.vectors_make import FILE, content, printed

TEXT = FILE.read_text("utf-8")
ALL = json.loads(TEXT)
VALID, INVALID = ALL["valid"], ALL["invalid"]
Row = dict[str, Any]


def check(kind: str, row: Row) -> Any:
    return CHECKS[kind](row)


def _inclusion(row: Row) -> None:
    proof, leaf, root = map(parse_base64, row["proof"]), parse_base64(row["leaf_hash"]), parse_base64(row["root"])
    merkle.check_inclusion(list(proof), row["index"], row["size"], leaf, root)


def _consistency(row: Row) -> None:
    proof, roots = map(parse_base64, row["proof"]), [parse_base64(row[name]) for name in ("old_root", "root")]
    merkle.check_consistency(list(proof), row["old"], row["size"], *roots)


CHECKS = {
    "inclusion": _inclusion,
    "consistency": _consistency,
    "vkeys": lambda row: parse_vkey(row["vkey"]),
    "notes": lambda row: open_note(row["note"].encode(), map(parse_vkey, row["vkeys"])),
    "checkpoints": lambda row: parse_checkpoint(row["text"]),
    "cosignatures": lambda row: check_cosignature(parse_note(row["note"].encode()), parse_vkey(row["vkey"])),
    "mldsa": lambda row: check_cosignature(parse_note(row["note"].encode()), parse_vkey(row["vkey"])),
    "policies": lambda row: check_policy(
        parse_policy(row["policy"].encode()), row["note"].encode(), row.get("oldest")
    ),
    "policy_texts": lambda row: parse_policy(row["policy"].encode()),
    "proofs": lambda row: check_proof(
        row["proof"].encode(), parse_base64(row["leaf_hash"]), parse_policy(row["policy"].encode()), row.get("oldest")
    ),
}  # fmt: skip


def test_the_file_is_what_its_maker_makes() -> None:
    assert printed(content(ALL)) == TEXT


def test_leaves() -> None:
    for row in VALID["leaves"]:
        assert merkle.leaf_hash(parse_base64(row["data"])) == parse_base64(row["hash"])


def test_what_is_valid_is_taken_and_prints_back() -> None:
    for kind in ("inclusion", "consistency"):
        for row in VALID[kind]:
            check(kind, row)
    for row in VALID["vkeys"]:
        found = check("vkeys", row)
        assert (found.name, found.id.hex(), found.kind) == (row["key"], row["id"], row["kind"])
        assert print_vkey(found) == row["vkey"]
    for row in VALID["notes"]:
        assert check("notes", row) == row["text"]
        assert print_note(parse_note(row["note"].encode())).decode() == row["note"]
    for row in VALID["checkpoints"]:
        found = check("checkpoints", row)
        assert (found.origin, found.size, found.root) == (row["origin"], row["size"], parse_base64(row["root"]))
        assert print_checkpoint(found) == row["text"]


def test_what_is_vouched_for_is_named() -> None:
    for kind in ("cosignatures", "mldsa"):
        for row in VALID[kind]:
            assert check(kind, row) == row["time"]
    for row in VALID["policies"]:
        assert check("policies", row).witnesses == row["witnesses"]
        parsed = parse_policy(row["policy"].encode())
        assert print_policy(parsed).decode() == row["policy"]
        assert plain_policy(parsed) == row["parsed"]
    for row in VALID["proofs"]:
        proof = parse_proof(row["proof"].encode())
        assert (proof.index, check("proofs", row).checkpoint.size) == (row["index"], row["size"])
        assert print_proof(proof).decode() == row["proof"]


ROWS = [pytest.param(kind, row, id=f"{kind}: {row['name']}") for kind, rows in INVALID.items() for row in rows]


@pytest.mark.parametrize(("kind", "row"), ROWS)
def test_what_is_invalid_is_refused_by_its_name(kind: str, row: Row) -> None:
    with refused(row["refused"]):
        check(kind, row)
