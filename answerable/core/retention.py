# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long anything is kept, and what a deletion report can and cannot say.

What was written in a thread goes 90 days after it was read or the ask ended, whichever is later. When it leaves the
readers follows from what readers can see alone: not from a mark that is only its asker's, nor from a visit of hers.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from answerable.core import boundary, promise
from answerable.core.body import Body
from answerable.core.ending import Ending, ending
from answerable.core.errors import Refused
from answerable.core.mark import Audience, effective_date, standing
from answerable.core.state import Ask
from answerable.core.words import N_

WORDS_DAYS = 90
WAITS_DAYS = 731
"""How long words wait for an asker who has not seen them, counted from when they left the readers."""

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


@dataclass(frozen=True)
class Words:
    """One message with its files. `read`: first handed out to a reader, where the asker wrote it.

    `seen`: where a reader wrote it, the asker has been there since; on which day at the latest.
    """

    by_asker: bool
    sent: date
    read: date | None = None
    seen: date | None = None
    left: date | None = None


def ended_date(ask: Ask, body: Body, today: date) -> date | None:
    """The day on which it ended as readers can see it; None while anything is owed, or while it is paused.

    An answer ends it, once nothing that was promised waits: nobody has to come back. A broken “do not” that nobody has
    answered keeps it open.
    """
    found = ending(ask, body, today, Audience.READERS)
    if found is Ending.TAKEN_BACK:
        return next(begin for begin, end in ask.withdrawals if end is None)
    if boundary.unanswered(ask.boundaries):
        return None
    if found in (Ending.MET, Ending.NO_LONGER_ASKED):
        mark = standing(ask, None, today, Audience.READERS)
        assert mark is not None
        return effective_date(mark)
    answered = found in (Ending.ANSWERED, Ending.NOT_TAKEN_UP)
    return _last_act(ask) if answered and not ask.paused and not _waits(ask) else None


def _waits(ask: Ask) -> bool:
    """Whether a promise or an intention of the body stands that it has not said to be done."""
    return any(each.reached in promise.WAITING and each.completed_by is None for each in ask.promises)


def _last_act(ask: Ask) -> date:
    """Of an ask that was answered."""
    made = [each.made for each in ask.promises] + [moved.day for each in ask.promises for moved in each.dates]
    done = [*ask.claims, *(each.claimed for each in ask.promises if each.claimed is not None)]
    breaks = [each.answered for held in ask.boundaries for each in held.breaches if each.answered is not None]
    return max([*(each.date for each in ask.answers_now), *made, *done, *ask.word_dates, *breaks])


def leaves_date(words: Words, ended: date | None) -> date | None:
    """The first day on which no reader is given these words any more."""
    if ended is None:
        return None
    known = (words.read or words.sent) if words.by_asker else words.sent
    return max(known, ended) + timedelta(days=WORDS_DAYS)


def goes_date(words: Words, *, keep: bool) -> date | None:
    """The first day on which nobody at all has words that left the readers; None while their asker keeps them.

    What she has not seen waits for her: nothing ends because she is quiet. But it does not wait for ever.
    """
    if keep or words.left is None:
        return None
    if words.by_asker:
        return words.left
    waits = words.left + timedelta(days=WAITS_DAYS)
    return waits if words.seen is None else min(waits, max(words.left, words.seen + timedelta(days=WORDS_DAYS)))
