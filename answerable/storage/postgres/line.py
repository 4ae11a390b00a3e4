# SPDX-License-Identifier: AGPL-3.0-or-later
"""The connection by which a process leads: the lock is the connection's, so whoever loses one has lost the other.

It also tells whether the machine that takes writes lives. One that stands still, because its disk does or because it
was put to sleep, closes no connection; what waits for its answer would wait until it goes on, and nobody writes
meanwhile, though another machine could. So where this line is silent for a while all connections of the process end.
"""

from __future__ import annotations

import os
import socket
import threading
from contextlib import suppress
from typing import Any, Final, TypeVar
from weakref import WeakSet

import psycopg
from django.db import OperationalError
from psycopg.abc import PQGen

from answerable import clock

T = TypeVar("T")

PREFIX: Final = "answerable "
LOCK: Final = 0x416E7378  # beside the lock of those who write
OTHERS: Final = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND application_name ^@ %s AND application_name <> %s
"""
# A node that went away without a word is found out before anybody else could lead for long.
WATCHED: Final = {"keepalives_idle": 2, "keepalives_interval": 1, "keepalives_count": 3, "tcp_user_timeout": 4000}
EVERY_SECONDS: Final = 1.0
SILENT_SECONDS: Final = 10.0
_opened: WeakSet[psycopg.Connection[Any]] = WeakSet()
_lock: Final = threading.Lock()


def note(connection: psycopg.Connection[Any]) -> None:
    """It ends with the others of this process where the machine that takes writes is silent."""
    with _lock:
        _opened.add(connection)


def cut() -> None:
    """Whatever waits for an answer now is told that its connection is lost."""
    with _lock:
        known = list(_opened)
    for one in known:
        with suppress(OSError, psycopg.Error), socket.socket(fileno=os.dup(one.fileno())) as its:
            its.shutdown(socket.SHUT_RDWR)


class Short(psycopg.Connection[Any]):
    """Asked only what is answered at once; gives up where no answer comes."""

    def wait(self, gen: PQGen[T], interval: float = 0.1, timeout: float | None = None) -> T:
        return super().wait(gen, interval, SILENT_SECONDS)


class Line:
    """Everybody who has one can be seen by the others: it bears the name of its server."""

    def __init__(self, given: dict[str, Any], run: str) -> None:
        self._given = {**given, **WATCHED, "application_name": f"{PREFIX}{run}"}
        self._connection: Short | None = None
        self._leads = False

    def leads(self) -> bool:
        began = clock.ticks()
        try:
            if self._connection is None:
                self._connection = Short.connect(**self._given, autocommit=True)
                threading.Thread(target=_listen, args=(self._connection,), name="line", daemon=True).start()
            ask = "SELECT true" if self._leads else f"SELECT pg_try_advisory_lock({LOCK})"
            self._leads = bool(self._one(ask))
        except psycopg.Error:
            if self._connection is not None and _was_silent(began):
                cut()
            self.close()
        return self._leads

    def has_others(self) -> bool:
        name = self._given["application_name"]
        try:
            return bool(self._one(OTHERS, PREFIX, name))
        except psycopg.Error as lost:
            self.close()
            raise OperationalError from lost

    def _one(self, sql: str, *given: str) -> Any:
        assert self._connection is not None
        row = self._connection.execute(sql.encode(), given or None).fetchone()
        return row[0] if row else None

    def close(self) -> None:
        self._leads = False
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _was_silent(began: float) -> bool:
    """What ends at once was closed at its other end, which closes the others as well: those that are made anew since
    are not cut again."""
    return clock.ticks() - began > SILENT_SECONDS / 4


def _listen(line: Short) -> None:
    """As long as it is open: whether the other end lives. A thread of its own, since whoever leads may wait as well."""
    while not threading.Event().wait(EVERY_SECONDS):
        began = clock.ticks()
        try:
            line.execute("SELECT true")
        except psycopg.Error:
            if (not line.closed or line.broken) and _was_silent(began):
                cut()
            return
