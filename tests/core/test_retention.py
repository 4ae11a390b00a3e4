# SPDX-License-Identifier: AGPL-3.0-or-later
"""When what was written goes (rule 30): for readers by what they can see, for its asker when she has been there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given

from answerable.core import retention
from answerable.core.ask import evolve
from answerable.core.boundary import Boundary, Breach
from answerable.core.move import Fact, Move, Role
from answerable.core.retention import WAITS_DAYS, WORDS_DAYS, Words, ended_date, goes_date, leaves_date
from tests.core.scene import FIRST, NO, YES, Story, lives

WAIT, DAY = timedelta(days=WORDS_DAYS), timedelta(days=1)


def ended(story: Story, later: int = 0) -> date | None:
    return ended_date(story.now, story.body, story.day + timedelta(days=later))


def test_nothing_ends_while_anything_is_owed() -> None:
    story = Story().lodge()
    assert ended(story) is None
    assert ended(story, 400) is None
    story.read("acknowledged", {"role": "care lead"})
    story.read("answer", YES)
    assert ended(story, 31) is None  # a yes without a promise is silence again
    story = Story().answered()
    assert ended(story, 200) is None  # a promise waits
    story.wait(5).read("claim", {"promise": "p1"})
    assert ended(story, 200) == FIRST + 5 * DAY


def test_an_answer_ends_it_and_nobody_has_to_come_back() -> None:
    story = Story().lodge()
    story.wait(3).read("answer", NO)
    assert ended(story, 40) == FIRST + 3 * DAY
    story.do("pause", {})
    assert ended(story, 40) is None
    story.wait(2).do("resume")
    story.do("withdrawal")
    assert ended(story, 40) == FIRST + 5 * DAY
    story.do("reopen")
    assert ended(story, 10) is None


def test_a_mark_ends_it_only_where_readers_see_it_and_from_when_they_do() -> None:
    quiet, told = Story().answered().wait(9), Story().answered().wait(9)
    quiet.mark("met", "asker")
    told.mark("met", "readers")
    assert ended(quiet, 60) is None
    assert (ended(told, 2), ended(told, 60)) == (None, told.day + 3 * DAY)


def test_a_broken_do_not_that_nobody_answered_keeps_it_open() -> None:
    story = Story().lodge()
    story.read("answer", NO)
    for answered, ends in ((None, None), (FIRST + 20 * DAY, FIRST + 20 * DAY)):
        breach = Breach(FIRST + 18 * DAY, FIRST + 17 * DAY, True, "yes" if answered else None, answered)
        kept = Boundary("b", "no_contact", FIRST, breaches=(breach,))
        story.ask = replace(story.now, boundaries=(kept,))
        assert ended(story, 40) == ends


@given(lives())
def test_no_private_mark_moves_the_day_on_which_readers_lose_words(story: Story) -> None:
    """Rule 38: a mark for its asker alone changes nothing that anybody else can notice."""
    if story.now.erased or not story.may("mark", {"value": "met", "audience": "asker"}):
        return
    fact = Fact(Move.MARK, Role.ASKER, "", story.day, {"value": "met", "audience": "asker", "promise": None})
    marked = evolve(story.now, fact)
    seen_before = [each for each in story.now.marks if not each.taken_back]
    if [each for each in marked.marks if not each.taken_back][:-1] != seen_before:
        return  # an earlier unseen one for more people was taken back by it
    for later in (0, 3, 90, 400):
        day = story.day + timedelta(days=later)
        assert ended_date(marked, story.body, day) == ended_date(story.now, story.body, day)


@pytest.mark.parametrize(("read", "end", "leaves"), [(0, 10, 100), (30, 10, 120), (None, 10, 100), (None, 0, 90)])
def test_the_later_of_reading_and_ending_counts(read: int | None, end: int, leaves: int) -> None:
    words = Words(by_asker=True, sent=FIRST, read=None if read is None else FIRST + timedelta(days=read))
    assert leaves_date(words, FIRST + timedelta(days=end)) == FIRST + timedelta(days=leaves)
    assert leaves_date(words, None) is None


def test_what_a_reader_wrote_leaves_by_its_own_day_whether_or_not_its_asker_came() -> None:
    for seen in (None, FIRST + DAY, FIRST + 80 * DAY):
        words = Words(by_asker=False, sent=FIRST, seen=seen)
        assert leaves_date(words, FIRST) == FIRST + WAIT


def test_own_words_go_when_they_left_the_readers_and_unseen_ones_wait() -> None:
    left = FIRST + WAIT
    own = Words(by_asker=True, sent=FIRST, left=left)
    assert goes_date(own, keep=False) == left
    unseen = Words(by_asker=False, sent=FIRST, left=left)
    assert goes_date(unseen, keep=False) == left + timedelta(days=WAITS_DAYS)
    early = Words(by_asker=False, sent=FIRST, left=left, seen=FIRST + DAY)
    assert goes_date(early, keep=False) == left + DAY  # 90 days after she could read it
    late = Words(by_asker=False, sent=FIRST, left=left, seen=left + 200 * DAY)
    assert goes_date(late, keep=False) == left + 200 * DAY + WAIT
    for words in (own, unseen, early, late, Words(by_asker=True, sent=FIRST)):
        assert goes_date(words, keep=True) is None
    assert goes_date(Words(by_asker=True, sent=FIRST), keep=False) is None


def test_the_report_has_two_days_and_backups_live_shorter() -> None:
    report = retention.deletion_report(FIRST)
    assert (report.gone_here, report.gone_from_backups) == (FIRST, FIRST + 7 * DAY)
    assert retention.KEY_BACKUP_DAYS < WORDS_DAYS
