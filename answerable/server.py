# SPDX-License-Identifier: AGPL-3.0-or-later
"""One process that serves: granian with one worker, which holds the writer, the job thread and the control socket."""

from __future__ import annotations

import logging
from typing import Final

from answerable import config

THREADS: Final = 16
STOP_SECONDS: Final = 2


def serve() -> None:
    """Serve on loopback until SIGTERM. The environment carries the configuration to the worker."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    given = config.current()
    logging.basicConfig(level=logging.WARNING)
    server = Server(
        "answerable.web.wsgi:application",
        address="127.0.0.1",
        port=given.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        websockets=False,
        log_access=False,
        log_level=LogLevels.error,
        workers_kill_timeout=STOP_SECONDS,
        respawn_failed_workers=False,
    )
    print(f"Answerable serves on {given.origin} (port {given.port} on this machine). Stop with Ctrl-C.", flush=True)
    server.serve()
