# SPDX-License-Identifier: AGPL-3.0-or-later
"""An hour at a steady rate: whether memory, open files and waiting stay as they are. `make bench ROWS=soak`.

Each minute is one round. The first quarter of the rounds warms up; the last is held against the second.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.place import ROOT
from bench.row import Measure, Measured, Seen
from bench.speed import sealing
from bench.speed.doors import seeded
from bench.speed.lines import draw
from bench.speed.load import lodge
from bench.speed.servers import Answerable
from bench.speed.wire import Line
from tests.serving import COMMAND

MINUTES: Final = 60
ROUND_SECONDS: Final = 60
RATE: Final = 1  # lodgings a second, and as many public pages
PICTURE: Final = ROOT / "docs" / "pictures" / "soak.svg"
PAGE: Final = "/organisations/river-north-bank/"


@dataclass(frozen=True)
class Round:
    """What one minute saw: `waits` in ms, `lost` those that were not acknowledged."""

    waits: Sequence[float]
    lost: int
    memory_mb: float
    open_files: float

    @property
    def wait(self) -> float:
        return statistics.median(self.waits)


def soak(minutes: int, seconds: float = ROUND_SECONDS, rate: float = RATE) -> list[Round]:
    """So many rounds of so many seconds; then all that was acknowledged is looked for."""
    with seeded() as server:
        count = round(seconds * rate)
        lines = sealing.lodgings(server.origin, sealing.directory(server.port), count * minutes)
        with ThreadPoolExecutor(1) as apart:  # where whoever calls has an event loop of their own on this thread
            parts = [lines[at * count : (at + 1) * count] for at in range(minutes)]
            rounds = [apart.submit(asyncio.run, _round(server, one, rate)).result() for one in parts]
        stored = len(server.codes())
        if stored < sum(len(one.waits) - one.lost for one in rounds):
            raise RuntimeError("what was acknowledged is not stored")
    return rounds


async def _round(server: Answerable, lines: Sequence[bytes], rate: float) -> Round:
    """Each at its moment, whether or not the one before was answered: a slow server gets no rest."""
    began = time.perf_counter()
    said = await asyncio.gather(*(_at(began + place / rate, server.port, one) for place, one in enumerate(lines)))
    found = status(server)
    waits, lost = [wait for wait, _ in said], sum(not ok for _, ok in said)
    return Round(waits, lost, found["memory_bytes"] / 1e6, found["open_files"])


async def _at(moment: float, port: int, line: bytes) -> tuple[float, bool]:
    await asyncio.sleep(max(0.0, moment - time.perf_counter()))
    began = time.perf_counter()
    wire = await Line(port).open()
    try:
        code = await lodge(wire, line)
        page = await wire.ask("GET", PAGE)
    except (OSError, EOFError):
        return (time.perf_counter() - began) * 1000, False
    finally:
        wire.close()
    return (time.perf_counter() - began) * 1000, bool(code) and page.status == 200


def status(server: Answerable) -> dict[str, float]:
    said = subprocess.run([str(COMMAND), "status", "--json"], env=server.environment(), capture_output=True, check=True)
    return dict(json.loads(said.stdout))


def growth(rounds: Sequence[Round], of: Callable[[Round], float]) -> float:
    """The median of the last quarter over that of the second."""
    quarter = max(1, len(rounds) // 4)
    return statistics.median(map(of, rounds[-quarter:])) / statistics.median(map(of, rounds[quarter : 2 * quarter]))


def judged(rounds: Sequence[Round]) -> Measured:
    note = f"{len(rounds)} rounds, {sum(len(one.waits) for one in rounds):,} lodgings"
    return {
        "soak-memory": Seen([growth(rounds, lambda one: one.memory_mb)], (), f"{rounds[-1].memory_mb:.0f} MB; {note}"),
        "soak-files": Seen([growth(rounds, lambda one: one.open_files)], (), f"{rounds[-1].open_files:.0f} at the end"),
        "soak-wait": Seen([growth(rounds, lambda one: one.wait)], (), f"{rounds[-1].wait:.0f} ms at the end"),
        "soak-lost": Seen([sum(one.lost for one in rounds)]),
    }


def soaking(picture: Path = PICTURE) -> Measured:
    rounds = soak(MINUTES)
    minutes = [float(at + 1) for at in range(len(rounds))]
    told = {
        "memory, MB": [one.memory_mb for one in rounds],
        "open files": [one.open_files for one in rounds],
        "median wait, ms": [one.wait for one in rounds],
    }
    picture.write_text(draw(f"{len(rounds)} minutes at {RATE} a second", "minute", minutes, told), "utf-8")
    return judged(rounds)


SOAK: Final[tuple[Measure, ...]] = ((("soak-memory", "soak-files", "soak-wait", "soak-lost"), soaking),)
