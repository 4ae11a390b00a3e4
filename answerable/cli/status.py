# SPDX-License-Identifier: AGPL-3.0-or-later
"""`answerable status`: the running server's figures, over its control socket, which only its own account can reach.

They are of all together. A figure of one body would tell its operator's neighbours who is asked, so there is none.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from typing import Final

from answerable.cli import control
from answerable.core.errors import Refused
from answerable.core.words import N_

NOT_SERVED: Final = N_("No server runs on this data folder. `answerable doctor` says what else is wrong.")

ONE_OF: Final = (
    "Answers, writes, memory, files and threads are of the process that leads; {others} more serve beside it, and what "
    "they did stands in none of these."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="for a program")
    how.add_argument(
        "--prometheus",
        action="store_true",
        help="for the text collector of a node exporter, which keeps a history: nothing that tells when somebody asked",
    )


def run(options: argparse.Namespace) -> int:
    control.prepare()
    if not control.is_served():
        raise Refused(NOT_SERVED)
    found: dict[str, float] = control.call("status")
    print(json.dumps(found) if options.json else exposed(found) if options.prometheus else listed(found))
    return int(bool(found["record_behind"] or found["clock_ahead_days"]))


def listed(found: Mapping[str, float]) -> str:
    from answerable.jobs.measuring import SAYS
    from answerable.jobs.steady import NOT_SURE

    lines = [f"{found[name]:>16,}  {says}" for name, says in SAYS.items()]
    if found["processes"] > 1:
        lines.append(ONE_OF.format(others=int(found["processes"]) - 1))
    if found["clock_ahead_days"]:
        lines.append(NOT_SURE.format(days=int(found["clock_ahead_days"])))
    return "\n".join(lines)


def exposed(found: Mapping[str, float]) -> str:
    """In the text format of Prometheus, version 0.0.4: only what tells nobody when an ask came."""
    from answerable.counts import NAMES
    from answerable.jobs.measuring import MAY_BE_KEPT, SAYS

    lines = []
    for name in MAY_BE_KEPT:
        kind, ending = ("counter", "_total") if name in NAMES else ("gauge", "")
        full = f"answerable_{name}{ending}"
        lines += [f"# HELP {full} {SAYS[name]}", f"# TYPE {full} {kind}", f"{full} {found[name]}"]
    return "\n".join(lines)
