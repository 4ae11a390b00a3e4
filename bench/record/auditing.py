# SPDX-License-Identifier: AGPL-3.0-or-later
"""The whole audit of a record of files, as `answerable record audit` runs it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from answerable.record.offline.audit import audit
from answerable.record.offline.source import Folder
from answerable.tlog.tiles import parse_bundle
from bench.record import logs
from bench.rounds import rates, side_by_side
from bench.row import Seen

ROUNDS: Final = 5
# Both have more than 200,000 entries.
LARGE: Final = logs.Shape(days=50, bodies=6, leaves=4096)
LONG: Final = logs.Shape(days=8 * 365, bodies=6, leaves=64)


def reading(folder: Path, shape: logs.Shape) -> Seen:
    """Entries a second. The limit, from memory: one SHA-256 and JSON parse an entry, one Ed25519 check a day's head."""
    policy = logs.make(folder, shape)
    bundles = sorted(one for one in (folder / "tile/entries").rglob("*") if one.is_file())
    entries = [one for at in bundles for one in parse_bundle(at.read_bytes(), _width(at))]
    if len(entries) != shape.size:
        raise RuntimeError("the record that was made is not of its size")

    key = Ed25519PrivateKey.generate()
    public, signature = key.public_key(), key.sign(b"a head")

    def read() -> None:
        report = audit(Folder(folder), policy)
        if report.findings or report.size != shape.size:
            raise RuntimeError(f"the record that was made does not hold: {report.findings[:1]}")

    def bare() -> None:
        for raw in entries:
            hashlib.sha256(b"\x00" + raw).digest()
            json.loads(raw)
        for _ in range(shape.days):
            public.verify(signature, b"a head")

    seconds, limits = side_by_side(read, bare, ROUNDS)
    return Seen(rates(seconds, shape.size), rates(limits, shape.size), f"{shape.size:,} entries")


def _width(bundle: Path) -> int:
    return int(bundle.name) if bundle.parent.name.endswith(".p") else 256
