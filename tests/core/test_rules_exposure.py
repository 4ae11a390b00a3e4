# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may learn what: left-out readers, dissolved bodies, the level where silence counts, and marks."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from answerable.core import fact_words, facts, mark, readers, silence
from answerable.core.ask import Ask, Stage, offered
from answerable.core.body import heir
from answerable.core.clocks import Clocks, due, pledge
from answerable.core.errors import Denied, Refused
from answerable.core.handler import HandlerStage
from answerable.core.mark import Audience, MarkValue
from answerable.core.move import Move, Role
from answerable.core.silence import SignalName
from answerable.core.terms import LEVELS, Level, level_on
from tests.core.scene import (
    ASKERS_MOVES,
    BODYS,
    FIRST,
    NO,
    PLAN,
    SEATS,
    TREE,
    YES,
    Story,
    Try,
    attempt,
    lives,
    lodging,
    tries,
)

MONTHS = ("2031-04", "2031-09")
LEFT_OUT: dict[str, Any] = {"readers": ["tomas"], "terms": {"silence": "second_line"}}
marks_for_all = st.sampled_from([value for value in MarkValue if value is not MarkValue.TAKEN_BACK])


def names(signals: Collection[silence.Signal]) -> set[SignalName]:
    return {each.what for each in signals}


def released(*asks: Ask | None) -> list[facts.Release]:
    """What some months publish; each ask comes as a crowd, since a band hides a single one."""
    crowd = [replace(each, code=f"{each.code}-{number}") for each in asks if each for number in range(6)]
    return [facts.month_facts(crowd, TREE, month) for month in MONTHS]


@given(st.lists(tries(), max_size=15), tries(tuple(sorted(BODYS))))
def test_rule_21_who_is_left_out_meets_nothing(acts: list[Try], tried: Try) -> None:
    """Ines is left out: every act of hers is answered as if no ask were there, and no figure knows of it."""
    story = Story().lodge(**LEFT_OUT)
    for act in acts:
        if act.move not in (Move.ADMITTED, Move.CHANGE) and act.value.get("audience") != "everyone":
            attempt(story, act)
    with pytest.raises(Denied) as there:
        story.decide(tried.move, tried.value, Role.HANDLER, "ines")
    assert there.value.sentence == Denied().sentence
    ines = SEATS[0]
    assert not readers.may_know_fact(story.now, ines, story.body, SEATS, story.day)
    assert silence.signals_for(ines, story.now, story.body, SEATS, story.day) == []
    assert released(story.ask) == released()
    assert released(Story().lodge().ask) != released()


@given(st.sampled_from(["readers", "route", "later"]), st.sampled_from(["pooled", "by_name"]))
def test_rule_21_starts_at_second_line_only(way: str, level: str) -> None:
    chosen: dict[str, Any] = {"terms": {"silence": level}}
    if way == "later":
        story = Story().lodge(**chosen)
        story.do("removed", {"handler": "ines", "epoch": 2})
        assert story.now.terms[-1].silence is Level.SECOND_LINE
        assert not story.now.everyone
        return
    left_out = {"readers": ["tomas"]} if way == "readers" else {"readers": ["joon"], "route": "past_body"}
    with pytest.raises(Refused):
        Story().lodge(**left_out, **chosen)


@given(st.sets(st.sampled_from(["ines", "tomas"])), st.integers(0, 40), st.booleans())
def test_rule_21_without_a_reader_the_second_line_learns(left: set[str], waited: int, kind: bool) -> None:
    """By itself, at once: whoever took them off, they themselves, or the end of their terms."""
    story = Story().lodge(terms={"kind_to_second_line": kind})
    for code in sorted(left):
        story.seats = tuple(
            replace(each, until_date=story.day - timedelta(days=1)) if each.code == code else each
            for each in story.seats
        )
    story.wait(waited)
    amara = next(each for each in story.seats if each.code == "amara")
    seen = silence.signals_for(amara, story.now, story.body, story.seats, story.day)
    assert (SignalName.NO_READER_LEFT in names(seen)) is (len(left) == 2)
    assert (SignalName.UNACKNOWLEDGED in names(seen)) is (waited > 7)
    assert (SignalName.UNANSWERED in names(seen)) is (waited > 30)
    assert all(each.kind == ("acknowledge" if kind else None) for each in seen)


@given(lives(), st.sampled_from(["amara", "joon"]))
def test_rule_21_words_go_only_by_an_allowed_copy(story: Story, actor: str) -> None:
    handed = {"handler": actor, "what": "standby"}
    may = story.may("handed-out", handed, Role.SECOND_LINE, actor)
    signals = silence.view_for_second_line(story.now, story.body, story.day, story.seats)
    allowed = story.now.terms[-1].standby and actor in story.now.backups
    assert may is (bool(signals) and allowed)


def test_stepping_aside_narrows_nothing() -> None:
    """A reader who is too close leaves; the body's silence shows as far as before."""
    story = Story().lodge(terms={"silence": "by_name"})
    with pytest.raises(Refused):
        story.read("removed", {"handler": "tomas", "epoch": 1}, "ines")
    story.read("removed", {"handler": "ines", "epoch": 1}, "ines")
    assert story.now.readers == {"tomas"}
    assert story.now.terms[-1].silence is Level.BY_NAME
    assert not story.may("acknowledged", {}, Role.HANDLER, "ines")


@given(lives(), st.integers(1, 7), st.integers(1, 30), st.integers(0, 100))
def test_rule_23_dissolving_ends_no_ask(story: Story, acknowledge: int, answered: int, waited: int) -> None:
    """Clocks and duty follow, readers do not, and a slower heir makes no clock longer."""
    assume(not story.now.withdrawn)
    story.tree["harbour"] = replace(TREE["harbour"], clocks=pledge(Clocks(), acknowledge=acknowledge, answer=answered))
    before, clock = story.now, due(story.now, story.body)
    story.wait(waited).dissolve("harbour")
    to = heir("harbour", story.tree)
    assert to == "rivers"
    story.do("transfer", {"body": to, "everyone_before": before.everyone}, Role.CLOCK)
    after = story.now
    assert due(after, story.body) == clock
    assert (after.body, after.readers, after.moved_bodies) == ("rivers", frozenset(), ("harbour",))
    assert (after.stage, after.terms, after.backups) == (before.stage, before.terms, before.backups)
    assert readers.no_reader_left(after, SEATS, story.day)
    new_knows = readers.may_know_fact(after, seat("elif"), story.body, SEATS, story.day)
    assert new_knows is before.everyone


def seat(code: str) -> Any:
    return next(each for each in SEATS if each.code == code)


def test_rule_23_readers_are_named_anew() -> None:
    story = Story().lodge()
    story.dissolve("harbour")
    story.do("transfer", {"body": "rivers", "everyone_before": True}, Role.CLOCK)
    story.do("admitted", {"handler": "elif", "epoch": 2})
    assert not story.now.everyone
    assert story.now.terms[-1].silence is Level.SECOND_LINE
    assert not readers.may_know_fact(story.now, seat("sami"), story.body, SEATS, story.day)
    story.do("admitted", {"handler": "sami", "epoch": 2})
    assert story.now.everyone
    story.read("acknowledged", {}, "elif")
    assert not story.may("admitted", {"handler": "ines", "epoch": 2})


def test_rule_23_the_second_line_stays_or_is_followed() -> None:
    """Once nobody whom the asker ticked is left, the new body's second line learns the fact; not if none was ticked."""
    story = Story().lodge(**LEFT_OUT)
    story.dissolve("harbour")
    story.do("transfer", {"body": "rivers", "everyone_before": False}, Role.CLOCK)
    new = replace(seat("amara"), code="lena")
    gone = tuple(replace(each, stage=HandlerStage.LEFT) if each.role is Role.SECOND_LINE else each for each in SEATS)
    assert readers.second_line_of(story.now, story.body, SEATS, story.day) == {"amara", "joon"}
    assert readers.second_line_of(story.now, story.body, (*gone, new), story.day) == {"lena"}
    unticked = replace(story.now, backups=frozenset())
    assert readers.second_line_of(unticked, story.body, (*gone, new), story.day) == frozenset()


@given(lives(), st.sampled_from(list(Level)), st.integers(0, 200))
def test_rule_36_silence_shows_only_where_its_asker_chose(story: Story, level: Level, waited: int) -> None:
    widens = ["silence"]
    story.do("change", {"terms": {"silence": str(level), "public_mark": False}, "widens": widens})
    story.wait(waited)
    everything = released(story.ask)
    assert {line.body for release in everything for line in release.lines} <= (
        {"harbour"} if level is Level.BY_NAME else set()
    )
    hidden = [facts.level_of(story.now, facts.last_day_of(month)) is not Level.POOLED for month in MONTHS]
    assert level is not Level.SECOND_LINE or all(hidden)
    for is_hidden, release, empty in zip(hidden, everything, released(), strict=True):
        assert not is_hidden or release.figures == empty.figures
    assert {figure.level for release in everything for figure in release.figures} == {"rivers"}


@given(st.lists(st.sampled_from(list(Level)), min_size=1, max_size=5), st.integers(0, 4))
def test_rule_36_widening_goes_forward_and_narrowing_acts_at_once(levels: list[Level], looked: int) -> None:
    story = Story().lodge(terms={"silence": str(levels[0])})
    for level in levels[1:]:
        story.wait(31).do("change", {"terms": {"silence": str(level)}, "widens": ["silence"]})
    day = story.facts[0].day + timedelta(days=31 * looked)
    found = LEVELS.index(level_on(story.now.terms, day))
    begun = [LEVELS.index(each) for each in levels]
    assert found == min(begun[min(looked, len(levels) - 1) :])


@given(marks_for_all, st.sampled_from(list(Audience)), st.integers(0, 6), st.none() | st.just("p1"))
def test_rule_38_every_mark_waits_three_days(
    value: MarkValue, audience: Audience, waited: int, code: str | None
) -> None:
    story = Story().answered()
    story.mark(value, audience, code)
    before = {viewer: mark.standing(story.now, code, story.day, viewer) for viewer in Audience}
    assert [viewer for viewer, seen in before.items() if seen] == [Audience.ASKER]
    story.wait(waited)
    for viewer in list(Audience)[1:]:
        wide = list(Audience).index(audience) >= list(Audience).index(viewer)
        assert bool(mark.visible(story.now, viewer, story.day)) is (wide and waited >= 3)
    taken = story.may("mark", {"value": "taken_back", "promise": code})
    assert taken is (waited < 3)
    if taken:
        story.do("mark", {"value": "taken_back", "promise": code})
        story.wait(10)
        assert not any(mark.visible(story.now, viewer, story.day) for viewer in list(Audience)[1:])
        assert story.now.stage is Stage.ANSWERED


@given(lives(), marks_for_all, st.none() | st.just("p1"))
def test_rule_38_a_mark_changes_nothing_for_anybody_else(story: Story, value: MarkValue, code: str | None) -> None:
    """Unseen marks, and those for the asker alone, leave every duty, signal, figure and possible act as they were."""
    assume(code is None or any(each.code == code for each in story.now.promises))
    before = outside(story)
    try:
        story.mark(value, "asker", code)
    except Refused:
        return
    assert outside(story) == before
    assert story.now.marks[-1].audience is Audience.ASKER


def outside(story: Story) -> object:
    """All that anybody but the asker can tell of the ask, now and a while later."""
    ask, body = story.now, story.body
    days = [story.day + timedelta(days=wait) for wait in (0, 1, 4, 40, 120)]
    others = [viewer for viewer in Audience if viewer is not Audience.ASKER]
    pending = replace(ask, marks=tuple(each for each in ask.marks if mark.is_effective(each, story.day)))
    return (
        offered(ask, Role.HANDLER),
        ask.reached,
        due(ask, body),
        [silence.view_for_second_line(pending, body, day) for day in days],
        [silence.silent_days(pending, body, day) for day in days],
        [mark.visible(pending, viewer, day) for viewer in others for day in days],
        released(pending),
    )


def test_rule_38_the_default_is_only_the_asker_and_a_mark_is_shown_first() -> None:
    story = Story().answered()
    story.do("mark", {"value": "met"})
    assert story.now.marks[-1].audience is Audience.ASKER
    for audience in Audience:
        for value in MarkValue:
            assert mark.preview(audience, value)
    assert "marked it met" in mark.preview("readers", "met")
    assert mark.preview("everyone", "not_met") == fact_words.LINES["done_not_met"]
    assert mark.preview("second_line", "taken_back") == mark.preview("everyone", "no_longer_asked")


@given(st.lists(st.tuples(marks_for_all, st.sampled_from(list(Audience)), st.integers(0, 5)), min_size=1, max_size=6))
def test_rule_38_nobody_sees_a_mark_that_was_followed_within_three_days(
    made: list[tuple[MarkValue, Audience, int]],
) -> None:
    story = Story().answered()
    for value, audience, wait in made:
        story.mark(value, audience)
        story.wait(wait)
    for one, (_, _, wait) in zip(story.now.marks[:-1], made, strict=False):
        assert one.taken_back is (wait < 3)


def test_rule_38_hosted_marks_end_no_public_silence() -> None:
    """Whoever runs the server could have made them."""
    story = Story().lodge(mode="hosted", terms={"silence": "by_name"})
    story.mark("met", "everyone")
    story.wait(95)
    assert silence.is_public_eligible(story.now, story.body, story.day)
    assert mark.standing(story.now, None, story.day, Audience.READERS) is not None


@given(st.sampled_from(ASKERS_MOVES))
def test_rule_38_nobody_is_asked_for_a_mark(move: Move) -> None:
    """No duty, clock or due day of an ask belongs to its asker."""
    story = Story().answered()
    story.read("claim", {"promise": None})
    story.wait(1000)
    assert "promise" not in due(story.now, story.body).__dict__
    assert silence.view_for_second_line(story.now, story.body, story.day) == []
    assert move in offered(story.now, Role.ASKER) or move is Move.RESUME


def test_a_mark_for_everyone_is_the_consent_and_can_be_hidden_at_once() -> None:
    story = Story().answered(terms={"silence": "by_name"})
    story.read("claim", {"promise": "p1"})
    story.mark("not_met", "everyone", "p1")
    assert story.now.terms[-1].public_mark
    assert [line.line for line in released(story.ask)[0].lines] == ["done_not_met"]
    story.do("change", {"terms": {"public_mark": False}})
    assert released(story.ask)[0].lines == ()


def test_lodging_is_strict() -> None:
    """Everything that a mistaken or hostile lodging could bring."""
    refused: list[dict[str, Any]] = [
        lodging(kind="tell_me_all"),
        lodging(body="mill") | {"body": "harbour"},
        lodging(readers=["noor"]),
        lodging(readers=["ines", "ines"]),
        lodging(readers="ines"),
        lodging(backups=["ines"]),
        lodging(mode="open"),
        lodging(helped="yes"),
        lodging(hold_until="2031-03-04"),
        lodging(hold_until="2031-05-04"),
        lodging(hold_until="tomorrow"),
        lodging(code=""),
        lodging(terms={"silence": "all"}),
        lodging(terms={"name": "x"}),
        lodging(terms={"from_date": "2031-03-05"}),
        lodging(route="past_body", readers=[], terms={"silence": "second_line"}),
        lodging(kind="own_words", readers=[], terms={"silence": "second_line"}),
    ]
    for value in refused:
        with pytest.raises(Refused):
            Story().do("lodged", value)
    for code in ("hill", "lantern"):
        with pytest.raises(Refused):
            Story(lodged_with=code).do("lodged", lodging(code, kind="own_words", readers=[], backups=[]))


def test_bodies_that_never_joined() -> None:
    """Structured asks only, clocks from the letter's day; words past it, to the second line."""
    story = Story().lodge("hill", backups=["amara"])
    assert due(story.now, story.body).answer_by is None
    assert story.now.everyone
    story.wait(9)
    story.tree["hill"] = replace(TREE["hill"], listed_letter_date=story.day)
    assert due(story.now, story.body).answer_by == story.day + timedelta(days=30)
    past = lodging("hill", kind="own_words", route="past_body", readers=["joon"], terms={"silence": "second_line"})
    assert Story(lodged_with="hill").may("lodged", past)
    quiet = lodging("hill", kind="own_words", readers=[], terms={"silence": "second_line", "standby": True})
    assert not Story(lodged_with="hill").may("lodged", quiet)


def test_a_dissolved_body_is_not_asked() -> None:
    story = Story()
    story.dissolve("harbour")
    assert not story.may("lodged", lodging())


def test_held_asks_start_on_their_day() -> None:
    story = Story().lodge(hold_until="2031-03-20")
    assert story.now.stage is Stage.HELD
    story.wait(15)
    with pytest.raises(Denied):
        story.decide("acknowledged", {}, Role.HANDLER, "ines")
    assert silence.view_for_second_line(story.now, story.body, story.day) == []
    assert not story.may("lodged", {}, Role.CLOCK)
    story.wait(3).do("lodged", {}, Role.CLOCK)
    assert story.now.lodged_date == story.day
    assert due(story.now, story.body).acknowledge_by == story.day + timedelta(days=7)
    held = Story().lodge(hold_until="2031-03-20")
    held.do("withdrawal")
    assert not held.wait(30).may("lodged", {}, Role.CLOCK)


def test_another_kind_asks_anew() -> None:
    story = Story().answered().wait(10)
    story.do("change", {"kind": "protect"})
    assert (story.now.stage, story.now.kind) == (Stage.LODGED, "protect")
    assert due(story.now, story.body).answer_by == story.day + timedelta(days=3)
    assert len(story.now.answers) == 1
    for bad in ({"kind": "protect"}, {"kind": "x"}, {}, {"kind": None, "terms": None}):
        assert not story.may("change", bad)
    story.do("withdrawal")
    assert not story.may("change", {"kind": "pay_care"})


def test_opening_again_keeps_a_silence_that_was_never_broken() -> None:
    silent = Story().lodge().wait(50)
    silent.do("reopen")
    assert silence.silent_days(silent.now, silent.body, silent.day) == 50
    asked = Story().lodge().wait(5)
    asked.read("answer", NO)
    asked.wait(50).do("reopen")
    assert silence.silent_days(asked.now, asked.body, asked.day) == 0
    assert due(asked.now, asked.body).acknowledge_by == asked.day + timedelta(days=7)


def test_a_later_date_waits_for_the_asker() -> None:
    story = Story().answered()
    story.read("moved", {"promise": "p1", "to": "2031-07-01"})
    story.read("moved", {"promise": "p1", "to": "2031-08-01"})
    assert not story.may("moved", {"promise": "p1", "to": "2031-07-01"}, Role.HANDLER, "ines")
    story.do("accepted", {"promise": "p1"})
    assert [each.accepted for each in story.now.promises[0].dates] == [None, True]
    assert not story.may("accepted", {"promise": "p1"})
    story.read("moved", {"promise": "p1", "to": "2031-09-01"})
    story.do("declined", {"promise": "p1"})
    assert [each.to.month for each in story.now.promises[0].dates] == [7, 8, 9]
    assert story.now.promises[0].stage == "accepted"


def test_an_intention_is_completed_once() -> None:
    story = Story().lodge()
    story.read("answer", YES)
    story.read("promise", {"code": "p1", "what": "as_asked"})
    whole = {**PLAN, "code": "p2", "completes": "p1"}
    assert not story.may("promise", {**whole, "who": None}, Role.HANDLER, "ines")
    story.read("promise", whole)
    assert story.now.promises[0].completed_by == "p2"
    for again in ({**whole, "code": "p3"}, {**whole, "code": "p2", "completes": None}):
        assert not story.may("promise", again, Role.HANDLER, "ines")
    assert not story.may("claim", {"promise": "p1"}, Role.HANDLER, "ines")
    assert not story.may("promise", {**PLAN, "code": "p4", "re": "a7"}, Role.HANDLER, "ines")


def test_a_new_key_is_made_once_somebody_left_and_names_nobody_new() -> None:
    story = Story().lodge()
    assert not story.may("renewed", {"epoch": 2}, Role.HANDLER, "ines")
    story.read("removed", {"handler": "tomas", "epoch": 1}, "tomas")
    assert story.now.key_is_old
    assert not story.may("removed", {"handler": "ines", "epoch": 7}, Role.HANDLER, "ines")
    for epoch in (0, 1, 3):
        assert not story.may("renewed", {"epoch": epoch}, Role.HANDLER, "ines")
    assert not story.may("renewed", {"epoch": 2}, Role.HANDLER, "tomas")
    story.read("renewed", {"epoch": 2}, "ines")
    assert (story.now.epoch, story.now.key_is_old, story.now.readers) == (2, False, {"ines"})
    assert not story.may("renewed", {"epoch": 3}, Role.HANDLER, "ines")


def test_whoever_is_out_of_office_is_taken_off_with_the_new_key() -> None:
    gone = replace(SEATS[1], until_date=FIRST)
    story = Story(seats=(SEATS[0], gone, *SEATS[2:])).lodge()
    story.wait(2)
    story.read("renewed", {"epoch": 2}, "ines")
    assert story.now.readers == {"ines"}
    assert story.facts[-1].value == {"epoch": 2, "left": ["tomas"]}
    assert story.now.everyone and story.now.terms == story.now.terms[:1]


def test_the_askers_own_new_key_ends_the_old_one_too() -> None:
    story = Story().lodge()
    story.read("removed", {"handler": "tomas", "epoch": 1}, "tomas")
    story.do("removed", {"handler": "amara", "epoch": 2})
    assert not story.now.key_is_old
