# SPDX-License-Identifier: AGPL-3.0-or-later
"""What serves: granian with one worker, or with several on a store that several can write to.

All are children of this process, which holds the data folder for them and begins another where one dies.
"""

from __future__ import annotations

import multiprocessing
from typing import Final

from answerable import config, limits, shared
from answerable.storage import board, folder
from answerable.web import static_files

THREADS: Final = 16
STOP_SECONDS: Final = 2
FROM_HERE: Final = (limits.limits, board.board)  # made before the workers part, so that all of them have the same


def serve() -> int:
    """Serve on loopback until SIGTERM. Returns the exit code. Raises Refused."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    given = config.current()
    multiprocessing.set_start_method("fork", force=True)
    folder.take(given.data)
    shared.part(given.processes)
    if shared.are_several():
        _make_ready()
    server = Server(
        "answerable.cli.worker:application",
        address="127.0.0.1",
        port=given.port,
        interface=Interfaces.WSGI,
        workers=given.processes,
        blocking_threads=THREADS,
        websockets=False,
        log_access=False,
        log_level=LogLevels.critical,
        workers_kill_timeout=STOP_SECONDS,
        respawn_failed_workers=given.processes > 1,
    )
    print(f"Answerable serves {given.origin} from port {given.port} of this machine. Ctrl-C stops it.", flush=True)
    server.serve()
    return int(board.board.is_refused)


def _make_ready() -> None:
    """Once for all workers: what they load and compress. No connection is opened before they part."""
    from django.urls import get_resolver

    import answerable.web.wsgi  # noqa: F401

    _ = get_resolver().url_patterns
    static_files.warm()
