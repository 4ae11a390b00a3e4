# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long anything is kept, and what a deletion report can and cannot say."""

from dataclasses import dataclass
from datetime import date, timedelta

from answerable.core.errors import Refused
from answerable.core.words import N_

KEY_BACKUP_DAYS = 7
TOMBSTONE_DAYS = 366

BEYOND_REACH = N_("Copies that a reader made for themselves cannot be deleted from here.")
STAYS = N_("A line without content stays: that something was here, that it ended, and in which month.")
BACKUP_TOO_LONG = N_("A backup cannot be kept longer than what it is a backup of.")


@dataclass(frozen=True)
class DeletionReport:
    """Two days, and what cannot be deleted, as msgids."""

    gone_here: date
    gone_from_backups: date
    cannot: tuple[str, ...] = (BEYOND_REACH, STAYS)


def deletion_report(day: date, backup_days: int = KEY_BACKUP_DAYS) -> DeletionReport:
    """The report for something erased on `day`. Raises Refused for backups kept longer than the stated days."""
    if not 0 <= backup_days <= KEY_BACKUP_DAYS:
        raise Refused(BACKUP_TOO_LONG)
    return DeletionReport(day, day + timedelta(days=backup_days))


def is_backup_over(made: date, today: date) -> bool:
    """Whether a key-file backup must be gone today."""
    return today > made + timedelta(days=KEY_BACKUP_DAYS)
