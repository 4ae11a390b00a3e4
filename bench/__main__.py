# SPDX-License-Identifier: AGPL-3.0-or-later
"""`make bench`: prints rows {name, value, unit, limit, ratio, goal, met} and writes them to bench/results/."""

from __future__ import annotations

import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from answerable import clock
from answerable.sealing import asker
from tests.serving import Serving, free_port
from tests.visitor import TERMS, AskerVisitor

COUNT = 160
RESULTS = Path(__file__).parent / "results"
Row = dict[str, Any]


def row(name: str, value: float, unit: str, limit: float, goal: str, met: bool) -> Row:
    ratio = round(value / limit, 2) if limit else None
    figures = {"value": round(value, 4), "unit": unit, "limit": round(limit, 4), "ratio": ratio}
    return {"name": name, **figures, "goal": goal, "met": met}


def fsyncs_a_second(folder: Path) -> float:
    """The limit under every durable write: one small append and its fsync, again and again."""
    with (folder / "fsync").open("wb") as file:
        began = time.perf_counter()
        for _ in range(100):
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
        return 100 / (time.perf_counter() - began)


def bare_interpreter() -> float:
    """The limit under a cold start: Python alone with Django imported."""
    began = time.perf_counter()
    os.system(f"{os.sys.executable} -c 'import django.core.handlers.wsgi'")  # type: ignore[attr-defined]
    return time.perf_counter() - began


def cold_start(server: Serving) -> float:
    began = time.perf_counter()
    server.start()
    return time.perf_counter() - began


def prepare(server: Serving, count: int) -> list[tuple[AskerVisitor, Row]]:
    """Lodgings built before the clock starts: what the browser pays is not what the server pays."""
    import secrets

    found = []
    for _ in range(count):
        one = server.asker()
        one.open("/ask/")
        directory = one.directory("river-north-bank")
        chosen = {
            "kind": "change_policy", "helped": False, "route": "body", "hold_until": None, "text": "", "terms": TERMS,
            "readers": [each["code"] for each in directory["readers"]],
            "backups": [each["code"] for each in directory["backups"]],
        }  # fmt: skip
        built, _ = asker.build_lodging(one.words, one.origin, directory, chosen, random=secrets.token_bytes)
        found.append((one, built))
    return found


def send_all(ready: list[tuple[AskerVisitor, Row]], clients: int) -> tuple[float, list[float]]:
    """(a second, waits in ms)"""

    def send(pair: tuple[AskerVisitor, Row]) -> float:
        began = time.perf_counter()
        pair[0].post("/api/ask/lodge", pair[1])
        return (time.perf_counter() - began) * 1000

    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        waits = list(pool.map(send, ready))
    return len(ready) / (time.perf_counter() - began), sorted(waits)


def cpu_seconds(server: Serving) -> float:
    ticks = os.sysconf("SC_CLK_TCK")
    found = [Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split() for pid in server.workers()]
    return sum(int(one[11]) + int(one[12]) for one in found) / ticks


def measure() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        fsyncs = fsyncs_a_second(Path(folder))
        server = Serving(Path(folder) / "data", free_port()).seed("bare")
        starts: list[float] = []
        for _ in range(3):
            starts.append(cold_start(server))
            server.stop()
        server.start()
        rows = [_start_row(starts)]
        for clients, goal in ((1, 200), (8, 400)):
            rows += _load_rows(server, clients, goal, fsyncs)
        server.stop()
    return rows


def _start_row(starts: list[float]) -> Row:
    value = statistics.median(starts)
    limit = statistics.median(bare_interpreter() for _ in range(3))
    return row("cold start to first 200", value, "s", limit, "≤ 1.5", value <= 1.5)


def _load_rows(server: Serving, clients: int, goal: int, fsyncs: float) -> list[Row]:
    ready = prepare(server, COUNT)
    before = cpu_seconds(server)
    rate, waits = send_all(ready, clients)
    cpu = (cpu_seconds(server) - before) / COUNT
    p95 = waits[int(len(waits) * 0.95)]
    return [
        row(f"lodgings, {clients} clients", rate, "1/s", fsyncs, f"≥ {goal}", rate >= goal),
        row(f"server CPU a lodging, {clients} clients", cpu, "s", 1 / fsyncs, "≤ 0.004", cpu <= 0.004),
        row(f"p95, {clients} clients", p95, "ms", 1000 / fsyncs, "≤ 100", p95 <= 100),
    ]


def main(say: Callable[[str], None] = print) -> None:
    rows = measure()
    for one in rows:
        say(json.dumps(one, ensure_ascii=False))
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{clock.now().date()}.json").write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
