# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may read, who may know, and who may write more: at the edge of each."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from answerable.core import readers
from answerable.core.move import Role
from answerable.core.readers import Routing
from answerable.core.state import Route
from tests.core.scene import FIRST, PAST, SEATS, TREE, Story, seat

HARBOUR = TREE["harbour"]
BY_CODE = {each.code: each for each in SEATS}
CLOCK = Role.CLOCK


def test_whom_an_asker_gets_who_ticks_everybody() -> None:
    body = frozenset({"ines", "tomas"})
    second = frozenset({"amara", "joon"})
    assert readers.route(HARBOUR, SEATS, FIRST) == Routing(body, second, True, Route.BODY)
    assert readers.route(HARBOUR, SEATS, FIRST, without=["ines", "joon"]) == Routing(
        frozenset({"tomas"}), frozenset({"amara"}), False, Route.BODY
    )
    past = readers.route(HARBOUR, SEATS, FIRST, way=Route.PAST_BODY)
    assert past == Routing(second, second, False, Route.PAST_BODY)
    shut = replace(HARBOUR, door_open=False)
    assert readers.may_be_chosen(shut, SEATS, FIRST, Route.BODY) == frozenset()
    assert readers.may_be_chosen(replace(HARBOUR, joined_date=None), SEATS, FIRST, Route.BODY) == frozenset()
    assert readers.route(shut, SEATS, FIRST) == Routing(frozenset(), second, False, Route.BODY)


def test_who_reads_an_ask_reads_in_the_role_to_which_it_goes() -> None:
    body, past = Story().lodge().now, Story().lodge(**PAST).now
    assert readers.is_reader(body, BY_CODE["ines"], FIRST)
    assert readers.is_reader(past, BY_CODE["amara"], FIRST)
    assert not readers.is_reader(past, BY_CODE["joon"], FIRST)
    assert not readers.is_reader(body, replace(BY_CODE["ines"], role=Role.SECOND_LINE), FIRST)
    assert not readers.is_reader(past, replace(BY_CODE["amara"], role=Role.HANDLER), FIRST)
    ends = replace(BY_CODE["ines"], until_date=FIRST)
    assert readers.is_reader(body, ends, FIRST) and not readers.is_reader(body, ends, FIRST + timedelta(days=1))


def test_the_second_line_of_an_ask_that_moved() -> None:
    story = Story().lodge(backups=["amara"])
    assert readers.second_line_of(story.now, story.body, SEATS, FIRST) == {"amara"}
    without_amara = tuple(each for each in SEATS if each.code != "amara")
    assert readers.second_line_of(story.now, story.body, without_amara, FIRST) == frozenset()
    story.dissolve("harbour")
    story.do("transfer", {"body": "mill", "everyone_before": True}, CLOCK)
    assert readers.second_line_of(story.now, story.body, SEATS, FIRST) == {"amara"}
    assert readers.second_line_of(story.now, story.body, without_amara, FIRST) == {"joon"}
    alone = Story().lodge(backups=[])
    alone.dissolve("harbour")
    alone.do("transfer", {"body": "mill", "everyone_before": True}, CLOCK)
    assert readers.second_line_of(alone.now, alone.body, SEATS, FIRST) == frozenset()


def knows(story: Story, code: str) -> bool:
    return readers.may_know_fact(story.now, BY_CODE[code], story.body, SEATS, story.day)


def test_who_may_know_that_an_ask_moved_to_them() -> None:
    story = Story().lodge()
    assert knows(story, "ines") and not knows(story, "noor") and not knows(story, "amara")
    story.dissolve("harbour")
    story.do("transfer", {"body": "mill", "everyone_before": True}, CLOCK)
    assert knows(story, "noor") and knows(story, "petra") and not knows(story, "ines")
    story.do("admitted", {"handler": "noor", "epoch": 2})
    assert knows(story, "noor") and not knows(story, "petra")
    few = Story().lodge(readers=["ines"], terms={"silence": "second_line"})
    few.dissolve("harbour")
    few.do("transfer", {"body": "mill", "everyone_before": False}, CLOCK)
    assert not knows(few, "noor")
    gone = Story().lodge()
    gone.dissolve("harbour")
    gone.do("transfer", {"body": "mill", "everyone_before": True}, CLOCK)
    gone.do("erased")
    assert not knows(gone, "noor")


def test_writing_more_is_allowed_for_a_year_and_never_while_it_stands_still() -> None:
    story = Story().lodge(terms={"contact": "may_write"})
    assert readers.may_write(story.now, FIRST + timedelta(days=365))
    assert not readers.may_write(story.now, FIRST + timedelta(days=366))
    assert not readers.may_write(Story().lodge().now, FIRST)
    for flag in ("paused", "withdrawn", "erased"):
        assert not readers.may_write(replace(story.now, **{flag: True}), FIRST)


def test_a_term_that_ended_leaves_an_old_key() -> None:
    story = Story().lodge()
    assert not readers.needs_new_key(story.now, SEATS, FIRST)
    assert readers.left_since(story.now, SEATS[1:], FIRST) == {"ines"}
    assert readers.needs_new_key(story.now, SEATS[1:], FIRST)
    assert not readers.no_reader_left(story.now, SEATS[1:], FIRST)
    assert readers.no_reader_left(story.now, [seat("uma", "harbour")], FIRST)
    assert readers.needs_new_key(replace(story.now, key_is_old=True), SEATS, FIRST)
