# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the command line can ask for, by name: each a plain function from JSON to JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from answerable import clock
from answerable.actions import installing, joining
from answerable.cli.control import Errand
from answerable.core.errors import Refused
from answerable.core.handler import HandlerStage
from answerable.core.move import Role
from answerable.core.words import N_
from answerable.jobs import backups, keybackups, measuring, runner
from answerable.jobs.steady import watch
from answerable.record import keeping, names, publishing, recovery, rotation
from answerable.record.offline.source import Folder, source_of
from answerable.storage import queries, rebuild
from answerable.storage.access import MACHINE

NAME_ONE = N_(
    "This folder was restored, so its own record is no newer. Name a place that has what was published since: a URL, a "
    "mirror or an exported folder. If nobody has anything newer, name the folder `record` of this data folder."
)
NOT_ONE = N_("There is nobody, or more than one, with this role and title there.")


def set_up(given: Mapping[str, Any]) -> Any:
    return installing.set_up(offline_recipient=given["offline_recipient"], by=MACHINE, at=clock.now())


def invite(given: Mapping[str, Any]) -> Any:
    if given.get("again"):
        return joining.invite_again(_seat(given), by=MACHINE, at=clock.now())
    until = date.fromisoformat(given["until"]) if given.get("until") else None
    return joining.invite(
        role=Role(given["role"]), body=given["body"], title=given["title"], until_date=until, by=MACHINE, at=clock.now()
    )


def _seat(given: Mapping[str, Any]) -> str:
    """The one who is in office there under this role and title."""
    found = [
        each.code for each in queries.seats_of(str(given["body"]))
        if (str(each.role), each.title, each.stage) == (given["role"], given["title"], HandlerStage.ACTIVE)
    ]  # fmt: skip
    if len(found) != 1:
        raise Refused(NOT_ONE)
    return found[0]


def rebuild_all(given: Mapping[str, Any]) -> Any:
    del given
    return rebuild.rebuild()


def back_up_keys(given: Mapping[str, Any]) -> Any:
    del given
    return str(keybackups.back_up(clock.now()))


def back_up(given: Mapping[str, Any]) -> Any:
    backups.begin(Path(given["folder"]), clock.now())


def backup_stands(given: Mapping[str, Any]) -> Any:
    del given
    return backups.stands()


def rotate_record_key(given: Mapping[str, Any]) -> Any:
    del given
    if not publishing.check_current():
        raise Refused(keeping.BEHIND)
    made = rotation.rotate(clock.now().date())
    publishing.publish()
    return made


def catch_up(given: Mapping[str, Any]) -> Any:
    place = given["place"]
    if not place and names.restored().exists():
        raise Refused(NAME_ONE)
    taken = recovery.catch_up(source_of(place) if place else Folder(names.folder()), clock.now().date())
    publishing.mend()
    publishing.publish()
    publishing.archive()
    return taken


def awake(given: Mapping[str, Any]) -> Any:
    """Nothing but an answer."""
    del given
    return True


def status(given: Mapping[str, Any]) -> Any:
    """What the running server counts of itself."""
    del given
    return measuring.measure()


def run_jobs(given: Mapping[str, Any]) -> Any:
    """{clock_is_right}: whether somebody looked at the clock."""
    at = clock.now()
    if given.get("clock_is_right"):
        watch.trust(at)
    watch.check(at)
    return runner.run_due(at)


ERRANDS: Final[dict[str, Errand]] = {
    "awake": awake,
    "set_up": set_up,
    "invite": invite,
    "rebuild": rebuild_all,
    "back_up_keys": back_up_keys,
    "back_up": back_up,
    "backup_stands": backup_stands,
    "rotate_record_key": rotate_record_key,
    "catch_up": catch_up,
    "run_jobs": run_jobs,
    "status": status,
}
