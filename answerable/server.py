# SPDX-License-Identifier: AGPL-3.0-or-later
"""What serves: granian with one worker, or with several on a store that several can write to.

All are children of this process, which holds the data folder for them and begins another where one dies. It loads no
Django unless it does so once for several: with one worker that would be 22 MB twice.
"""

from __future__ import annotations

import ctypes
import multiprocessing
from contextlib import suppress
from typing import Final

from answerable import config, limits, shared
from answerable.storage import board, folder

THREADS: Final = 16
STOP_SECONDS: Final = 2
M_MMAP_THRESHOLD, M_ARENA_MAX = -3, -8  # <malloc.h>
LARGE: Final = 128 * 1024
FROM_HERE: Final = (limits.limits, board.board)  # made before the workers part, so that all of them have the same


def serve() -> int:
    """Serve on loopback until SIGTERM. Returns the exit code. Raises Refused."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    given = config.current()
    _give_memory_back()
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


def _give_memory_back() -> None:
    """Ours and the workers': of the C library's allocator, which has a pool for each thread and keeps what is large.

    With two pools what one thread has freed helps the others (14 MB). A large piece goes back to the machine as soon as
    it is free, where the library would begin to keep such pieces after the first, with holes between them (16 MB).
    """
    with suppress(OSError, AttributeError):  # glibc alone has it
        library = ctypes.CDLL(None)
        library.mallopt(M_ARENA_MAX, 2)
        library.mallopt(M_MMAP_THRESHOLD, LARGE)


def _make_ready() -> None:
    """Once for all workers: what they load and compress. No connection is opened before they part."""
    from django.urls import get_resolver

    import answerable.web.wsgi  # noqa: F401
    from answerable.web import static_files

    _ = get_resolver().url_patterns
    static_files.warm()
