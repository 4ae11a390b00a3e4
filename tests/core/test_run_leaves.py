# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each move leaves in the run of a process, and the sentence of each mistake."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

import pytest

from answerable.core import outsider
from answerable.core import process_checks as checks
from answerable.core import value as read
from answerable.core.consent import Consent, ConsentStage, Purpose
from answerable.core.errors import Refused
from answerable.core.facilitator import Facilitator
from answerable.core.move import Role
from answerable.core.outsider import OutsiderStage
from answerable.core.process_graph import way_to
from answerable.core.process_state import Passed, Run, RunStage, StepConsent
from answerable.core.process_template import EndingKind, Who
from answerable.processes import library
from tests.core.run_scene import TOLD, Walk

FIRST = date(2031, 3, 4)
CLOCK = Role.CLOCK


def day(after: int) -> date:
    return FIRST + timedelta(days=after)


def left(walk: Walk, move: str, value: Mapping[str, Any] | None = None, actor: str | Role = "") -> dict[str, Any]:
    """The fields that a move changed."""
    before = walk.now
    walk.do(move, value, actor)
    assert walk.replays()
    pairs = {each.name: (getattr(before, each.name), getattr(walk.now, each.name)) for each in fields(Run)}
    return {name: new for name, (old, new) in pairs.items() if old != new}


def why(walk: Walk, move: str, value: Mapping[str, Any] | None = None, actor: str | Role = "") -> str:
    try:
        walk.decide(move, value, actor)
    except Refused as refused:
        return refused.sentence
    return ""


def at(code: str, template: str = "redress-response") -> Walk:
    """A run that stands at this step, come there by doing one step after the other."""
    walk = Walk(template).begin()
    for step, to in way_to(walk.now.template, code):
        assert walk.now.at == step
        walk.go(to)
    return walk


def test_a_proposal_and_its_yes() -> None:
    walk = Walk("direct-answer").propose()
    made = library.shipped("direct-answer").template
    assert walk.now == Run("run1", made, RunStage.PROPOSED, Who.ASKER, FIRST, frozenset({Who.ASKER}))
    others = sorted(made.people - {Who.ASKER})
    for place, who in enumerate(others):
        after = left(walk.wait(1), "agree", {}, walk.acts(who))
        assert after.pop("agreed") == frozenset({Who.ASKER, *others[: place + 1]})
        assert after == ({"stage": RunStage.CONSENTED} if place == len(others) - 1 else {})
    assert why(walk, "agree", {}, walk.acts(others[0])) != ""


def test_declining_is_an_ending_without_blame() -> None:
    walk = Walk().propose()
    assert left(walk.wait(1), "decline", {}, "ines") == {
        "stage": RunStage.ENDED, "ending": EndingKind.NOT_TAKEN_UP, "ended": day(1)
    }  # fmt: skip
    story = Walk()
    story.story.do("change", {"terms": {"contact": "may_write"}, "widens": ["contact"]}) if story.story else None
    story.propose("ines")
    assert story.now.proposed_by is Who.BODY
    assert left(story, "decline", {}) == {"stage": RunStage.ENDED, "ending": EndingKind.STOPPED, "ended": FIRST}


def test_beginning_and_going_on() -> None:
    walk = Walk("redress-response")
    walk.propose()
    for who in sorted(walk.now.template.people - walk.now.agreed):
        walk.do("agree", {}, walk.acts(who))
    assert why(walk, "begin") == checks.NOT_HELD
    walk.hold()
    first = walk.now.template.first
    assert left(walk.wait(2), "begin") == {"stage": RunStage.STEPS, "at": first, "since": day(2)}
    step = walk.now.step
    assert step is not None
    to = step.ways[0].to
    assert left(walk.wait(1), "done", {"step": first, "to": to}, walk.acts(step.who)) == {
        "at": to, "since": day(3), "passed": (Passed(first, "done", to, day(3)),)
    }  # fmt: skip
    assert why(walk, "done", {"step": first, "to": to}) == checks.NOT_THIS_STEP


def test_pausing_and_leaving() -> None:
    walk = at("wishes")
    start = walk.day
    assert left(walk.wait(1), "pause") == {"paused": True, "pauses": ((start + timedelta(days=1), None),)}
    assert why(walk, "pause") != ""
    first = (start + timedelta(days=1), start + timedelta(days=3))
    assert left(walk.wait(2), "resume") == {"paused": False, "pauses": (first,)}
    assert why(walk, "resume") == checks.ALREADY
    left(walk.wait(1), "pause")
    second = (start + timedelta(days=4), start + timedelta(days=5))
    assert left(walk.wait(1), "resume") == {"paused": False, "pauses": (first, second)}
    agreed = walk.now.agreed
    assert left(walk, "leave", {}, "ines") == {"agreed": agreed - {Who.BODY}}
    assert left(walk, "agree", {}, "ines") == {"agreed": agreed}
    walk.do("leave", {}, "ines")
    after = left(walk.wait(1), "stop")
    assert after == {"stage": RunStage.ENDED, "ending": EndingKind.NOT_TAKEN_UP, "ended": walk.day, "at": None,
                     "since": None}  # fmt: skip


def test_stopping_while_all_take_part() -> None:
    walk = at("wishes")
    assert left(walk, "stop")["ending"] is EndingKind.STOPPED
    proposed = Walk().propose()
    assert left(proposed, "stop")["ending"] is EndingKind.STOPPED


def test_overtaken() -> None:
    walk = at("wishes")
    assert why(walk, "overtake", {}, CLOCK) == checks.NOT_OVERTAKEN
    assert left(walk, "overtake")["ending"] is EndingKind.OVERTAKEN


def consents(walk: Walk) -> dict[Who, date | None]:
    return {each.who: each.yes.until for each in walk.now.consents}


def test_consents_of_a_step_and_their_end() -> None:
    walk = at("meet")
    step = walk.now.step
    assert step is not None and step.consent_days is not None
    start, most, code = walk.day, step.consent_days, step.code

    def until(days: int) -> dict[str, Any]:
        return {"step": code, "until": (start + timedelta(days=days)).isoformat()}

    assert why(walk, "consent", until(-1)) == why(walk, "consent", until(most + 1)) == checks.TOO_LONG
    assert why(walk, "consent", until(0)) == why(walk, "consent", until(most)) == ""
    assert why(walk, "consent", {**until(0), "step": "other"}) == checks.NOT_THIS_STEP
    given = StepConsent(
        Who.ASKER,
        Consent(
            f"run1:{step.code}:{len(walk.now.passed)}", str(step.who), str(step.who), Purpose.MEETING, step.code, start,
            start, start, ConsentStage.GIVEN,
        ),
    )  # fmt: skip
    assert left(walk, "consent", until(0)) == {"consents": (given,)}
    assert left(walk, "consent", until(1))["consents"][0].yes.until == start + timedelta(days=1)
    others = sorted(step.consent - {Who.ASKER})
    for who in others:
        walk.do("consent", until(1), walk.acts(who))
    assert consents(walk) == dict.fromkeys((Who.ASKER, *others), start + timedelta(days=1))
    done = {"step": step.code, "to": step.ways[0].to}
    assert why(walk, "done", done, walk.acts(step.who)) == ""
    assert why(walk, "done", {**done, "to": "away"}, walk.acts(step.who)) == checks.NO_SUCH_WAY
    kept = walk.now.consents
    assert left(walk, "take_back", {"step": step.code}) == {
        "consents": tuple(each for each in kept if each.who is not Who.ASKER)
    }
    assert why(walk, "take_back", {"step": step.code}) == checks.NO_CONSENT_HERE
    assert why(walk, "done", done, walk.acts(step.who)) == checks.NO_CONSENT
    walk.do("consent", until(1))
    assert why(walk.wait(1), "done", done, walk.acts(step.who)) == ""
    assert why(walk.wait(1), "done", done, walk.acts(step.who)) == checks.NO_CONSENT
    after = left(walk, "leave_out", {"step": step.code})
    assert after["passed"][-1] == Passed(step.code, "left_out", step.left_out_to, walk.day)
    assert walk.now.consents == ()


def test_late_is_the_day_after_the_last() -> None:
    walk = at("draft")
    step = walk.now.step
    assert step is not None and step.days is not None and step.late is not None
    late = {"step": step.code}
    assert checks.step_day(walk.now, walk.story.now if walk.story else None) == walk.day + timedelta(days=step.days)
    assert why(walk.wait(step.days), "late", late, CLOCK) == checks.NOT_LATE
    assert left(walk.wait(1), "late", late, CLOCK) == {
        "at": step.late, "since": walk.day,
        "passed": (*walk.now.passed[:-1], Passed(step.code, "late", step.late, walk.day)),
    }  # fmt: skip


def test_a_facilitator_from_offer_to_end() -> None:
    walk = Walk("redress-response").propose()
    assert left(walk.wait(1), "offer", {"seat": "zola"}) == {"facilitator": Facilitator("zola", "", day(1))}
    assert why(walk, "offer", {"seat": "kemi"}) == checks.STILL_THERE
    assert why(walk, "accept", TOLD) != ""
    assert why(walk, "declare", {"ties": ["family"], "paid_by": "second_line"}, "zola") == outsider.HARD_TIE
    told = {"ties": ["other", "friend"], "paid_by": "second_line"}
    declared = left(walk, "declare", told, "zola")["facilitator"]
    assert [str(each) for each in declared.ties] == ["friend", "other"] and str(declared.paid_by) == "second_line"
    assert (declared.seat, declared.offered) == ("zola", day(1))
    assert why(walk, "accept", {**told, "paid_by": "body"}) == outsider.NOT_WHAT_IS_TOLD
    assert why(walk, "accept", {**told, "ties": ["friend"]}) == outsider.NOT_WHAT_IS_TOLD
    assert why(walk, "accept", told) == ""
    assert left(walk, "accept", told) == {"facilitator": replace(declared, stage=OutsiderStage.ACCEPTED)}
    assert walk.now.is_held
    wished = left(walk.wait(1), "wish_another", {}, "ines")["facilitator"]
    assert wished.wishes == (day(2),)
    assert left(walk.wait(1), "wish_another", {}, "ines")["facilitator"].wishes == (day(2), day(3))
    ended = left(walk, "end_facilitator", {})["facilitator"]
    assert ended.stage is OutsiderStage.ENDED and not walk.now.is_held
    second = (
        left(walk.wait(1), "offer", {"seat": "kemi"}, "amara")
        if why(walk, "offer", {"seat": "kemi"}, "amara") == ""
        else None
    )
    if second is None:
        second = left(walk, "offer", {"seat": "kemi"})
    assert second["before"] == (ended,) and second["facilitator"].seat == "kemi"


@pytest.mark.parametrize(
    ("move", "value", "sentence"),
    [
        ("propose", {"code": "run1"}, read.MISSING),
        ("propose", {"code": "run1", "template": "text"}, read.UNKNOWN),
        ("propose", {"code": "", "template": library.shipped("direct-answer").raw}, read.MISSING),
        ("propose", {"code": "r", "template": library.shipped("direct-answer").raw}, ""),
        ("propose", {"code": "r", "template": library.shipped("direct-answer").raw, "more": 1}, read.UNKNOWN),
    ],
)
def test_proposing(move: str, value: dict[str, Any], sentence: str) -> None:
    assert why(Walk(), move, value) == sentence


@pytest.mark.parametrize("move", ["agree", "decline", "begin", "pause", "resume", "leave", "stop", "overtake"])
def test_moves_that_bring_nothing(move: str) -> None:
    walk = Walk("direct-answer").propose()
    if move in ("begin", "pause", "resume", "leave"):
        walk = Walk("direct-answer").begin()
    if move == "resume":
        walk.do("pause")
    if move == "begin":
        walk = Walk("direct-answer").propose()
        for who in sorted(walk.now.template.people - walk.now.agreed):
            walk.do("agree", {}, walk.acts(who))
    actor = "ines" if move in ("agree", "decline", "leave") else ""
    assert why(walk, move, {}, actor) == ""
    assert why(walk, move, {"more": 1}, actor) == read.UNKNOWN
