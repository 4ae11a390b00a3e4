# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes vectors/tlog.json: `python -m tests.tlog.vectors_make`. The same at each run; ML-DSA signatures are kept."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from answerable.tlog import cosignature, merkle, note, policy
from answerable.tlog.checkpoint import print_checkpoint, sign_checkpoint
from answerable.tlog.encoding import print_base64 as b64
from answerable.tlog.keys import signed_bytes
from answerable.tlog.proof import Proof, print_proof
from tests.tlog import naive
from tests.tlog.cast import (
    EAST,
    LEAVES,
    LOG,
    NORTH,
    NOW,
    ORIGIN,
    OTHER,
    SOUTH,
    STRANGER,
    checkpoint,
    seed,
    signed,
)  # fmt: skip

FILE = Path(__file__).resolve().parents[2] / "vectors" / "tlog.json"
Row = dict[str, Any]
Rows = list[Row]
READ = naive.reader(LEAVES)
ROOT = b64(bytes(32))


def bent(row: Row, name: str, refused: str, **change: Any) -> Row:
    return {**row, "name": name, **change, "refused": refused}


def inclusion(index: int, size: int) -> Row:
    proof = [b64(one) for one in merkle.inclusion_proof(READ, index, size)]
    root = b64(merkle.root_of(LEAVES[:size]))
    return {"index": index, "size": size, "leaf_hash": b64(LEAVES[index]), "root": root, "proof": proof}


def inclusion_rows() -> tuple[Rows, Rows]:
    valid = [inclusion(index, size) for size in (1, 2, 3, 5, 8, 13, 40) for index in sorted({0, size // 2, size - 1})]
    row = inclusion(5, 13)
    proof = row["proof"]
    invalid = [
        bent(row, "another index", "inclusion", index=4),
        bent(row, "an index beyond the tree", "index-range", index=13),
        bent(row, "an empty tree", "index-range", index=0, size=0),
        bent(row, "another leaf", "inclusion", leaf_hash=b64(LEAVES[6])),
        bent(row, "another root", "inclusion", root=ROOT),
        bent(row, "a size of another shape", "proof-length", size=40),
        bent(row, "one hash missing", "proof-length", proof=proof[:-1]),
        bent(row, "one hash more", "proof-length", proof=[*proof, proof[0]]),
        bent(row, "two hashes swapped", "inclusion", proof=[proof[1], proof[0], *proof[2:]]),
        bent(row, "a short hash", "hash-length", proof=[b64(bytes(31)), *proof[1:]]),
        bent(row, "a short leaf hash", "hash-length", leaf_hash=b64(bytes(31))),
    ]
    return valid, invalid


def consistency(old: int, size: int) -> Row:
    proof = [b64(one) for one in merkle.consistency_proof(READ, old, size)]
    old_root, root = (b64(merkle.root_of(LEAVES[:one])) for one in (old, size))
    return {"old": old, "size": size, "old_root": old_root, "root": root, "proof": proof}


def consistency_rows() -> tuple[Rows, Rows]:
    pairs = ((0, 0), (0, 5), (1, 1), (1, 2), (3, 7), (4, 7), (6, 8), (8, 13), (7, 40), (32, 40), (39, 40), (40, 40))
    row, power = consistency(7, 40), consistency(8, 13)
    proof = row["proof"]
    invalid = [
        bent(row, "a log that was rewritten", "consistency", root=ROOT),
        bent(row, "another old root", "consistency", old_root=ROOT),
        bent(power, "another old root at a power of two", "consistency", old_root=ROOT),
        bent(row, "a log that shrank", "size-range", old=40, size=7),
        bent(row, "no proof", "proof-length", proof=[]),
        bent(row, "one hash missing", "proof-length", proof=proof[:-1]),
        bent(row, "one hash more", "proof-length", proof=[*proof, proof[0]]),
        bent(row, "a short hash", "hash-length", proof=[b64(bytes(31)), *proof[1:]]),
        bent(consistency(5, 5), "two roots of one size", "consistency", old_root=ROOT),
        bent(consistency(5, 5), "a proof where none is due", "proof-length", proof=[ROOT]),
        bent(consistency(0, 5), "a proof from nothing", "proof-length", proof=[ROOT]),
        bent(consistency(0, 5), "a root of nothing", "empty-root", old_root=ROOT),
    ]
    return [consistency(old, size) for old, size in pairs], invalid


def key_rows() -> tuple[Rows, Rows]:
    good = note.print_vkey(LOG.verifier)
    name, key_id, key = good.split("+", 2)
    valid = [
        {"vkey": note.print_vkey(one), "key": name, "id": one.id.hex(), "kind": one.kind}
        for one in (LOG.verifier, NORTH.verifier, EAST.verifier)
        for name in [one.name]
    ]
    rows = [
        ("no parts", "vkey", name),
        ("an id in capitals", "vkey", f"{name}+{key_id.upper()}+{key}"),
        ("another id", "key-id", f"{name}+00000000+{key}"),
        ("another name", "key-id", f"{name}2+{key_id}+{key}"),
        ("a name with a space", "key-name", f"a b+{key_id}+{key}"),
        ("a name with a wide space", "key-name", f"a\u3000b+{key_id}+{key}"),
        ("no name", "key-name", f"+{key_id}+{key}"),
        ("no padding", "base64", f"{name}+{key_id}+{b64(bytes(32)).rstrip('=')}"),
        ("a line break", "base64", good + "\n"),
        ("a type that is not taken", "key-type", f"{name}+{key_id}+{b64(bytes([2]) + bytes(32))}"),
        ("no key", "key-type", f"{name}+{key_id}+"),
        ("a short key", "key-length", f"{name}+{key_id}+{b64(bytes([1]) + bytes(31))}"),
        ("a key of another type", "key-length", f"{name}+{key_id}+{b64(bytes([6]) + bytes(32))}"),
    ]
    return valid, [{"name": name, "vkey": vkey, "refused": refused} for name, refused, vkey in rows]


def note_rows() -> tuple[Rows, Rows]:
    keys = [note.print_vkey(LOG.verifier)]
    text = "Harbour\n\nä € 😀\n"
    data = note.sign_note(text, [LOG]).decode()
    both = note.sign_note(text, [LOG, OTHER]).decode()
    body, line = data.rsplit("\n\n", 1)
    valid = [{"vkeys": keys, "note": one, "text": text} for one in (data, both, data + line * 99)]
    wrong = note.print_line(note.parse_line(line)._replace(raw=bytes(64)))
    rows = [
        ("nobody signed", "signature-line", text),
        ("no line break at the end", "note-form", data[:-1]),
        ("no signature line", "note-form", f"{body}\n\n"),
        ("a carriage return", "note-text", data.replace("Harbour", "Harbour\r")),
        ("an empty line after the signatures", "note-form", data + "\n"),
        ("a signature line without a dash", "signature-line", data.replace("\n—", "\n-")),
        ("two spaces", "signature-line", data.replace(ORIGIN + " ", ORIGIN + "  ")),
        ("a signature line without a signature", "signature-line", f"{body}\n\n— {ORIGIN}\n"),
        ("a signature of nothing but an id", "signature-line", f"{body}\n\n— {ORIGIN} AAAAAA==\n"),
        ("a key name with a plus", "key-name", data.replace(ORIGIN, "log+example")),
        ("base64 with other last bits", "base64", f"{body}\n\n— {ORIGIN} AAAAAAB=\n"),
        ("base64 for URLs", "base64", f"{body}\n\n— {ORIGIN} AAAAAA-_\n"),
        ("more than a hundred lines", "signature-lines", data + line * 100),
        ("another text", "signature", data.replace("Harbour", "Harbor")),
        ("a stranger under the same name", "unsigned", note.sign_note(text, [STRANGER]).decode()),
        ("the id under another name", "unsigned", data.replace(ORIGIN, "log.example/none")),
        ("a wrong signature after a right one", "signature", data + wrong),
        ("a signature that is too short", "signature", f"{body}\n\n{note.print_line(cut(line))}"),
    ]
    return valid, [{"name": name, "vkeys": keys, "note": one, "refused": refused} for name, refused, one in rows]


def cut(line: str) -> note.Signature:
    signature = note.parse_line(line)
    return signature._replace(raw=signature.raw[:-1])


def checkpoint_rows() -> tuple[Rows, Rows]:
    made = [checkpoint(size) for size in (0, 7, 40)]
    valid = [
        {"text": print_checkpoint(one), "origin": one.origin, "size": one.size, "root": b64(one.root)} for one in made
    ]
    rows = [
        ("nothing", "checkpoint", ""),
        ("two lines", "checkpoint", "a\n1\n"),
        ("no origin", "checkpoint", f"\n1\n{ROOT}\n"),
        ("an empty line", "checkpoint", f"a\n1\n{ROOT}\n\n"),
        ("a fourth line", "checkpoint-extension", f"a\n1\n{ROOT}\nmore\n"),
        ("a tab in the origin", "checkpoint", f"a\tb\n1\n{ROOT}\n"),
        ("a leading zero", "number", f"a\n01\n{ROOT}\n"),
        ("a sign", "number", f"a\n+1\n{ROOT}\n"),
        ("digits of another script", "number", f"a\n١\n{ROOT}\n"),
        ("a size of 2^63", "number", f"a\n{2**63}\n{ROOT}\n"),
        ("a root without padding", "base64", f"a\n1\n{ROOT[:-1]}\n"),
        ("a root that is not canonical", "base64", f"a\n1\n{ROOT[:-2]}B=\n"),
        ("a short root", "hash-length", f"a\n1\n{b64(bytes(31))}\n"),
    ]
    return valid, [{"name": name, "text": text, "refused": refused} for name, refused, text in rows]


def cosigned(size: int, times: dict[Any, int]) -> bytes:
    lines = [cosignature.issue_cosignature(checkpoint(size), signer, time) for signer, time in times.items()]
    return note.add_lines(signed(size), lines)


def timeless(time: int) -> str:
    """A line of the northern witness under a time that it has not signed; or of zero, which it should not sign."""
    verifier = NORTH.verifier
    if not time:
        message = signed_bytes(verifier.name, verifier.kind, print_checkpoint(checkpoint(40)), 0)
        zero = bytes(8) + Ed25519PrivateKey.from_private_bytes(seed("north")).sign(message)
        return note.print_line(note.Signature(verifier.name, verifier.id, zero))
    line = note.parse_line(cosignature.issue_cosignature(checkpoint(40), NORTH, NOW))
    return note.print_line(note.Signature(verifier.name, verifier.id, time.to_bytes(8, "big") + line.raw[8:]))


def cosignature_rows() -> tuple[Rows, Rows]:
    north = note.print_vkey(NORTH.verifier)
    twice = note.add_lines(cosigned(40, {NORTH: NOW}), [note.sign_line(print_checkpoint(checkpoint(40)), NORTH, 7)])
    valid = [{"vkey": north, "note": one.decode(), "time": NOW} for one in (cosigned(40, {NORTH: NOW}), twice)]
    plain = note.sign_note("not a checkpoint\n", [LOG]).decode()
    line = cosignature.issue_cosignature(checkpoint(40), NORTH, NOW)
    rows = [
        ("another witness", "cosignature", north, cosigned(40, {SOUTH: NOW}).decode()),
        ("the log's key", "key-type", note.print_vkey(LOG.verifier), signed(40).decode()),
        ("another time", "signature", north, signed(40).decode() + timeless(NOW + 1)),
        ("a time of zero", "timestamp", north, signed(40).decode() + timeless(0)),
        ("a time of 2^63", "timestamp", north, signed(40).decode() + timeless(2**63)),
        ("another checkpoint", "signature", north, signed(39).decode() + line),
        ("no checkpoint", "checkpoint", north, plain + line),
        ("a fourth line", "checkpoint-extension", north, extended() + line),
    ]
    return valid, [{"name": name, "vkey": vkey, "note": one, "refused": refused} for name, refused, vkey, one in rows]


def extended() -> str:
    return note.sign_note(print_checkpoint(checkpoint(40)) + "more\n", [LOG]).decode()


POLICY = policy.build_policy(
    [LOG.verifier],
    {"north": NORTH.verifier, "south": SOUTH.verifier},
    {"either": policy.Group(1, ("north", "south"))},
    "either",
)
BOTH = policy.build_policy(
    POLICY.logs, POLICY.witnesses, {"both": policy.Group(2, ("north", "south"))}, "both"
)  # fmt: skip
NOBODY = policy.build_policy([LOG.verifier], {}, {}, "none")


def policy_row(chosen: policy.Policy, data: bytes, oldest: int | None = None) -> Row:
    row: Row = {"policy": chosen.source.decode(), "parsed": policy.plain_policy(chosen), "note": data.decode()}
    return row if oldest is None else {**row, "oldest": oldest}


def policy_rows() -> tuple[Rows, Rows]:
    one, two = cosigned(40, {NORTH: NOW}), cosigned(40, {NORTH: NOW, SOUTH: NOW - 900})
    valid = [
        {**policy_row(POLICY, one), "witnesses": {"north": NOW}},
        {**policy_row(BOTH, two, NOW - 900), "witnesses": {"north": NOW, "south": NOW - 900}},
        {**policy_row(POLICY, two, NOW), "witnesses": {"north": NOW}},
        {**policy_row(NOBODY, signed(40)), "witnesses": {}},
    ]
    other = sign_checkpoint(checkpoint(40), [STRANGER])
    invalid = [
        bent(policy_row(POLICY, signed(40)), "no witness", "quorum"),
        bent(policy_row(BOTH, one), "one witness of two", "quorum"),
        bent(policy_row(BOTH, two, NOW), "one witness of two lately enough", "stale"),
        bent(policy_row(NOBODY, signed(40), NOW), "a time asked of nobody", "stale"),
        bent(policy_row(NOBODY, other), "another key of the log's name", "policy-log"),
        bent(policy_row(POLICY, signed(40) + timeless(0).encode()), "a time of zero", "timestamp"),
        bent(policy_row(POLICY, one.replace(b"\n40\n", b"\n39\n")), "another size", "signature"),
        bent(policy_row(NOBODY, note.sign_note("a\n", [LOG])), "no checkpoint", "checkpoint"),
    ]
    return valid, invalid


def policy_text_rows() -> Rows:
    """Refused before any checkpoint: only Python parses the text."""
    log, north, south = (note.print_vkey(one.verifier) for one in (LOG, NORTH, SOUTH))
    both = f"witness n {north}\nwitness s {south}\n"
    rows = [
        ("no line break at the end", "policy", f"log {log}\nquorum none"),
        ("a control character", "policy", "quorum none\r\n"),
        ("a word that is not known", "policy-line", "believe everybody\nquorum none\n"),
        ("a log without a key", "policy-line", "log\nquorum none\n"),
        ("one word too many", "policy-line", "quorum none none\n"),
        ("no quorum", "policy-quorum", f"log {log}\n"),
        ("nothing", "policy-quorum", ""),
        ("two quorums", "policy-quorum", "quorum none\nquorum none\n"),
        ("a quorum not defined yet", "policy-unknown", f"quorum n\nwitness n {north}\n"),
        ("a group of nobody", "policy-line", "group g any\nquorum g\n"),
        ("a member not defined yet", "policy-unknown", "group g any n\nquorum g\n"),
        ("none as a member", "policy-unknown", "group g any none\nquorum g\n"),
        ("none as a name", "policy-name", f"witness none {north}\nquorum none\n"),
        ("a name twice", "policy-name", f"witness n {north}\nwitness n {south}\nquorum n\n"),
        ("a group of a witness's name", "policy-name", f"{both}group n any s\nquorum n\n"),
        ("a witness twice", "policy-key", f"witness n {north}\nwitness m {north}\nquorum n\n"),
        ("a log twice", "policy-key", f"log {log}\nlog {log}\nquorum none\n"),
        ("a member twice", "policy-member", f"{both}group g any n n\nquorum g\n"),
        ("a member of two groups", "policy-member", f"{both}group g any n\ngroup h any n\nquorum g\n"),
        ("a threshold of zero", "policy-threshold", f"{both}group g 0 n s\nquorum g\n"),
        ("a threshold above all", "policy-threshold", f"{both}group g 3 n s\nquorum g\n"),
        ("a threshold with a zero before it", "policy-threshold", f"{both}group g 01 n s\nquorum g\n"),
        ("a witness with a log's key", "key-type", f"witness n {log}\nquorum n\n"),
        ("a log with a witness's key", "key-type", f"log {north}\nquorum none\n"),
        ("a key with another id", "key-id", f"log {log.replace(LOG.verifier.id.hex(), '00000000')}\nquorum none\n"),
    ]
    return [{"name": name, "policy": text, "refused": refused} for name, refused, text in rows]


def proof_rows() -> tuple[Rows, Rows]:
    hashes = tuple(merkle.inclusion_proof(READ, 17, 40))
    data = cosigned(40, {NORTH: NOW})
    plain = print_proof(Proof(17, hashes, data)).decode()
    extra = print_proof(Proof(17, hashes, data, b"salt")).decode()
    alone = print_proof(Proof(0, (), sign_checkpoint(checkpoint(1), [LOG]))).decode()
    parsed, leaf = policy.plain_policy(POLICY), b64(LEAVES[17])
    base = {"parsed": parsed, "policy": POLICY.source.decode(), "leaf_hash": leaf}
    nobody = {"parsed": policy.plain_policy(NOBODY), "policy": NOBODY.source.decode(), "leaf_hash": b64(LEAVES[0])}
    valid = [
        {**base, "proof": plain, "index": 17, "size": 40},
        {**base, "proof": extra, "index": 17, "size": 40},
        {**nobody, "proof": alone, "index": 0, "size": 1},
    ]
    first = b64(hashes[0])
    rows = [
        ("another leaf", "inclusion", plain, {"leaf_hash": b64(LEAVES[18])}),
        ("another index", "inclusion", plain.replace("index 17", "index 16"), {}),
        ("an index beyond the tree", "index-range", plain.replace("index 17", "index 40"), {}),
        ("no witness", "quorum", print_proof(Proof(17, hashes, signed(40))).decode(), {}),
        ("too old", "stale", plain, {"oldest": NOW + 1}),
        ("another version", "proof", plain.replace("@v1", "@v2"), {}),
        ("no index", "proof", plain.replace("index 17\n", ""), {}),
        ("no empty line", "proof", plain.replace("\n\n", "\n"), {}),
        ("nothing but the head", "proof", plain.partition("\n")[0] + "\n\n" + data.decode(), {}),
        ("nothing after the hashes", "proof", plain.partition("\n\n")[0] + "\n", {}),
        ("extra after the index", "base64", plain.replace("index 17\n", "index 17\nextra AAAA\n"), {}),
        ("an empty extra line", "proof-extra", extra.replace("extra c2FsdA==", "extra "), {}),
        ("an extra line that is not base64", "base64", extra.replace("c2FsdA==", "c2FsdA"), {}),
        ("a leading zero", "number", plain.replace("index 17", "index 017"), {}),
        ("one hash missing", "proof-length", plain.replace(first + "\n", ""), {}),
        ("more than 63 hashes", "proof-length", plain.replace(first, "\n".join([first] * 64)), {}),
        ("a short hash", "hash-length", plain.replace(first, b64(bytes(31))), {}),
        ("a character beyond ASCII", "proof", plain.replace(first, "é"), {}),
        ("no checkpoint", "note-form", plain.partition("\n\n")[0] + "\n\n", {}),
        ("a checkpoint of another root", "signature", plain.replace(b64(checkpoint(40).root), ROOT), {}),
    ]
    return valid, [
        {**base, "name": name, "proof": one, **more, "refused": refused} for name, refused, one, more in rows
    ]


def mldsa_rows(kept: Row) -> tuple[Rows, Rows]:
    """Only Python checks ML-DSA-44; its signatures differ each time, so that the one in the file is kept."""
    vkey = note.print_vkey(EAST.verifier)
    try:
        line = kept["valid"]["mldsa"][0]["note"].partition("\n\n")[2].split("\n")[1] + "\n"
        cosignature.check_cosignature(note.parse_note(note.add_lines(signed(40), [line])), EAST.verifier)
    except (KeyError, IndexError):
        line = cosignature.issue_cosignature(checkpoint(40), EAST, NOW)
    row = {"vkey": vkey, "note": (signed(40).decode() + line), "time": NOW}
    moved = {"name": "another checkpoint", "vkey": vkey, "note": signed(39).decode() + line, "refused": "signature"}
    return [row], [moved]


def content(kept: Row) -> Row:
    makers: dict[str, Callable[[], tuple[Rows, Rows]]] = {
        "inclusion": inclusion_rows, "consistency": consistency_rows, "vkeys": key_rows, "notes": note_rows,
        "checkpoints": checkpoint_rows, "cosignatures": cosignature_rows, "policies": policy_rows,
        "proofs": proof_rows, "mldsa": lambda: mldsa_rows(kept),
    }  # fmt: skip
    made = {name: make() for name, make in makers.items()}
    valid = {name: rows[0] for name, rows in made.items()}
    invalid = {**{name: rows[1] for name, rows in made.items()}, "policy_texts": policy_text_rows()}
    leaf = [{"data": b64(data), "hash": b64(merkle.leaf_hash(data))} for data in (b"", b"\x00", seed("leaf"))]
    return {"about": "a transparency log", "valid": {"leaves": leaf, **valid}, "invalid": invalid}


def printed(value: Row) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    kept = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}
    FILE.write_text(printed(content(kept)), "utf-8")


if __name__ == "__main__":
    main()
