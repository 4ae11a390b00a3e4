# SPDX-License-Identifier: AGPL-3.0-or-later
"""One thread that does what is due, and a ledger of the last day on which each thing was done.

Every job may run again without harm, so a crash between doing and noting costs nothing. No request queues one, and no
job's row says that an ask exists (docs/decisions/0004-jobs.md).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import connection

from answerable import clock, config
from answerable.actions import attaching, forgetting, letters, mine_ways, processing, timely, visits
from answerable.counts import counts
from answerable.jobs import keybackups, notices
from answerable.jobs.steady import watch
from answerable.record import batch, keeping, publishing, rotation, witnessing
from answerable.storage import attachments, queries, schema

EVERY_SECONDS: Final = 30.0
_log = logging.getLogger("answerable.jobs")

Name = Callable[[datetime], str]


@dataclass(frozen=True)
class Job:
    """`period` names the day or month that is due ("" for none yet); `do` does it for that name."""

    name: str
    period: Name
    do: Callable[[str, datetime], object]


def _day(at: datetime) -> str:
    return at.date().isoformat()


def _hour(at: datetime) -> str:
    return at.isoformat()[:13]


def _batch_day(at: datetime) -> str:
    return _day(at) if at.hour >= batch.HOUR else ""


def _notice_day(at: datetime) -> str:
    return _day(at) if at.hour >= config.current().notice_hour else ""


def _last_month(at: datetime) -> str:
    """Figures of a month are released on the first day after it, on the same day for everybody."""
    return (at.date().replace(day=1) - timedelta(days=1)).isoformat()[:7]


def _back_up(day: str, at: datetime) -> None:
    keybackups.forget_old(date.fromisoformat(day))
    schema.forget_kept(date.fromisoformat(day))
    if queries.installation()["offline_recipient"]:
        keybackups.back_up(at)
    keybackups.forget_ahead(date.fromisoformat(day))


def _forget(day: str, at: datetime) -> None:
    timely.forget_old(date.fromisoformat(day))
    letters.forget_drafts(at=at)
    mine_ways.forget_past_words(at=at)
    forgetting.forget_words(at=at)
    attaching.forget_unsent(date.fromisoformat(day))
    attachments.forget_strays()


def _batch(day: str, at: datetime) -> None:
    if not keeping.is_behind():
        rotation.retire(at.date())
        batch.close(date.fromisoformat(day))
        publishing.publish()
        publishing.archive()


def _head(hour: str, at: datetime) -> None:
    """The head goes out again each hour, so that whoever stops publishing is seen to stop."""
    del hour
    publishing.publish()
    witnessing.watch(at.date())


def _rewrite(month: str, at: datetime) -> None:
    del month, at
    timely.rewrite_file()


def _put_notices(day: str, at: datetime) -> None:
    if config.current().smtp is not None:
        notices.put_out(date.fromisoformat(day), at)


JOBS: Final = (
    Job("doors", _day, lambda _, at: timely.settle_doors(at=at)),
    Job("processes", _hour, lambda _, at: processing.pass_days(at=at)),
    Job("release", _last_month, lambda month, at: timely.release_month(month, at=at)),
    Job("forget", _day, _forget),
    Job("rewrite", _last_month, _rewrite),
    Job("key-backup", _day, _back_up),
    Job("batch", _batch_day, _batch),
    Job("head", _hour, _head),
    Job("notices", _notice_day, _put_notices),
)


def run_due(at: datetime) -> list[str]:
    """Everything that is due at this instant. Returns the names of the jobs that were."""
    visits.forget_ended(at=at)
    timely.admit_held(at=at)
    timely.pass_on(at=at)
    done = [job.name for job in JOBS if _run(job, at)]
    _keep_directory(at)
    timely.tidy_up()
    notices.send_waiting(at)
    return done


def _keep_directory(at: datetime) -> None:
    """Whoever joins or leaves stands in the record within the minute, not tomorrow."""
    publishing.publish_changes(at.date())


def _run(job: Job, at: datetime) -> bool:
    period = job.period(at)
    done = queries.job_done(job.name)
    if not period or (done >= period and not _was_ahead(done, at)):
        return False
    job.do(period, at)
    timely.note_done(job.name, period)
    return True


def _was_ahead(done: str, at: datetime) -> bool:
    """Whether the ledger names a day, or an hour of one, that is after tomorrow: the clock was wrong then."""
    return len(done) >= len("2031-05-20") and done[:10] > (at.date() + timedelta(days=1)).isoformat()


class Runner:
    """The thread."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._stop.clear()
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        if self._thread is not None:
            self._stop.set()
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        try:
            while True:
                self._once()
                if self._stop.wait(EVERY_SECONDS):
                    return
        finally:
            connection.close()

    def _once(self) -> None:
        """A job that fails is tried again, and says only what kind of mistake it was. None runs by a doubtful clock."""
        try:
            at = clock.now()
            if not watch.is_unsure(at):
                run_due(at)
        except Exception as problem:
            counts.add("jobs_failed")
            _log.error("a job failed: %s", type(problem).__name__)


_runner = Runner()
start, stop = _runner.start, _runner.stop
