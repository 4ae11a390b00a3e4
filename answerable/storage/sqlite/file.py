# SPDX-License-Identifier: AGPL-3.0-or-later
"""A database that lies in a file and that nobody uses now."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final
from uuid import UUID

from answerable.core.errors import Refused
from answerable.core.words import N_

DAMAGED: Final = N_("The database is damaged: SQLite finds it not whole. Nothing was made of it.")


def check_whole(database: sqlite3.Connection) -> None:
    """Raises Refused."""
    try:
        found = database.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError:
        raise Refused(DAMAGED) from None
    if found != ("ok",):
        raise Refused(DAMAGED)


def threads_of(path: Path) -> frozenset[UUID]:
    """The row keys that its asks need. Raises Refused where it is damaged."""
    with closing(sqlite3.connect(path)) as database:
        check_whole(database)
        return frozenset(UUID(ident) for (ident,) in database.execute("SELECT id FROM storage_ask"))
