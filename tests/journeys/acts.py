# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an operator does to a stopped server's folder: `python -m tests.journeys.acts dissolve SLUG`."""

import json
import os
import subprocess
import sys

from tests.serving import ROOT, Serving


def dissolve(server: Serving, slug: str) -> Serving:
    """The body ends; the server goes on, on the same day as before."""
    server.stop()
    given = json.dumps({"code": server.ways["codes"][slug], "shift": server.shift})
    subprocess.run(
        [sys.executable, "-m", "tests.journeys.acts", given],
        cwd=ROOT, env=server.environment(), check=True, timeout=60,
    )  # fmt: skip
    return server.start(shift=server.shift)


def main(given: dict[str, object]) -> None:
    from answerable.cli import control

    control.prepare()
    from answerable import clock
    from answerable.actions import bodies
    from answerable.storage.access import MACHINE
    from answerable.storage.writer import running

    clock.shift_days(int(str(given["shift"])))
    with running():
        bodies.dissolve(str(given["code"]), by=MACHINE, at=clock.now())


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "answerable.settings")
    main(json.loads(sys.argv[1]))
