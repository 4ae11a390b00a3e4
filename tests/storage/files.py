# SPDX-License-Identifier: AGPL-3.0-or-later
"""What lies on the disk, as somebody finds it who takes the machine away."""

import base64
from pathlib import Path

from django.db import connection

from answerable import config


def database() -> Path:
    return config.current().data / "answerable.sqlite3"


def on_disk(*, keys: bool = False) -> bytes:
    """Every byte of the data folder, the write-ahead log included; the key file only where asked for."""
    files = [path for path in config.current().data.rglob("*") if path.is_file() and (keys or path.name != "keys")]
    return b"".join(path.read_bytes() for path in sorted(files))


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
        cursor.execute("SELECT name FROM sqlite_master WHERE type='table' AND name LIKE 'storage_%' ORDER BY name")
        tables = [name for (name,) in cursor.fetchall()]
        return {table: rows_of(cursor, table) for table in tables}


def rows_of(cursor: object, table: str) -> list[dict[str, object]]:
    cursor.execute(f'SELECT * FROM "{table}"')
    names = [each[0] for each in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
