# SPDX-License-Identifier: AGPL-3.0-or-later
"""`answerable demo`: serves an invented movement. Its state is kept between runs, until `--reset`."""

from __future__ import annotations

import argparse
import json
import os
import shutil
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from answerable import clock, config, server
from answerable.cli import control

if TYPE_CHECKING:
    from collections.abc import Mapping

    from answerable.cli.groups import Group
    from answerable.cli.movement import Movement

WAYS = "ways-in.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reset", action="store_true", help="forget the movement and end")


def run(options: argparse.Namespace) -> int:
    os.environ.setdefault("ANSWERABLE_MODE", "demo")
    given = config.current()
    if options.reset:
        shutil.rmtree(given.data, ignore_errors=True)
        print(f"{given.data.name} is empty. `make demo` makes a new movement.")
        return 0
    if not (given.data / WAYS).exists():
        make(given.data)
    say(given)
    return server.serve()


def make(folder: Path) -> None:
    """The movement, with a past of 130 days and figures released for the months behind it."""
    print("Making an invented movement; this takes a moment …", flush=True)
    control.prepare()
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
        told = tell(movement)
        _release(movement)
        (folder / WAYS).write_text(json.dumps(ways(movement, told), indent=2), "utf-8")


def _release(movement: Movement) -> None:
    from answerable.actions.timely import release_month
    from answerable.record import batch

    batch.close(batch.due_day(movement.now))
    first = movement.now.date().replace(day=1)
    for months in (3, 2, 1):
        day = first
        for _ in range(months):
            day = (day - timedelta(days=1)).replace(day=1)
        release_month(day.isoformat()[:7], at=movement.now)


def ways(movement: Movement, told: Mapping[str, Group]) -> dict[str, Any]:
    """What the demo's page of ways in shows. It exists in demo mode only."""
    from answerable.cli import groups
    from answerable.cli.movement import JOINED, PEOPLE
    from answerable.cli.saying import SAYS

    return {
        "made": movement.now.isoformat(),
        "askers": [{"words": one.words, "says": SAYS[name]} for name, one in movement.askers.items()],
        "members": [
            {
                "name": one.name,
                "seat": one.seat,
                "role": str(PEOPLE[name][0]),
                "title": PEOPLE[name][2],
                "body": PEOPLE[name][1] or "",
                "passphrase": one.passphrases["carried"],
                "printed": one.passphrases["printed"],
                "secret": one.secret,
            }
            for name, one in movement.members.items()
        ],
        "letters": groups.ways(told),
        "joined": list(JOINED),
    }


def say(given: config.Config) -> None:
    """Addresses and ways in."""
    found = json.loads((given.data / WAYS).read_text("utf-8"))
    by_role = {one["role"]: one for one in reversed(found["members"])}
    done = next(one for one in found["askers"] if "done" in one["says"])
    print(f"""
An invented movement, with asks in every state.

  Home                    {given.origin}/
  An asker's words        {given.origin}/mine/    {done["words"]}
                          ({done["says"]})
  A reader                {given.origin}/desk/    {by_role["handler"]["passphrase"]}
  The backup              {given.origin}/desk/    {by_role["second_line"]["passphrase"]}
  A steward               {given.origin}/desk/    {by_role["body_steward"]["passphrase"]}
  The operator            {given.origin}/desk/    {by_role["operator"]["passphrase"]}

Readers, the backup, stewards and the operator also need a one-time code. All ways in, with the codes of
this moment: {given.origin}/demo/
""", flush=True)  # fmt: skip
