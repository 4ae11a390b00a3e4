# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sentences linked to numbers, and “this helped”: both are the group's to say."""

from answerable.core import letter_checks, letter_saying
from answerable.core.letter_days import is_answered
from answerable.core.letter_state import helped_date
from tests.core.letter_scene import ANNA, BEN, READER, LetterStory, linked


def test_a_sentence_counts_as_an_answer_only_while_the_group_says_so() -> None:
    story = LetterStory().put_up().link(1)
    assert not is_answered(story.now, 1)
    assert story.why_not("linked", linked(1, code="l2"), READER, "ines") == letter_saying.LINKED_ALREADY
    assert story.why_not("linked", linked(4, code="l2"), READER, "ines") != ""
    yes, no = ({"link": "l1", "accepted": said} for said in (True, False))
    story.sign("link", yes, ANNA)
    assert not is_answered(story.now, 1)
    story.sign("link", yes, BEN)
    assert is_answered(story.now, 1)
    assert story.refused("link", yes) == letter_checks.NO_LINK_WAITS
    story.sign("link", no, ANNA, BEN)
    assert not is_answered(story.now, 1)
    assert story.refused("link", {"link": "l9", "accepted": True}) == letter_checks.NO_LINK_WAITS


def test_this_helped_moves_nothing_and_can_be_taken_back() -> None:
    story = LetterStory().put_up().answer(1)
    before = story.now
    story.sign("helped", {"number": 1, "helped": True}, ANNA)
    assert helped_date(story.now, 1) is None  # one of two
    story.sign("helped", {"number": 1, "helped": True}, BEN)
    assert helped_date(story.now, 1) == story.day
    assert story.refused("helped", {"number": 1, "helped": True}) == letter_checks.NOTHING_CHANGES
    for name in ("answers", "promises", "claims", "pauses", "keys", "stage", "public_date"):
        assert getattr(story.now, name) == getattr(before, name)
    assert story.mark_shown(1) is None
    story.sign("helped", {"number": 1, "helped": False}, ANNA, BEN)
    assert helped_date(story.now, 1) is None
