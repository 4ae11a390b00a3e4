# SPDX-License-Identifier: AGPL-3.0-or-later
"""A store that breaks off under the writer: what is called kept is kept, and nobody waits twice."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import DataError, InterfaceError, OperationalError, ProgrammingError, connection, connections
from psycopg import errors

from answerable.storage import keyfile, models
from answerable.storage.away import Away, is_away
from answerable.storage.models.base import new_id
from answerable.storage.postgres.base import DatabaseWrapper as Postgres
from answerable.storage.sqlite.base import DatabaseWrapper as Sqlite
from answerable.storage.writer import writer
from tests.faults.test_writing_fails import together


def note(name: str) -> Callable[[], str]:
    def write() -> str:
        keyfile.current().make(new_id(), keyfile.Purpose.THREAD)
        models.JobDay.objects.create(name=name, done="2031-01-01")
        return name

    return write


def break_off() -> None:
    """The other end is gone in the middle of a write."""
    connection.connection.close()
    models.JobDay.objects.create(name="broken", done="2031-01-01")


def break_the_transaction() -> None:
    """As a full disk may: the engine undoes all of it, and its connection goes on."""
    connection.connection.rollback()
    raise OperationalError


@pytest.mark.parametrize("how", [break_off, break_the_transaction])
def test_what_is_called_kept_is_kept(store: Path, how: Callable[[], None]) -> None:
    keys = len(keyfile.current().idents())
    names = ["a", "b", "c"]
    heard = together(note("a"), how, note("b"), note("c"))
    told = {name for name in names if name in heard}
    kept = {each.name for each in models.JobDay.objects.all()}
    assert isinstance(heard[1], Exception)
    assert told == kept
    assert len(keyfile.current().idents()) == keys + len(kept)
    assert writer.run(note("d")) == "d"  # it recovers by itself


def test_where_the_store_is_away_it_is_asked_once_for_all(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = type(connections["default"])
    begin, tried = kind.begin_writing, list[None]()

    def gone(self: Any) -> None:
        """From the second batch on; the first holds the others up."""
        tried.append(None)
        if len(tried) > 1:
            raise Away
        begin(self)

    monkeypatch.setattr(kind, "begin_writing", gone)
    heard = together(note("a"), note("b"), note("c"))
    assert [type(each) for each in heard] == [Away] * 3
    assert len(tried) == 2
    monkeypatch.undo()
    assert together(note("a"), note("b")) == ["a", "b"]


def caused(kind: type[Exception], cause: Exception) -> Exception:
    problem = kind("…")
    problem.__cause__ = cause
    return problem


def of_sqlite(code: int) -> Exception:
    cause = sqlite3.OperationalError("…")
    cause.sqlite_errorcode = code
    return caused(OperationalError, cause)


@pytest.mark.parametrize(
    ("code", "away"),
    [
        (sqlite3.SQLITE_BUSY, True), (sqlite3.SQLITE_IOERR_WRITE, True), (sqlite3.SQLITE_CANTOPEN, True),
        (sqlite3.SQLITE_ERROR, False), (sqlite3.SQLITE_READONLY, False), (sqlite3.SQLITE_FULL, False),
    ],
)  # fmt: skip
def test_what_of_the_embedded_store_is_no_mistake_of_ours(code: int, away: bool) -> None:
    """“No such column” and a write without the lease are."""
    assert Sqlite.is_away(None, of_sqlite(code)) is away  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cause", "away"),
    [
        (psycopg.OperationalError("server closed the connection"), True), (errors.ConnectionTimeout(), True),
        (errors.AdminShutdown(), True), (errors.CannotConnectNow(), True), (errors.TooManyConnections(), True),
        (errors.IoError(), True), (errors.ProgramLimitExceeded(), False), (errors.SerializationFailure(), False),
        (errors.ObjectNotInPrerequisiteState(), False),
    ],
)  # fmt: skip
def test_what_of_postgresql_is_no_mistake_of_ours(cause: Exception, away: bool) -> None:
    assert Postgres.is_away(None, caused(OperationalError, cause)) is away  # type: ignore[arg-type]


def test_only_a_connections_own_mistakes_are_looked_at() -> None:
    gone = of_sqlite(sqlite3.SQLITE_BUSY).__cause__ if connection.vendor == "sqlite" else errors.AdminShutdown()
    assert gone is not None
    for kind, away in ((OperationalError, True), (InterfaceError, True), (DataError, False), (ProgrammingError, False)):
        assert is_away(caused(kind, gone)) is away
    assert is_away(Away())
    assert not is_away(OSError())
