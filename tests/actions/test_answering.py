# SPDX-License-Identifier: AGPL-3.0-or-later
"""Readers and the second line: what they may open, what is noted, and what stays closed to them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from answerable.actions import answering, bodies, joining
from answerable.cli.movement import Movement
from answerable.core.errors import Denied, Refused
from answerable.sealing import reader
from answerable.storage import sealed
from answerable.storage.access import MACHINE
from answerable.storage.desk import read_desk
from tests.actions.scene import WORDS, YES, acknowledge, ask_of, check_whole, later
from tests.conftest import NOW, ORIGIN

BANK, HILL = "river-north-bank", "river-hillside"


def test_a_hand_out_is_noted_once_a_day_and_person(movement: Movement) -> None:
    one = movement.lodge("Anouk", BANK, 3, kind="own_words", text=WORDS)
    maren, tiko = movement.actor_of("Maren"), movement.actor_of("Tiko")
    thread, seat = answering.hand_out(one.code, by=maren, at=NOW)
    answering.hand_out(one.code, by=maren, at=NOW)
    answering.hand_out(one.code, by=tiko, at=NOW)
    answering.hand_out(one.code, by=maren, at=later(1))
    noted = [(each.handler, each.what, each.role) for each in ask_of(one.code).handouts]
    seats = {name: movement.members[name].seat for name in ("Maren", "Tiko")}
    assert noted == [
        (seats["Maren"], "thread", "care lead"), (seats["Tiko"], "thread", "board secretary"),
        (seats["Maren"], "thread", "care lead"),
    ]  # fmt: skip
    payload = {
        "ask": one.code, "mark_key": thread.mark_key, "body": {"code": thread.body.code},
        "enrolment_key": thread.row.body.enrolment_key, "readers": sealed.entries_of(thread),
        **sealed.for_reader(thread, seat.code),
    }  # fmt: skip
    found = reader.open_ask(movement.members["Maren"].identity, ORIGIN, seat.code, payload)
    assert [line["body"]["text"] for line in found["messages"]] == [WORDS]
    check_whole()


def test_a_reader_answers_with_sealed_words(movement: Movement) -> None:
    one = movement.lodge("Anouk", BANK, 3, kind="change_policy", text=WORDS)
    maren = movement.actor_of("Maren")
    file = "YWdlLWVuY3J5cHRpb24ub3JnL3YxCg"
    answering.move_as_reader(one.code, "acknowledged", {}, by=maren, at=NOW, file=file, epoch=1)
    assert [each["from"] for each in sealed.for_reader(_thread(one.code), "")["messages"]] == [
        "asker",
        movement.members["Maren"].seat,
    ]
    with pytest.raises(Refused):
        answering.move_as_reader(one.code, "word", {}, by=maren, at=NOW, file=file, epoch=2)
    assert ask_of(one.code).word_dates == ()


def _thread(code: str):  # noqa: ANN202
    from tests.actions.scene import thread_of

    return thread_of(code)


def test_words_alone_come_only_where_the_terms_allow_it(movement: Movement) -> None:
    one = movement.lodge("Anouk", BANK, 3, kind="change_policy", text=WORDS, terms={"contact": "answers_only"})
    with pytest.raises(Refused) as refused:
        answering.write_as_reader(one.code, 1, "YWdl", by=movement.actor_of("Maren"), at=NOW)
    assert refused.value.sentence == answering.MAY_NOT_WRITE


@pytest.mark.parametrize("who", ["Nuri", "Odile", "Sefa", "Ondra", "Yuna", "Bram"])
def test_who_does_not_read_an_ask_finds_nothing(movement: Movement, who: str) -> None:
    one = movement.lodge("Anouk", BANK, 3, kind="change_policy", text=WORDS)
    actor = movement.actor_of(who)
    for attempt in (
        lambda code: answering.hand_out(code, by=actor, at=NOW),
        lambda code: answering.hand_out_standby(code, by=actor, at=NOW),
        lambda code: answering.move_as_reader(code, "acknowledged", {}, by=actor, at=NOW),
        lambda code: answering.write_as_reader(code, 1, "YWdl", by=actor, at=NOW),
    ):
        said = []
        for code in (one.code, "z" * 26):
            with pytest.raises(Denied) as denied:
                attempt(code)
            said.append(str(denied.value))
        assert said[0] == said[1]
    assert read_desk(actor, at=NOW).reads == ()


def test_the_second_line_learns_only_that_an_ask_waits(movement: Movement) -> None:
    one = movement.lodge("Anouk", BANK, 8, kind="change_policy", text=WORDS)
    sefa = movement.actor_of("Sefa")
    found = read_desk(sefa, at=NOW)
    assert [(each.signals[0].what, each.signals[0].kind, each.standby) for each in found.backs] == [
        ("unacknowledged", None, False)
    ]
    assert found.reads == ()
    acknowledge(movement, one, "Maren", NOW)
    assert read_desk(sefa, at=NOW).backs == ()


def test_a_standby_copy_only_on_its_trigger(movement: Movement) -> None:
    one = movement.lodge("Anouk", BANK, 6, kind="own_words", text=WORDS, terms={"standby": True})
    sefa = movement.actor_of("Sefa")
    with pytest.raises(Denied):
        answering.hand_out_standby(one.code, by=sefa, at=NOW)
    thread, seat = answering.hand_out_standby(one.code, by=sefa, at=later(2))
    assert len(sealed.for_reader(thread, seat.code, standby=True)["keys"]) == 1
    assert [(each.what, each.role) for each in ask_of(one.code).handouts] == [("standby", "backup lead")]
    check_whole()


def test_who_steps_aside_reads_no_more(movement: Movement) -> None:
    one = movement.lodge("Anouk", BANK, 3, kind="change_policy", text=WORDS)
    tiko, seat = movement.actor_of("Tiko"), movement.members["Tiko"].seat
    answering.move_as_reader(one.code, "removed", {"handler": seat, "epoch": 1}, by=tiko, at=NOW)
    with pytest.raises(Denied):
        answering.hand_out(one.code, by=tiko, at=NOW)
    assert sealed.keys_of(_thread(one.code), seat) == []
    check_whole()


def test_a_term_that_ended_closes_the_desk_and_tells_the_second_line(movement: Movement) -> None:
    one = movement.lodge("Anouk", BANK, 1, kind="change_policy", without=["Tiko"])
    maren = movement.actor_of("Maren")
    joining.leave(movement.members["Maren"].seat, by=maren, at=NOW, own=True)
    with pytest.raises(Denied):
        answering.hand_out(one.code, by=maren, at=later(1))
    found = read_desk(movement.actor_of("Sefa"), at=later(1))
    assert [each.signals[0].what for each in found.backs] == ["no_reader_left"]


def test_a_body_that_ends_passes_its_asks_on_and_no_reader(movement: Movement) -> None:
    """Scenario 5."""
    one = movement.lodge("Anouk", "river-delta", 10, kind="change_policy", text=WORDS)
    two = movement.lodge("Runa", "river-delta", 10, kind="change_policy", without=["Pell"])
    assert bodies.dissolve(movement.codes["river-delta"], by=MACHINE, at=NOW) == 2
    for each in (one, two):
        ask = ask_of(each.code)
        assert (ask.body, ask.readers) == (movement.codes["river-network"], frozenset())
    with pytest.raises(Denied):
        answering.hand_out(one.code, by=movement.actor_of("Bram"), at=NOW)
    kato, sefa = read_desk(movement.actor_of("Kato"), at=NOW), read_desk(movement.actor_of("Sefa"), at=NOW)
    assert [each.before.slug for each in kato.duties] == ["river-delta"]
    assert len(sefa.backs) == 2
    check_whole()


def statements(movement: Movement, who: str) -> list[str]:
    with CaptureQueriesContext(connection) as seen:
        read_desk(movement.actor_of(who), at=NOW)
    return [each["sql"].split("WHERE")[0][:200] for each in seen.captured_queries]


def test_a_desk_runs_the_same_statements_whatever_exists(movement: Movement) -> None:
    """Rule 21: for who was left out, not even their number differs."""
    names = ("Nuri", "Odile", "Sefa", "Liss", "Kato", "Yuna", "Ondra")
    for each in names:
        movement.actor_of(each)
    read_desk(movement.actor_of("Nuri"), at=NOW)  # the tree of bodies is kept from here on
    before = {who: statements(movement, who) for who in names}
    for number in range(3):
        movement.lodge(f"A{number}", HILL, 20, kind="change_policy", text=WORDS, without=["Nuri"])
    movement.lodge("B", "river-delta", 20, kind="change_policy", text=WORDS, without=["Pell", "Liss"])
    bodies.dissolve(movement.codes["river-delta"], by=MACHINE, at=NOW)
    read_desk(movement.actor_of("Nuri"), at=NOW)  # the tree of bodies is read anew after the end of one
    assert {who: statements(movement, who) for who in names} == before
    assert read_desk(movement.actor_of("Nuri"), at=NOW).reads == ()
    assert len(read_desk(movement.actor_of("Odile"), at=NOW).reads) == 3


def test_an_answer_and_its_promise_get_their_codes_here(movement: Movement) -> None:
    one = movement.lodge("Anouk", BANK, 3, kind="change_policy")
    maren = movement.actor_of("Maren")
    answering.move_as_reader(one.code, "answer", {**YES, "code": "says-something"}, by=maren, at=NOW)
    assert ask_of(one.code).answers[0].code != "says-something"
