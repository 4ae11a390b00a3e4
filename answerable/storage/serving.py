# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each write makes sure of where several servers could reach one database: that this one still is the one.

Its name stands in a row, which is read in the transaction of every write, beside the number of the newest change of
anything public. Whoever was taken over from writes, signs and promises nothing more.
"""

from __future__ import annotations

from django.db import connection

from answerable.shared import RUN
from answerable.storage.board import board
from answerable.storage.engine import engine

READ = "SELECT run, version FROM storage_serving"


class Fenced(Exception):
    """Another server uses this database now."""


_joined = False
_version, _hint = 0, -1


def join(joined: bool) -> None:
    """From now on (not) a process of the server whose name stands in the row."""
    global _joined, _hint
    _joined, _hint = joined, -1


def check() -> None:
    """Inside a write. Raises Fenced."""
    if _joined and look() != RUN:
        raise Fenced


def check_joined() -> None:
    """Inside a write of the record: no program adds to it that has not made sure that it is the only one."""
    if engine().is_shared and not _joined:
        raise RuntimeError("the record grows only for a server that has joined")


def look() -> str:
    """Read the row: whose database this is now."""
    global _version, _hint
    hint = board.public
    with connection.cursor() as cursor:
        cursor.execute(READ)
        row = cursor.fetchone()
    _version, _hint = (int(row[1]), hint) if row else (0, hint)
    return str(row[0]) if row else ""


def version() -> int:
    """Of everything public, as it was last looked up."""
    return _version


def is_told() -> bool:
    """Whether another process said that something public changed since."""
    return board.public != _hint
