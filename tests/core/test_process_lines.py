# SPDX-License-Identifier: AGPL-3.0-or-later
"""The lines that a run leaves in the record, for each shipped process, and what leaves none."""

from typing import Any

import pytest

from answerable.core.process import evolve
from answerable.core.process_lines import ENDED, LINES, PART, line_of
from answerable.core.process_move import RunMove
from answerable.core.process_state import RunStage
from answerable.core.process_template import EndingKind
from answerable.processes import library
from tests.core.run_scene import Walk

FOR_ASKS = ("direct-answer", "redress-response", "community-two-teams", "code-of-conduct", "boundary", "safeguarding")


def lines(walk: Walk) -> list[str]:
    """Of all facts of a run, in their order."""
    found, run = [], None
    for fact in walk.facts:
        after = evolve(run, fact)
        found.append(line_of(run, fact, after))
        run = after
    return [each for each in found if each is not None]


def to_its_end(code: str) -> Walk:
    walk = Walk(code).begin()
    seen: set[str] = set()
    while (step := walk.now.step) is not None:
        seen.add(step.code)
        ways = [way.to for way in step.ways]
        walk.go(next((each for each in ways if each not in seen), ways[-1]))
    assert walk.now.stage is RunStage.ENDED
    return walk


def test_every_move_and_every_ending_has_its_row() -> None:
    assert set(LINES) == set(RunMove)
    assert set(ENDED) == set(EndingKind)
    named = [each for each in (*LINES.values(), *ENDED.values(), PART) if each]
    assert len(named) == len(set(named)), "no two share a name"


@pytest.mark.parametrize("code", FOR_ASKS)
def test_a_run_is_begun_goes_from_part_to_part_and_ends(code: str) -> None:
    walk = to_its_end(code)
    held = ["facilitator-accepted"] if walk.now.template.holder else []
    phases = {each.phase for each in walk.now.template.steps}
    found = lines(walk)
    assert found[: 2 + len(held)] == ["run-proposed", *held, "run-begun"]
    assert found[-1] == ENDED[walk.now.ending]  # type: ignore[index]
    assert set(found[2 + len(held) : -1]) <= {PART}
    assert found.count(PART) <= len(phases) * 3


@pytest.mark.parametrize(
    ("move", "value", "actor", "wanted"),
    [
        ("stop", {}, "", "run-ended-stopped"),
        ("overtake", {}, "", "run-ended-overtaken"),
        ("leave", {}, "ines", "run-left"),
        ("end_facilitator", {}, "", "facilitator-ended"),
        ("end_facilitator", {}, "zola", "facilitator-ended"),
        ("pause", {}, "", None),
        ("wish_another", {}, "ines", None),
        ("declare", {"ties": ["friend"], "paid_by": "nobody"}, "zola", None),
    ],
)
def test_what_else_leaves_a_line(move: str, value: dict[str, Any], actor: str, wanted: str | None) -> None:
    walk = Walk("redress-response").begin()
    before = lines(walk)
    walk.do(move, value, actor)
    assert lines(walk) == [*before, *([wanted] if wanted else [])]


def test_refusing_and_leaving_out_leave_what_going_on_leaves() -> None:
    """Nobody tells from the lines whether a consent was refused, a step left out, or done."""
    for code in library.SHIPPED:
        made = library.shipped(code).template
        by_move = {LINES[move] for move in (RunMove.DONE, RunMove.LEAVE_OUT, RunMove.LATE, RunMove.CONSENT)}
        assert by_move == {None}, made.code


def test_a_no_before_it_began_ends_it_as_not_taken_up_or_stopped() -> None:
    for actor, ending in (("ines", "run-ended-not-taken-up"), ("", None)):
        walk = Walk("redress-response").propose()
        if walk.may("decline", {}, actor):
            walk.do("decline", {}, actor)
            assert lines(walk) == ["run-proposed", ending]
