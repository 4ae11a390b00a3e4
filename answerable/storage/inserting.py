# SPDX-License-Identifier: AGPL-3.0-or-later
"""Inserting new rows with SQL that is made once for each table: a lodging inserts into seven."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection, models


def insert(rows: Sequence[models.Model]) -> None:
    """New rows of one table, one statement for all. Constraints hold as for any other."""
    if not rows:
        return
    kind = type(rows[0])
    with connection.cursor() as cursor:
        cursor.executemany(_statement(kind), [_values(row) for row in rows])
    for row in rows:
        row._state.adding = False


@cache
def _statement(kind: type[models.Model]) -> str:
    columns = [str(field.column) for field in kind._meta.concrete_fields]
    named = ", ".join(connection.ops.quote_name(column) for column in columns)
    places = ", ".join(["%s"] * len(columns))
    return f"INSERT INTO {connection.ops.quote_name(kind._meta.db_table)} ({named}) VALUES ({places})"  # noqa: S608


def _values(row: models.Model) -> list[Any]:
    fields = row._meta.concrete_fields
    return [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
