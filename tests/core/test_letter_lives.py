# SPDX-License-Identifier: AGPL-3.0-or-later
"""A letter as a state machine: four keyholders, a body and the clock act as they like, and what must hold holds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from answerable.core.errors import Refused
from answerable.core.letter import LETTER_MOVES, WHILE_PAUSED, as_of, offered
from answerable.core.letter_checks import VALUES
from answerable.core.letter_days import answer_by, day_count
from answerable.core.letter_state import WAIT_DAYS, Letter, LetterMove, LetterStage, mark_of, text_now
from answerable.core.move import Role
from tests.core.letter_scene import (
    ANNA,
    BEN,
    CLEO,
    DARA,
    FIRST,
    GROUP,
    NO,
    PLAN,
    READER,
    STEWARD,
    YES,
    LetterStory,
    said,
    text,
)

ALL = (ANNA, BEN, CLEO, DARA)
keys = st.sampled_from(ALL)
signers = st.lists(keys, min_size=1, max_size=3, unique=True)
numbers = st.integers(1, 3)
marks = st.sampled_from(sorted(str(each) for each in VALUES))
futures = st.integers(0, 60).map(lambda days: (FIRST + timedelta(days=days)).isoformat())
codes = st.sampled_from(["p1", "p2", "p3"])


class WholeLetter(RuleBasedStateMachine):
    """Whatever is tried; most of it may be done, the rest is refused and changes nothing."""

    story: LetterStory

    @initialize(more=st.sampled_from([(), (CLEO,), (CLEO, DARA)]), wanted=st.integers(1, 3), up=st.booleans())
    def begin(self, more: tuple[str, ...], wanted: int, up: bool) -> None:
        if up:
            self.story = LetterStory().put_up(*more, threshold=min(wanted, 2 + len(more)))
        else:
            self.story = LetterStory().draft(threshold=min(wanted, 2))

    def attempt(self, move: str, value: Any, by: Role, actor: str) -> bool:
        before = self.story.now
        try:
            self.story.do(move, value, by, actor)
        except Refused:
            assert self.story.now == before
            return False
        cell = LETTER_MOVES[before.stage, LetterMove(move)]
        assert by in cell[0]
        assert not before.paused or LetterMove(move) in WHILE_PAUSED
        assert by is not GROUP or actor in before.keys or move == "joined"
        if by is not GROUP:
            self.check_body(before, self.story.now)
        return True

    def check_body(self, before: Letter, after: Letter) -> None:
        """No role but the group's changes a mark, a key, a pause, a day, or the group's words."""
        for name in ("acts", "keys", "threshold", "joined", "pauses", "hidings", "numbers", "title", "public_date"):
            assert getattr(after, name) == getattr(before, name)
        assert after.own_texts == before.own_texts
        assert answer_by(after, self.story.body) == answer_by(before, self.story.body)

    def sign(self, move: str, inner: Any, who: list[str], again: bool = True) -> None:
        for key in who:
            self.attempt(move, self.story.signed(move, inner, again=again), GROUP, key)

    @rule(days=st.integers(1, 5))
    def wait(self, days: int) -> None:
        before = self.story.now
        self.story.wait(days)
        for number in (1, 2, 3):
            if mark_of(before, number) is not None:
                assert mark_of(self.story.now, number) is not None

    @rule(number=numbers, value=marks, who=signers, again=st.booleans())
    def mark(self, number: int, value: str, who: list[str], again: bool) -> None:
        self.sign("mark", {"number": number, "value": value}, who, again)

    @rule(chosen=st.lists(keys, min_size=1, unique=True), threshold=st.integers(1, 3), who=signers)
    def change_keys(self, chosen: list[str], threshold: int, who: list[str]) -> None:
        self.sign("keys", {"keys": chosen, "threshold": threshold}, who)

    @rule(who=keys)
    def one_leaves(self, who: str) -> None:
        left = [each for each in self.story.now.keys if each != who]
        if left:
            threshold = min(self.story.now.threshold, len(left))
            self.sign("keys", {"keys": left, "threshold": threshold}, left[:threshold])

    @rule(key=keys)
    def join(self, key: str) -> None:
        self.attempt("joined", {}, GROUP, key)

    @rule(move=st.sampled_from(["pause", "resume", "hide", "show"]), who=signers)
    def stand(self, move: str, who: list[str]) -> None:
        self.sign(move, {}, who)

    @rule(who=signers)
    def put_up(self, who: list[str]) -> None:
        now = self.story.now
        value = {name: getattr(now, name) for name in ("body", "title", "group", "intro", "threshold")}
        self.sign("put_up", {**value, "numbers": list(now.numbers), "keys": list(now.keys)}, who)

    @rule(what=st.sampled_from(["number 1", "number 2", "number 3", "keys", "show", "promise p1"]), who=keys)
    def stop(self, what: str, who: str) -> None:
        for act in [each for each in self.story.now.acts if each.about == what]:
            self.attempt("stop", {"about": what, "round": act.round}, GROUP, who)

    @rule(number=numbers, given=st.sampled_from([YES, NO]), code=st.sampled_from(["a1", "a2", "a3"]))
    def answer(self, number: int, given: Any, code: str) -> None:
        self.attempt("answer", said(number, "answer", {**given, "code": code}, code), READER, "ines")

    @rule(number=numbers, code=codes, by=st.none() | futures, completes=st.none() | codes)
    def promise(self, number: int, code: str, by: str | None, completes: str | None) -> None:
        inner = {**PLAN, "code": code, "by": by, "completes": completes}
        self.attempt("promise", said(number, "promise", inner), READER, "ines")

    @rule(code=codes, to=futures)
    def move_date(self, code: str, to: str) -> None:
        self.attempt("moved", {"promise": code, "to": to}, READER, "ines")

    @rule(code=codes, to=futures, yes=st.booleans(), who=signers)
    def settle_date(self, code: str, to: str, yes: bool, who: list[str]) -> None:
        waiting = [one for each in self.story.now.promises for one in each.promise.dates if one.accepted is None]
        day = waiting[-1].to.isoformat() if waiting else to
        self.sign("date", {"promise": code, "to": day, "accepted": yes}, who)

    @rule(number=numbers, code=st.none() | codes)
    def claim(self, number: int, code: str | None) -> None:
        self.attempt("claim", {"number": number, "promise": code}, READER, "ines")

    @rule(by=st.sampled_from([GROUP, STEWARD]), place=st.integers(0, 5), left=st.booleans())
    def take_out(self, by: Role, place: int, left: bool) -> None:
        texts = self.story.now.own_texts if by is GROUP else self.story.now.body_texts
        if texts:
            old = texts[place % len(texts)]
            value = {"text": old, "now": text("cut " + old) if left else None}
            if self.attempt("taken_out", value, by, ANNA if by is GROUP else "yun"):
                assert text_now(self.story.now, old) == value["now"]

    @rule(by=st.sampled_from([each for each in Role if each is not GROUP]), number=numbers, value=marks)
    def mark_without_right(self, by: Role, number: int, value: str) -> None:
        assert not self.attempt(
            "mark", self.story.signed("mark", {"number": number, "value": value}), by, self.story.now.keys[0]
        )

    @invariant()
    def replays(self) -> None:
        """The same state from the facts as they are stored, on this day and on every later one."""
        replayed = self.story.replayed()
        assert replayed == self.story.letter
        for days in (0, 1, 3, 40):
            day = self.story.day + timedelta(days=days)
            assert replayed is not None
            assert as_of(replayed, day) == as_of(self.story.now, day)
            assert as_of(as_of(replayed, day), day) == as_of(replayed, day)

    @invariant()
    def somebody_holds_it(self) -> None:
        now = self.story.now
        assert len(set(now.keys)) == len(now.keys)
        assert not set(now.keys) & set(now.joined)
        if now.stage is not LetterStage.DRAFT:
            assert 1 <= now.threshold <= len(now.keys)

    @invariant()
    def what_shows_was_signed_and_waited(self) -> None:
        for act in self.story.now.acts:
            assert len(set(act.signers)) == len(act.signers)
            if act.stands and act.move is LetterMove.MARK:
                assert act.done is not None
                assert self.story.day >= act.done + timedelta(days=WAIT_DAYS)
                assert act.signers
            if act.waits and not act.stopped:
                assert set(act.signers) <= set(self.story.now.keys)
                assert act.move is LetterMove.KEYS or len(act.signers) >= self.story.now.threshold
        waiting = [each.about for each in self.story.now.acts if each.waits and not each.stopped]
        assert len(set(waiting)) == len(waiting)

    @invariant()
    def nobody_but_the_group_can_mark(self) -> None:
        for by in Role:
            assert by is GROUP or LetterMove.MARK not in offered(self.story.now, by)

    @invariant()
    def days_never_run_backwards(self) -> None:
        now, body = self.story.now, self.story.body
        count = day_count(now, body, self.story.day)
        later = day_count(now, body, self.story.day + timedelta(days=1))
        if count is not None:
            assert later is not None
            assert count <= later <= count + 1


TestWholeLetter = WholeLetter.TestCase
