# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each move leaves in a letter: exactly these fields change, to exactly these values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

from answerable.core.answer import Answer, AnswerValue
from answerable.core.letter import as_of
from answerable.core.letter_checks import put_up_value
from answerable.core.letter_state import (
    Act,
    Letter,
    LetterMove,
    LetterStage,
    NumberAnswer,
    NumberClaim,
    NumberLink,
    NumberPromise,
    TakenOut,
    helped_date,
    taken_date,
    text_now,
)
from answerable.core.move import Role
from answerable.core.promise import NewDate, Promise, PromiseStage
from tests.core.letter_scene import (
    ANNA,
    BEN,
    CLEO,
    DARA,
    FIRST,
    GROUP,
    PLAN,
    READER,
    SIGNED,
    STEWARD,
    YES,
    LetterStory,
    linked,
    said,
    text,
    written,
)


def day(after: int) -> date:
    return FIRST + timedelta(days=after)


def left(
    story: LetterStory, move: str, value: Mapping[str, Any], by: Role = GROUP, actor: str = ANNA
) -> dict[str, Any]:
    """The fields that a move changed in the letter as it stood on that day."""
    before = story.now
    story.do(move, value, by, actor)
    assert story.replayed() == story.letter
    after = story.letter
    assert after is not None
    return {
        each.name: getattr(after, each.name)
        for each in fields(Letter)
        if getattr(before, each.name) != getattr(after, each.name)
    }


def public(*more: str, threshold: int = 2) -> LetterStory:
    return LetterStory().put_up(*more, threshold=threshold)


def test_a_draft_and_who_wrote_it_last() -> None:
    story = LetterStory()
    story.do("drafted", {"body": "harbour", **written("one", "two", threshold=2, intro="hello")})
    assert story.letter == Letter(
        body="harbour", title=text("title"), group=text("group"), intro=text("hello"),
        numbers=(text("one"), text("two")), keys=(ANNA,), threshold=2, writer=ANNA, drafted=FIRST,
    )  # fmt: skip
    assert left(story.wait(1), "joined", {}, GROUP, BEN) == {"keys": (ANNA, BEN)}
    put_up = story.signed("put_up", put_up_value(story.now))
    act = Act(LetterMove.PUT_UP, "put_up", 1, day(1), put_up_value(story.now), ((BEN, SIGNED),))
    assert left(story, "put_up", put_up, GROUP, BEN) == {"acts": (act,)}
    assert left(story.wait(1), "rewritten", written("one", threshold=1), GROUP, BEN) == {
        "acts": (replace(act, stopped=True),), "intro": None, "numbers": (text("one"),), "threshold": 1, "writer": BEN,
    }  # fmt: skip
    assert left(story, "dropped", {}, GROUP, ANNA) == {"stage": LetterStage.DROPPED}


def test_putting_it_up_fixes_what_the_body_owes() -> None:
    story = LetterStory().draft()
    story.body = replace(story.body, clocks=replace(story.body.clocks, answer=20, promise=25))
    story.sign("put_up", put_up_value(story.now), BEN)
    after = left(story.wait(1), "put_up", story.signed("put_up", put_up_value(story.now)))
    (act,) = after.pop("acts")
    assert (act.signers, act.done, act.waits, act.stopped) == ((BEN, ANNA), day(1), False, False)
    assert after == {
        "stage": LetterStage.PUBLIC, "public_date": day(1), "answer_days": 20, "promise_days": 25
    }  # fmt: skip


def test_a_key_waits_until_it_is_let_in_and_leaves_nothing_signed_behind() -> None:
    story = public(threshold=1)
    assert left(story.wait(1), "joined", {}, GROUP, CLEO) == {"joined": (CLEO,)}
    story.do("joined", {}, GROUP, DARA)
    value = {"keys": [ANNA, CLEO], "threshold": 1}
    first = left(story, "keys", story.signed("keys", value), GROUP, ANNA)
    (*_, act) = first["acts"]
    assert act.done == day(1) and act.waits, "one alone, while others hold it: it waits"
    assert set(first) == {"acts"}
    later = as_of(story.letter, day(3)) if story.letter else None
    assert later is not None and later.keys == (ANNA, BEN)
    story.wait(1).mark(1, "met", BEN)
    now = story.wait(2).now
    assert (now.keys, now.threshold, now.joined) == ((ANNA, CLEO), 1, (DARA,))
    marks = [each for each in now.acts if each.move is LetterMove.MARK]
    assert [each.stopped for each in marks] == [True]


def test_keys_that_enough_sign_count_at_once() -> None:
    story = public()
    story.do("joined", {}, GROUP, CLEO)
    value = {"keys": [ANNA, BEN, CLEO], "threshold": 3}
    story.sign("keys", value, ANNA)
    after = left(story, "keys", story.signed("keys", value), GROUP, BEN)
    assert (after["keys"], after["threshold"], after["joined"]) == ((ANNA, BEN, CLEO), 3, ())


def test_a_waiting_mark_under_new_keys() -> None:
    """It stands only if enough of those who are left had signed it, and names no more those who left."""
    story = public(CLEO, threshold=2)
    story.mark(1, "met", ANNA, CLEO)
    story.mark(2, "met", BEN, CLEO)
    story.mark(3, "met", BEN)
    story.sign("keys", {"keys": [ANNA, CLEO], "threshold": 2}, ANNA, CLEO)
    by_number = {each.about: each for each in story.now.acts if each.move is LetterMove.MARK}
    assert by_number["number 1"].signers == (ANNA, CLEO) and not by_number["number 1"].stopped
    assert by_number["number 2"].stopped and by_number["number 3"].stopped
    story.wait(3)
    assert [story.mark_shown(number) for number in (1, 2, 3)] == ["met", None, None]


def test_a_newer_mark_sets_a_waiting_one_aside_once_it_is_signed() -> None:
    story = public()
    story.mark(1, "met", ANNA, BEN)
    story.wait(1).mark(1, "not_met", ANNA)
    first, second = (each for each in story.now.acts if each.move is LetterMove.MARK)
    assert (first.stopped, second.stopped, second.round) == (False, False, 2)
    story.mark(1, "not_met", BEN)
    first, second = (each for each in story.now.acts if each.move is LetterMove.MARK)
    assert (first.stopped, second.stopped) == (True, False)
    assert story.wait(2).mark_shown(1) is None
    assert story.wait(1).mark_shown(1) == "not_met"
    story.mark(1, "partly_met", ANNA, BEN)
    assert story.mark_shown(1) == "not_met", "what shows stays until the three days of the next are over"
    assert story.wait(3).mark_shown(1) == "partly_met"


def test_pausing_and_going_on() -> None:
    story = public()
    after = left(story.wait(1), "pause", story.signed("pause", {}))
    assert after.pop("acts")[-1].stands and after == {"pauses": ((day(1), None),)}
    assert story.now.paused
    after = left(story.wait(2), "resume", story.signed("resume", {}))
    assert after.pop("acts")[-1].stands and after == {"pauses": ((day(1), day(3)),)}
    assert not story.now.paused
    left(story.wait(1), "pause", story.signed("pause", {}))
    assert story.now.pauses == ((day(1), day(3)), (day(4), None))
    left(story.wait(1), "resume", story.signed("resume", {}))
    assert story.now.pauses == ((day(1), day(3)), (day(4), day(5)))


def test_hiding_and_showing_again() -> None:
    story = public()
    after = left(story.wait(1), "hide", story.signed("hide", {}))
    del after["acts"]
    assert after == {"stage": LetterStage.HIDDEN, "hidings": ((day(1), None),)}
    assert set(left(story.wait(1), "show", story.signed("show", {}))) == {"acts"}, "showing needs two"
    after = left(story.wait(1), "show", story.signed("show", {}), GROUP, BEN)
    del after["acts"]
    assert after == {"stage": LetterStage.PUBLIC, "hidings": ((day(1), day(3)),)}
    left(story.wait(1), "hide", story.signed("hide", {}))
    assert story.now.hidings == ((day(1), day(3)), (day(4), None))


def test_an_answer_and_its_text() -> None:
    story = public().wait(2)
    assert left(story, "answer", said(2, "answer", YES, "words"), READER, "ines") == {
        "answers": (
            NumberAnswer(2, Answer("a1", AnswerValue.YES, (), "board", day(2), "ines"), text("words"), "tomas"),
        )
    }
    after = left(story.wait(1), "answer", said(1, "answer", {**YES, "code": "a2"}), READER, "ines")
    assert [(each.number, each.answer.code, each.text) for each in after["answers"]] == [
        (2, "a1", text("words")), (1, "a2", None),
    ]  # fmt: skip


MADE = Promise("p1", None, None, "chair", "as_asked", date(2031, 6, 1), "public_page", None, None, day(1), "ines")


def test_a_promise_its_date_and_its_claim() -> None:
    story = public().wait(1)
    one = NumberPromise(1, MADE, text("words"), "tomas")
    assert left(story, "promise", said(1, "promise", PLAN, "words"), READER, "ines") == {"promises": (one,)}
    half = {"code": "p2", "who": "chair"}
    left(story, "promise", said(2, "promise", half), READER, "ines")
    two = story.now.promises[1]
    first = NewDate(date(2031, 7, 1), day(1), needs_asker=False)
    moved = replace(one, promise=replace(MADE, dates=(first,)))
    assert left(story, "moved", {"promise": "p1", "to": "2031-07-01"}, READER, "ines") == {"promises": (moved, two)}
    second = NewDate(date(2031, 8, 1), day(2), needs_asker=True)
    left(story.wait(1), "moved", {"promise": "p1", "to": "2031-08-01"}, READER, "ines")
    assert story.now.promises[0].promise.dates == (first, second)
    inner = {"promise": "p1", "to": "2031-08-01", "accepted": False}
    story.sign("date", inner, ANNA)
    after = left(story, "date", story.signed("date", inner), GROUP, BEN)
    assert after["promises"][0].promise.dates == (first, replace(second, accepted=False))
    assert after["promises"][1] == two and after["acts"][-1].about == "promise p1"
    now = story.now.promises[0]
    done = replace(now, promise=replace(now.promise, stage=SAID_DONE, reached=SAID_DONE, claimed=day(3)))
    assert left(story.wait(1), "claim", {"number": 1, "promise": "p1"}, READER, "ines") == {
        "promises": (done, two), "claims": (NumberClaim(1, "p1", day(3)),),
    }  # fmt: skip
    assert left(story.wait(1), "claim", {"number": 3, "promise": None}, READER, "ines") == {
        "claims": (NumberClaim(1, "p1", day(3)), NumberClaim(3, None, day(4)))
    }
    whole = {**PLAN, "code": "p3", "completes": "p2"}
    after = left(story, "promise", said(2, "promise", whole), READER, "ines")
    assert after["promises"][1] == replace(two, promise=replace(two.promise, completed_by="p3"))
    assert after["promises"][2].promise.completes == "p2" and after["promises"][0] == done


SAID_DONE = PromiseStage.SAID_DONE


def test_an_accepted_date() -> None:
    story = public().promise().move_to("2031-07-01").move_to("2031-08-01")
    story.sign("date", {"promise": "p1", "to": "2031-08-01", "accepted": True}, ANNA, BEN)
    assert [each.accepted for each in story.now.promises[0].promise.dates] == [None, True]


def test_a_sentence_for_a_number() -> None:
    story = public().wait(1)
    link = NumberLink("l1", 2, "s1", 1, 3, day(1))
    assert left(story, "linked", linked(2), READER, "ines") == {"links": (link,)}
    other = NumberLink("l2", 2, "s1", 1, 4, day(1))
    story.do("linked", linked(2, 4, "l2"), READER, "ines")
    story.sign("link", {"link": "l1", "accepted": True}, ANNA)
    assert story.now.links == (link, other)
    after = left(story, "link", story.signed("link", {"link": "l1", "accepted": True}), GROUP, BEN)
    assert after["links"] == (replace(link, accepted=True), other) and after["acts"][-1].about == "link l1"
    story.sign("link", {"link": "l1", "accepted": False}, ANNA, BEN)
    assert story.now.links == (replace(link, accepted=False), other)


def test_what_helped() -> None:
    story = public().wait(1)
    story.sign("helped", {"number": 1, "helped": True}, ANNA)
    assert helped_date(story.now, 1) is None
    after = left(story.wait(1), "helped", story.signed("helped", {"number": 1, "helped": True}), GROUP, BEN)
    assert set(after) == {"acts"} and after["acts"][-1].about == "helped 1"
    assert (helped_date(story.now, 1), helped_date(story.now, 2)) == (day(2), None)
    story.sign("helped", {"number": 1, "helped": False}, ANNA, BEN)
    assert helped_date(story.now, 1) is None


def test_a_signature_taken_back() -> None:
    story = public()
    story.mark(1, "met", ANNA)
    story.mark(2, "met", ANNA)
    before = story.now.acts
    after = left(story, "stop", {"about": "number 1", "round": 1})
    assert after == {
        "acts": tuple(replace(each, stopped=True) if each.about == "number 1" else each for each in before)
    }
    story.mark(1, "met", ANNA, BEN)
    after = left(story, "stop", {"about": "number 1", "round": 2}, GROUP, BEN)
    assert [each.stopped for each in after["acts"] if each.about == "number 1"] == [True, True]
    assert story.wait(5).mark_shown(1) is None


def test_names_taken_out() -> None:
    story = public().answer(1, "words").wait(1)
    out = TakenOut(text("one"), text("shorter"), day(1), GROUP)
    assert left(story, "taken_out", {"text": text("one"), "now": text("shorter")}) == {"taken": (out,)}
    body = TakenOut(text("words"), None, day(2), STEWARD)
    after = left(story.wait(1), "taken_out", {"text": text("words"), "now": None}, STEWARD, "elif")
    assert after == {"taken": (out, body)}
    left(story.wait(1), "taken_out", {"text": text("shorter"), "now": text("shortest")})
    now = story.now
    assert text_now(now, text("one")) == text("shortest") and text_now(now, text("words")) is None
    assert text_now(now, text("two")) == text("two")
    assert (taken_date(now, text("one")), taken_date(now, text("words"))) == (day(3), day(2))
    assert taken_date(now, text("two")) is None
    assert text("shortest") in now.own_texts and text("one") not in now.own_texts and now.body_texts == ()


def test_what_waited_counts_in_the_order_in_which_it_was_signed() -> None:
    story = public(CLEO, threshold=1).wait(3)
    story.sign("keys", {"keys": [ANNA, BEN], "threshold": 1}, ANNA)
    story.wait(1).sign("keys", {"keys": [BEN, CLEO], "threshold": 1}, CLEO)
    assert [each.stopped for each in story.now.acts if each.move is LetterMove.KEYS][-2:] == [True, False]
    assert story.wait(2).now.keys == (ANNA, BEN, CLEO)
    assert story.wait(1).now.keys == (BEN, CLEO)
