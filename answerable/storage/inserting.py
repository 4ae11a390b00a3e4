# SPDX-License-Identifier: AGPL-3.0-or-later
"""SQL that is made once for each table, where a lodging passes: it inserts into seven, and looks into three.

Building a statement anew costs more than running it, and so does an object that is made of a row only to be stored.
Everywhere else Django's own queries are the ones to use.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

TEXTS: Final = (models.CharField, models.TextField)


def insert(rows: Sequence[models.Model]) -> None:
    """New rows of one table, one statement for all. Constraints hold as for any other."""
    if not rows:
        return
    insert_rows(type(rows[0]), [vars(row) for row in rows])
    for row in rows:
        row._state.adding = False


def insert_rows(kind: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """The same from values by attribute (`ask_id`) where nobody needs an object. What is left out has its default."""
    if not rows:
        return
    sql, columns = _statement(kind)
    here = connections[DEFAULT_DB_ALIAS]  # the proxy looks it up anew for each field
    with here.cursor() as cursor:
        cursor.executemany(sql, [[each.of(row, here) for each in columns] for row in rows])


@dataclass(frozen=True)
class _Column:
    """What a column takes of a row."""

    name: str
    default: Callable[[], Any]
    prepare: Callable[[Any, BaseDatabaseWrapper], Any]
    is_text: bool

    def of(self, row: Mapping[str, Any], here: BaseDatabaseWrapper) -> Any:
        value = row[self.name] if self.name in row else self.default()
        if self.is_text and type(value) is str:  # for which there is nothing to prepare
            return value
        return self.prepare(value, here)


def find(kind: type[models.Model], *columns: str, **where: object) -> tuple[Any, ...] | None:
    """These columns of a row that has these values, as Python knows them; None where there is none."""
    here = connections[DEFAULT_DB_ALIAS]
    fields = [_field(kind, name) for name in where]
    given = [field.get_db_prep_value(value, here) for field, value in zip(fields, where.values(), strict=True)]
    with here.cursor() as cursor:
        cursor.execute(_question(kind, columns, tuple(where)), given)
        row = cursor.fetchone()
    if row is None:
        return None
    return tuple(_field(kind, name).to_python(value) for name, value in zip(columns, row, strict=True))


@cache
def _statement(kind: type[models.Model]) -> tuple[str, tuple[_Column, ...]]:
    fields = kind._meta.concrete_fields
    names = [str(field.column) for field in fields]
    places = ", ".join(["%s"] * len(names))
    sql = f"INSERT INTO {_named(kind._meta.db_table)} ({_listed(names)}) VALUES ({places})"  # noqa: S608
    return sql, tuple(_column(field) for field in fields)


def _column(field: models.Field[Any, Any]) -> _Column:
    stored = field.target_field if isinstance(field, models.ForeignKey) else field
    return _Column(field.attname, field.get_default, stored.get_db_prep_save, isinstance(stored, TEXTS))


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
