# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the record stands and what it is called."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from answerable import config
from answerable.storage.restoring import RESTORED

PREFIX: Final = "record/"
NAME: Final = "record1"


def origin() -> str:
    """The log's origin and the name of its key: it names the server and no body. Never changed once a leaf stands."""
    return f"{urlsplit(config.current().origin).netloc}/{NAME}"


def restored() -> Path:
    """There after a restore, until the record was compared with what was published since."""
    return config.current().data / RESTORED


def lock() -> Path:
    """Held by whoever changes those files, so that one does at a time."""
    return config.current().data / "record.lock"


def url() -> str:
    """Where everybody finds it."""
    return f"{config.current().origin}/{PREFIX}"


def folder() -> Path:
    """The same files on this machine."""
    return config.current().data / "record"
