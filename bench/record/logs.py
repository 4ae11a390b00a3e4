# SPDX-License-Identifier: AGPL-3.0-or-later
"""A whole record as files, made from nothing: days of batches, each archived, with directories of invented bodies."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

from answerable.sealing.entry import leaf
from answerable.sealing.wire import b64, jcs
from answerable.tlog.checkpoint import Checkpoint, sign_checkpoint
from answerable.tlog.keys import Ed25519Signer
from answerable.tlog.merkle import Frontier, Read, leaf_hash, pair_up
from answerable.tlog.policy import Policy, build_policy
from answerable.tlog.tiles import bundles_between, tiles_between

ORIGIN: Final = "log.example/harbour"
FIRST: Final = date(2020, 1, 1)
READERS: Final = 3


@dataclass(frozen=True)
class Shape:
    """How a record is made up: so many days, so many bodies, so many thread leaves a day (16, 32, 64 …)."""

    days: int
    bodies: int
    leaves: int

    @property
    def size(self) -> int:
        return self.days * (self.bodies + 1 + self.leaves)


def digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def code(text: str) -> str:
    """26 characters that follow from a text."""
    return base64.b32encode(digest(text)[:16]).decode().rstrip("=").lower()


def make(folder: Path, shape: Shape) -> Policy:
    """Writes the record of this shape; returns the policy that its readers pin."""
    log = Ed25519Signer(ORIGIN, digest("log"))
    entries: list[bytes] = []
    tree, days = Frontier(), []
    for number in range(shape.days):
        added = list(_day(number, shape))
        entries += added
        tree.extend(map(leaf_hash, added))
        head = sign_checkpoint(Checkpoint(ORIGIN, tree.size, tree.root()), [log])
        _write(folder / f"checkpoints/{tree.size}", head)
        days.append(f"{tree.size} {_date(number)}\n")
    for name, content in (*bundles_between(0, tree.size, entries.__getitem__),
                          *tiles_between(0, tree.size, _rows(entries))):  # fmt: skip
        _write(folder / name, content)
    _write(folder / "checkpoints/index", "".join(days).encode())
    _write(folder / "checkpoint", head)
    return build_policy([log.verifier], {}, {}, "none")


def _rows(entries: list[bytes]) -> Read:
    rows = [[leaf_hash(one) for one in entries]]
    while len(rows[-1]) > 1:
        rows.append(pair_up(rows[-1]))
    return lambda level, index: rows[level][index]


def _date(number: int) -> str:
    return (FIRST + timedelta(days=number)).isoformat()


def _day(number: int, shape: Shape) -> Iterator[bytes]:
    for body in range(shape.bodies):
        yield jcs(_directory(body, number))
    yield jcs({"v": 1, "type": "batch", "id": code(f"batch{number}"), "day": _date(number), "leaves": shape.leaves})
    for place in range(shape.leaves):
        yield jcs(leaf(code(f"leaf{number}:{place}"), b64(digest(f"c{number}:{place}"))))


def _directory(body: int, number: int) -> dict[str, Any]:
    return {
        "v": 1, "type": "directory", "id": code(f"directory{body}:{number}"), "day": _date(number),
        "body": code(f"body{body}"), "first": _date(0), "part": 1, "parts": 1, "enrolment": b64(digest(f"{body}")),
        "second_line": None,
        "handlers": sorted((_reader(body, place) for place in range(READERS)), key=itemgetter("code")),
    }  # fmt: skip


def _reader(body: int, place: int) -> dict[str, Any]:
    return {
        "code": code(f"reader{body}:{place}"), "role": "handler", "from": _date(0), "until": None,
        "sealing": digest(f"sealing{body}:{place}").hex(), "signing": digest(f"signing{body}:{place}").hex(),
        "since": _date(0), "by": None,
    }  # fmt: skip


def _write(at: Path, content: bytes) -> None:
    at.parent.mkdir(parents=True, exist_ok=True)
    at.write_bytes(content)
