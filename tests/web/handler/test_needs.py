# SPDX-License-Identifier: AGPL-3.0-or-later
"""What needs us now: the first thing owed, and how late; nothing that only the asker may know moves it."""

from datetime import date, timedelta
from typing import Any

from answerable.core.ask import Ask, decide, evolve
from answerable.core.body import Body, BodyStage
from answerable.core.handler import Handler
from answerable.core.move import Move, Role
from answerable.web.handler import present
from answerable.web.handler.needs import need

DAY = date(2031, 3, 3)
BODY = Body(
    "b", "river", "River", second_line="s", stage=BodyStage.PLEDGED, joined_date=date(2030, 1, 1), door_open=True
)
READERS = (
    Handler("ada", "b", Role.HANDLER, "care lead", None, date(2030, 1, 1), None),
    Handler("ben", "b", Role.HANDLER, "board", None, date(2030, 1, 1), None),
)
YES = {"value": "yes", "power": "board", "code": "a1"}
PROMISE = {"code": "p1", "who": "board", "what": "as_asked", "by": "2031-03-20", "how_seen": "letter"}


def act(ask: Ask | None, move: Move, value: dict[str, Any], by: Role, day: date, actor: str = "") -> Ask:
    return evolve(ask, decide(ask, move, value, by=by, actor=actor, at=day, body=BODY, handlers=READERS))


def lodged(**more: Any) -> Ask:
    value = {"kind": "change_policy", "code": "x", "body": "b", "readers": ["ada", "ben"], **more}
    return act(None, Move.LODGED, value, Role.ASKER, DAY)


def body_acts(ask: Ask, move: Move, value: dict[str, Any], day: date) -> Ask:
    return act(ask, move, value, Role.HANDLER, day, "ada")


def on(days: int) -> date:
    return DAY + timedelta(days=days)


def test_reading_comes_first_and_is_late_the_day_after_its_day() -> None:
    ask = lodged()
    assert need(ask, BODY, on(7)).what == "acknowledge"
    assert need(ask, BODY, on(7)).late == 0
    assert need(ask, BODY, on(8)).late == 1


def test_then_the_answer_then_the_promise_then_the_deed() -> None:
    ask = body_acts(lodged(), Move.ACKNOWLEDGED, {}, on(1))
    assert need(ask, BODY, on(2)).what == "answer"
    ask = body_acts(ask, Move.ANSWER, YES, on(2))
    assert need(ask, BODY, on(2)).what == "promise"
    ask = body_acts(ask, Move.PROMISE, PROMISE, on(2))
    found = need(ask, BODY, on(20))
    assert (found.what, found.late) == ("done", 3)
    ask = body_acts(ask, Move.CLAIM, {"promise": "p1"}, on(20))
    assert need(ask, BODY, on(21)).what == ""


def test_word_is_asked_for_when_only_word_is_late() -> None:
    ask = body_acts(lodged(), Move.ACKNOWLEDGED, {}, DAY)
    assert need(ask, BODY, on(30)).what == "answer"
    assert need(ask, BODY, on(40)).late == 10


def test_a_paused_ask_owes_only_that_it_was_read() -> None:
    ask = act(lodged(), Move.PAUSE, {}, Role.ASKER, on(1))
    assert need(ask, BODY, on(2)).what == "acknowledge"
    ask = body_acts(ask, Move.ACKNOWLEDGED, {}, on(2))
    assert need(ask, BODY, on(60)).what == ""


def test_a_mark_for_its_asker_alone_changes_no_byte_of_what_readers_see() -> None:
    ask = body_acts(lodged(), Move.ACKNOWLEDGED, {}, on(1))
    marked = act(ask, Move.MARK, {"value": "met"}, Role.ASKER, on(2))
    for day in (on(2), on(10), on(50)):
        seen = [present.state(each, BODY, READERS[0], day) for each in (ask, marked)]
        assert seen[0] == seen[1]
        rows = [present.waiting(each, BODY, READERS[0], day) for each in (ask, marked)]
        assert rows[0] == rows[1]


def test_a_mark_for_readers_shows_after_three_days_and_not_before() -> None:
    ask = body_acts(lodged(), Move.ACKNOWLEDGED, {}, on(1))
    ask = act(ask, Move.MARK, {"value": "not_met", "audience": "readers"}, Role.ASKER, on(2))
    assert present.state(ask, BODY, READERS[0], on(4))["marks"] == []
    assert len(present.state(ask, BODY, READERS[0], on(5))["marks"]) == 1


def test_the_kind_stands_in_the_list_only_for_who_opened_it() -> None:
    ask = lodged()
    assert present.waiting(ask, BODY, READERS[0], DAY)["kind_title"] is None
    ask = body_acts(ask, Move.HANDED_OUT, {"handler": "ada", "what": "thread"}, DAY)
    assert present.waiting(ask, BODY, READERS[0], DAY)["kind_title"]
    assert present.waiting(ask, BODY, READERS[1], DAY)["kind_title"] is None


def test_overdue_comes_first() -> None:
    rows = [
        {"needs": "", "late": 0, "due": None, "ask": "c"},
        {"needs": "answer", "late": 0, "due": "2031-04-01", "ask": "b"},
        {"needs": "answer", "late": 2, "due": "2031-03-01", "ask": "a"},
        {"needs": "acknowledge", "late": 9, "due": "2031-02-01", "ask": "d"},
    ]
    assert [row["ask"] for row in present.in_order(rows)] == ["d", "a", "b", "c"]


def test_history_names_no_opening_and_no_mark() -> None:
    ask = body_acts(lodged(), Move.HANDED_OUT, {"handler": "ada", "what": "thread"}, on(1))
    ask = body_acts(ask, Move.ACKNOWLEDGED, {}, on(1))
    ask = act(ask, Move.MARK, {"value": "met"}, Role.ASKER, on(1))
    history = present.state(ask, BODY, READERS[0], on(2))["history"]
    assert [line["by_body"] for line in history] == [False, True]
