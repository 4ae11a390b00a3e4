# SPDX-License-Identifier: AGPL-3.0-or-later
"""Figures: bands, pools, doors, denominators, and what never becomes a figure."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.core import fact_words, facts
from answerable.core.ask import Ask, Door
from answerable.core.body import BodyStage
from answerable.core.facts import Figure, band, duration_band, month_facts, pool_of, pool_size
from answerable.core.terms import Level
from tests.core.scene import NO, TREE, Story, joined, lives


def figure(asks: list[Ask], fact: str, month: str = "2031-03", door: Door = Door.OPEN) -> Figure:
    found = month_facts(asks, TREE, month).figures
    return next(each for each in found if (each.fact, each.door) == (fact, door))


def many(number: int, **more: Any) -> list[Ask]:
    return [Story().lodge(code=f"ask{each}", **more).now for each in range(number)]


@pytest.mark.parametrize(
    ("count", "name"),
    [
        (0, "0–4"),
        (4, "0–4"),
        (5, "5–10"),
        (10, "5–10"),
        (11, "11–20"),
        (50, "21–50"),
        (51, "51–100"),
        (100, "51–100"),
        (104, "100"),
        (105, "110"),
        (1234, "1230"),
    ],
)
def test_bands(count: int, name: str) -> None:
    assert band(count) == name


@given(st.integers(0, 10_000))
def test_a_band_never_tells_a_count(count: int) -> None:
    assert len([each for each in range(max(0, count - 50), count + 50) if band(each) == band(count)]) >= 4


def test_duration_bands() -> None:
    days = (0, 30, 31, 90, 91, 180, 181)
    assert [duration_band(each) for each in days] == ["≤ 30", "≤ 30", "31–90", "31–90", "91–180", "91–180", "> 180"]


def test_last_day_of_a_month() -> None:
    assert facts.last_day_of("2032-02") == date(2032, 2, 29)
    assert facts.last_day_of("2031-12") == date(2031, 12, 31)


def test_rows_are_the_same_whether_or_not_anybody_asked() -> None:
    """For each pool, door and fact one row; four asks leave it as none do, and five are the first to show."""
    none = month_facts([], TREE, "2031-03")
    assert len(none.figures) == 2 * (len(facts.COUNTS) + len(facts.DURATIONS))
    assert month_facts(many(4), TREE, "2031-03") == none
    assert figure(many(5), "received").band == "5–10"
    assert {each.bodies for each in none.figures} == {5}
    assert set(fact_words.TITLES) == set(facts.COUNTS) | set(facts.DURATIONS) | set(facts.YEARLY)


def test_doors_are_split_and_met_from_the_open_door_is_no_share() -> None:
    asks = many(5, door="invited")
    assert figure(asks, "received").band == "0–4"
    assert figure(asks, "received", door=Door.INVITED).band == "5–10"
    for fact in fact_words.NEVER_A_SHARE:
        assert figure(asks, fact).of is None
        assert figure(asks, fact, door=Door.INVITED).of is not None


def test_pools_need_three_bodies() -> None:
    assert pool_of(TREE["harbour"], TREE) == pool_of(TREE["rivers"], TREE) == "rivers"
    assert pool_of(TREE["lantern"], TREE) is None
    small = {code: TREE[code] for code in ("rivers", "harbour", "lantern")}
    assert pool_size("rivers", small) == 2
    assert pool_of(small["harbour"], small) is None
    higher = {
        **small,
        "alliance": joined("alliance", "Alliance", None),
        "rivers": replace(TREE["rivers"], parent="alliance"),
    }
    assert pool_of(higher["harbour"], higher) == "alliance"
    gone = {**TREE, "mill": replace(TREE["mill"], stage=BodyStage.DISSOLVED)}
    assert pool_size("rivers", gone) == 4


def test_in_time_and_what_cannot_be_said_yet() -> None:
    """Twelve asks: six read in time, the others not yet due at the month's end; all due a month later."""
    asks = many(6)
    for number in range(6):
        story = Story().lodge(code=f"read{number}")
        story.read("acknowledged")
        asks.append(story.now)
    late = [Story(day=date(2031, 3, 28)).lodge(code=f"late{each}").now for each in range(11)]
    counted = figure(asks + late, "acknowledged_in_time")
    assert (counted.band, counted.of, counted.missing) == ("5–10", "11–20", "11–20")
    later = figure(asks + late, "acknowledged_in_time", "2031-04")
    assert (later.band, later.of, later.missing) == ("5–10", "21–50", "0–4")


def test_one_long_silence_shows_no_length() -> None:
    """A length of time of four asks would tell that one of them exists; of none and of four the same is printed."""
    assert figure(many(4), "silence_now", "2031-09").band == figure([], "silence_now").band == facts.TOO_FEW
    assert figure(many(5), "silence_now", "2031-09").band == "> 180"
    answered = []
    for story in (Story().lodge(code=f"ask{each}") for each in range(5)):
        story.wait(40).read("answer", NO)
        answered.append(story.now)
    assert figure(answered, "silence_longest", "2031-05").band == "31–90"
    assert figure(answered, "silence_now", "2031-05").band == facts.TOO_FEW


def test_waiting_is_counted_and_withdrawal_is_an_outcome() -> None:
    asks = many(11)
    assert figure(asks, "waiting_past_day").band == "0–4"
    assert figure(asks, "waiting_past_day", "2031-04").band == "11–20"
    assert figure(asks, "waiting_over_90", "2031-06").band == "11–20"
    assert figure(asks, "silence_now", "2031-06").band == "91–180"
    stories = [Story().lodge(code=f"ask{each}") for each in range(5)]
    for story in stories:
        story.wait(5).do("withdrawal")
    back = [story.now for story in stories]
    assert figure(back, "taken_back", "2031-06").band == "5–10"
    assert figure(back, "waiting_past_day", "2031-06").band == "0–4"


def promised(number: int, act: str, mode: str = "keyed") -> list[Ask]:
    found = []
    for each in range(number):
        story = Story().answered(code=f"ask{each}", mode=mode)
        if act == "moved":
            story.read("moved", {"promise": "p1", "to": "2031-08-01"})
        if act in ("claim", "met", "quiet"):
            story.read("claim", {"promise": "p1"})
        if act in ("met", "quiet"):
            story.mark("met", "everyone" if act == "met" else "second_line", "p1")
        found.append(story.now)
    return found


def test_promises_done_and_met_side_by_side() -> None:
    assert figure(promised(5, ""), "promises_due", "2031-05").band == "0–4"
    assert figure(promised(5, ""), "promises_due", "2031-06").band == "5–10"
    assert figure(promised(5, ""), "promises_past_due", "2031-06").band == "5–10"
    assert figure(promised(5, "moved"), "promises_past_due", "2031-06").band == "0–4"
    assert figure(promised(5, "moved"), "promises_moved").band == "5–10"
    assert figure(promised(5, "claim"), "promises_said_done").band == "5–10"
    assert figure(promised(5, "claim"), "promises_marked_met").band == "0–4"
    assert figure(promised(5, "met"), "promises_marked_met").band == "5–10"
    assert figure(promised(5, "quiet"), "promises_marked_met").band == "0–4"
    assert figure(promised(5, "met", "hosted"), "promises_marked_met").band == "0–4"


def test_marks_count_only_after_their_days() -> None:
    story = [Story(day=date(2031, 3, 29)).lodge(code=f"ask{each}") for each in range(5)]
    for each in story:
        each.mark("met", "everyone")
    asks = [each.now for each in story]
    assert figure(asks, "marked_met").band == "0–4"
    assert figure(asks, "marked_met", "2031-04").band == "5–10"


def test_by_name_gives_only_its_own_line() -> None:
    asks = many(7, terms={"silence": "by_name"})
    spring = month_facts(asks, TREE, "2031-05")
    summer = month_facts(asks, TREE, "2031-06")
    assert spring == month_facts([], TREE, "2031-05")
    assert [(line.body, line.line) for line in summer.lines] == [("harbour", "waited_90")]
    assert summer.figures == month_facts([], TREE, "2031-06").figures


def test_scenario_04_said_done_and_not_marked_met() -> None:
    story = Story().lodge(terms={"silence": "by_name"})
    story.read("answer", NO)
    story.read("claim", {"promise": None})
    lines = []
    for value, audience in (("not_met", "readers"), ("not_met", "everyone"), ("met", "everyone")):
        story.mark(value, audience)
        story.wait(4)
        lines.append([line.line for line in month_facts([story.now], TREE, "2031-03").lines])
    assert lines == [[], ["done_not_met"], []]


def test_narrowing_acts_on_figures_at_once_and_widening_forward() -> None:
    story = Story().lodge()
    story.day = date(2031, 5, 2)
    story.do("change", {"terms": {"silence": "second_line"}})
    assert facts.level_of(story.now, date(2031, 4, 30)) is Level.SECOND_LINE
    story.day = date(2031, 6, 2)
    story.do("change", {"terms": {"silence": "by_name"}, "widens": ["silence"]})
    assert facts.level_of(story.now, date(2031, 5, 31)) is Level.SECOND_LINE
    assert facts.level_of(story.now, date(2031, 6, 30)) is Level.BY_NAME


@given(st.lists(lives(most=10), max_size=6), st.sampled_from(["2031-03", "2031-06"]))
def test_nothing_but_bands_and_known_words_is_released(stories: list[Story], month: str) -> None:
    release = month_facts([each.now for each in stories], TREE, month)
    for each in release.figures:
        assert each.fact in fact_words.TITLES
        assert each.level in TREE
        assert all(found is None or "–" in found or found[0] in "≤>" for found in (each.band, each.of, each.missing))
    assert release.lines == tuple(sorted(set(release.lines)))
    assert all(line.line in fact_words.LINES for line in release.lines)


def test_pledged_clocks_stand_by_name() -> None:
    assert facts.pledged(TREE["harbour"]) == {"acknowledge": 7, "answer": 30, "word": 30, "promise": 30}
