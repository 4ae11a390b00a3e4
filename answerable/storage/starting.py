# SPDX-License-Identifier: AGPL-3.0-or-later
"""What must be whole before a server hands anything out: the database, and a key for every living thread."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Final

from django.db import DatabaseError, connection

from answerable import clock, config
from answerable.core.errors import Refused
from answerable.core.health import SAYS, Trouble
from answerable.storage import keyfile, models, succession
from answerable.storage.board import board
from answerable.storage.engine import engine
from answerable.storage.room import NO_ROOM, NoRoom
from answerable.storage.room import said_of as said_of_room

MOST_LOOKED_AT: Final = 1 << 30  # bytes; a larger database is for the doctor to look through, or no start would end
DATABASE: Final = "answerable.sqlite3"
PATIENCE: Final = 120.0  # seconds; where machines of PostgreSQL fail over it takes half a minute
AGAIN: Final = 1.0
WAITS: Final = "no machine of the database takes writes now; this process waits for one, %d seconds at most"
_log = logging.getLogger("answerable.starting")


def with_patience(stand: Callable[[], None]) -> None:
    """Where this server has served before, its database will be there again: `stand`, which may be done again, is, for
    a bounded time. A server that begins ends at once. Raises what the last try raised."""
    until, is_told = clock.ticks() + PATIENCE, False
    while True:
        try:
            return stand()
        except DatabaseError:
            if not board.is_open or clock.ticks() > until:
                raise
            if not is_told:
                _log.warning(WAITS, PATIENCE)
            is_told = True
            succession.end()
            connection.close()
            threading.Event().wait(AGAIN)


def check_before() -> None:
    """Raises Refused where a page of the embedded store is damaged; DatabaseError where it is none."""
    at = config.current().data / DATABASE
    if config.current().store or not at.exists() or at.stat().st_size > MOST_LOOKED_AT:
        return
    if not engine().is_whole():
        raise Refused(SAYS["database-damaged"])


def check_keys() -> None:
    """Raises Refused where keys were damaged and a living thread has none: going on would write over what is left.

    A thread without a key in a key file that is whole was erased after this database was copied: an older copy was put
    back, and it stays closed. A key file that has lost the record's own key is not whole.
    """
    keys, log = keyfile.current(), models.Log.objects.first()
    if not keys.torn and (log is None or keys.read(log.key) is not None):
        return
    missing = [ident for ident in models.Ask.objects.values_list("id", flat=True) if keys.read(ident) is None]
    gone = sum(models.Ask.objects.filter(id=ident).exists() for ident in missing)  # others may erase meanwhile
    if gone:
        raise Refused(Trouble("row-key-missing", str(gone)).sentence)
    if log is not None and keys.read(log.key) is None:
        raise Refused(Trouble("log-key-missing").sentence)


def said_of(problem: Exception) -> str | None:
    """What the operator is told; None for a mistake of our own."""
    if isinstance(problem, Refused):
        return problem.sentence
    if isinstance(said_of_room(problem), NoRoom):
        return NO_ROOM
    if isinstance(problem, DatabaseError):
        return SAYS["database-unreachable" if config.current().store else "database-damaged"]
    return None
