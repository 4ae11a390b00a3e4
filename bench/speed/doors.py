# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lodging from 1, 8, 64 and 256 clients; starting, stopping, memory; what pages weigh."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Final

from bench import place
from bench.row import Measure, Measured, Seen
from bench.speed import sealing
from bench.speed.load import SLUG, plain
from bench.speed.servers import (
    Answerable,
    Bare,
    Load,
    begin_load,
    cpu_seconds,
    end_load,
    load,
    proportional_mb,
    resident_mb,
)
from bench.speed.wire import Line
from tests import cluster
from tests.serving import free_port

ROUNDS: Final = 5
EACH: Final = {1: 60, 8: 160}
LOST: Final = 10_000
PROCESSES: Final = 4
STARTS: Final = 5
STOPS: Final = 3
LONGEST_TEXT: Final = 100_000
ROW: Final = b"x" * 4096
READING: Final = (
    "/", "/how/", "/cannot/", "/safety/", "/help/", "/work/", "/organisations/", f"/organisations/{SLUG}/", "/record/",
)  # fmt: skip
DJANGO: Final = "import django.core.handlers.wsgi, granian.server"


@contextmanager
def seeded(env: Mapping[str, str] = MappingProxyType({})) -> Iterator[Answerable]:
    """A running server with the invented movement and no ask. `env` adds to its environment."""
    with place.folder() as folder:
        server = Answerable(folder / "data", free_port(), dict(env))
        server.seed("bare")
        server.start()
        try:
            yield server
        finally:
            if server.process is not None:
                server.stop()


@contextmanager
def bare_beside(folder: Path) -> Iterator[Bare]:
    server = Bare(folder / "bare").start()
    try:
        yield server
    finally:
        server.stop()


def lodging() -> Measured:
    """Complete submissions, in turns with bare rows of 4 kB."""
    seen: Measured = {}
    with seeded() as server, bare_beside(server.data.parent) as bare:
        given = sealing.directory(server.port)
        many = iter(sealing.lodgings(server.origin, given, sum(EACH.values()) * (ROUNDS + 1)))
        codes: list[str] = []
        for clients, count in EACH.items():
            loads = [_pair(server, bare, [next(many) for _ in range(count)], clients) for _ in range(ROUNDS + 1)][1:]
            codes += [code for ours, _ in loads for code in ours.acknowledged]
            seen |= _rows(clients, loads)
        once = f"{proportional_mb(server.pid):.0f} MB where what both processes share counts once"
        seen["memory"] = Seen([resident_mb(server.pid)], (), f"after {len(server.codes()):,} asks; {once}")
        if set(codes) - server.codes():
            raise RuntimeError("what was acknowledged is not stored")
    return seen


def _pair(server: Answerable, bare: Bare, lines: list[bytes], clients: int) -> tuple[Load, Load]:
    return load(server, "lodge", lines, clients), load(bare, "post", [ROW] * len(lines) * 5, clients)


def _rows(clients: int, loads: list[tuple[Load, Load]]) -> Measured:
    ours, bare = zip(*loads, strict=True)
    found = {f"lodge-{clients}": Seen([one.rate for one in ours], [one.rate for one in bare])}
    if clients == 8:
        found["lodge-cpu"] = Seen([one.cpu_ms for one in ours], [one.cpu_ms for one in bare])
        found["lodge-p95"] = Seen([one.p95 for one in ours], [one.p95 for one in bare])
    return found


def losing() -> Measured:
    with seeded() as server:
        return lost(server)


def losing_on_postgresql() -> Measured:
    """The same journey with as many web processes as a small machine has use for."""
    with cluster.running(cluster.DURABLE, in_memory=False) as address:
        env = {"ANSWERABLE_STORE": cluster.database(address), "ANSWERABLE_PROCESSES": str(PROCESSES)}
        with seeded(env) as server:
            return {f"{key}-postgresql": one for key, one in lost(server).items()}


def lost(server: Answerable) -> Measured:
    """10,000 submissions at 8, 64 and 256 clients: how many were refused, or acknowledged and not stored."""
    seen: Measured = {}
    made = sealing.lodgings(server.origin, sealing.directory(server.port), 3 * LOST)
    for number, clients in enumerate((8, 64, 256)):
        sent = load(server, "lodge", made[number * LOST : (number + 1) * LOST], clients)
        missing = len(set(sent.acknowledged) - server.codes())
        note = f"{len(sent.acknowledged):,} acknowledged, {sent.rate:.0f}/s, 95 % within {sent.p95:,.0f} ms"
        seen[f"lost-{clients}"] = Seen([sent.sent - len(sent.acknowledged) + missing], (), note)
    return seen


def sealed() -> Measured:
    """What the asker's own machine pays; the server pays none of it."""
    with seeded() as server:
        return {"seal": sealing.cost(server.origin, sealing.directory(server.port))}


def starting() -> Measured:
    """From the command to the first page, in turns with an interpreter that only imports what is ours not."""
    values, limits = [], []
    with seeded() as server:
        server.stop()
        for _ in range(STARTS):
            began = time.perf_counter()
            subprocess.run([sys.executable, "-c", DJANGO], check=True)
            limits.append(time.perf_counter() - began)
            began = time.perf_counter()
            server.start()
            values.append(time.perf_counter() - began)
            server.stop()
    return {"cold-start": Seen(values, limits)}


def stopping() -> Measured:
    """SIGTERM in the middle of a load, and whether all that was acknowledged is there."""
    seconds, lost = [], []
    with seeded() as server:
        made = sealing.lodgings(server.origin, sealing.directory(server.port), 300 * STOPS)
        for number in range(STOPS):
            sending = begin_load("lodge", server.port, made[number * 300 : (number + 1) * 300], 8)
            time.sleep(1)
            seconds.append(server.stop())
            said = end_load(sending)
            lost.append(float(len(set(said["acknowledged"]) - server.codes())))
            server.start()
    return {"stop": Seen(seconds), "stop-lost": Seen(lost)}


def weighing() -> Measured:
    """Requests and bytes on the wire, heads included, of a first visit."""
    with seeded() as server:
        return asyncio.run(_weigh(server.port))


async def _weigh(port: int) -> Measured:
    line = await Line(port).open()
    requests, size, _ = await _first_visit(line, "/ask/", [f"/ask/to/{SLUG}.json"])
    reading = [(await _first_visit(await Line(port).open(), path, []), path) for path in READING]
    (_, most, _), heaviest = max(reading, key=lambda one: one[0][1])
    scripts = sum(found for (_, _, found), _ in reading)
    line.close()
    return {
        "page-requests": Seen([requests]),
        "page-bytes": Seen([size]),
        "reading-bytes": Seen([most], (), f"the heaviest of {len(READING)}: {heaviest}"),
        "reading-scripts": Seen([scripts], (), f"on {len(READING)} pages"),
    }


async def _first_visit(line: Line, path: str, then: list[str]) -> tuple[int, int, int]:
    """(requests, bytes, scripts) of a page with all that it loads."""
    page = await line.ask("GET", path)
    text = plain(page).decode()
    parts = re.findall(r'<(?:script|link)\b[^>]*?(?:src|href)="(/s/[^"]+)"', text)
    answers = [page, *[await line.ask("GET", one) for one in [*dict.fromkeys(parts), *then]]]
    if any(one.status != 200 for one in answers):
        raise RuntimeError(f"{path} does not load whole")
    return len(answers), sum(one.size for one in answers), text.count("<script")


def longest_text() -> Measured:
    """The longest text that is accepted and comes back whole."""
    with seeded() as server:
        one = server.asker()
        text = ("Please answer in plain words. " * 4000)[:LONGEST_TEXT]
        one.lodge(SLUG, kind="own_words", text=text)
        one.enter()
        kept = one.private["messages"][0]["body"]["text"]
    return {"text": Seen([len(kept) if kept == text else 0])}


def reading_costs() -> Measured:
    """Processor time of the server for the public page (in turns with 20 kB of bare bytes) and for the desk."""
    path = f"/organisations/{SLUG}/".encode()
    with seeded() as server, bare_beside(server.data.parent) as bare:
        pairs = [
            (load(server, "get", [path] * 1000, 4), load(bare, "get", [b"/"] * 1000, 4)) for _ in range(ROUNDS + 1)
        ]
        desk = [desk_cpu_ms(server)]
    page = Seen([ours.cpu_ms for ours, _ in pairs[1:]], [limit.cpu_ms for _, limit in pairs[1:]])
    return {"page-cpu": page, "desk-cpu": Seen(desk, (), "a desk with no ask")}


def desk_cpu_ms(server: Answerable, times: int = 50) -> float:
    """Of one look at the desk's list."""
    desk = server.desk("Maren")
    before = cpu_seconds(server.pid)
    for _ in range(times):
        desk.post("/api/desk/state", {})
    return (cpu_seconds(server.pid) - before) / times * 1000


MEASURES: Final[tuple[Measure, ...]] = (
    (("lodge-cpu", "lodge-1", "lodge-8", "lodge-p95", "memory"), lodging),
    (("seal",), sealed),
    (("page-requests", "page-bytes", "reading-bytes", "reading-scripts"), weighing),
    (("page-cpu", "desk-cpu"), reading_costs),
    (("cold-start",), starting),
    (("text",), longest_text),
    (("stop", "stop-lost"), stopping),
)
LOAD: Final[tuple[Measure, ...]] = ((("lost-8", "lost-64", "lost-256"), losing),)
LOAD_POSTGRESQL: Final[tuple[Measure, ...]] = (
    (("lost-8-postgresql", "lost-64-postgresql", "lost-256-postgresql"), losing_on_postgresql),
)
