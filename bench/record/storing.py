# SPDX-License-Identifier: AGPL-3.0-or-later
"""Durable growth of the log: rows, tiles, signed head. `python -m bench.record.storing FOLDER`, a process of its own.

Prints what was seen as one line of JSON, {row: {values, limits, note}}.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Final, TypeAlias

from answerable import chance, config
from answerable.sealing.entry import leaf
from answerable.sealing.wire import b64, jcs
from bench.rounds import side_by_side

BATCH: Final = 4096
SUBMITTERS: Final = 64
EACH: Final = 20
ROUNDS: Final = 7
FLUSHES: Final = 4
A_COMMIT: Final = 1  # SQLite flushes its log once a commit; `strace -f -e fsync,fdatasync` shows it
WALL: Final = time.perf_counter
SECRET: Final = "for-the-bench-only-" + "0" * 32

Leaf: TypeAlias = tuple[str, bytes]
Said: TypeAlias = dict[str, dict[str, Any]]


class Flushes:
    """Counts what this process flushes with `os.fsync`."""

    def __init__(self) -> None:
        self.count = 0
        self._flush = os.fsync

    def __call__(self, handle: int) -> None:
        self.count += 1
        self._flush(handle)

    @contextmanager
    def counted(self) -> Iterator[None]:
        os.fsync = self
        try:
            yield
        finally:
            os.fsync = self._flush


def thread_leaf() -> Leaf:
    """(code, bytes) of a leaf that nobody can open."""
    code = chance.code("bench")
    return code, jcs(leaf(code, b64(chance.draw("bench"))))


def open_store(folder: Path) -> None:
    """An empty log in this folder, whose writer runs."""
    config.use(config.Config(mode="test", data=folder, port=0, origin="http://localhost:1", secret=SECRET))
    from answerable.cli import control

    control.prepare()
    from answerable.record import keeping, publishing
    from answerable.storage import schema
    from answerable.storage.writer import writer

    writer.start()
    schema.ensure()
    keeping.begin()
    publishing.publish()


def grow(leaves: list[Leaf]) -> None:
    """These leaves at the end of the log: rows durable, then tiles, then a signed head."""
    from answerable.record import keeping, publishing
    from answerable.storage.writer import write

    write(keeping.append)([keeping.Entry(code, "", raw) for code, raw in leaves])
    publishing.publish()


def put_bare(folder: Path, files: list[bytes]) -> None:
    """What must be paid for files that are whole or not there: write beside, flush, rename."""
    folder.mkdir(exist_ok=True)
    for number, content in enumerate(files):
        beside = folder / f"{number}.new"
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(folder / str(number))


def flush_bare(folder: Path, times: int) -> None:
    """So many small appends, each flushed."""
    with (folder / "flushed").open("ab") as file:
        for _ in range(times):
            file.write(bytes(4096))
            file.flush()
            os.fsync(file.fileno())


def appending(folder: Path) -> Said:
    """Leaves a second in batches of 4,096. The limit: the same bytes in as many files, each flushed."""
    made = iter([[thread_leaf() for _ in range(BATCH)] for _ in range(ROUNDS + 1)])
    rows = b"".join(raw for _, raw in (thread_leaf() for _ in range(BATCH)))
    bundle, tile = rows[: len(rows) * 256 // BATCH], bytes(32 * 256)
    files = [bundle, tile] * (BATCH // 256) + [bytes(512), bytes(300), rows]  # …, the tile above, the head, the rows
    seconds, limits = side_by_side(lambda: grow(next(made)), lambda: put_bare(folder / "bare", files), ROUNDS, WALL)
    note = f"the limit: {len(files)} files, {sum(map(len, files)):,} bytes"
    return {"append-durable": _row(seconds, limits, BATCH, note)}


class Together:
    """Leaves that arrive while one head is being made share the next. Each submitter waits for the head with its leaf.

    This is the bench's; the log itself knows only `append` and `publish`. `costs` gets the flushes of each head.
    """

    def __init__(self, flushes: Flushes) -> None:
        self._waiting: SimpleQueue[tuple[Leaf, threading.Event] | None] = SimpleQueue()
        self._flushes = flushes
        self.costs: list[int] = []

    def submit(self, one: Leaf) -> None:
        done = threading.Event()
        self._waiting.put((one, done))
        done.wait()

    def stop(self) -> None:
        self._waiting.put(None)

    def run(self) -> None:
        while (first := self._waiting.get()) is not None:
            some, before = [first, *self._more()], self._flushes.count
            grow([one for one, _ in some])
            self.costs.append(self._flushes.count - before + A_COMMIT)
            for _, done in some:
                done.set()

    def _more(self) -> Iterator[tuple[Leaf, threading.Event]]:
        for _ in range(self._waiting.qsize()):
            found = self._waiting.get()
            if found is not None:
                yield found


def submit_all(submit: Callable[[Leaf], object], leaves: list[Leaf], waits: list[float]) -> None:
    """From 64 threads. `waits` gets the seconds of each."""

    def one(given: Leaf) -> None:
        began = time.perf_counter()
        submit(given)
        waits.append(time.perf_counter() - began)

    with ThreadPoolExecutor(SUBMITTERS) as pool:
        list(pool.map(one, leaves))


def submitting(folder: Path, submit: Callable[[Leaf], object], flushes: int) -> dict[str, Any]:
    """Leaves a second from 64 submitters. The limit: so many bare flushes for each 64 leaves."""
    waits: list[float] = []
    leaves = iter([[thread_leaf() for _ in range(SUBMITTERS * EACH)] for _ in range(ROUNDS + 1)])
    seconds, limits = side_by_side(
        lambda: submit_all(submit, next(leaves), waits), lambda: flush_bare(folder, flushes * EACH), ROUNDS, WALL
    )
    note = f"half waited less than {statistics.median(waits) * 1000:.0f} ms"
    return _row(seconds, limits, SUBMITTERS * EACH, note)


def publishing(folder: Path) -> Said:
    """Each answered once a signed head holds its leaf, and what a head costs in flushes."""
    together = Together(Flushes())
    publisher = threading.Thread(target=together.run)
    publisher.start()
    with together._flushes.counted():
        row = submitting(folder, together.submit, FLUSHES)
    together.stop()
    publisher.join()
    note = f"mean {statistics.mean(together.costs):.1f}, of {len(together.costs):,} heads; most where a tile is filled"
    return {"group-published": row, "group-flushes": {"values": [max(together.costs)], "limits": [], "note": note}}


def queueing(folder: Path) -> Said:
    """Each answered once its leaf is durable in the queue of the next batch: what a lodging or a move waits for."""
    from answerable.storage import models
    from answerable.storage.writer import write

    @write
    def take(given: Leaf) -> None:
        models.WaitingLeaf(code=given[0], raw=given[1]).save(force_insert=True)

    return {"group-queued": submitting(folder, take, 1)}


def _row(seconds: list[float], limits: list[float], count: int, note: str) -> dict[str, Any]:
    return {"values": [count / one for one in seconds], "limits": [count / one for one in limits], "note": note}


def main(folder: Path) -> None:
    open_store(folder / "data")
    from answerable.storage.writer import writer

    said = appending(folder) | publishing(folder) | queueing(folder)
    writer.stop()
    print(json.dumps(said))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
