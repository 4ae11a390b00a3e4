# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bytes too large for rows: files in the data folder, named by digest, whole on the disk before a row names them."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from answerable import clock, config
from answerable.storage.flushing import flush_folder

FOLDER: Final = "files"
GRACE_SECONDS: Final = 86_400


class NoRoom(Exception):
    """The disk is full, or the quota is."""


def put(content: bytes) -> str:
    """Stores and flushes; returns the name, 64 hex digits. Raises NoRoom, and then nothing is left behind."""
    name = hashlib.sha256(content).hexdigest()
    path = _path(name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, given = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(given).replace(path)
        flush_folder(path.parent)
    except OSError as mistake:
        Path(given).unlink(missing_ok=True)
        raise NoRoom from mistake
    return name


def read(name: str) -> bytes:
    """Raises FileNotFoundError."""
    return _path(name).read_bytes()


def drop(names: Iterable[str]) -> None:
    for name in names:
        _path(name).unlink(missing_ok=True)


def old_names() -> Iterator[str]:
    """What was stored more than a day ago; what no row names by then belongs to nobody."""
    root, before = config.current().data / FOLDER, clock.now().timestamp() - GRACE_SECONDS
    for path in root.glob("??/*"):
        if path.name.startswith(".new-"):
            path.unlink(missing_ok=True)
        elif path.stat().st_mtime < before:
            yield path.name


def _path(name: str) -> Path:
    return config.current().data / FOLDER / name[:2] / name
