# SPDX-License-Identifier: AGPL-3.0-or-later
"""A search: whatever readers, backups, stewards, operators and clocks do, in any order, no ask ends or is marked by it.

Nor is its asker reached without a consent that lives on that day: a shadow keeps its own book of consents, by days.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from answerable.core import ask as asks
from answerable.core import clocks, consent
from answerable.core.ask import Stage, replay
from answerable.core.body import BodyStage
from answerable.core.boundary import BoundaryStage
from answerable.core.errors import Refused
from answerable.core.handler import Handler
from answerable.core.move import ASKERS, READERS, Move, Role
from tests.core.counting import Steps, is_found, search, search_enough
from tests.core.scene import PAST, SEATS, VALUES, Story, promise_values

OTHERS = st.sampled_from(
    [
        *((each.role, each.code) for each in SEATS),
        *((role, "") for role in sorted(set(Role) - ASKERS)),
        *((role, "ines") for role in (Role.OPERATOR, Role.BODY_STEWARD, Role.FACILITATOR, Role.FUND_STEWARD)),
    ]
)
ANY_MOVE = st.sampled_from(Move)
# Which of those who really read the ask: whoever reads nothing is refused before any rule is asked.
READING = st.integers(0, 3)
THE_ASKERS = st.sampled_from(
    sorted({move for (_, move), (roles, _) in asks.MOVES.items() if roles <= ASKERS} | {Move.REMOVED, Move.RESEALED})
)
PURPOSES = st.sampled_from([("contact", "one_call"), ("meeting", "one_meeting")])
ROLES = {each.code: each.role for each in SEATS}
ANSWERS = st.sampled_from([Move.CONSENT_GIVEN, Move.CONSENT_GIVEN, Move.CONSENT_REFUSED, Move.CONSENT_BACK])
codes = st.sampled_from(["c1", "c2"])
counted = Steps()


class EverybodyButTheAsker(RuleBasedStateMachine):
    """The asker only answers consents, pauses and goes on; all others try everything."""

    story: Story
    given: dict[str, date]
    by: dict[str, str]

    @initialize(
        way=st.sampled_from(["all", "past"]),
        kind=st.sampled_from(["no_contact", "remove_from_role", "protect"]),
        read=st.booleans(),
    )
    def lodge(self, way: str, kind: str, read: bool) -> None:
        self.story = Story().lodge(kind=kind, **(PAST if way == "past" else {}))
        if read:
            self.story.read("acknowledged", {"role": "care lead"}, "amara" if way == "past" else "ines")
        self.given, self.by = {}, {}

    @rule(data=st.data(), move=ANY_MOVE, who=OTHERS)
    def try_anything(self, data: st.DataObject, move: Move, who: tuple[Role, str]) -> None:
        before = self.story.now
        value = data.draw(promise_values if move is Move.PROMISE else VALUES.get(move, st.just({})))
        if not self.does(move, value, *who):
            return
        self.check_untouched(before, move, value, who)

    def reader(self, which: int) -> str:
        reads = sorted(self.story.now.readers)
        return reads[which % len(reads)] if reads else "ines"

    @rule(data=st.data(), move=THE_ASKERS, which=READING)
    def a_reader_tries_what_is_the_askers(self, data: st.DataObject, move: Move, which: int) -> None:
        who = self.reader(which)
        before, value = self.story.now, data.draw(VALUES.get(move, st.just({})))
        if self.does(move, value, ROLES[who], who):
            self.check_untouched(before, move, value, (ROLES[who], who))

    @rule(which=READING, move=st.sampled_from([Move.ACKNOWLEDGED, Move.CONSENT_ASKED]), code=codes, about=PURPOSES)
    def a_reader_begins(self, which: int, move: Move, code: str, about: tuple[str, str]) -> None:
        who = self.reader(which)
        asked = {"code": code, "party": "reader", "purpose": about[0], "thing": about[1]}
        value = asked if move is Move.CONSENT_ASKED else {"role": "care lead"}
        before = self.story.now
        if self.does(move, value, ROLES[who], who):
            self.check_untouched(before, move, value, (ROLES[who], who))

    @rule(data=st.data(), which=READING, itself=st.integers(0, 3))
    def a_reader_makes_contact(self, data: st.DataObject, which: int, itself: int) -> None:
        """With whatever was ever given, mostly by whoever asked for it: in time, or much too late."""
        before = self.story.now
        given = [each for each in before.consents if each.code in self.given]
        code = data.draw(st.sampled_from([each.code for each in given]) if given else codes)
        who = self.by.get(code, self.reader(which)) if itself else self.reader(which)
        value = {"consent": code}
        if self.does(Move.CONSENT_USED, value, ROLES[who], who):
            self.check_untouched(before, Move.CONSENT_USED, value, (ROLES[who], who))

    def does(self, move: Move, value: Any, by: Role = Role.ASKER, actor: str = "") -> bool:
        counted.tried += 1
        try:
            self.story.do(move, value, by, actor)
        except Refused:
            return False
        counted.done[str(move)] += 1
        return True

    def check_untouched(self, before: Any, move: Move, value: Any, who: tuple[Role, str]) -> None:
        after = self.story.now
        assert move not in (Move.MARK, Move.CONSENT_GIVEN, Move.BOUNDARY_LIFTED, Move.WITHDRAWAL, Move.ERASED)
        kept = ("marks", "withdrawn", "erased", "paused", "terms", "kind", "lodged_date", "code")
        assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
        lifted = [each.stage is BoundaryStage.LIFTED for each in after.boundaries]
        assert lifted[: len(before.boundaries)] == [each.stage is BoundaryStage.LIFTED for each in before.boundaries]
        if move is Move.CONSENT_ASKED:
            self.by[value["code"]] = who[1]
        if move is Move.CONSENT_USED:
            code = value["consent"]
            assert self.story.day <= self.given.pop(code), "a consent that lives, by the shadow's own book"
            assert self.by[code] == who[1]

    @rule(move=ANSWERS, code=codes, days=st.integers(0, 20))
    def the_asker_answers(self, move: Move, code: str, days: int) -> None:
        until = (self.story.day + timedelta(days=days)).isoformat()
        value = {"consent": code, **({"until": until} if move is Move.CONSENT_GIVEN else {})}
        if not self.does(move, value):
            return
        self.given.pop(code, None)
        if move is Move.CONSENT_GIVEN:
            self.given[code] = date.fromisoformat(until)

    @rule(often=st.integers(0, 9))
    def the_asker_rests(self, often: int) -> None:
        self.does(Move.RESUME if often else Move.PAUSE, {})

    @rule(seat=st.sampled_from(SEATS))
    def the_asker_lets_somebody_read(self, seat: Handler) -> None:
        """So that somebody reads again after the body ended, or a reader stepped aside."""
        self.does(Move.ADMITTED, {"handler": seat.code, "epoch": self.story.now.epoch})

    @rule(days=st.integers(0, 15))
    def wait(self, days: int) -> None:
        self.story.wait(days)

    @rule(often=st.integers(0, 4))
    def the_body_ends(self, often: int) -> None:
        body, ask = self.story.body, self.story.now
        heirs = {"harbour": "mill", "mill": "rivers"}
        if often or body.code not in heirs:
            return
        self.story.tree[body.code] = replace(body, stage=BodyStage.DISSOLVED)
        due = clocks.due(ask, body)
        counted.done["ended"] += 1
        self.story.do(Move.TRANSFER, {"body": heirs[body.code], "everyone_before": ask.everyone}, Role.CLOCK)
        assert clocks.due(self.story.now, self.story.body) == due

    @invariant()
    def it_stands(self) -> None:
        ask = self.story.now
        assert ask.stage is not Stage.MARKED
        assert not (ask.withdrawn or ask.erased)
        assert clocks.start_of(ask, self.story.body) == self.story.facts[0].day

    @invariant()
    def it_replays(self) -> None:
        if len(self.story.facts) % 8 == 1:
            assert replay(self.story.facts) == self.story.ask


def test_nobody_but_the_asker_ends_marks_or_reaches() -> None:
    search(EverybodyButTheAsker, 60, 30)


@pytest.mark.long
def test_nobody_but_the_asker_ends_marks_or_reaches_in_a_hundred_thousand_steps(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with capsys.disabled():
        search_enough(EverybodyButTheAsker, counted, 120, print)
    assert counted.done["consent-used"] > 50, "consents were used, so the shadow's book was asked"
    assert counted.done["ended"] > 100


def test_the_search_finds_an_ask_that_a_reader_could_end(monkeypatch: pytest.MonkeyPatch) -> None:
    for stage in (Stage.LODGED, Stage.ACKNOWLEDGED, Stage.ANSWERED):
        monkeypatch.setitem(asks.MOVES, (stage, Move.WITHDRAWAL), (ASKERS | READERS, stage))
    assert "WITHDRAWAL" in is_found(EverybodyButTheAsker, 100, 30)


def test_the_search_finds_a_mark_that_is_not_the_askers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asks, "ASKERS", ASKERS | READERS)
    for stage in (Stage.LODGED, Stage.ACKNOWLEDGED, Stage.ANSWERED):
        monkeypatch.setitem(asks.MOVES, (stage, Move.MARK), (ASKERS | READERS, Stage.MARKED))
    assert is_found(EverybodyButTheAsker, 100, 30)


def test_the_search_finds_a_contact_with_a_consent_that_ran_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consent, "check_live", lambda *_: None)
    assert is_found(EverybodyButTheAsker, 100, 60)


def test_the_search_bites() -> None:
    """By hand: a consent is used, so the shadow's book is asked; and the machine would see a forged one."""
    machine = EverybodyButTheAsker()
    machine.lodge("all", "no_contact", True)
    story = machine.story
    asked = {"code": "c1", "party": "reader", "purpose": "contact", "thing": "one_call"}
    story.read("consent-asked", asked)
    machine.by["c1"] = "ines"
    machine.the_asker_answers(Move.CONSENT_GIVEN, "c1", 3)
    before = story.now
    story.read("consent-used", {"consent": "c1"})
    machine.check_untouched(before, Move.CONSENT_USED, {"consent": "c1"}, (Role.HANDLER, "ines"))
    machine.given["c1"] = story.day - timedelta(days=1)
    with pytest.raises(AssertionError, match="lives"):
        machine.check_untouched(before, Move.CONSENT_USED, {"consent": "c1"}, (Role.HANDLER, "ines"))
