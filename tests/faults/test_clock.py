# SPDX-License-Identifier: AGPL-3.0-or-later
"""The clock of the machine set forward and back: what was promised stays due, visits end, days only grow."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from answerable import clock
from answerable.actions import visits
from answerable.core import clocks
from answerable.core.errors import Refused
from answerable.jobs import runner
from answerable.record import keeping, publishing
from answerable.record.offline.audit import audit
from answerable.sealing import asker
from answerable.sealing.challenge import sign_challenge
from answerable.storage import models, threads
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
