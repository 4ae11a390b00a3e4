# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the server's worker runs: the pages, and before the first request everything that must stand behind them."""

import ctypes
import sys
import threading
from contextlib import suppress
from multiprocessing.util import Finalize

from answerable import clock
from answerable.core.errors import Refused
from answerable.web.wsgi import application

__all__ = ["application"]

M_ARENA_MAX = -8  # <malloc.h>


def begin() -> None:
    """The writer, the schema, what a crash left undone, jobs, the control socket."""
    from answerable.actions.forgetting import finish_forgetting
    from answerable.actions.letters import finish_taking_out
    from answerable.cli import control
    from answerable.jobs import runner
    from answerable.storage import moved, schema
    from answerable.storage.writer import writer
    from answerable.web import static_files

    _share_freed_memory()
    control.shift_clock()
    try:
        moved.check_not_moved()
        writer.start()
    except Refused as refused:
        print(refused.sentence, file=sys.stderr, flush=True)
        raise SystemExit(1) from None
    schema.ensure()
    finish_forgetting()
    finish_taking_out()
    _open_record()
    runner.start()
    control.start()
    Finalize(None, end, exitpriority=1)  # this is a child process: `atexit` is never called in one
    threading.Thread(target=static_files.warm, name="warm", daemon=True).start()


def _share_freed_memory() -> None:
    """All threads take from two pools of the C library: with one for each, what one has freed helps no other. 14 MB."""
    with suppress(OSError, AttributeError):  # glibc alone has it
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 2)


def _open_record() -> None:
    """The log stands, whole, and holds what this server hands out before it hands it out."""
    from answerable.record import batch, bundle, keeping, policy, publishing
    from answerable.web import static_files

    today = clock.now().date()
    keeping.begin()
    if not publishing.check_current():
        print(str(keeping.BEHIND), file=sys.stderr, flush=True)
        return
    publishing.mend()
    batch.close(batch.due_day(clock.now()))
    bundle.note_bundle({one.name: one.sha256 for one in static_files.files().values()}, today)
    bundle.note_policy(policy.suggested(), today)
    publishing.publish()
    publishing.archive()


def end() -> None:
    """Let what waits be written, then let the folder go."""
    from answerable.cli import control
    from answerable.jobs import runner
    from answerable.storage.writer import writer

    control.stop()
    runner.stop()
    writer.stop()


begin()
