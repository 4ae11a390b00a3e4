# SPDX-License-Identifier: AGPL-3.0-or-later
"""This node as a witness of other logs: the operator's file `witness/logs` says of which, one line each: VKEY [URL]."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from answerable import config
from answerable.core.errors import Refused
from answerable.record.names import PREFIX
from answerable.record.offline import compare, visit
from answerable.record.offline.source import Absent, Served, Source
from answerable.record.offline.witness import LOGS, Log, Witness, read_logs
from answerable.tlog.checkpoint import parse_checkpoint
from answerable.tlog.errors import Invalid
from answerable.tlog.note import parse_note
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


@dataclass(frozen=True)
class Watched:
    """What this node knows of one log: how many contradictions it keeps, and what differed at its last visit."""

    origin: str
    digest: str
    size: int
    forks: int
    day: str
    differences: tuple[str, ...]


def watch(day: date, sources: dict[str, Source] | None = None) -> list[Path]:
    """Fetch the head of each log that has a URL, and keep evidence where it contradicts what was signed here.

    Then see its pages as any visitor would, and keep what differs from what it entered in its record.
    """
    ours = witness()
    found = []
    for log in ours.logs:
        source = (sources or {}).get(log.origin) or (Served(log.url) if log.url else None)
        signed = ours.monitor(monitor_path(log.origin))
        if source is not None and signed is not None:
            found += _compare(log, source, signed)
        if log.url.endswith(PREFIX):
            _visit(log, day)
    return found


def _visit(log: Log, day: date) -> None:
    site = Served(log.url.removesuffix(PREFIX), visit.HEADERS)
    try:
        differences = visit.visit(site, Served(log.url), log.verifier)
    except (Absent, Invalid, Refused):
        return  # the next hour tries again; the day of the last visit shows
    at = _visit_path(log.origin)
    at.parent.mkdir(parents=True, exist_ok=True)
    at.write_bytes(visit.report(log.origin, day.isoformat(), differences))


def _digest(origin: str) -> str:
    return monitor_path(origin).split("/")[1]


def _visit_path(origin: str) -> Path:
    return folder() / "visits" / f"{_digest(origin)}.json"


def visited(digest: str) -> bytes | None:
    """What this node published of its last visit; None for a log that it does not watch."""
    log = next((each for each in witness().logs if _digest(each.origin) == digest), None)
    at = _visit_path(log.origin) if log else None
    return at.read_bytes() if at is not None and at.exists() else None


def watched() -> list[Watched]:
    """The logs of this node's file, in its order."""
    return [_watched(log) for log in witness().logs]


def _watched(log: Log) -> Watched:
    signed, digest = witness().monitor(monitor_path(log.origin)), _digest(log.origin)
    size = parse_checkpoint(parse_note(signed).text).size if signed else 0
    forks = len(list((folder() / FORKS).glob(f"{digest[:16]}-*.json")))
    said = json.loads(visited(digest) or b"{}")
    return Watched(log.origin, digest, size, forks, said.get("day", ""), tuple(said.get("differences", ())))


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
