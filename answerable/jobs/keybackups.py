# SPDX-License-Identifier: AGPL-3.0-or-later
"""Backups of the key file: sealed to the operator's offline key, and never kept longer than they may be.

A destroyed row key lives on in the backups made before that day, so their age is what makes erasing true.
"""

from __future__ import annotations

import os
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from answerable import chance, config
from answerable.core.errors import Refused
from answerable.core.retention import KEY_BACKUP_DAYS
from answerable.core.steady import is_ahead
from answerable.core.words import N_
from answerable.sealing import age
from answerable.storage import keyfile, queries
from answerable.storage.flushing import flush_folder

FOLDER: Final = "key-backups"
NO_KEY = N_("There is no offline key yet, so no backup of the key file can be sealed. Run `answerable setup` first.")


def folder() -> Path:
    return config.current().data / FOLDER


def back_up(at: datetime) -> Path:
    """Seal the key file as it is now. One file a day; the later one of a day takes the place of the first."""
    recipient = str(queries.installation()["offline_recipient"])
    if not recipient:
        raise Refused(NO_KEY)
    folder().mkdir(mode=0o700, exist_ok=True)
    sealed = age.seal(
        keyfile.current().dump(),
        [recipient],
        random=lambda size: chance.draw("key-backup", at.date().isoformat(), size),
    )
    path = folder() / f"{at.date().isoformat()}.age"
    _write(path, sealed)
    return path


def _write(path: Path, content: bytes) -> None:
    part = path.with_suffix(".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        os.write(handle, content)
        os.fsync(handle)
    finally:
        os.close(handle)
    part.rename(path)
    flush_folder(path.parent)


def listed() -> dict[date, Path]:
    """Day to file, oldest first."""
    found = sorted(folder().glob("????-??-??.age"))
    return {date.fromisoformat(path.stem): path for path in found}


def forget_old(today: date) -> list[date]:
    """Delete every backup that a deletion report has promised gone by today."""
    over = [day for day in listed() if today >= day + timedelta(days=KEY_BACKUP_DAYS)]
    for day in over:
        listed()[day].unlink()
    return over


def forget_ahead(today: date) -> list[date]:
    """Delete every backup that a clock which was ahead has named: it would be kept until its day, and nobody knows how
    old it is. Called once there is a fresh one.
    """
    over = [day for day in listed() if is_ahead(day, today)]
    for day in over:
        listed()[day].unlink()
    return over
