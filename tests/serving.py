# SPDX-License-Identifier: AGPL-3.0-or-later
"""The real server in a process of its own, with a data folder that holds the invented movement."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pyotp

from tests import stores
from tests.visitor import AskerVisitor, DeskVisitor

ROOT = Path(__file__).resolve().parents[1]
COMMAND = Path(sys.executable).parent / "answerable"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class Serving:
    """One server. `env` adds to its environment; `shift` moves its clock by days (test mode only)."""

    data: Path
    port: int
    env: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    shift: int = 0
    apart: bool = False
    """Whether it is a process group of its own, which one signal reaches whole."""

    @property
    def origin(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def log(self) -> Path:
        return self.data.parent / f"{self.data.name}.log"

    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        own = {
            "ANSWERABLE_MODE": "test", "DATA": str(self.data), "PORT": str(self.port),
            "ANSWERABLE_ORIGIN": self.origin, "ANSWERABLE_SECRET": "for-tests-only-" + "0" * 32,
            "ANSWERABLE_STORE": stores.address(self.data),
        }  # fmt: skip
        return kept | own | self.env

    def seed(self, how: str) -> Serving:
        subprocess.run(
            [sys.executable, "-m", "tests.seed", how], cwd=ROOT, env=self.environment(), check=True, timeout=120
        )
        return self

    def start(self, *, shift: int = 0) -> Serving:
        self.shift = shift
        with socket.socket() as found:  # a server of another fixture on this port would answer instead of this one
            assert found.connect_ex(("127.0.0.1", self.port)) != 0, f"a server runs on port {self.port} already"
        (self.data / "clock-shift").write_text(str(shift))
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [str(COMMAND), "serve"],
                cwd=self.data.parent,
                env=self.environment(),
                stdout=log,
                stderr=log,
                start_new_session=self.apart,
            )
        self.wait()
        return self

    def wait(self, seconds: float = 120) -> None:
        """Until the first page comes."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                if httpx.get(f"http://127.0.0.1:{self.port}/", timeout=5, trust_env=False).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            assert self.process is not None
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.02)
        raise AssertionError("the server did not answer: " + self.log.read_text())

    def workers(self) -> list[int]:
        """The processes that the server started."""
        assert self.process is not None
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(one) for one in listed]

    def stop(self) -> float:
        """SIGTERM; returns the seconds it took."""
        assert self.process is not None
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)
        self.process = None
        return time.monotonic() - began

    def kill(self) -> None:
        """`kill -9` of the whole server."""
        assert self.process is not None
        if self.apart:
            os.killpg(self.process.pid, signal.SIGKILL)
        for one in [] if self.apart else [*self.workers(), self.process.pid]:
            try:
                os.kill(one, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait(20)
        self.process = None
        until = time.monotonic() + 10
        while self._is_listening() and time.monotonic() < until:  # a worker takes a moment to be gone
            time.sleep(0.01)

    def _is_listening(self) -> bool:
        with socket.socket() as found:
            return found.connect_ex(("127.0.0.1", self.port)) == 0

    def restart(self, *, shift: int = 0) -> Serving:
        if self.process is not None:
            self.stop()
        return self.start(shift=shift)

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(COMMAND), *arguments], env=self.environment(), capture_output=True, text=True, timeout=120, check=False
        )

    @property
    def ways(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.data / "ways-in.json").read_text("utf-8"))
        return found

    def member(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = next(one for one in self.ways["members"] if one["name"] == name)
        return found

    def words(self, says: str) -> str:
        """The code words of the asker of whom the story says this."""
        return str(next(one["words"] for one in self.ways["askers"] if one["says"] == says))

    def one_time_code(self, name: str) -> str:
        return pyotp.TOTP(self.member(name)["secret"]).at(int(time.time()) + self.shift * 86_400)

    def asker(self, words: str = "") -> AskerVisitor:
        return AskerVisitor(self.origin, words=words) if words else AskerVisitor(self.origin)

    def desk(self, name: str) -> DeskVisitor:
        """A member at the desk. A one-time code works once: a second entry waits for the next one."""
        one = self.member(name)
        visitor = DeskVisitor(self.origin, passphrase=one["passphrase"], secret=one["secret"])
        visitor.enter(self.one_time_code(name))
        return visitor


def copy(template: Serving, folder: Path) -> Serving:
    """A server of its own on the template's port and a copy of its folder (all that is sealed names the origin)."""
    stores.copy(template.data, folder)
    return Serving(folder, template.port, dict(template.env))
