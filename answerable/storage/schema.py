# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bringing the database to the form that this program expects; cheap when it already has it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.core.management import call_command
from django.db import connection

from answerable.storage import lease
from answerable.storage.sqlite.base import allow

MIGRATIONS: Final = Path(__file__).parent / "migrations"


def ensure() -> None:
    """Migrate where needed. Call it while holding the folder's lock (the writer does)."""
    with lease.held():
        if _stands_at() == _expected():
            return
        _migrate()
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA user_version={_expected()}")


def _migrate() -> None:
    """Only here may the journal's tables be rebuilt: SQLite changes a table by copying and dropping it."""
    connection.connection.set_authorizer(None)
    try:
        call_command("migrate", "storage", verbosity=0, interactive=False)
    finally:
        connection.connection.set_authorizer(allow)


def _expected() -> int:
    return len(list(MIGRATIONS.glob("0*.py")))


def _stands_at() -> int:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA user_version")
        return int(cursor.fetchone()[0])
