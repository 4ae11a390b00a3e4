# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rule 39: asks about the years before, people who left and past leaders have lines of their own, and never run out."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.core import bank, clocks, facts
from answerable.core.answer import AnswerValue
from answerable.core.errors import Refused
from answerable.core.facts import Figure, Release, month_facts
from answerable.core.look_back import ASKS_TO_LEAVE, THEY_LEFT, LookBack
from answerable.core.state import Ask, Door
from answerable.core.terms import Level
from tests.core.scene import NO, TREE, Story, lives, seat

MONTH = "2031-05"


def ask(code: str, look_back: str | None, *, answered: bool = False, silence: str = "pooled") -> Ask:
    story = Story().lodge(code=code, terms={"silence": silence, "look_back": look_back})
    if answered:
        story.read("answer", NO)
    return story.now


def line(release: Release, what: str, level: str = "rivers", door: Door = Door.OPEN) -> Figure:
    wanted = (level, f"look_back_{what}", door)
    return next(each for each in release.figures if (each.level, each.fact, each.door) == wanted)


def several(number: int, look_back: str | None, **more: bool) -> list[Ask]:
    return [replace(ask("one", look_back, **more), code=f"{look_back}{more}{each}") for each in range(number)]


@pytest.mark.parametrize("what", [str(each) for each in LookBack])
def test_each_has_its_own_line_with_what_was_answered_of_it(what: str) -> None:
    asks = [*several(5, what, answered=True), *several(7, what), *several(30, None)]
    release = month_facts(asks, TREE, MONTH)
    found = line(release, what)
    assert (found.band, found.of) == ("5–10", "11–20")
    others = [line(release, str(each)) for each in LookBack if each != what]
    assert {(each.band, each.of) for each in others} == {("0–4", "0–4")}
    assert next(each for each in release.figures if each.fact == "received").band == "21–50"


def test_a_line_stands_at_each_level_and_door_whether_or_not_anybody_asked() -> None:
    none = month_facts([], TREE, MONTH)
    lines = [each for each in none.figures if each.fact.startswith("look_back")]
    assert len(lines) == len(LookBack) * len(Door) * len({each.level for each in none.figures})
    assert month_facts(several(4, "left"), TREE, MONTH) == none


def test_an_ask_at_second_line_only_is_in_no_line() -> None:
    quiet = [ask(f"q{each}", "led", silence="second_line") for each in range(20)]
    assert month_facts(quiet, TREE, MONTH) == month_facts([], TREE, MONTH)


def test_its_asker_says_so_later_or_takes_it_back_on_any_day() -> None:
    story = Story().lodge()
    assert story.now.terms[-1].look_back is None
    story.wait(400).do("change", {"terms": {"look_back": "before"}})
    assert story.now.terms[-1].look_back is LookBack.BEFORE
    story.do("change", {"terms": {"look_back": None}})
    assert story.now.terms[-1].look_back is None
    assert not story.may("change", {"terms": {"look_back": "the chair"}})


def test_by_name_its_own_line_shows_after_90_days_and_does_not_tell_which() -> None:
    shown = {
        what: {each.line for each in month_facts([ask("one", what, silence="by_name")], TREE, "2031-06").lines}
        for what in (None, *map(str, LookBack))
    }
    assert shown.pop(None) == {"waited_90"}
    assert list(shown.values()) == [{"waited_90", "look_back_90"}] * 3
    assert month_facts([ask("one", "left", silence="by_name")], TREE, "2031-05").lines == ()


def relabelled(asks: list[Ask], what: str | None) -> list[Ask]:
    look_back = None if what is None else LookBack(what)
    return [replace(each, terms=(replace(each.terms[-1], look_back=look_back),)) for each in asks]


@pytest.mark.parametrize("what", [str(each) for each in LookBack])
@pytest.mark.parametrize("others", [0, 8])
def test_a_small_count_can_be_any_of_five_whatever_else_is_released(what: str, others: int) -> None:
    """With asks of the same lives beside them, or none: all worlds in which up to four look back, with
    any number of them answered, are one release. Whoever knows all lines of all levels learns no more than the band.
    """
    sorts = {given: several(others + 4, None, answered=given) for given in (True, False)}
    releases = set()
    for answered, open_ones in product(range(5), repeat=2):
        if answered + open_ones > 4:
            continue
        looking = sorts[True][:answered] + sorts[False][:open_ones]
        rest = sorts[True][answered : others + 4] + sorts[False][open_ones : others + 4] if others else []
        releases.add(month_facts([*relabelled(looking, what), *rest], TREE, MONTH))
    assert len(releases) == 1


@given(st.lists(lives(most=8), max_size=6), st.data())
def test_no_other_figure_depends_on_what_an_ask_looks_back_to(stories: list[Story], data: st.DataObject) -> None:
    """So that of the lines of a look back nothing can be taken but what they say themselves, and no total of the three
    and no rest of the others is printed from which one of them would follow.
    """
    asks = [each.now for each in stories]
    what = data.draw(st.sampled_from([str(each) for each in LookBack]))
    one, other = (month_facts(relabelled(asks, each), TREE, MONTH).figures for each in (what, None))
    assert [each for each in one if "look_back" not in each.fact] == [
        each for each in other if "look_back" not in each.fact
    ]
    own = [each for each in one if each.fact.startswith("look_back") and not each.fact.endswith(what)]
    assert {(each.band, each.of, each.missing) for each in own} == {("0–4", "0–4", None)}


@pytest.mark.parametrize("kind", sorted(bank.KINDS))
@pytest.mark.parametrize("value", list(AnswerValue))
def test_a_departure_answers_only_an_ask_to_leave(kind: str, value: AnswerValue) -> None:
    past = bank.goes_past(kind)
    way = {"route": "past_body", "readers": ["amara"], "terms": {"silence": "second_line"}} if past else {}
    story = Story().lodge(kind=kind, **way)
    actor = "amara" if past else "ines"
    given = {"value": str(value), "reasons": [THEY_LEFT], "power": "board", "code": "a1"}
    due = clocks.due(story.now, story.body)
    if kind in ASKS_TO_LEAVE:
        story.read("answer", given, actor)
        return
    with pytest.raises(Refused, match="still stands"):
        story.read("answer", given, actor)
    assert clocks.due(story.now, story.body) == due
    assert not story.now.answers


def test_a_kind_that_was_changed_is_what_a_departure_is_held_against() -> None:
    story = Story().lodge(kind="remove_from_role")
    story.do("change", {"kind": "apology_private"})
    assert not story.may("answer", {**NO, "reasons": [THEY_LEFT]}, story.seats[0].role, "ines")


@pytest.mark.parametrize("kind", ["remove_from_role", "no_contact", "not_there", "apology_private", "paid_back"])
@pytest.mark.parametrize("post", ["mill", "rivers", "lantern"])
def test_a_new_post_elsewhere_in_the_tree_ends_nothing(kind: str, post: str) -> None:
    """Whoever it is about may hold any seat anywhere, or none: the ask, its days and its readers are as they were."""
    past = bank.goes_past(kind)
    way = {"route": "past_body", "readers": ["amara"], "terms": {"silence": "second_line"}} if past else {}
    story = Story().lodge(kind=kind, **way).wait(10)
    before, due = story.now, clocks.due(story.now, story.body)
    gone = tuple(replace(each, until_date=story.day) if each.code == "tomas" else each for each in story.seats)
    story.seats = (*gone, seat("tomas-anew", post, title="chair"))
    story.wait(30)
    assert story.now == before
    assert clocks.due(story.now, story.body) == due
    late = clocks.overdue(story.now, story.body, story.day)
    assert "answer" in late, "the days run on"
    assert "tomas-anew" not in story.now.readers


def test_asks_that_look_back_never_run_out() -> None:
    story = Story().lodge(terms={"look_back": "led", "silence": "by_name"})
    story.wait(365 * 12)
    last = facts.last_day_of(f"{story.day.year}-12")
    assert "answer" in clocks.overdue(story.now, story.body, last)
    release = month_facts([story.now], TREE, f"{story.day.year}-12")
    assert {each.line for each in release.lines} == {"waited_90", "look_back_90"}
    assert story.now.terms[-1].silence is Level.BY_NAME
    assert story.day - date(2031, 3, 4) == timedelta(days=365 * 12)
