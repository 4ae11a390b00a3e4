# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one writer: every write runs in its own savepoint of the batch's transaction, and all share one fsync.

A caller gets its result only after the commit is on the disk. What must be on the disk *before* the commit (row keys)
is flushed by `keyfile`; what may happen only *after* it (destroying a row key) is queued with `after_commit`.
"""

from __future__ import annotations

import functools
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from typing import Any, Final, ParamSpec, TypeVar

from django.db import DatabaseError, connection, transaction

from answerable import clock, config
from answerable.counts import counts
from answerable.storage import folder, keyfile, lease, room, serving
from answerable.storage.away import Away, is_away
from answerable.storage.engine import Engine, engine

P = ParamSpec("P")
T = TypeVar("T")

MOST_IN_A_BATCH: Final = 128
NOT_RUNNING: Final = "the writer is not running"

Do = Callable[[], None]
_Job = tuple[Callable[[], Any], "Future[Any]"]


class Writer:
    """One thread, one connection, one queue."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._after: list[tuple[int, Do]] = []  # whose write queued it, and what
        self._now = 0

    def start(self) -> None:
        """Take the folder's lock and begin. Raises Refused where another process holds it."""
        data = config.current().data
        folder.take(data)
        try:
            keyfile.use(data / "keys")
        except BaseException:
            folder.let_go()
            raise
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Write what waits, checkpoint, and let the folder go."""
        if self._thread is None:
            return
        self._queue.put(None)
        self._thread.join()
        self._thread = None
        keyfile.close()
        folder.let_go()

    @property
    def is_running(self) -> bool:
        return self._thread is not None

    @property
    def waiting(self) -> int:
        """How many writes wait for their turn."""
        return self._queue.qsize()

    def is_here(self) -> bool:
        """Whether the caller is the writer's own thread."""
        return threading.current_thread() is self._thread

    def run(self, write: Callable[[], T]) -> T:
        """The result of `write`, durable; or its exception, and nothing of it kept."""
        if self.is_here():
            return write()
        if self._thread is None:
            raise Away(NOT_RUNNING)
        done: Future[T] = Future()
        self._queue.put((write, done))
        return done.result()

    def after_commit(self, do: Do) -> None:
        """Inside a write: what to do once it is durable, before its caller hears of it."""
        self._after.append((self._now, do))

    def forget_pages(self) -> None:
        """Inside a write: once it is durable, leave nothing of what it deleted in the write-ahead log."""
        self.after_commit(_holding(lambda engine: engine.forget_pages()))

    def vacuum(self) -> None:
        """Inside a write: once it is durable, write the whole database anew."""
        self.after_commit(_holding(lambda engine: engine.write_anew()))

    def tidy(self) -> None:
        """Inside a write: move what is in the log into the database. By the clock (jobs), never by a count of writes:

        whose request comes next may not depend on how many asks came before it (rule 21).
        """
        self.after_commit(_holding(lambda engine: engine.tidy()))

    def _run(self) -> None:
        lease.stay()
        try:
            while (batch := self._gather()) is not None:
                self._commit(batch)
            with suppress(DatabaseError):  # one that is away now keeps what it keeps until the next write
                _holding(lambda engine: engine.forget_pages())()
        finally:
            connection.close()

    def _gather(self) -> list[_Job] | None:
        """The next write, and all that wait behind it; None when stopping."""
        first = self._queue.get()
        if first is None:
            return None
        batch = [first]
        while len(batch) < MOST_IN_A_BATCH:
            try:
                found = self._queue.get_nowait()
            except queue.Empty:
                break
            if found is None:
                self._queue.put(None)
                break
            batch.append(found)
        return batch

    def _commit(self, batch: Sequence[_Job]) -> None:
        began = clock.ticks()
        try:
            said = self._transaction(batch)
        except Exception as broken:
            why = room.said_of(broken)
            if is_away(why):  # each by itself would wait as long again, and may have been kept already
                said = [(done, None, Away()) for _, done in batch]
            elif len(batch) > 1:  # one of them broke the commit of all: each gets one of its own
                for job in batch:
                    self._commit([job])
                return
            else:
                said = [(batch[0][1], None, why)]
        counts.add("batches")
        counts.add("writes", len(said))
        counts.note_longest("commit_ms", round((clock.ticks() - began) * 1000, 1))
        for done, result, problem in said:
            done.set_exception(problem) if problem is not None else done.set_result(result)

    def _transaction(self, batch: Sequence[_Job]) -> list[tuple[Future[Any], Any, Exception | None]]:
        try:
            with lease.held(), transaction.atomic():
                connection.clean_savepoints()  # the same names in each batch: what SQLite prepared for them stays good
                serving.check()
                said = [self._attempt(write, done) for write, done in batch]
                keyfile.current().flush()
        except BaseException:
            keyfile.current().forget_since(0)
            self._after.clear()
            raise
        after, self._after = self._after, []
        problems = self._do_all(after)
        return [(done, result, problem or problems.get(id(done))) for done, result, problem in said]

    def _do_all(self, after: Sequence[tuple[int, Do]]) -> dict[int, Exception]:
        """What follows a commit. It is durable by now: whatever fails here is told to its caller and undoes nothing."""
        problems = dict[int, Exception]()
        for of, do in after:
            try:
                do()
            except Exception as problem:
                problems[of] = room.said_of(problem)
        return problems

    def _attempt(self, write: Callable[[], Any], done: Future[Any]) -> tuple[Future[Any], Any, Exception | None]:
        keys, after = keyfile.current().waiting, len(self._after)
        self._now = id(done)
        try:
            with transaction.atomic():
                return done, write(), None
        except Exception as problem:
            if transaction.get_rollback():  # it broke the transaction of all: nobody's write is kept
                raise
            keyfile.current().forget_since(keys)
            del self._after[after:]
            return done, None, room.said_of(problem)


def _holding(do: Callable[[Engine], None]) -> Do:
    """What the engine does outside a transaction, while nobody writes."""

    def held() -> None:
        with lease.held():
            do(engine())

    return held


writer = Writer()


def write(action: Callable[P, T]) -> Callable[P, T]:
    """An action that runs in the writer: called from any thread, it returns once its commit is durable."""

    @functools.wraps(action)
    def through_the_writer(*given: P.args, **named: P.kwargs) -> T:
        return writer.run(lambda: action(*given, **named))

    return through_the_writer


@contextmanager
def running() -> Iterator[Writer]:
    """The writer for a command or a test, unless one runs already."""
    if writer.is_running:
        yield writer
        return
    writer.start()
    try:
        yield writer
    finally:
        writer.stop()
