# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bringing the database to the form that this program expects; cheap when it already has it.

Before a new version gives the database a new form, the old one is kept for as long as a backup of the key file may be.
A form that fails leaves the database as it was.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from django.core.management import call_command

from answerable import config
from answerable.core.errors import Refused
from answerable.core.retention import KEY_BACKUP_DAYS
from answerable.core.steady import is_ahead
from answerable.core.words import N_
from answerable.storage import lease
from answerable.storage.engine import engine
from answerable.storage.wiping import wipe

MIGRATIONS: Final = Path(__file__).parent / "migrations"
KEPT: Final = "before-upgrade"
NEWER: Final = N_(
    "The database was brought to its form by a newer Answerable, so this one leaves it alone. Start that version; or "
    "go back to what it was before: answerable rollback"
)
FAILED: Final = N_(
    "The database could not be brought to its new form ({kind}). It is as it was before. Go back to the version that "
    "ran until now, and tell whoever makes this software."
)
NOTHING_KEPT: Final = N_("No database from before an upgrade is kept here. After 7 days it is overwritten.")


def ensure() -> None:
    """Migrate where needed, while nobody else writes. Raises Refused, and the database is as it was."""
    with lease.held():
        stands = engine().stands_at()
        if stands == expected():
            return
        if stands > expected():
            raise Refused(NEWER)
        _upgrade(stands) if stands else _begin()


def _begin() -> None:
    build()
    engine().note_stands_at(expected())


def _upgrade(stands: int) -> None:
    folder = kept_folder()
    folder.mkdir(mode=0o700, exist_ok=True)
    try:
        with engine().taking_new_form(folder / f"{stands:04}.sqlite3"):
            _begin()
    except Refused:
        raise
    except Exception as broken:
        raise Refused(FAILED.format(kind=type(broken).__name__)) from broken


def build() -> None:
    """Inside the lease: all tables in the form that this program expects."""
    with engine().rebuilding():
        call_command("migrate", "storage", verbosity=0, interactive=False)


def expected() -> int:
    """How many migrations this program has."""
    return len(list(MIGRATIONS.glob("0*.py")))


def kept_folder() -> Path:
    return config.current().data / KEPT


def kept() -> dict[Path, date]:
    """The databases from before an upgrade, the newest form last, and the day of each (UTC)."""
    found = sorted(kept_folder().glob("????.sqlite3"))
    return {path: datetime.fromtimestamp(path.stat().st_mtime, UTC).date() for path in found}


def roll_back() -> date:
    """Put back the database from before the last upgrade, while no server runs. Returns its day. Raises Refused."""
    if not kept():
        raise Refused(NOTHING_KEPT)
    path, day = list(kept().items())[-1]
    with lease.held():
        engine().put_back(path)
    wipe(path)  # only what stands again is not needed any more
    return day


def forget_kept(today: date) -> None:
    """What was erased since lives on in them under keys that are destroyed, so they end with the key backups."""
    for path, day in kept().items():
        if today >= day + timedelta(days=KEY_BACKUP_DAYS) or is_ahead(day, today):
            wipe(path)
