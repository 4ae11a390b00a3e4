# SPDX-License-Identifier: AGPL-3.0-or-later
"""What opening an ask again, naming somebody, stepping aside and pausing leave in it, and what a mark shows to whom."""

from dataclasses import replace

import pytest

from answerable.core import checking, mark_seen
from answerable.core.mark import HOSTED_LINE, Audience, MarkValue, preview
from answerable.core.mark_seen import Line, seen
from answerable.core.move import Role
from answerable.core.terms import Level
from tests.core.scene import FIRST, PAST, PLAN, SEATS, Story, refusal


def changed(story: Story, kind: str) -> Story:
    story.wait(5).do("change", {"terms": None, "kind": kind, "widens": []})
    return story


@pytest.mark.parametrize(
    ("before", "after", "anew"),
    [
        ("acknowledge", "pay_care", False),
        ("acknowledge", "protect", True),
        ("protect", "acknowledge", True),
        ("protect", "keep_services", False),
    ],
)
def test_another_kind_starts_the_days_to_acknowledge_only_where_they_are_others(
    before: str, after: str, anew: bool
) -> None:
    story = changed(Story().lodge(kind=before), after)
    assert story.now.acknowledge_from == (story.day if anew else None)
    assert story.now.answer_from == story.day


def test_what_was_read_is_to_be_read_again_from_the_day_it_was_opened() -> None:
    story = Story().lodge()
    story.read("acknowledged")
    changed(story, "pay_care")
    assert (story.now.acknowledged_date, story.now.acknowledge_from) == (None, story.day)


def test_a_promise_of_this_round_stays_one_until_an_answer_closes_the_round() -> None:
    story = Story().answered()
    story.wait(1).do("reopen")
    assert story.now.promises_before == 1
    story.read("acknowledged")
    story.read("promise", {**PLAN, "code": "p2", "re": None})
    story.wait(1).do("reopen")
    assert (len(story.now.promises), story.now.promises_before) == (2, 1)


def test_who_steps_aside_with_a_hard_tie_is_neither_reader_nor_backup_any_more() -> None:
    story = Story().lodge(**{**PAST, "backups": ["amara", "joon"]})
    story.read("conflict", {"tie": "friend", "weight": "hard"}, "amara")
    assert (story.now.readers, story.now.backups) == (frozenset(), frozenset({"joon"}))
    assert story.now.key_is_old and story.now.recusals == (FIRST,)


def test_an_ask_that_went_past_a_body_gets_no_reader_of_that_body() -> None:
    story = Story().lodge(**{**PAST, "backups": ["amara"]})
    with refusal(checking.NOT_TO_BE_ADDED):
        story.decide("admitted", {"handler": "ines", "epoch": 2}, Role.ASKER)
    value = story.decide("admitted", {"handler": "joon", "epoch": 2}, Role.ASKER).value
    assert value == {"handler": "joon", "epoch": 2, "as": "reader", "everyone": False}


def test_who_is_named_is_named_as_what_they_are() -> None:
    story = Story().lodge(readers=["ines"], backups=["amara"], terms={"silence": "second_line"})
    reader = story.decide("admitted", {"handler": "tomas", "epoch": 2}, Role.ASKER).value
    backup = story.decide("admitted", {"handler": "joon", "epoch": 2}, Role.ASKER).value
    assert (reader["as"], reader["everyone"], backup["as"], backup["everyone"]) == ("reader", True, "backup", False)


def test_the_standby_copy_opens_once_no_reader_is_in_office() -> None:
    story = Story().lodge(terms={"standby": True})
    copy = {"handler": "amara", "what": "standby"}
    assert not story.may("handed-out", copy, Role.SECOND_LINE, "amara")
    story.seats = tuple(
        replace(each, until_date=FIRST) if each.code in ("ines", "tomas") else each for each in SEATS
    )  # fmt: skip
    assert story.wait(1).may("handed-out", copy, Role.SECOND_LINE, "amara")


def test_what_is_paused_is_not_paused_again() -> None:
    story = Story().lodge()
    story.do("pause", {})
    with refusal(checking.PAUSED_ALREADY):
        checking.check_pause(_pausing(story))


def _pausing(story: Story) -> checking.Wish:
    wish = {"by": Role.ASKER, "actor": "", "at": story.day, "body": story.body, "handlers": story.seats}
    return checking.Wish(story.now, checking.Move.PAUSE, {}, **wish)


VALUES = [each for each in MarkValue if each is not MarkValue.TAKEN_BACK]


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("mode", ["keyed", "hosted"])
def test_rule_38_each_line_quotes_what_its_audience_would_read(mode: str, value: MarkValue) -> None:
    hosted = [Line(HOSTED_LINE)] if mode == "hosted" else []
    readers = [Line(mark_seen.READERS, preview(Audience.READERS, value)), *hosted]
    assert seen(mode, Level.POOLED, Audience.ASKER, value) == (Line(mark_seen.NOBODY),)
    assert list(seen(mode, Level.POOLED, Audience.READERS, value)) == readers
    ends = [Line(mark_seen.NOT_WAITING)] if value in (MarkValue.MET, MarkValue.NO_LONGER_ASKED) else []
    backup = [*readers, Line(mark_seen.BACKUP), *ends]
    assert list(seen(mode, Level.POOLED, Audience.SECOND_LINE, value)) == backup
    for level in Level:
        everyone = seen(mode, level, Audience.EVERYONE, value)
        assert list(everyone[: len(backup)]) == backup
        assert list(everyone[len(backup) :]) == public(mode, level, value)


def public(mode: str, level: Level, value: MarkValue) -> list[Line]:
    """A count where silence is pooled, a line of its own where it shows by name, and nothing at the second line."""
    less = value in (MarkValue.PARTLY_MET, MarkValue.NOT_MET)
    quoted = preview(Audience.EVERYONE, value)
    if less and level is Level.BY_NAME:
        return [Line(mark_seen.PUBLIC_LINE, quoted)]
    if less or level is Level.SECOND_LINE or mode == "hosted":
        return [Line(mark_seen.PUBLIC_NOTHING)]
    waiting = [Line(mark_seen.PUBLIC_NOT_WAITING)]
    counted = value is MarkValue.MET and level is Level.POOLED
    return [Line(mark_seen.PUBLIC_COUNT, quoted), *waiting] if counted else waiting
