# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the doctor looks at outside the store: this account, the port, the folder, its disk, the pages' scripts."""

from __future__ import annotations

import json
import locale
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from answerable.cli import control
from answerable.config import Config
from answerable.core.health import AFAR, LEAST_FREE, OTHERS, Trouble, file_system
from answerable.web import static_files

MOUNTS: Final = Path("/proc/mounts")


def of_account() -> Iterator[Trouble]:
    if locale.getencoding().lower().replace("-", "") != "utf8":
        yield Trouble("not-utf8")


def of_bundle() -> Iterator[Trouble]:
    """The scripts that the bundle's own list names."""
    listed = static_files.CLIENT / "manifest.json"
    names = json.loads(listed.read_text("utf-8")) if listed.exists() else {}
    if not names or not all((static_files.CLIENT / name).exists() for name in names):
        yield Trouble("bundle-missing")


def of_folder(folder: Path) -> Iterator[Trouble]:
    """A folder that is there."""
    if folder.stat().st_mode & OTHERS:
        yield Trouble("folder-open")
    if shutil.disk_usage(folder).free < LEAST_FREE:
        yield Trouble("disk-full", str(LEAST_FREE >> 20))
    kind = file_system(str(folder.resolve()), MOUNTS.read_text("utf-8") if MOUNTS.exists() else "")
    if kind in AFAR:
        yield Trouble("folder-afar", kind)


def of_server(given: Config, *, is_alone: bool) -> Iterator[Trouble]:
    """Whether a server runs as it should, or anything else stands where it would."""
    if not is_alone:
        yield from [] if control.is_awake() else [Trouble("server-silent")]
        return
    if control.path().exists():
        yield Trouble("socket-left")
    if given.port and _is_taken(given.port):
        yield Trouble("port-taken", str(given.port))


def _is_taken(port: int) -> bool:
    with socket.socket() as line:
        line.settimeout(1)
        return line.connect_ex(("127.0.0.1", port)) == 0
