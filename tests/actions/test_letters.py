# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters through their actions: real keys, real signatures, the record beside them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from answerable.cli import groups
from answerable.cli.groups import Group
from answerable.cli.movement import Movement
from answerable.record import publishing
from answerable.record.offline.audit import audit
from answerable.storage import letters as stored
from answerable.storage import models
from answerable.storage.letters import Held
from tests.conftest import NOW
from tests.record.world import Here, Record

ASKS = ("Say who knew, and when.", "Two paid seats on the board.", "Stop using our photographs of Annelore.")


def later(days: int) -> Any:
    return NOW + timedelta(days=days)


def group(movement: Movement, slug: str = "river-network", **given: Any) -> Group:
    del movement
    return Group().put_up(slug, ASKS, NOW, **given)


def held(one: Group, days: int = 0) -> Held:
    found = stored.by_slug(one.slug)
    assert found is not None
    return found.on(later(days).date())


def findings(movement: Movement, days: int = 0) -> list[str]:
    record = Record(movement, day=days)
    publishing.publish_changes(record.today)
    record.pass_days(1)
    return [str(each) for each in audit(Here(), record.policy).findings]


def leaves(kind: str) -> int:
    return models.Leaf.objects.filter(kind=kind).count()


def test_the_demo_tells_two_letters_and_the_record_of_them_is_whole(movement: Movement) -> None:
    told = groups.tell(movement)
    assert {one.slug for one in told.values()} == {"river-network-1", "orchard-kitchen-1"}
    assert findings(movement) == []
    assert {kind: leaves(kind) for kind in ("letter", "letter-act", "answer", "promise", "claim")} == {
        "letter": 2, "letter-act": 1, "answer": 3, "promise": 3, "claim": 1,
    }  # fmt: skip
