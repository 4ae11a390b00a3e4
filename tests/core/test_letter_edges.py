# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters at their edges: what stands still, what a new list of keys leaves, and what was signed before."""

from dataclasses import replace
from datetime import timedelta

import pytest

from answerable.core import letter_days
from answerable.core.letter import as_of
from answerable.core.letter_evolve import begin
from answerable.core.letter_state import Act, Letter, LetterFact, LetterMove, LetterStage, needed
from answerable.core.promise import PromiseStage
from tests.core.letter_scene import ANNA, BEN, CLEO, FIRST, GROUP, JOINED, READER, LetterStory, text, written

ONE = timedelta(days=1)


def test_a_draft_is_of_one_keyholder_and_says_what_was_written() -> None:
    given = written("one", "two", threshold=2, intro="first words")
    fact = LetterFact(LetterMove.DRAFTED, GROUP, ANNA, FIRST, {"body": "harbour", **given})
    assert begin(fact) == Letter(
        body="harbour", title=text("title"), group=text("group"), intro=text("first words"),
        numbers=(text("one"), text("two")), keys=(ANNA,), threshold=2, writer=ANNA, drafted=FIRST,
    )  # fmt: skip


def test_a_changed_draft_has_another_writer_and_new_words_and_no_signature() -> None:
    story = LetterStory().draft()
    story.letter = replace(story.now, acts=(_act("put_up", BEN), replace(_act("old", BEN), done=FIRST)))
    story.do("rewritten", written("other", threshold=1), GROUP, BEN)
    now = story.now
    assert (now.writer, now.numbers, now.threshold, now.intro) == (BEN, (text("other"),), 1, None)
    assert [each.stopped for each in now.acts] == [True, False], "what was done stays as it was"


def _act(what: str, *keys: str, move: LetterMove = LetterMove.MARK, waits: bool = False) -> Act:
    signed = tuple((key, "s") for key in keys)
    done = FIRST if waits else None
    return Act(move, what, 1, FIRST, {"number": 1, "value": "met"}, signed=signed, done=done, waits=waits)


def test_a_new_list_of_keys_leaves_what_is_seen_and_takes_signatures_off_what_waits() -> None:
    """An open act begins again, a mark that waits needs enough of who is left, what stands stays as it was signed."""
    story = LetterStory().put_up(CLEO, threshold=2)
    seen = replace(_act("number 1", ANNA, CLEO), done=FIRST)
    waiting = _act("number 2", ANNA, BEN, CLEO, waits=True)
    too_few = _act("number 3", BEN, CLEO, waits=True)
    story.letter = replace(story.now, acts=(_act("link l1", ANNA), waiting, too_few, seen))
    story.keys([ANNA, BEN], 2, ANNA, BEN)
    found = {each.about: each for each in story.now.acts}
    assert found["link l1"].stopped
    assert found["number 2"] == replace(waiting, signed=waiting.signed[:2])
    assert found["number 3"] == replace(too_few, stopped=True)
    assert found["number 1"] == seen


def test_after_three_days_nothing_of_it_waits() -> None:
    story = LetterStory().put_up()
    story.mark(1, "met", ANNA, BEN)
    assert [each.waits for each in as_of(story.now, FIRST + 2 * ONE).acts if each.move is LetterMove.MARK] == [True]
    done = as_of(story.now, FIRST + 3 * ONE)
    assert [each.waits for each in done.acts if each.move is LetterMove.MARK] == [False]


def test_each_hiding_is_kept_with_its_days() -> None:
    story = LetterStory().put_up()
    spans = []
    for _ in range(2):
        begin_day = story.wait(2).day
        story.sign("hide", {}).wait(3).sign("show", {}, ANNA, BEN)
        spans.append((begin_day, story.day))
    assert story.now.hidings == tuple(spans)
    assert story.now.stage is LetterStage.PUBLIC


def test_pauses_and_hidings_stand_in_order() -> None:
    letter = LetterStory().put_up().now
    early, late = (FIRST, FIRST + ONE), (FIRST + 3 * ONE, FIRST + 4 * ONE)
    assert letter_days.still(replace(letter, pauses=(late,), hidings=(early,))) == (early, late)
    assert letter_days.still(replace(letter, pauses=((FIRST, None),), hidings=(early,))) == ((FIRST, None), early)


def test_days_of_what_is_not_public_do_not_run() -> None:
    assert letter_days.start(LetterStory().draft().now, JOINED) is None


def test_a_pause_puts_off_a_promise_that_is_owed() -> None:
    story = LetterStory().put_up().answer(1)
    owed = letter_days.promise_by(story.now, 1)
    assert owed == FIRST + timedelta(days=30)
    paused = replace(story.now, pauses=((FIRST + ONE, FIRST + 6 * ONE),))
    assert letter_days.promise_by(paused, 1) == FIRST + timedelta(days=35)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_each_number_with_an_answer_is_counted(number: int) -> None:
    story = LetterStory().put_up().answer(number)
    assert letter_days.figures(story.now) == letter_days.Figures(3, 1)
    for count, each in enumerate({1, 2, 3} - {number}, 2):
        story.answer(each, code=f"a{each}0")
        assert letter_days.figures(story.now) == letter_days.Figures(3, count)


@pytest.mark.parametrize(
    ("move", "wanted"),
    [
        (LetterMove.PAUSE, 1), (LetterMove.RESUME, 1), (LetterMove.HIDE, 1), (LetterMove.SHOW, 2),
        (LetterMove.MARK, 3), (LetterMove.PUT_UP, 3), (LetterMove.KEYS, 2),
    ],
)  # fmt: skip
def test_how_many_sign(move: LetterMove, wanted: int) -> None:
    """Stopping and hiding are always one person's. A change of keys is signed by those who stay."""
    letter = replace(LetterStory().put_up().now, keys=(ANNA, BEN, CLEO), threshold=3)
    assert needed(letter, move, {"keys": [ANNA, BEN]}) == wanted


def test_a_yes_to_a_date_says_which() -> None:
    story = LetterStory().put_up().answer(1).promise(1).move_to("2031-07-01").wait(1).move_to("2031-08-01")
    inner = {"promise": "p1", "to": "2031-08-01", "accepted": True}
    story.sign("date", inner, ANNA)
    assert story.facts[-1].value["value"] == inner


def test_what_the_body_says_is_kept_with_who_wrote_and_who_looked() -> None:
    story = LetterStory().put_up().wait(2).answer(1, "our words").promise(1, code="p1")
    given, made = story.now.answers[0], story.now.promises[0]
    assert (given.answer.date, given.text, given.checker) == (story.day, text("our words"), "tomas")
    assert (made.promise.made, made.promise.author, made.checker) == (story.day, "ines", "tomas")
    story.wait(1).do("claim", {"number": 1, "promise": "p1"}, READER, "ines")
    assert story.now.promises[0].promise.reached is PromiseStage.SAID_DONE
    story.do("claim", {"number": 2, "promise": None}, READER, "ines")
    assert [each.promise for each in story.now.claims] == ["p1", None]
    assert [each.promise.claimed for each in story.now.promises] == [story.day]
