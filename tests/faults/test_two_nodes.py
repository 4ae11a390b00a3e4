# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two servers witness each other, one outside witnesses both; a forged history of one is caught by the other."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from answerable.storage.keyfile import KeyFile
from answerable.tlog.checkpoint import Checkpoint, parse_checkpoint, sign_checkpoint
from answerable.tlog.keys import Ed25519Signer, parse_vkey
from answerable.tlog.merkle import leaf_hash, root_of, tree_of
from answerable.tlog.note import check_signatures, parse_note
from answerable.tlog.tiles import bundles_between, parse_bundle, tiles_between
from tests.serving import COMMAND, Serving, free_port

Witnessing = tuple[str, str]  # vkey, URL


@dataclass
class Outside:
    """`answerable record witness`, on a machine of somebody else's."""

    process: subprocess.Popen[bytes]
    vkey: str
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"


def text(server: Serving, path: str) -> str:
    found = httpx.get(f"{server.origin}/{path}", trust_env=False)
    assert found.status_code == 200, path
    return found.text


def size_of(server: Serving) -> int:
    return parse_checkpoint(parse_note(text(server, "record/checkpoint").encode()).text).size


def outside_of(folder: Path, logs: list[str]) -> Outside:
    port, said = free_port(), folder / "said"
    folder.mkdir()
    given = [part for log in logs for part in ("--log", log)]
    command = [str(COMMAND), "record", "witness", "--folder", str(folder / "kept"), "--name", "outside.example/w1"]
    with said.open("wb") as out:
        process = subprocess.Popen([*command, "--port", str(port), *given], stdout=out, stderr=out)
    while b"NAME" not in said.read_bytes():
        assert process.poll() is None, said.read_text()
    return Outside(process, said.read_text().split("NAME ")[1].split()[0], port)


def knows(one: Serving, cosigners: dict[str, tuple[str, str, str]], log: str) -> None:
    """What the operator of `one` writes into two files."""
    lines = [f"{name} {' '.join(each)}\n" for name, each in cosigners.items()]
    (one.data / "witnesses").write_text("".join(lines))
    (one.data / "witness").mkdir(exist_ok=True)
    (one.data / "witness" / "logs").write_text(log)


@pytest.fixture
def nodes(tmp_path: Path) -> Iterator[tuple[Serving, Serving, Outside]]:
    """Founded, told of each other, and started twice, so that each found the other there."""
    both = [Serving(tmp_path / name / "data", free_port()) for name in ("east", "west")]
    for each in both:
        each.data.parent.mkdir()
        each.seed("bare").start()
    east, west = both
    keys = {each.port: (text(each, "record/keys").strip(), text(each, "witness/key").strip()) for each in both}
    outside = outside_of(tmp_path / "outside", [key for key, _ in keys.values()])
    try:
        for one, other in ((east, west), (west, east)):
            inside = (keys[other.port][1], f"{other.origin}/witness/", "inside")
            said = {"sister": inside, "stranger": (outside.vkey, outside.url, "outside")}
            knows(one, said, f"{keys[other.port][0]} {other.origin}/record/\n")
        for each in (east, west, east):
            each.restart()
        yield east, west, outside
    finally:
        outside.process.terminate()
        outside.process.wait(10)
        for each in both:
            if each.process is not None:
                each.stop()


def until(server: Serving, says: str) -> str:
    """The page of the record, once it says this: jobs run beside it."""
    end = time.monotonic() + 30
    while says not in (page := text(server, "record/")) and time.monotonic() < end:
        time.sleep(0.1)
    assert says in page
    return page


def signers_of(server: Serving) -> set[str]:
    note = parse_note(text(server, "record/checkpoint").encode())
    lines = (line.split() for line in text(server, "record/policy").splitlines())
    witnesses = {words[1]: parse_vkey(words[2]) for words in lines if words[0] == "witness"}
    return {name for name, key in witnesses.items() if check_signatures(note, [key])}


def entries(server: Serving) -> list[bytes]:
    folder, size = server.data / "record" / "tile" / "entries", size_of(server)
    assert size < 256
    return parse_bundle((folder / f"000.p/{size}").read_bytes(), size)


def log_signer(server: Serving) -> Ed25519Signer:
    """The key that a host has, of course."""
    with sqlite3.connect(server.data / "answerable.sqlite3") as store:
        origin, key = store.execute("SELECT origin, key FROM storage_log").fetchone()
    seed = KeyFile(server.data / "keys").read(UUID(key))
    assert seed is not None
    return Ed25519Signer(origin, seed)


def forge(server: Serving, leaves: list[bytes], folder: Path) -> Path:
    """A whole record over these leaves, signed by the log's own key; the rest of the site as it was."""
    hashes = [leaf_hash(each) for each in leaves]
    made = [*tiles_between(0, len(leaves), tree_of(hashes)), *bundles_between(0, len(leaves), leaves.__getitem__)]
    signer = log_signer(server)
    made.append(
        ("checkpoint", sign_checkpoint(Checkpoint(signer.verifier.name, len(leaves), root_of(hashes)), [signer]))
    )
    for name, content in made:
        (folder / "record" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "record" / name).write_bytes(content)
    return folder


def serve(folder: Path, port: int) -> ThreadingHTTPServer:
    made = ThreadingHTTPServer(("127.0.0.1", port), partial(Quiet, directory=str(folder)))
    threading.Thread(target=made.serve_forever, daemon=True).start()
    return made


class Quiet(SimpleHTTPRequestHandler):
    """Whatever stands in a folder."""

    def log_message(self, format: str, *args: object) -> None:
        pass


def test_two_nodes_and_one_outside(nodes: tuple[Serving, Serving, Outside], tmp_path: Path) -> None:
    east, west, _ = nodes
    assert signers_of(east) == {"sister", "stranger"}
    assert "stranger" in signers_of(west)
    suggested = text(east, "record/policy")
    assert "group outside-witnesses any stranger\nquorum outside-witnesses\n" in suggested
    assert "of this organisation" in text(east, "record/")
    (tmp_path / "policy").write_text(suggested)
    audit = east.command("record", "audit", f"{east.origin}/record/", "--policy", str(tmp_path / "policy"))
    assert audit.returncode == 0, audit.stdout
    assert "signed by sister, stranger" in audit.stdout

    east.restart(shift=1)  # its hourly look at its sister is due
    page = until(east, "its pages were those that its record names")
    assert "two histories" not in page

    true = entries(west)
    policy = text(west, "record/policy")
    west.stop()
    forged = forge(west, [*true[:5], true[6], true[5], *true[7:]], tmp_path / "forged")
    liar = serve(forged, west.port)
    try:
        east.restart(shift=2)  # one publish interval later
        until(east, "It showed two histories")
    finally:
        liar.shutdown()
        liar.server_close()
    kept = list((east.data / "witness" / "forks").glob("*.json"))
    assert len(kept) == 1
    assert json.loads(kept[0].read_text())["format"] == "answerable.v1.fork"
    (tmp_path / "policy-west").write_text(policy)
    proven = east.command("record", "verify", str(kept[0]), "--policy", str(tmp_path / "policy-west"))
    assert proven.returncode == 0, proven.stdout + proven.stderr
    assert "signed two different trees" in proven.stdout
