# SPDX-License-Identifier: AGPL-3.0-or-later
"""One writer: many callers, one commit; nothing writes beside it; one process a folder."""

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from answerable.core.errors import Refused
from answerable.storage import keyfile, lease, models
from answerable.storage.folder import IN_USE
from answerable.storage.models.base import new_id
from answerable.storage.writer import write, writer

READ_ONLY = "readonly|read-only transaction"


@write
def note(name: str, done: str = "2031-01-01") -> str:
    models.JobDay.objects.create(name=name, done=done)
    return name


@write
def fail(name: str) -> None:
    models.JobDay.objects.create(name=name, done="x")
    keyfile.current().make(new_id(), keyfile.Purpose.THREAD)
    writer.after_commit(lambda: pytest.fail("done although its write was undone"))
    raise Refused("no")


@contextmanager
def held_up(until: int) -> Iterator[None]:
    """A write that lasts until so many others wait behind it."""
    begun, go_on = threading.Event(), threading.Event()

    @write
    def last() -> None:
        begun.set()
        go_on.wait()

    first = threading.Thread(target=last)
    first.start()
    begun.wait()
    try:
        yield
        while writer._queue.qsize() < until:
            begun.wait(0)
    finally:
        go_on.set()
        first.join()


def test_a_write_is_seen_by_others_when_it_returns(store: Path) -> None:
    assert note("one") == "one"
    assert models.JobDay.objects.filter(name="one").exists()


def test_what_fails_leaves_nothing_and_harms_no_other(store: Path) -> None:
    before = len(keyfile.current().idents())
    with ThreadPoolExecutor(8) as pool:
        said = [pool.submit(fail if number % 3 == 0 else note, f"n{number}") for number in range(120)]
    kinds = [type(each.exception()) for each in said]
    assert kinds.count(Refused) == 40
    assert models.JobDay.objects.count() == 80
    assert len(keyfile.current().idents()) == before


def test_eight_threads_share_commits(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    batches: list[int] = []
    commit = type(writer)._commit
    monkeypatch.setattr(type(writer), "_commit", lambda self, batch: (batches.append(len(batch)), commit(self, batch)))
    with ThreadPoolExecutor(8) as pool, held_up(8):
        said = [pool.submit(note, f"n{number}") for number in range(8)]
    assert {each.result() for each in said} == {f"n{number}" for number in range(8)}
    assert batches == [1, 8]


def test_one_write_that_breaks_the_commit_is_told_apart(store: Path) -> None:
    """A foreign key that points nowhere shows only at COMMIT; the others of its batch are kept all the same."""

    @write
    def break_it() -> None:
        models.Notice.objects.create(account_id=new_id(), day="2031-01-01")

    with ThreadPoolExecutor(4) as pool, held_up(3):
        said = [pool.submit(one) for one in (lambda: note("a"), break_it, lambda: note("b"))]
    assert isinstance(said[1].exception(), IntegrityError)
    assert {each.name for each in models.JobDay.objects.all()} == {"a", "b"}


def test_nothing_writes_without_the_lease(store: Path) -> None:
    with pytest.raises(DatabaseError, match=READ_ONLY):
        models.JobDay.objects.create(name="x", done="y")
    with pytest.raises(DatabaseError, match=READ_ONLY), transaction.atomic():
        models.JobDay.objects.all().delete()
    with pytest.raises(DatabaseError, match=READ_ONLY), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE odd (a integer)")
    with lease.held():
        models.JobDay.objects.create(name="x", done="y")
    with pytest.raises(DatabaseError, match=READ_ONLY):
        models.JobDay.objects.all().delete()


def test_threads_that_never_wrote_cannot_either(store: Path) -> None:
    def attempt() -> str:
        try:
            models.JobDay.objects.create(name="x", done="y")
        except DatabaseError as problem:
            return str(problem)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(1) as pool:
        assert re.search(READ_ONLY, pool.submit(attempt).result())


def test_the_journal_can_only_grow(store: Path) -> None:
    """Even with the lease, no statement changes an envelope or takes one away."""

    @write
    def append() -> models.Envelope:
        envelope = models.Envelope.objects.create(row_key=new_id(), number=1, month="2031-01")
        models.Payload.objects.create(envelope=envelope, blob=b"x")
        return envelope

    envelope = append()
    for attempt in (
        lambda: models.Envelope.objects.filter(id=envelope.id).update(month="2031-02"),
        lambda: connection.cursor().execute("DELETE FROM storage_envelope"),
        lambda: models.Payload.objects.update(blob=b"y"),
    ):
        with lease.held(), pytest.raises(DatabaseError, match="(not authorized|prohibited|permission denied)"):
            attempt()
    assert models.Envelope.objects.get().month == "2031-01"


@pytest.mark.embedded
def test_every_connection_has_our_pragmas(store: Path) -> None:
    expected = {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "wal_autocheckpoint": 0,
        "query_only": 1,
    }  # fmt: skip
    with connection.cursor() as cursor:
        for name, value in expected.items():
            cursor.execute(f"PRAGMA {name}")
            assert cursor.fetchone()[0] == value, name


@pytest.mark.embedded
def test_tables_of_ours_keep_no_order_of_rows(store: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type='table' AND name LIKE 'storage_%'")
        found = dict(cursor.fetchall())
    assert len(found) > 15
    assert [name for name, sql in found.items() if "WITHOUT ROWID" not in sql] == []


SECOND = """
import os, sys
from pathlib import Path
from answerable import config
config.use(config.Config(mode="test", data=Path(sys.argv[1]), port=0, origin="http://localhost:1", secret="x" * 40))
os.environ["DJANGO_SETTINGS_MODULE"] = "answerable.settings"
import django; django.setup()
from answerable.core.errors import Refused
from answerable.storage.writer import writer
try:
    writer.start()
except Refused as refused:
    print(refused.sentence)
"""


def test_a_second_process_is_refused_by_the_lock(store: Path) -> None:
    said = subprocess.run([sys.executable, "-c", SECOND, str(store)], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == IN_USE


def test_no_count_of_writes_decides_whose_write_does_more(store: Path) -> None:
    """Rule 21: the statements after a write are the same, however many writes there were before it."""
    seen: list[list[str]] = []

    def note_statements() -> None:
        statements: list[str] = []
        seen.append(statements)
        connection.execute_wrappers[:] = [
            lambda execute, sql, *rest: (statements.append(sql.split(" ")[0]), execute(sql, *rest))[1]
        ]

    for number in range(300):
        writer.run(note_statements)
        note(f"n{number}")
    writer.run(connection.execute_wrappers.clear)
    assert len({tuple(each) for each in seen[1:-1]}) == 1
