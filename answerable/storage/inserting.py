# SPDX-License-Identifier: AGPL-3.0-or-later
"""SQL that is made once for each table, where a lodging passes: it inserts into seven, and looks into three.

Building a statement anew costs more than running it. Everywhere else Django's own queries are the ones to use.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper


def insert(rows: Sequence[models.Model]) -> None:
    """New rows of one table, one statement for all. Constraints hold as for any other."""
    if not rows:
        return
    kind, here = type(rows[0]), connections[DEFAULT_DB_ALIAS]  # the proxy looks it up anew for each field
    with here.cursor() as cursor:
        cursor.executemany(_statement(kind), [_values(row, here) for row in rows])
    for row in rows:
        row._state.adding = False


def find(kind: type[models.Model], *columns: str, **where: object) -> tuple[Any, ...] | None:
    """These columns of a row that has these values, as Python knows them; None where there is none."""
    fields = [_field(kind, name) for name in where]
    given = [field.get_db_prep_value(value, connection) for field, value in zip(fields, where.values(), strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_question(kind, columns, tuple(where)), given)
        row = cursor.fetchone()
    if row is None:
        return None
    return tuple(_field(kind, name).to_python(value) for name, value in zip(columns, row, strict=True))


@cache
def _statement(kind: type[models.Model]) -> str:
    columns = [str(field.column) for field in kind._meta.concrete_fields]
    places = ", ".join(["%s"] * len(columns))
    return f"INSERT INTO {_named(kind._meta.db_table)} ({_listed(columns)}) VALUES ({places})"  # noqa: S608


@cache
def _question(kind: type[models.Model], columns: tuple[str, ...], where: tuple[str, ...]) -> str:
    def column(name: str) -> str:
        return str(_field(kind, name).column)

    condition = " AND ".join(f"{_named(column(name))} = %s" for name in where) or "1 = 1"
    found = _listed([column(name) for name in columns])
    return f"SELECT {found} FROM {_named(kind._meta.db_table)} WHERE {condition} LIMIT 1"  # noqa: S608


@cache
def _field(kind: type[models.Model], name: str) -> models.Field[Any, Any]:
    found = kind._meta.get_field(name)
    assert isinstance(found, models.Field)
    return found


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(_named(column) for column in columns)


def _named(name: str) -> str:
    return connection.ops.quote_name(name)


def _values(row: models.Model, here: BaseDatabaseWrapper) -> list[Any]:
    fields = row._meta.concrete_fields
    return [field.get_db_prep_save(getattr(row, field.attname), here) for field in fields]
