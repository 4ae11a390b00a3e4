# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each figure before it becomes a band, of one ask at a time: on which day it begins to count, and when it does not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from answerable.core import facts
from answerable.core.answer import Answer, AnswerValue
from answerable.core.body import BodyStage
from answerable.core.facts import Count, Line, Seen, month_facts
from answerable.core.look_back import LookBack
from answerable.core.promise import NewDate, Promise, PromiseStage
from answerable.core.same_road import SameRoad
from answerable.core.state import Ask, Door
from answerable.core.terms import Level
from tests.core.scene import FIRST, NO, TREE, Story

DUE = date(2031, 6, 1)
ONE = timedelta(days=1)
PROMISED = Promise(
    "p1", "a1", None, "chair", "as_asked", DUE, "letter", None, None, date(2031, 3, 10), "ines"
)  # fmt: skip


def day(text: str) -> date:
    return date.fromisoformat(f"2031-{text}")


def count(ask: Ask, fact: str, at: date, body: str = "harbour") -> Count:
    return {**facts.COUNTS, **facts.YEARLY}[fact]([Seen(ask, TREE[body], at)])


def ask(**change: Any) -> Ask:
    return replace(Story().lodge().now, **change)


def answered(*days: str) -> Ask:
    given = tuple(Answer(f"a{each}", AnswerValue.NO, ("law",), "board", day(each), "ines") for each in days)
    return ask(answers=given)


YES, LATE, OPEN = Count(1, 1, 0), Count(0, 1, 0), Count(0, 0, 1)


@pytest.mark.parametrize(
    ("change", "at", "found"),
    [
        ({}, "03-11", OPEN),
        ({}, "03-12", LATE),
        ({"first_acknowledged": day("03-11")}, "03-11", YES),
        ({"first_acknowledged": day("03-12")}, "03-12", LATE),
        ({"first_acknowledged": day("03-11")}, "03-10", OPEN),
        ({"withdrawals": ((day("03-05"), None),)}, "09-01", OPEN),
        ({"withdrawals": ((day("03-05"), day("03-15")),)}, "03-21", OPEN),
        ({"withdrawals": ((day("03-05"), day("03-15")),)}, "03-22", LATE),
        ({"pauses": ((day("03-05"), day("03-15")),)}, "03-12", LATE),
    ],
)
def test_acknowledged_in_time(change: dict[str, Any], at: str, found: Count) -> None:
    """Within seven days, the last one included; a pause puts it off by nothing, taking back by its days."""
    assert count(ask(**change), "acknowledged_in_time", day(at)) == found


@pytest.mark.parametrize(
    ("given", "at", "found"),
    [
        ((), "04-03", OPEN),
        ((), "04-04", LATE),
        (("04-03",), "04-03", YES),
        (("04-03",), "04-02", OPEN),
        (("04-04",), "04-04", LATE),
        (("04-04", "04-05"), "09-01", LATE),
        (("04-03", "09-01"), "09-01", YES),
    ],
)
def test_answered_in_time(given: tuple[str, ...], at: str, found: Count) -> None:
    """Within thirty days, by the first answer: a later one mends nothing and spoils nothing."""
    assert count(answered(*given), "answered_in_time", day(at)) == found


@pytest.mark.parametrize(
    ("change", "at", "found"),
    [
        ({"pauses": ((day("03-10"), None),)}, "09-01", OPEN),
        ({"pauses": ((day("03-10"), day("03-20")),)}, "04-13", OPEN),
        ({"pauses": ((day("03-10"), day("03-20")),)}, "04-14", LATE),
        ({"answer_from": day("05-01")}, "05-31", OPEN),
        ({"answer_from": day("05-01")}, "06-01", LATE),
    ],
)
def test_days_to_answer_are_put_off_by_its_asker_alone(change: dict[str, Any], at: str, found: Count) -> None:
    assert count(ask(**change), "answered_in_time", day(at)) == found


def test_a_later_round_does_not_make_a_late_first_answer_one_in_time() -> None:
    """What was asked once more counts from then; its first answer stays as late or as early as it was."""
    late = replace(answered("04-04"), answer_from=day("05-01"))
    assert count(late, "answered_in_time", day("06-30")) == LATE
    changed = replace(answered("05-20"), first_answer_from=day("05-01"), answer_from=day("08-01"))
    assert count(changed, "answered_in_time", day("06-30")) == YES


@pytest.mark.parametrize("fact", ["acknowledged_in_time", "answered_in_time"])
def test_a_body_that_was_never_told_is_not_late(fact: str) -> None:
    assert count(ask(), fact, day("12-31"), "hill") == OPEN
    assert count(answered("03-05"), fact, day("12-31"), "hill") == OPEN


def promised(**change: Any) -> Ask:
    return ask(promises=(replace(PROMISED, **change),))


PROMISES = [each for each in facts.COUNTS if each.startswith("promises_")]


@pytest.mark.parametrize("fact", PROMISES)
@pytest.mark.parametrize(
    "change",
    [
        {"reached": PromiseStage.DECLINED},
        {"reached": PromiseStage.RELEASED},
        {"completed_by": "p2"},
        {"by": None},
        {"made": day("03-12")},
    ],
)
def test_what_is_no_promise_with_a_day_is_in_no_figure_of_promises(fact: str, change: dict[str, Any]) -> None:
    """Declined, released, completed by another, an intention, or made only later."""
    assert count(promised(**change), fact, day("03-11")) == Count(0, 0, 0)
    assert count(promised(), fact, day("03-10")).of == 1
    both = replace(promised(), promises=(PROMISED, replace(PROMISED, code="p2"), replace(PROMISED, **change)))
    assert count(both, fact, day("03-11")).of == 2


STILL = {"pauses": ((day("04-01"), day("04-11")),)}


@pytest.mark.parametrize(
    ("fact", "change", "more", "at", "n"),
    [
        ("promises_due", {}, {}, "05-31", 0),
        ("promises_due", {}, {}, "06-01", 1),
        ("promises_due", {}, STILL, "06-10", 0),
        ("promises_due", {}, STILL, "06-11", 1),
        ("promises_due", {}, {"pauses": ((day("04-01"), None),)}, "12-31", 0),
        ("promises_past_due", {}, {}, "06-01", 0),
        ("promises_past_due", {}, {}, "06-02", 1),
        ("promises_past_due", {}, STILL, "06-11", 0),
        ("promises_past_due", {}, STILL, "06-12", 1),
        ("promises_said_done", {}, {}, "12-31", 0),
        ("promises_said_done", {"claimed": day("05-02")}, {}, "05-01", 0),
        ("promises_said_done", {"claimed": day("05-02")}, {}, "05-02", 1),
        ("promises_moved", {}, {}, "12-31", 0),
        ("promises_moved", {"dates": (NewDate(DUE, day("05-02"), False),)}, {}, "05-01", 0),
        ("promises_moved", {"dates": (NewDate(DUE, day("05-02"), False),)}, {}, "05-02", 1),
    ],
)
def test_promises_on_their_days(fact: str, change: dict[str, Any], more: dict[str, Any], at: str, n: int) -> None:
    assert count(replace(promised(**change), **more), fact, day(at)) == Count(n, 1, 0)


LATER: list[tuple[str, Callable[[date], Ask]]] = [
    ("claimed_done", lambda at: ask(claims=(at,))),
    ("look_back_left", lambda at: replace(answered(at.isoformat()[5:]), terms=(looking(LookBack.LEFT),))),
    ("recused", lambda at: ask(recusals=(at,))),
    ("same_road", lambda at: replace(answered(at.isoformat()[5:]), kind="no_contact", same_roads=(road(at),))),
]


def looking(what: LookBack | None) -> Any:
    return replace(Story().lodge().now.terms[-1], look_back=what)


def road(at: date) -> SameRoad:
    return SameRoad("equal", "nothing", None, at, "ines")


@pytest.mark.parametrize(("fact", "made"), LATER)
def test_an_act_counts_from_its_own_day_on(fact: str, made: Callable[[date], Ask]) -> None:
    assert count(made(day("05-02")), fact, day("05-01")).n == 0
    assert count(made(day("05-02")), fact, day("05-02")).n == 1


def test_same_road_was_written_before_the_first_answer() -> None:
    late = replace(answered("05-02", "05-20"), kind="no_contact", same_roads=(road(day("05-03")),))
    assert count(late, "same_road", day("05-31")) == Count(0, 1, 0)
    assert count(replace(ask(), kind="no_contact"), "same_road", day("05-31")) == Count(0, 0, 1)
    assert count(replace(late, kind="acknowledge"), "same_road", day("05-31")) == Count(0, 0, 0)


def test_recusals_count_in_the_year_of_their_release() -> None:
    assert count(ask(recusals=(date(2030, 12, 31), day("12-31"))), "recused", day("12-31")) == Count(1)


def test_an_ask_looks_back_as_its_asker_says_now() -> None:
    said = (looking(None), looking(None), looking(LookBack.LED))
    for what in LookBack:
        found = count(ask(terms=said), f"look_back_{what}", day("05-31"))
        assert found == Count(0, int(what is LookBack.LED), None)


@pytest.mark.parametrize(
    ("change", "at", "days"),
    [
        ({}, "03-04", 0),
        ({}, "04-13", 40),
        ({"pauses": ((day("03-10"), day("03-20")),)}, "04-13", 30),
        ({"answers": answered("03-24").answers}, "09-01", 20),
        ({"answers": answered("03-24").answers}, "03-14", 10),
        ({"answers": answered("04-13").answers, "pauses": ((day("03-10"), day("03-20")),)}, "09-01", 30),
        ({"answers": answered("04-13").answers, "first_answer_from": day("04-03")}, "09-01", 10),
    ],
)
def test_the_longest_silence_leaves_out_what_its_asker_paused(change: dict[str, Any], at: str, days: int) -> None:
    """The silence now, or the one that the first answer ended."""
    assert facts.DURATIONS["silence_longest"](Seen(ask(**change), TREE["harbour"], day(at))) == days


def test_a_body_that_was_never_told_was_not_silent() -> None:
    for each in (ask(), answered("05-02")):
        assert facts.DURATIONS["silence_longest"](Seen(each, TREE["hill"], day("12-31"))) == 0


def test_a_silence_of_one_day_is_one() -> None:
    asks = [replace(Story(day=day("03-30")).lodge().now, code=f"ask{each}") for each in range(5)]
    bands = {each.fact: each.band for each in month_facts(asks, TREE, "2031-03").figures if each.door is Door.OPEN}
    assert bands["silence_now"] == "≤ 30"


def test_each_row_names_its_month_level_door_and_fact() -> None:
    figures = month_facts([], TREE, "2031-12").figures
    names = [*facts.COUNTS, *facts.YEARLY, *facts.DURATIONS]
    wanted = [("2031-12", "rivers", door, name, 5) for door, name in product(Door, names)]
    assert sorted((each.month, each.level, each.door, each.fact, each.bodies) for each in figures) == sorted(wanted)


def test_what_cannot_be_said_yet_stands_beside_each_share() -> None:
    """Of nothing at all it is the lowest band, not left out: a row looks the same whether or not anybody asked."""
    rows = {each.fact: each.missing for each in month_facts([], TREE, "2031-12").figures if each.door is Door.OPEN}
    unsaid = {"received", "recused", *facts.DURATIONS, *(f"look_back_{each}" for each in LookBack)}
    assert {fact for fact, missing in rows.items() if missing is None} == unsaid
    assert {missing for fact, missing in rows.items() if fact not in unsaid} == {"0–4"}
    many = [replace(ask(), code=f"ask{each}") for each in range(11)]
    rows = {each.fact: each.missing for each in month_facts(many, TREE, "2031-03").figures if each.door is Door.OPEN}
    assert rows["answered_in_time"] == "11–20"


def by_name(**change: Any) -> Ask:
    return replace(Story().lodge(terms={"silence": "by_name"}).now, **change)


def test_a_line_by_name_says_its_month_and_body() -> None:
    assert month_facts([by_name()], TREE, "2031-06").lines == (Line("2031-06", "harbour", "waited_90"),)


def test_marked_not_met_shows_by_name_only_where_the_body_said_done() -> None:
    story = Story().lodge(terms={"silence": "by_name"})
    story.read("answer", NO)
    story.mark("not_met", "everyone")
    assert month_facts([story.now], TREE, "2031-03").lines == ()
    told = replace(story.now, claims=(FIRST,))
    assert [each.line for each in month_facts([told], TREE, "2031-03").lines] == ["done_not_met"]


@pytest.mark.parametrize(
    ("change", "level"),
    [
        ({}, "harbour"),
        ({"lodged_date": day("03-31")}, "harbour"),
        ({"lodged_date": day("04-01")}, None),
        ({"lodged_date": None}, None),
        ({"erased": True}, None),
        ({"body": "nowhere"}, None),
    ],
)
def test_an_ask_counts_in_a_month_by_whose_end_it_was_lodged(change: dict[str, Any], level: str | None) -> None:
    assert facts.counted_at(by_name(**change), TREE, "2031-03") == level
    pooled = ask(**change)
    assert facts.counted_at(pooled, TREE, "2031-03") == (level and "rivers")
    shows = month_facts([pooled] * 5, TREE, "2031-03") != month_facts([], TREE, "2031-03")
    assert shows is (level is not None)


def test_an_ask_at_second_line_only_counts_nowhere() -> None:
    quiet = Story().lodge(terms={"silence": "second_line"})
    assert facts.counted_at(quiet.now, TREE, "2031-03") is None
    small = {code: TREE[code] for code in ("rivers", "harbour", "lantern")}
    assert facts.counted_at(ask(), small, "2031-03") is None, "a pool of two bodies"
    gone = {**TREE, "mill": replace(TREE["mill"], stage=BodyStage.DISSOLVED)}
    assert facts.counted_at(ask(body="mill"), gone, "2031-03") == "rivers"


def test_an_ask_counts_as_was_chosen_by_the_end_of_the_month() -> None:
    story = Story().lodge()
    story.day = date(2031, 4, 2)
    story.do("change", {"terms": {"silence": "by_name"}, "widens": ["silence"]})
    assert facts.counted_at(story.now, TREE, "2031-03") == "rivers"
    assert facts.counted_at(story.now, TREE, "2031-04") == "harbour"
    assert facts.level_of(story.now, date(2031, 4, 30)) is Level.BY_NAME
