# SPDX-License-Identifier: AGPL-3.0-or-later
"""Small parts of an ask at their edges: values, terms, marks, attesters, consents, ways, what is told to whom."""

from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from answerable.core import (
    attester,
    clocks,
    look_back,
    mark,
    new_keys,
    practice,
    promise,
    same_road,
    telling,
    terms,
    way,
)
from answerable.core import value as read
from answerable.core.ask import IS_ERASED, MOVES, NOT_NOW, ONLY_THE_ASKER_MARKS, decide
from answerable.core.consent import Consent, ConsentStage, Purpose
from answerable.core.consent import evolve as consented
from answerable.core.ending import Ending, ending
from answerable.core.errors import Denied
from answerable.core.mark import Audience, MarkValue
from answerable.core.move import ASKERS, Fact, Move, Role
from answerable.core.outsider import OutsiderStage
from answerable.core.promise import NewDate, Promise, PromiseStage
from answerable.core.state import Stage
from answerable.core.terms import Level, Terms
from tests.core.scene import FIRST, NO, PLAN, SEATS, TREE, YES, Story, lodging, refusal

DAY = FIRST
ONE = timedelta(days=1)


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        ("n" * read.LINE_LENGTH, ""),
        ("n" * (read.LINE_LENGTH + 1), read.TOO_LONG),
        ("two\nlines", read.UNKNOWN),
        ("\u202e", read.UNKNOWN),
        (" ", read.MISSING),
        (None, read.MISSING),
        (3, read.MISSING),
    ],
)
def test_a_line_is_short_and_says_why_it_is_none(found: Any, sentence: str) -> None:
    if not sentence:
        assert read.parse_line(found) == found
        return
    with refusal(sentence):
        read.parse_line(found)


@pytest.mark.parametrize("found", [None, 20310304, "2031-3-4", "2031-02-30", "2031-W10-2", "20310304", "tomorrow", ""])
def test_what_is_no_day_says_so(found: Any) -> None:
    with refusal(read.NO_DAY):
        read.parse_day(found)


@pytest.mark.parametrize("parse", [look_back.parse, read.parse_optional_line])
def test_an_empty_box_is_nothing_said(parse: Any) -> None:
    assert parse(None) is None
    assert parse("") is None


def test_empty_boxes_of_a_promise_are_its_gaps() -> None:
    story = Story().lodge()
    story.read("answer", YES)
    story.read("promise", {**PLAN, "what": "", "by": "", "with_what": ""})
    made = story.now.promises[0]
    assert (made.what, made.by, made.with_what, made.how_seen) == (None, None, None, "letter")


def test_an_empty_kind_changes_none() -> None:
    story = Story().lodge()
    story.do("change", {"terms": {"pace": "slow"}, "kind": ""})
    assert (story.now.kind, story.now.stage) == ("acknowledge", "lodged")


def test_an_empty_day_of_a_consent_is_a_year() -> None:
    story = Story().lodge()
    story.read("acknowledged")
    asked = {"code": "c1", "party": "reader", "purpose": "contact", "thing": "one_letter", "until": ""}
    story.read("consent-asked", asked)
    assert story.now.consents[0].longest == DAY + timedelta(days=365)
    story.do("consent-given", {"consent": "c1", "until": ""})
    assert story.now.consents[0].until == DAY + timedelta(days=365)


def used(purpose: Purpose, **more: Any) -> Consent:
    return Consent("c1", "ines", "reader", purpose, "what_by_when", DAY, DAY + ONE, DAY + ONE, **more)


def test_a_consent_that_was_used_says_when_and_who_supports_whoever_was_told() -> None:
    given = used(Purpose.TELLING, stage=ConsentStage.GIVEN)
    fact = Fact(Move.CONSENT_USED, Role.HANDLER, "ines", DAY, {"consent": "c1", "support": "circle"})
    assert consented((given,), fact) == (replace(given, stage=ConsentStage.USED, used=DAY, support="circle"),)
    plain = Fact(Move.CONSENT_USED, Role.HANDLER, "ines", DAY, {"consent": "c1"})
    assert consented((given,), plain)[0].support == ""


def test_a_consent_taken_back_keeps_its_day_and_was_never_used() -> None:
    given = used(Purpose.CONTACT, stage=ConsentStage.GIVEN)
    fact = Fact(Move.CONSENT_BACK, Role.ASKER, "", DAY, {"consent": "c1"})
    assert consented((given,), fact) == (replace(given, stage=ConsentStage.WITHDRAWN),)


def test_who_supports_whoever_is_told_is_said_first() -> None:
    for nothing in (None, ""):
        with refusal(telling.SAY_WHO_SUPPORTS):
            telling.parse_support(used(Purpose.TELLING), nothing)
    with refusal(read.UNKNOWN):
        telling.parse_support(used(Purpose.CONTACT), "circle")
    assert telling.parse_support(used(Purpose.TELLING), "circle") == {"support": "circle"}


SHEET = used(Purpose.TELLING, stage=ConsentStage.USED, support="circle")


@pytest.mark.parametrize(
    "change",
    [
        {"stage": ConsentStage.GIVEN},
        {"purpose": Purpose.CONTACT},
        {"asked_by": "tomas"},
        {"used": DAY - ONE},
        {"used": None},
    ],
)
def test_a_sheet_is_there_on_the_day_of_its_telling_for_who_tells(change: dict[str, Any]) -> None:
    ask = Story().lodge(kind="apology_private").now
    found = replace(SHEET, used=DAY)
    assert telling.sheet(ask, TREE["harbour"], found, DAY, "ines").support == "circle"
    with refusal(telling.NO_SHEET):
        telling.sheet(ask, TREE["harbour"], replace(found, **change), DAY, "ines")


def test_a_sheet_says_what_its_leave_allows_and_no_more() -> None:
    ask = Story().lodge(kind="apology_private").now
    due = clocks.due(ask, TREE["harbour"]).answer_by
    assert telling.as_allowed(ask, TREE["harbour"], SHEET) == telling.Sheet(
        telling.WHAT["apology_private"], due, "circle"
    )
    other = replace(ask, kind="own_words")
    assert telling.as_allowed(other, TREE["harbour"], SHEET).what == telling.SOMETHING
    only = replace(SHEET, thing="that_asked")
    assert telling.as_allowed(ask, TREE["harbour"], only) == telling.Sheet(None, None, "circle")


def test_somebody_was_told_from_that_day_on() -> None:
    ask = replace(Story().lodge().now, consents=(replace(SHEET, used=DAY),))
    assert [telling.was_told(ask, each) for each in (DAY - ONE, DAY)] == [False, True]
    other = replace(ask, consents=(replace(SHEET, used=DAY, purpose=Purpose.CONTACT),))
    assert not telling.was_told(other, DAY)
    assert not telling.was_told(replace(ask, consents=(replace(SHEET, used=None),)), DAY)


def test_terms_are_read_whole_and_written_as_they_were_read() -> None:
    given = {
        "silence": "by_name", "kind_to_second_line": True, "standby": True, "contact": "may_write", "pace": "slow",
        "public_mark": True, "keep_words": True, "pushed": DAY.isoformat(), "look_back": "led",
    }  # fmt: skip
    made = terms.parse(given, DAY)
    assert terms.as_value(made) == given
    assert terms.parse({}, DAY, made) == made
    assert terms.parse({"from_date": DAY.isoformat()}, DAY, made) == made
    for name, found in terms.as_value(Terms()).items():
        assert terms.as_value(terms.parse({name: found}, DAY, made)) == {**given, name: found}
    with refusal(read.UNKNOWN):
        terms.parse({"from_date": (DAY - ONE).isoformat()}, DAY, made)


def test_of_two_choices_on_one_day_the_last_counts_from_that_day_on() -> None:
    first = Terms(silence=Level.POOLED, from_date=DAY - ONE)
    quiet, wide = (Terms(silence=each, from_date=DAY) for each in (Level.SECOND_LINE, Level.BY_NAME))
    assert terms.level_on((quiet, wide), DAY) is Level.BY_NAME
    assert terms.level_on((first, wide), DAY) is Level.BY_NAME
    assert terms.level_on((first, wide), DAY - ONE) is Level.POOLED
    assert terms.level_on((wide,), DAY - ONE) is Level.SECOND_LINE


def test_same_road_takes_a_year_that_has_come() -> None:
    said = {"last_role": "equal", "done": "nothing"}
    for year in (1900, DAY.year, None):
        found = same_road.parse({**said, "year": year}, DAY, "ines")
        assert found == same_road.SameRoad("equal", "nothing", year, DAY, "ines")
    for year in (1899, DAY.year + 1):
        with refusal(same_road.BAD_YEAR):
            same_road.parse({**said, "year": year}, DAY, "ines")
    with refusal(same_road.DO_NOT_FIT):
        same_road.parse({**said, "last_role": "never"}, DAY, "ines")


def offered(code: str) -> Fact:
    return Fact(Move.ATTESTER_OFFERED, Role.ASKER, "", DAY, {"attester": code})


def test_attesters_are_offered_by_who_asks_and_each_has_a_part_of_their_own() -> None:
    two = attester.evolve(attester.evolve((), offered("ilse")), offered("ruben"))
    assert two == (attester.Attester("ilse", "", DAY), attester.Attester("ruben", "", DAY))
    ended = Fact(Move.ATTESTER_ENDED, Role.ASKER, "", DAY, {"attester": "ilse"})
    assert attester.evolve(two, ended) == (replace(two[0], stage=OutsiderStage.ENDED), two[1])
    anew = attester.evolve(attester.evolve(two, ended), offered("ilse"))
    assert [each.seat for each in anew] == ["ilse", "ruben", "ilse"]
    assert attester.latest(anew, "ilse") is anew[2]


def test_what_an_attester_says_has_its_day_and_what_it_is_about() -> None:
    accepted = (replace(attester.Attester("ilse", "", DAY), stage=OutsiderStage.ACCEPTED),)
    for about, found in (("p1", "p1"), ("", None), (None, None)):
        fact = Fact(Move.ATTESTED, Role.ATTESTER, "ilse", DAY + ONE, {"saw": "done", "about": about})
        said = attester.evolve(accepted, fact)[0].said
        assert said == (attester.Attestation(found, attester.Saw.DONE, DAY + ONE),)
    knows = attester.parse_attested({"saw": "knows", "about": "p1"}, DAY)
    assert knows == attester.Attestation(None, attester.Saw.KNOWS, DAY)


def test_an_erased_ask_and_a_mark_of_a_reader_say_why() -> None:
    story = Story().lodge()
    with refusal(ONLY_THE_ASKER_MARKS):
        story.decide("mark", {"value": "met", "promise": None}, Role.HANDLER, "ines")
    story.do("erased")
    with refusal(IS_ERASED):
        story.decide("change", {"terms": {}}, Role.ASKER)


def test_what_the_body_may_do_is_looked_up_without_the_mark() -> None:
    """Marked met: its asker sees it marked, the reader goes on as if nothing had been marked."""
    story = Story().lodge()
    story.read("answer", NO)
    story.mark("met")
    assert (story.now.stage, story.now.reached) == ("marked", "answered")
    assert story.may("word", {}, Role.HANDLER, "ines")
    with refusal(NOT_NOW):
        story.decide("lodged", {}, Role.ASKER)


def test_an_asker_without_a_seat_acts_as_nobody() -> None:
    story = Story().lodge()
    assert story.facts[0].actor == ""
    fact = practice.lodge("t", practice.INVENTED[0], TREE["harbour"], SEATS[0], DAY)
    assert (fact.by, fact.actor) == (Role.ASKER, "")
    with refusal(read.UNKNOWN):
        practice.practise(story.now, Move.MARK, {}, TREE["harbour"], SEATS[0], DAY)


def test_who_acts_is_nobody_where_nobody_is_named() -> None:
    fact = decide(None, Move.LODGED, lodging(), by=Role.ASKER, at=DAY, body=TREE["harbour"], handlers=SEATS)
    assert (fact.by, fact.actor, fact.day) == (Role.ASKER, "", DAY)


def test_a_mark_takes_nothing_from_whoever_made_it_and_gives_them_nothing() -> None:
    """What its asker may do once it is marked is what they might do before, whatever had been reached."""
    for move, stage in product(Move, (Stage.LODGED, Stage.ACKNOWLEDGED, Stage.ANSWERED)):
        marked, before = (MOVES.get((each, move)) for each in (Stage.MARKED, stage))
        for role in ASKERS:
            assert (marked is not None and role in marked[0]) is (before is not None and role in before[0]), move


@pytest.mark.parametrize("kept", [True, False])
def test_while_paused_an_urgent_ask_kept_on_is_answered_and_another_is_not(kept: bool) -> None:
    story = Story().lodge(kind="protect")
    story.do("pause", {"keep_safety": kept})
    assert story.now.is_kept_on is kept
    assert story.may("answer", YES, Role.HANDLER, "ines") is kept
    assert story.may("acknowledged", {"role": None}, Role.HANDLER, "ines")


def test_a_mark_taken_back_is_the_same_but_for_that() -> None:
    story = Story().answered()
    story.mark("met", "everyone", "p1")
    story.mark("taken_back", "everyone", "p1")
    before = mark.Mark(MarkValue.MET, Audience.EVERYONE, "p1", DAY, False)
    assert story.now.marks == (replace(before, taken_back=True),)
    assert story.now.promises[0].stage is not PromiseStage.MARKED


def test_an_ending_is_what_its_audience_can_see() -> None:
    story = Story().lodge()
    story.read("answer", NO)
    story.mark("no_longer_asked", "readers")
    day = DAY + timedelta(days=3)
    seen = {each: ending(story.now, story.body, day, each) for each in Audience}
    assert seen[Audience.ASKER] is seen[Audience.READERS] is Ending.NO_LONGER_ASKED
    assert seen[Audience.SECOND_LINE] is seen[Audience.EVERYONE] is Ending.NOT_TAKEN_UP
    assert ending(story.now, story.body, DAY) is Ending.NO_LONGER_ASKED
    assert ending(story.now, story.body, DAY, Audience.READERS) is Ending.NOT_TAKEN_UP
    story.do("withdrawal")
    assert ending(story.now, story.body, day) is Ending.TAKEN_BACK
    story.do("erased")
    assert ending(story.now, story.body, day) is Ending.ERASED


def test_a_key_that_does_not_do_this_says_so() -> None:
    with refusal(way.NOT_THEIRS):
        way.check_act(way.WayKind.ACT, Move.MARK)
    for kind in (way.WayKind.SEE, way.WayKind.LOOK, way.WayKind.DEVICE):
        with pytest.raises(Denied):
            way.check_act(kind, Move.PAUSE)


def test_what_is_new_comes_from_others_and_opening_is_nothing_new() -> None:
    facts = [Fact(move, by, "", DAY, {}) for move, by in (
        (Move.LODGED, Role.ASKER), (Move.WORD, Role.HANDLER), (Move.HANDED_OUT, Role.HANDLER),
    )]  # fmt: skip
    assert way.count_news(facts, []) == 1
    assert way.count_news([*facts, facts[1]], ["asker", "ines", "asker", "tomas"]) == 4


def test_new_keys_say_from_which_day_they_open() -> None:
    waiting = (new_keys.NewKeys("ines", "s", "v", DAY),)
    opens = waiting[0].from_date
    assert new_keys.check_ripe(waiting, "ines", opens) is waiting[0]
    with refusal(new_keys.TOO_EARLY.format(day=opens.isoformat())):
        new_keys.check_ripe(waiting, "ines", opens - ONE)
    with refusal(new_keys.SAID_NO):
        new_keys.check_ripe(new_keys.refuse(waiting, "ines"), "ines", opens)


PROMISED = Promise("p1", "a1", None, "chair", "as_asked", DAY + ONE, "letter", None, None, DAY, "ines")


def test_a_promise_is_looked_up_as_its_asker_or_as_the_body_sees_it() -> None:
    marked = replace(PROMISED, stage=PromiseStage.MARKED, reached=PromiseStage.PROPOSED)
    assert promise.next_stage(marked, Move.CLAIM, Role.HANDLER) is PromiseStage.SAID_DONE
    assert promise.next_stage(marked, Move.MARK, Role.ASKER) is PromiseStage.MARKED
    assert promise.next_stage(None, Move.PROMISE, Role.HANDLER) is PromiseStage.PROPOSED
    for move, by in ((Move.ACCEPTED, Role.ASKER), (Move.PROMISE, Role.HANDLER)):
        with refusal(promise.NOT_NOW):
            promise.next_stage(marked, move, by)
    with refusal(promise.COMPLETED):
        promise.next_stage(replace(marked, completed_by="p2"), Move.CLAIM, Role.HANDLER)
    with refusal(promise.NO_DATE):
        promise.move_date(replace(PROMISED, by=None), DAY, DAY)
    moved = promise.move_date(PROMISED, DAY + 2 * ONE, DAY)
    assert moved.dates == (NewDate(DAY + 2 * ONE, DAY, needs_asker=False),)
