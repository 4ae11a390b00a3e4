# SPDX-License-Identifier: AGPL-3.0-or-later
"""What measures the rows of the record: each entry gives one row or several."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Final

from bench import place
from bench.record import auditing, hashing, logs, proofs
from bench.row import Measure, Measured, Seen


def audited(key: str, shape: logs.Shape) -> Measured:
    with place.folder() as folder:
        return {key: auditing.reading(folder, shape)}


def stored() -> Measured:
    """In a process of its own: one store a process."""
    with place.folder() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "bench.record.storing", str(folder)], capture_output=True, text=True, check=False
        )
    if done.returncode:
        raise RuntimeError(done.stderr.strip().split("\n")[-1])
    return {key: Seen(**seen) for key, seen in json.loads(done.stdout).items()}


def proved() -> Iterator[tuple[str, Callable[[proofs.Tree], Seen]]]:
    yield "proof-make", proofs.making
    yield "proof-verify", proofs.checking
    yield "proof-offline", proofs.offline


def proofs_of_a_million() -> Measured:
    tree = proofs.Tree()
    return {key: measure(tree) for key, measure in proved()}


MEASURES: Final[tuple[Measure, ...]] = (
    (("leaf-hashing",), lambda: {"leaf-hashing": hashing.hashing()}),
    (("bulk-append",), lambda: {"bulk-append": hashing.appending()}),
    (("proof-make", "proof-verify", "proof-offline"), proofs_of_a_million),
    (("audit-large",), lambda: audited("audit-large", auditing.LARGE)),
    (("audit-long",), lambda: audited("audit-long", auditing.LONG)),
    (("append-durable", "group-published", "group-flushes", "group-queued"), stored),
)
