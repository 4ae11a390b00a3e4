# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bench's own arithmetic, and that no row of the design is forgotten. Nothing here is timed."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import __main__ as bench
from bench import peers, picture, report, rows
from bench.record import auditing, logs
from bench.rounds import side_by_side
from bench.row import Goal, Planned, Seen, crashed, judge, shares, spread
from bench.speed import growth

PLANNED = Planned("key", "record", "a row", "1/s", Goal("≥", 10), "bare")
# The rows of the two tables of figures in the design (the record; speed), in its words → where they stand here.
DESIGN = Path(__file__).parent / "design_rows.json"


def test_value_limit_and_ratio_are_medians() -> None:
    row = judge(PLANNED, Seen([10, 30, 20], [20, 30, 25], "why"))
    assert (row["value"], row["limit"], row["ratio"]) == (20, 25, 0.8)
    assert (row["met"], row["rounds"], row["note"]) == (True, 3, "why")


def test_the_ratio_is_of_each_round_and_not_of_the_medians() -> None:
    seen = Seen([1, 100, 3], [2, 100, 1])
    assert shares(seen) == [0.5, 1.0, 3.0]
    assert judge(PLANNED, seen)["ratio"] == 1.0


@pytest.mark.parametrize(
    ("sign", "bound", "value", "met"),
    [("≥", 10, 10, True), ("≥", 10, 9.99, False), ("≤", 4, 4, True), ("≤", 4, 5, False)],
)  # fmt: skip
def test_a_goal_is_met_at_its_bound(sign: str, bound: float, value: float, met: bool) -> None:
    assert Goal(sign, bound).is_met(value, None) is met


def test_a_share_is_judged_by_the_ratio() -> None:
    assert Goal("≥", 0.5, share=True).is_met(1, 0.5)
    assert not Goal("≥", 0.5, share=True).is_met(1_000_000, 0.49)
    with pytest.raises(ValueError, match="needs a limit"):
        Goal("≥", 0.5, share=True).is_met(1, None)
    assert str(Goal("≥", 0.8, share=True)) == "≥ 80 % of the limit"
    assert str(Goal("≥", 20_000)) == "≥ 20,000"


def test_the_spread_is_the_middle_half_over_the_median() -> None:
    assert spread([10]) == 0
    assert spread([8, 9, 10, 11, 12]) == pytest.approx(0.2)
    assert spread([0, 0]) == 0


def test_rounds_take_turns_after_one_that_warms_up() -> None:
    done: list[str] = []
    ticks = iter(range(100))
    work, limit = side_by_side(lambda: done.append("A"), lambda: done.append("B"), 3, lambda: next(ticks))
    assert "".join(done) == "AB" + "AB" + "BA" + "AB"
    assert work == limit == [1, 1, 1]


def test_a_row_without_rounds_is_no_row() -> None:
    with pytest.raises(ValueError, match="nothing was measured"):
        judge(PLANNED, Seen([]))
    with pytest.raises(ValueError, match="zip"):
        judge(PLANNED, Seen([1, 2], [1]))


def test_a_crash_is_a_row_that_is_not_met(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> dict[str, Seen]:
        raise RuntimeError("no disk")

    keys = tuple(one.key for one in rows.of_group("record"))
    monkeypatch.setattr(bench, "MEASURES", {"record": ((keys[:1], fails), (keys[1:2], lambda: {}))})
    first, second = bench.run("record")
    assert first == crashed(rows.RECORD[0], RuntimeError("no disk"))
    assert (first["met"], first["note"]) == (False, "crashed: RuntimeError: no disk")
    assert second["note"].startswith("crashed: KeyError")
    assert bench.summary([first], 1) == f"0 of 1 goals met in 1 s. Not met: {rows.RECORD[0].name}."


def test_every_row_of_the_design_is_planned_or_left_out_with_a_reason() -> None:
    planned = {one.key for one in rows.PLANNED}
    assert len(planned) == len(rows.PLANNED)
    for table, said in json.loads(DESIGN.read_text("utf-8")).items():
        for name, keys in said.items():
            assert keys, f"{table}: {name}"
            assert set(keys) <= planned | set(rows.LEFT_OUT), f"{table}: {name}"


def test_what_stands_beside_others_is_ours() -> None:
    assert {key for keys, _, _ in peers.LINES for key in keys} <= {one.key for one in rows.PLANNED}
    said = peers.beside({"page-requests": "5", "page-bytes": "63,977"}, {"page-requests": "≤ 6"})
    assert any(line.endswith("| 5; 63,977 | ≤ 6; – |") for line in said)


def test_every_planned_row_is_measured_by_somebody() -> None:
    for group, measures in bench.MEASURES.items():
        measured = [key for keys, _ in measures for key in keys]
        assert sorted(measured) == sorted(one.key for one in rows.of_group(group))
    assert set(bench.MEASURES) == set(rows.GROUPS) == set(rows.TITLES)


def test_an_unknown_group_is_said() -> None:
    said: list[str] = []
    assert bench.main(["nothing"], said.append) == 2
    assert "no rows called nothing" in said[0]


def all_rows() -> Iterator[dict[str, object]]:
    for one in rows.PLANNED:
        yield judge(one, Seen([1.0, 2.0], [2.0, 2.0])) | {"day": "2031-05-20"}


def test_one_group_anew_keeps_the_others() -> None:
    before = list(all_rows())
    made = [one | {"note": "anew"} for one in before if one["group"] == "record"]
    found = report.merged(before, made, ("record",))
    assert [one["key"] for one in found] == [one["key"] for one in before]
    assert {one["note"] for one in found if one["group"] == "record"} == {"anew"}


def test_the_picture_has_a_title_words_and_a_bar_for_each_row_with_a_goal() -> None:
    bars = report.bars(list(all_rows()))
    drawn = ET.fromstring(picture.draw(bars, "Speed <of> it"))
    name = "{http://www.w3.org/2000/svg}"
    assert drawn.findtext(f"{name}title") == "Speed <of> it"
    assert drawn.findtext(f"{name}desc") == picture.told(bars)
    shown = [one.text for one in drawn.findall(f"{name}text")]
    assert {one.name for one in rows.PLANNED if one.goal} <= set(shown)


def test_better_is_longer_for_rates_and_for_times() -> None:
    assert picture.times_goal({"value": 20, "ratio": None}, "≥", 10, False) == 2
    assert picture.times_goal({"value": 5, "ratio": None}, "≤", 10, False) == 2
    assert picture.times_goal({"value": 5, "ratio": 0.4}, "≥", 0.8, True) == 0.5
    assert picture.times_goal({"value": 0, "ratio": None}, "≤", 0, False) == picture.MOST
    assert picture.times_goal({"value": None, "ratio": None}, "≤", 1, False) is None
    assert picture.at(10) - picture.at(1) == pytest.approx(picture.at(1) - picture.at(0.1))


def test_the_page_says_what_is_not_met_and_what_is_missing() -> None:
    unmet = judge(PLANNED, Seen([5], [10])) | {"day": "2031-05-20"}
    assert "**no**" in report.table([unmet])[2]
    said = "\n".join(report.missing([]))
    assert all(why in said for why in rows.LEFT_OUT.values())
    assert all(one.name in said for one in rows.PLANNED)


def test_the_record_that_is_made_is_one_that_holds(tmp_path: Path) -> None:
    shape = logs.Shape(days=3, bodies=2, leaves=16)
    seen = auditing.reading(tmp_path, shape)
    assert len(seen.values) == auditing.ROUNDS
    assert shape.size == 57


def test_what_is_written_down_is_of_this_plan() -> None:
    """The page and the newest file in the repository say the same."""
    found = report.newest()
    assert len(list(report.RESULTS.glob("*.json"))) == 1
    page = report.PAGE.read_text("utf-8")
    for one in found:
        assert "\n".join(report.table([one])[2:]) in page
    assert {one["key"] for one in found} <= {one.key for one in rows.PLANNED}


def test_growth_is_the_cost_in_the_largest_store_over_that_in_the_smallest() -> None:
    sizes = [
        {"size": 10, "seen": {what: [[2.0, 5.0], [4.0, 7.0], [2.0, 6.0]] for what in rows.COSTS}},
        {"size": 100, "seen": {what: [[6.0, 9.0]] for what in rows.COSTS}},
    ]
    for planned in (rows.GROWTH, rows.GROWTH_POSTGRESQL):
        seen = growth.judged(planned, sizes)
        assert seen.keys() == {one.key for one in planned}
        row = judge(planned[0], seen[planned[0].key])
        assert (row["value"], row["met"]) == (3.0, False)
        assert row["note"] == "2 → 6 ms at 10 to 100 asks; on the wall 6 and 9"
