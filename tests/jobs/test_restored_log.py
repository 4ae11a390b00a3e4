# SPDX-License-Identifier: AGPL-3.0-or-later
"""From yesterday's backup to a log that goes on, by the command lines of the operator's guide."""

from __future__ import annotations

import re
import shlex
import shutil
from copy import deepcopy
from pathlib import Path

import pytest

from answerable import clock
from answerable.cli import main
from answerable.cli.movement import Movement
from answerable.core.errors import Refused
from answerable.jobs import backups, keybackups
from answerable.record import keeping, names, publishing
from answerable.record.offline.audit import audit
from tests.conftest import using
from tests.jobs.backed_up import identity, keep_offline_key
from tests.record.world import Here, Record

pytestmark = pytest.mark.embedded
GUIDE = (Path(__file__).parents[2] / "docs" / "operate.md").read_text("utf-8")
PART = GUIDE.split("## Backup and restore\n")[1].split("\n## ")[0]
LINES = [line for block in re.findall(r"```sh\n(.*?)```", PART, re.S) for line in block.splitlines()]


def follow(begin: str, places: dict[str, Path]) -> int:
    """The one line of the guide that begins so, with the places of this machine."""
    (line,) = [line for line in LINES if line.startswith(f"answerable {begin}")]
    for written, here in places.items():
        line = line.replace(written, str(here))
    return main(shlex.split(line)[1:])


def test_yesterdays_backup_by_the_guide_alone(
    movement_folder: tuple[Path, Movement], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, new, medium = tmp_path / "data", tmp_path / "srv", tmp_path / "medium"
    shutil.copytree(movement_folder[0], data)
    record = Record(deepcopy(movement_folder[1]))
    with using(data):
        keep_offline_key()
        record.begin().lodge("Anouk")
        record.pass_days(2)
        made, keys = backups.back_up(medium, record.now), keybackups.back_up(record.now)
        record.lodge("Noor")
        record.pass_days(1)
        published = keeping.log().size
    places = {
        "/media/backups/answerable-2031-05-20.age": made, "/media/keys/2031-05-20.age": keys,
        "offline-key.txt": identity(tmp_path), "/srv/answerable": new, "/media/newest-record": data / "record",
    }  # fmt: skip
    assert follow("backup --check", places) == 0
    assert follow("restore", places) == 0
    with using(new):
        size = keeping.log().size
        assert size < published
        assert not publishing.check_current()
        before = Here().fetch("checkpoint")
        record.movement._actors.clear()
        publishing.publish()
        assert Here().fetch("checkpoint") == before  # it is read, and nothing is signed
        with pytest.raises(Refused, match="signs nothing"):
            keeping.append([keeping.open_entry("policy", "2031-05-23")])
        with clock.frozen(record.now):
            assert main(["record", "catch-up"]) == 1
            assert "no newer" in capsys.readouterr().err
            assert keeping.is_behind()
            assert follow("record catch-up", places) == 0
        assert not keeping.is_behind()
        assert not names.restored().exists()
        assert keeping.log().size >= published
        record.pass_days(1)
        assert audit(Here(), record.policy).findings == []
