# SPDX-License-Identifier: AGPL-3.0-or-later
"""A full disk, told from every other mistake: whoever wrote hears a sentence, and nothing of what they sent is kept."""

from __future__ import annotations

import errno
from typing import Final

from django.db import DatabaseError

from answerable.core.errors import Refused
from answerable.core.words import N_

NO_ROOM = N_(
    "There is no room left on this server just now, so nothing was kept. What you wrote is still on your page. Please "
    "try again later; whoever runs this server has to make room first."
)
FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
SAYS_FULL: Final = ("disk is full", "No space left on device")  # SQLite, PostgreSQL


class NoRoom(Refused):
    """The disk is full."""

    def __init__(self) -> None:
        super().__init__(NO_ROOM)


def said_of(problem: Exception) -> Exception:
    """The same mistake, or NoRoom where it is a full disk."""
    if isinstance(problem, OSError):
        return NoRoom() if problem.errno in FULL else problem
    is_full = isinstance(problem, DatabaseError) and any(words in str(problem) for words in SAYS_FULL)
    return NoRoom() if is_full else problem
