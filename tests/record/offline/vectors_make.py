# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes vectors/record.json: `python -m tests.record.offline.vectors_make`. The same at each run but for one ML-DSA
signature, which is kept.
"""

import json
from pathlib import Path
from typing import Any

from answerable.sealing import entry, labels
from answerable.sealing.signing import sign, signing_public
from answerable.sealing.wire import b64, jcs, sha256_hex, value_digest
from answerable.tlog.checkpoint import Checkpoint, sign_checkpoint
from answerable.tlog.cosignature import issue_cosignature
from answerable.tlog.encoding import print_base64
from answerable.tlog.keys import print_vkey
from answerable.tlog.merkle import inclusion_proof, leaf_hash, root_of
from answerable.tlog.note import Ed25519Signer, add_lines
from answerable.tlog.policy import parse_policy, plain_policy
from tests.tlog import naive
from tests.tlog.cast import EAST, LOG, NORTH, NOW, ORIGIN, OTHER, STRANGER, seed

FILE = Path(__file__).resolve().parents[3] / "vectors" / "record.json"
Row = dict[str, Any]
Rows = list[Row]
BODY, BACKUP = "a" * 26, "b" * 26
MARK = seed("mark")
ASK = "c" * 26
TODAY = "2031-05-20"


def person(name: str) -> Row:
    """A reader as a directory entry shows them. The keys are names: only their digests matter here."""
    return {"code": (name * 26)[:26], "sealing": f"age1pq1{name}", "signing": f"signing-{name}"}


def listed(name: str, since: str) -> Row:
    shown = person(name)
    keys = {each: sha256_hex(shown[each].encode()) for each in ("sealing", "signing")}
    return {"code": shown["code"], "role": "handler", "from": since, "until": None, **keys, "since": since, "by": None}


def directory(body: str, day: str, first: str | None, *handlers: Row) -> Row:
    return {
        "v": 1, "type": "directory", "id": (f"{body[0]}dir" * 9)[:26], "day": day, "body": body, "first": first,
        "part": 1, "parts": 1, "enrolment": "", "second_line": None, "handlers": list(handlers),
    }  # fmt: skip


LEAVES = [
    jcs({"v": 1, "type": "policy", "id": "d" * 26, "day": "2031-05-20", "lines": []}),
    jcs(directory(BODY, "2031-05-20", "2031-05-01", listed("maren", "2031-05-01"), listed("tiko", "2031-05-03"),
                  listed("yuna", "2031-05-17"), listed("nova", "2031-05-18"))),
    jcs(directory(BACKUP, "2031-05-20", "2031-05-19", listed("sefa", "2031-05-19"), listed("liss", "2031-05-20"))),
]  # fmt: skip


def fields_of(day: str, move: str = "lodged") -> Row:
    value = value_digest({"of": move})
    signature = {"number": 1, "day": day, "signature": sign(MARK, labels.MOVE, {"of": move})}
    return entry.entry_fields(
        type=move, body=BODY, thread=ASK, kind="credit_work", day=day, due="2031-06-17", key=signing_public(MARK),
        signature=signature, value=value,
    )  # fmt: skip


def entry_of(label: str, day: str, move: str = "lodged") -> Row:
    salt, fields = seed(label), fields_of(day, move)
    return {"id": (label * 26)[:26], "salt": b64(salt), "c": entry.commit(salt, fields), "fields": fields}


STOOD, WAITS, LATE = entry_of("stood", "2031-05-10"), entry_of("waits", "2031-05-19"), entry_of("late", "2031-05-10")
TREE = [
    *LEAVES,
    jcs(entry.leaf(STOOD["id"], STOOD["c"])),
    jcs(entry.make_null("e" * 26, random=lambda size: bytes(size))),
]
HASHES = [leaf_hash(raw) for raw in TREE]


def head(size: int = len(TREE)) -> Checkpoint:
    return Checkpoint(ORIGIN, size, root_of(HASHES[:size]))


def note(signer: Any = LOG, *cosigners: Any) -> str:
    return add_lines(
        sign_checkpoint(head(), [signer]), [issue_cosignature(head(), one, NOW) for one in cosigners]
    ).decode()


def broken(text: str) -> str:
    """The log's own line with another signature in it."""
    mine, theirs = note().splitlines()[-1], note(STRANGER).splitlines()[-1]
    start = len("— ") + len(ORIGIN) + 1
    raw = json.loads(json.dumps(theirs))
    return text.replace(mine, mine[: start + 8] + raw[start + 8 :])


def place(index: int) -> Row:
    proof = inclusion_proof(naive.reader(HASHES), index, len(HASHES))
    return {"index": index, "hashes": [print_base64(one) for one in proof]}


def policy(*lines: str) -> Row:
    text = "".join(f"{line}\n" for line in (f"log {print_vkey(LOG.verifier)}", *lines))
    return {"text": text, "parsed": plain_policy(parse_policy(text.encode()))}


def policies() -> Row:
    north, east = print_vkey(NORTH.verifier), print_vkey(EAST.verifier)
    return {
        "log": policy("quorum none"),
        "two_keys": policy(f"log {print_vkey(Ed25519Signer(ORIGIN, seed('log next')).verifier)}", "quorum none"),
        "north": policy(f"witness north {north}", "quorum north"),
        "east": policy(f"witness east {east}", "quorum east"),
        "both": policy(f"witness north {north}", f"witness east {east}", "group all all north east", "quorum all"),
    }  # fmt: skip


RECORD: Row = {
    "checkpoint": note(LOG, NORTH),
    "leaves": [{"leaf": LEAVES[index].decode(), **place(index)} for index in (1, 2)],
}


def bent(row: Row, name: str, refused: str, **change: Any) -> Row:
    return {**row, "name": name, **change, "refused": refused}


def directory_rows() -> tuple[Rows, Rows]:
    row = {"name": "keys that stand", "policy": "north", "record": RECORD, "chosen": [person("maren")], "today": TODAY}
    valid = [
        row,
        {**row, "name": "one of the body's first three days", "chosen": [person("tiko")]},
        {**row, "name": "exactly three days old", "chosen": [person("yuna")]},
        {**row, "name": "readers of two bodies", "chosen": [person("maren"), person("sefa"), person("liss")]},
        {**row, "name": "nobody", "chosen": []},
        {**row, "name": "a directory of two days ago", "today": "2031-05-22"},
        {**row, "name": "a policy without witnesses", "policy": "log"},
    ]
    maren = person("maren")
    moved = [{**RECORD["leaves"][0], "index": 2}, RECORD["leaves"][1]]
    edited = [{**RECORD["leaves"][0], "leaf": RECORD["leaves"][0]["leaf"].replace("2031-05-18", "2031-05-01")}]
    other_kind = [{"leaf": LEAVES[0].decode(), **place(0)}]
    invalid = [
        bent(row, "key missing: a reader who is not listed", "record-key", chosen=[person("kato")]),
        bent(row, "key missing: one of two is not listed", "record-key", chosen=[maren, person("kato")]),
        bent(row, "key missing: no directory leaf", "record-key", record={**RECORD, "leaves": []}),
        bent(row, "key missing: a leaf of another type", "record-key", record={**RECORD, "leaves": other_kind}),
        bent(row, "key swapped: the sealing key", "record-key", chosen=[{**maren, "sealing": "age1pq1other"}]),
        bent(row, "key swapped: the signing key", "record-key", chosen=[{**maren, "signing": "other"}]),
        bent(row, "key too new", "record-new", chosen=[person("nova")]),
        bent(row, "key too new, beside one that stands", "record-new", chosen=[maren, person("nova")]),
        bent(row, "directory too old", "record-old", today="2031-05-23"),
        bent(row, "head missing", "record-head", record={**RECORD, "checkpoint": None}),
        bent(row, "head unsigned by the log", "policy-log", record={**RECORD, "checkpoint": note(STRANGER, NORTH)}),
        bent(
            row, "head with a forged signature", "signature", record={**RECORD, "checkpoint": broken(note(LOG, NORTH))}
        ),
        bent(row, "head that no witness saw", "quorum", record={**RECORD, "checkpoint": note(LOG)}),
        bent(row, "leaf edited", "inclusion", record={**RECORD, "leaves": edited}, chosen=[person("nova")]),
        bent(row, "leaf at another place", "inclusion", record={**RECORD, "leaves": moved}),
    ]
    return valid, invalid


def promise_of(one: Row, signer_seed: bytes, origin: str = ORIGIN) -> Row:
    fields = {"origin": origin, "id": one["id"], "c": one["c"], "batch": "2031-05-11"}
    return {**fields, "signature": sign(signer_seed, labels.LEAF_PROMISE, fields)}


def promise_rows() -> tuple[Rows, Rows]:
    given = promise_of(STOOD, seed("log"))
    row = {"name": "the log's promise", "policy": "log", "promise": given}
    invalid = [
        bent(row, "promise forged: another key", "signature", promise=promise_of(STOOD, seed("stranger"))),
        bent(row, "promise forged: another batch", "signature", promise={**given, "batch": "2031-05-30"}),
        bent(row, "promise for another line", "signature", promise={**given, "id": WAITS["id"], "c": WAITS["c"]}),
        bent(row, "promise of another log", "policy-log",
             promise=promise_of(STOOD, seed("other"), OTHER.verifier.name)),
    ]  # fmt: skip
    second = {**row, "name": "by the second key of two that are pinned for the log", "policy": "two_keys"}
    return [row, {**second, "promise": promise_of(STOOD, seed("log next"))}], [
        *invalid, bent(second, "promise by neither of two keys", "signature", promise=promise_of(STOOD, seed("other"))),
    ]  # fmt: skip


def taken_rows() -> tuple[Rows, Rows]:
    fields = STOOD["fields"]
    own = {"ask": ASK, "key": fields["key"], "signature": fields["signature"]["signature"], "value": fields["value"]}
    row = {"name": "the line of this lodging", "entry": STOOD, "promise": promise_of(STOOD, seed("log")), "own": own}
    hosted = {**fields, "signature": None}
    invalid = [
        bent(row, "promise for another line", "commitment", promise=promise_of(WAITS, seed("log"))),
        bent(row, "line of another ask", "commitment", own={**own, "ask": "f" * 26}),
        bent(row, "line under another key", "commitment", own={**own, "key": signing_public(seed("other"))}),
        bent(row, "line with another signature", "commitment", own={**own, "signature": "other"}),
        bent(row, "line of another value", "commitment", own={**own, "value": "0" * 64}),
        bent(row, "line without a signature", "commitment", entry={**STOOD, "fields": hosted}),
        bent(row, "line that does not fit: another salt", "commitment", entry={**STOOD, "salt": b64(bytes(32))}),
        bent(row, "line that does not fit: another due day", "commitment",
             entry={**STOOD, "fields": {**fields, "due": "2032-01-01"}}),
    ]  # fmt: skip
    return [row], invalid


def counted(stands: int, waits: int, missing: Rows = (), wrong: Rows = ()) -> Row:  # type: ignore[assignment]
    return {
        "stands": stands, "waits": waits, "missing": [one["id"] for one in missing],
        "wrong": [one["id"] for one in wrong],
    }  # fmt: skip


def standing_rows() -> tuple[Rows, Rows]:
    record = {"checkpoint": note(LOG, NORTH), "leaves": {STOOD["id"]: place(3)}}
    row = {"name": "a line that stands", "policy": "north", "record": record, "entries": [STOOD], "today": TODAY}
    edited = {**STOOD, "fields": {**STOOD["fields"], "day": "2031-05-19"}}
    salted = {**WAITS, "salt": b64(bytes(32))}
    elsewhere = {**record, "leaves": {STOOD["id"]: place(4)}}
    short = {**record, "leaves": {STOOD["id"]: {"index": 3, "hashes": []}}}
    damaged = {**record, "leaves": {STOOD["id"]: {"index": 3, "hashes": ["?"]}}}
    unfit_name, unfit = "line that does not fit: ", counted(0, 0, [], [STOOD])
    valid = [
        {**row, "standing": counted(1, 0)},
        {**row, "name": "a line that waits", "entries": [STOOD, WAITS], "standing": counted(1, 1)},
        {**row, "name": "line missing", "entries": [STOOD, LATE], "standing": counted(1, 0, [LATE])},
        {**row, "name": unfit_name + "other fields", "entries": [edited], "standing": unfit},
        {**row, "name": unfit_name + "another salt", "entries": [salted], "standing": counted(0, 0, [], [WAITS])},
        {**row, "name": unfit_name + "another place", "record": elsewhere, "standing": unfit},
        {**row, "name": unfit_name + "no proof", "record": short, "standing": unfit},
        {**row, "name": unfit_name + "a damaged proof", "record": damaged, "standing": unfit},
    ]  # fmt: skip
    invalid = [
        bent(row, "head missing", "record-head", record={**record, "checkpoint": None}),
        bent(row, "head unsigned by the log", "policy-log", record={**record, "checkpoint": note(STRANGER, NORTH)}),
        bent(row, "head that no witness saw", "quorum", record={**record, "checkpoint": note(LOG)}),
    ]
    return valid, invalid


def mldsa_rows(before: Row) -> Rows:
    """Counted in Python; the browser's side counts no ML-DSA-44 and refuses the head."""
    kept = before.get("valid", {}).get("mldsa", [{}])[0].get("record", {}).get("checkpoint")
    made = kept or note(LOG, NORTH, EAST)
    row = {"record": {**RECORD, "checkpoint": made}, "chosen": [person("maren")], "today": TODAY, "refused": "quorum"}
    return [
        {**row, "name": "a witness with ML-DSA-44 alone", "policy": "east"},
        {**row, "name": "a witness of each kind", "policy": "both"},
    ]


def content(before: Row) -> Row:
    rows = {
        "directory": directory_rows(),
        "promise": promise_rows(),
        "taken": taken_rows(),
        "standing": standing_rows(),
    }
    return {
        "about": "What an asker's client checks in the record; policies by name, as text and as the browser has them",
        "policies": policies(),
        "valid": {name: valid for name, (valid, _) in rows.items()} | {"mldsa": mldsa_rows(before)},
        "invalid": {name: invalid for name, (_, invalid) in rows.items()},
    }


def printed(made: Row) -> str:
    return json.dumps(made, indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    before = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}
    FILE.write_text(printed(content(before)), "utf-8")


if __name__ == "__main__":
    main()
