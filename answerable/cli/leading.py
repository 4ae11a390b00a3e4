# SPDX-License-Identifier: AGPL-3.0-or-later
"""What only the process that leads does: look at the record before pages are shown, jobs, the control socket."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from typing import Final

from django.db import connection

from answerable import clock, shared
from answerable.cli import control
from answerable.core.errors import Refused
from answerable.core.words import N_
from answerable.jobs import runner
from answerable.storage import succession
from answerable.storage.board import board
from answerable.storage.serving import Fenced

EVERY_SECONDS: Final = 1.0
LONGEST: Final = 120.0  # seconds for whoever leads to look at a record that a crash left
NOBODY: Final = N_("No process of this server came to lead. Stop it and look at what it says above.")
_log = logging.getLogger("answerable.leading")


class Leading:
    """The thread that looks each second who leads, where that can change."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._is_up = False

    def start(self) -> None:
        """Returns when pages may be shown. Raises Refused."""
        board.tell_all_keys()
        if succession.leads():
            self._take_up()
        if succession.is_watched():
            self._thread = threading.Thread(target=self._watch, name="leading", daemon=True)
            self._thread.start()
            self._wait()

    def stop(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
        self._lay_down()
        succession.end()

    def _wait(self) -> None:
        until = clock.ticks() + LONGEST
        while not board.is_open:
            if clock.ticks() > until:
                raise Refused(NOBODY)
            self._stop.wait(0.05)

    def _watch(self) -> None:
        try:
            while not self._stop.wait(EVERY_SECONDS):
                self._once()
        finally:
            connection.close()

    def _once(self) -> None:
        """What fails is tried again, and says only what kind of mistake it was."""
        try:
            leads = succession.leads()
            if leads and not self._is_up:
                board.tell_all_keys()  # whoever led may have died between writing and telling
                self._take_up()
            elif not leads:
                self._lay_down()
        except Fenced:
            end_server(str(succession.ELSEWHERE))
            os._exit(1)
        except Exception as problem:
            _log.error("leading failed: %s", type(problem).__name__)

    def _take_up(self) -> None:
        """Each of it may be done again: by whoever follows, and by the same after a lost connection."""
        from answerable.actions.forgetting import finish_forgetting
        from answerable.actions.letters import finish_taking_out

        finish_forgetting()
        finish_taking_out()
        open_record()
        runner.start()
        control.start()
        self._is_up = board.is_open = True

    def _lay_down(self) -> None:
        if self._is_up:
            control.stop()
            runner.stop()
            self._is_up = False


def end_server(sentence: str) -> None:
    """Say why, once; and no other process of this server goes on or begins."""
    if not board.is_refused:
        print(sentence, file=sys.stderr, flush=True)
    board.is_refused = True
    if shared.are_several():
        os.kill(os.getppid(), signal.SIGTERM)


def open_record() -> None:
    """The log stands, whole, and holds what this server hands out before it hands it out."""
    from answerable.record import batch, bundle, keeping, policy, publishing, recovery
    from answerable.web import static_files

    today = clock.now().date()
    keeping.begin()
    if not publishing.check_current():
        print(str(keeping.BEHIND), file=sys.stderr, flush=True)
        return
    publishing.mend()
    recovery.close_openings(today)
    batch.close(batch.due_day(clock.now()))
    doubt = keeping.doubt_of(today)
    if doubt:
        print(doubt, file=sys.stderr, flush=True)
    else:
        bundle.note_bundle({one.name: one.sha256 for one in static_files.files().values()}, today)
        bundle.note_policy(policy.suggested(), today)
    publishing.publish()
    publishing.archive()


_leading = Leading()
start, stop = _leading.start, _leading.stop
