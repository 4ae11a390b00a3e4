# SPDX-License-Identifier: AGPL-3.0-or-later
"""The help list, kept by stewards."""

from __future__ import annotations

from datetime import datetime

from answerable.core.errors import Refused
from answerable.core.words import N_
from answerable.storage import models
from answerable.storage.access import Actor
from answerable.storage.writer import write

NEEDS = N_("Help needs a name, what it does, and how to reach it.")


@write
def list_support(*, name: str, does: str, reach: str, hours: str, by: Actor, at: datetime) -> models.Support:
    del by
    if not (name.strip() and does.strip() and reach.strip()):
        raise Refused(NEEDS)
    return models.Support.objects.create(
        name=name.strip(), does=does.strip(), reach=reach.strip(), hours=hours.strip(), checked_date=at.date()
    )


@write
def check_support(code: str, *, by: Actor, at: datetime) -> None:
    """Somebody looked today, and it is still so."""
    del by
    models.Support.objects.filter(code=code).update(checked_date=at.date())


@write
def remove_support(code: str, *, by: Actor, at: datetime) -> None:
    del by, at
    models.Support.objects.filter(code=code).delete()
