# SPDX-License-Identifier: AGPL-3.0-or-later
"""Runs of processes through their actions: whose they are, who sees them, what is stored, and that no ask moves."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from answerable.actions import asking, processing
from answerable.cli.movement import Asker, Movement
from answerable.core.errors import Denied, Refused
from answerable.core.process_state import RunStage
from answerable.core.process_template import EndingKind
from answerable.processes import library
from answerable.record import leaf_types
from answerable.sealing.asker import build_process_act
from answerable.sealing.entry import check_opening, leaf
from answerable.sealing.errors import Refusal
from answerable.sealing.wire import parse_b64
from answerable.storage import models, runs, templates
from answerable.storage.access import PUBLIC
from tests.actions.scene import ask_of, check_whole, later, signed, thread_of
from tests.conftest import NOW

BANK = "river-north-bank"
TOLD = {"ties": ["friend"], "paid_by": "second_line"}


def lodged(movement: Movement, name: str = "Anouk", **choices: Any) -> Asker:
    return movement.lodge(name, BANK, 10, kind="change_policy", text="words", **choices)


def held_of(one: Asker) -> runs.Held:
    return runs.of_thread(thread_of(one.code))[0]


def sent(one: Asker, act: str, value: dict[str, Any], at: datetime, held: runs.Held | None) -> dict[str, Any]:
    code, number = (held.row.code, held.number) if held else ("", 0)
    return build_process_act(one.private, code, act, value, number=number, day=at.date().isoformat())


def act(one: Asker, move: str, value: dict[str, Any] | None = None, at: datetime = NOW) -> runs.Held:
    held = None if move == "propose" else held_of(one)
    return processing.act_as_asker(sent(one, move, value or {}, at, held), by=one.enter(at), at=at)


def seat(movement: Movement, who: str, one: Asker, move: str, value: dict[str, Any] | None = None,
         at: datetime = NOW) -> runs.Held:  # fmt: skip
    return processing.act_with_seat(held_of(one).row.code, move, value or {}, by=movement.actor_of(who), at=at)


def begun(movement: Movement, one: Asker) -> runs.Held:
    act(one, "propose", {"template": "redress-response"})
    seat(movement, "Maren", one, "agree")
    seat(movement, "Sefa", one, "offer", {"seat": movement.members["Imre"].seat})
    seat(movement, "Imre", one, "declare", TOLD)
    act(one, "accept", TOLD)
    return act(one, "begin")


def test_a_run_from_proposal_to_its_end_moves_no_ask(movement: Movement) -> None:
    one = lodged(movement)
    before = ask_of(one.code)
    begun(movement, one)
    seat(movement, "Imre", one, "done", {"step": "safe", "to": "wishes"})
    act(one, "done", {"step": "wishes", "to": "draft"})
    held = seat(movement, "Tiko", one, "done", {"step": "draft", "to": "no"})
    assert (held.run.stage, held.run.ending) == (RunStage.ENDED, EndingKind.NOT_TAKEN_UP)
    assert held_of(one).run == held.run
    assert ask_of(one.code) == before
    assert models.Run.objects.get().ended
    check_whole()
    assert act(one, "propose", {"template": "boundary"}).run.stage is RunStage.PROPOSED


def test_a_run_leaves_lines_in_the_record_that_nobody_can_tell_from_others(movement: Movement) -> None:
    """In the same write as their facts; what opens them lies sealed beside the thread and goes with it."""
    one = lodged(movement)
    before = models.WaitingLeaf.objects.count()
    begun(movement, one)
    seat(movement, "Imre", one, "done", {"step": "safe", "to": "wishes"})
    act(one, "stop")
    held = held_of(one)
    types = [each["fields"]["type"] for each in held.lines]
    assert types == ["run-proposed", "facilitator-accepted", "run-begun", "run-ended-stopped"]
    assert set(types) <= leaf_types.RUN
    assert models.WaitingLeaf.objects.count() == before + len(types)
    thread = thread_of(one.code)
    first, *later_ones = held.lines
    assert first["fields"]["re"] == thread.noted[0].entry["id"]
    assert [each["fields"]["re"] for each in later_ones] == [each["entry"]["id"] for each in held.lines[:-1]]
    for each in held.lines:
        waiting = bytes(models.WaitingLeaf.objects.get(code=each["entry"]["id"]).raw)
        assert set(json.loads(waiting)) == {"v", "id", "c"}
        shown = leaf(each["entry"]["id"], each["entry"]["c"])
        check_opening(shown, parse_b64(each["entry"]["salt"], 32), each["fields"])
        assert (each["fields"]["thread"], each["fields"]["signature"]) == (one.code, None)
    stored = b"".join(bytes(blob) for blob in models.RunFact.objects.values_list("blob", flat=True))
    assert b"run-begun" not in stored
    check_whole()


def test_only_one_process_at_a_time_stands_around_an_ask(movement: Movement) -> None:
    one = lodged(movement)
    act(one, "propose", {"template": "boundary"})
    with pytest.raises(Refused):
        act(one, "propose", {"template": "direct-answer"})
    for wrong in ("self-study", "support-circle", "nothing"):
        other = movement.askers.get(wrong) or lodged(movement, wrong)
        with pytest.raises(Refused):
            act(other, "propose", {"template": wrong})


@pytest.mark.parametrize("bent", ["act", "value", "number", "day", "run", "signature"])
def test_a_host_cannot_act_for_the_asker_of_a_sealed_ask(movement: Movement, bent: str) -> None:
    one = lodged(movement)
    begun(movement, one)
    right = sent(one, "pause", {}, NOW, held_of(one))
    other = {
        "act": "stop",
        "value": {"step": "safe"},
        "number": 0,
        "day": "2031-01-01",
        "run": "",
        "signature": "A" * 86,
    }
    with pytest.raises((Refused, Refusal)):
        processing.act_as_asker({**right, bent: other[bent]}, by=one.enter(NOW), at=NOW)
    assert not held_of(one).run.paused
    processing.act_as_asker(right, by=one.enter(NOW), at=NOW)
    number = held_of(one).number
    processing.act_as_asker(right, by=one.enter(NOW), at=NOW)  # sent again: taken once
    assert held_of(one).number == number
    with pytest.raises(Refused):
        processing.act_as_asker({**right, "more": ""}, by=one.enter(NOW), at=NOW)
    assert held_of(one).run.paused


def test_who_was_left_out_sees_nothing_and_can_do_nothing(movement: Movement) -> None:
    one = lodged(movement, without=("Tiko", "Liss"), terms={"silence": "second_line"})
    held = begun(movement, one)
    for who in ("Tiko", "Liss", "Bram", "Kato", "Yuna", "Ondra", "Ruta"):
        actor = movement.actor_of(who)
        assert list(runs.seen_by(actor, NOW)) == []
        with pytest.raises(Denied):
            processing.act_with_seat(held.row.code, "wish_another", {}, by=actor, at=NOW)
    with pytest.raises(Denied):
        processing.act_with_seat(held.row.code, "wish_another", {}, by=PUBLIC, at=NOW)
    assert [seat.title for _, seat in runs.seen_by(movement.actor_of("Maren"), NOW)] == ["care lead"]
    assert [seat.title for _, seat in runs.seen_by(movement.actor_of("Imre"), NOW)] == ["facilitator"]


def test_a_facilitator_sees_a_run_from_the_offer_to_the_end(movement: Movement) -> None:
    one = lodged(movement)
    act(one, "propose", {"template": "redress-response"})
    imre = movement.actor_of("Imre")
    assert list(runs.seen_by(imre, NOW)) == []
    act(one, "offer", {"seat": movement.members["Imre"].seat})
    assert len(list(runs.seen_by(imre, NOW))) == 1
    act(one, "end_facilitator")
    assert list(runs.seen_by(imre, NOW)) == []
    assert models.Run.objects.get().facilitator is None


def test_neither_side_can_remove_or_choose_who_holds_it(movement: Movement) -> None:
    one = lodged(movement)
    begun(movement, one)
    for who in ("Maren", "Tiko", "Sefa"):
        with pytest.raises(Refused):
            seat(movement, who, one, "end_facilitator")
        with pytest.raises(Refused):
            seat(movement, who, one, "stop")
    seat(movement, "Maren", one, "wish_another")
    assert held_of(one).run.is_held
    act(one, "end_facilitator")
    with pytest.raises(Refused):
        seat(movement, "Maren", one, "offer", {"seat": movement.members["Imre"].seat})


def test_another_asker_is_told_nothing_and_acts_nowhere(movement: Movement) -> None:
    one, other = lodged(movement), lodged(movement, "Dafne")
    held = begun(movement, one)
    assert runs.of_thread(thread_of(other.code)) == []
    bent = build_process_act(other.private, held.row.code, "stop", {}, number=held.number, day="2031-05-20")
    with pytest.raises(Denied):
        processing.act_as_asker(bent, by=other.enter(NOW), at=NOW)


def test_what_is_stored_of_a_run_is_sealed_and_goes_with_its_ask(movement: Movement) -> None:
    one = lodged(movement)
    begun(movement, one)
    stored = b"".join(bytes(blob) for blob in models.RunFact.objects.values_list("blob", flat=True))
    for word in (b"redress", b"declare", b"friend", b"second_line", b"asker"):
        assert word not in stored
    asking.move_ask(signed(one, "erased", {}, NOW), by=one.enter(NOW), at=NOW)
    assert (models.Run.objects.count(), models.RunFact.objects.count()) == (0, 0)
    check_whole()


def test_days_pass_by_themselves_and_an_ask_taken_back_overtakes_its_process(movement: Movement) -> None:
    one = lodged(movement)
    begun(movement, one)
    assert processing.pass_days(at=later(14)) == 0
    assert processing.pass_days(at=later(15)) == 1
    assert held_of(one).run.at == "backup-looks"
    assert processing.pass_days(at=later(15)) == 0
    asking.move_ask(signed(one, "withdrawal", {}, later(16)), by=one.enter(later(16)), at=later(16))
    assert processing.pass_days(at=later(16)) == 1
    assert held_of(one).run.ending is EndingKind.OVERTAKEN


def test_a_reader_proposes_only_where_the_asker_lets_them_write(movement: Movement) -> None:
    one = lodged(movement, terms={"contact": "answers_only"})
    other = lodged(movement, "Dafne")
    maren = movement.actor_of("Maren")
    with pytest.raises(Refused):
        processing.propose_as_reader(one.code, "direct-answer", by=maren, at=NOW)
    held = processing.propose_as_reader(other.code, "direct-answer", by=maren, at=NOW)
    assert held.run.stage is RunStage.PROPOSED
    act(other, "decline")
    assert held_of(other).run.ending is EndingKind.STOPPED
    with pytest.raises(Refused, match="do not propose it again"):
        processing.propose_as_reader(other.code, "direct-answer", by=maren, at=NOW)
    assert act(other, "propose", {"template": "direct-answer"}).run.stage is RunStage.PROPOSED


def test_a_community_puts_its_own_file_beside_the_others_and_a_run_keeps_what_it_was(movement: Movement) -> None:
    from answerable import config

    folder = config.current().data / templates.FOLDER
    folder.mkdir()
    text = library.shipped_text("boundary").replace('code = "boundary"', 'code = "our-line"', 1)
    (folder / "ours.toml").write_text(text, "utf-8")
    (folder / "spoiled.toml").write_text("[process]\n", "utf-8")
    (folder / "same.toml").write_text(library.shipped_text("boundary").replace("A boundary", "Another", 1), "utf-8")
    every = templates.every()
    assert len(every) == 11
    assert every["boundary"].template.title == "A boundary"
    assert list(templates.spoiled()) == ["spoiled.toml"]
    one = lodged(movement)
    act(one, "propose", {"template": "our-line"})
    (folder / "ours.toml").write_text(text.replace("A boundary", "Changed", 1), "utf-8")
    assert held_of(one).run.template.title == "A boundary"
