# SPDX-License-Identifier: AGPL-3.0-or-later
"""A PostgreSQL server of the tests' own: `python -m tests.cluster COMMAND …` runs a command beside it.

It listens on a Unix socket in a folder that only its account can enter, and lives no longer than the command. As root
it runs as `nobody`, since PostgreSQL refuses root.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

ROLE = "answerable"
# What is lost with the machine's power is no concern of a test that stays on; the journal of writes is what is tested.
SETTINGS = {
    "listen_addresses": "", "fsync": "off", "full_page_writes": "off", "shared_buffers": "64MB",
    "max_connections": "200", "autovacuum": "off",
}  # fmt: skip
# Where figures are taken: as it stands on a server that people rely on.
DURABLE = {"listen_addresses": "", "shared_buffers": "256MB", "max_connections": "200"}


def binaries() -> Path:
    """The newest server that Debian's packages put here."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda at: int(at.parts[4]))
    if not found:
        raise SystemExit("PostgreSQL is missing: apt-get install postgresql")
    return found[-1].parent


def memory() -> str | None:
    """Hundreds of small databases are made and dropped: in memory where the machine has such a place."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) and shutil.disk_usage("/dev/shm").free > 2**31 else None


def as_its_account() -> dict[str, Any]:
    """What a process is started with: PostgreSQL refuses root."""
    return {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}


@dataclass
class Cluster:
    """A server that can be stopped at once, whoever is connected, and started again."""

    folder: Path
    settings: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"postgresql://{ROLE}@/postgres?host={self.folder}"

    def start(self) -> None:
        given = [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [binaries() / "postgres", "-D", self.folder / "data", "-k", self.folder, *given],
                cwd=self.folder, stdout=subprocess.DEVNULL, stderr=log, **as_its_account(),
            )  # fmt: skip
        _wait(self.folder, self.process)

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(30)
            self.process = None


@contextmanager
def running(settings: dict[str, str] = SETTINGS, *, in_memory: bool = True) -> Iterator[str]:
    """The address of a fresh server, for a role that may make databases and is no superuser."""
    with standing(settings, in_memory=in_memory) as one:
        yield one.address


@contextmanager
def standing(settings: dict[str, str] = SETTINGS, *, in_memory: bool = True) -> Iterator[Cluster]:
    """The same, to be stopped and started."""
    folder = Path(tempfile.mkdtemp(prefix="answerable-pg-", dir=memory() if in_memory else None))
    account = as_its_account()
    if account:
        shutil.chown(folder, account["user"], account["group"])
    run = {"cwd": folder, "check": True, "stdout": subprocess.DEVNULL, **account}
    data = folder / "data"
    subprocess.run(
        [binaries() / "initdb", "-D", data, "-U", "owner", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"], **run
    )
    one = Cluster(folder, settings)
    try:
        one.start()
        make = f"CREATE ROLE {ROLE} LOGIN CREATEDB"
        subprocess.run([binaries() / "psql", "-qh", folder, "-U", "owner", "-d", "postgres", "-c", make], **run)
        yield one
    finally:
        one.stop()
        shutil.rmtree(folder, ignore_errors=True)


def database(address: str, how: str = "ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0") -> str:
    """The address of a new empty database of the same role on the same server."""
    import psycopg

    name = f"d{uuid.uuid4().hex}"
    with psycopg.connect(address, autocommit=True) as line:
        line.execute(f"CREATE DATABASE {name} {how}")  # type: ignore[arg-type]
    return urlunsplit(urlsplit(address)._replace(path=f"/{name}"))


def _wait(folder: Path, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if subprocess.run([binaries() / "pg_isready", "-qh", folder], check=False).returncode == 0:
            return
        try:
            server.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
        raise SystemExit("PostgreSQL did not start: " + (folder / "log").read_text())
    raise SystemExit("PostgreSQL did not start within 30 seconds.")


if __name__ == "__main__":
    with running() as address:
        os.environ["ANSWERABLE_TEST_STORE"] = address
        raise SystemExit(subprocess.run(sys.argv[1:], check=False).returncode)
