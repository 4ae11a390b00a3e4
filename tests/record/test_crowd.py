# SPDX-License-Identifier: AGPL-3.0-or-later
"""Copies in bulk are asks like others: their threads replay, their entries open their leaves, the record holds."""

from __future__ import annotations

from datetime import timedelta

from answerable.cli.movement import Movement
from answerable.record import names
from answerable.record.offline.audit import audit
from answerable.record.offline.source import Folder
from answerable.record.offline.verify import verify
from answerable.sealing.wire import jcs
from answerable.storage import keyfile, models, threads
from answerable.storage.rebuild import rebuild
from tests import crowd
from tests.record.world import Record

COUNT = 120


def test_copies_are_asks_like_others(movement: Movement) -> None:
    record = Record(movement).begin()
    movement.lodge("words", crowd.NORTH, 0, kind="own_words", text="Please give the keys of the hall back.")
    movement.lodge("read", crowd.NORTH, 9, kind="pay_care")
    movement.act("Maren", "read", 4, "acknowledged", role="care_lead")
    movement.lodge("held", crowd.NORTH, 0, kind="pay_care", hold_until=movement.before(-5).date().isoformat())
    homes = crowd.add_bodies(3)
    many = crowd.Crowd([crowd.read(name, movement) for name in ("words", "read", "held")], homes)
    many.lodge(COUNT, record.today, 3)
    many.enter(record.today + timedelta(8))

    assert rebuild() == {"living": COUNT + 3, "erased": 0, "differences": []}
    assert models.Ask.objects.exclude(body__slug=crowd.NORTH).values("body").distinct().count() == 3
    assert len(keyfile.current().idents(keyfile.Purpose.THREAD)) == COUNT + 3
    assert audit(Folder(names.folder()), record.policy).findings == []
    record.day += 9
    for row in models.Ask.objects.exclude(body__slug=crowd.NORTH).select_related("asker").order_by("code")[:9]:
        receipt = jcs(record.receipt_of(threads.open_thread(row)))
        checked = verify(receipt, record.policy, Folder(names.folder()))
        assert (checked.wrong, checked.missing) == ([], [])
