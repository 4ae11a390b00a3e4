# SPDX-License-Identifier: AGPL-3.0-or-later
"""A log gets a new key that the old one vouches for; readers of both policies go on; a stranger's key is named."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from answerable.cli import errands
from answerable.cli.movement import Movement
from answerable.core.errors import Refused
from answerable.record import keeping, publishing, reading, rotation
from answerable.record.keeping import open_entry
from answerable.record.offline.audit import audit
from answerable.record.offline.source import Folder
from answerable.storage import keyfile, models
from answerable.storage.writer import write
from answerable.tlog.keys import Ed25519Signer, print_vkey
from answerable.tlog.note import parse_note
from tests.record.world import Record


@pytest.fixture
def record(movement: Movement) -> Record:
    return Record(movement).begin().pass_days(3)


def said(record: Record, folder: Path, policy: object) -> list[str]:
    return [str(each) for each in audit(Folder(record.export(folder)), policy).findings]  # type: ignore[arg-type]


def test_the_old_key_vouches_for_the_new_one_and_both_sign(record: Record, tmp_path: Path) -> None:
    old = record.policy
    made = rotation.rotate(record.today)
    record.pass_days(3)
    assert made != print_vkey(old.logs[0])
    assert len(parse_note(publishing.read("checkpoint")).signatures) == 2
    assert said(record, tmp_path / "old", old) == []
    assert said(record, tmp_path / "new", record.policy) == []
    report = audit(Folder(tmp_path / "old"), old)
    assert made in report.notes[0]
    assert audit(Folder(tmp_path / "old"), record.policy).notes == []
    assert reading.keys()[-1] == made


def test_after_its_days_the_old_key_is_gone_and_what_it_signed_still_holds(record: Record, tmp_path: Path) -> None:
    old, seed = record.policy, keeping.log().key
    rotation.rotate(record.today)
    assert rotation.retire(record.today + rotation.OVERLAP) == 0
    record.day += rotation.OVERLAP.days
    assert rotation.retire(record.today + timedelta(days=1)) == 1
    assert keyfile.current().read(seed) is None
    record.pass_days(2)
    assert len(parse_note(publishing.read("checkpoint")).signatures) == 1
    assert said(record, tmp_path / "new", record.policy) == []
    assert audit(Folder(tmp_path / "new"), record.policy).batches > 3
    assert any("checkpoint" in each for each in said(record, tmp_path / "old", old))


def test_it_can_be_done_again(record: Record, tmp_path: Path) -> None:
    first = record.policy
    rotation.rotate(record.today)
    rotation.rotate(record.today)
    record.pass_days(1)
    assert len(reading.keys()) == 3
    assert said(record, tmp_path / "log", first) == []


def test_a_key_that_the_old_one_did_not_sign_is_named(record: Record, tmp_path: Path) -> None:
    stranger = print_vkey(Ed25519Signer(keeping.log().origin, bytes(32)).verifier)

    @write
    def sneak() -> None:
        fields = {"old": keeping.log().vkey, "new": stranger, "signature": "A" * 86}
        keeping.append([open_entry("key", record.today.isoformat(), **fields)])  # type: ignore[arg-type]

    sneak()
    index = models.Leaf.objects.get(kind="key").index
    record.pass_days(1)
    assert f"entry {index}: a new key of the log is not signed by the old one" in said(
        record, tmp_path / "log", record.policy
    )
    assert json.loads(bytes(models.Leaf.objects.get(kind="key").raw))["new"] == stranger


def test_an_older_copy_gets_no_new_key(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "check_current", lambda: False)
    with pytest.raises(Refused, match="an older copy was put back"):
        errands.rotate_record_key({})
