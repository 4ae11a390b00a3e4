# SPDX-License-Identifier: AGPL-3.0-or-later
"""Four processes on PostgreSQL lose nothing, the record has one writer, and where the leader dies another follows."""

from __future__ import annotations

import os
import random
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psycopg
import pytest

from answerable.storage.succession import ELSEWHERE
from answerable.tlog.checkpoint import parse_checkpoint
from answerable.tlog.note import parse_note
from tests import cluster
from tests.serving import ROOT, Serving, free_port
from tests.visitor import AskerVisitor, Said

NORTH = "river-north-bank"
PROCESSES = 4


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with cluster.running() as at:
        yield cluster.database(at)


@pytest.fixture(scope="module")
def seeded(address: str, tmp_path_factory: pytest.TempPathFactory) -> Serving:
    """The movement on PostgreSQL, and nobody serves it."""
    env = {"ANSWERABLE_STORE": address, "ANSWERABLE_PROCESSES": str(PROCESSES)}
    return Serving(tmp_path_factory.mktemp("several") / "data", free_port(), env).seed("bare")


@pytest.fixture(scope="module")
def serving(seeded: Serving) -> Iterator[Serving]:
    seeded.start()
    yield seeded
    if seeded.process is not None:
        seeded.stop()


def leader(serving: Serving) -> int:
    """The pid of the process that takes commands; 0 for none now."""
    with socket.socket(socket.AF_UNIX) as line:
        try:
            line.connect(str(serving.data / "control.sock"))
        except OSError:
            return 0
        pid, _, _ = struct.unpack("3i", line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    return int(pid)


def row(address: str) -> tuple[str, int]:
    with psycopg.connect(address) as line:
        found = line.execute("SELECT run, term FROM storage_serving").fetchall()
    assert len(found) == 1
    return str(found[0][0]), int(found[0][1])


def size_of(serving: Serving) -> int:
    text = httpx.get(f"{serving.origin}/record/checkpoint", trust_env=False).content
    return parse_checkpoint(parse_note(text).text).size


def lodge_until(serving: Serving, stop: threading.Event, done: list[AskerVisitor]) -> int:
    """One after another; returns how many were not answered."""
    missed = 0
    while not stop.is_set():
        one = serving.asker()
        try:
            one.lodge(NORTH)
        except (httpx.HTTPError, ValueError):
            missed += 1
        else:
            done.append(one)
        one.http.close()
    return missed


def audit(serving: Serving, tmp_path: Path) -> None:
    record = f"{serving.origin}/record/"
    (tmp_path / "policy").write_text(httpx.get(f"{record}policy", trust_env=False).text)
    said = serving.command("record", "audit", record, "--policy", str(tmp_path / "policy"))
    assert said.returncode == 0, said.stdout + said.stderr


def test_everybody_finds_what_another_process_wrote(serving: Serving) -> None:
    """Each visitor has connections of their own, which come to whichever process takes them."""
    assert len(serving.workers()) == PROCESSES
    with ThreadPoolExecutor(4) as pool:
        askers = list(pool.map(lambda _: lodged(serving), range(8)))
    for one in askers:
        assert AskerVisitor(serving.origin, words=one.words).enter()["stage"] == "lodged"
    desk = serving.desk("Maren")
    for _ in range(4):
        desk.http.close()
        desk.__post_init__()
        waiting = {each["ask"] for each in desk.post("/api/desk/state", {})["asks"]}
        assert {one.private["ask"] for one in askers} <= waiting
    for one in askers[:4]:
        assert desk.open_ask(one.private["ask"])  # a row key that any of them may have made
    gone = AskerVisitor(serving.origin, words=askers[0].words)
    gone.enter()
    gone.move("erased", {})
    for _ in range(5):
        with pytest.raises(Said, match="open nothing here"):
            AskerVisitor(serving.origin, words=askers[0].words).enter()


def lodged(serving: Serving) -> AskerVisitor:
    one = serving.asker()
    assert one.lodge(NORTH)["day"] == 1
    return one


def test_what_changed_in_public_shows_at_once_in_every_process(serving: Serving) -> None:
    operator = serving.desk("Ondra")
    for number in range(3):
        operator.open("/desk/")
        fields = {"csrfmiddlewaretoken": operator.token, "pays": "members", "relation": "outside"}
        said = operator.request("POST", "/operate/host/", data={**fields, "runs": f"The table number {number}"})
        assert said.status_code == 303, said.text
        shown = [httpx.get(f"{serving.origin}/", trust_env=False).text for _ in range(12)]
        assert all(f"The table number {number}" in page for page in shown)


def test_tries_are_counted_over_all_processes(serving: Serving) -> None:
    """Ten tries of one locator, and no more because there are four who count."""
    one = lodged(serving)
    answers = []
    for _ in range(14):
        visitor = AskerVisitor(serving.origin, words=one.words)
        try:
            visitor.enter()
            answers.append(True)
        except Said as refused:
            assert "429" in str(refused)
            answers.append(False)
    assert 5 <= answers.count(True) <= 11
    assert not answers[-1]


def test_a_second_server_on_the_same_database_is_refused_and_signs_nothing(serving: Serving, tmp_path: Path) -> None:
    before = row(serving.env["ANSWERABLE_STORE"])
    for count in ("1", "2"):
        second = Serving(tmp_path / count, free_port(), dict(serving.env))
        second.data.mkdir()
        (second.data / "keys").write_bytes((serving.data / "keys").read_bytes())
        second.env |= {"ANSWERABLE_PROCESSES": count, "ANSWERABLE_ORIGIN": serving.origin}
        said = second.command("serve")
        assert said.returncode != 0
        assert ELSEWHERE in said.stderr
        assert ELSEWHERE in second.command("rebuild").stderr
        assert not (second.data / "record").exists()
    assert row(serving.env["ANSWERABLE_STORE"]) == before
    assert httpx.get(f"{serving.origin}/", trust_env=False).status_code == 200
    assert "already uses this data folder" in Serving(serving.data, free_port(), serving.env).command("serve").stderr


def test_where_the_one_that_leads_is_killed_another_follows_and_nothing_is_lost(
    serving: Serving, tmp_path: Path
) -> None:
    done: list[AskerVisitor] = []
    stop, killed = threading.Event(), set()
    size, (run, term) = size_of(serving), row(serving.env["ANSWERABLE_STORE"])
    with ThreadPoolExecutor(4) as pool:
        missed = [pool.submit(lodge_until, serving, stop, done) for _ in range(4)]
        for _ in range(3):
            had = len(done)
            while len(done) < had + 5:
                time.sleep(0.02)
            first = leader(serving)
            assert first in serving.workers()
            time.sleep(random.random() / 4)
            os.kill(first, signal.SIGKILL)
            killed.add(first)
            began = time.monotonic()
            while leader(serving) in (0, first):
                assert time.monotonic() - began < 15
                time.sleep(0.02)
            print(f"followed after {time.monotonic() - began:.1f} s")
            time.sleep(6)  # the server ends where one place dies twice within five seconds
        stop.set()
    assert len(killed) == 3
    print(f"{len(done)} lodged, {sum(each.result() for each in missed)} not answered")
    assert row(serving.env["ANSWERABLE_STORE"]) == (run, term + 3)
    for one in random.sample(done, min(len(done), 12)):
        assert AskerVisitor(serving.origin, words=one.words).enter()["stage"] == "lodged"
    state = serving.desk("Tiko").post("/api/desk/state", {})
    assert {one.private["ask"] for one in done} <= {each["ask"] for each in state["asks"]}
    said = serving.command("rebuild")
    assert said.returncode == 0, said.stdout + said.stderr
    assert serving.command("jobs").returncode == 0
    assert size_of(serving) >= size
    audit(serving, tmp_path)
    serving.restart(shift=1)  # a batch takes in what all of them lodged
    assert size_of(serving) > size + len(done)
    audit(serving, tmp_path)
    assert row(serving.env["ANSWERABLE_STORE"])[0] != run


def test_each_write_and_each_head_looks_whose_the_database_is(address: str, tmp_path: Path) -> None:
    taken = Serving(tmp_path / "data", free_port(), {"ANSWERABLE_STORE": cluster.database(address)})
    command = [sys.executable, "-m", "tests.faults.taken_over"]
    said = subprocess.run(command, cwd=ROOT, env=taken.environment(), capture_output=True, text=True, timeout=120)
    assert said.stdout.splitlines() == ["publish done", "write refused", "publish refused", "rows 0"], said.stderr


def test_a_server_from_which_the_database_was_taken_writes_nothing_more_and_ends(serving: Serving) -> None:
    """As if another one had come while no line of this one lived: the name in the row is what every write looks at."""
    if serving.process is None:
        serving.start()
    one = serving.asker()
    one.open("/ask/")
    directory = one.directory(NORTH)
    with psycopg.connect(serving.env["ANSWERABLE_STORE"]) as line:
        line.execute("UPDATE storage_serving SET run = 'another'")
        asks = line.execute("SELECT count(*) FROM storage_ask").fetchone()
    assert directory["readers"]
    with pytest.raises((httpx.HTTPError, Said, ValueError)):
        one.lodge(NORTH)
    process, serving.process = serving.process, None
    assert process is not None
    assert process.wait(20) == 1
    assert ELSEWHERE in serving.log.read_text()
    with psycopg.connect(serving.env["ANSWERABLE_STORE"]) as line:
        assert line.execute("SELECT count(*) FROM storage_ask").fetchone() == asks
