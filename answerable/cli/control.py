# SPDX-License-Identifier: AGPL-3.0-or-later
"""Commands that write: through the Unix socket of a running server, or with the folder's lock when none runs."""

from __future__ import annotations

import json
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from answerable import clock, config
from answerable.core.errors import Refused
from answerable.core.words import N_

WAIT_SECONDS: Final = 30
LONGEST: Final = 1_000_000
BROKEN = N_("The running server did not answer. Stop it and run this command again.")

Errand = Callable[[Mapping[str, Any]], Any]


def errands() -> dict[str, Errand]:
    """What can be asked of a running server, by name."""
    from answerable.cli import errands as all_errands

    return all_errands.ERRANDS


def path() -> Path:
    return config.current().data / "control.sock"


def is_served() -> bool:
    """Whether a server runs that answers errands."""
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(path()))
    except (FileNotFoundError, ConnectionRefusedError):
        return False
    return True


def call(name: str, **given: Any) -> Any:
    """Run an errand in the running server, or here when none runs. Refused comes back as Refused."""
    try:
        return _ask_server(name, given)
    except (FileNotFoundError, ConnectionRefusedError):
        return _run_here(name, given)


def _run_here(name: str, given: Mapping[str, Any]) -> Any:
    with here():
        return errands()[name](given)


@contextmanager
def here() -> Iterator[None]:
    """This process has the folder's lock, for a command while no server runs."""
    prepare()
    shift_clock()
    from answerable.record import keeping
    from answerable.storage import moved, schema, succession
    from answerable.storage.writer import running

    moved.check_not_moved()
    with running():
        schema.ensure()
        with succession.joined():
            keeping.begin()
            yield


def prepare() -> None:
    """Django for a command."""
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "answerable.settings")
    config.current().data.mkdir(parents=True, exist_ok=True, mode=0o700)
    django.setup()


def shift_clock() -> None:
    """A demo or a test may stand on another day; real use never does."""
    given = config.current()
    shift = given.data / "clock-shift"
    if given.mode != "real" and shift.exists():
        clock.shift_days(int(shift.read_text()))


def _ask_server(name: str, given: Mapping[str, Any]) -> Any:
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(WAIT_SECONDS)
        line.connect(str(path()))
        line.sendall(json.dumps({"name": name, "given": given}).encode() + b"\n")
        said = _read_line(line)
    if said.get("refused"):
        raise Refused(str(said["refused"]))
    return said["result"]


def is_awake() -> bool:
    """Whether a running server takes commands."""
    try:
        return bool(_ask_server("awake", {}))
    except (OSError, Refused):
        return False


def _read_line(line: socket.socket) -> dict[str, Any]:
    raw = b""
    while not raw.endswith(b"\n"):
        part = line.recv(65536)
        if not part or len(raw) > LONGEST:
            raise Refused(BROKEN)
        raw += part
    found: dict[str, Any] = json.loads(raw)
    return found


_server: socket.socket | None = None
_bound = 0  # the inode of our socket: whoever leads after us has another one at the same path


def start() -> None:
    """Listen for errands; only this account can reach the socket."""
    global _server, _bound
    path().unlink(missing_ok=True)
    _server = socket.socket(socket.AF_UNIX)
    _server.bind(str(path()))
    path().chmod(0o600)
    _bound = path().stat().st_ino
    _server.listen(4)
    threading.Thread(target=_listen, args=(_server,), name="control", daemon=True).start()


def stop() -> None:
    global _server
    if _server is not None:
        _server.close()
        _server = None
        if path().exists() and path().stat().st_ino == _bound:
            path().unlink(missing_ok=True)


def _listen(server: socket.socket) -> None:
    while True:
        try:
            line, _ = server.accept()
        except OSError:
            return
        with line:
            line.settimeout(WAIT_SECONDS)
            with suppress(OSError):  # whoever asked went away; the next one is listened to all the same
                _answer(line)


def _answer(line: socket.socket) -> None:
    try:
        asked = _read_line(line)
        said = {"result": errands()[asked["name"]](asked["given"])}
    except Refused as refused:
        said = {"refused": refused.sentence}
    except Exception as problem:  # our own mistake: said to the operator's log by kind only, and never hidden
        print(f"An errand failed: {type(problem).__name__}.", file=sys.stderr, flush=True)
        said = {"refused": BROKEN}
    line.sendall(json.dumps(said).encode() + b"\n")
