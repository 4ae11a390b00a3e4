# SPDX-License-Identifier: AGPL-3.0-or-later
"""SQLite with one writer: a connection can only read unless its thread holds the write lease.

Only the writer checkpoints (`wal_autocheckpoint=0` everywhere): SQLite up to 3.51.2 can corrupt a WAL database when
two connections commit and checkpoint at once. The journal is append-only here too: no connection may change it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.db.backends.sqlite3 import base

from answerable.storage import lease
from answerable.storage.engine import NEVER_CHANGED, NEVER_TAKEN_AWAY, Progress
from answerable.storage.sqlite.file import check_whole
from answerable.storage.sqlite.schema import DatabaseSchemaEditor

BUSY_TIMEOUT: Final = 10_000  # milliseconds
CHECKPOINT_WAIT: Final = 50  # milliseconds
PAGES: Final = 1024
PRAGMAS: Final = (
    f"busy_timeout={BUSY_TIMEOUT}",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "temp_store=MEMORY",
    "wal_autocheckpoint=0",
)
# Somebody else has it locked, or its disk does not do what it should. What is asked wrongly has codes of its own.
AWAY: Final = (
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PROTOCOL,
)  # fmt: skip
NEVER: Final = {
    *((sqlite3.SQLITE_UPDATE, table) for table in NEVER_CHANGED),
    *((sqlite3.SQLITE_DELETE, table) for table in NEVER_TAKEN_AWAY),
}


def allow(action: int, first: str | None, second: str | None, database: str | None, inner: str | None) -> int:
    """SQLite asks this for every statement it prepares."""
    del second, database, inner
    return sqlite3.SQLITE_DENY if (action, first) in NEVER else sqlite3.SQLITE_OK


class Cursor(base.SQLiteCursorWrapper):
    """Django's. It writes the places of a statement anew each time; most statements come again."""

    @staticmethod
    @lru_cache(maxsize=512)
    def _with_marks(query: str) -> str:
        return str(base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%"))

    def convert_query(self, query: str, *, param_names: list[str] | None = None) -> str:
        if param_names is None:
            return self._with_marks(query)
        return str(super().convert_query(query, param_names=param_names))


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's SQLite back end with our pragmas and our rules about writing: one `storage.engine.Engine`."""

    SchemaEditorClass = DatabaseSchemaEditor
    is_shared = False
    _must_truncate = False
    _may_write = False

    def line(self, run: str) -> None:
        del run

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        self._may_write = lease.is_mine()
        for pragma in (*PRAGMAS, f"query_only={'OFF' if self._may_write else 'ON'}"):
            connection.execute(f"PRAGMA {pragma}").close()
        connection.set_authorizer(allow)
        return connection

    def create_cursor(self, name: str | None = None) -> Cursor:
        del name
        made: Cursor = self.connection.cursor(factory=Cursor)
        return made

    def _start_transaction_under_autocommit(self) -> None:
        self.cursor().execute("BEGIN IMMEDIATE" if lease.is_mine() else "BEGIN")

    def begin_writing(self) -> None:
        self.ensure_connection()
        self._let_write(True)

    def end_writing(self) -> None:
        if not lease.stays():
            self._let_write(False)

    def _let_write(self, may: bool) -> None:
        if self.connection is not None and self._may_write != may:
            self.connection.execute(f"PRAGMA query_only={'OFF' if may else 'ON'}").close()
            self._may_write = may

    def is_whole(self) -> bool:
        return bool(self._ask("PRAGMA quick_check(1)") == "ok")

    def may_log_values(self) -> bool:
        return False

    def is_away(self, problem: Exception) -> bool:
        code = getattr(problem.__cause__, "sqlite_errorcode", None)
        return isinstance(code, int) and code & 0xFF in AWAY

    def stands_at(self) -> int:
        return int(self._ask("PRAGMA user_version"))

    def note_stands_at(self, count: int) -> None:
        self._ask(f"PRAGMA user_version={count}")

    @contextmanager
    def rebuilding(self) -> Iterator[None]:
        """SQLite changes a table by copying and dropping it."""
        self.connection.set_authorizer(None)
        try:
            yield
        finally:
            self.connection.set_authorizer(allow)

    @contextmanager
    def taking_new_form(self, copy: Path) -> Iterator[None]:
        """Each migration is whole by itself; several together are only by the copy."""
        copy.unlink(missing_ok=True)
        self.copy_to(copy, lambda done, size: None)
        copy.chmod(0o600)
        try:
            yield
        except BaseException:
            self.put_back(copy)
            raise

    def put_back(self, copy: Path) -> None:
        """By SQLite's own backup, the other way round: one transaction, so that a crash leaves one or the other."""
        with closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)) as kept:
            check_whole(kept)
            self.ensure_connection()
            kept.backup(self.connection)
        self.forget_pages()

    def settle(self) -> None:
        """Nothing: what can be read here was flushed."""

    def tidy(self) -> None:
        """Move what is in the write-ahead log into the database."""
        if self._must_truncate:
            self.forget_pages()
        else:
            self._checkpoint("PASSIVE")

    def forget_pages(self) -> None:
        """Empty the write-ahead log. A reader in the middle of a read puts it off to the next `tidy`."""
        self._must_truncate = not self._checkpoint("TRUNCATE")

    def write_anew(self) -> None:
        self._ask("VACUUM")
        self.forget_pages()

    def copy_to(self, path: Path, progress: Progress) -> None:
        """By SQLite's own backup, from one read that holds still; then the copy is looked at for damage."""
        self.ensure_connection()
        with closing(sqlite3.connect(path)) as copy:
            self._ask("BEGIN")
            try:
                self._ask("SELECT count(*) FROM sqlite_schema")  # the read begins here, not at the BEGIN
                self.connection.backup(copy, pages=PAGES, progress=lambda _, left, size: progress(size - left, size))
            finally:
                self._ask("COMMIT")
            copy.execute("PRAGMA journal_mode=DELETE")
            check_whole(copy)

    def _checkpoint(self, kind: str) -> bool:
        """Whether it went through to its end. Nobody's write waits longer than this for a reader to finish."""
        self._ask(f"PRAGMA busy_timeout={CHECKPOINT_WAIT}")
        went_through = bool(self._ask(f"PRAGMA wal_checkpoint({kind})") == 0)
        self._ask(f"PRAGMA busy_timeout={BUSY_TIMEOUT}")
        return went_through

    def _ask(self, sql: str) -> Any:
        with self.cursor() as cursor:
            cursor.execute(sql)
            row = cursor.fetchone()
        return row[0] if row else None
