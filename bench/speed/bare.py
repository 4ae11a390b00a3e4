# SPDX-License-Identifier: AGPL-3.0-or-later
"""The limit under lodging: a server that only stores what it is sent, durably, many in one commit.

`python -m bench.speed.bare FOLDER PORT`. POST stores a row and answers once it is flushed; GET answers 20 kB.
"""

from __future__ import annotations

import asyncio
import os
import queue
import sqlite3
import sys
import threading
from pathlib import Path
from typing import Any, Final

PAGE: Final = b"x" * 20_000
MOST: Final = 128

_waiting: queue.SimpleQueue[tuple[bytes, asyncio.AbstractEventLoop, asyncio.Future[None]]] = queue.SimpleQueue()


def store(folder: Path) -> None:
    """Writes what waits, in one commit, for ever."""
    rows = sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        rows.execute(f"PRAGMA {pragma}")
    rows.execute("CREATE TABLE IF NOT EXISTS sent (id INTEGER PRIMARY KEY, body BLOB)")
    while True:
        some = [_waiting.get()]
        while len(some) < MOST and not _waiting.empty():
            some.append(_waiting.get())
        rows.execute("BEGIN IMMEDIATE")
        rows.executemany("INSERT INTO sent (body) VALUES (?)", [(body,) for body, _, _ in some])
        rows.execute("COMMIT")
        for _, loop, done in some:
            loop.call_soon_threadsafe(done.set_result, None)


class Application:
    """RSGI."""

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        threading.Thread(target=store, args=(Path(os.environ["BARE"]),), daemon=True).start()

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        if scope.method == "GET":
            protocol.response_bytes(200, [("content-type", "text/html")], PAGE)
            return
        body, loop = await protocol(), asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()
        _waiting.put((body, loop, done))
        await done
        protocol.response_str(200, [("content-type", "application/json")], '{"ok": true}')


application = Application()


def main(folder: str, port: int) -> None:
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    os.environ["BARE"] = folder
    Server(
        "bench.speed.bare:application", address="127.0.0.1", port=port, interface=Interfaces.RSGI, workers=1,
        websockets=False, log_access=False, log_level=LogLevels.critical,
    ).serve()  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
