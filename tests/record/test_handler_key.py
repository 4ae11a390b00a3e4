# SPDX-License-Identifier: AGPL-3.0-or-later
"""A reader's new keys in the record: announced, then listed since that day; an auditor names what was not announced."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from answerable.cli.movement import Movement
from answerable.record import directory, publishing
from answerable.sealing.wire import jcs
from answerable.storage import models
from tests.actions.test_renewing import renew
from tests.record.offline.test_audit import entries, kind_at, said, write_log
from tests.record.world import Record

NORTH = "river-north-bank"


@pytest.fixture
def record(movement: Movement) -> Record:
    """Some days, then Maren's new keys, then some more."""
    made = Record(movement).begin().pass_days(2)
    movement.now = made.now
    renew(movement, "Maren")
    directory.refresh(made.today)
    publishing.publish()
    return made.pass_days(4)


def test_new_keys_are_announced_listed_and_count_after_three_days(record: Record, tmp_path: Path) -> None:
    seat = record.movement.members["Maren"].seat
    row = models.Leaf.objects.get(kind="handler-key")
    leaf = json.loads(bytes(row.raw))
    listed = next(
        each for one in directory.leaves_of([leaf["body"]]) for each in json.loads(bytes(one.raw))["handlers"]
        if each["code"] == seat
    )  # fmt: skip
    assert leaf["handler"] == seat
    assert leaf["new"] == {name: listed[name] for name in ("sealing", "signing")} != leaf["old"]
    assert listed["since"] == leaf["day"]
    assert said(record.export(tmp_path / "log"), record) == ""
    assert seat in (directory.standing([leaf["body"]]) or ())


def test_new_keys_do_not_count_at_once(movement: Movement) -> None:
    record = Record(movement).begin().pass_days(4)
    movement.now = record.now
    renew(movement, "Maren")
    directory.refresh(record.today)
    seat, body = movement.members["Maren"].seat, movement.codes[NORTH]
    assert seat not in (directory.standing([body]) or ())


@pytest.mark.parametrize("lie", ["left out", "other new keys", "other old keys"])
def test_keys_that_changed_in_silence_are_named(record: Record, tmp_path: Path, lie: str) -> None:
    folder = record.export(tmp_path / "log")
    leaves = entries(folder)
    at = kind_at(leaves, "handler-key")
    fields = json.loads(leaves[at])
    seat = fields["handler"]
    if lie == "left out":
        del leaves[at]
    else:
        which = "new" if lie.startswith("other new") else "old"
        leaves[at] = jcs({**fields, which: {"sealing": "0" * 64, "signing": "1" * 64}})
    write_log(folder, leaves, record)
    foreign = f"it names keys that reader {seat} did not have"
    assert (foreign if lie == "other old keys" else f"the keys of reader {seat} changed") in said(folder, record)
