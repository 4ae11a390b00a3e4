# SPDX-License-Identifier: AGPL-3.0-or-later
"""Clocks, silence and keeping, at their edges: from when a day counts, what puts it off, and who may see it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from answerable.core import clocks, retention, silence
from answerable.core.clocks import Clocks, due, standing_still
from answerable.core.mark import Audience
from answerable.core.move import Move, Role
from answerable.core.retention import Words
from answerable.core.silence import Signal, SignalName
from answerable.core.state import Ask, Stage
from answerable.core.wish import Wish, check_reader, may_take_standby
from tests.core.scene import FIRST, NO, SEATS, TREE, YES, Story, refusal

DAY = FIRST
ONE = timedelta(days=1)


def after(days: int) -> date:
    return DAY + timedelta(days=days)


@pytest.mark.parametrize("days", [0, 8, -1, True])
def test_a_pledge_is_never_longer_nor_empty(days: int) -> None:
    with refusal(clocks.NOT_BETTER):
        clocks.pledge(Clocks(), acknowledge=days)
    with refusal(clocks.NOT_BETTER):
        clocks.pledge(Clocks(), apology=1)
    assert clocks.pledge(Clocks(), acknowledge=7, answer=1) == Clocks(7, 1, 30, 30)


@pytest.mark.parametrize(
    ("change", "start"),
    [
        ({}, DAY),
        ({"joined_date": DAY}, DAY),
        ({"joined_date": after(3)}, after(3)),
        ({"joined_date": None}, None),
        ({"joined_date": None, "listed_letter_date": after(5)}, after(5)),
        ({"joined_date": None, "listed_letter_date": after(-5)}, DAY),
        ({"joined_date": after(3), "listed_letter_date": after(5)}, after(3)),
        ({"joined_date": after(3), "listed_letter_date": after(-5)}, DAY),
    ],
)
def test_days_begin_once_the_body_was_told(change: dict[str, Any], start: date | None) -> None:
    """It is told by the letter without content, or by joining; and never before somebody asked."""
    ask, body = Story().lodge().now, replace(TREE["harbour"], **change)
    assert clocks.start_of(ask, body) == start
    assert clocks.answer_start(ask, body) == start
    if start is None:
        assert due(ask, body) == clocks.Due(None, None, None, None)
    assert clocks.start_of(replace(ask, clock_from=after(1)), body) == after(1)
    assert clocks.start_of(replace(ask, lodged_date=None), body) is None


def test_a_move_to_another_body_makes_no_day_longer() -> None:
    ask = replace(Story().lodge().now, clocks=Clocks(acknowledge=2, answer=9))
    assert clocks.clocks_of(ask, TREE["harbour"]) == Clocks(2, 9, 30, 30)
    quick = replace(TREE["harbour"], clocks=Clocks(acknowledge=5, answer=4))
    assert clocks.clocks_of(ask, quick) == Clocks(2, 4, 30, 30)
    assert clocks.clocks_of(replace(ask, kind="protect"), quick) == Clocks(2, 3, 30, 30)


SPAN = (after(5), after(15))


def test_an_urgent_ask_stands_still_only_where_its_asker_did_not_keep_it_on() -> None:
    ask = replace(Story().lodge().now, pauses=(SPAN,), safety_pauses=())
    assert standing_still(ask) == (SPAN,)
    assert standing_still(replace(ask, kind="protect")) == ()
    both = replace(ask, safety_pauses=((after(1), after(2)),))
    assert standing_still(replace(both, kind="protect")) == ((after(1), after(2)),)


def test_pauses_and_taking_back_stand_in_order() -> None:
    ask = replace(Story().lodge().now, pauses=(SPAN,), withdrawals=((after(1), after(2)),))
    assert standing_still(ask) == ((after(1), after(2)), SPAN)
    same = replace(ask, pauses=((after(5), None),), withdrawals=(SPAN,))
    assert standing_still(same) == ((after(5), None), SPAN)


@pytest.mark.parametrize(
    ("duty", "story"),
    [
        ("answer_by", lambda: Story().lodge()),
        ("word_by", lambda: Story().lodge()),
        ("promise_by", lambda: _said_yes()),
    ],
)
def test_a_pause_puts_off_each_duty_but_acknowledging(duty: str, story: Any) -> None:
    lived = story()
    before = due(lived.now, lived.body)
    put_off = due(replace(lived.now, pauses=(SPAN,)), lived.body)
    assert getattr(put_off, duty) == getattr(before, duty) + timedelta(days=10)
    assert put_off.acknowledge_by == before.acknowledge_by


def _said_yes() -> Story:
    story = Story().lodge()
    story.read("answer", YES)
    return story


@pytest.mark.parametrize(
    ("change", "audience", "waits"),
    [
        ({}, Audience.READERS, True),
        ({"withdrawn": True}, Audience.READERS, False),
        ({"erased": True}, Audience.READERS, False),
        ({"lodged_date": None}, Audience.READERS, False),
        ({"withdrawn": True, "erased": True}, Audience.EVERYONE, False),
    ],
)
def test_nothing_waits_that_was_taken_back_erased_or_is_held(
    change: dict[str, Any], audience: Audience, waits: bool
) -> None:
    assert silence.is_waiting(replace(Story().lodge().now, **change), after(99), audience) is waits


def test_silence_is_counted_in_days_that_ran() -> None:
    ask, body = replace(Story().lodge().now, pauses=(SPAN,)), TREE["harbour"]
    assert [silence.silent_days(ask, body, after(each)) for each in (0, 5, 10, 99)] == [0, 5, 5, 89]
    assert [silence.is_public_eligible(ask, body, after(each)) for each in (99, 100)] == [False, True]


def test_a_yes_without_a_promise_is_past_due_after_its_days() -> None:
    story = _said_yes()
    assert [silence.is_past_due(story.now, story.body, after(each)) for each in (30, 31)] == [False, True]
    promised = Story().answered()
    assert not silence.is_past_due(promised.now, promised.body, after(31))


@pytest.mark.parametrize(("told", "kind"), [(True, "acknowledge"), (False, None)])
def test_what_the_second_line_learns_names_the_ask_and_its_kind_where_allowed(told: bool, kind: str | None) -> None:
    story = Story().lodge(terms={"kind_to_second_line": told}).wait(8)
    story.do("change", {"terms": {"pushed": story.day.isoformat()}, "kind": None, "widens": []})
    amara = next(each for each in SEATS if each.code == "amara")
    assert silence.signals_for(amara, story.now, story.body, story.seats, story.day) == [
        Signal(SignalName.UNACKNOWLEDGED, "ask1", kind),
        Signal(SignalName.PUSHED, "ask1", kind),
    ]


@pytest.mark.parametrize(
    ("made", "over"), [(0, False), (retention.KEY_BACKUP_DAYS, False), (retention.KEY_BACKUP_DAYS + 1, True)]
)
def test_a_backup_of_the_keys_lives_seven_days(made: int, over: bool) -> None:
    assert retention.is_backup_over(DAY, after(made)) is over
    assert not retention.is_backup_over(after(5), DAY)


def test_a_deletion_report_promises_no_longer_backup_than_that() -> None:
    assert retention.deletion_report(DAY, 7).gone_from_backups == after(7)
    assert retention.deletion_report(DAY, 0).gone_from_backups == DAY
    for days in (-1, 8):
        with refusal(retention.BACKUP_TOO_LONG):
            retention.deletion_report(DAY, days)


def test_words_leave_after_they_were_read_where_their_asker_wrote_them() -> None:
    wait = timedelta(days=retention.WORDS_DAYS)
    hers = Words(by_asker=True, sent=DAY, read=after(9))
    assert retention.leaves_date(hers, after(3)) == after(9) + wait
    assert retention.leaves_date(replace(hers, read=None), after(3)) == after(3) + wait
    assert retention.leaves_date(replace(hers, by_asker=False), after(3)) == after(3) + wait
    assert retention.leaves_date(hers, after(20)) == after(20) + wait
    assert retention.leaves_date(hers, None) is None


def test_what_ended_is_what_readers_see_not_what_its_asker_marked_for_herself() -> None:
    story = Story().lodge().wait(4)
    story.mark("no_longer_asked", "asker")
    assert retention.ended_date(story.now, story.body, after(60)) is None
    story.mark("no_longer_asked", "readers")
    assert retention.ended_date(story.now, story.body, after(60)) == after(7)
    story.read("answer", NO)
    story.wait(6).do("withdrawal")
    assert retention.ended_date(story.now, story.body, after(60)) == after(10)


def standby(ask: Ask, actor: str, move: Move = Move.HANDED_OUT, what: str = "standby", body: str = "harbour") -> Wish:
    return Wish(ask, move, {"what": what}, Role.SECOND_LINE, actor, DAY, TREE[body], SEATS)


def test_the_standby_copy_is_for_those_left_ticked() -> None:
    """And only it: a backup who asks for anything else, or for an ask that is held, finds nothing."""
    ask = Story().lodge(backups=["amara"]).now
    check_reader(standby(ask, "amara"))
    held = replace(ask, lodged_date=None, stage=Stage.HELD)
    for wrong in (
        standby(ask, "joon"),
        standby(ask, "amara", what="words"),
        standby(ask, "amara", move=Move.WORD),
        standby(held, "amara"),
        standby(replace(ask, backups=frozenset()), "amara"),
    ):
        with refusal("There is nothing here that you can open."):
            check_reader(wrong)


def test_who_came_to_the_second_line_after_a_move_has_no_copy() -> None:
    """They may learn the fact: nobody of those ticked is there any more. The words were sealed to others."""
    ask = replace(Story().lodge(backups=["amara"]).now, backups=frozenset({"gone"}), moved_bodies=("harbour",))
    amara = next(each for each in SEATS if each.code == "amara")
    assert not may_take_standby(standby(ask, "amara", body="mill"), amara)
    assert may_take_standby(standby(replace(ask, backups=frozenset({"amara"})), "amara", body="mill"), amara)
