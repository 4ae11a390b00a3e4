# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a move to another store leaves in the data folder: two stores with one key file would write two histories."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from answerable import config
from answerable.core.errors import Refused
from answerable.core.words import N_
from answerable.storage.flushing import flush_folder

FILE: Final = "moved"
MOVING: Final = N_(
    "A move of this data folder to {to} was begun and not ended. Run the same `answerable move` again, or give it up "
    "with `answerable move --give-up`."
)
MOVED: Final = N_(
    "The database of this data folder was moved to {to} on {day}. Set ANSWERABLE_STORE to it: the old database is not "
    "opened again, because it would write a second history."
)


@dataclass(frozen=True)
class Mark:
    """`code` names one move on both sides; `to` is where to, without a password; `day` once it has ended."""

    code: str
    to: str
    day: str = ""


def read(folder: Path) -> Mark | None:
    at = folder / FILE
    return Mark(**json.loads(at.read_text("utf-8"))) if at.exists() else None


def put(folder: Path, mark: Mark) -> None:
    """On the disk before it returns."""
    beside = folder / f"{FILE}.new"
    with beside.open("w", encoding="utf-8") as file:
        json.dump(asdict(mark), file)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(folder / FILE)
    flush_folder(folder)


def give_up(folder: Path) -> None:
    """The embedded database is used again; what was copied is its administrator's to drop."""
    (folder / FILE).unlink(missing_ok=True)


def check_not_moved() -> None:
    """Raises Refused where the embedded database of this folder may not be opened any more, or not now."""
    given = config.current()
    mark = read(given.data)
    if mark is None or (given.store and mark.day):
        return
    raise Refused((MOVED if mark.day else MOVING).format(to=mark.to, day=mark.day))
