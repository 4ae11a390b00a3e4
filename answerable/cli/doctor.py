# SPDX-License-Identifier: AGPL-3.0-or-later
"""`answerable doctor`: what is wrong, in sentences, before it hurts. It changes nothing and needs no running server."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from answerable import config
from answerable.core.health import Trouble

CALM: Final = "Nothing is wrong that can be seen from here."
# Where the store says one of these, no row of it can be read.
UNREADABLE: Final = frozenset(
    {
        "database-missing", "database-damaged", "database-unreachable", "database-older", "database-newer",
        "database-moved", "database-unfinished",
    }
)  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "Say what is wrong before it hurts, and what to do. Ends with 0 where nothing is, else with 1."
    parser.add_argument("--json", action="store_true", help="the same for a program: a list of {name, sentence}")


def run(options: argparse.Namespace) -> int:
    found = list(examine())
    if options.json:
        print(json.dumps([{"name": each.name, "sentence": each.sentence} for each in found], indent=2))
    else:
        print("\n".join(f"· {each.sentence}" for each in found) or CALM)
    return 1 if found else 0


def examine() -> Iterator[Trouble]:
    """Everything that is wrong, what stands below the rest first."""
    given, problems = config.examined()
    yield from (Trouble("settings", sentence) for sentence in problems)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "answerable.settings")
    import django

    django.setup()
    from answerable.cli import control, doctor_machine
    from answerable.storage import looking

    yield from doctor_machine.of_account()
    yield from doctor_machine.of_bundle()
    if not given.data.is_dir():
        yield Trouble("folder-missing")
        return
    control.shift_clock()
    yield from doctor_machine.of_folder(given.data)
    with looking.alone(given.data) as is_alone:
        yield from doctor_machine.of_server(given, is_alone=is_alone)
        with looking.reading(given.data, is_alone=is_alone):
            yield from _of_store(given)


def _of_store(given: config.Config) -> Iterator[Trouble]:
    from answerable import clock
    from answerable.storage import looking, standing

    yield from standing.of_key_file(_keys(given))
    found = list(looking.of_store(given.data))
    yield from found
    if not UNREADABLE & {each.name for each in found}:
        yield from _of_rows(given, clock.now())


def _of_rows(given: config.Config, now: datetime) -> Iterator[Trouble]:
    from answerable.core.health import of_backups
    from answerable.jobs import keybackups
    from answerable.record import examining
    from answerable.storage import queries, standing

    yield from standing.of_days(now)
    yield from standing.of_keys(_keys(given))
    yield from of_backups(keybackups.listed(), bool(queries.installation()["offline_recipient"]), now.date())
    yield from examining.of_record(now)
    yield from standing.of_notices(now.date()) if given.smtp is not None else ()
    yield from standing.of_installation()
    yield from standing.of_bodies(now)


def _keys(given: config.Config) -> Path:
    return given.data / "keys"
