# SPDX-License-Identifier: AGPL-3.0-or-later
"""Runs of processes at their edges: who speaks for whom, on which day, and exactly what a fact says."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from answerable.core import process, process_checks
from answerable.core.errors import Denied
from answerable.core.facilitator import Facilitator
from answerable.core.move import Role
from answerable.core.outsider import OutsiderStage
from answerable.core.process import decide, may_see, offered
from answerable.core.process_checks import RunWish, still
from answerable.core.process_lines import PART, line_of
from answerable.core.process_move import RunFact, RunMove
from answerable.core.process_state import Passed, Run, RunStage
from answerable.core.process_template import Act, EndingKind, Holder, Step, Template, Way, Who
from answerable.processes import library
from tests.core.run_scene import EVERYBODY, Walk
from tests.core.scene import PAST, Story, refusal
from tests.core.test_process import at, meeting

DAY = date(2031, 3, 4)
ONE = timedelta(days=1)


def run_of(*steps: Step, holder: Holder | None = None, people: frozenset[Who] = frozenset({Who.ASKER})) -> Run:
    """A run at the first of these steps."""
    made = Template("t", "T", "It.", "en", steps[0].code, people, (), steps, (), holder)
    return Run("run1", made, RunStage.STEPS, Who.ASKER, DAY, people, at=steps[0].code, since=DAY)


def a_step(**more: Any) -> Step:
    return replace(Step("one", "first", "One", "One.", Who.BODY, Act.DO, (Way("two"),)), **more)


HOLDER = Holder(frozenset({Who.SECOND_LINE}), frozenset({Who.ASKER}), frozenset({Who.ASKER}), True)


def wish(run: Run | None, by: Role, actor: str = "", ask: Any = None, **value: Any) -> RunWish:
    return RunWish(run, RunMove.DONE, value, by, actor, DAY, ask, None, EVERYBODY)


ASK = Story(seats=EVERYBODY).lodge().now
PAST_ASK = Story(seats=EVERYBODY).lodge(**PAST).now


@pytest.mark.parametrize(
    ("by", "actor", "ask", "speaks"),
    [
        (Role.ASKER, "", ASK, {Who.ASKER}),
        (Role.HANDLER, "ines", ASK, {Who.BODY, Who.PERSON_CONCERNED, Who.CIRCLE}),
        (Role.SECOND_LINE, "amara", ASK, {Who.SECOND_LINE}),
        (Role.SECOND_LINE, "amara", PAST_ASK, {Who.SECOND_LINE, Who.BODY, Who.PERSON_CONCERNED, Who.CIRCLE}),
        (Role.SECOND_LINE, "joon", PAST_ASK, {Who.SECOND_LINE}),
        (Role.SECOND_LINE, "amara", None, {Who.SECOND_LINE}),
        (Role.FACILITATOR, "zola", ASK, {Who.FACILITATOR, Who.PERSON_CONCERNED, Who.CIRCLE}),
        (Role.OPERATOR, "", ASK, set()),
        (Role.CLOCK, "", ASK, set()),
    ],
)
def test_for_whom_each_role_speaks(by: Role, actor: str, ask: Any, speaks: set[Who]) -> None:
    """A backup who does not read speaks for the second line alone; where somebody holds it, only they speak for those
    who have no way in here."""
    without = {who for who in Who if wish(run_of(a_step()), by, actor, ask).speaks_for(who)}
    assert without == {who for who in Who if wish(None, by, actor, ask).speaks_for(who)} == speaks
    held = {who for who in Who if wish(run_of(a_step(), holder=HOLDER), by, actor, ask).speaks_for(who)}
    theirs = {Who.PERSON_CONCERNED, Who.CIRCLE}
    assert held == (speaks if by is Role.FACILITATOR else speaks - theirs)


def test_pauses_of_a_run_and_of_its_ask_stand_in_order() -> None:
    early, late = (DAY, DAY + ONE), (DAY + 3 * ONE, DAY + 4 * ONE)
    ask = replace(ASK, pauses=(early,))
    assert still(replace(run_of(a_step()), pauses=(late,)), ask) == (early, late)
    assert still(replace(run_of(a_step()), pauses=((DAY, None),)), ask) == (early, (DAY, None))
    assert still(replace(run_of(a_step()), pauses=(early,)), None) == (early,)


def test_who_wants_answers_only_is_proposed_nothing_and_is_told_why() -> None:
    sent = {"code": "run1", "template": library.shipped("direct-answer").raw}
    quiet, open_ = Walk(story=Story(seats=EVERYBODY).lodge()), Walk()
    open_.story = Story(seats=EVERYBODY).lodge(terms={"contact": "may_write"})
    with refusal(process_checks.MAY_NOT_WRITE):
        quiet.decide("propose", sent, "ines")
    assert open_.decide("propose", sent, "ines").value == {**sent, "who": "body"}
    assert quiet.decide("propose", sent).value == {**sent, "who": "asker"}
    with refusal(process_checks.MAY_NOT_WRITE):
        open_.wait(366).decide("propose", sent, "ines")


def test_a_process_without_who_asks_is_not_made_for_an_ask() -> None:
    with refusal(process_checks.NOT_AROUND):
        Walk("self-study").propose()
    alone = Walk("self-study", story=None)
    with refusal(process_checks.NOT_YOURS):
        alone.decide("propose", {"code": "run1", "template": library.shipped("self-study").raw}, "amara")
    assert alone.propose("ines").now.proposed_by is Who.BODY


def test_it_begins_once_all_have_agreed_and_somebody_holds_it() -> None:
    run = replace(at(RunStage.CONSENTED).now, agreed=frozenset({Who.ASKER}))
    with refusal(process_checks.NOT_ALL):
        process_checks.begin(replace(wish(run, Role.ASKER), move=RunMove.BEGIN))
    with refusal(process_checks.NOT_HELD):
        at(RunStage.CONSENTED).do("begin")


def test_each_fact_says_what_was_done_and_no_more() -> None:
    """By whom, in which role, on which day; a fact is what the record and a replay are made of."""
    walk = meeting()
    step = walk.now.step
    assert step is not None
    given = {"step": step.code, "until": DAY.isoformat()}
    until = (walk.day + ONE).isoformat()
    asked = walk.decide("consent", {**given, "until": until})
    assert asked == RunFact(
        RunMove.CONSENT, Role.ASKER, "", walk.day, {"step": step.code, "who": "asker", "until": until}
    )
    by_body = walk.decide("consent", {**given, "until": until}, "ines")
    assert (by_body.by, by_body.actor, by_body.value["who"]) == (Role.HANDLER, "ines", "body")
    assert walk.decide("leave_out", {"step": step.code}).value == {"step": step.code}
    walk.do("consent", {**given, "until": until})
    assert walk.decide("take_back", {"step": step.code}).value == {"step": step.code, "who": "asker"}
    walk.do("consent", {**given, "until": until}, "ines")
    to = step.ways[0].to
    done = walk.decide("done", {"step": step.code, "to": to}, walk.acts(step.who))
    assert done.value == {"step": step.code, "to": to}
    passed = process.evolve(walk.now, done).passed[-1]
    assert passed == Passed(step.code, "done", to, walk.day)


def test_what_is_late_says_where_it_goes() -> None:
    walk = at(RunStage.STEPS)
    step = walk.now.step
    assert step is not None and step.days is not None
    with refusal(process_checks.NOT_LATE):
        walk.wait(step.days).decide("late", {"step": step.code}, Role.CLOCK)
    late = walk.wait(1).decide("late", {"step": step.code}, Role.CLOCK)
    assert late.value == {"step": step.code, "to": step.late}
    for run in (run_of(a_step(days=1)), run_of(a_step(late="two"))):
        with refusal(process_checks.NOT_LATE):
            process_checks.late(replace(wish(run, Role.CLOCK, step="one"), at=DAY + 99 * ONE))


def test_a_facilitator_is_accepted_as_they_told() -> None:
    walk = at(RunStage.PROPOSED).do("offer", {"seat": "zola"})
    told = {"ties": ["friend"], "paid_by": "second_line"}
    assert walk.decide("declare", told, "zola").value == told
    walk.do("declare", told, "zola")
    assert walk.decide("accept", told).value == told
    with refusal(process_checks.STILL_THERE):
        walk.decide("offer", {"seat": "kemi"})


def test_where_nobody_holds_a_process_nobody_is_offered() -> None:
    with refusal(process_checks.NOT_YOURS):
        Walk("direct-answer").propose().decide("offer", {"seat": "zola"})


@pytest.mark.parametrize(
    ("offered_by", "actor", "by"),
    [("asker", "", ""), ("group_keyholder", "gita", ""), ("second_line", "amara", "amara")],
)
def test_who_offered_a_facilitator_is_kept_for_a_backup_alone(offered_by: str, actor: str, by: str) -> None:
    fact = RunFact(RunMove.OFFER, Role(offered_by), actor, DAY, {"seat": "zola"})
    run = process.evolve(run_of(a_step(), holder=HOLDER), fact)
    assert run.facilitator == Facilitator("zola", by, DAY)


ACTS = sorted(process_checks.NEEDS_CONSENT)


@pytest.mark.parametrize("act", ACTS)
def test_rule_6_what_reaches_who_asks_needs_their_consent_whatever_the_file_says(act: Act) -> None:
    step = a_step(act=act, ways=(Way("two"),))
    people = frozenset({Who.ASKER, Who.BODY})
    sent = wish(run_of(step, people=people), Role.HANDLER, "ines", ASK, step="one", to="two")
    with refusal(process_checks.NO_CONSENT):
        process_checks.done(sent)
    without = run_of(step, people=frozenset({Who.BODY}))
    assert process_checks.done(replace(sent, run=without)) == {"step": "one", "to": "two"}
    own = run_of(replace(step, who=Who.ASKER), people=people)
    mine = wish(own, Role.ASKER, "", ASK, step="one", to="two")
    assert process_checks.done(mine) == {"step": "one", "to": "two"}, "of themselves nobody asks a consent"
    plain = run_of(replace(step, act=Act.DO), people=people)
    assert process_checks.done(replace(sent, run=plain)) == {"step": "one", "to": "two"}


def consenting(run: Run, until: date) -> dict[str, Any]:
    sent = wish(run, Role.HANDLER, "ines", ASK, step="one", until=until.isoformat())
    return dict(process_checks.consent(replace(sent, move=RunMove.CONSENT)))


def consented(run: Run, until: date) -> Run:
    return process.evolve(run, RunFact(RunMove.CONSENT, Role.HANDLER, "ines", DAY, consenting(run, until)))


def test_a_reader_who_speaks_for_two_consents_for_one_after_the_other() -> None:
    """And once all have, the first of them can be given another day."""
    two = frozenset({Who.BODY, Who.CIRCLE})
    run = run_of(a_step(act=Act.MEETING, consent=two, consent_days=3), people=two)
    assert consenting(run, DAY)["who"] == "body"
    run = consented(run, DAY)
    assert consenting(run, DAY)["who"] == "circle"
    run = consented(run, DAY)
    assert consenting(run, DAY + ONE) == {"step": "one", "who": "body", "until": (DAY + ONE).isoformat()}


def test_a_consent_lasts_from_today_as_long_as_the_step_allows() -> None:
    run = run_of(a_step(act=Act.MEETING, consent=frozenset({Who.BODY}), consent_days=3))
    for day in (DAY, DAY + 3 * ONE):
        assert consenting(run, day)["until"] == day.isoformat()
    for day in (DAY - ONE, DAY + 4 * ONE):
        with refusal(process_checks.TOO_LONG):
            consenting(run, day)


def test_only_what_was_given_to_a_step_that_is_there_is_taken_back() -> None:
    run = consented(run_of(a_step(act=Act.MEETING, consent=frozenset({Who.BODY}), consent_days=3)), DAY)
    sent = wish(run, Role.HANDLER, "ines", ASK, step="one")
    assert process_checks.take_back(sent) == {"step": "one", "who": "body"}
    for step, by in (("elsewhere", Role.HANDLER), ("one", Role.ASKER)):
        with refusal(process_checks.NO_CONSENT_HERE):
            process_checks.take_back(replace(sent, by=by, value={"step": step}))


def test_what_can_be_left_out_and_by_whom() -> None:
    plain, optional = run_of(a_step()), run_of(a_step(optional=True))
    consent = run_of(a_step(act=Act.MEETING, consent=frozenset({Who.ASKER}), consent_days=3))
    let = {
        (name, by): _leaves_out(run, by)
        for name, run in (("plain", plain), ("optional", optional), ("consent", consent))
        for by in (Role.ASKER, Role.HANDLER, Role.FACILITATOR)
    }
    assert {each for each, may in let.items() if may} == {
        ("optional", Role.ASKER), ("optional", Role.HANDLER), ("consent", Role.ASKER),
    }  # fmt: skip


def _leaves_out(run: Run, by: Role) -> bool:
    sent = wish(run, by, "ines", ASK, step="one")
    try:
        assert process_checks.leave_out(sent) == {"step": "one"}
    except process_checks.Refused as refused:
        assert refused.sentence == process_checks.CANNOT_LEAVE_OUT
        return False
    return True


def test_no_consent_outlives_its_run() -> None:
    walk = meeting()
    step = walk.now.step
    assert step is not None
    walk.do("consent", {"step": step.code, "until": walk.day.isoformat()})
    assert walk.now.consents
    ended = walk.do("stop").now
    assert (ended.consents, ended.at, ended.since) == ((), None, None)
    assert (ended.ending, ended.ended) == (EndingKind.STOPPED, walk.day)


def test_the_day_on_which_it_ended_is_kept() -> None:
    overtaken = at(RunStage.STEPS).do("overtake")
    assert (overtaken.now.ending, overtaken.now.ended) == (EndingKind.OVERTAKEN, overtaken.day)
    walk = at(RunStage.STEPS)
    for to in ("wishes", "draft", "no"):
        walk.go(to)
    assert (walk.now.ending, walk.now.ended) == (EndingKind.NOT_TAKEN_UP, walk.day)


def test_pausing_twice_and_an_ask_taken_back_say_so() -> None:
    walk = at(RunStage.STEPS).do("pause")
    with refusal(process.IS_PAUSED):
        walk.decide("done", {"step": "safe", "to": "wishes"})
    assert RunMove.DONE not in offered(walk.now, walk.story and walk.story.now, Role.ASKER)
    assert RunMove.RESUME in offered(walk.now, walk.story and walk.story.now, Role.ASKER)
    with refusal(process_checks.ALREADY):
        process_checks.pause(replace(wish(walk.now, Role.ASKER), move=RunMove.PAUSE))
    with refusal(process_checks.ALREADY):
        at(RunStage.STEPS).decide("resume")
    taken = at(RunStage.STEPS)
    assert taken.story is not None
    taken.story.do("withdrawal")
    with refusal(process.ASK_TAKEN_BACK):
        taken.decide("done", {"step": "safe", "to": "wishes"})


def test_a_held_ask_shows_its_process_to_nobody() -> None:
    assert may_see(None, ASK, Role.HANDLER, "ines")
    held = replace(ASK, lodged_date=None, stage=type(ASK.stage).HELD)
    assert not may_see(None, held, Role.HANDLER, "ines")


def test_a_backup_sees_a_process_in_which_it_can_only_offer_somebody() -> None:
    """Once its asker said yes; and one without any part for it never."""
    theirs, none = run_of(a_step(), holder=HOLDER), run_of(a_step())
    assert may_see(theirs, ASK, Role.SECOND_LINE, "amara")
    assert not may_see(replace(theirs, agreed=frozenset()), ASK, Role.SECOND_LINE, "amara")
    assert not may_see(none, ASK, Role.SECOND_LINE, "amara")
    assert may_see(run_of(a_step(who=Who.SECOND_LINE)), ASK, Role.SECOND_LINE, "amara")


@pytest.mark.parametrize("ask", [ASK, None])
@pytest.mark.parametrize(
    "seats",
    [
        (),
        tuple(replace(each, role=Role.HANDLER) for each in EVERYBODY),
        tuple(replace(each, until_date=DAY - ONE) for each in EVERYBODY),
    ],
)
def test_a_facilitator_out_of_office_acts_no_more_around_an_ask_or_none(ask: Any, seats: Any) -> None:
    held = replace(
        run_of(a_step(who=Who.FACILITATOR), holder=HOLDER),
        facilitator=Facilitator("zola", "", DAY, OutsiderStage.ACCEPTED),
    )
    given: dict[str, Any] = {"by": Role.FACILITATOR, "actor": "zola", "at": DAY, "ask": ask, "handlers": EVERYBODY}
    assert decide(held, RunMove.DONE, {"step": "one", "to": "two"}, **given).actor == "zola"
    with pytest.raises(Denied):
        decide(held, RunMove.DONE, {"step": "one", "to": "two"}, **{**given, "handlers": seats})


def test_where_nobody_asks_whoever_takes_part_needs_no_seat() -> None:
    run = run_of(a_step(), people=frozenset({Who.BODY}))
    fact = decide(
        run, RunMove.DONE, {"step": "one", "to": "two"}, by=Role.HANDLER, actor="somebody", at=DAY, ask=None
    )  # fmt: skip
    assert fact.actor == "somebody"
    with pytest.raises(Denied):
        decide(run, RunMove.DONE, {"step": "one", "to": "two"}, by=Role.HANDLER, actor="ines", at=DAY, ask=ASK)


def test_a_line_is_left_where_a_run_comes_to_its_next_part() -> None:
    one, two = a_step(), a_step(code="two", phase="second")
    same = a_step(code="two")
    fact = RunFact(RunMove.DONE, Role.HANDLER, "ines", DAY, {"step": "one", "to": "two"})
    for next_step, line in ((two, PART), (same, None)):
        run = run_of(one, next_step)
        assert line_of(run, fact, process.evolve(run, fact)) == line
