# SPDX-License-Identifier: AGPL-3.0-or-later
"""Three machines of a private kind: each an address of loopback with etcd, Patroni and PostgreSQL of Debian's.

They run with the very files of `deploy/patroni/`: patroni.yml as it is but for its folders, the settings of the two
others with another address. Their data lies in memory, where only their account can read it, and goes with them.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import ssl
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests import cluster
from tests.serving import ROOT

FILES = ROOT / "deploy" / "patroni"
NAMES = ("one", "two", "three")
GUIDE_ADDRESSES = ("10.0.0.1", "10.0.0.2", "10.0.0.3")
KINDS = ("etcd", "patroni")
PROGRAMS = ("etcd", "patroni", "patronictl", "openssl")
CERTIFICATES = "/etc/patroni/tls"
LONGEST = 90.0


def settings(name: str) -> dict[str, str]:
    """What a file of settings in `deploy/patroni/` says, for the machine that it was written for."""
    lines = (FILES / name).read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def wait(until: Callable[[], Any], seconds: float = LONGEST, what: str = "") -> Any:
    """What it returned once that was true."""
    end = time.monotonic() + seconds
    while not (found := until()):
        assert time.monotonic() < end, f"not within {seconds:.0f} s: {what or until}"
        time.sleep(0.1)
    return found


@dataclass
class Machine:
    """One of the three. `address` takes the place of the guide's."""

    name: str
    address: str
    folder: Path
    env: dict[str, dict[str, str]]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def sockets(self) -> Path:
        return self.folder / "run"

    def start(self) -> None:
        for kind in KINDS:
            self.begin(kind)

    def begin(self, kind: str) -> None:
        """What does not run; PostgreSQL is Patroni's to begin."""
        if kind in self.running:
            return
        command = [kind, str(self.folder / "patroni.yml")] if kind == "patroni" else [kind]
        with (self.folder / f"{kind}.log").open("ab") as log:
            self.running[kind] = subprocess.Popen(
                command, cwd=self.folder, env=self.env[kind], stdout=log, stderr=log, start_new_session=True,
                **cluster.as_its_account(),
            )  # fmt: skip

    def processes(self, *kinds: str) -> list[int]:
        """Of these programs, and of PostgreSQL where it is one of them, with everything that they began."""
        roots = [one.pid for kind, one in self.running.items() if kind in kinds]
        if "postgres" in kinds:
            with suppress(OSError, IndexError):
                roots.append(int((self.folder / "data" / "postmaster.pid").read_text().splitlines()[0]))
        found: list[int] = []
        while roots:
            found.append(roots.pop())
            for listed in Path(f"/proc/{found[-1]}/task").glob("*/children"):
                with suppress(OSError):
                    roots += [int(one) for one in listed.read_text().split()]
        return found

    def signal(self, number: int, *kinds: str) -> None:
        """To all of them at once, as when a machine loses its power or stands still."""
        for one in self.processes(*(kinds or (*KINDS, "postgres"))):
            with suppress(ProcessLookupError):
                os.kill(one, number)

    def kill(self, *kinds: str) -> None:
        self.signal(signal.SIGKILL, *kinds)
        for kind in kinds or tuple(self.running):
            if kind in self.running:
                self.running.pop(kind).wait(20)


@dataclass
class Machines:
    """All three. `folder` holds the certificates too."""

    folder: Path
    each: dict[str, Machine]
    password: str

    @property
    def store(self) -> str:
        """What an operator writes into ANSWERABLE_STORE."""
        hosts = ",".join(f"{one.address}:5432" for one in self.each.values())
        tls = f"sslmode=verify-full&sslrootcert={self.folder}/tls/ca.crt"
        return f"postgresql://answerable:{self.password}@{hosts}/answerable?{tls}"

    def ask(self, at: Machine, rest: str) -> dict[str, Any]:
        """What a program of this machine says; {} where it does not answer."""
        tls = ssl.create_default_context(cafile=str(self.folder / "tls" / "ca.crt"))
        tls.load_cert_chain(self.folder / "tls" / "one" / "node.crt", self.folder / "tls" / "one" / "node.key")
        with suppress(httpx.HTTPError, ValueError), httpx.Client(verify=tls, timeout=2, trust_env=False) as client:
            return dict(client.get(f"https://{at.address}:{rest}").json())
        return {}

    def members(self) -> dict[str, dict[str, Any]]:
        """Name: {role, state, lag …}, as whichever node answers first sees them; {} where none answers."""
        for one in self.each.values():
            if said := self.ask(one, "8008/cluster"):
                return {member["name"]: member for member in said["members"]}
        return {}

    def with_role(self, *roles: str) -> Machine | None:
        found = [name for name, one in self.members().items() if one["role"] in roles]
        return self.each[found[0]] if found else None

    def leader(self) -> Machine:
        found: Machine = wait(lambda: self.with_role("leader"), what="a leader")
        return found

    def is_whole(self) -> bool:
        """One leads, one follows in step with it, one follows; none is behind, and all three can vote."""
        members = list(self.members().values())
        roles = sorted(one["role"] for one in members)
        ahead = {one["timeline"] for one in members if "timeline" in one}
        is_near = all(one.get("lag", 0) == 0 or one["role"] == "leader" for one in members)
        live = all(one["state"] in ("running", "streaming") for one in members)
        vote = all(self.ask(one, "2379/health").get("health") == "true" for one in self.each.values())
        return roles == ["leader", "replica", "sync_standby"] and len(ahead) == 1 and is_near and live and vote

    def wait_whole(self) -> float:
        """Seconds until all three are there and in step."""
        began = time.monotonic()
        wait(self.is_whole, what=f"three machines in step: {self.members()}")
        return time.monotonic() - began

    def switch(self) -> str:
        """A planned change of the leader, as an operator does it. Returns who leads from then on."""
        at = self.leader()
        to = wait(lambda: self.with_role("sync_standby"), what="a follower in step")
        command = ["patronictl", "-c", str(at.folder / "patroni.yml"), "switchover", "answerable", "--force"]
        given = ["--master", at.name, "--candidate", to.name]
        run(command + given, at)
        return str(to.name)

    def psql(self, *arguments: str) -> str:
        """As the administrator, on the node that leads."""
        at = self.leader()
        given = ["-qAtX", "-v", "ON_ERROR_STOP=1", "-h", str(at.sockets), "-U", administrator(), "-d", "postgres"]
        return run([str(cluster.binaries() / "psql"), *given, *arguments], at)


def administrator() -> str:
    """PostgreSQL knows its administrator by the account that runs it (`peer`)."""
    return str(cluster.as_its_account().get("user") or subprocess.check_output(["id", "-un"], text=True).strip())


def run(command: list[str], at: Machine) -> str:
    done = subprocess.run(
        command, cwd=at.folder, env=at.env["patroni"], capture_output=True, text=True, timeout=120, check=False,
        **cluster.as_its_account(),
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def addresses() -> list[str]:
    """Three of loopback that no other run of the tests has at the same moment, most likely."""
    net = f"127.{secrets.randbelow(200) + 20}.{secrets.randbelow(250) + 1}"
    return [f"{net}.{number}" for number in (1, 2, 3)]


def filled(name: str, machine: str, chosen: list[str]) -> dict[str, str]:
    """A file of settings, changed for this machine as its first lines tell an operator."""
    own, kept = chosen[NAMES.index(machine)], settings(name)
    text = json.dumps(kept)
    for old, new in zip(GUIDE_ADDRESSES, chosen, strict=True):
        text = text.replace(old, new)
    found: dict[str, str] = json.loads(text)
    for key, value in kept.items():
        if value.count("10.0.0.") == 1:
            found[key] = value.replace(GUIDE_ADDRESSES[0], own)
        if key.endswith("_NAME"):
            found[key] = machine
    return found


@contextmanager
def running(change: Callable[[str], str] = str) -> Iterator[Machines]:
    """Three machines, whole, with the role and the empty database that the guide makes. `change` is of patroni.yml."""
    missing = [one for one in PROGRAMS if shutil.which(one) is None]
    assert not missing, f"{', '.join(missing)} missing: make machines"
    folder = Path(tempfile.mkdtemp(prefix="answerable-three-", dir=cluster.memory()))
    folder.chmod(0o755)
    chosen = addresses()
    made = Machines(folder, {}, secrets.token_urlsafe(24))
    # etcd looks where a line of another one comes from, which on loopback is always the same address.
    pairs = [f"{name}={address},127.0.0.1" for name, address in zip(NAMES, chosen, strict=True)]
    subprocess.run([FILES / "certificates", folder / "tls", *pairs], check=True)
    words = {key: secrets.token_urlsafe(24) for key, value in settings("node.env").items() if not value}
    try:
        for name, address in zip(NAMES, chosen, strict=True):
            made.each[name] = _machine(folder, name, address, chosen, words, change)
        for one in made.each.values():
            one.start()
        made.wait_whole()
        made.psql("-f", str(folder / "role.sql"))
        made.psql("-c", f"ALTER ROLE answerable PASSWORD '{made.password}'")
        yield made
    finally:
        for one in made.each.values():
            one.signal(signal.SIGCONT)
            one.kill()
        if "ANSWERABLE_KEEP_MACHINES" not in os.environ:
            shutil.rmtree(folder, ignore_errors=True)


def _machine(
    folder: Path, name: str, address: str, chosen: list[str], words: dict[str, str], change: Callable[[str], str]
) -> Machine:
    own, tls = folder / name, folder / "tls"
    (own / "run").mkdir(parents=True)
    text = change((FILES / "patroni.yml").read_text("utf-8"))
    for old, new in {
        CERTIFICATES: str(tls / name), "/var/run/postgresql": str(own / "run"),
        "/var/lib/postgresql/15/answerable": str(own / "data"),
        "/var/lib/postgresql/patroni.pgpass": str(own / "pgpass"),
        "/usr/lib/postgresql/15/bin": str(cluster.binaries()),
    }.items():  # fmt: skip
        assert old in text, old
        text = text.replace(old, new)
    (own / "patroni.yml").write_text(text)
    shutil.copy(FILES / "role.sql", folder / "role.sql")
    etcd = filled("etcd.env", name, chosen)
    etcd = {key: value.replace(CERTIFICATES, str(tls / name)) for key, value in etcd.items()}
    etcd["ETCD_DATA_DIR"] = str(own / "etcd")
    patroni = filled("node.env", name, chosen) | words | {"PATRONI_SUPERUSER_USERNAME": administrator()}
    base = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": str(own)}
    account = cluster.as_its_account()
    if account:
        for each in (own, own / "run", own / "patroni.yml", tls, tls / name, *(tls / name).iterdir()):
            shutil.chown(each, account["user"], account["group"])
    return Machine(name, address, own, {"etcd": base | etcd, "patroni": base | patroni})
