# SPDX-License-Identifier: AGPL-3.0-or-later
"""The server under load, the bare one beside it, and what the machine says of both."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg

from bench.place import ROOT
from tests.serving import Serving, free_port

TICKS: Final = os.sysconf("SC_CLK_TCK")
WAIT_SECONDS: Final = 30


def answers(port: int) -> bool:
    """Whether a first page comes."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
            line.sendall(f"GET / HTTP/1.0\r\nHost: localhost:{port}\r\n\r\n".encode())
            return b" 200 " in line.recv(64)
    except OSError:
        return False


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + WAIT_SECONDS
    while not answers(port):
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError("the server did not answer")
        time.sleep(0.005)


def family(pid: int) -> list[int]:
    """A process and its children."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *map(int, listed)]


def cpu_seconds(pid: int) -> float:
    """What a process and its children have used so far."""
    fields = [Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split() for one in family(pid)]
    return sum(int(one[11]) + int(one[12]) for one in fields) / TICKS


def resident_mb(pid: int) -> float:
    """VmRSS of a process and its children, in MB of 10^6 bytes; what they share counts twice."""
    found = [re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{one}/status").read_text()) for one in family(pid)]
    return sum(int(one[1]) for one in found if one) * 1024 / 1e6


def proportional_mb(pid: int) -> float:
    """The same (Pss) with what several processes share counted once, among them."""
    found = [re.search(r"Pss:\s+(\d+) kB", Path(f"/proc/{one}/smaps_rollup").read_text()) for one in family(pid)]
    return sum(int(one[1]) for one in found if one) * 1024 / 1e6


class Answerable(Serving):
    """The real server. Its first answer is waited for on a bare socket, which costs the machine nothing."""

    def wait(self, seconds: float = WAIT_SECONDS) -> None:
        assert self.process is not None
        wait_for(self.port, self.process)

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def codes(self) -> set[str]:
        """The asks that are stored."""
        if store := self.environment()["ANSWERABLE_STORE"]:
            with psycopg.connect(store) as line:
                return {str(code) for (code,) in line.execute("SELECT code FROM storage_ask")}
        with sqlite3.connect(f"file:{self.data}/answerable.sqlite3?mode=ro", uri=True) as rows:
            return {code for (code,) in rows.execute("SELECT code FROM storage_ask")}


@dataclass
class Bare:
    """The limit: a server that only stores."""

    folder: Path
    port: int = 0

    def start(self) -> Bare:
        self.port = free_port()
        self.folder.mkdir(exist_ok=True)
        command = [sys.executable, "-m", "bench.speed.bare", str(self.folder), str(self.port)]
        self.process = subprocess.Popen(command, cwd=ROOT)
        wait_for(self.port, self.process)
        return self

    @property
    def pid(self) -> int:
        return self.process.pid

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            for one in family(self.process.pid)[::-1]:
                os.kill(one, signal.SIGKILL)
            self.process.wait(5)


@dataclass(frozen=True)
class Load:
    """What a second process saw: `waits` in ms, and the server's processor seconds meanwhile."""

    sent: int
    seconds: float
    waits: Sequence[float]
    acknowledged: Sequence[str]
    refused: int
    cpu: float

    @property
    def rate(self) -> float:
        return len(self.acknowledged) / self.seconds

    @property
    def cpu_ms(self) -> float:
        """Of each that was sent."""
        return self.cpu / self.sent * 1000

    @property
    def p95(self) -> float:
        """Of how long each waited, in ms."""
        return sorted(self.waits)[int(len(self.waits) * 0.95)]


def begin_load(kind: str, port: int, lines: Sequence[bytes], clients: int) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.speed.load", kind, str(port), str(clients)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    process.stdin.write(b"".join(line + b"\n" for line in lines))
    process.stdin.close()
    return process


def end_load(process: subprocess.Popen[bytes]) -> dict[str, Any]:
    assert process.stdout is not None
    said = process.stdout.read()
    if process.wait():
        raise RuntimeError("the load broke off")
    return dict(json.loads(said))


def load(server: Answerable | Bare, kind: str, lines: Sequence[bytes], clients: int) -> Load:
    """Send each line once, from so many clients at once."""
    before = cpu_seconds(server.pid)
    said = end_load(begin_load(kind, server.port, lines, clients))
    return Load(sent=len(lines), cpu=cpu_seconds(server.pid) - before, **said)
