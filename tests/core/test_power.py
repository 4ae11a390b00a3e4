# SPDX-License-Identifier: AGPL-3.0-or-later
"""Consent, boundaries, conflicts and the same road: every case that the rules allow."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from answerable.core import boundary, clocks, conflict, consent, facts, readers, silence
from answerable.core.ask import Ask, offered
from answerable.core.boundary import BOUNDARY_MOVES, BoundaryStage
from answerable.core.conflict import PublicTie, Tie
from answerable.core.consent import CONSENT_MOVES, THINGS, Consent, ConsentStage, Purpose
from answerable.core.errors import Denied, Refused
from answerable.core.move import Move, Role
from answerable.core.readers import may_write
from answerable.core.terms import Level
from tests.core.scene import FIRST, PAST, TREE, Story, lodging

ASKED = {"code": "c1", "party": "reader", "purpose": "contact", "thing": "one_letter"}


def asked(**more: Any) -> Story:
    """An ask that was read, and a reader who asks for one consent."""
    story = Story().lodge(kind="remove_from_role")
    story.read("acknowledged")
    story.read("consent-asked", {**ASKED, **more})
    return story


def rest(story: Story) -> tuple[Any, ...]:
    """All that anybody could go by, but the consents themselves."""
    ask, body, day = story.now, story.body, story.day
    roles = (Role.ASKER, Role.HANDLER, Role.SECOND_LINE, Role.CLOCK)
    return (
        replace(ask, consents=()),
        clocks.due(ask, body),
        clocks.overdue(ask, body, day),
        [offered(ask, role) for role in roles],
        silence.view_for_second_line(ask, body, day, story.seats),
        facts.month_facts([ask], story.tree, "2031-12"),
    )


def test_every_cell_of_a_consent() -> None:
    for stage, move, by in product((None, *ConsentStage), Move, Role):
        found = Consent(
            "c1", "ines", "reader", Purpose.CONTACT, "one_letter", FIRST, FIRST, stage=stage or ConsentStage.ASKED
        )
        cell = CONSENT_MOVES.get((stage, move))
        if cell is not None and by in cell[0]:
            assert consent.next_stage(found if stage else None, move, by) is cell[1]
            continue
        with pytest.raises(Refused):
            consent.next_stage(found if stage else None, move, by)


def test_only_the_asker_gives_and_only_a_live_consent_lets_act() -> None:
    for (_stage, move), (roles, _after) in CONSENT_MOVES.items():
        if move in (Move.CONSENT_GIVEN, Move.CONSENT_REFUSED, Move.CONSENT_BACK):
            assert roles == {Role.ASKER, Role.GROUP_KEYHOLDER}
    assert [stage for stage, move in CONSENT_MOVES if move is Move.CONSENT_USED] == [ConsentStage.GIVEN]


@pytest.mark.parametrize("purpose", list(Purpose))
@pytest.mark.parametrize("answer", ["consent-given", "consent-refused", None])
def test_no_answer_to_a_consent_changes_anything_else(purpose: Purpose, answer: str | None) -> None:
    """Rule 6: given, refused, or left alone, everything that anybody goes by is the same."""
    story = Story().lodge(kind="remove_from_role")
    story.read("acknowledged")
    before = rest(story)
    for n, thing in enumerate(THINGS[purpose]):
        code = f"c{n}"
        story.read("consent-asked", {"code": code, "party": "board", "purpose": str(purpose), "thing": thing})
        assert rest(story) == before
        if answer:
            story.do(answer, {"consent": code})
        assert rest(story) == before


@pytest.mark.parametrize("days", [0, 1, 9, 10, 11, 400])
def test_a_consent_ends_between_asking_and_use(days: int) -> None:
    story = asked()
    story.do("consent-given", {"consent": "c1", "until": (story.day + timedelta(days=10)).isoformat()})
    story.wait(days)
    assert story.may("consent-used", {"consent": "c1"}, Role.HANDLER, "ines") == (days <= 10)


def test_a_year_is_the_most_and_the_default() -> None:
    story = asked()
    for bad in ((FIRST + timedelta(days=366)).isoformat(), (FIRST - timedelta(days=1)).isoformat(), "soon"):
        assert not story.may("consent-given", {"consent": "c1", "until": bad})
        more = {**ASKED, "code": "c2", "thing": "one_call", "until": bad}
        assert not story.may("consent-asked", more, Role.HANDLER, "ines")
    story.do("consent-given", {"consent": "c1"})
    assert story.now.consents[0].until == FIRST + timedelta(days=365)
    story.wait(366)
    assert not story.may("consent-used", {"consent": "c1"}, Role.HANDLER, "ines")


def test_the_asker_may_say_sooner_never_later_than_was_asked() -> None:
    story = asked(until=(FIRST + timedelta(days=5)).isoformat())
    assert not story.may("consent-given", {"consent": "c1", "until": (FIRST + timedelta(days=6)).isoformat()})
    story.do("consent-given", {"consent": "c1", "until": (FIRST + timedelta(days=2)).isoformat()})
    assert story.now.consents[0].until == FIRST + timedelta(days=2)


def test_for_one_act_one_party_and_one_thing() -> None:
    story = asked()
    story.do("consent-given", {"consent": "c1"})
    assert not story.may("consent-used", {"consent": "c1"}, Role.HANDLER, "tomas"), "given to somebody else"
    assert not story.may("consent-used", {"consent": "c2"}, Role.HANDLER, "ines")
    story.read("consent-used", {"consent": "c1"})
    assert not story.may("consent-used", {"consent": "c1"}, Role.HANDLER, "ines"), "for that one act"


def test_taken_back_is_gone_at_once_and_can_be_given_anew() -> None:
    story = asked()
    story.do("consent-given", {"consent": "c1"})
    story.do("consent-back", {"consent": "c1"})
    assert not story.may("consent-used", {"consent": "c1"}, Role.HANDLER, "ines")
    story.do("consent-given", {"consent": "c1"})
    assert story.may("consent-used", {"consent": "c1"}, Role.HANDLER, "ines")


def test_asking_again_is_pressure() -> None:
    story = asked()
    assert not story.may("consent-asked", {**ASKED, "code": "c2"}, Role.HANDLER, "tomas")
    story.do("consent-refused", {"consent": "c1"})
    story.wait(300)
    assert not story.may("consent-asked", {**ASKED, "code": "c2"}, Role.HANDLER, "ines")
    story.do("consent-given", {"consent": "c1"})
    story.wait(400)
    assert story.may("consent-asked", {**ASKED, "code": "c2"}, Role.HANDLER, "ines"), "it ran out"


def test_nothing_is_done_while_the_ask_stands_still() -> None:
    story = asked()
    story.do("consent-given", {"consent": "c1"})
    story.do("pause")
    assert not story.may("consent-used", {"consent": "c1"}, Role.HANDLER, "ines")
    assert story.may("consent-back", {"consent": "c1"})
    story.do("resume")
    story.do("withdrawal")
    assert not story.may("consent-used", {"consent": "c1"}, Role.HANDLER, "ines")
    assert story.may("consent-back", {"consent": "c1"})


def test_a_consent_does_not_follow_to_another_reader_or_body() -> None:
    """Rule 23: duty follows, readers do not; what was allowed to a reader who is gone is allowed to nobody."""
    story = asked()
    story.do("consent-given", {"consent": "c1"})
    story.dissolve("harbour")
    story.do("transfer", {"body": "rivers", "everyone_before": True}, Role.CLOCK)
    for actor in ("ines", "elif", "sami"):
        with pytest.raises(Denied):
            story.decide("consent-used", {"consent": "c1"}, Role.HANDLER, actor)
    story.do("admitted", {"handler": "elif", "epoch": 1})
    assert not story.may("consent-used", {"consent": "c1"}, Role.HANDLER, "elif")


def test_free_words_to_the_asker_end_after_a_year_too() -> None:
    story = Story().lodge(terms={"contact": "may_write"})
    assert may_write(story.now, FIRST + timedelta(days=365))
    assert not may_write(story.now, FIRST + timedelta(days=366))
    story.wait(366).do("change", {"terms": {"contact": "may_write"}, "kind": None, "widens": []})
    assert may_write(story.now, story.day)


def test_every_cell_of_a_boundary() -> None:
    for stage, move, by in product((None, *BoundaryStage), Move, Role):
        found = None if stage is None else boundary.Boundary("b1", "no_contact", FIRST, stage)
        cell = BOUNDARY_MOVES.get((stage, move))
        if cell is not None and by in cell[0]:
            assert boundary.next_stage(found, move, by) is cell[1]
            continue
        with pytest.raises(Refused):
            boundary.next_stage(found, move, by)


def test_a_boundary_is_lifted_by_its_asker_alone_and_never_done() -> None:
    lifting = [roles for (_s, move), (roles, _a) in BOUNDARY_MOVES.items() if move is Move.BOUNDARY_LIFTED]
    assert set(lifting) == {frozenset({Role.ASKER, Role.GROUP_KEYHOLDER})}
    assert not {"done", "met", "kept"} & {str(each) for each in BoundaryStage}


@pytest.mark.parametrize("accepted", [True, False, None])
def test_each_breach_is_logged_with_its_own_72_hours(accepted: bool | None) -> None:
    story = Story().answered(kind="remove_from_role")
    story.do("boundary", {"code": "b1", "what": "no_contact"})
    if accepted is not None:
        story.read("boundary-yes" if accepted else "boundary-no", {"boundary": "b1"})
    story.do("breach", {"boundary": "b1", "on": (FIRST - timedelta(days=9)).isoformat()})
    story.wait(1).read("breach", {"boundary": "b1"})
    found = story.now.boundaries[0]
    assert [boundary.due(each) for each in found.breaches] == [FIRST + timedelta(days=3), FIRST + timedelta(days=4)]
    assert not found.is_kept
    assert [each.by_asker for each in found.breaches] == [True, False]
    story.wait(2)
    assert "breach_unanswered" not in signals(story)
    story.wait(1)
    assert "breach_unanswered" in signals(story)
    story.read("breach-answer", {"boundary": "b1", "answer": "stopped"})
    assert "breach_unanswered" not in signals(story)
    assert not story.may("breach-answer", {"boundary": "b1", "answer": "stopped"}, Role.HANDLER, "ines")


def signals(story: Story) -> set[str]:
    found = silence.view_for_second_line(story.now, story.body, story.day, story.seats)
    return {str(each.what) for each in found}


def test_a_breach_counts_after_the_ask_was_marked_and_while_it_is_paused() -> None:
    story = Story().answered(kind="no_contact")
    assert story.now.boundaries[0].stage is BoundaryStage.ACCEPTED, "the answer accepted the boundary"
    story.mark("met", "everyone")
    story.wait(10).do("pause", {"keep_safety": False})
    story.do("breach", {"boundary": "kind0"})
    story.wait(4)
    assert signals(story) == {"breach_unanswered"}
    story.do("withdrawal")
    assert signals(story) == set()


def test_another_kind_lifts_the_boundary_that_the_ask_was() -> None:
    story = Story().lodge(kind="no_contact")
    story.do("change", {"terms": None, "kind": "not_there", "widens": []})
    assert [(each.what, each.stage) for each in story.now.boundaries] == [
        ("no_contact", BoundaryStage.LIFTED),
        ("not_there", BoundaryStage.STATED),
    ]
    story.do("change", {"terms": None, "kind": "acknowledge", "widens": []})
    assert {each.stage for each in story.now.boundaries} == {BoundaryStage.LIFTED}


@pytest.mark.parametrize("weight", ["soft", "hard"])
@pytest.mark.parametrize("tie", [str(each) for each in Tie])
def test_a_reader_who_is_too_close(weight: str, tie: str) -> None:
    """Scenario 2, after reading: hard means out of it, soft means said; neither lets silence show less."""
    story = Story().lodge(kind="remove_from_role", terms={"silence": "by_name"})
    story.read("handed-out", {"handler": "ines", "what": "thread"})
    story.read("conflict", {"tie": tie, "weight": weight})
    ask = story.now
    assert [(each.handler, str(each.tie), str(each.weight)) for each in ask.conflicts] == [("ines", tie, weight)]
    assert ("ines" in ask.readers) == (weight == "soft")
    assert ask.terms[-1].silence is Level.BY_NAME
    assert ask.recusals == ((FIRST,) if weight == "hard" else ())
    if weight == "hard":
        with pytest.raises(Denied):
            story.decide("acknowledged", {}, Role.HANDLER, "ines")


@pytest.mark.parametrize("standby", [True, False])
def test_the_last_reader_without_a_conflict_leaves(standby: bool) -> None:
    """The fact goes to the second line by itself; the words only by the copy that the asker allowed."""
    quiet = {"silence": "second_line", "standby": standby}
    story = Story().lodge(readers=["ines"], terms=quiet)
    assert signals(story) == set()
    story.read("conflict", {"tie": "friend", "weight": "hard"})
    assert signals(story) == {"no_reader_left"}
    taking = {"handler": "amara", "what": "standby"}
    assert story.may("handed-out", taking, Role.SECOND_LINE, "amara") == standby
    with pytest.raises(Denied):
        story.decide("handed-out", {"handler": "tomas", "what": "thread"}, Role.HANDLER, "tomas")


ROLES = {"ines": "care_lead", "tomas": "chair", "noor": "board"}
PAIRS = [(reader, about) for reader in ROLES for about in ("care_lead", "chair", "board", "treasurer")]


@pytest.mark.parametrize("about", ["care_lead", "chair", "board", "treasurer"])
def test_nobody_who_is_tied_is_left_ticked(about: str) -> None:
    """Every set of public ties of three readers: no tied reader, no holder of the role, and nobody else is left out."""
    for number in range(2 ** len(PAIRS)):
        ties = [PublicTie(*pair, Tie.FAMILY) for at, pair in enumerate(PAIRS) if number >> at & 1]
        left = conflict.without(ROLES, ROLES, ties, about)
        for reader in ROLES:
            named = ROLES[reader] == about or PublicTie(reader, about, Tie.FAMILY) in ties
            assert (reader not in left) == named


def test_leadership_goes_past_the_body_by_rule() -> None:
    assert conflict.goes_past("chair", {"chair", "director"})
    assert not conflict.goes_past("care_lead", {"chair", "director"})
    story = Story().lodge(**PAST)
    for seat in story.seats:
        if seat.role is Role.HANDLER:
            with pytest.raises(Denied):
                story.decide("acknowledged", {}, Role.HANDLER, seat.code)


@pytest.mark.parametrize(
    ("before", "after", "counted"), [(True, False, True), (False, True, False), (False, False, False)]
)
def test_the_same_road_is_counted(*, before: bool, after: bool, counted: bool) -> None:
    """A predecessor of equal role was asked about and nothing was done: it must be written before answering."""
    looked = {"last_role": "equal", "done": "nothing", "year": 2029}
    asks = []
    for _ in range(5):
        story = Story().lodge(kind="remove_from_role")
        if before:
            story.read("same-road", looked)
        story.read("answer", {"value": "no", "reasons": ["not_agreed"], "power": "board", "code": "a1"})
        if after:
            story.wait(1).read("same-road", looked)
        asks.append(story.now)
    figure = same_road(asks, story)
    assert (figure.band, figure.of) == ("5–10" if counted else "0–4", "5–10")


def same_road(asks: list[Ask], story: Story) -> facts.Figure:
    found = facts.month_facts(asks, story.tree, "2031-03").figures
    return next(each for each in found if each.fact == "same_road" and each.door == "open")


def test_the_same_road_is_about_persons_only_and_never_in_the_way() -> None:
    looked = {"last_role": "never", "done": "not_asked"}
    story = Story().lodge(kind="pay_care")
    assert not story.may("same-road", looked, Role.HANDLER, "ines")
    story = Story().lodge(kind="remove_from_role")
    due = clocks.due(story.now, story.body)
    assert story.may("answer", {"value": "yes", "power": "board", "code": "a1"}, Role.HANDLER, "ines")
    story.read("same-road", looked)
    assert clocks.due(story.now, story.body) == due
    for bad in ({"last_role": "never", "done": "nothing"}, {"last_role": "equal", "done": "nothing", "year": 2032}):
        assert not story.may("same-road", bad, Role.HANDLER, "ines")


def test_recusals_show_once_a_year_in_bands() -> None:
    asks = []
    for _ in range(5):
        story = Story().lodge()
        story.read("conflict", {"tie": "family", "weight": "hard"})
        asks.append(story.now)
    figures = facts.month_facts(asks, story.tree, "2031-12").figures
    assert next(each.band for each in figures if each.fact == "recused" and each.door == "open") == "5–10"
    next_year = facts.month_facts(asks, story.tree, "2032-12").figures
    assert next(each.band for each in next_year if each.fact == "recused" and each.door == "open") == "0–4"
    assert not [each for each in facts.month_facts(asks, story.tree, "2031-11").figures if each.fact == "recused"]


def test_an_erased_ask_keeps_nothing_of_it() -> None:
    story = asked()
    story.do("boundary", {"code": "b1", "what": "no_contact"})
    story.read("conflict", {"tie": "friend", "weight": "soft"})
    story.do("erased")
    ask = story.now
    assert (ask.consents, ask.boundaries, ask.conflicts, ask.recusals, ask.same_roads) == ((), (), (), (), ())


def test_a_day_is_a_day() -> None:
    with pytest.raises(Refused):
        boundary.parse_breach({"boundary": "b1", "on": "2031-03-05"}, date(2031, 3, 4), Role.ASKER)


ENDS: dict[str, Any] = {
    "open": lambda story: None,
    "withdrawn": lambda story: story.do("withdrawal"),
    "marked": lambda story: story.mark("met", "everyone"),
    "erased": lambda story: story.do("erased"),
    "dissolved": lambda story: story.dissolve("harbour"),
}


@pytest.mark.parametrize("ending", ENDS)
@pytest.mark.parametrize("days", [0, 400])
def test_retaliation_against_an_ask_in_any_state(ending: str, days: int) -> None:
    """Whatever became of the ask, being made to pay for it goes past whoever does it, within 72 hours."""
    first = Story().answered()
    ENDS[ending](first)
    first.wait(days)
    paid = Story(day=first.day, tree=TREE.copy(), seats=first.seats)
    assert not paid.may("lodged", lodging(kind="paid_back")), "never with the body that retaliates"
    alone = Story(day=first.day, tree=TREE.copy(), seats=first.seats)
    alone.lodge(kind="paid_back", readers=[], terms={"silence": "second_line"})
    assert signals(alone) == {"no_reader_left"}, "without a reader the backup learns that it waits"
    assert not alone.may("admitted", {"handler": "ines", "epoch": 1}), "and nobody there is let in later"
    paid.lodge(kind="paid_back", **PAST)
    due = clocks.due(paid.now, paid.body)
    assert due.acknowledge_by == due.answer_by == paid.day + timedelta(days=3)
    for each in paid.seats:
        assert readers.is_reader(paid.now, each, paid.day) == (each.code == "amara")
    assert facts.month_facts([paid.now], paid.tree, "2032-12") == facts.month_facts([], paid.tree, "2032-12")
    paid.wait(4)
    assert {"unacknowledged", "unanswered"} <= signals(paid)


def test_an_ask_to_the_body_cannot_become_one_about_retaliation() -> None:
    story = Story().lodge()
    assert not story.may("change", {"terms": None, "kind": "paid_back", "widens": []})
