# SPDX-License-Identifier: AGPL-3.0-or-later
"""The clock of the machine set forward and back: what was promised stays due, visits end, days only grow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from answerable import clock, config
from answerable.actions import visits
from answerable.cli import errands, leading
from answerable.core import clocks
from answerable.core.errors import Refused
from answerable.core.health import Trouble
from answerable.jobs import measuring, runner, steady
from answerable.record import keeping, publishing
from answerable.record.offline.audit import audit
from answerable.sealing import asker
from answerable.sealing.challenge import sign_challenge
from answerable.storage import models, standing, threads
from answerable.storage.access import PUBLIC
from answerable.storage.writer import write
from answerable.tlog.policy import parse_policy
from tests.cast import Movement
from tests.conftest import NOW
from tests.record.world import Here

NORTH = "river-north-bank"


def on(days: int) -> datetime:
    return NOW + timedelta(days=days)


def due(movement: Movement, name: str) -> tuple[object, object]:
    thread = threads.open_thread(models.Ask.objects.select_related("body").get(code=movement.askers[name].code))
    found = clocks.due(thread.ask, thread.body)
    return found.acknowledge_by, found.answer_by


def run(days: int) -> list[str]:
    with clock.frozen(on(days)):
        return runner.run_due(on(days))


def test_days_of_the_record_only_grow_and_nothing_is_due_later(movement: Movement) -> None:
    run(0)
    movement.lodge("before", NORTH, 0, kind="change_policy")
    stood = due(movement, "before")
    for at, days in enumerate((1, 41, 40, 2, 1, 42, 43)):
        run(days)
        movement.lodge(f"on {at}", NORTH, -days, kind="change_policy")
        assert due(movement, "before") == stood
    run(44)
    with clock.frozen(on(44)):
        publishing.archive()
        report = audit(Here(), parse_policy(Here().fetch("policy")))
    assert report.findings == []
    batches = list(models.Batch.objects.order_by("size").values_list("day", flat=True))
    assert batches == sorted(batches)
    assert not models.WaitingLeaf.objects.exists()


def test_nothing_enters_the_record_with_a_day_before_its_newest(movement: Movement) -> None:
    run(40)
    size = keeping.log().size

    @write
    def enter() -> None:
        keeping.append([keeping.open_entry("policy", on(1).date().isoformat(), lines=["x"])])

    with pytest.raises(Refused, match="Set the clock right"):
        enter()
    run(1)
    assert keeping.log().size == size


def test_jobs_run_once_a_day_and_go_on_after_the_clock_was_ahead(movement: Movement) -> None:
    run(0)
    assert run(0) == []
    assert "forget" in run(41)
    assert "forget" in run(2)
    assert "forget" not in run(2)
    assert "forget" not in run(1), "an hour back over midnight does nothing twice"
    assert "forget" in run(3)


def test_a_visit_from_a_day_that_has_not_come_has_ended(movement: Movement) -> None:
    one = movement.lodge("before", NORTH, 0, kind="change_policy")
    keys, at = asker.asker_keys(one.words, one.origin, 1), on(41)
    given = visits.challenge("mine", keys.locator_text, at=at)
    signature = sign_challenge(keys.signin, one.origin, "mine", given["nonce"], given["expires"])
    token, _ = visits.enter_with_words(
        {"locator": keys.locator_text, "signature": signature, **given}, by=PUBLIC, at=at
    )
    assert visits.read_actor([token], at=at).asks
    assert visits.read_actor([token], at=at - timedelta(minutes=5)).asks
    assert not visits.read_actor([token], at=on(0)).asks
    assert not visits.read_actor([token], at=on(42)).asks


@pytest.fixture
def machine(movement: Movement, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, float]]:
    """A server in real use, and seconds since its machine started, which no clock moves."""
    found = {"seconds": 1000.0}
    monkeypatch.setattr(clock, "since_boot", lambda: found["seconds"])
    before = config.current()
    config.use(replace(before, mode="real"))
    try:
        with clock.frozen(NOW):
            monkeypatch.setattr(steady, "watch", steady.Watch())
        for module in (runner, errands, measuring):
            monkeypatch.setattr(module, "watch", steady.watch)
        yield found
    finally:
        config.use(before)


def once(at: datetime) -> str:
    """One round of the thread that does what is due; the last day on which words were let go."""
    with clock.frozen(at):
        runner.Runner()._once()
    return str(models.JobDay.objects.get(name="forget").done)


def day(days: int) -> str:
    return on(days).date().isoformat()


def test_nothing_is_let_go_by_a_clock_that_was_set_ahead(movement: Movement, machine: dict[str, float]) -> None:
    assert once(NOW) == day(0)
    machine["seconds"] += 86_400
    assert once(on(1)) == day(1), "a day passed on the machine, too"
    assert once(on(6)) == day(1), "five days within a moment: held, although no gap of a week shows"
    assert once(on(200)) == day(1)
    with clock.frozen(on(200)):
        assert measuring.measure()["clock_ahead_days"] == 199
        with pytest.raises(Refused, match="ahead by 199 days"):
            errands.run_jobs({})
    assert not models.Batch.objects.filter(day__gt=on(1).date()).exists()
    assert once(on(1) + timedelta(hours=1)) == day(1)
    machine["seconds"] += 86_400
    assert once(on(2)) == day(2), "set right, it goes on by itself"


def test_a_clock_that_is_right_after_a_long_time_off_is_believed_when_somebody_says_so(
    movement: Movement, machine: dict[str, float]
) -> None:
    assert once(NOW) == day(0)
    machine["seconds"] = 20.0  # the machine was off for a month
    with clock.frozen(on(30)):
        for module in (runner, errands, measuring):
            module.watch = steady.Watch()
        assert measuring.measure()["clock_ahead_days"] == 30
    assert once(on(30)) == day(0)
    with clock.frozen(on(30)):
        assert "forget" in errands.run_jobs({"clock_is_right": True})
        assert measuring.measure()["clock_ahead_days"] == 0
    machine["seconds"] += 86_400
    assert once(on(31)) == day(31)


def test_a_clock_that_was_believed_by_mistake_does_not_blind_the_guard_once_it_is_set(
    movement: Movement, machine: dict[str, float]
) -> None:
    once(NOW)
    with clock.frozen(on(400)):
        errands.run_jobs({"clock_is_right": True})
    assert once(on(1)) == day(1)
    machine["seconds"] = 20.0
    with clock.frozen(on(30)):
        for module in (runner, errands, measuring):
            module.watch = steady.Watch()
        assert measuring.measure()["clock_ahead_days"] == 29
        assert Trouble("clock-ahead", "29") in standing.of_days(on(30))
    assert once(on(30)) == day(1)


def test_after_three_days_of_waiting_it_goes_on_because_words_are_to_go(
    movement: Movement, machine: dict[str, float]
) -> None:
    once(NOW)
    for hours in range(0, 72, 12):
        assert once(on(30) + timedelta(hours=hours)) == day(0)
        machine["seconds"] += 12 * 3600
    assert once(on(33)) == day(33)


def test_a_week_off_and_a_machine_that_slept_are_nothing(movement: Movement, machine: dict[str, float]) -> None:
    once(NOW)
    machine["seconds"] += 7 * 86_400
    assert once(on(7)) == day(7)


def test_a_start_by_a_clock_that_is_far_ahead_enters_nothing(movement: Movement, machine: dict[str, float]) -> None:
    """Else the record stood still until that day came, for everybody."""
    with clock.frozen(NOW):
        leading.open_record()
    newest = keeping.newest_day()
    with clock.frozen(on(400)):
        leading.open_record()
        publishing.publish_changes(on(400).date())
        with pytest.raises(Refused, match="more than a week"):
            enter_policy(on(400))
        assert keeping.day_for_taking(on(400).date()).isoformat() == newest
    assert keeping.newest_day() == newest
    machine["seconds"] += 86_400
    assert once(on(1)) == day(1)
    assert keeping.newest_day() == day(1)
    with clock.frozen(on(30)):
        errands.run_jobs({"clock_is_right": True})
        leading.open_record()
        enter_policy(on(30))
    assert keeping.newest_day() == day(30)


@write
def enter_policy(at: datetime) -> None:
    keeping.append([keeping.open_entry("policy", at.date().isoformat(), lines=["x"])])
