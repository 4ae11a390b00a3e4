# SPDX-License-Identifier: AGPL-3.0-or-later
"""A witness of other logs: it signs a head only if it follows from the last one that it signed.

One folder holds its key and what it has signed. A node mounts it under `/witness/`; `record witness` serves it alone.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from answerable import clock
from answerable.core.errors import Refused
from answerable.core.words import N_
from answerable.tlog.cosignature import issue_cosignature
from answerable.tlog.errors import Invalid
from answerable.tlog.keys import ED25519_TIMED, Ed25519Signer, Verifier, parse_vkey, print_vkey
from answerable.tlog.note import add_lines
from answerable.tlog.witness import MAX_BYTES as MOST_BYTES
from answerable.tlog.witness import SIZE_TYPE, NotSigned, decide, monitor_path, parse_request

KEY: Final = "witness.key"
LOCK: Final = "witness.lock"
STORE: Final = "witness.sqlite3"
LOGS: Final = "logs"
TEXT: Final = "text/plain; charset=utf-8"
WAIT: Final = 10.0  # seconds for another writer of this store
WRONG_LOG = N_("This line does not name a log: {line}. It should be: VKEY, and perhaps the URL of its record.")
TABLE: Final = (
    "CREATE TABLE IF NOT EXISTS signed (origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL,"
    " note BLOB NOT NULL) STRICT"
)


@dataclass(frozen=True)
class Log:
    """A log that this witness cosigns; `url` of its record, where it is fetched from, or ""."""

    verifier: Verifier
    url: str = ""

    @property
    def origin(self) -> str:
        return self.verifier.name


@dataclass(frozen=True)
class Answer:
    """What goes back over HTTP."""

    status: int
    body: bytes = b""
    kind: str = TEXT


def parse_log(line: str) -> Log:
    """`VKEY [URL]`. Raises Refused."""
    words = line.split()
    try:
        if 1 <= len(words) <= 2:
            return Log(parse_vkey(words[0]), words[1] if len(words) == 2 else "")
    except Invalid:
        pass
    raise Refused(WRONG_LOG.format(line=line))


def read_logs(folder: Path) -> list[Log]:
    """Those of the folder's file `logs`, one a line. Raises Refused."""
    at = folder / LOGS
    lines = at.read_text("utf-8").splitlines() if at.exists() else []
    return [parse_log(line) for line in lines if line.strip() and not line.startswith("#")]


class Witness:
    """`name` is the name of its key. Safe for many threads and processes on one folder."""

    def __init__(self, folder: Path, name: str, logs: Iterable[Log]) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._store = folder / STORE
        self._logs = {each.origin: each for each in logs}
        self._signer = Ed25519Signer(name, _seed(folder / KEY), ED25519_TIMED)
        self._lock = folder / LOCK
        with closing(self._open()) as store:
            store.execute("PRAGMA journal_mode=WAL")
            store.execute(TABLE)

    @property
    def vkey(self) -> str:
        return print_vkey(self._signer.verifier)

    @property
    def logs(self) -> tuple[Log, ...]:
        return tuple(self._logs.values())

    def add_checkpoint(self, body: bytes, *, now: int) -> Answer:
        """Status 200 with a cosignature of this second, or 400, 403, 404, 409, 422 as C2SP tlog-witness has them."""
        try:
            request = parse_request(body)
            log = self._logs.get(request.checkpoint.origin)
            with _alone(self._lock), closing(self._open()) as store:
                store.execute("BEGIN IMMEDIATE")
                stored = _stored(store, request.checkpoint.origin)
                head = decide(stored, request, [log.verifier] if log else [])
                values = (head.origin, head.size, head.root, request.note)
                store.execute("INSERT OR REPLACE INTO signed VALUES (?, ?, ?, ?)", values)
                store.execute("COMMIT")  # on the disk before anything is signed
                line = issue_cosignature(head, self._signer, now)
                self._keep(store, head.origin, head.size, add_lines(request.note, [line]))
        except NotSigned as refusal:
            return _refused(refusal)
        return Answer(200, line.encode())

    def monitor(self, path: str) -> bytes | None:
        """The newest note that it cosigned of the log of this monitoring path; None for no such log."""
        origin = next((one for one in self._logs if monitor_path(one) == path), None)
        with _alone(self._lock), closing(self._open()) as store:
            found = store.execute("SELECT note FROM signed WHERE origin = ?", (origin,)).fetchone()
        return bytes(found[0]) if found else None

    def _open(self) -> sqlite3.Connection:
        store = sqlite3.connect(self._store, timeout=WAIT, isolation_level=None)
        store.execute("PRAGMA synchronous=FULL")
        return store

    def _keep(self, store: sqlite3.Connection, origin: str, size: int, note: bytes) -> None:
        """What the monitor shows: never an older size than is stored."""
        store.execute("UPDATE signed SET note = ? WHERE origin = ? AND size = ?", (note, origin, size))


@contextmanager
def _alone(at: Path) -> Iterator[None]:
    """SQLite up to 3.51.2 can corrupt its log when two connections commit and checkpoint at once: one at a time."""
    held = os.open(at, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def _stored(store: sqlite3.Connection, origin: str) -> tuple[int, bytes] | None:
    found = store.execute("SELECT size, root FROM signed WHERE origin = ?", (origin,)).fetchone()
    return (int(found[0]), bytes(found[1])) if found else None


def _refused(refusal: NotSigned) -> Answer:
    if refusal.status == 409:
        return Answer(409, refusal.body.encode(), SIZE_TYPE)
    return Answer(refusal.status, f"{refusal.sentence}\n".encode())


def _seed(at: Path) -> bytes:
    """32 bytes, made the first time, for this account alone."""
    try:
        handle = os.open(at, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return at.read_bytes()
    with os.fdopen(handle, "wb") as file:
        seed = Ed25519PrivateKey.generate().private_bytes_raw()
        file.write(seed)
        file.flush()
        os.fsync(file.fileno())
    return seed


def serve(own: Witness, port: int) -> ThreadingHTTPServer:
    """The witness over HTTP, on this machine alone: TLS and the outside are a reverse proxy's. Raises OSError."""

    class Handler(BaseHTTPRequestHandler):
        timeout = WAIT

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            if self.path != "/add-checkpoint" or not length.isdigit() or int(length) > MOST_BYTES:
                self.reply(Answer(404 if self.path != "/add-checkpoint" else 400))
            else:
                self.reply(own.add_checkpoint(self.rfile.read(int(length)), now=int(clock.now().timestamp())))

        def do_GET(self) -> None:
            note = own.monitor(self.path)
            self.reply(Answer(404) if note is None else Answer(200, note))

        def reply(self, answer: Answer) -> None:
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *given: object) -> None:
            """No line, no address."""

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)
