# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whoever let an ask count finds it in the month's tally, or is told that it was left out; erasing unlinks it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from answerable.actions import timely
from answerable.cli.movement import Movement
from answerable.record import publishing, reading, tally
from answerable.record.offline.audit import audit
from answerable.record.offline.source import Folder
from answerable.record.offline.tally import Counted, counted_in, level_at
from answerable.storage import models
from answerable.storage.writer import write
from answerable.tlog.policy import parse_policy
from tests.record.offline import tally_vectors, watch_vectors
from tests.record.world import NORTH, Record

GIVEN: dict[str, Any] = json.loads(tally_vectors.FILE.read_text("utf-8"))
ROWS = [*GIVEN["valid"]["counted"], *GIVEN["invalid"]]
MONTH = "2031-05"


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_what_a_month_did_with_an_ask(row: dict[str, Any]) -> None:
    policy = parse_policy(GIVEN["valid"]["policy_text"].encode())
    assert counted_in(policy, row["record"], row["member"], row["lodged"], row["expected"]) == row["counted"]


@pytest.mark.parametrize("row", GIVEN["valid"]["levels"], ids=[row["name"] for row in GIVEN["valid"]["levels"]])
def test_where_an_ask_counts_follows_from_what_its_asker_signed(row: dict[str, Any]) -> None:
    assert level_at(row["history"], row["now"], row["month"]) == row["level"]


def test_the_vectors_are_those_that_the_maker_makes() -> None:
    assert tally_vectors.content() == GIVEN


@pytest.fixture
def record(movement: Movement) -> Record:
    """A month in which three asked: one lets it count with others, one by name, one with the second line only."""
    made = Record(movement).begin()
    made.lodge("Anouk")
    movement.lodge("Noor", NORTH, 0, kind="credit_work", terms={"silence": "by_name"})
    movement.lodge("quiet", NORTH, 0, kind="credit_work", without=["Tiko"])
    made.pass_days(3)
    timely.release_month(MONTH, at=made.now)
    return made.pass_days(2)


def found(record: Record, name: str, expected: str) -> Counted:
    thread = record.thread(name)
    lodged = thread.noted[0].entry["id"]
    members = tally.memberships(thread.row.id, lodged, MONTH)
    assert [each["month"] for each in members] == [MONTH]
    proofs = reading.proofs([members[0].get("id", "")])
    return counted_in(record.policy, proofs, {**members[0], "released": True}, lodged, expected)


def test_each_asker_finds_her_own_where_she_let_it_count(record: Record) -> None:
    assert found(record, "Anouk", "pooled") is Counted.COUNTED
    assert found(record, "Noor", "by_name") is Counted.COUNTED
    assert found(record, "quiet", "second_line") is Counted.QUIET
    codes = record.movement.codes
    levels = {each.level for each in models.Tally.objects.all()}
    assert {codes["river-network"], codes[NORTH]} <= levels


def test_an_ask_that_was_left_out_is_named_by_its_client(record: Record) -> None:
    """A host that counts all but one: its tally has another element in her place."""
    thread = record.thread("Anouk")
    lodged = thread.noted[0].entry["id"]
    member = tally.memberships(thread.row.id, lodged, MONTH)[0]

    @write
    def leave_out() -> None:
        row = models.Tally.objects.get(month=MONTH, level=member["level"])
        row.elements = bytes(row.elements)[:-32] + bytes(32) if member["index"] == 15 else bytes(32) * 16
        row.save()

    leave_out()
    assert found(record, "Anouk", "pooled") is Counted.OUT


def test_nothing_leads_from_a_tally_to_an_erased_ask(record: Record) -> None:
    thread = record.thread("Anouk")
    lodged, row = thread.noted[0].entry["id"], thread.row.id
    before = [bytes(each.elements) for each in models.Tally.objects.order_by("leaf")]
    record.mark("Anouk", "erased")
    with pytest.raises(Exception, match="nothing here"):
        tally.memberships(row, lodged, MONTH)
    assert [bytes(each.elements) for each in models.Tally.objects.order_by("leaf")] == before


def test_figures_and_tallies_are_served_and_the_auditor_agrees(record: Record, tmp_path: Any) -> None:
    publishing.publish()
    folder = record.export(tmp_path / "log")
    report = audit(Folder(folder), record.policy)
    assert report.findings == []
    level = record.movement.codes["river-network"]
    shown = json.loads((folder / f"releases/{MONTH}/{level}.json").read_text("utf-8"))
    assert {each["fact"] for each in shown["figures"]} >= {"received", "answered_in_time"}
    assert {json.loads(bytes(row.raw))["size"] for row in models.Leaf.objects.filter(kind="tally")} == {16}


def test_changed_figures_are_named(record: Record, tmp_path: Any) -> None:
    @write
    def change() -> None:
        models.ReleasedFigure.objects.filter(fact="answered_in_time").update(band="5–10")

    change()
    report = audit(Folder(record.export(tmp_path / "log")), record.policy)
    assert any("are not those that were released" in str(each) for each in report.findings)


def test_the_vectors_of_a_reader_who_watches_its_key_are_those_of_their_maker() -> None:
    assert watch_vectors.content() == json.loads(watch_vectors.WATCH.read_text("utf-8"))
