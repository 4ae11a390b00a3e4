# SPDX-License-Identifier: AGPL-3.0-or-later
"""One property for each rule of authority, answering and record, as far as its nouns exist."""

import ast
import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import answerable.core
from answerable.core import answer, bank, clocks, ending, mark, promise, readers, retention, silence
from answerable.core.ask import Stage, offered, replay
from answerable.core.clocks import Clocks, due, overdue, pledge
from answerable.core.errors import Refused
from answerable.core.mark import Audience, MarkValue
from answerable.core.move import ASKERS, READERS, Move, Role
from answerable.core.terms import Terms
from tests.core.scene import (
    FIRST,
    NO,
    PLAN,
    SEATS,
    TREE,
    YES,
    Story,
    Try,
    attempt,
    by_asker,
    codes,
    lives,
    lodging,
    tries,
)

days = st.integers(0, 400)
BODY_MOVES = (Move.ACKNOWLEDGED, Move.WORD, Move.ANSWER, Move.PROMISE, Move.MOVED, Move.CLAIM)


@given(lives(), tries())
def test_rule_01_only_the_asker_marks(story: Story, tried: Try) -> None:
    before = story.now
    done = attempt(story, tried)
    if tried.by in ASKERS:
        return
    assert story.now.marks == before.marks
    assert story.now.has_mark == before.has_mark
    assert not (done and tried.move is Move.MARK)
    marked = [each.stage is promise.PromiseStage.MARKED for each in before.promises]
    assert [each.stage is promise.PromiseStage.MARKED for each in story.now.promises][: len(marked)] == marked


@given(lives(), codes | st.none())
def test_rule_02_done_is_a_claim(story: Story, code: str | None) -> None:
    before = story.now
    for actor in ("ines", "tomas"):
        attempt(story, Try(Move.CLAIM, {"promise": code}, Role.HANDLER, actor, 0))
    assert (story.now.stage, story.now.marks) == (before.stage, before.marks)
    for old, new in zip(before.promises, story.now.promises, strict=True):
        assert new.stage in (old.stage, promise.PromiseStage.SAID_DONE)


def test_rule_02_said_done_is_all_that_a_claim_makes() -> None:
    story = Story().answered()
    story.read("claim", {"promise": "p1"})
    assert story.now.promises[0].stage is promise.PromiseStage.SAID_DONE
    assert not story.now.has_mark
    assert ending.ending(story.now, story.body, story.day) is ending.Ending.ANSWERED


@given(lives(), days)
def test_rule_03_the_askers_silence_ends_nothing(story: Story, quiet: int) -> None:
    """However long nobody acts: what was owed is still owed, and nothing was accepted or marked meanwhile."""
    late = set(overdue(story.now, story.body, story.day))
    ended = ending.ending(story.now, story.body, story.day)
    waited = silence.silent_days(story.now, story.body, story.day)
    story.wait(quiet)
    assert replay(story.facts) == story.ask
    assert late <= set(overdue(story.now, story.body, story.day))
    assert ending.ending(story.now, story.body, story.day) in (ended, ending.Ending.SILENT)
    assert silence.silent_days(story.now, story.body, story.day) >= waited or story.now.has_mark


@given(lives(), st.sampled_from([Move.WITHDRAWAL, Move.REOPEN, Move.ERASED, Move.CHANGE]))
def test_rule_04_the_asker_may_always(story: Story, move: Move) -> None:
    """Withdraw, open again, erase and narrow: at any stage, and without reasons."""
    if move is Move.WITHDRAWAL and story.now.withdrawn:
        move = Move.REOPEN
    value = {"terms": {"silence": "second_line", "standby": False}} if move is Move.CHANGE else {}
    story.do(move, value)


@given(st.integers(0, 6), st.integers(1, 90), st.sampled_from(["acknowledge", "protect"]), st.booleans())
def test_rule_04_clocks_stand_while_paused(before: int, length: int, kind: str, keep: bool) -> None:
    story = Story().lodge(kind=kind)
    days_owed = clocks.clocks_of(story.now, story.body)
    plain = due(story.now, story.body)
    story.wait(min(before, days_owed.acknowledge)).do("pause", {"keep_safety": keep})
    runs_on = keep and kind == "protect"
    assert (due(story.now, story.body).answer_by is None) is not runs_on
    assert story.may("answer", NO, Role.HANDLER, "ines") is runs_on
    assert story.may("acknowledged", {}, Role.HANDLER, "ines")
    story.wait(length).do("resume")
    after = due(story.now, story.body)
    assert after.acknowledge_by == plain.acknowledge_by
    assert plain.answer_by is not None
    assert plain.word_by is not None
    shift = timedelta(days=0 if runs_on else length)
    assert (after.answer_by, after.word_by) == (plain.answer_by + shift, plain.word_by + shift)


@given(lives(), st.sampled_from(BODY_MOVES))
def test_rule_04_nothing_else_moves_while_paused(story: Story, move: Move) -> None:
    if story.now.paused and not story.now.is_kept_on:
        assert not offered(story.now, Role.HANDLER) & (set(BODY_MOVES) - {Move.ACKNOWLEDGED})
    if story.now.withdrawn:
        assert move not in offered(story.now, Role.HANDLER)


@given(st.lists(st.tuples(st.sampled_from(list(MarkValue)[:4]), st.sampled_from(list(Audience)), st.integers(0, 5))))
def test_rule_05_marks_are_revisable(marks: list[tuple[MarkValue, Audience, int]]) -> None:
    story = Story().answered()
    for value, audience, wait in marks:
        story.mark(value, audience)
        story.wait(wait)
    assert [each.value for each in story.now.marks] == [value for value, _, _ in marks]
    assert mark.visible(story.now, Audience.ASKER, story.day) == story.now.marks
    for audience in list(Audience)[1:]:
        for each in mark.visible(story.now, audience, story.day):
            assert list(Audience).index(each.audience) >= list(Audience).index(audience)


@given(lives(), codes)
def test_rule_06_declining_changes_no_state(story: Story, code: str) -> None:
    """Nothing in the table is a meeting, a contact or a delivery; saying no to an offer moves nothing but itself."""
    before, clock = story.now, due(story.now, story.body)
    attempt(story, Try(Move.DECLINED, {"promise": code}, Role.ASKER, "", 0))
    assert story.now.stage is before.stage
    assert due(story.now, story.body) == clock
    assert Terms().contact == "answers_only"


@given(st.sampled_from([kind for kind in bank.KINDS if kind != bank.OWN_WORDS]), st.sampled_from(["harbour", "hill"]))
def test_rule_07_one_kind_and_one_body_are_enough(kind: str, body: str) -> None:
    story = Story(lodged_with=body)
    first = {"terms": {"silence": "second_line"}} if body == "harbour" else {}
    story.do("lodged", {"kind": kind, "code": "ask1", "body": body, **first})
    assert story.now.stage is Stage.LODGED
    assert story.now.readers == frozenset()


@given(lives(), tries())
def test_rule_08_only_the_asker_widens_and_by_name(story: Story, tried: Try) -> None:
    before = story.now
    attempt(story, tried)
    after = story.now
    if tried.by in ASKERS and tried.move is Move.ADMITTED:
        return
    assert after.readers <= before.readers
    assert after.backups <= before.backups
    if tried.by not in ASKERS:
        assert after.terms == before.terms


@given(lives(), st.sampled_from(["silence", "kind_to_second_line", "standby", "contact"]))
def test_rule_08_widening_is_named_and_narrowing_is_not(story: Story, name: str) -> None:
    wide = {"silence": "by_name", "kind_to_second_line": True, "standby": True, "contact": "may_write"}
    narrow = {"silence": "second_line", "kind_to_second_line": False, "standby": False, "contact": "answers_only"}
    story.do("change", {"terms": {name: narrow[name]}})
    assert getattr(story.now.terms[-1], name) == narrow[name]
    assert not story.may("change", {"terms": {name: wide[name]}})
    assert not story.may("change", {"terms": {name: wide[name]}, "widens": ["public_mark"]})
    story.do("change", {"terms": {name: wide[name]}, "widens": [name]})
    assert getattr(story.now.terms[-1], name) == wide[name]


@given(lives(), st.sampled_from(list(Move)), st.text(min_size=1), st.text())
def test_rule_09_no_move_takes_an_account_of_what_happened(story: Story, move: Move, key: str, words: str) -> None:
    """No value has a free field: an unknown key is refused, and a long text in a known one too."""
    known = {"role", "promise", "value", "kind", "terms", "handler", "who", "power", "keep_safety"}
    if key not in known:
        assert not story.may(move, {key: words})
    for role, actor in ((Role.ASKER, ""), (Role.HANDLER, "ines")):
        assert not story.may(move, {"story": words, "promise": None, "value": "met"}, role, actor)
        assert not story.may("acknowledged", {"role": "a" * 121 + words}, Role.HANDLER, "ines")
    with pytest.raises(Refused):
        Story().do("lodged", lodging(what_happened=words))


def test_rule_13_no_act_without_its_consent() -> None:
    """What the asker did not allow is not done: no copy for the backup, no letters from readers."""
    story = Story().lodge(terms={"standby": False}).wait(8)
    handed = {"handler": "amara", "what": "standby"}
    assert not story.may("handed-out", handed, Role.SECOND_LINE, "amara")
    assert not readers.may_write(story.now, story.day)
    story.do("change", {"terms": {"standby": True, "contact": "may_write"}, "widens": ["standby", "contact"]})
    assert story.may("handed-out", handed, Role.SECOND_LINE, "amara")
    assert readers.may_write(story.now, story.day)


@given(lives(most=12), st.lists(tries(moves=BODY_MOVES), max_size=12))
def test_rule_14_the_body_cannot_reset_a_clock(story: Story, acts: list[Try]) -> None:
    before = due(story.now, story.body)
    for act in acts:
        if act.by not in ASKERS:
            attempt(story, act)
    after = due(story.now, story.body)
    assert (after.acknowledge_by, after.answer_by) == (before.acknowledge_by, before.answer_by)


@given(st.lists(st.tuples(st.sampled_from(["acknowledge", "answer", "word", "promise"]), st.integers(-5, 60))))
def test_rule_14_pledges_only_better(pledges: list[tuple[str, int]]) -> None:
    base = Clocks()
    for name, promised in pledges:
        try:
            better = pledge(base, **{name: promised})
        except Refused:
            continue
        assert clocks.better_of(base, better) == better
        base = better
    assert clocks.better_of(base, Clocks()) == base


@given(st.sampled_from(list(bank.KINDS)), st.integers(1, 7), st.integers(1, 30))
def test_rule_14_days_for_each_kind(kind: str, acknowledge: int, answered: int) -> None:
    owed = clocks.clocks_for(kind, pledge(Clocks(), acknowledge=acknowledge, answer=answered))
    urgent = kind in ("protect", "paid_back", "keep_services", "other_server", "not_there")
    most = 3 if urgent else 60
    assert (owed.acknowledge, owed.answer) == (min(most, acknowledge), min(most, answered))
    assert owed.word == owed.promise == 30


@example(7, 89, [20])
@example(7, 90, [20])
@given(st.integers(1, 30), st.integers(0, 120), st.lists(st.integers(1, 20), max_size=4))
def test_rule_14_ninety_days_whatever_was_pledged_or_moved(pledged: int, waited: int, words: list[int]) -> None:
    story = Story().lodge()
    story.tree["harbour"] = replace(TREE["harbour"], clocks=pledge(Clocks(), answer=pledged))
    story.read("acknowledged")
    for step in words:
        story.wait(step).read("word")
    story.wait(max(0, waited - sum(words)))
    passed = (story.day - FIRST).days
    assert silence.is_public_eligible(story.now, story.body, story.day) is (passed >= 90)


@given(st.sampled_from(["yes", "in_part"]), st.integers(0, 20), st.lists(st.integers(0, 9), max_size=4))
def test_rule_14_a_yes_alone_turns_to_silence(value: str, first: int, again: list[int]) -> None:
    story = Story().lodge().wait(first)
    story.read("answer", {**YES, "value": value})
    said = story.day
    for number, wait in enumerate(again):
        story.wait(wait).read("answer", {**YES, "value": value, "code": f"b{number}"})
    assert due(story.now, story.body).promise_by == said + timedelta(days=30)
    story.day = said + timedelta(days=31)
    assert not silence.is_answered(story.now, story.body, story.day)
    assert silence.silent_days(story.now, story.body, story.day) == first + 31
    story.read("promise", {"code": "p1", "what": "in_words"})
    assert silence.is_answered(story.now, story.body, story.day)


@given(lives(), st.sampled_from([Role.CLOCK, Role.OPERATOR, Role.BODY_STEWARD]))
def test_rule_15_nothing_automatic_acknowledges(story: Story, by: Role) -> None:
    for move in (Move.ACKNOWLEDGED, Move.WORD, Move.ANSWER):
        assert not story.may(move, {"role": "care lead"}, by)
        assert not story.may(move, YES, by)
        assert not story.may(move, {}, by)


@given(st.text(), st.lists(st.sampled_from(list(answer.REASONS)), unique=True))
def test_rule_16_a_no_needs_reasons_and_reflecting_is_none(text: str, reasons: list[str]) -> None:
    story = Story().lodge(kind="remove_from_role")
    no = {"value": "no", "power": "board", "code": "a1", "reasons": reasons}
    assert story.may("answer", no, Role.HANDLER, "ines") is bool(reasons)
    for other in (text, "we are reflecting"):
        if other not in ("yes", "in_part", "other_offer", "no"):
            assert not story.may("answer", {**YES, "value": other}, Role.HANDLER, "ines")


@given(st.sets(st.sampled_from(promise.SLOTS)))
def test_rule_17_missing_slots_are_named(left_out: set[str]) -> None:
    story = Story().answered()
    value = {**PLAN, "code": "p2", **dict.fromkeys(left_out)}
    assert story.may("promise", value, Role.HANDLER, "ines") is (len(left_out) < 4)
    if len(left_out) == 4:
        return
    story.read("promise", value)
    made = story.now.promises[-1]
    assert set(promise.missing(made)) == left_out
    assert promise.is_intention(made) is bool(left_out)
    assert story.may("accepted", {"promise": "p2"}) is not bool(left_out)
    assert story.may("promise", {**PLAN, "code": "p3", "completes": "p2"}, Role.HANDLER, "ines") is bool(left_out)


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 150), st.sampled_from(["", "accepted", "declined"]))))
def test_rule_18_dates_move_once_and_only_before_they_pass(moves: list[tuple[int, int, str]]) -> None:
    story = Story().answered()
    old: list[date] = []
    for wait, ahead, reply in moves:
        story.wait(wait)
        before = story.now.promises[0]
        counts = promise.date_now(before)
        assert counts is not None
        to = story.day + timedelta(days=ahead)
        moved = attempt(story, Try(Move.MOVED, {"promise": "p1", "to": to.isoformat()}, Role.HANDLER, "ines", 0))
        assert moved is (story.day <= counts and to != counts)
        after = promise.date_now(story.now.promises[0])
        assert after == (to if moved and not before.dates else counts)
        if reply:
            attempt(story, Try(Move(reply), {"promise": "p1"}, Role.ASKER, "", 0))
        old += [to] if moved else []
        if story.now.promises[0].reached is promise.PromiseStage.DECLINED:
            return
    dates = story.now.promises[0].dates
    assert set(old[:1]) <= {each.to for each in dates}
    assert sum(not each.needs_asker for each in dates) <= 1


@given(days, st.booleans())
def test_rule_18_past_due_by_itself(waited: int, claimed: bool) -> None:
    story = Story().answered()
    if claimed:
        story.read("claim", {"promise": "p1"})
    story.wait(waited)
    assert promise.is_past_due(story.now.promises[0], story.day) is (story.day > date(2031, 6, 1) and not claimed)


@given(lives(), st.fixed_dictionaries({"code": st.just("p9"), "what": st.just("as_asked")}))
def test_rule_19_a_promise_answers_no_ask(story: Story, value: dict[str, Any]) -> None:
    before = story.now
    attempt(story, Try(Move.PROMISE, value, Role.HANDLER, "ines", 0))
    assert story.now.is_answered == before.is_answered
    assert story.now.stage is before.stage
    assert all(each.stage is not promise.PromiseStage.ACCEPTED for each in story.now.promises if each.code == "p9")


@given(lives(), st.sampled_from(list(answer.AnswerValue)))
def test_rule_20_an_answer_names_who_has_the_power(story: Story, value: str) -> None:
    full = {"value": value, "reasons": ["law"], "code": "a9"}
    for power in ({}, {"power": ""}, {"power": None}, {"power": "  "}):
        assert not story.may("answer", {**full, **power}, Role.HANDLER, "ines")
    assert all(each.power for each in story.now.answers)


@given(lives())
def test_rule_24_payback_can_be_asked_about_at_any_time(story: Story) -> None:
    """With any body but the one that pays back, or past it; whatever became of the first ask."""
    other = Story(story.day).lodge("mill", kind="protect", code="ask2")
    past = Story(story.day).lodge(
        kind="protect", code="ask3", route="past_body", readers=["amara"], terms={"silence": "second_line"}
    )
    for each in (other, past):
        owed = due(each.now, each.body)
        assert owed.acknowledge_by == owed.answer_by == each.day + timedelta(days=3)


@given(lives(), st.integers(0, 100_000), st.text(), st.dictionaries(st.text(), st.text(), max_size=3))
def test_rule_25_praise_money_and_size_change_nothing(
    story: Story, members: int, name: str, pledges: dict[str, str]
) -> None:
    praised = replace(story.body, members=members, name=name, pledges=pledges)
    today = story.day
    assert due(story.now, praised) == due(story.now, story.body)
    assert overdue(story.now, praised, today) == overdue(story.now, story.body, today)
    assert silence.silent_days(story.now, praised, today) == silence.silent_days(story.now, story.body, today)
    assert silence.view_for_second_line(story.now, praised, today) == silence.view_for_second_line(
        story.now, story.body, today
    )


def sentences() -> set[str]:
    """Every English sentence in core, found in its sources."""
    found = set()
    for source in Path(answerable.core.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(source.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "N_":
                found.add(ast.literal_eval(node.args[0]))
    return found


def test_rule_26_endings_blame_nobody_who_asked() -> None:
    assert set(ending.LINES) == set(ending.Ending)
    for line in ending.LINES.values():
        assert not re.search(r"\b(you|asker|they) (failed|did not|refused|gave up|dropped)", line)
    story = Story().lodge()
    story.read("answer", NO)
    assert ending.ending(story.now, story.body, story.day) is ending.Ending.NOT_TAKEN_UP
    assert ending.LINES[ending.Ending.NOT_TAKEN_UP].startswith("The organisation did not")


@given(lives(), st.sampled_from(["ines", "tomas", "amara", "noor"]))
def test_rule_29_every_hand_out_is_shown(story: Story, actor: str) -> None:
    role = next(each.role for each in SEATS if each.code == actor)
    before = story.now.handouts
    handed = attempt(story, Try(Move.HANDED_OUT, {"handler": actor, "what": "thread"}, role, actor, 0))
    assert handed is (actor in story.now.readers and not story.now.withdrawn)
    assert (len(story.now.handouts) > len(before)) is handed
    if handed:
        shown = story.now.handouts[-1]
        assert (shown.handler, shown.date) == (actor, story.day)
        assert not story.may("handed-out", {"handler": "tomas", "what": "thread"}, Role.HANDLER, "ines")


@given(lives(), st.integers(-3, 30))
def test_rule_30_erasing_ends_all_and_says_what_stays(story: Story, kept: int) -> None:
    story.do("erased")
    assert replay(story.facts) == story.ask
    assert story.now.erased
    assert (story.now.kind, story.now.readers, story.now.promises, story.now.marks) == ("", frozenset(), (), ())
    for move, by in product(Move, Role):
        assert not story.may(move, {}, by, "ines")
    if 0 <= kept <= retention.KEY_BACKUP_DAYS:
        report = retention.deletion_report(story.day, kept)
        assert report.gone_here == story.day <= report.gone_from_backups
        assert retention.is_backup_over(story.day, report.gone_from_backups + timedelta(days=8))
        assert len(report.cannot) == 2
    else:
        with pytest.raises(Refused):
            retention.deletion_report(story.day, kept)


def test_rule_31_no_sentence_judges() -> None:
    said = sentences()
    assert len(said) > 150
    words = r"\b(guilty|sincere|honest|healed|you are safe|brave|bravery|seriously|innocent)\b"
    assert not [each for each in said if re.search(words, each, re.IGNORECASE)]
    forbidden = r"\b(victim|perpetrator|accused|case|ticket|complaint|verdict|resolved|closed|offender|alleged)\b"
    assert not [each for each in said if re.search(forbidden, each, re.IGNORECASE)]


@given(lives())
def test_every_story_replays(story: Story) -> None:
    assert replay(story.facts) == story.ask
    assert all(by_asker(fact) or fact.by in READERS for fact in story.facts)
