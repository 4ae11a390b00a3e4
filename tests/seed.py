# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes a data folder with the invented movement: `python -m tests.seed [bare|whole|many]`, in a process of its own.

`many` is a chapter whose readers have 120 asks, five of them late.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

from answerable import clock, config
from answerable.cli import control

if TYPE_CHECKING:
    from answerable.cli.movement import Movement


def main(how: str) -> None:
    control.prepare()
    from answerable.cli import demo
    from answerable.cli.groups import Group
    from answerable.cli.movement import Movement
    from answerable.cli.story import tell
    from answerable.record import keeping
    from answerable.storage import schema, succession
    from answerable.storage.writer import running

    with running():
        schema.ensure()
        succession.begin()
        keeping.begin()
        movement = Movement(clock.now()).found()
        told: dict[str, Group] = {}
        if how == "whole":
            told = tell(movement)
            demo._release(movement)
        found = demo.ways(movement, told) | {"codes": movement.codes}
        (config.current().data / demo.WAYS).write_text(json.dumps(found), "utf-8")
        if how == "many":
            _fill(movement)


def _fill(movement: Movement) -> None:
    from tests import crowd

    movement.lodge("lodged", crowd.NORTH, 1, kind="credit_work")
    movement.lodge("answered", crowd.NORTH, 1, kind="change_policy")
    movement.act("Tiko", "answered", 1, "answer", value="no", reasons=["no_money"], power="treasurer")
    lodged, answered = (crowd.read(name, movement) for name in ("lodged", "answered"))
    today = movement.now.date()
    for lived, count, days in ((lodged, 5, 12), (lodged, 34, 3), (answered, 79, 3)):
        crowd.Crowd([lived], [lived.home]).lodge(count, today - timedelta(days), 1)


if __name__ == "__main__":
    main(sys.argv[1])
