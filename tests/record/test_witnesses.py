# SPDX-License-Identifier: AGPL-3.0-or-later
"""Witnesses in this process: what each dishonest history of a log meets."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from answerable import clock, config
from answerable.cli.movement import Movement
from answerable.core.errors import Refused
from answerable.record import batch, cosigning, keeping, names, policy, publishing, reading, witnessing
from answerable.record.offline import cosign
from answerable.record.offline.audit import audit
from answerable.record.offline.verify import verify
from answerable.record.offline.witness import STORE, Log, Witness, parse_log, serve
from answerable.storage import models
from answerable.storage.writer import write
from answerable.tlog.checkpoint import Checkpoint, parse_checkpoint, sign_checkpoint
from answerable.tlog.keys import Ed25519Signer, parse_vkey, print_vkey
from answerable.tlog.merkle import consistency_proof, leaf_hash, node_hash, root_of
from answerable.tlog.note import parse_note
from answerable.tlog.policy import parse_policy
from answerable.tlog.witness import SIZE_TYPE, monitor_path, parse_conflict, print_request
from tests.conftest import NOW
from tests.record.world import Here, Record

ORIGIN = "log.example/record1"
SIGNER = Ed25519Signer(ORIGIN, b"s" * 32)
SIGNER_VKEY = print_vkey(SIGNER.verifier)
TIME = int(NOW.timestamp())


def tree(leaves: list[bytes]) -> list[list[bytes]]:
    levels = [[leaf_hash(each) for each in leaves]]
    while len(levels[-1]) > 1:
        row = levels[-1]
        levels.append([node_hash(row[at], row[at + 1]) for at in range(0, len(row) - 1, 2)])
    return levels


def request(leaves: list[bytes], old: int, signer: Ed25519Signer = SIGNER) -> bytes:
    levels = tree(leaves)
    proof = (
        consistency_proof(lambda level, index: levels[level][index], old, len(leaves)) if 0 < old < len(leaves) else []
    )
    head = Checkpoint(signer.verifier.name, len(leaves), root_of(levels[0]))
    return print_request(old, proof, sign_checkpoint(head, [signer]))


LEAVES = [bytes([each]) for each in range(40)]
OTHER = [*LEAVES[:5], b"another history", *LEAVES[6:]]


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    return Witness(tmp_path / "witness", "w.example/w1", [Log(SIGNER.verifier)])


def test_a_head_that_follows_is_signed(witness: Witness) -> None:
    for old, size in ((0, 7), (7, 7), (7, 20), (20, 40)):
        answer = witness.add_checkpoint(request(LEAVES[:size], old), now=TIME)
        assert answer.status == 200, answer.body
        assert answer.body.decode().startswith("— w.example/w1 ")
    note = witness.monitor(monitor_path(ORIGIN))
    assert note is not None
    assert parse_checkpoint(parse_note(note).text).size == 40


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (lambda: b"", 400),
        (lambda: b"old x\n\n", 400),
        (lambda: request(LEAVES[:20], 10), 409),
        (lambda: request(LEAVES[:10], 0), 409),
        (lambda: request(OTHER, 20), 422),
        (lambda: request(OTHER[:20], 20), 422),
        (lambda: request(LEAVES[:30], 20, Ed25519Signer(ORIGIN, b"t" * 32)), 403),
        (lambda: request(LEAVES[:30], 20, Ed25519Signer("other.example/log", b"t" * 32)), 404),
    ],
)
def test_what_does_not_follow_is_refused(witness: Witness, body: object, status: int) -> None:
    assert witness.add_checkpoint(request(LEAVES[:20], 0), now=TIME).status == 200
    answer = witness.add_checkpoint(body(), now=TIME)  # type: ignore[operator]
    assert answer.status == status
    if status == 409:
        assert answer.kind == SIZE_TYPE
        assert parse_conflict(answer.body) == 20
    assert witness.add_checkpoint(request(LEAVES, 20), now=TIME).status == 200


def test_the_size_is_stored_before_anything_is_signed(witness: Witness, monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash between the two costs a signature, never a second history."""

    def crash(*given: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("answerable.record.offline.witness.issue_cosignature", crash)
    with pytest.raises(KeyboardInterrupt):
        witness.add_checkpoint(request(LEAVES[:20], 0), now=TIME)
    monkeypatch.undo()
    assert witness.add_checkpoint(request(OTHER[:20], 0), now=TIME).status == 409
    assert witness.add_checkpoint(request(LEAVES[:20], 20), now=TIME).status == 200


def test_two_processes_sign_one_history(witness: Witness, tmp_path: Path) -> None:
    again = Witness(tmp_path / "witness", "w.example/w1", [Log(SIGNER.verifier)])
    assert again.vkey == witness.vkey
    assert witness.add_checkpoint(request(LEAVES[:20], 0), now=TIME).status == 200
    assert again.add_checkpoint(request(OTHER[:30], 0), now=TIME).status == 409
    with sqlite3.connect(tmp_path / "witness" / STORE) as store:
        assert store.execute("SELECT size FROM signed").fetchall() == [(20,)]


@pytest.mark.parametrize("line", ["", "nonsense", "a b c", "log.example/record1+00000000+AAAA"])
def test_a_line_that_names_no_log_gets_a_sentence(line: str) -> None:
    with pytest.raises(Refused, match="does not name a log"):
        parse_log(line)


@pytest.fixture
def served(tmp_path: Path, movement: Movement) -> Iterator[tuple[Witness, str]]:
    """A witness of this store's own log, over HTTP."""
    own = Witness(tmp_path / "elsewhere", "outside.example/w1", [Log(parse_vkey(keeping.log().vkey))])

    server = serve(own, 0)
    Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    (config.current().data / policy.FILE).write_text(f"outside {own.vkey} {url} outside\n")
    cosigning._sizes.clear()
    yield own, url
    server.shutdown()
    server.server_close()


def test_the_log_is_cosigned_and_the_suggested_policy_demands_the_one_outside(
    movement: Movement, served: tuple[Witness, str]
) -> None:
    record, now = Record(movement).begin().pass_days(3), int(clock.now().timestamp())
    assert "quorum outside-witnesses" in policy.suggested()
    report = audit(Here(), record.policy, oldest=now - 60)
    assert (report.findings, report.witnesses) == ([], ("outside",))
    assert reading.head().has_outside
    assert [str(each) for each in audit(Here(), record.policy, oldest=now + 60).findings] == [
        "the newest checkpoint: Too few witnesses of the policy have signed the checkpoint lately enough."
    ]


def test_while_its_witness_is_away_the_last_head_that_meets_the_policy_stays(
    movement: Movement, served: tuple[Witness, str]
) -> None:
    record = Record(movement).begin()
    before, lines = publishing.read("checkpoint"), (config.current().data / policy.FILE).read_text()
    (config.current().data / policy.FILE).write_text(f"outside {served[0].vkey} http://127.0.0.1:9 outside\n")
    record.pass_days(1)
    assert publishing.read("checkpoint") == before
    assert [str(each) for each in audit(Here(), record.policy).findings if "shrank" not in str(each)] == []
    (config.current().data / policy.FILE).write_text(lines)
    record.pass_days(1)
    assert audit(Here(), record.policy).findings == []
    assert reading.head().size == keeping.log().size


def test_without_a_witness_from_the_start_the_head_meets_no_policy(
    movement: Movement, served: tuple[Witness, str]
) -> None:
    (config.current().data / policy.FILE).write_text(f"outside {served[0].vkey} http://127.0.0.1:9 outside\n")
    record = Record(movement).begin()
    assert "Too few witnesses" in str(audit(Here(), record.policy).findings[0])


def test_an_older_copy_signs_nothing_and_promises_nothing(movement: Movement, served: tuple[Witness, str]) -> None:
    """Truncated, rolled back, restored: the witness knows more, and the log goes read-only."""
    record = Record(movement).begin().pass_days(2)
    older = {"size": keeping.log().size, "frontier": keeping.log().frontier}
    record.pass_days(2)

    @write
    def put_back() -> None:
        row = models.Log.objects.get()
        row.size, row.frontier = older["size"], older["frontier"]
        row.save()

    put_back()
    (names.folder() / "checkpoint").unlink()  # the folder of an older copy would be older too
    assert cosigning.largest_known(parse_vkey(keeping.log().vkey)) > older["size"]
    assert not publishing.check_current()
    with pytest.raises(Refused, match="an older copy was put back"):
        batch.close(record.today)
    from answerable.record.promise import promise

    assert promise("a" * 26, "A" * 43, at=record.now) is None
    keeping.set_behind(False)


def test_a_store_that_differs_from_what_it_published_signs_nothing(movement: Movement) -> None:
    record = Record(movement).begin()
    assert publishing.check_current()

    @write
    def bend() -> None:
        row = models.Log.objects.get()
        row.frontier = [*row.frontier[:-1], "00" * 32]
        row.save()

    bend()
    assert not publishing.check_current()
    assert record.day == 1
    keeping.set_behind(False)


class Split:
    """A log that shows somebody else another history, under its own key."""

    place = "elsewhere"

    def __init__(self, leaves: list[bytes]) -> None:
        levels = tree(leaves)
        self._read = lambda level, index: levels[level][index]
        self._size = len(leaves)
        self._head = sign_checkpoint(Checkpoint(ORIGIN, len(leaves), root_of(levels[0])), [SIGNER])

    def fetch(self, path: str) -> bytes:
        from answerable.record.offline.source import Absent
        from answerable.tlog.tiles import tiles_between

        found = dict(tiles_between(0, self._size, lambda level, index: self._read(level, index)))
        found["checkpoint"] = self._head
        if path not in found:
            raise Absent(path)
        return found[path]


@pytest.mark.parametrize(("leaves", "forks"), [(LEAVES, 0), (OTHER, 1), (OTHER[:20], 1), (LEAVES[:10], 0)])
def test_a_forged_history_is_kept_as_evidence_that_convinces_others(
    movement: Movement, leaves: list[bytes], forks: int
) -> None:
    witnessing.folder().mkdir()
    (witnessing.folder() / "logs").write_text(f"{SIGNER_VKEY} http://127.0.0.1:9\n")
    ours = witnessing.witness()
    assert ours.add_checkpoint(request(LEAVES[:20], 0), now=TIME).status == 200
    kept = witnessing.watch(NOW.date(), {ORIGIN: Split(leaves)})
    assert len(kept) == forks
    if forks:
        policy_of_others = parse_policy(f"log {SIGNER_VKEY}\nquorum none\n".encode())
        checked = verify(kept[0].read_bytes(), policy_of_others, None)
        assert checked.proven
        assert checked.wrong == []
        assert json.loads(kept[0].read_text())["format"] == "answerable.v1.fork"


def test_a_server_that_does_not_answer_is_no_evidence(movement: Movement) -> None:
    witnessing.folder().mkdir()
    (witnessing.folder() / "logs").write_text(f"{SIGNER_VKEY} http://127.0.0.1:9\n")
    assert witnessing.witness().add_checkpoint(request(LEAVES[:20], 0), now=TIME).status == 200
    assert witnessing.watch(NOW.date()) == []
    assert (
        cosign.sizes_of(ORIGIN, SIGNER.verifier, [cosign.Asked(witnessing.witness().vkey, "http://127.0.0.1:9")]) == {}
    )


from answerable.tlog.keys import print_vkey  # noqa: E402

SIGNER_VKEY = print_vkey(SIGNER.verifier)
