# SPDX-License-Identifier: AGPL-3.0-or-later
"""SQLite with one writer: a connection can only read unless its thread holds the write lease.

Only the writer checkpoints (`wal_autocheckpoint=0` everywhere): SQLite up to 3.51.2 can corrupt a WAL database when
two connections commit and checkpoint at once.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.sqlite3 import base

from answerable.storage import lease

PRAGMAS = (
    "busy_timeout=10000",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "temp_store=MEMORY",
    "wal_autocheckpoint=0",
)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's SQLite back end with our pragmas and our rule about writing."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        for pragma in (*PRAGMAS, f"query_only={'OFF' if lease.is_mine() else 'ON'}"):
            connection.execute(f"PRAGMA {pragma}").close()
        return connection

    def _start_transaction_under_autocommit(self) -> None:
        self.cursor().execute("BEGIN IMMEDIATE" if lease.is_mine() else "BEGIN")
