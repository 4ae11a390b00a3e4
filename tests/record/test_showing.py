# SPDX-License-Identifier: AGPL-3.0-or-later
"""A line is shown, hidden and shown again: each word of its asker counts once."""

from __future__ import annotations

from typing import Any

import pytest

from answerable.actions import showing
from answerable.core.errors import Refused
from answerable.record import reading
from answerable.sealing.errors import Refusal
from answerable.storage import sent
from tests.cast import Movement
from tests.record.world import Record


@pytest.fixture
def record(movement: Movement) -> Record:
    made = Record(movement).begin()
    made.lodge("Anouk")
    return made.pass_days(2)


def send(record: Record, given: dict[str, Any]) -> dict[str, int]:
    """How often each line was shown or hidden after it."""
    one = record.movement.askers["Anouk"]
    showing.show_entry(given, by=one.enter(record.now), at=record.now)
    times: dict[str, int] = reading.proofs([given["entry"]])["times"]
    return times


def test_what_was_shown_and_hidden_is_not_shown_again_by_the_first_word(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = record.thread("Anouk").noted[0].entry["id"]
    first = record.signed_show("Anouk", entry, True)
    assert send(record, first) == {entry: 1}
    second = record.signed_show("Anouk", entry, False)
    assert send(record, second) == {entry: 2}
    for replayed in (first, second):  # taken for what was sent again because its answer was lost: nothing happens
        assert send(record, replayed) == {entry: 2}
    monkeypatch.setattr(sent, "is_repeated", lambda *given: False)
    for replayed in (first, second):  # and without that memory it is late
        with pytest.raises(Refused, match="meanwhile"):
            send(record, replayed)
    third = record.signed_show("Anouk", entry, True)
    for bent in ({**first, "number": 3}, {**third, "number": 1}, {**third, "number": None}, {**third, "shown": False}):
        with pytest.raises(Refusal, match="^signature$"):
            send(record, bent)
    assert send(record, third) == {entry: 3}


def test_a_number_that_is_not_next_is_refused(record: Record) -> None:
    entry = record.thread("Anouk").noted[0].entry["id"]
    ahead = record.signed_show("Anouk", entry, True, number=2)
    with pytest.raises(Refused, match="meanwhile"):
        send(record, ahead)
    assert send(record, record.signed_show("Anouk", entry, True)) == {entry: 1}
