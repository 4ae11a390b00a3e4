# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a worker of the server runs: the pages, and before the first request everything that must stand behind them."""

import threading
from multiprocessing.util import Finalize

from django.db import DatabaseError

from answerable.core.errors import Refused
from answerable.web.wsgi import application

__all__ = ["application"]


def begin() -> None:
    """The writer, the schema, and what only one process of the server does."""
    from answerable.cli import control, leading
    from answerable.storage import moved, starting
    from answerable.storage.writer import writer
    from answerable.web import static_files

    control.shift_clock()
    try:
        moved.check_not_moved()
        writer.start()
        starting.with_patience(_stand)
    except (Refused, DatabaseError, OSError) as problem:
        sentence = starting.said_of(problem)
        if sentence is None:
            raise
        leading.end_server(sentence)
        raise SystemExit(1) from None
    Finalize(None, end, exitpriority=1)  # this is a child process: `atexit` is never called in one
    threading.Thread(target=static_files.warm, name="warm", daemon=True).start()


def _stand() -> None:
    """All that asks the database. It may be done again after any part of it."""
    from answerable.cli import leading
    from answerable.storage import schema, starting, succession

    starting.check_before()
    schema.ensure()
    starting.check_keys()
    succession.begin()
    leading.start()


def end() -> None:
    """Let what waits be written, then let the folder go."""
    from answerable.cli import leading
    from answerable.storage.writer import writer

    leading.stop()
    writer.stop()


begin()
