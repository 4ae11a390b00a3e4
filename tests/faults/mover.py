# SPDX-License-Identifier: AGPL-3.0-or-later
"""A move that is killed: `python -m tests.faults.mover ADDRESS ROWS AFTER` moves ROWS rows a commit and is killed by
the kernel before commit number AFTER."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import replace
from typing import Any

from answerable import cli, config
from answerable.cli import control


def main(address: str, rows: int, after: int) -> int:
    given = config.current()
    config.use(replace(given, store=address))
    control.prepare()
    config.use(given)
    from answerable.storage.postgres import moving

    put, left = moving._put, [after]

    def put_or_die(*given: Any) -> None:
        put(*given)
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    moving._put, moving.AT_ONCE = put_or_die, rows  # type: ignore[misc]
    return cli.main(["move", "--to", address])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
