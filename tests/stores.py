# SPDX-License-Identifier: AGPL-3.0-or-later
"""The store that the tests run on: the embedded one, or one database a data folder on `ANSWERABLE_TEST_STORE`.

A data folder on PostgreSQL holds a file `database` with the name of its database; a copy of it is made from it.
"""

from __future__ import annotations

import os
import shutil
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

SERVER = os.environ.get("ANSWERABLE_TEST_STORE", "")


def address(folder: Path) -> str:
    """What `ANSWERABLE_STORE` is for this folder; its database is made when it is first asked for."""
    if not SERVER:
        return ""
    at = folder / "database"
    if not at.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        at.write_text(_make("template0"))
    return urlunsplit(urlsplit(SERVER)._replace(path=f"/{at.read_text()}"))


def copy(source: Path, target: Path) -> Path:
    """A data folder with all that is in another one that nobody uses now."""
    shutil.copytree(source, target)
    name = target / "database"
    if name.exists():
        name.write_text(_make(name.read_text()))
    return target


def drop(folder: Path) -> None:
    """The database of a folder that nobody needs any more."""
    import psycopg

    at = folder / "database"
    if at.exists():
        with psycopg.connect(SERVER, autocommit=True) as line:
            line.execute(f"DROP DATABASE IF EXISTS {at.read_text()} WITH (FORCE)")  # type: ignore[arg-type]
        at.unlink()


def settings(folder: Path) -> dict[str, Any]:
    """What changes in Django's settings for another folder."""
    if not SERVER:
        return {"NAME": folder / "answerable.sqlite3"}
    return {"NAME": urlsplit(address(folder)).path[1:]}


def _make(template: str) -> str:
    import psycopg

    name = f"t{uuid.uuid4().hex}"
    with psycopg.connect(SERVER, autocommit=True) as line:
        line.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")  # type: ignore[arg-type]
    return name
