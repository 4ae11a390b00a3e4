# SPDX-License-Identifier: AGPL-3.0-or-later
"""One server a database, and one of its processes leads: jobs, commands, and what must stand before pages are shown.

Who leads holds a lock in the database on a connection of its own, which ends with the process or with the connection;
then another of the same server follows within a second or two. The embedded store has one process, which leads.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import DatabaseError, connection
from django.db.models import F

from answerable import clock
from answerable.core.errors import Refused
from answerable.core.words import N_
from answerable.shared import RUN
from answerable.storage import models, serving
from answerable.storage.engine import Line, engine
from answerable.storage.writer import write

PATIENCE: Final = 5.0  # seconds in which a server that was just killed lets go
ELSEWHERE: Final = N_("Another server uses this database. Stop it first: two would write two histories.")
_line: Line | None = None
_led = False


def begin() -> None:
    """Join this server, as the one that leads where none does. Raises Refused where another server is there."""
    global _line
    _line = engine().line(RUN)
    if _line is None:
        return
    until = clock.ticks() + PATIENCE
    while not _join(_line):
        if clock.ticks() > until:
            end()
            raise Refused(ELSEWHERE)
        threading.Event().wait(0.05)


def _join(line: Line) -> bool:
    global _led
    if line.leads() and not line.has_others():
        _take_over()
        _led = True
    elif serving.look() != RUN:
        line.close()
        return False
    serving.join(True)
    return True


@write
def _take_over() -> None:
    """A new term: from here on every write of another server is refused."""
    if not models.Serving.objects.update(run=RUN, term=F("term") + 1):
        models.Serving(run=RUN, term=1).save(force_insert=True)


def leads() -> bool:
    """Whether this process leads now; it follows where nobody does. Raises Fenced where another server took over."""
    global _led
    if _line is None:
        return True
    can, before, _led = _line.leads(), _led, False
    if not _is_ours():
        raise serving.Fenced
    if can and not before:
        _take_over()
    _led = can
    return _led


def _is_ours() -> bool:
    """A database that does not answer belongs to whom it did; nobody can write to it now."""
    try:
        return serving.look() == RUN
    except DatabaseError:
        connection.close()
        return True


def is_watched() -> bool:
    """Whether who leads can change while this process lives."""
    return _line is not None


def end() -> None:
    global _line, _led
    if _line is not None:
        _line.close()
    _line, _led = None, False
    serving.join(False)


@contextmanager
def joined() -> Iterator[None]:
    """For a command."""
    begin()
    try:
        yield
    finally:
        end()
