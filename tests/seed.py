# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes a data folder with the invented movement: `python -m tests.seed [bare|whole]`, in a process of its own."""

import json
import sys

from answerable import clock, config
from answerable.cli import control


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


if __name__ == "__main__":
    main(sys.argv[1])
