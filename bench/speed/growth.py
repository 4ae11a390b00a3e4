# SPDX-License-Identifier: AGPL-3.0-or-later
"""What one thing costs in a store of a thousand asks, and in the same store once it has a million. `make bench
ROWS=growth`; half an hour and 20 GB on the disk. What is judged is processor time, which others on the machine slow
little; the time on the wall stands in the note.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from bench import place
from bench.row import Measure, Measured, Planned, Seen
from bench.rows import GROWTH, GROWTH_POSTGRESQL
from bench.speed.lines import draw
from tests import cluster

SIZES: Final = (1_000, 10_000, 100_000, 1_000_000)
PICTURE: Final = place.ROOT / "docs" / "pictures" / "growth.svg"
At = Mapping[str, Any]  # {size, seen: what → (ms on the processor, ms on the wall) of each round, memory in MB}


def grown(sizes: Sequence[int], store: str = "") -> list[At]:
    """One store through these sizes, in a process of its own."""
    with place.folder() as folder:
        command = [sys.executable, "-m", "bench.speed.grown", str(folder / "data"), *map(str, sizes)]
        env = {**os.environ, "ANSWERABLE_TEST_STORE": store}
        done = subprocess.run(command, cwd=place.ROOT, env=env, stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def cpu(at: At, what: str) -> float:
    """The median of the rounds, in ms."""
    return statistics.median(spent for spent, _ in at["seen"][what])


def wall(at: At, what: str) -> float:
    return statistics.median(passed for _, passed in at["seen"][what])


def judged(planned: Sequence[Planned], seen: Sequence[At]) -> Measured:
    """By key: the cost of each round in the largest store over the median in the smallest."""
    return {one.key: _row(one.key.split("-", 1)[1].removesuffix("-postgresql"), seen) for one in planned}


def _row(what: str, seen: Sequence[At]) -> Seen:
    first, last = seen[0], seen[-1]
    values = [spent / cpu(first, what) for spent, _ in last["seen"][what]]
    costs = " → ".join(f"{cpu(one, what):.3g}" for one in seen)
    note = f"{costs} ms at {first['size']:,} to {last['size']:,} asks; "
    return Seen(values, (), f"{note}on the wall {wall(first, what):.3g} and {wall(last, what):.3g}")


def growing(picture: Path = PICTURE) -> Measured:
    seen = grown(SIZES)
    told = {f"{one.name}, ms": [cpu(at, one.key.split("-", 1)[1]) for at in seen] for one in GROWTH}
    title = "Processor time of one, in a store of so many asks"
    picture.write_text(draw(title, "asks", [one["size"] for one in seen], told, is_log=True), "utf-8")
    return judged(GROWTH, seen)


def growing_on_postgresql() -> Measured:
    """The same to a hundred thousand. Durable, and on the disk."""
    with cluster.running(cluster.DURABLE, in_memory=False) as address:
        return judged(GROWTH_POSTGRESQL, grown(SIZES[:-1], address))


def _keys(planned: Sequence[Planned]) -> tuple[str, ...]:
    return tuple(one.key for one in planned)


EMBEDDED: Final[tuple[Measure, ...]] = ((_keys(GROWTH), growing),)
POSTGRESQL: Final[tuple[Measure, ...]] = ((_keys(GROWTH_POSTGRESQL), growing_on_postgresql),)
