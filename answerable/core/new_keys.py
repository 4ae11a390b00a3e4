# SPDX-License-Identifier: AGPL-3.0-or-later
"""A reader who lost their keys has new ones: thread by thread, what was sealed to them may be sealed again.

Until then they read nothing of it, so whoever got the new keys by a trick reads nothing either. It takes seven days,
and its asker can refuse.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from answerable.core import value as read
from answerable.core.errors import Denied, Refused
from answerable.core.handler import Handler, is_active
from answerable.core.value import JSON, Value
from answerable.core.words import N_

DAYS: int = 7

NO_NEW_KEYS = N_("No reader of this ask waits with new keys.")
TOO_EARLY = N_("Seven days must pass after a reader got new keys. It can be sealed to them from {day} on.")
SAID_NO = N_("The person who asked does not want this sealed to the new keys.")


@dataclass(frozen=True)
class NewKeys:
    """One reader's new keys: digests of both, and the day since which they are there."""

    handler: str
    sealing: str
    signing: str
    since: date
    refused: bool = False

    @property
    def from_date(self) -> date:
        """The first day on which the thread may be sealed to them."""
        return self.since + timedelta(days=DAYS)


Waiting = tuple[NewKeys, ...]


def find(waiting: Waiting, handler: JSON) -> NewKeys | None:
    """What this reader waits with."""
    return next((each for each in waiting if each.handler == handler), None)


def locked_out(waiting: Waiting) -> frozenset[str]:
    """Who reads nothing until the thread was sealed to their new keys."""
    return frozenset(each.handler for each in waiting)


def check_announced(value: Value, actor: str) -> dict[str, JSON]:
    """Only of oneself."""
    read.check_keys(value, ("handler", "sealing", "signing"))
    if value["handler"] != actor:
        raise Denied
    return {name: read.parse_line(value[name]) for name in ("handler", "sealing", "signing")}


def check_refused(waiting: Waiting, value: Value) -> dict[str, JSON]:
    """The asker says no: from then on these keys get nothing here."""
    read.check_keys(value, ("handler",))
    found = find(waiting, value["handler"])
    if found is None or found.refused:
        raise Refused(NO_NEW_KEYS)
    return dict(value)


def check_resealed(
    waiting: Waiting, value: Value, readers: Collection[str], handlers: Collection[Handler], at: date
) -> dict[str, JSON]:
    """After seven days, unless refused, and only to somebody who was in this thread and is in office."""
    read.check_keys(value, ("handler",))
    found = check_ripe(waiting, value["handler"], at)
    in_office = {each.code for each in handlers if is_active(each, at)}
    if found is None or found.handler not in in_office & set(readers):
        raise Refused(NO_NEW_KEYS)
    return dict(value)


def check_ripe(waiting: Waiting, handler: JSON, at: date) -> NewKeys | None:
    """What this reader waits with, if anything. Raises Refused before its day, and where the asker said no."""
    found = find(waiting, handler)
    if found is not None and found.refused:
        raise Refused(SAID_NO)
    if found is not None and at < found.from_date:
        raise Refused(TOO_EARLY.format(day=found.from_date.isoformat()))
    return found


def announce(waiting: Waiting, value: Mapping[str, JSON], day: date) -> Waiting:
    """Newer keys of the same reader take the place of older ones."""
    made = NewKeys(str(value["handler"]), str(value["sealing"]), str(value["signing"]), day)
    return (*drop(waiting, made.handler), made)


def refuse(waiting: Waiting, handler: JSON) -> Waiting:
    return tuple(replace(each, refused=each.refused or each.handler == handler) for each in waiting)


def drop(waiting: Waiting, handler: JSON) -> Waiting:
    """They read again."""
    return tuple(each for each in waiting if each.handler != handler)
