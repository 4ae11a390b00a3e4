# SPDX-License-Identifier: AGPL-3.0-or-later
"""The connection by which a process leads: the lock is the connection's, so whoever loses one has lost the other."""

from __future__ import annotations

from typing import Any, Final

import psycopg

PREFIX: Final = "answerable "
LOCK: Final = 0x416E7378  # beside the lock of those who write
OTHERS: Final = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND application_name ^@ %s AND application_name <> %s
"""
# A node that went away without a word is found out before anybody else could lead for long.
WATCHED: Final = {"keepalives_idle": 2, "keepalives_interval": 1, "keepalives_count": 3, "tcp_user_timeout": 4000}


class Line:
    """Everybody who has one can be seen by the others: it bears the name of its server."""

    def __init__(self, given: dict[str, Any], run: str) -> None:
        self._given = {**given, **WATCHED, "application_name": f"{PREFIX}{run}"}
        self._connection: psycopg.Connection[Any] | None = None
        self._leads = False

    def leads(self) -> bool:
        try:
            if self._connection is None:
                self._connection = psycopg.connect(**self._given, autocommit=True)
            ask = "SELECT true" if self._leads else f"SELECT pg_try_advisory_lock({LOCK})"
            self._leads = bool(self._one(ask))
        except psycopg.Error:
            self.close()
        return self._leads

    def has_others(self) -> bool:
        name = self._given["application_name"]
        return bool(self._one(OTHERS, PREFIX, name))

    def _one(self, sql: str, *given: str) -> Any:
        assert self._connection is not None
        row = self._connection.execute(sql.encode(), given or None).fetchone()
        return row[0] if row else None

    def close(self) -> None:
        self._leads = False
        if self._connection is not None:
            self._connection.close()
            self._connection = None
