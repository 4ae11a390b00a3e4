# SPDX-License-Identifier: AGPL-3.0-or-later
"""What lies on the disk, as somebody finds it who takes the machine away."""

import base64
from pathlib import Path
from uuid import UUID

from django.db import connection

from answerable import config


def database() -> Path:
    return config.current().data / "answerable.sqlite3"


def on_disk(*, keys: bool = False) -> bytes:
    """Every byte of the data folder, the write-ahead log included, and every row of a database elsewhere.

    The key file only where asked for.
    """
    rows = b"" if database().exists() else _rows()
    files = [path for path in config.current().data.rglob("*") if path.is_file() and (keys or path.name != "keys")]
    return rows + b"".join(path.read_bytes() for path in sorted(files))


def _rows() -> bytes:
    """What a database elsewhere holds, each value as its bytes."""
    found = (value for rows in dump().values() for row in rows for value in row.values())
    return b"\n".join(bytes(each) if isinstance(each, bytes | memoryview) else str(each).encode() for each in found)


def forms_of(raw: bytes | str) -> list[bytes]:
    """The same as it could stand in a file: plain, UTF-16, hex, base64 at every offset."""
    plain = raw.encode() if isinstance(raw, str) else raw
    forms = [plain, plain.hex().encode(), plain.hex().upper().encode()]
    if isinstance(raw, str):
        forms += [raw.encode("utf-16-le"), raw.encode("utf-16-be")]
    for before in range(3):
        whole = base64.b64encode(bytes(before) + plain)
        inner = whole[4 if before else 0 : (len(plain) + before) // 3 * 4]
        forms += [inner, inner.replace(b"+", b"-").replace(b"/", b"_")]
    return forms


def found_in(raw: bytes, wanted: bytes | str) -> bool:
    return any(form in raw for form in forms_of(wanted))


def dump() -> dict[str, list[dict[str, object]]]:
    """Table to rows."""
    with connection.cursor() as cursor:
        tables = sorted(name for name in connection.introspection.table_names() if name.startswith("storage_"))
        return {table: rows_of(cursor, table) for table in tables}


def rows_of(cursor: object, table: str) -> list[dict[str, object]]:
    cursor.execute(f'SELECT * FROM "{table}"')
    names = [each[0] for each in cursor.description]
    return [dict(zip(names, map(_plain, row), strict=True)) for row in cursor.fetchall()]


def _plain(value: object) -> object:
    """As both stores show it."""
    return value.hex if isinstance(value, UUID) else value
