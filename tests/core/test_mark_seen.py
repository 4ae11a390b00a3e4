# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rule 38: what a person is shown before marking is what each audience sees three days later, and not before."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from answerable.core import fact_words, mark, mark_seen, silence
from answerable.core.mark import Audience, MarkValue
from answerable.core.move import Role
from answerable.core.silence import SignalName
from answerable.core.terms import Level
from tests.core.scene import SEATS, YES, Story
from tests.core.test_rules_exposure import LEFT_OUT, released

VALUES = [each for each in MarkValue if each is not MarkValue.TAKEN_BACK]


def waited(mode: str, level: Level, *, claimed: bool = False) -> Story:
    """So long without a promise that every audience can see that it waits; or answered and said to be done."""
    story = Story().lodge(mode=mode, terms={"silence": str(level)})
    story.read("answer", YES)
    if claimed:
        story.read("claim", {"promise": None})
    return story.wait(95)


def seen_by_all(story: Story, days: int) -> dict[Audience, Any]:
    """What each audience sees of it so many days on."""
    day, ask, body = story.day + timedelta(days=days), story.now, story.body
    marks = {each: [one.value for one in mark.visible(ask, each, day)] for each in Audience}
    return {
        Audience.READERS: marks[Audience.READERS],
        Audience.SECOND_LINE: (marks[Audience.SECOND_LINE], silence.view_for_second_line(ask, body, day)),
        Audience.EVERYONE: released(ask),
    }


@pytest.mark.parametrize(("mode", "level"), list(product(["keyed", "hosted"], Level)))
@pytest.mark.parametrize(("audience", "value"), list(product(Audience, VALUES)))
def test_rule_38_what_was_said_before_is_what_is_seen_after(
    mode: str, level: Level, audience: Audience, value: MarkValue
) -> None:
    for claimed in (False, True):
        story = waited(mode, level, claimed=claimed)
        told = mark_seen.seen(mode, level, audience, value)
        before = seen_by_all(story, 3)
        story.mark(str(value), str(audience))
        soon, after = seen_by_all(story, 2), seen_by_all(story, 3)
        assert soon[Audience.READERS] == [] and soon[Audience.SECOND_LINE] == before[Audience.SECOND_LINE]
        lines = {each.says for each in told}
        wide = mark.AUDIENCES.index(audience)
        assert after[Audience.READERS] == ([value] if wide >= 1 else [])
        assert (mark_seen.READERS in lines) is (wide >= 1)
        assert after[Audience.SECOND_LINE][0] == ([value] if wide >= 2 else [])
        assert (mark_seen.BACKUP in lines) is (wide >= 2)
        gone = before[Audience.SECOND_LINE][1] != after[Audience.SECOND_LINE][1]
        assert gone is (mark_seen.NOT_WAITING in lines)
        public = {mark_seen.PUBLIC_COUNT, mark_seen.PUBLIC_NOT_WAITING, mark_seen.PUBLIC_LINE} & lines
        changed = before[Audience.EVERYONE] != after[Audience.EVERYONE]
        assert changed is bool(public) or (public == {mark_seen.PUBLIC_LINE} and not claimed)
        assert (mark_seen.PUBLIC_NOTHING in lines) is (wide == 3 and not public)
        assert (mark_seen.NOBODY in lines) is (audience is Audience.ASKER)
        assert (mark.HOSTED_LINE in lines) is (mode == "hosted" and wide >= 1)


def test_rule_38_the_words_quoted_are_the_words_printed() -> None:
    for level, audience, value in product(Level, Audience, VALUES):
        quoted = {each.words for each in mark_seen.seen("keyed", level, audience, value) if each.words}
        assert quoted <= {mark.preview(Audience.READERS, value), mark.preview(Audience.EVERYONE, value)}
    assert mark.preview(Audience.EVERYONE, MarkValue.NOT_MET) == fact_words.LINES["done_not_met"]


@pytest.mark.parametrize("seen_before", [0, 1, 2])
def test_rule_38_a_mark_taken_back_within_its_days_was_never_seen(seen_before: int) -> None:
    story = waited("keyed", Level.BY_NAME)
    untouched = seen_by_all(story, 60)
    story.mark("met", "everyone")
    story.wait(seen_before)
    story.mark("taken_back", "everyone")
    assert seen_by_all(story, 60 - seen_before) == untouched


def pushed(story: Story, *, now: bool = True) -> Story:
    story.do("change", {"terms": {"pushed": story.day.isoformat() if now else None}, "kind": None, "widens": []})
    return story


def signals(story: Story, who: str = "amara") -> set[SignalName]:
    seat = next(each for each in story.seats if each.code == who)
    return {each.what for each in silence.signals_for(seat, story.now, story.body, story.seats, story.day)}


def test_somebody_pushed_reaches_the_second_line_and_ends_by_itself() -> None:
    story = pushed(Story().answered())
    assert signals(story) == signals(story, "joon") == {SignalName.PUSHED}
    assert signals(story, "ines") == signals(story, "noor") == set()
    assert silence.view_for_second_line(story.now, story.body, story.day) == []
    story.mark("met", "everyone")
    assert SignalName.PUSHED in signals(story.wait(29))
    assert signals(story.wait(1)) == set()


def test_it_can_be_taken_back_and_said_again() -> None:
    story = pushed(pushed(Story().answered()).wait(3), now=False)
    assert signals(story) == set()
    assert signals(pushed(story.wait(40))) == {SignalName.PUSHED}


def test_another_change_neither_ends_nor_prolongs_it() -> None:
    story = pushed(Story().answered()).wait(10)
    story.do("change", {"terms": {"pace": "slow"}, "kind": None, "widens": []})
    assert signals(story.wait(19)) == {SignalName.PUSHED}
    assert signals(story.wait(1)) == set()


def test_it_opens_no_words_and_only_those_left_ticked_learn_it() -> None:
    story = pushed(Story().lodge(backups=["joon"], terms={"standby": True}))
    assert signals(story) == set()
    assert signals(story, "joon") == {SignalName.PUSHED}
    told = silence.signals_for(SEATS[7], story.now, story.body, story.seats, story.day)
    assert not silence.opens_words(told)
    assert told[0].kind is None
    assert not story.may("handed-out", {"handler": "joon", "what": "standby"}, Role.SECOND_LINE, "joon")


def test_a_day_that_has_not_come_is_refused() -> None:
    story = Story().lodge(**LEFT_OUT)
    later = (story.day + timedelta(days=1)).isoformat()
    assert not story.may("change", {"terms": {"pushed": later}, "kind": None, "widens": []})
