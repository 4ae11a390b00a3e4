# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an operator does to a stopped server's folder: a body ends, or several become one."""

import json
import os
import subprocess
import sys
from typing import Any

from tests.serving import ROOT, Serving


def dissolve(server: Serving, slug: str) -> Serving:
    """The body ends; the server goes on, on the same day as before."""
    return _act(server, {"code": server.ways["codes"][slug]})


def merge(server: Serving, slugs: list[str], into: str) -> Serving:
    """Several become one that lives already."""
    codes = server.ways["codes"]
    return _act(server, {"gone": [codes[slug] for slug in slugs], "into": codes[into]})


def _act(server: Serving, what: dict[str, object]) -> Serving:
    server.stop()
    given = json.dumps({**what, "shift": server.shift})
    subprocess.run(
        [sys.executable, "-m", "tests.journeys.acts", given],
        cwd=ROOT, env=server.environment(), check=True, timeout=60,
    )  # fmt: skip
    return server.start(shift=server.shift)


def main(given: dict[str, Any]) -> None:
    from answerable.cli import control

    control.prepare()
    from answerable import clock
    from answerable.actions import bodies
    from answerable.storage.access import MACHINE
    from answerable.storage.writer import running

    clock.shift_days(int(str(given["shift"])))
    with running():
        if "gone" in given:
            bodies.merge(given["gone"], str(given["into"]), by=MACHINE, at=clock.now())
        else:
            bodies.dissolve(str(given["code"]), by=MACHINE, at=clock.now())


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "answerable.settings")
    main(json.loads(sys.argv[1]))
