# SPDX-License-Identifier: AGPL-3.0-or-later
"""A database that stands still, or waits for another machine: nobody waits for ever, nothing is signed too early."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from answerable.storage.postgres import line
from tests import cluster
from tests.serving import ROOT, Serving, free_port


def test_what_waits_for_a_machine_that_stands_still_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "SILENT_SECONDS", 1.0)
    monkeypatch.setattr(line, "EVERY_SECONDS", 0.1)
    with cluster.running() as address, ThreadPoolExecutor(1) as pool, psycopg.connect(address) as waits:
        line.note(waits)
        one = line.Line(dict(conninfo_to_dict(address)), "one")
        assert one.leads()
        assert one._connection is not None
        stopped = [waits.info.backend_pid, one._connection.info.backend_pid]
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        try:
            asked = pool.submit(waits.execute, "SELECT true")
            assert isinstance(asked.exception(10), psycopg.OperationalError)
            assert not one.leads()  # and nobody else either: the lock is still with the one that stands still
            assert not one.leads()
        finally:
            for pid in stopped:
                os.kill(pid, signal.SIGCONT)
        until = time.monotonic() + 20
        while not one.leads():
            assert time.monotonic() < until
            time.sleep(0.05)
        one.close()


def test_a_line_that_was_closed_on_purpose_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "EVERY_SECONDS", 0.05)
    with cluster.running() as address, psycopg.connect(address, autocommit=True) as other:
        line.note(other)
        one = line.Line(dict(conninfo_to_dict(address)), "one")
        assert one.leads()
        one.close()
        time.sleep(0.3)
        assert other.execute("SELECT 1").fetchone() == (1,)


def test_nothing_is_signed_that_only_one_machine_has(tmp_path: Path) -> None:
    with cluster.running() as address:
        served = Serving(tmp_path / "data", free_port(), {"ANSWERABLE_STORE": cluster.database(address)})
        command = [sys.executable, "-m", "tests.faults.not_on_another"]
        said = subprocess.run(command, cwd=ROOT, env=served.environment(), capture_output=True, text=True, timeout=120)
    assert said.stdout.splitlines() == ["signed", "not acknowledged", "read 1", "waits", "signed"], said.stderr
