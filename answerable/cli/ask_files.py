# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that an asker's command writes: only for this account, and never over another."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from answerable.asker.unsent import seal_unsent
from answerable.core.errors import Refused

THERE: Final = "There is already a file {path}. Choose another name."
NO_ROOM: Final = "No file can be written to {path}. Choose another place with {option}."
KEPT: Final = (
    "Nothing you typed is lost: it is in {path}, sealed, and only your code words open it. "
    "To send it later: answerable ask send {path}"
)


def write_new(path: Path, content: bytes, option: str) -> None:
    """Raises Refused where something stands there, or nothing can be written."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(content)
    except FileExistsError:
        raise Refused(THERE.format(path=path)) from None
    except OSError:
        raise Refused(NO_ROOM.format(path=path, option=option)) from None


def check_room(path: Path) -> None:
    """Before anything is typed: what could not be sent will have a place. Raises Refused."""
    if not os.access(path.parent, os.W_OK):
        raise Refused(NO_ROOM.format(path=path, option="--unsent"))


def keep_unsent(words: str, what: str, given: Mapping[str, Any], path: Path) -> str:
    """Writes what could not be sent; the sentence that says where. Raises Refused."""
    free = next(each for each in _names(path) if not each.exists())
    write_new(free, seal_unsent(words, what, given, random=secrets.token_bytes), "--unsent")
    return KEPT.format(path=free)


def _names(path: Path) -> list[Path]:
    """The name itself, and a hundred beside it."""
    return [path, *(path.with_stem(f"{path.stem}-{number}") for number in range(2, 102))]
