# SPDX-License-Identifier: AGPL-3.0-or-later
"""Nothing is done by a clock that may be ahead, until somebody says that it is right or three days have passed.

A demo or a test stands on whatever day it is told.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from answerable import clock, config
from answerable.actions import timely
from answerable.core import steady
from answerable.core.errors import Refused
from answerable.core.words import N_
from answerable.storage import queries
from answerable.storage.standing import DAILY, SAID_RIGHT

NOT_SURE = N_(
    "The clock of this machine went ahead by {days} days, so nothing is deleted, released or entered by it: that could "
    "not be undone. If it is right, run `answerable jobs --clock-is-right`; else set it. After three days all goes on."
)


class Watch:
    """What one process knows of the clock since it began to watch."""

    def __init__(self) -> None:
        self._begin(clock.now())

    def _begin(self, at: datetime) -> None:
        self._at, self._machine = at, clock.since_boot()
        self._unsure: float | None = None

    def ahead(self, at: datetime) -> int:
        """By how many days the clock may be ahead; 0 where it can be believed."""
        if config.current().mode != "real":
            return 0
        jump = steady.jumped(at - self._at, timedelta(seconds=clock.since_boot() - self._machine))
        last = steady.newest((queries.job_done(DAILY), queries.job_done(SAID_RIGHT)), at.date())
        return max(jump, steady.gap(last, at.date())).days

    def is_unsure(self, at: datetime) -> bool:
        """Whether to wait. Asked again and again; once it has waited long enough the clock counts as right."""
        if not self.ahead(at):
            self._unsure = None
            return False
        if self._unsure is None:
            self._unsure = clock.since_boot()
        if clock.since_boot() - self._unsure < steady.WAIT.total_seconds():
            return True
        self.trust(at)
        return False

    def check(self, at: datetime) -> None:
        """Raises Refused where the clock may be ahead."""
        if self.is_unsure(at):
            raise Refused(NOT_SURE.format(days=self.ahead(at)))

    def trust(self, at: datetime) -> None:
        """The clock is right from here on."""
        self._begin(at)
        timely.note_done(SAID_RIGHT, at.date().isoformat())


watch = Watch()
