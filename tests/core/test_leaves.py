# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each move leaves in an ask: exactly these fields change, to exactly these values, and nothing else does."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

import pytest

from answerable.core import bank, boundary, consent, mark
from answerable.core import value as read
from answerable.core.answer import Answer, AnswerValue
from answerable.core.ask import replay
from answerable.core.boundary import Boundary, BoundaryStage, Breach
from answerable.core.clocks import Clocks
from answerable.core.conflict import Conflict, Tie, Weight
from answerable.core.consent import Consent, ConsentStage
from answerable.core.mark import Audience, Mark, MarkValue
from answerable.core.move import Role
from answerable.core.new_keys import NewKeys
from answerable.core.promise import NewDate, Promise, PromiseStage
from answerable.core.same_road import ABOUT_A_PERSON, SameRoad
from answerable.core.state import Ask, Door, HandOut, Mode, Route, Stage
from answerable.core.terms import Level, Terms
from tests.core.scene import FIRST, NO, PAST, PLAN, YES, Story
from tests.core.test_refused import why as why_not

CLOCK = Role.CLOCK
ANSWERED = Answer("a1", AnswerValue.YES, (), "board", FIRST + timedelta(days=4), "ines")


def left(story: Story, move: str, value: dict[str, Any] | None = None, actor: str = "") -> dict[str, Any]:
    """The fields that a move changed."""
    before = story.now
    story.read(move, value, actor) if actor else story.do(move, value)
    assert replay(story.facts) == story.now
    return {
        each.name: getattr(story.now, each.name)
        for each in fields(Ask)
        if getattr(before, each.name) != getattr(story.now, each.name)
    }


def day(after: int) -> date:
    return FIRST + timedelta(days=after)


def lived() -> Story:
    """Read on day 2, answered on day 4, promised on day 5; it stands on day 6, and every list has something in it."""
    story = Story().lodge(kind="protect").wait(2)
    story.read("acknowledged", {"role": "care lead"})
    story.wait(2).read("answer", YES)
    story.wait(1).read("promise", PLAN)
    story.mark("partly_met", "readers")
    story.read("word")
    return story.wait(1)


def test_the_smallest_ask_is_a_kind_and_a_body() -> None:
    """Whatever is not said has the value that tells few."""
    story = Story()
    story.do("lodged", {"code": "ask1", "body": "harbour", **SMALL})
    assert story.now == Ask(
        code="ask1", body="harbour", kind="acknowledge", mode=Mode.KEYED, door=Door.OPEN, helped=False,
        route=Route.BODY, readers=frozenset(), backups=frozenset(), everyone=False, stage=Stage.LODGED,
        terms=(Terms(silence=Level.SECOND_LINE, from_date=FIRST),), lodged_date=FIRST,
    )  # fmt: skip


SMALL = {"kind": "acknowledge", "terms": {"silence": "second_line"}}


def test_an_ask_with_all_that_can_be_said() -> None:
    story = Story()
    story.do(
        "lodged",
        {
            "code": "ask1", "body": "harbour", "kind": "acknowledge", "mode": "hosted", "door": "invited",
            "helped": True, "route": "past_body", "readers": ["joon"], "backups": ["amara"],
            "terms": {"silence": "second_line", "standby": True}, "hold_until": day(9).isoformat(),
        },
    )  # fmt: skip
    held = Ask(
        code="ask1", body="harbour", kind="acknowledge", mode=Mode.HOSTED, door=Door.INVITED, helped=True,
        route=Route.PAST_BODY, readers=frozenset({"joon"}), backups=frozenset({"amara"}), everyone=False,
        stage=Stage.HELD, terms=(Terms(silence=Level.SECOND_LINE, standby=True, from_date=FIRST),), hold_until=day(9),
    )  # fmt: skip
    assert story.now == held
    assert not story.wait(8).may("lodged", by=CLOCK)
    assert story.wait(1).may("lodged", by=CLOCK)
    story.do("lodged", {}, CLOCK)
    assert story.now == replace(held, stage=Stage.LODGED, lodged_date=day(9))


@pytest.mark.parametrize(("after", "may"), [(0, False), (1, True), (60, True), (61, False)])
def test_an_ask_waits_between_a_day_and_sixty(after: int, may: bool) -> None:
    value = {"code": "a", "body": "harbour", **SMALL, "hold_until": day(after).isoformat()}
    assert Story().may("lodged", value) is may


def test_reading_it() -> None:
    story = Story().lodge().wait(3)
    assert left(story, "acknowledged", {}, "tomas") == {
        "acknowledged_role": "board secretary", "acknowledged_date": day(3), "first_acknowledged": day(3),
        "stage": Stage.ACKNOWLEDGED,
    }  # fmt: skip
    assert left(story.wait(1), "word", {}, "ines") == {"word_dates": (day(4),)}
    assert left(story.wait(1), "word", {}, "ines") == {"word_dates": (day(4), day(5))}


def test_an_answer_reads_it_too() -> None:
    story = Story().lodge().wait(4)
    assert left(story, "answer", YES, "ines") == {
        "answers": (ANSWERED,), "acknowledged_date": day(4), "first_acknowledged": day(4), "stage": Stage.ANSWERED,
    }  # fmt: skip
    after = left(story.wait(2), "answer", {**NO, "code": "a2"}, "tomas")
    assert after == {"answers": (ANSWERED, Answer("a2", AnswerValue.NO, ("law",), "board", day(6), "tomas"))}


def test_opening_it_again_counts_anew() -> None:
    story = lived()
    marks = story.now.marks
    assert left(story, "reopen") == {
        "acknowledged_date": None, "acknowledge_from": day(6), "answer_from": day(6), "answers_before": 1,
        "promises_before": 1, "marks_before": 1, "stage": Stage.LODGED,
    }  # fmt: skip
    assert story.now.marks == marks and story.now.first_acknowledged == day(2)
    again = left(story.wait(2), "answer", {**YES, "code": "a2"}, "ines")
    assert set(again) == {"answers", "acknowledged_date", "stage"} and again["acknowledged_date"] == day(8)
    assert story.now.first_acknowledged == day(2) and story.now.first_answer_from is None


def test_the_first_answer_keeps_the_day_from_which_it_was_waited_for() -> None:
    story = Story().lodge(kind="pay_care").wait(3)
    story.do("change", {"kind": "acknowledge"})
    assert left(story.wait(1), "answer", YES, "ines")["first_answer_from"] == day(3)
    story.wait(1).do("reopen")
    assert story.now.answer_from == day(5)
    assert "first_answer_from" not in left(story, "answer", {**YES, "code": "a2"}, "ines")


def test_opening_an_unread_ask_again_moves_no_clock() -> None:
    story = Story().lodge().wait(2)
    story.do("withdrawal")
    assert left(story.wait(3), "reopen") == {"withdrawn": False, "withdrawals": ((day(2), day(5)),)}
    story.do("withdrawal")
    assert left(story.wait(1), "reopen") == {
        "withdrawn": False, "withdrawals": ((day(2), day(5)), (day(5), day(6))),
    }  # fmt: skip


def test_another_kind_asks_anew() -> None:
    story = lived()
    after = left(story, "change", {"kind": "pay_care"})
    after.pop("boundaries", None)
    assert after == {
        "kind": "pay_care", "acknowledged_date": None, "acknowledge_from": day(6), "answer_from": day(6),
        "answers_before": 1, "promises_before": 1, "marks_before": 1, "stage": Stage.LODGED,
    }  # fmt: skip


def test_a_kind_in_a_hurry_starts_its_clock_that_day() -> None:
    urgent = next(key for key in sorted(bank.KINDS) if bank.is_urgent(key) and not bank.goes_past(key))
    story = Story().lodge(kind="pay_care").wait(3)
    assert left(story, "change", {"kind": urgent})["acknowledge_from"] == day(3)
    slow = Story().lodge(kind="pay_care").wait(3)
    assert "acknowledge_from" not in left(slow, "change", {"kind": "acknowledge"})
    assert slow.now.answer_from == day(3)


def test_pausing() -> None:
    story = Story().lodge(kind="protect").wait(1)
    assert left(story, "pause") == {"paused": True, "keep_safety": True, "pauses": ((day(1), None),)}
    assert left(story.wait(2), "resume") == {"paused": False, "keep_safety": False, "pauses": ((day(1), day(3)),)}
    assert left(story.wait(1), "pause", {"keep_safety": False}) == {
        "paused": True, "pauses": ((day(1), day(3)), (day(4), None)), "safety_pauses": ((day(4), None),),
    }  # fmt: skip
    assert left(story.wait(1), "resume") == {
        "paused": False, "pauses": ((day(1), day(3)), (day(4), day(5))), "safety_pauses": ((day(4), day(5)),),
    }  # fmt: skip
    assert left(story.wait(1), "pause", {"keep_safety": False})["safety_pauses"] == ((day(4), day(5)), (day(6), None))


def test_changing_terms_adds_a_version() -> None:
    story = lived()
    old = story.now.terms[-1]
    given = {"silence": "second_line", "pace": "slow"}
    assert left(story, "change", {"terms": given})["terms"] == (
        *story.now.terms[:-1], replace(old, silence=Level.SECOND_LINE, pace=story.now.terms[-1].pace, from_date=day(6)),
    )  # fmt: skip
    assert str(story.now.terms[-1].pace) == "slow"
    assert story.now.terms[:-1] == (old,)


def test_a_mark_for_everyone_says_that_it_may_show() -> None:
    story = lived()
    old = story.now.terms
    after = left(story, "mark", {"value": "met", "audience": "everyone"})
    made = Mark(MarkValue.MET, Audience.EVERYONE, None, day(6), through_host=False)
    assert after["marks"][-1] == made
    assert after["terms"] == (*old, replace(old[-1], public_mark=True, from_date=day(6)))
    assert set(after) == {"marks", "terms"}


def test_a_mark_that_nobody_saw_is_taken_back_by_the_next() -> None:
    """It keeps what it said, so that its asker can read it, and shows nobody anything."""
    story = lived()
    (first,) = story.now.marks
    assert left(story, "mark", {"value": "not_met", "audience": "second_line"}) == {
        "marks": (
            replace(first, taken_back=True),
            Mark(MarkValue.NOT_MET, Audience.SECOND_LINE, None, day(6), through_host=False),
        )
    }
    assert first == Mark(MarkValue.PARTLY_MET, Audience.READERS, None, day(5), through_host=False)
    seen = story.wait(3).now.marks[-1]
    assert left(story, "mark", {"value": "met"})["marks"][1:] == (
        seen, Mark(MarkValue.MET, Audience.ASKER, None, day(9), through_host=False),
    )  # fmt: skip
    assert left(story, "mark", {"value": "taken_back"})["marks"][1:] == (
        seen, Mark(MarkValue.MET, Audience.ASKER, None, day(9), through_host=False, taken_back=True),
    )  # fmt: skip


def test_a_mark_of_one_target_leaves_the_others() -> None:
    story = lived()
    (whole,) = story.now.marks
    after = left(story, "mark", {"value": "met", "promise": "p1"})
    assert after["marks"] == (whole, Mark(MarkValue.MET, Audience.ASKER, "p1", day(6), through_host=False))
    assert [each.stage for each in after["promises"]] == [PromiseStage.MARKED]
    assert [each.reached for each in after["promises"]] == [PromiseStage.PROPOSED]
    assert mark.live(story.now, None) == (whole,)
    assert [each.promise for each in mark.live(story.now, "p1")] == ["p1"]
    story.do("reopen")
    assert mark.live(story.now, None) == ()
    assert [each.promise for each in mark.live(story.now, "p1")] == ["p1"]
    assert mark.live(story.now, "p2") == ()
    taken = left(story, "mark", {"value": "taken_back", "promise": "p1"})
    assert [each.stage for each in taken["promises"]] == [PromiseStage.PROPOSED]
    assert mark.live(story.now, "p1") == ()


def test_nothing_to_take_back() -> None:
    story = lived()
    assert story.may("mark", {"value": "taken_back"})
    assert not story.may("mark", {"value": "taken_back", "promise": "p1"})
    assert not story.wait(2).may("mark", {"value": "taken_back"})


MADE = Promise(
    "p1", "a1", None, "chair", "as_asked", date(2031, 6, 1), "letter", None, None, day(5), "ines"
)  # fmt: skip


def test_a_promise_from_its_making_to_its_mark() -> None:
    story = lived()
    assert story.now.promises == (MADE,)
    accepted = replace(MADE, stage=PromiseStage.ACCEPTED, reached=PromiseStage.ACCEPTED)
    assert left(story, "accepted", {"promise": "p1"}) == {"promises": (accepted,)}
    first = NewDate(date(2031, 7, 1), day(7), needs_asker=False)
    moved = replace(accepted, dates=(first,))
    assert left(story.wait(1), "moved", {"promise": "p1", "to": "2031-07-01"}, "ines") == {"promises": (moved,)}
    second = NewDate(date(2031, 8, 1), day(8), needs_asker=True)
    waiting = replace(moved, dates=(first, second))
    assert left(story.wait(1), "moved", {"promise": "p1", "to": "2031-08-01"}, "ines") == {"promises": (waiting,)}
    declined = replace(moved, dates=(first, replace(second, accepted=False)))
    assert left(story, "declined", {"promise": "p1"}) == {"promises": (declined,)}
    claimed = replace(declined, stage=PromiseStage.SAID_DONE, reached=PromiseStage.SAID_DONE, claimed=day(9))
    assert left(story.wait(1), "claim", {"promise": "p1"}, "ines") == {"promises": (claimed,)}
    again = left(story.wait(1), "claim", {"promise": "p1"}, "ines")
    assert again == {}
    released = replace(claimed, stage=PromiseStage.RELEASED, reached=PromiseStage.RELEASED)
    assert left(story, "released", {"promise": "p1"}) == {"promises": (released,)}


def test_an_accepted_later_date_counts() -> None:
    story = lived()
    story.do("accepted", {"promise": "p1"})
    story.read("moved", {"promise": "p1", "to": "2031-07-01"})
    story.read("moved", {"promise": "p1", "to": "2031-08-01"})
    (after,) = left(story, "accepted", {"promise": "p1"})["promises"]
    assert [each.accepted for each in after.dates] == [None, True]
    assert after.stage is after.reached is PromiseStage.ACCEPTED


def test_a_declined_promise_and_its_neighbour() -> None:
    story = lived()
    story.read("promise", {"code": "p2", "who": "chair"})
    first, second = story.now.promises
    assert second == Promise("p2", None, None, "chair", None, None, None, None, None, day(6), "ines")
    declined = replace(first, stage=PromiseStage.DECLINED, reached=PromiseStage.DECLINED)
    assert left(story, "declined", {"promise": "p1"}) == {"promises": (declined, second)}
    whole = {**PLAN, "code": "p3", "completes": "p2", "with_what": "money", "if_not": "step_back"}
    made = replace(
        MADE, code="p3", completes="p2", with_what="money", if_not="step_back", made=day(6), author="tomas"
    )  # fmt: skip
    assert left(story, "promise", whole, "tomas") == {"promises": (declined, replace(second, completed_by="p3"), made)}


def test_a_claim_of_the_whole_stays_a_claim() -> None:
    story = lived()
    assert left(story, "claim", {}, "ines") == {"claims": (day(6),)}
    assert left(story.wait(1), "claim", {"promise": None}, "tomas") == {"claims": (day(6), day(7))}


def test_somebody_more() -> None:
    story = Story().lodge(readers=["ines"], terms={"silence": "second_line"})
    terms = story.now.terms
    assert left(story, "admitted", {"handler": "tomas", "epoch": 1}) == {"readers": frozenset({"ines", "tomas"})}
    assert story.now.terms == terms
    story = Story().lodge(backups=["joon"])
    assert left(story, "admitted", {"handler": "amara", "epoch": 3}) == {
        "backups": frozenset({"amara", "joon"}), "epoch": 3,
    }  # fmt: skip


def test_somebody_less() -> None:
    story = Story().lodge().wait(1)
    (old,) = story.now.terms
    assert left(story, "removed", {"handler": "tomas", "epoch": 2}) == {
        "readers": frozenset({"ines"}), "everyone": False, "epoch": 2,
        "terms": (old, replace(old, silence=Level.SECOND_LINE, from_date=day(1))),
    }  # fmt: skip
    assert left(story, "removed", {"handler": "joon", "epoch": 2}) == {"backups": frozenset({"amara"})}
    story = Story().lodge()
    assert left(story, "removed", {"handler": "tomas", "epoch": 1})["key_is_old"] is True
    assert left(story, "removed", {"handler": "joon", "epoch": 1}) == {"backups": frozenset({"amara"})}
    assert story.now.key_is_old
    assert left(story, "removed", {"handler": "amara", "epoch": 2})["key_is_old"] is False


def test_stepping_aside_narrows_nothing() -> None:
    story = Story().lodge().wait(1)
    assert left(story, "removed", {"handler": "ines", "epoch": 1}, "ines") == {
        "readers": frozenset({"tomas"}), "key_is_old": True, "recusals": (day(1),),
    }  # fmt: skip
    assert left(story.wait(1), "renewed", {"epoch": 2}, "tomas") == {"epoch": 2, "key_is_old": False}
    assert left(story.wait(1), "removed", {"handler": "tomas", "epoch": 2}, "tomas") == {
        "readers": frozenset(), "key_is_old": True, "recusals": (day(1), day(3)),
    }  # fmt: skip


def test_a_new_key_when_somebodys_term_ended() -> None:
    story = Story().lodge().wait(2)
    story.seats = tuple(replace(each, until_date=day(1)) if each.code == "tomas" else each for each in story.seats)
    assert left(story, "renewed", {"epoch": 2}, "ines") == {"epoch": 2, "readers": frozenset({"ines"})}
    assert story.facts[-1].value == {"epoch": 2, "left": ["tomas"]}


def test_new_keys_of_a_reader() -> None:
    story = Story().lodge().wait(1)
    value = {"handler": "ines", "sealing": "s1", "signing": "g1"}
    waits = NewKeys("ines", "s1", "g1", day(1))
    assert left(story, "new-keys", value, "ines") == {"new_keys": (waits,)}
    other = NewKeys("tomas", "s2", "g2", day(2))
    other_value = {"handler": "tomas", "sealing": "s2", "signing": "g2"}
    assert left(story.wait(1), "new-keys", other_value, "tomas") == {"new_keys": (waits, other)}
    assert left(story, "keys-refused", {"handler": "tomas"}) == {"new_keys": (waits, replace(other, refused=True))}
    assert left(story.wait(6), "resealed", {"handler": "ines"}) == {"new_keys": (replace(other, refused=True),)}
    assert left(story, "new-keys", value | {"sealing": "s3"}, "ines")["new_keys"][-1].sealing == "s3"
    newer = left(story.wait(1), "new-keys", value | {"sealing": "s4"}, "ines")["new_keys"]
    assert [each.sealing for each in newer] == ["s2", "s4"] and newer[-1].since == day(9)


def test_a_new_key_of_the_thread() -> None:
    story = Story().lodge(helped=True)
    story.read("removed", {"handler": "ines", "epoch": 1})
    assert left(story, "rekeyed", {"epoch": 2, "words": False}) == {"epoch": 2, "key_is_old": False}
    assert left(story, "rekeyed", {"epoch": 3, "words": True}) == {"epoch": 3, "helped": False}
    assert left(story, "rekeyed", {"epoch": 4, "words": False}) == {"epoch": 4}


def test_who_opened_it_and_when() -> None:
    story = Story().lodge().wait(1)
    given = HandOut("ines", "thread", "care lead", day(1))
    assert left(story, "handed-out", {"handler": "ines", "what": "thread"}, "ines") == {"handouts": (given,)}
    assert left(story, "handed-out", {"handler": "ines", "what": "thread"}, "ines") == {}
    later = replace(given, date=day(2))
    assert left(story.wait(1), "handed-out", {"handler": "ines", "what": "thread"}, "ines") == {
        "handouts": (given, later)
    }


def test_ties() -> None:
    story = Story().lodge().wait(1)
    said = Conflict("ines", Tie.FRIEND, Weight.SOFT, day(1))
    assert left(story, "conflict", {"tie": "friend", "weight": "soft"}, "ines") == {"conflicts": (said,)}
    hard = left(story.wait(1), "conflict", {"tie": "friend", "weight": "hard"}, "ines")
    assert hard.pop("conflicts") == (said, replace(said, weight=Weight.HARD, date=day(2)))
    assert hard == {"readers": frozenset({"tomas"}), "recusals": (day(2),), "key_is_old": True}


def test_looking_back() -> None:
    story = Story().lodge(kind=sorted(ABOUT_A_PERSON)[0]).wait(1)
    said = {"last_role": "equal", "done": "nothing"}
    made = SameRoad("equal", "nothing", None, day(1), "ines")
    assert left(story, "same-road", said, "ines") == {"same_roads": (made,)}
    assert left(story.wait(1), "same-road", said, "tomas") == {
        "same_roads": (made, replace(made, date=day(2), by="tomas"))
    }


def test_duty_moves_with_the_ask() -> None:
    story = lived()
    story.tree["harbour"] = replace(story.tree["harbour"], clocks=Clocks(answer=20, word=9))
    story.dissolve("harbour")
    story.do("transfer", {"body": "north", "everyone_before": True}, CLOCK)
    assert story.facts[-1].value == {
        "body": "north", "everyone_before": True, "clock_from": FIRST.isoformat(),
        "clocks": {"acknowledge": 7, "answer": 20, "word": 9, "promise": 30},
    }  # fmt: skip
    now = story.now
    assert (now.body, now.moved_bodies, now.readers) == ("north", ("harbour",), frozenset())
    assert (now.clocks, now.clock_from, now.everyone) == (Clocks(7, 20, 9, 30), FIRST, True)
    story.dissolve("north")
    assert not story.may("transfer", {"body": "north", "everyone_before": True}, CLOCK)
    assert not story.may("transfer", {"body": "mill", "everyone_before": False}, CLOCK)
    story.do("transfer", {"body": "mill", "everyone_before": True}, CLOCK)
    assert story.now.moved_bodies == ("harbour", "north")
    old = story.now.terms[-1]
    assert left(story, "admitted", {"handler": "noor", "epoch": 2}) == {
        "readers": frozenset({"noor"}), "epoch": 2, "everyone": False,
        "terms": (*story.now.terms[:-1], replace(old, silence=Level.SECOND_LINE, from_date=day(6))),
    }  # fmt: skip


def test_all_of_the_new_body_named_at_once_narrows_nothing() -> None:
    story = lived()
    story.dissolve("harbour")
    story.do("transfer", {"body": "mill", "everyone_before": True}, CLOCK)
    story.seats = tuple(each for each in story.seats if each.code != "petra")
    assert left(story, "admitted", {"handler": "noor", "epoch": 2}) == {"readers": frozenset({"noor"}), "epoch": 2}


def test_who_reads_past_the_body_stays_when_it_moves() -> None:
    story = Story().lodge(**PAST)
    story.dissolve("harbour")
    story.do("transfer", {"body": "north", "everyone_before": False}, CLOCK)
    assert story.now.readers == {"amara"}


def test_nothing_is_left_of_an_erased_ask() -> None:
    story = Story().lodge(kind="protect", mode="hosted", door="invited", helped=True).wait(3)
    story.read("answer", YES)
    story.do("erased")
    assert story.now == Ask(
        code="ask1", body="harbour", kind="", mode=Mode.HOSTED, door=Door.INVITED, helped=False, route=Route.BODY,
        readers=frozenset(), backups=frozenset(), everyone=False, stage=Stage.LODGED,
        terms=(Terms(silence=Level.SECOND_LINE, from_date=day(3)),), erased=True, lodged_date=FIRST,
    )  # fmt: skip
    held = Story().lodge(hold_until=day(9).isoformat())
    held.do("erased")
    assert (held.now.stage, held.now.lodged_date, held.now.erased) == (Stage.HELD, None, True)


def test_a_kind_with_a_boundary_states_it() -> None:
    (stated,) = Story().lodge(kind="no_contact").now.boundaries
    assert isinstance(stated, Boundary) and stated.stage is BoundaryStage.STATED


def test_a_consent_from_asking_to_use() -> None:
    story = Story().lodge()
    story.read("acknowledged")
    (purpose, things), party = next(iter(consent.THINGS.items())), next(iter(consent.PARTIES))
    thing = next(iter(things))
    value = {"code": "c1", "party": party, "purpose": str(purpose), "thing": thing, "until": day(40).isoformat()}
    asked = Consent("c1", "ines", party, purpose, thing, FIRST, day(40))
    assert left(story, "consent-asked", value, "ines") == {"consents": (asked,)}
    other = {**value, "code": "c2", "thing": list(things)[-1], "until": None}
    second = replace(asked, code="c2", thing=list(things)[-1], longest=day(365))
    assert left(story, "consent-asked", other, "ines") == {"consents": (asked, second)}
    assert why_not(story, "consent-asked", {**value, "code": "c1", "thing": list(things)[-1]}, "ines") == read.UNKNOWN
    assert why_not(story, "consent-asked", {**value, "code": "c3"}, "ines") == consent.ASKED_ALREADY
    given = replace(asked, stage=ConsentStage.GIVEN, until=day(30))
    assert left(story, "consent-given", {"consent": "c1", "until": day(30).isoformat()}) == {
        "consents": (given, second)
    }
    used = replace(given, stage=ConsentStage.USED, used=day(30))
    assert left(story.wait(30), "consent-used", {"consent": "c1"}, "ines") == {"consents": (used, second)}
    refused = replace(second, stage=ConsentStage.REFUSED)
    assert left(story, "consent-refused", {"consent": "c2"}) == {"consents": (used, refused)}


@pytest.mark.parametrize(
    ("until", "sentence"),
    [(-1, consent.BAD_UNTIL), (0, ""), (365, ""), (366, consent.BAD_UNTIL)],
)
def test_a_consent_is_asked_for_a_day_to_a_year(until: int, sentence: str) -> None:
    story = Story().lodge()
    story.read("acknowledged")
    purpose, things = next(iter(consent.THINGS.items()))
    value = {"code": "c1", "party": next(iter(consent.PARTIES)), "purpose": str(purpose), "thing": next(iter(things))}
    value["until"] = day(until).isoformat()
    assert why_not(story, "consent-asked", value, "ines") == sentence


def test_a_consent_given_for_today_alone_lives_today() -> None:
    story = Story().lodge()
    story.read("acknowledged")
    purpose, things = next(iter(consent.THINGS.items()))
    value = {"code": "c1", "party": next(iter(consent.PARTIES)), "purpose": str(purpose), "thing": next(iter(things))}
    story.read("consent-asked", value)
    assert why_not(story, "consent-given", {"consent": "c1", "until": day(-1).isoformat()}) == consent.BAD_UNTIL
    story.do("consent-given", {"consent": "c1", "until": FIRST.isoformat()})
    assert why_not(story, "consent-used", {"consent": "c1"}, "tomas") == consent.NOT_FOR_YOU
    assert why_not(story, "consent-used", {"consent": "c1"}, "ines") == ""
    assert why_not(story.wait(1), "consent-used", {"consent": "c1"}, "ines") == consent.NOT_LIVE


def test_a_boundary_from_stating_to_lifting() -> None:
    story = Story().lodge(kind="no_contact")
    (own,) = story.now.boundaries
    assert own == Boundary("kind0", "no_contact", FIRST)
    what, more = [each for each in boundary.WHATS if each != "no_contact"][:2]
    stated = Boundary("b1", what, day(1))
    assert left(story.wait(1), "boundary", {"code": "b1", "what": what}) == {"boundaries": (own, stated)}
    assert why_not(story, "boundary", {"code": "b1", "what": more}) == read.UNKNOWN
    assert why_not(story, "boundary", {"code": "kind9", "what": more}) == read.UNKNOWN
    assert why_not(story, "boundary", {"code": "b2", "what": what}) == boundary.STANDS_ALREADY
    assert why_not(story, "boundary", {"code": "b2", "what": more}) == ""
    accepted = replace(stated, stage=BoundaryStage.ACCEPTED)
    assert left(story, "boundary-yes", {"boundary": "b1"}, "ines") == {"boundaries": (own, accepted)}
    assert why_not(story, "breach", {"boundary": "b1", "on": day(2).isoformat()}) == boundary.DAY_TO_COME
    one = Breach(day(2), day(1), by_asker=True)
    after = left(story.wait(1), "breach", {"boundary": "b1", "on": day(1).isoformat()})["boundaries"]
    assert after == (own, replace(accepted, breaches=(one,)))
    two = Breach(day(3), day(3), by_asker=False)
    after = left(story.wait(1), "breach", {"boundary": "b1"}, "ines")["boundaries"]
    assert after[1].breaches == (one, two)
    assert boundary.due(one) == day(5) and boundary.unanswered(story.now.boundaries) == (one, two)
    assert not boundary.is_overdue(story.now.boundaries, day(5))
    assert boundary.is_overdue(story.now.boundaries, day(6))
    said = next(iter(boundary.BREACH_ANSWERS))
    after = left(story.wait(1), "breach-answer", {"boundary": "b1", "answer": said}, "ines")["boundaries"]
    answered = tuple(replace(each, answer=said, answered=day(4)) for each in (one, two))
    assert after[1].breaches == answered and after[0] == own
    assert boundary.due(answered[0]) is None
    assert why_not(story, "breach-answer", {"boundary": "b1", "answer": said}, "ines") == boundary.NO_BREACH
    story.do("breach", {"boundary": "b1"})
    other = list(boundary.BREACH_ANSWERS)[-1]
    after = left(story.wait(1), "breach-answer", {"boundary": "b1", "answer": other}, "ines")["boundaries"]
    assert after[1].breaches[:2] == answered
    assert (after[1].breaches[2].answer, after[1].breaches[2].answered) == (other, day(5))
    lifted = left(story, "boundary-lifted", {"boundary": "b1"})["boundaries"]
    assert lifted[1].stage is BoundaryStage.LIFTED and lifted[0] == own
    assert why_not(story, "boundary", {"code": "b3", "what": what}) == ""


@pytest.mark.parametrize(("said", "stage"), [(YES, BoundaryStage.ACCEPTED), (NO, BoundaryStage.REFUSED)])
def test_an_answer_settles_the_boundary_that_the_ask_is_and_no_other(said: Any, stage: BoundaryStage) -> None:
    story = Story().lodge(kind="no_contact")
    (own,) = story.now.boundaries
    what = next(each for each in boundary.WHATS if each != "no_contact")
    story.do("boundary", {"code": "b1", "what": what})
    other = story.now.boundaries[1]
    assert left(story, "answer", said, "ines")["boundaries"] == (replace(own, stage=stage), other)
    after = left(story.wait(1), "change", {"kind": "protect"})["boundaries"]
    assert after[:2] == (replace(own, stage=BoundaryStage.LIFTED), other)
    story.read("answer", {**YES, "code": "a9"})
    assert story.now.boundaries[0] == after[0]
    again = left(story.wait(1), "change", {"kind": "no_contact"})["boundaries"]
    assert again[-1] == Boundary(f"kind{len(again) - 1}", "no_contact", day(2))


def test_a_hard_tie_of_somebody_who_is_reader_and_backup_takes_both() -> None:
    story = Story().lodge(**PAST).wait(1)
    assert left(story, "conflict", {"tie": "friend", "weight": "hard"}, "amara")["backups"] == frozenset({"joon"})


def test_an_empty_line_is_nothing() -> None:
    story = lived()
    assert set(left(story, "change", {"kind": "", "terms": {"pace": "slow"}})) == {"terms"}
    standing = {each.what for each in story.now.boundaries}
    story.do("boundary", {"code": "b1", "what": next(each for each in boundary.WHATS if each not in standing)})
    story.do("breach", {"boundary": "b1", "on": ""})
    assert story.now.boundaries[-1].breaches == (Breach(day(6), day(6), by_asker=True),)


def test_a_mark_of_a_promise_is_taken_back_as_one_of_that_promise() -> None:
    story = lived()
    story.do("mark", {"value": "met", "promise": "p1"})
    first = story.now.marks[-1]
    after = left(story, "mark", {"value": "not_met", "promise": "p1"})["marks"]
    assert after[-2] == replace(first, taken_back=True) and after[-2].promise == "p1"


def test_a_fact_says_as_what_somebody_was_added() -> None:
    story = Story().lodge(readers=["ines"], backups=["amara"], terms={"silence": "second_line"})
    for code, named in (("tomas", "reader"), ("joon", "backup")):
        story.do("admitted", {"handler": code, "epoch": 1})
        assert story.facts[-1].value["as"] == named
