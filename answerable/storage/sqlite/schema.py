# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables without row numbers: rows lie in the order of their random keys, so no file of ours tells what came first."""

from __future__ import annotations

from typing import Any

from django.db.backends.sqlite3.schema import DatabaseSchemaEditor as Editor
from django.db.models import AutoField


class DatabaseSchemaEditor(Editor):
    """Django's, but for the end of CREATE TABLE. Tables that count by themselves (Django's own) stay as they are."""

    def table_sql(self, model: Any) -> tuple[str, list[Any]]:
        sql, given = super().table_sql(model)
        counts = isinstance(model._meta.pk, AutoField)
        return (sql if counts else f"{sql} WITHOUT ROWID"), given
