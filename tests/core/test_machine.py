# SPDX-License-Identifier: AGPL-3.0-or-later
"""A whole ask as a state machine: several people act as they like, the days go by, and what must hold holds."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from answerable.core import clocks, mark, promise, readers, silence
from answerable.core.ask import Stage, offered, replay
from answerable.core.body import heir
from answerable.core.errors import Refused
from answerable.core.mark import Audience
from answerable.core.move import ASKERS, READERS, Move, Role
from answerable.core.terms import Level
from tests.core.scene import ASKERS_MOVES, BODYS, PAST, SEATS, VALUES, Story, Try, attempt

readers_of_all = st.sampled_from([(each.role, each.code) for each in SEATS])


class WholeAsk(RuleBasedStateMachine):
    """The asker, four readers, the second line, the clock, and a body that may end."""

    story: Story
    left_out: set[str]
    chosen: set[str]
    answer_by_before: Any

    @initialize(
        kind=st.sampled_from(["acknowledge", "protect", "no_contact"]),
        way=st.sampled_from(["all", "some", "none", "past", "held"]),
        mode=st.sampled_from(["keyed", "hosted"]),
    )
    def lodge(self, kind: str, way: str, mode: str) -> None:
        quiet = {"terms": {"silence": "second_line"}}
        ways: dict[str, dict[str, Any]] = {
            "all": {},
            "some": {"readers": ["tomas"], **quiet},
            "none": {"readers": [], **quiet},
            "past": PAST,
            "held": {"hold_until": "2031-03-11"},
        }
        self.story = Story().lodge(kind=kind, mode=mode, **ways[way])
        self.chosen = set(self.story.now.readers | self.story.now.backups)

    def attempt(self, move: Move, value: Any, by: Role, actor: str) -> bool:
        before = self.story.now
        done = attempt(self.story, Try(move, value, by, actor, 0))
        if done:
            self.check_done(move, by, actor, before)
        return done

    def check_done(self, move: Move, by: Role, actor: str, before: Any) -> None:
        after = self.story.now
        if by in READERS:
            assert actor in before.readers | before.backups
            assert (after.marks, after.terms) == (before.marks, before.terms)
        if by not in ASKERS and move is not Move.TRANSFER:
            assert after.has_mark == before.has_mark
            assert after.withdrawn == before.withdrawn

    @rule(days=st.integers(1, 20))
    def wait(self, days: int) -> None:
        late = set(clocks.overdue(self.story.now, self.story.body, self.story.day))
        self.story.wait(days)
        assert late <= set(clocks.overdue(self.story.now, self.story.body, self.story.day))

    @rule(data=st.data(), move=st.sampled_from(ASKERS_MOVES))
    def asker(self, data: st.DataObject, move: Move) -> None:
        value = data.draw(VALUES.get(move, st.just({})))
        if self.attempt(move, value, Role.ASKER, "") and move is Move.ADMITTED:
            self.chosen.add(value["handler"])

    @rule(data=st.data(), move=st.sampled_from(sorted(BODYS)), who=readers_of_all)
    def reader(self, data: st.DataObject, move: Move, who: tuple[Role, str]) -> None:
        before = clocks.due(self.story.now, self.story.body)
        self.attempt(move, data.draw(VALUES.get(move, st.just({}))), *who)
        after = clocks.due(self.story.now, self.story.body)
        assert (after.acknowledge_by, after.answer_by) == (before.acknowledge_by, before.answer_by)

    @rule(who=readers_of_all, what=st.sampled_from(["thread", "standby"]))
    def open_it(self, who: tuple[Role, str], what: str) -> None:
        handed = self.attempt(Move.HANDED_OUT, {"handler": who[1], "what": what}, *who)
        shown = {(each.handler, each.what, each.date) for each in self.story.now.handouts}
        assert not handed or (who[1], what, self.story.day) in shown

    @rule(who=readers_of_all, move=st.sampled_from([Move.MARK, *ASKERS_MOVES]))
    def reach_for_the_askers_moves(self, who: tuple[Role, str], move: Move) -> None:
        value = {"value": "met", "audience": "everyone"} if move is Move.MARK else {}
        assert not self.story.may(move, value, *who)

    @rule()
    def clock_admits(self) -> None:
        if self.attempt(Move.LODGED, {}, Role.CLOCK, ""):
            assert self.story.now.lodged_date == self.story.day

    @precondition(lambda self: not self.story.now.moved_bodies)
    @rule()
    def dissolve(self) -> None:
        before = clocks.due(self.story.now, self.story.body)
        self.story.dissolve("harbour")
        value = {"body": heir("harbour", self.story.tree), "everyone_before": self.story.now.everyone}
        assert self.attempt(Move.TRANSFER, value, Role.CLOCK, "")
        assert clocks.due(self.story.now, self.story.body) == before

    @rule(code=st.sampled_from([each.code for each in SEATS]))
    def a_term_ends(self, code: str) -> None:
        ended = self.story.day - timedelta(days=1)
        self.story.seats = tuple(
            replace(each, until_date=ended) if each.code == code and each.until_date is None else each
            for each in self.story.seats
        )

    @invariant()
    def replays(self) -> None:
        assert replay(self.story.facts) == self.story.ask

    @invariant()
    def only_whom_the_asker_named_can_see_it(self) -> None:
        ask, day = self.story.now, self.story.day
        assert ask.readers | ask.backups <= self.chosen
        for each in self.story.seats:
            seen = silence.signals_for(each, ask, self.story.body, self.story.seats, day)
            assert not seen or each.role is Role.SECOND_LINE
            if readers.is_reader(ask, each, day):
                assert each.code in self.chosen

    @invariant()
    def marks_show_as_they_should(self) -> None:
        ask, day = self.story.now, self.story.day
        for viewer in list(Audience)[1:]:
            for each in mark.visible(ask, viewer, day):
                assert day >= each.date + timedelta(days=3)
                assert list(Audience).index(each.audience) >= list(Audience).index(viewer)
                assert not each.taken_back
        assert (ask.stage is Stage.MARKED) == ask.has_mark

    @invariant()
    def the_body_can_always_do_what_it_owes(self) -> None:
        """Where a duty runs, the table lets a reader do it: nothing is owed that cannot be given."""
        ask, role = self.story.now, Role.HANDLER if self.story.now.route == "body" else Role.SECOND_LINE
        if ask.withdrawn or (ask.paused and not ask.is_kept_on):
            return
        can = offered(ask, role)
        late = clocks.overdue(ask, self.story.body, self.story.day)
        assert "acknowledge" not in late or Move.ACKNOWLEDGED in can
        assert "answer" not in late or Move.ANSWER in can
        assert "promise" not in late or Move.PROMISE in can

    @invariant()
    def paused_clocks_name_no_day(self) -> None:
        ask = self.story.now
        if ask.paused and not ask.is_kept_on and ask.lodged_date and not ask.withdrawn:
            last = clocks.due(ask, self.story.body)
            for day in (last.answer_by, last.word_by):
                assert day is None or day < ask.pauses[-1][0]

    @invariant()
    def who_leaves_somebody_out_starts_quiet(self) -> None:
        first = self.story.facts[0].value
        if not first["everyone"]:
            assert self.story.now.terms[0].silence is Level.SECOND_LINE

    @invariant()
    def intentions_are_never_accepted(self) -> None:
        for each in self.story.now.promises:
            assert each.stage is not promise.PromiseStage.ACCEPTED or not promise.is_intention(each)
            assert sum(not moved.needs_asker for moved in each.dates) <= 1


def test_the_machine_refuses_what_it_should() -> None:
    """A small walk by hand, so that the machine itself is known to bite."""
    machine = WholeAsk()
    machine.lodge("acknowledge", "some", "keyed")
    assert not machine.attempt(Move.ACKNOWLEDGED, {}, Role.HANDLER, "ines")
    assert machine.attempt(Move.ACKNOWLEDGED, {}, Role.HANDLER, "tomas")
    try:
        machine.story.read("answer", {"value": "no", "power": "board", "code": "a1"}, "tomas")
    except Refused as refused:
        assert "reason" in refused.sentence


TestWholeAsk = WholeAsk.TestCase
