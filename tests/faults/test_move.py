# SPDX-License-Identifier: AGPL-3.0-or-later
"""A move to PostgreSQL: interrupted, gone on with, equal at its end, and refused in a sentence where it cannot be."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from answerable.cli.movement import Movement
from answerable.core.errors import Refused
from answerable.core.health import SAYS
from answerable.record import policy
from answerable.storage import models, threads
from answerable.storage.postgres import moving, target
from tests import cluster, crowd, stores
from tests.conftest import NOW, ORIGIN, using
from tests.record.world import Record
from tests.serving import COMMAND, ROOT, Serving, free_port

KILLED = -signal.SIGKILL
KINDS = {"Ines": "change_policy", "Jarl": "credit_work", "Kaya": "pay_care"}
DAYS = (NOW.date() - datetime.now(UTC).date()).days


@dataclass
class Cluster:
    """A server of the tests' own; `owner` is its administrator."""

    address: str

    def database(self) -> str:
        return cluster.database(self.address)

    def of(self, name: str, role: str = cluster.ROLE) -> str:
        parts = urlsplit(self.address)
        return urlunsplit(parts._replace(netloc=f"{role}@", path=f"/{name}"))

    def run(self, name: str, statement: str, role: str = cluster.ROLE) -> list[tuple[object, ...]]:
        with psycopg.connect(self.of(name, role), autocommit=True) as line:
            found = line.execute(statement)
            return found.fetchall() if found.description else []


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    with cluster.running() as address:
        yield Cluster(address)


@dataclass
class Lived:
    """A data folder with a record of some days, and what askers keep of it."""

    data: Path
    receipts: list[dict[str, object]]
    policy: str

    def serving(self, store: str = "") -> Serving:
        return Serving(self.data, free_port(), {"ANSWERABLE_ORIGIN": ORIGIN, "ANSWERABLE_STORE": store})


@pytest.fixture(scope="module")
def made(movement_folder: tuple[Path, Movement], tmp_path_factory: pytest.TempPathFactory) -> Lived:
    folder, movement = movement_folder
    at = stores.copy(folder, tmp_path_factory.mktemp("lived") / "data")
    with using(at):
        record = Record(movement).begin()
        for _ in range(3):
            record.lodge()
        record.act("Maren", "Anouk", "acknowledged")
        record.pass_days(3)
        return Lived(at, [record.receipt("Anouk")], "".join(f"{line}\n" for line in policy.suggested()))


@pytest.fixture
def lived(made: Lived, tmp_path: Path) -> Lived:
    return Lived(stores.copy(made.data, tmp_path / "data"), made.receipts, made.policy)


def killed_move(lived: Lived, to: str, rows: int, after: int) -> int:
    command = [sys.executable, "-m", "tests.faults.mover", to, str(rows), str(after)]
    done = subprocess.run(command, cwd=ROOT, env=lived.serving().environment(), capture_output=True, timeout=120)
    return done.returncode


def check_whole(lived: Lived, to: str, tmp_path: Path, asks: int = 3, days: int = 5) -> None:
    """The server goes on there: every thread follows from its facts, the record and a receipt from before hold."""
    (tmp_path / "policy").write_text(lived.policy)
    command = [str(COMMAND), "rebuild"]
    nodes = to.replace("host=", "host=/nowhere,")  # two, of which the first does not answer
    env = lived.serving(nodes).environment()
    rebuilt = subprocess.run(command, env=env, capture_output=True, text=True, timeout=1800)
    assert rebuilt.returncode == 0, rebuilt.stdout + rebuilt.stderr
    assert f"{asks} living threads compared, 0 differ" in rebuilt.stdout
    there = lived.serving(to).start(shift=DAYS + days)
    try:
        record, given = f"http://localhost:{there.port}/record/", ("--policy", str(tmp_path / "policy"))
        audit = there.command("record", "audit", record, *given)
        assert audit.returncode == 0, audit.stdout + audit.stderr
        for receipt in lived.receipts:
            (tmp_path / "receipt.json").write_text(json.dumps(receipt))
            verified = there.command("record", "verify", str(tmp_path / "receipt.json"), *given, "--log", record)
            assert verified.returncode == 0, verified.stdout + verified.stderr
            assert "The line is entry" in verified.stdout
    finally:
        there.stop()


def test_a_move_that_was_killed_twice_ends_equal_and_goes_on_there(
    lived: Lived, server: Cluster, tmp_path: Path
) -> None:
    to = server.database()
    before = (lived.data / "keys").read_bytes()
    assert killed_move(lived, to, 3, 5) == KILLED
    embedded = lived.serving()
    assert "was begun and not ended" in embedded.command("serve").stderr
    assert "was begun and not ended" in lived.serving(to).command("rebuild").stderr
    assert SAYS["database-unfinished"] in lived.serving(to).command("doctor").stdout
    other = embedded.command("move", "--to", server.database())
    assert "End it by naming the same place" in other.stderr
    assert killed_move(lived, to, 4, 9) == KILLED
    done = embedded.command("move", "--to", to)
    assert done.returncode == 0, done.stderr
    assert "each table has the same digest on both sides" in done.stdout
    assert "ANSWERABLE_STORE" in done.stdout
    assert (lived.data / "keys").read_bytes() == before

    refused = embedded.command("serve")
    assert refused.returncode == 1
    assert "it would write a second history" in refused.stderr
    assert "was moved to" in embedded.command("move", "--to", to).stderr
    assert "Nothing is left to give up" in embedded.command("move", "--give-up").stderr
    assert SAYS["database-moved"] in embedded.command("doctor").stdout
    assert SAYS["database-left"] in lived.serving(to).command("doctor").stdout
    check_whole(lived, to, tmp_path)


def arrived(server: Cluster, to: str) -> int:
    """Rows that the new database has taken so far, by its own count."""
    rows = server.run(urlsplit(to).path[1:], "SELECT coalesce(sum(n_tup_ins), 0)::bigint FROM pg_stat_user_tables")
    return int(str(rows[0][0]))


@pytest.mark.long
def test_a_hundred_thousand_asks_arrive_over_two_kills(
    movement_folder: tuple[Path, Movement], server: Cluster, tmp_path: Path
) -> None:
    at, to, count = stores.copy(movement_folder[0], tmp_path / "data"), server.database(), 100_000
    began = time.monotonic()
    with using(at):
        record = Record(deepcopy(movement_folder[1])).begin()
        names = [record.lodge(name, kind=kind) for name, kind in KINDS.items()]
        record.act("Maren", names[-1], "acknowledged")
        copied = [crowd.read(name, record.movement) for name in names]
        many = crowd.Crowd(copied, crowd.add_bodies(20))
        many.lodge(count - len(copied) - 1, record.today, 60)
        many.enter(record.today + timedelta(60))
        record.day += 61
        record.lodge("Anouk")
        record.pass_days(1)
        some = models.Ask.objects.select_related("asker").order_by("code")[:10]
        receipts = [record.receipt("Anouk"), *(record.receipt_of(threads.open_thread(row)) for row in some)]
        lived = Lived(at, receipts, "".join(f"{line}\n" for line in policy.suggested()))
        rows = sum(kind._base_manager.count() for kind in moving._kinds())
    print(f"\nmade {count} asks, {rows} rows, in {time.monotonic() - began:.0f} s")
    for share in (0.3, 0.7):
        began = time.monotonic()
        command = [str(COMMAND), "move", "--to", to]
        process = subprocess.Popen(command, env=lived.serving().environment(), stdout=subprocess.DEVNULL)
        while (there := arrived(server, to)) < share * rows:
            assert process.poll() is None
            time.sleep(0.05)
        process.kill()
        assert process.wait() == KILLED
        print(f"killed after {time.monotonic() - began:.0f} s with {there} rows there")
    began = time.monotonic()
    done = subprocess.run(command, env=lived.serving().environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert f"{rows} rows are at" in done.stdout
    print(f"ended, and both sides compared, in {time.monotonic() - began:.0f} s")
    check_whole(lived, to, tmp_path, count, record.day + 1)


def test_an_older_server_is_refused(server: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(target, "OLDEST", 990000)
    with pytest.raises(Refused, match=r"runs PostgreSQL \d+\.\d+\. It needs 15"):
        target.check(server.database(), "")


def test_a_row_that_was_changed_on_the_way_is_seen(lived: Lived, server: Cluster) -> None:
    to = server.database()
    assert killed_move(lived, to, 1000, 12) == KILLED
    name = urlsplit(to).path[1:]
    server.run(name, "UPDATE storage_seat SET title = 'somebody else' WHERE title = 'steward'")
    done = lived.serving().command("move", "--to", to)
    assert done.returncode == 1
    assert "differs from what was sent, in: storage_seat." in done.stderr
    assert "was begun and not ended" in lived.serving(to).command("serve").stderr
    given_up = lived.serving().command("move", "--give-up")
    assert given_up.returncode == 0, given_up.stderr
    there = lived.serving().start(shift=DAYS + 5)
    there.stop()


def test_what_cannot_be_moved_is_refused_in_a_sentence_and_nothing_is_begun(lived: Lived, server: Cluster) -> None:
    def says(to: str) -> str:
        done = lived.serving().command("move", "--to", to)
        assert done.returncode == 1
        assert not (lived.data / "moved").exists()
        return done.stderr

    full = server.database()
    server.run(urlsplit(full).path[1:], "CREATE TABLE theirs (one int)")
    narrow = server.database()
    name = urlsplit(narrow).path[1:]
    server.run("postgres", "CREATE ROLE stranger LOGIN", role="owner")
    assert "This is not the address" in says("mysql://here/there")
    assert "This is not the address" in says("postgresql://here:port/there?x")
    assert "does not let this account in or does not answer" in says("postgresql://me:secret@127.0.0.1:9/none")
    assert "secret" not in says("postgresql://me:secret@127.0.0.1:9/none")
    assert 'database "nowhere" does not exist' in says(server.of("nowhere"))
    assert "There is something in the database" in says(full)
    assert "may make no tables" in says(server.of(name, "stranger"))
    assert "superuser" in says(server.of(name, "owner"))
    assert "otherwise than it must" in says(
        cluster.database(server.address, "ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")
    )
    assert "Say where to" in lived.serving().command("move").stderr
    assert "is there already" in lived.serving(narrow).command("move", "--to", narrow).stderr
    (lived.data / "away").mkdir()
    empty = Serving(lived.data / "away", 8000)
    assert "There is no database" in empty.command("move", "--to", narrow).stderr

    running = lived.serving().start(shift=DAYS + 5)
    try:
        assert "already uses this data folder" in says(narrow)
    finally:
        running.stop()
