# SPDX-License-Identifier: AGPL-3.0-or-later
"""A clock that ran ahead and was set right keeps nobody from taking away what is public: that waits for no day."""

from __future__ import annotations

from datetime import datetime

import pytest

from answerable.actions import asking, letters, stating
from answerable.cli.groups import Group
from answerable.core.errors import Refused
from answerable.record import keeping, publishing
from answerable.record.offline.audit import audit
from answerable.storage import letters as stored
from answerable.storage import models
from answerable.storage.writer import write
from tests.actions.scene import signed
from tests.actions.test_letters import commitment
from tests.cast import Movement
from tests.record.world import Here, Record

NETWORK = "river-network"
TEXT = "The secretary told Annelore that the minutes will be published."


@pytest.fixture
def record(movement: Movement) -> Record:
    return Record(movement).begin()


def ahead_and_back(record: Record) -> datetime:
    """Forty days ahead for a night, then right again: what only adds waits. Returns the right instant."""
    stood = record.day
    record.day += 40
    record.pass_days(1)
    record.day = stood
    with pytest.raises(Refused, match="Set the clock right"):
        enter(record)
    return record.now


@write
def enter(record: Record) -> None:
    keeping.append([keeping.open_entry("policy", record.today.isoformat(), lines=["x"])])


def whole(record: Record) -> None:
    """The record still holds, also once its newest day has come."""
    for days in (0, 42):
        record.day += days
        publishing.publish_changes(record.today)
        publishing.publish()
        publishing.archive()
        assert [str(each) for each in audit(Here(), record.policy).findings] == []
        if not days:
            record.pass_days(1)


def test_an_asker_hides_a_line_and_erases(record: Record) -> None:
    record.lodge("Anouk")
    record.lodge("Runa")
    record.pass_days(2).show("Anouk", 0)
    record.show("Runa", 0)
    at = ahead_and_back(record)
    record.show("Runa", 0, shown=False)
    one = record.movement.askers["Anouk"]
    asking.move_ask(signed(one, "erased", {}, at), by=one.enter(at), at=at)
    assert not models.Opening.objects.exists()
    assert not models.Ask.objects.filter(code=one.code).exists()
    whole(record)


def test_a_name_goes_out_of_a_statement_and_a_letter_and_a_letter_is_hidden(record: Record) -> None:
    movement, at = record.movement, record.now
    movement.now = at
    row = stating.write_statement(
        NETWORK, title="A word", text=TEXT, language="en", by=movement.actor_of("Wiebe"), at=at
    )
    stating.check_statement(NETWORK, row.code, 1, by=movement.actor_of("Kato"), at=at)
    one = Group().put_up(NETWORK, ("Stop using our photographs of Annelore.", "Pay the cooks."), at)
    wiebe, at = movement.actor_of("Wiebe"), ahead_and_back(record)
    stating.take_out(NETWORK, row.code, 1, "Annelore", by=wiebe, at=at)
    text = commitment(one, "Annelore")
    letters.take_out(text, "of annelore", by=one.holders["Joram"].prove(at), at=at)
    one.sign("Ilse", "hide", {}, at)
    assert not stored.still_opens(text)
    whole(record)
