# SPDX-License-Identifier: AGPL-3.0-or-later
"""`answerable rollback`: the database from before the last upgrade, for the version that ran then."""

from __future__ import annotations

import argparse
from typing import Final

from answerable.cli import control
from answerable.core.errors import Refused
from answerable.core.words import N_

SAY_SO: Final = N_(
    "This puts the database back as it was on {day}, before the upgrade. All that came since is lost. If that is what "
    "you want: answerable rollback --lose-what-came-since"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "After an upgrade, with the server stopped: put the database back as it was before it."
    parser.add_argument("--lose-what-came-since", action="store_true", help="say that you know it")


def run(options: argparse.Namespace) -> int:
    control.prepare()
    from answerable.record import names
    from answerable.storage import moved, schema
    from answerable.storage.writer import running

    moved.check_not_moved()
    with running():
        kept = schema.kept()
        if kept and not options.lose_what_came_since:
            raise Refused(SAY_SO.format(day=list(kept.values())[-1]))
        if kept:  # the mark first: a database that is older than its record signs nothing until it has caught up
            names.restored().write_text(f"{list(kept.values())[-1]}\n", "utf-8")
        day = schema.roll_back()
    print(
        f"The database is as it was on {day}. Now install the version that ran then, and bring its record up to date:"
    )
    print(f"  answerable record catch-up {names.folder()}")
    return 0
