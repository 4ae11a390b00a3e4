# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who works on the plain pages: an account that stays signed in while it is used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest

from answerable import clock
from answerable.actions import visits
from answerable.storage.access import Actor


@dataclass(frozen=True)
class Worker:
    """The actor of this request and its instant; `by=` and `at=` of every action."""

    by: Actor
    at: datetime

    @property
    def today(self) -> date:
        return self.at.date()


def worker(request: HttpRequest) -> Worker:
    """Whoever asks, their visit put off by being used."""
    actor, at = request.actor, clock.now()  # type: ignore[attr-defined]
    if visits.needs_touch(actor, at=at):
        visits.touch(by=actor, at=at)
    return Worker(by=actor, at=at)
