# SPDX-License-Identifier: AGPL-3.0-or-later
"""One process that serves: granian with one worker, which holds the writer, the job thread and the control socket."""

from __future__ import annotations

import atexit
import sys
from typing import Final

from answerable import clock, config
from answerable.core.errors import Refused

THREADS: Final = 16
STOP_SECONDS: Final = 2


def serve() -> int:
    """Serve on loopback until SIGTERM. Returns the exit code."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    given = config.current()
    server = Server(
        "answerable.web.wsgi:application",
        address="127.0.0.1",
        port=given.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        websockets=False,
        log_access=False,
        log_level=LogLevels.critical,
        workers_kill_timeout=STOP_SECONDS,
        respawn_failed_workers=False,
    )
    print(f"Answerable serves {given.origin} from port {given.port} of this machine. Ctrl-C stops it.", flush=True)
    server.serve()
    return 0


def begin() -> None:
    """In the worker, before the first request: the writer, what a crash left undone, jobs, the control socket."""
    from answerable.actions.forgetting import finish_forgetting
    from answerable.cli import control
    from answerable.jobs import runner
    from answerable.storage import schema
    from answerable.storage.writer import writer

    _shift_clock()
    try:
        writer.start()
    except Refused as refused:
        print(refused.sentence, file=sys.stderr, flush=True)
        raise SystemExit(1) from None
    schema.ensure()
    finish_forgetting()
    runner.start()
    control.start()
    atexit.register(end)


def end() -> None:
    """Let what waits be written, then let the folder go."""
    from answerable.cli import control
    from answerable.jobs import runner
    from answerable.storage.writer import writer

    control.stop()
    runner.stop()
    writer.stop()


def _shift_clock() -> None:
    """A demo or a test may stand on another day; real use never does."""
    given = config.current()
    shift = given.data / "clock-shift"
    if given.mode != "real" and shift.exists():
        clock.shift_days(int(shift.read_text()))
