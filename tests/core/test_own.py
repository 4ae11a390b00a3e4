# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an asker keeps for herself alone: how things were, and who stands with her. Pure rules, every cell walked."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from answerable.core import baseline, pod
from answerable.core.baseline import LONGEST, PARTS
from answerable.core.errors import Refused
from answerable.core.pod import MOST, POD_MOVES, Person, PodMove, PodStage

DAY, LATER = date(2031, 3, 4), date(2031, 6, 1)


def why(act: object, *given: object) -> str:
    with pytest.raises(Refused) as refused:
        act(*given)  # type: ignore[operator]
    return refused.value.sentence


def test_every_part_can_be_written_and_every_one_can_stay_empty() -> None:
    for name in PARTS:
        assert baseline.write({"role": "", name: f" {name} words "}, DAY).then.parts.get(name) == f"{name} words"
    assert set(PARTS) == {"role", "pay", "services", "housing", "shifts", "other"}
    assert why(baseline.write, {}, DAY) == why(baseline.write, {"pay": "  "}, DAY) == baseline.EMPTY
    assert why(baseline.write, {"name": "x"}, DAY) == baseline.NOT_A_PART
    assert why(baseline.write, {"pay": "x" * (LONGEST + 1)}, DAY) == baseline.TOO_LONG
    assert baseline.write({"pay": "x" * LONGEST}, DAY)


def test_now_is_held_beside_then_and_changes_nothing_of_it() -> None:
    was = baseline.write({"pay": "12 an hour", "shifts": "mornings"}, DAY)
    held = baseline.hold(was, {"shifts": "nights"}, LATER)
    assert held.then == was.then
    assert why(baseline.hold, None, {"pay": "x"}, LATER) == baseline.NONE_THERE
    title = "Shifts, hours, place"
    lines = ["How it was on 2031-03-04", f"{title}: mornings", "How it is on 2031-06-01", f"{title}: nights"]
    assert baseline.text_of(held, ["shifts"]).split("\n") == lines
    assert "nights" not in baseline.text_of(held, ["pay"])
    assert why(baseline.text_of, held, []) == why(baseline.text_of, held, ["role"]) == baseline.NOTHING_CHOSEN
    assert why(baseline.text_of, None, ["pay"]) == baseline.NONE_THERE


def test_it_goes_on_its_day_and_never_while_it_is_kept() -> None:
    found = baseline.write({"pay": "x"}, DAY)
    assert baseline.goes_date(found, None) is None
    assert baseline.goes_date(found, DAY) == date(2031, 6, 2)
    assert baseline.goes_date(found, date(2031, 8, 1)) == date(2031, 8, 1)


def test_every_cell_of_a_pod() -> None:
    for stage, move in product((None, *PodStage), PodMove):
        if (stage, move) in POD_MOVES:
            assert pod.next_stage(stage, move) is POD_MOVES[stage, move]
        else:
            assert why(pod.next_stage, stage, move) == pod.NOT_NOW


def test_a_pod_is_small_and_says_who_may_know_what() -> None:
    one = pod.move((), PodMove.NAME, "  Aunt   Wren ", "that_i_asked")
    assert one == (Person("Aunt Wren", "that_i_asked", PodStage.NAMED),)
    assert pod.move(one, PodMove.WILLING, "Aunt Wren")[0].stage is PodStage.WILLING
    assert pod.move(one, PodMove.TELL, "Aunt Wren", "everything")[0].told == "everything"
    assert pod.move(one, PodMove.WILLING, "Aunt Wren")[0].told == "that_i_asked"
    assert pod.move(one, PodMove.END, "Aunt Wren") == ()
    assert why(pod.move, one, PodMove.NAME, "Aunt Wren") == pod.THERE_ALREADY
    assert why(pod.move, one, PodMove.NAME, " ") == pod.NAME_FIRST
    assert why(pod.move, one, PodMove.NAME, "x" * 61) == pod.TOO_LONG
    assert why(pod.move, one, PodMove.END, "Nobody") == pod.NOBODY
    assert why(pod.move, one, PodMove.NAME, "Jo", "the address") == pod.NOT_KNOWN
    assert why(pod.move, pod.move(one, PodMove.WILLING, "Aunt Wren"), PodMove.WILLING, "Aunt Wren") == pod.NOT_NOW
    full = tuple(Person(str(place), "nothing", PodStage.NAMED) for place in range(MOST))
    assert why(pod.move, full, PodMove.NAME, "Jo") == pod.TOO_MANY
    assert pod.move((), PodMove.NAME, "x" * 60)[0].name == "x" * 60


def test_what_is_done_with_one_of_a_pod_changes_nobody_else() -> None:
    """In the order in which they were named."""
    two = pod.move(pod.move((), PodMove.NAME, "Aunt Wren", "everything"), PodMove.NAME, "Jo")
    assert pod.move(two, PodMove.WILLING, "Aunt Wren") == (replace(two[0], stage=PodStage.WILLING), two[1])
    assert pod.move(two, PodMove.TELL, "Jo", "that_i_asked") == (two[0], replace(two[1], told="that_i_asked"))
    assert pod.move(two, PodMove.END, "Aunt Wren") == two[1:]


def test_of_how_it_was_only_what_is_there_is_sent() -> None:
    found = baseline.write({"role": "cook", "pay": None, "shifts": ""}, date(2031, 3, 4))
    assert found.then.parts == {"role": "cook"}
    assert baseline.text_of(found, ["role"]) == "How it was on 2031-03-04\nWhat I am or do there: cook"
