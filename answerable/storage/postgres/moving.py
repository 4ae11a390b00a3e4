# SPDX-License-Identifier: AGPL-3.0-or-later
"""Everything of an embedded database into an empty one on PostgreSQL: the store of this process is the new one.

Each table is copied in the order of its key, a piece a commit, so that what a table holds already tells where to go on.
At the end the digests of both sides are compared, table by table; they do not depend on the order of rows.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final, cast
from uuid import UUID

import psycopg
from django.apps import apps
from django.db import connection, connections
from django.db.models import Model

from answerable.core.errors import Refused
from answerable.core.words import N_
from answerable.storage import lease, schema
from answerable.storage.engine import engine
from answerable.storage.postgres.base import UNDER_WAY, DatabaseWrapper
from answerable.storage.writer import writer

SOURCE: Final = "embedded"
AT_ONCE: Final = 5000  # rows a commit
TELL_EVERY: Final = 1000
OLDER: Final = N_("The database in {folder} is not of this version. Run `answerable rebuild` once, then move it.")
OTHERS: Final = N_("Somebody else has begun to use this database meanwhile. Nothing of it was changed.")
UNFIT: Final = N_(
    "A row of {table} does not fit into PostgreSQL ({why}). The embedded database is as it was; nothing is switched."
)
DIFFERS: Final = N_(
    "What arrived differs from what was sent, in: {tables}. Nothing is switched. Give this move up with `answerable "
    "move --give-up`, have the new database dropped, and begin anew."
)

Progress = Callable[[int, int], None]
Kind = type[Model]


def open_source(folder: Path, database: Path) -> None:
    """This thread reads the embedded database from now on, and cannot write it. Raises Refused."""
    from answerable.storage.sqlite.base import DatabaseWrapper as Embedded

    settings = {"default": {}, SOURCE: {"ENGINE": "answerable.storage.sqlite", "NAME": database, "CONN_MAX_AGE": None}}
    source = Embedded(connections.configure_settings(settings)[SOURCE], SOURCE)
    connections[SOURCE] = source
    if source.stands_at() != schema.expected():
        raise Refused(OLDER.format(folder=folder))


def close_source() -> None:
    connections[SOURCE].close()
    del connections[SOURCE]


def mark(code: str) -> str:
    """What the schema is called while a move is under way; no server starts on it."""
    return f"{UNDER_WAY}{code} {schema.expected()}"


def prepare(code: str) -> None:
    """All tables, empty, in a database that says that it is not whole yet."""
    store = cast(DatabaseWrapper, connection)
    with lease.held():
        if store.noted() not in ("", mark(code)):
            raise Refused(OTHERS)
        store.note(mark(code))
        schema.build()


def move(progress: Progress) -> int:
    """Returns how many rows there are. Raises Refused where something does not fit or arrived otherwise."""
    kinds = _kinds()
    total = sum(int(_rows(kind, SOURCE).count()) for kind in kinds)
    done = _Count(progress, 3 * total)
    for kind in kinds:
        _copy(kind, done)
    differ = [kind._meta.db_table for kind in kinds if digest(kind, SOURCE, done) != digest(kind, "default", done)]
    if differ:
        raise Refused(DIFFERS.format(tables=", ".join(differ)))
    done.end()
    return total


def end() -> None:
    """From now on a server may start on it."""
    with lease.held():
        engine().note_stands_at(schema.expected())


class _Count:
    def __init__(self, tell: Progress, size: int) -> None:
        self._tell, self._size, self._done = tell, size, 0

    def add(self, rows: int = 1) -> None:
        before, self._done = self._done, self._done + rows
        if before // TELL_EVERY != self._done // TELL_EVERY:
            self._tell(min(self._done, self._size - 1), self._size)

    def end(self) -> None:
        self._tell(self._size, self._size)


def _kinds() -> list[Kind]:
    """Every table of ours, each after those that it names."""
    left = sorted(apps.get_app_config("storage").get_models(), key=lambda kind: kind._meta.db_table)
    found: list[Kind] = []
    while left:
        ready = [kind for kind in left if _named_by(kind) <= {*found, kind}]
        found += ready
        left = [kind for kind in left if kind not in ready]
    return found


def _named_by(kind: Kind) -> set[Any]:
    return {field.related_model for field in kind._meta.concrete_fields if field.is_relation}


def _rows(kind: Kind, store: str) -> Any:
    """As plain tuples, in the order of the key."""
    names = [field.attname for field in kind._meta.concrete_fields]
    return kind._base_manager.using(store).order_by(str(kind._meta.pk.attname)).values_list(*names)


def _copy(kind: Kind, done: _Count) -> None:
    """A table that names its own rows goes in one commit, since rows may name later ones."""
    there = _rows(kind, "default").count()
    done.add(there)
    rows = _rows(kind, SOURCE)[there:].iterator(chunk_size=AT_ONCE)
    size = AT_ONCE if kind not in _named_by(kind) else None
    while piece := list(islice(rows, size)):
        writer.run(lambda piece=piece: _put(kind, piece))  # type: ignore[misc]
        done.add(len(piece))


def _put(kind: Kind, rows: Sequence[tuple[Any, ...]]) -> None:
    fields, quote = kind._meta.concrete_fields, connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    table = kind._meta.db_table
    try:
        with connection.cursor() as cursor, cursor.copy(f"COPY {quote(table)} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row([f.get_db_prep_save(value, connection) for f, value in zip(fields, row, strict=True)])
    except psycopg.DataError as mistake:
        raise Refused(UNFIT.format(table=table, why=type(mistake).__name__)) from None


def digest(kind: Kind, store: str, done: _Count | None = None) -> str:
    """SHA-256 of each row in one fixed form, added up modulo 2^256, and the number of rows: the order has no part."""
    total, count = 0, 0
    for row in _rows(kind, store).order_by().iterator(chunk_size=AT_ONCE):
        printed = json.dumps(list(_printed(row)), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        total += int.from_bytes(hashlib.sha256(printed.encode("utf-8", "surrogatepass")).digest(), "big")
        count += 1
        if done is not None:
            done.add()
    return f"{total % 2**256:064x}:{count}"


def _printed(row: Iterable[Any]) -> Iterator[Any]:
    for value in row:
        yield _print(value)


def _print(value: Any) -> Any:
    """The same whichever store it came from; each type in a form of its own."""
    if isinstance(value, bytes | bytearray | memoryview):
        return ["bytes", bytes(value).hex()]
    if isinstance(value, UUID):
        return ["uuid", value.hex]
    if isinstance(value, datetime):
        return ["instant", value.astimezone(UTC).isoformat()]
    if isinstance(value, date):
        return ["day", value.isoformat()]
    return [type(value).__name__, value]
