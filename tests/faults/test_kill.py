# SPDX-License-Identifier: AGPL-3.0-or-later
"""`kill -9` at random points under load: no promised leaf is lost, no published head is contradicted."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from answerable.record import publishing
from answerable.record.offline.audit import audit
from answerable.storage import models
from answerable.tlog.merkle import leaf_hash, root_of
from answerable.tlog.policy import parse_policy
from tests.conftest import using
from tests.faults.publisher import SAID
from tests.record.world import Here
from tests.serving import ROOT, Serving


def killed(tmp_path: Path, rounds: int, seed: int) -> Path:
    data = tmp_path / "data"
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.publisher", str(data), str(rounds), str(seed)], cwd=ROOT,
        env=Serving(data, 8000).environment(), capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return data


@pytest.mark.parametrize(
    ("rounds", "seed"), [(60, 1), pytest.param(300, 2, marks=pytest.mark.long)]
)  # fmt: skip
def test_no_kill_loses_a_promise_or_contradicts_a_head(
    tmp_path: Path, rounds: int, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = killed(tmp_path, rounds, seed)
    said = [line.split(" ") for line in (tmp_path / SAID).read_text().splitlines()]
    monkeypatch.setattr("answerable.record.names.origin", lambda: "localhost:8000/record1")
    with using(data):
        publishing.mend()
        publishing.publish()
        publishing.archive()
        policy = parse_policy(Here().fetch("policy"))
        report = audit(Here(), policy)
        kept = set(models.Leaf.objects.values_list("code", flat=True))
        kept |= set(models.WaitingLeaf.objects.values_list("code", flat=True))
        hashes = [leaf_hash(bytes(row.raw)) for row in models.Leaf.objects.order_by("index")]
    assert report.findings == []
    leaves, heads = [each for each in said if each[0] == "leaf"], [each for each in said if each[0] == "head"]
    assert len(heads) > rounds / 6
    assert [each[1] for each in leaves if each[1] not in kept] == []
    for _, size, root in heads[:: max(1, len(heads) // 40)] + heads[-1:]:
        assert root_of(hashes[: int(size)]).hex() == root
