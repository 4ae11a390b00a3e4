# SPDX-License-Identifier: AGPL-3.0-or-later
"""One process that serves: granian with one worker, which holds the writer, the job thread and the control socket."""

from __future__ import annotations

from typing import Final

from answerable import config

THREADS: Final = 16
STOP_SECONDS: Final = 2


def serve() -> int:
    """Serve on loopback until SIGTERM. Returns the exit code."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    given = config.current()
    server = Server(
        "answerable.cli.worker:application",
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
