# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a receipt proves, what is missing, and when it is evidence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from answerable.cli import main
from answerable.cli.movement import Movement
from answerable.core.errors import Refused
from answerable.record import keeping
from answerable.record.offline.compare import compare
from answerable.record.offline.source import Folder
from answerable.record.offline.verify import Checked, verify
from answerable.storage import models
from answerable.storage.writer import write
from answerable.tlog.checkpoint import Checkpoint, sign_checkpoint
from answerable.tlog.encoding import print_base64
from answerable.tlog.errors import Invalid
from answerable.tlog.keys import Ed25519Signer, print_vkey
from answerable.tlog.merkle import beginning_proof, leaf_hash, root_of, tree_of
from answerable.tlog.policy import parse_policy
from tests.record.offline.test_audit import entries, write_log
from tests.record.world import Here, Record

LEAVES = [leaf_hash(bytes([number])) for number in range(32)]


def checked(record: Record, receipt: dict[str, Any], source: object = None) -> Checked:
    return verify(json.dumps(receipt).encode(), record.policy, source)  # type: ignore[arg-type]


@pytest.fixture
def record(movement: Movement) -> Record:
    made = Record(movement).begin()
    made.lodge()
    return made


def test_a_promise_then_a_proof(record: Record) -> None:
    before = record.receipt("Anouk")
    said = checked(record, before)
    assert (len(said.proven), len(said.missing), said.wrong) == (1, 1, [])
    assert "promised to hold this line from its batch of 2031-05-22 on" in said.proven[0]
    record.pass_days(2)
    said = checked(record, {**before, "proof": record.receipt("Anouk")["proof"]})
    assert (len(said.proven), said.missing, said.wrong) == (2, [], [])
    assert "signed by the log alone (no witness)" in said.proven[1]
    assert "The line is entry" in checked(record, before, Here()).proven[1]


def test_a_promise_without_its_leaf_two_batches_later_is_evidence(record: Record) -> None:
    receipt = record.receipt("Anouk")

    @write
    def refuse_to_log() -> None:
        models.WaitingLeaf.objects.all().delete()

    refuse_to_log()
    record.pass_days(1)
    assert checked(record, receipt, Here()).missing == [
        "The line is not in the log yet. Ask again after two more batches."
    ]
    record.pass_days(3)
    assert "evidence that the log broke its word" in checked(record, receipt, Here()).wrong[0]


@pytest.mark.parametrize("part", ["id", "c", "batch", "signature"])
def test_a_bent_promise_is_no_promise(record: Record, part: str) -> None:
    receipt: Any = record.receipt("Anouk")
    bent = {"id": "a" * 26, "c": "A" * 43, "batch": "2031-06-01", "signature": "A" * 86}[part]
    said = checked(record, {**receipt, "promise": {**receipt["promise"], part: bent}})
    assert said.wrong == ["The promise is not signed by the log."]


def test_a_promise_by_either_key_of_a_log_that_the_policy_pins_counts(record: Record) -> None:
    other = print_vkey(Ed25519Signer(keeping.log().origin, bytes(32)).verifier)
    own = [f"log {print_vkey(one)}" for one in record.policy.logs]
    both = parse_policy("\n".join([f"log {other}", *own, "quorum none", ""]).encode())
    assert verify(json.dumps(record.receipt("Anouk")).encode(), both, None).wrong == []


def test_a_proof_of_another_line_is_no_proof(record: Record) -> None:
    record.lodge("Bela")
    record.pass_days(2)
    receipt = {**record.receipt("Anouk"), "proof": record.receipt("Bela")["proof"]}
    assert "The proof does not lead from the entry to the root." in checked(record, receipt).wrong[0]


def test_an_opening_that_the_asker_adds_is_shown_or_refused(record: Record) -> None:
    noted = record.thread("Anouk").noted[0]
    opening = {"salt": noted.entry["salt"], "fields": dict(noted.fields)}
    assert "type lodged" in checked(record, {**record.receipt("Anouk"), "opening": opening}).proven[-1]
    opening["fields"]["kind"] = "acknowledge"
    assert checked(record, {**record.receipt("Anouk"), "opening": opening}).wrong == ["What should open it does not."]


@pytest.mark.parametrize("raw", [b"", b"{}", b"[]", b'{"format":"answerable.v1.receipt"}', b'{"format":"x"}'])
def test_another_file_gets_a_sentence(record: Record, raw: bytes) -> None:
    with pytest.raises(Refused, match="neither a receipt nor evidence"):
        verify(raw, record.policy, None)


def test_a_receipt_of_a_log_outside_the_policy_is_refused(record: Record) -> None:
    receipt: Any = record.receipt("Anouk")
    receipt["promise"]["origin"] = "other.example/record1"
    with pytest.raises(Refused, match="does not name the log"):
        checked(record, receipt)


def test_a_split_view_is_evidence_that_a_stranger_confirms(
    record: Record, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record.pass_days(3)
    here, there = record.export(tmp_path / "here"), record.export(tmp_path / "there")
    leaves = entries(there)
    write_log(there, [*leaves[:30], leaves[31], leaves[30], *leaves[32:]], record)
    (tmp_path / "policy").write_bytes(record.policy.source)
    assert compare(Folder(here), Folder(here), record.policy).evidence is None
    given = ["--policy", str(tmp_path / "policy")]
    assert main(["record", "compare", str(here), str(there), "--out", str(tmp_path / "fork.json"), *given]) == 1
    assert main(["record", "verify", str(tmp_path / "fork.json"), *given]) == 0
    assert "signed two different trees" in capsys.readouterr().out


def test_a_longer_history_that_does_not_follow_is_evidence(record: Record, tmp_path: Path) -> None:
    record.pass_days(2)
    older = record.export(tmp_path / "older")
    record.pass_days(2)
    newer = record.export(tmp_path / "newer")
    assert compare(Folder(older), Folder(newer), record.policy).evidence is None
    leaves = entries(newer)
    write_log(newer, [leaves[1], leaves[0], *leaves[2:]], record)
    found = compare(Folder(older), Folder(newer), record.policy)
    assert found.evidence is not None
    said = verify(json.dumps(found.evidence).encode(), record.policy, None)
    assert "entries that do not follow" in said.proven[0]
    assert found.new == keeping.log().size


def test_evidence_of_nothing_is_refused(record: Record) -> None:
    record.pass_days(1)
    note = Here().fetch("checkpoint").decode()
    said = verify(
        json.dumps({"format": "answerable.v1.fork", "a": note, "b": note, "proof": []}).encode(), record.policy, None
    )
    assert said.wrong == ["The two checkpoints agree: this proves nothing."]


def fork_of(old: Checkpoint, new: Checkpoint, proof: list[bytes], record: Record) -> Checked:
    """What two heads, signed by the record's log, prove with this proof between them."""
    a, b = (sign_checkpoint(one, keeping.signers()).decode() for one in (old, new))
    shown = [print_base64(one) for one in proof]
    return checked(record, {"format": "answerable.v1.fork", "a": a, "b": b, "proof": shown})


@pytest.mark.parametrize("old", [1, 5, 16, 20, 31])
def test_no_made_up_proof_convicts_an_honest_log(record: Record, old: int) -> None:
    origin, hashes = keeping.log().origin, LEAVES[:32]
    heads = [Checkpoint(origin, size, root_of(hashes[:size])) for size in (old, 32)]
    true = beginning_proof(tree_of(hashes), old, 32)
    nothing = bytes(32)
    for made_up in ([], [nothing] * 10, [nothing] * len(true), [*true, nothing], [nothing, *true[1:]], true[1:]):
        said = fork_of(heads[0], heads[1], made_up, record)
        assert said.proven == []
        assert said.wrong == ["The proof does not lead to the larger checkpoint: this proves nothing."]
    assert fork_of(heads[0], heads[1], true, record).wrong == ["The two checkpoints agree: this proves nothing."]
    empty = Checkpoint(origin, 0, bytes(32))
    assert fork_of(empty, heads[1], true, record).proven == []


@pytest.mark.parametrize("old", [1, 5, 16, 20, 31])
def test_two_heads_that_contradict_are_a_fork_at_every_size(record: Record, old: int) -> None:
    origin, hashes = keeping.log().origin, LEAVES[:32]
    other = Checkpoint(origin, old, root_of([bytes(32), *hashes[1:old]]))
    proof = beginning_proof(tree_of(hashes), old, 32)
    assert "do not follow" in fork_of(other, Checkpoint(origin, 32, root_of(hashes)), proof, record).proven[0]


def test_a_server_whose_tiles_do_not_fit_its_head_is_no_fork(record: Record, tmp_path: Path) -> None:
    record.pass_days(2)
    older = record.export(tmp_path / "older")
    record.pass_days(2)
    newer = record.export(tmp_path / "newer")
    for tile in (at for at in newer.glob("tile/0/**/*") if at.is_file()):
        tile.write_bytes(bytes(len(tile.read_bytes())))
    with pytest.raises(Invalid, match="tile-root"):
        compare(Folder(older), Folder(newer), record.policy)
