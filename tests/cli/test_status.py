# SPDX-License-Identifier: AGPL-3.0-or-later
"""The running server's figures: what they count, and that nothing of a body or an ask is in them."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from answerable.counts import Counts
from answerable.jobs.measuring import SAYS
from tests.serving import COMMAND, Serving, free_port


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    made = Serving(tmp_path_factory.mktemp("status") / "data", free_port()).seed("bare").start()
    yield made
    made.stop()


def status(server: Serving, *options: str) -> subprocess.CompletedProcess[str]:
    command = [str(COMMAND), "status", *options]
    return subprocess.run(command, env=server.environment(), capture_output=True, text=True, timeout=60)


def figures(server: Serving) -> dict[str, float]:
    said = status(server, "--json")
    assert said.returncode == 0, said.stderr
    found: dict[str, float] = json.loads(said.stdout)
    return found


def test_what_was_answered_and_written_is_counted(server: Serving) -> None:
    visitor, asker = server.asker(), server.asker()
    before = figures(server)
    visitor.open("/")
    visitor.open("/nothing-here/")
    asker.lodge("river-north-bank")
    after = figures(server)
    assert after["answers_4xx"] - before["answers_4xx"] == 1
    assert after["answers_2xx"] - before["answers_2xx"] >= 4
    assert after["answers_5xx"] == after["shed"] == after["jobs_failed"] == 0
    assert after["writes"] > before["writes"]
    assert after["commit_ms"] > 0
    assert 30e6 < after["memory_bytes"] < 1e9


def test_an_ask_shows_as_one_write_to_whomever_it_goes(server: Serving) -> None:
    """The names of the figures are fixed, so nobody's name can be one; and every value is a number."""
    found = figures(server)
    assert set(found) == set(SAYS)
    assert all(isinstance(value, int | float) for value in found.values())
    text = "".join(status(server, option).stdout for option in ("--json", "--prometheus")) + status(server).stdout
    for told in ("river", "bank", "North", "localhost", server.origin):
        assert told not in text


def test_a_collector_can_read_it(server: Serving) -> None:
    lines = status(server, "--prometheus").stdout.splitlines()
    kinds = {line.split()[2]: line.split()[3] for line in lines if line.startswith("# TYPE")}
    values = [line for line in lines if not line.startswith("#")]
    assert all(re.fullmatch(r"[a-z0-9_]+ -?[0-9.e+]+", line) for line in values)
    assert {line.split()[0] for line in values} == set(kinds)
    assert kinds["answerable_jobs_failed_total"] == "counter"
    assert kinds["answerable_memory_bytes"] == "gauge"


def test_what_a_collector_keeps_is_the_same_whether_or_not_somebody_asked(server: Serving) -> None:
    """A history of it on a quiet server must not have a step where an ask came."""

    def kept() -> dict[str, str]:
        lines = status(server, "--prometheus").stdout.splitlines()
        found = dict(line.split() for line in lines if not line.startswith("#"))
        machine = ("answerable_seconds", "answerable_memory_bytes", "answerable_commit_ms")
        return {name: value for name, value in found.items() if name not in machine}

    before = kept()
    server.asker().lodge("river-north-bank")
    assert kept() == before


def test_without_a_server_it_says_so(tmp_path: Path) -> None:
    server = Serving(tmp_path / "data", free_port())
    said = status(server)
    assert said.returncode == 1
    assert said.stderr.startswith("No server runs")


def test_the_longest_and_the_sum() -> None:
    counts = Counts()
    counts.add("writes", 3)
    counts.add("writes")
    counts.note_longest("commit_ms", 7.5)
    counts.note_longest("commit_ms", 2.5)
    assert (counts.read()["writes"], counts.read()["commit_ms"]) == (4, 7.5)
    with pytest.raises(KeyError):
        counts.add("river-north-bank")
