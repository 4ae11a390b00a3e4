# SPDX-License-Identifier: AGPL-3.0-or-later
"""The help list, kept by stewards."""

from __future__ import annotations

from datetime import datetime

from answerable.core.errors import Refused
from answerable.core.permission import Permission
from answerable.core.words import N_
from answerable.storage import models, published
from answerable.storage.access import Actor, check_permission
from answerable.storage.writer import write

NEEDS = N_("Help needs a name, what it does, and how to reach it.")


def _check(by: Actor, at: datetime) -> None:
    """The list belongs to no body: whoever is steward of one keeps it with the others."""
    if not by.machine:
        check_permission(by, Permission.STEWARD_SUPPORT, at)


@write
def list_support(*, name: str, does: str, reach: str, hours: str, by: Actor, at: datetime) -> models.Support:
    _check(by, at)
    if not (name.strip() and does.strip() and reach.strip()):
        raise Refused(NEEDS)
    published.changed()
    return models.Support.objects.create(
        name=name.strip(), does=does.strip(), reach=reach.strip(), hours=hours.strip(), checked_date=at.date()
    )


@write
def check_support(code: str, *, by: Actor, at: datetime) -> None:
    """Somebody looked today, and it is still so."""
    _check(by, at)
    published.changed()
    models.Support.objects.filter(code=code).update(checked_date=at.date())


@write
def remove_support(code: str, *, by: Actor, at: datetime) -> None:
    _check(by, at)
    published.changed()
    models.Support.objects.filter(code=code).delete()
