# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finding words in the open part of the record: an index in a file of its own, made again from the leaves at any time.

The file holds nothing but what is public. Whoever deletes it loses nothing: the next search makes it again.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from answerable import config
from answerable.record import keeping
from answerable.storage import folder, models

FILE: Final = "search.sqlite3"
VERSION: Final = 1  # of what a line holds; with another one the file is made again
TABLE: Final = """
CREATE VIRTUAL TABLE lines USING fts5(kind, text, content='', detail=column, tokenize="unicode61 tokenchars '-_'")
"""
LAST: Final = "SELECT rowid FROM lines ORDER BY rowid DESC LIMIT 1"
FIND: Final = "SELECT rowid FROM lines WHERE lines MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?"
WORD: Final = re.compile(r"[\w-]+")
NAMES: Final = 20
LOCK: Final = "search.lock"


def find(kind: str, text: str, before: int, most: int) -> list[int]:
    """Indexes, newest first, of open leaves of this type ("" for any) with all of these words or beginnings.

    The name of a body finds the lines about it, which hold its code.
    """
    wanted = _query(kind, text)
    if not wanted:
        return []
    with folder.alone(_path().with_name(LOCK)):
        try:
            return _find(wanted, before, most)
        except sqlite3.DatabaseError:  # damaged, or of another version
            _path().unlink(missing_ok=True)
            return _find(wanted, before, most)


def _query(kind: str, text: str) -> str:
    """In the language of FTS5. Every word is quoted, so nothing of what was typed is an operator."""
    words = WORD.findall(text)
    if not words:
        return ""
    found = " AND ".join(f'"{word}"*' for word in words)
    codes = models.Body.objects.filter(name__icontains=text.strip()).values_list("code", flat=True)[:NAMES]
    said = " OR ".join([f"({found})", *(f'"{code}"' for code in codes)])
    return f"text : ({said})" + (f' AND kind : "{kind}"' if kind else "")


def _path() -> Path:
    return config.current().data / FILE


def _find(wanted: str, before: int, most: int) -> list[int]:
    with closing(sqlite3.connect(_path(), isolation_level=None)) as store:
        store.execute("PRAGMA synchronous=OFF")
        _catch_up(store)
        return [int(row[0]) for row in store.execute(FIND, (wanted, before, most))]


def _catch_up(store: sqlite3.Connection) -> None:
    """What entered the log since the last search. A file that knows more than the log is of another copy."""
    size = keeping.log().size
    if store.execute("PRAGMA user_version").fetchone()[0] != VERSION or _known(store) > size:
        store.execute("DROP TABLE IF EXISTS lines")
        store.execute(TABLE)
        store.execute(f"PRAGMA user_version={VERSION}")
    store.execute("BEGIN")
    store.executemany("INSERT INTO lines (rowid, kind, text) VALUES (?, ?, ?)", _lines(_known(store), size))
    store.execute("COMMIT")


def _known(store: sqlite3.Connection) -> int:
    last = store.execute(LAST).fetchone()
    return int(last[0]) + 1 if last else 0


def _lines(start: int, end: int) -> Iterator[tuple[int, str, str]]:
    found = models.Leaf.objects.filter(index__gte=start, index__lt=end).exclude(kind="").order_by("index")
    for index, kind, raw in found.values_list("index", "kind", "raw").iterator(chunk_size=500):
        yield index, kind, " ".join(_words(json.loads(bytes(raw))))


def _words(value: Any) -> Iterator[str]:
    """All values in a leaf, without the names of its fields."""
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _words(each)
    elif value is not None:
        yield str(value)
