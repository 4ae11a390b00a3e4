# SPDX-License-Identifier: AGPL-3.0-or-later
"""This node as a witness of other logs: the operator's file `witness/logs` says of which, one line each: VKEY [URL]."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from answerable import config
from answerable.core.errors import Refused
from answerable.record.offline import compare
from answerable.record.offline.source import Absent, Served, Source
from answerable.record.offline.witness import LOGS, Log, Witness, read_logs
from answerable.tlog.errors import Invalid
from answerable.tlog.witness import monitor_path

NAME: Final = "witness1"
FORKS: Final = "forks"


def folder() -> Path:
    return config.current().data / "witness"


def name() -> str:
    """The name of this node's witness key."""
    return f"{urlsplit(config.current().origin).netloc}/{NAME}"


def witness() -> Witness:
    """This node's witness, as its file of logs says now."""
    at = folder() / LOGS
    return _made(folder(), at.stat().st_mtime_ns if at.exists() else 0)


@lru_cache(maxsize=1)
def _made(at: Path, changed: int) -> Witness:
    del changed
    return Witness(at, name(), read_logs(at))


def watch(sources: dict[str, Source] | None = None) -> list[Path]:
    """Fetch the head of each log that has a URL, and keep evidence where it contradicts what was signed here."""
    ours = witness()
    found = []
    for log in ours.logs:
        source = (sources or {}).get(log.origin) or (Served(log.url) if log.url else None)
        signed = ours.monitor(monitor_path(log.origin))
        if source is not None and signed is not None:
            found += _compare(log, source, signed)
    return found


def _compare(log: Log, source: Source, signed: bytes) -> list[Path]:
    try:
        found = compare.contradiction(signed, source, log.verifier)
    except (Absent, Invalid, Refused):
        return []  # it does not answer: its newest cosignature grows old, and that shows
    return [_keep(log, found)] if found else []


def _keep(log: Log, evidence: dict[str, object]) -> Path:
    at = folder() / FORKS / f"{monitor_path(log.origin)[1:17]}-{len(list((folder() / FORKS).glob('*.json')))}.json"
    at.parent.mkdir(parents=True, exist_ok=True)
    at.write_text(json.dumps(evidence, indent=2), "utf-8")
    return at
