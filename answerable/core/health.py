# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can be wrong with an installation, each as one sentence for its operator: what it is, and what to do.

Pure: from what was measured to names of troubles. No sentence holds a name, an address, a code or content.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from answerable.core import steady
from answerable.core.body import Body, BodyStage, has_joined
from answerable.core.handler import DOOR_NEEDS, Handler, active_handlers, is_active
from answerable.core.retention import KEY_BACKUP_DAYS

LEAST_FREE: Final = 1 << 30  # bytes
LARGEST_LOG: Final = 64 << 20  # bytes of the write-ahead log; the server empties it every half minute
NEWEST_BACKUP: Final = timedelta(days=2)
HEAD_EVERY: Final = timedelta(minutes=70)  # counted from the full hour
COSIGNED_EVERY: Final = timedelta(hours=3)
TERM_ENDS: Final = timedelta(days=30)
OTHERS: Final = 0o077
# File systems over a network: two machines can hold one lock there, and a flush may be a promise.
AFAR: Final = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "ceph", "glusterfs", "fuse.sshfs", "davfs"})
QUIET: Final = frozenset({"log", "fatal", "panic"})  # levels of PostgreSQL at which no failed statement is printed

SAYS: Final[Mapping[str, str]] = {
    "settings": "{about}",
    "not-utf8": "This account writes text in another encoding than UTF-8. Set LANG=C.UTF-8 for the server.",
    "zone-unknown": (
        "{about} organisation(s) stand in a time zone that this machine does not know, so their days cannot be "
        "counted. Install the package tzdata."
    ),
    "bundle-missing": (
        "The scripts of the pages are missing or incomplete, so nobody can seal an ask. Run `make setup`, or "
        "install the wheel again."
    ),
    "port-taken": (
        "Something else listens on port {about} of this machine. Stop it, or choose another port with PORT."
    ),
    "socket-left": (
        "The control socket of a server that no longer runs was left behind. Start the server; it makes a new one."
    ),
    "server-silent": "A server holds the data folder and does not take commands. Stop it and start it again.",
    "folder-missing": "There is no data folder. Check DATA; for a first start run `answerable setup`.",
    "folder-open": "Other accounts of this machine can enter the data folder. Run `chmod 700` on it.",
    "folder-afar": (
        "The data folder lies on a file system over a network ({about}), where a lock may be held twice. Move it to"
        " a disk of this machine."
    ),
    "disk-full": (
        "Less than {about} MB are free on the disk of the data folder. Make room before it is full: then nobody can"
        " send an ask."
    ),
    "database-missing": (
        "The database is missing from the data folder. Check DATA; put its backup back before the server starts, "
        "because it would make an empty one."
    ),
    "database-damaged": (
        "The database is damaged. Stop the server, keep a copy of the folder as it is, and put the newest backup back."
    ),
    "database-unreachable": (
        "The PostgreSQL server does not let this account in or does not answer. Start it, and check ANSWERABLE_STORE."
    ),
    "database-moved": (
        "The database of this data folder was moved, or is being moved, to a PostgreSQL server. Set ANSWERABLE_STORE "
        "to it, or run the same `answerable move` again if it was not ended."
    ),
    "database-unfinished": (
        "A move into this PostgreSQL database was begun and not ended. Run the same `answerable move` again, without "
        "ANSWERABLE_STORE."
    ),
    "database-left": (
        "The old database still lies in the data folder, with words that may have been erased since. Delete the files "
        "whose names begin with answerable.sqlite3."
    ),
    "database-older": (
        "The database is older than this program. Back it up and start the server: it brings the database up to date."
    ),
    "database-newer": ("The database is newer than this program. Install the version that ran last, or a later one."),
    "log-large": (
        "The write-ahead log has grown to {about} MB. Restart the server, which empties it; if it grows again, "
        "something else keeps the database open."
    ),
    "role-logs": (
        "The PostgreSQL server may print what people wrote into its own log. Let its administrator set what "
        "docs/operate.md says about the role."
    ),
    "keys-missing": (
        "The key file is missing: without it nobody can open anything. Put its newest backup back before the server"
        " starts, because it would make an empty one."
    ),
    "keys-damaged": ("The key file is damaged or is not one of ours. Stop the server and put its newest backup back."),
    "keys-open": "Other accounts of this machine can read the key file. Run `chmod 600` on it.",
    "row-key-missing": (
        "{about} living thread(s) have no key any more and cannot be opened. In a restored folder they were erased "
        "since the backup; else stop the server and put the newest backup of the key file back."
    ),
    "log-key-missing": (
        "The signing key of the record is gone, so nothing can be published. Stop the server and put the newest "
        "backup of the key file back."
    ),
    "no-offline-key": (
        "There is no offline key, so no backup of the key file can be made. Run `answerable setup` before anybody "
        "joins; a demo has none."
    ),
    "no-key-backup": (
        "The key file has no backup of the last two days. Run `answerable keys backup`, and look whether the "
        "server's daily jobs run."
    ),
    "old-key-backup": (
        "{about} backup(s) of the key file are older than seven days, so erased words could still be opened. Delete"
        " them here and wherever they were copied."
    ),
    "other-origin": (
        "The record of this data folder belongs to another address. Put ANSWERABLE_ORIGIN back to the first."
    ),
    "record-behind": (
        "The record is older than what it has published: an older copy was put back. Run `answerable record catch-"
        "up`; until then nothing is signed."
    ),
    "head-late": (
        "No head of the record was published for over an hour. Start the server; if it runs, look whether its "
        "witnesses answer."
    ),
    "no-witness-outside": (
        "No witness outside this organisation cosigns the record. Ask one, and put it into the file `witnesses`."
    ),
    "witnesses-unreadable": "The file `witnesses` cannot be read. Each line is: NAME VKEY URL inside|outside.",
    "witness-silent": (
        "{about} witness(es) of the record do not answer. Ask whoever runs them, and check their lines in the file "
        "`witnesses`."
    ),
    "witness-stale": (
        "{about} witness(es) have not cosigned the newest head for three hours. Ask whoever runs them, or look for "
        "another one."
    ),
    "tile-missing": (
        "{about} file(s) of the record are missing or too short. Restart the server, which makes them again from "
        "the database."
    ),
    "head-unreadable": (
        "The published head of the record cannot be read. Delete the file `record/checkpoint` and restart the "
        "server, which signs it again."
    ),
    "archive-missing": (
        "{about} day(s) are missing from the archive of heads. Restart the server, which signs them again; the old "
        "cosignatures may be in a backup."
    ),
    "jobs-late": (
        "The daily jobs were not done since {about}: no clock turned and nothing was deleted. Start the server, or "
        "run `answerable jobs`."
    ),
    "notices-wait": (
        "The daily notice could not be sent to {about} account(s). Check ANSWERABLE_SMTP, and whether the mail "
        "server takes mail."
    ),
    "clock-back": (
        "The clock of this machine stands before the newest day that is stored ({about}). Set it right before "
        "anything else: every date depends on it."
    ),
    "clock-ahead": (
        "The clock of this machine stands {about} days after the last day of daily work, so nothing is done by it for "
        "three days. If it is right, run `answerable jobs --clock-is-right`; else set it."
    ),
    "not-said": "Nobody has said yet who runs this server and who pays. Sign in and say it at /operate/.",
    "door-short": ("{about} organisation(s) take asks with fewer than two readers. Let their stewards invite another."),
    "no-second-line": (
        "{about} organisation(s) that joined have no backup, so nobody outside is told when one stays silent. "
        "Choose one at /operate/."
    ),
    "term-ends": (
        "{about} seat(s) end within 30 days and nobody else holds that role there. Renew them or invite somebody now."
    ),
}


@dataclass(frozen=True)
class Trouble:
    """One thing that is wrong: its name (a key of SAYS), and a number, a day or a word of ours for its sentence."""

    name: str
    about: str = ""

    @property
    def sentence(self) -> str:
        return SAYS[self.name].format(about=self.about)


def counted(name: str, count: int) -> Iterator[Trouble]:
    """A trouble where there is at least one of it."""
    if count:
        yield Trouble(name, str(count))


def file_system(path: str, mounts: str) -> str:
    """The type of the file system of an absolute path, by the lines of /proc/mounts; "" where none fits.

    Of two that were mounted over each other the last counts.
    """
    found = [line.split()[1:3] for line in mounts.splitlines() if len(line.split()) > 2]
    fits = [(at, kind) for at, kind in found if f"{path}/".startswith(f"{at.rstrip('/')}/")]
    nearest = sorted(fits, key=lambda each: len(each[0]))
    return nearest[-1][1] if nearest else ""


def of_version(stands: int, expected: int) -> Iterator[Trouble]:
    """A database that had `stands` migrations, for a program that has `expected`."""
    if stands < expected:
        yield Trouble("database-older")
    elif stands > expected:
        yield Trouble("database-newer")


def may_log_values(settings: Mapping[str, str]) -> bool:
    """Whether a PostgreSQL server with these settings of the role could print a statement's values into its log."""
    loud = any(settings.get(name) not in QUIET for name in ("log_min_error_statement", "log_min_messages"))
    always = settings.get("log_statement") in ("mod", "all")
    return loud or always or settings.get("log_min_duration_statement", "-1") != "-1"


def of_backups(days: Collection[date], has_offline_key: bool, today: date) -> Iterator[Trouble]:
    """The backups of the key file, by their days."""
    if not has_offline_key:
        yield Trouble("no-offline-key")
    elif max(days, default=date.min) < today - NEWEST_BACKUP:
        yield Trouble("no-key-backup")
    yield from counted("old-key-backup", sum(today > day + timedelta(days=KEY_BACKUP_DAYS) for day in days))


def of_days(daily: str, newest: Sequence[str], today: date) -> Iterator[Trouble]:
    """`daily`: the last day of the daily jobs, or on which the clock was said to be right, "" for never; `newest`: days
    (ISO) on which something was done.
    """
    ahead = max((day[:10] for day in newest if day), default="")
    if ahead > today.isoformat():
        yield Trouble("clock-back", ahead)
    ahead_by = steady.gap(daily, today)
    if ahead_by:
        yield Trouble("clock-ahead", str(ahead_by.days))
    elif daily and daily < (today - timedelta(days=1)).isoformat():
        yield Trouble("jobs-late", daily)


def of_head(at: datetime | None, size: int, now: datetime) -> Iterator[Trouble]:
    """The full hour in which a head was published, None for never, and how many leaves there are to publish."""
    if size and (at is None or now - at > HEAD_EVERY):
        yield Trouble("head-late")


def of_cosigned(times: Collection[int | None], now: datetime) -> Iterator[Trouble]:
    """The seconds at which each witness signed the newest head, None where it did not."""
    oldest = (now - COSIGNED_EVERY).timestamp()
    yield from counted("witness-stale", sum(time is None or time < oldest for time in times))


def of_bodies(bodies: Collection[Body], seats: Collection[Handler], days: Mapping[str, date]) -> Iterator[Trouble]:
    """Doors, backups and terms; `days` is today where each body is, by code, and by "" for the operators' seats."""
    living = [each for each in bodies if each.stage is not BodyStage.DISSOLVED and each.code in days]
    short = [each for each in living if each.door_open and _readers(each, seats, days) < DOOR_NEEDS]
    alone = [each for each in living if has_joined(each) and each.second_line is None]
    here = {each.code for each in living} | {""}
    yield from counted("door-short", len(short))
    yield from counted("no-second-line", len(alone))
    ends = [each for each in seats if each.body in here and _ends_alone(each, seats, days[each.body])]
    yield from counted("term-ends", len(ends))


def _readers(body: Body, seats: Collection[Handler], days: Mapping[str, date]) -> int:
    return len(active_handlers(body, seats, days[body.code]))


def _ends_alone(seat: Handler, seats: Collection[Handler], today: date) -> bool:
    """Whether this term ends soon, and nobody in the same role there stays longer."""
    soon = today + TERM_ENDS
    if not is_active(seat, today) or seat.until_date is None or seat.until_date > soon:
        return False
    beside = (each for each in seats if (each.body, each.role) == (seat.body, seat.role) and is_active(each, today))
    return all(each.until_date is not None and each.until_date <= soon for each in beside)
