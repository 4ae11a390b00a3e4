# SPDX-License-Identifier: AGPL-3.0-or-later
"""SQLite with one writer: a connection can only read unless its thread holds the write lease.

Only the writer checkpoints (`wal_autocheckpoint=0` everywhere): SQLite up to 3.51.2 can corrupt a WAL database when
two connections commit and checkpoint at once. The journal is append-only here too: no connection may change it.
"""

from __future__ import annotations

import sqlite3
from typing import Any, Final

from django.db.backends.sqlite3 import base

from answerable.storage import lease
from answerable.storage.sqlite.schema import DatabaseSchemaEditor

BUSY_TIMEOUT: Final = 10_000  # milliseconds
PRAGMAS: Final = (
    f"busy_timeout={BUSY_TIMEOUT}",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "temp_store=MEMORY",
    "wal_autocheckpoint=0",
)
# What may never be done to a table. A payload can be forgotten, never changed; an envelope or a leaf neither.
NEVER: Final = {
    (sqlite3.SQLITE_UPDATE, "storage_envelope"),
    (sqlite3.SQLITE_DELETE, "storage_envelope"),
    (sqlite3.SQLITE_UPDATE, "storage_payload"),
    (sqlite3.SQLITE_UPDATE, "storage_tombstone"),
    (sqlite3.SQLITE_UPDATE, "storage_leaf"),
    (sqlite3.SQLITE_DELETE, "storage_leaf"),
    (sqlite3.SQLITE_UPDATE, "storage_batch"),
    (sqlite3.SQLITE_DELETE, "storage_batch"),
    (sqlite3.SQLITE_UPDATE, "storage_waitingleaf"),
    (sqlite3.SQLITE_UPDATE, "storage_letterfact"),
}


def allow(action: int, first: str | None, second: str | None, database: str | None, inner: str | None) -> int:
    """SQLite asks this for every statement it prepares."""
    del second, database, inner
    return sqlite3.SQLITE_DENY if (action, first) in NEVER else sqlite3.SQLITE_OK


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's SQLite back end with our pragmas and our rules about writing."""

    SchemaEditorClass = DatabaseSchemaEditor

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        for pragma in (*PRAGMAS, f"query_only={'OFF' if lease.is_mine() else 'ON'}"):
            connection.execute(f"PRAGMA {pragma}").close()
        connection.set_authorizer(allow)
        return connection

    def _start_transaction_under_autocommit(self) -> None:
        self.cursor().execute("BEGIN IMMEDIATE" if lease.is_mine() else "BEGIN")
