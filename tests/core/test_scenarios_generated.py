# SPDX-License-Identifier: AGPL-3.0-or-later
"""Scenarios 2, 5, 10 and 11 in every combination that the rules allow; each says how many there were.

What must hold is worked out here anew, from the sentence of the scenario, and from no function that the rules use.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain, combinations, product
from typing import Any

import pytest

from answerable.core import bank, clocks, readers, silence
from answerable.core.ask import replay
from answerable.core.body import BodyStage, heir
from answerable.core.conflict import Tie, Weight
from answerable.core.errors import Refused
from answerable.core.facts import month_facts
from answerable.core.handler import Handler
from answerable.core.mark import MarkValue
from answerable.core.move import Move, Role
from answerable.core.process_problem import Spoiled
from answerable.core.process_read import read_template
from answerable.core.process_rules import check_rules
from answerable.core.silence import SignalName
from answerable.core.state import Ask
from answerable.processes import library
from tests.core.scene import NO, PLAN, SEATS, TREE, YES, Story, joined

MONTH = "2031-06"
BACKUPS = ("amara", "joon")
QUIET = {"silence": "second_line"}


def some(people: tuple[str, ...], least: int = 0) -> list[tuple[str, ...]]:
    """Every choice of at least so many of them."""
    sizes = range(least, len(people) + 1)
    return list(chain.from_iterable(combinations(people, size) for size in sizes))


def said(capsys: pytest.CaptureFixture[str], what: str, allowed: int, refused: int) -> None:
    with capsys.disabled():
        print(f"\n{what}: {allowed:,} combinations that the rules allow, {refused:,} that they refuse")


# --- Scenario 2 ---------------------------------------------------------------------------------------------------
# The only reader is a friend of the person: the asker leaves them out.


def left_out_ways() -> Iterator[tuple[tuple[str, ...], tuple[str, ...], dict[str, Any]]]:
    """(who reads for the body, who of them is left out, the lodging)."""
    for there in (("ines",), ("ines", "tomas")):
        for gone, backups, kind in product(some(there, 1), some(BACKUPS), bank.KINDS):
            for standby, told in product((False, True), repeat=2):
                terms = {**QUIET, "standby": standby, "kind_to_second_line": told}
                by_body = {"readers": [each for each in there if each not in gone], "route": "body"}
                ways = [by_body, *({"readers": list(each), "route": "past_body"} for each in some(backups, 1))]
                for way in ways:
                    given = {"kind": kind, "backups": list(backups), "terms": terms, **way}
                    yield there, (there if way["route"] == "past_body" else gone), given


def is_allowed(given: dict[str, Any]) -> bool:
    """A kind that nobody there may read has no reader there; own words need somebody who can open them, or a copy."""
    if given["kind"] == "paid_back" and given["route"] == "body" and given["readers"]:
        return False
    copy = given["terms"]["standby"] and given["backups"]
    return given["kind"] != "own_words" or bool(given["readers"] or copy)


def check_out_of_reach(story: Story, gone: tuple[str, ...]) -> None:
    """Whoever was left out reads nothing, learns nothing, and is refused as where there is nothing."""
    ask, day = story.now, story.day
    for each in (one for one in story.seats if one.code in gone):
        assert not readers.is_reader(ask, each, day)
        assert not readers.may_know_fact(ask, each, story.body, story.seats, day)
        assert silence.signals_for(each, ask, story.body, story.seats, day) == []
        for move in (Move.ACKNOWLEDGED, Move.CONFLICT, Move.HANDED_OUT, Move.REMOVED):
            with pytest.raises(Refused) as refused:
                story.decide(move, {}, each.role, each.code)
            assert type(refused.value).__name__ == "Denied", "absent and forbidden look the same"


def check_backup(story: Story, given: dict[str, Any], waits: bool) -> None:
    """Each ticked backup knows that an ask waits, not more; its words only where the asker allowed a copy."""
    for each in BACKUPS:
        seat = next(one for one in story.seats if one.code == each)
        found = silence.signals_for(seat, story.now, story.body, story.seats, story.day)
        assert bool(found) == (waits and each in given["backups"]), (each, story.day)
        kinds = {signal.kind for signal in found}
        assert kinds <= {given["kind"] if given["terms"]["kind_to_second_line"] else None}
        may = story.may("handed-out", {"handler": each, "what": "standby"}, seat.role, each)
        assert may == (bool(found) and given["terms"]["standby"])


def test_scenario_02_who_was_left_out_learns_nothing_in_every_combination(capsys: pytest.CaptureFixture[str]) -> None:
    none = month_facts([], TREE, MONTH)
    allowed = refused = 0
    for there, gone, given in left_out_ways():
        seats = tuple(each for each in SEATS if each.body != "harbour" or each.code in there)
        story = Story(seats=seats)
        if not is_allowed(given):
            with pytest.raises(Refused):
                story.lodge(**given)
            refused += 1
            continue
        story.lodge(**given)
        allowed += 1
        for days in (0, 4, 27, 61):  # after 0, 4, 31 and 92 days in all
            story.wait(days)
            check_out_of_reach(story, gone)
            late = story.day - timedelta(days=3 if bank.is_urgent(given["kind"]) else 7) > story.facts[0].day
            check_backup(story, given, waits=late or not given["readers"])
        assert month_facts([story.now], story.tree, MONTH) == none
    said(capsys, "scenario 2, left out when writing", allowed, refused)
    assert allowed > 4_500
    assert refused > 50


def test_scenario_02_who_finds_a_tie_after_reading_is_out_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    """Hard: out, and if nobody is left the backup learns that it waits. Soft: told to the asker, and they go on."""
    seen = 0
    for there, tie, weight, standby, read in product(
        (("ines",), ("ines", "tomas")), Tie, Weight, (False, True), (False, True)
    ):
        seats = tuple(each for each in SEATS if each.body != "harbour" or each.code in there)
        story = Story(seats=seats).lodge(readers=list(there), terms={"standby": standby})
        if read:
            story.read("acknowledged")
        story.read("conflict", {"tie": str(tie), "weight": str(weight)})
        seen += 1
        assert [(each.handler, each.tie, each.weight) for each in story.now.conflicts] == [("ines", tie, weight)]
        stays = weight is Weight.SOFT
        assert ("ines" in story.now.readers) is stays
        if stays:
            assert story.may("answer", NO, Role.HANDLER, "ines")
            continue
        check_out_of_reach(story, ("ines",))
        alone = len(there) == 1
        amara = next(each for each in seats if each.code == "amara")
        told = [each.what for each in silence.signals_for(amara, story.now, story.body, seats, story.day)]
        assert told == ([SignalName.NO_READER_LEFT] if alone else [])
        words = story.may("handed-out", {"handler": "amara", "what": "standby"}, amara.role, "amara")
        assert words is (alone and standby)
    said(capsys, "scenario 2, a tie found after reading", seen, 0)
    assert seen == 2 * len(Tie) * len(Weight) * 4


# --- Scenario 5 ---------------------------------------------------------------------------------------------------
# The chapter dissolves, or becomes part of another: the ask stands with whoever takes its place.

STAGES = ("held", "lodged", "acknowledged", "answered", "promised", "marked")
FLAGS = ("", "pause", "withdrawal")
HEIRS = ("parent", "successor", "gone successor", "gone parent", "both gone")


def at_stage(stage: str, flag: str, kind: str, way: dict[str, Any]) -> Story | None:
    """An ask of this kind lived to this stage; None where the rules do not let it be so."""
    past = way.get("route") == "past_body"
    actor = "amara" if past else next(iter(way.get("readers", ["ines"])), None)
    story = Story()
    hold = {"hold_until": (story.day + timedelta(days=9)).isoformat()} if stage == "held" else {}
    acts: tuple[tuple[str, dict[str, Any]], ...] = (
        ("acknowledged", {"role": "care lead"}), ("answer", YES if stage == "promised" else NO), ("promise", PLAN),
    )  # fmt: skip
    count = {"held": 0, "lodged": 0, "acknowledged": 1, "answered": 2, "promised": 3, "marked": 2}[stage]
    try:
        story.lodge(kind=kind, **way, **hold)
        for move, value in acts[:count]:
            if actor is None:
                return None
            story.wait(2).read(move, value, actor)
        if stage == "marked":
            story.mark(str(MarkValue.NOT_MET))
        if flag:
            story.wait(1).do(flag)
    except Refused:
        return None
    return story.wait(1)


def ended(story: Story, how: str) -> str:
    """Harbour ends, and perhaps its successor or parent before it; returns who has to answer now."""
    tree = story.tree
    tree["alliance"] = joined("alliance", "Alliance", None)
    tree["rivers"] = replace(tree["rivers"], parent="alliance")
    successor = "mill" if "successor" in how or how == "both gone" else None
    for gone in {"gone successor": ("mill",), "gone parent": ("rivers",), "both gone": ("mill", "rivers")}.get(how, ()):
        tree[gone] = replace(tree[gone], stage=BodyStage.DISSOLVED)
    tree["harbour"] = replace(tree["harbour"], stage=BodyStage.DISSOLVED, successor=successor)
    return {"parent": "rivers", "successor": "mill", "gone successor": "rivers"}.get(how, "alliance")


WAYS: tuple[dict[str, Any], ...] = (
    {},
    {"readers": ["ines"], "terms": QUIET},
    {"readers": [], "terms": QUIET},
    {"readers": ["tomas"], "backups": [], "terms": QUIET},
    {"route": "past_body", "readers": ["amara"], "terms": QUIET},
)
KEPT = (
    "kind", "stage", "paused", "withdrawn", "erased", "lodged_date", "hold_until", "answers", "promises", "marks",
    "boundaries", "backups", "terms", "everyone", "route",
)  # fmt: skip


def test_scenario_05_the_chapter_ends_in_every_combination(capsys: pytest.CaptureFixture[str]) -> None:
    allowed = refused = 0
    for kind, stage, flag, way in product(bank.KINDS, STAGES, FLAGS, WAYS):
        lived = at_stage(stage, flag, kind, way)
        if lived is None:
            refused += len(HEIRS)
            continue
        for how in HEIRS:
            allowed += 1
            story = replace(lived, tree=dict(lived.tree), facts=list(lived.facts))
            to = ended(story, how)
            assert heir("harbour", story.tree) == to
            check_passed_on(story, to)
    said(capsys, "scenario 5", allowed, refused)
    assert allowed + refused == len(bank.KINDS) * len(STAGES) * len(FLAGS) * len(WAYS) * len(HEIRS)
    assert allowed > 10_000


def check_passed_on(story: Story, to: str) -> None:
    """By itself and by nobody else; days and duty go along, readers of the body do not, and who knew knows."""
    before, due = story.now, clocks.due(story.now, story.body)
    late = clocks.overdue(before, story.body, story.day)
    value = {"body": to, "everyone_before": before.everyone}
    for by, actor in ((Role.HANDLER, "ines"), (Role.OPERATOR, ""), (Role.ASKER, ""), (Role.BODY_STEWARD, "")):
        assert not story.may("transfer", value, by, actor)
    story.do("transfer", value, Role.CLOCK)
    after = story.now
    assert (after.body, after.moved_bodies) == (to, ("harbour",))
    assert [getattr(after, name) for name in KEPT] == [getattr(before, name) for name in KEPT]
    assert (clocks.due(after, story.body), clocks.overdue(after, story.body, story.day)) == (due, late)
    assert after.readers == (before.readers if before.route == "past_body" else frozenset())
    for seat in (each for each in story.seats if each.body == to):
        knows = readers.may_know_fact(after, seat, story.body, story.seats, story.day)
        assert knows is (before.everyone and before.route == "body"), "of a quiet ask nobody there learns"
    assert readers.second_line_of(after, story.body, story.seats, story.day) == before.backups
    assert replay(story.facts) == after
    asker = {"mark": {"value": "met", "audience": "asker", "promise": None}, "withdrawal": {}, "reopen": {}}
    assert any(story.may(move, given) for move, given in asker.items()), "its asker goes on as before"


# --- Scenario 10 --------------------------------------------------------------------------------------------------
# An outreach worker enters a paper ask: it shows so until the person's own first visit makes new words.


def test_scenario_10_entered_with_help_in_every_combination(capsys: pytest.CaptureFixture[str]) -> None:
    allowed = refused = 0
    for kind, stage, flag, way, door, mode in product(
        bank.KINDS, STAGES, FLAGS, WAYS, ("open", "invited"), ("keyed", "hosted")
    ):
        story = at_stage(stage, flag, kind, {**way, "helped": True, "door": door, "mode": mode})
        if story is None:
            refused += 1
            continue
        allowed += 1
        check_entered_with_help(story)
    said(capsys, "scenario 10", allowed, refused)
    assert allowed + refused == len(bank.KINDS) * len(STAGES) * len(FLAGS) * len(WAYS) * 4
    assert allowed > 9_000


def check_entered_with_help(story: Story) -> None:
    """It shows until new words are made: not by a new key alone, and by nobody but whoever has the words."""
    before = story.now
    assert before.helped
    epoch = before.epoch + 1
    for by, actor in ((Role.OUTREACH_WORKER, ""), (Role.SUPPORT_PERSON, ""), (Role.HANDLER, "ines"), (Role.CLOCK, "")):
        assert not story.may("rekeyed", {"epoch": epoch, "words": True}, by, actor)
    due = clocks.due(before, story.body)
    story.do("rekeyed", {"epoch": epoch, "words": False})
    assert story.now.helped, "a new key alone leaves it: somebody else's words may still open it"
    story.do("rekeyed", {"epoch": epoch + 1, "words": True})
    after = story.now
    assert not after.helped
    assert after.epoch == before.epoch + 2, "what the worker saw opens no key that is used from now on"
    assert replace(after, helped=True, epoch=before.epoch, key_is_old=before.key_is_old) == before
    assert clocks.due(after, story.body) == due


# --- Scenario 11 --------------------------------------------------------------------------------------------------
# A facilitator adds a mandatory “describe what happened” step to a template: refused, with the rule named.

DEMANDS = (
    "Describe what happened.",
    "Please tell us your story.",
    "They write down the incident.",
    "The person explains what was done to them.",
    "Give an account of events.",
    "La persona cuenta lo que pasó.",
    "Relate los hechos.",
)
ASKS = ("What do we need to know to do it?", "You can say how you want it done, or leave this out.")
PLACES = ("title", "says", "question")


def with_step(code: str, after: int, place: str, words: str) -> dict[str, Any]:
    """A shipped template with one more step of whoever asks (or of the body), behind the step at `after`."""
    made = dict(library.shipped(code).raw)
    steps = [dict(each) for each in made["step"]]
    before = steps[after]
    who = "asker" if "asker" in made["process"]["people"] else before["who"]
    new = {
        "code": "one-more", "phase": before["phase"], "title": "One more", "says": "One more step.", "who": who,
        "act": "do", "next": before["next"], "kept": ["act"], "never": ["words", "names", "what_happened"],
    }  # fmt: skip
    if who != "asker":
        new |= {"days": 7, "late": "one-more"}
    if place == "question":
        new["question"] = [{"to": who, "says": words, "why": "So that we know.", "must": words in DEMANDS}]
    else:
        new[place] = words
    before["next"] = "one-more"
    return {**made, "step": [*steps, new]}


def rules_named(raw: dict[str, Any]) -> set[int | None]:
    """The numbers of the rules that are named at the step that was added."""
    try:
        check_rules(read_template(raw))
    except Spoiled as spoiled:
        return {each.rule for each in spoiled.problems if "one-more" in str(each)}
    return set()


@pytest.mark.parametrize("code", library.SHIPPED)
def test_scenario_11_a_demanded_account_is_refused_wherever_it_stands(
    code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    tried = 0
    for after, place, words in product(range(len(library.shipped(code).raw["step"])), PLACES, DEMANDS):
        tried += 1
        assert 9 in rules_named(with_step(code, after, place, words)), (after, place, words)
    for after, place, words in product(range(len(library.shipped(code).raw["step"])), PLACES, ASKS):
        assert 9 not in rules_named(with_step(code, after, place, words)), "the control: what is needed may be asked"
    said(capsys, f"scenario 11, {code}", 0, tried)
    assert tried == len(library.shipped(code).raw["step"]) * len(PLACES) * len(DEMANDS)


def test_what_is_generated_is_not_empty() -> None:
    """The hands that did nothing would pass: the day of a first signal is found by one walk by hand."""
    story = Story(seats=SEATS).lodge(readers=[], terms=QUIET)
    amara: Handler = next(each for each in SEATS if each.code == "amara")
    found = silence.signals_for(amara, story.now, story.body, SEATS, date(2031, 3, 4))
    assert [each.what for each in found] == [SignalName.NO_READER_LEFT]
    assert isinstance(story.now, Ask)
