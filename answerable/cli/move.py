# SPDX-License-Identifier: AGPL-3.0-or-later
"""`answerable move`: all of the embedded database to a PostgreSQL server; interrupted, it goes on where it was."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Final

from answerable import chance, clock, config
from answerable.cli import bar, control
from answerable.core.errors import Refused
from answerable.core.words import N_
from answerable.storage import moved

DATABASE: Final = "answerable.sqlite3"
ALREADY: Final = N_("ANSWERABLE_STORE names a PostgreSQL server: this installation is there already. Leave it out.")
NOTHING: Final = N_("There is no database in {folder}. Check DATA; a new installation begins with `answerable setup`.")
NAME_IT: Final = N_("Say where to: answerable move --to postgresql://user@host:5432/database")
ELSEWHERE: Final = N_(
    "A move to {to} was begun. End it by naming the same place, or give it up with `answerable move --give-up`."
)
DONE: Final = N_("The database was moved to {to} on {day}. Nothing is left to give up.")
LOST: Final = N_("The connection to {to} was lost. Nothing is lost: run the same command again, and it goes on.")
AFTER: Final = """\
{rows} rows are at {to}, and each table has the same digest on both sides.
From now on start everything with this in its environment:

    ANSWERABLE_STORE='postgresql://…'   (what you gave after --to)

The data folder stays as it is and is needed: the key file, sealed files, the record's files and your settings lie
there. The old database {database} is not opened again. Delete it, with the files
beside it that begin with its name, once the server has run: erased words would live on in it.\
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "Move the database to an empty one on PostgreSQL, while no server runs. It can be interrupted."
    parser.add_argument("--to", metavar="ADDRESS", default="", help="postgresql://user@host:5432/database")
    parser.add_argument("--give-up", action="store_true", help="go on with the embedded database after all")


def run(options: argparse.Namespace) -> int:
    given = config.current()
    if given.store:
        raise Refused(ALREADY)
    if not (given.data / DATABASE).exists():
        raise Refused(NOTHING.format(folder=given.data))
    mark = moved.read(given.data)
    if options.give_up:
        return _give_up(given.data, mark)
    if not options.to:
        raise Refused(NAME_IT)
    return _move(given, options.to, mark)


def _give_up(folder: Path, mark: moved.Mark | None) -> int:
    if mark is not None and mark.day:
        raise Refused(DONE.format(to=mark.to, day=mark.day))
    moved.give_up(folder)
    print("The embedded database is used as before. The other server's administrator can drop the copy.")
    return 0


def _move(given: config.Config, address: str, mark: moved.Mark | None) -> int:
    from answerable.storage.postgres import target

    to = target.shown(address)
    if mark is not None and mark.to != to:
        raise Refused((DONE if mark.day else ELSEWHERE).format(to=mark.to, day=mark.day))
    config.use(replace(given, store=address))
    control.prepare()
    from django.db import OperationalError
    from psycopg import OperationalError as Lost

    from answerable.storage.writer import running

    try:
        with running():
            rows = _everything(given, address, mark or moved.Mark(chance.code("move"), to))
    except (OperationalError, Lost):
        raise Refused(LOST.format(to=to)) from None
    print(AFTER.format(rows=rows, to=to, database=given.data / DATABASE))
    return 0


def _everything(given: config.Config, address: str, mark: moved.Mark) -> int:
    """The mark in the folder stands before the first row, and says that all is there before a server may start."""
    from answerable.storage.postgres import moving

    moving.open_source(given.data, given.data / DATABASE)
    try:
        _check(address, moving.mark(mark.code), mark)
        moved.put(given.data, mark)
        moving.prepare(mark.code)
        rows = moving.move(bar.draw)
        moved.put(given.data, replace(mark, day=mark.day or clock.now().date().isoformat()))
        moving.end()
    finally:
        moving.close_source()
    return rows


def _check(address: str, unfinished: str, mark: moved.Mark) -> None:
    from answerable.storage.postgres import target

    try:
        target.check(address, unfinished)
    except Refused:
        if mark.day:  # all was there once, so what stands there now is this installation
            raise Refused(moved.MOVED.format(to=mark.to, day=mark.day)) from None
        raise
