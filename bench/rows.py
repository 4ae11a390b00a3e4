# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every row of the design's tables: planned here, or left out with its reason. A test holds this to the lists."""

from __future__ import annotations

from typing import Final

from bench.row import Goal, Planned


def _most(bound: float) -> Goal:
    return Goal("≤", bound)


def _least(bound: float) -> Goal:
    return Goal("≥", bound)


def _share(bound: float) -> Goal:
    return Goal("≥", bound, share=True)


RECORD: Final = (
    Planned("leaf-hashing", "record", "leaf hashing", "1/s", _share(0.8), "bare hashlib"),
    Planned("bulk-append", "record", "bulk append to the tree", "1/s", _share(0.8), "bare hashlib, a hash a node"),
    Planned("proof-make", "record", "inclusion proof at 10^6 leaves, made", "1/s", _least(20_000), "20 hashes"),
    Planned("proof-verify", "record", "inclusion proof at 10^6 leaves, checked", "1/s", _least(60_000), "20 hashes"),
    Planned("proof-offline", "record", "full offline proof check", "1/s", _share(0.7), "two Ed25519 checks"),
    Planned("audit-large", "record", "full audit, large days: 50 days, 205,150 entries", "1/s", _share(0.5),
            "hashlib + JSON parse an entry, Ed25519 a day's head"),
    Planned("audit-long", "record", "full audit, small days: 8 years, 207,320 entries", "1/s", _share(0.5),
            "hashlib + JSON parse an entry, Ed25519 a day's head"),
    Planned("append-durable", "record", "durable append in batches of 4,096, published", "1/s", _least(15_000),
            "the same bytes in as many files, flushed"),
    Planned("group-published", "record", "64 submitters, each waits for a signed head", "1/s", _least(2_000),
            "4 flushes for each 64"),
    Planned("group-flushes", "record", "most flushes of a head, 64 submitters", "fsync", _most(4)),
    Planned("group-queued", "record", "64 submitters, each waits for the queue of the batch", "1/s", _least(2_000),
            "1 flush for each 64"),
)  # fmt: skip

BARE: Final = "bare server that stores 4 kB"
SPEED: Final = (
    Planned("lodge-cpu", "speed", "server CPU a submission (page, directory, sealed ask)", "ms", _most(4), BARE),
    Planned("lodge-1", "speed", "submissions, 1 client", "1/s", _least(200), BARE),
    Planned("lodge-8", "speed", "submissions, 8 clients", "1/s", _least(400), BARE),
    Planned("lodge-p95", "speed", "95 % of submissions within, 8 clients", "ms", _most(100), BARE),
    Planned("seal", "speed", "sealing one ask, paid by its asker (Python)", "ms", None, "stretching the words"),
    Planned("page-requests", "speed", "page to write on, requests", "", _most(6)),
    Planned("page-bytes", "speed", "page to write on, on the wire", "bytes", _most(64_000)),
    Planned("reading-bytes", "speed", "heaviest reading page, on the wire", "bytes", _most(20_000)),
    Planned("reading-scripts", "speed", "scripts on reading pages", "", _most(0)),
    Planned("page-cpu", "speed", "server CPU a public page", "ms", _most(0.4), "bare server, 20 kB"),
    Planned("desk-cpu", "speed", "server CPU a look at the desk's list", "ms", None),
    Planned("cold-start", "speed", "cold start to the first 200", "s", _most(1.5), "a Python that imports Django"),
    Planned("memory", "speed", "resident memory after load", "MB", _most(120)),
    Planned("text", "speed", "text that is accepted and comes back", "characters", _least(100_000)),
    Planned("stop", "speed", "stop on SIGTERM under load", "s", _most(2)),
    Planned("stop-lost", "speed", "acknowledged and lost by stopping", "", _most(0)),
)  # fmt: skip
LOAD: Final = tuple(
    Planned(f"lost-{clients}", "load", f"lost or refused of 10,000, {clients} clients", "", _most(0))
    for clients in (8, 64, 256)
)
LOAD_POSTGRESQL: Final = tuple(
    Planned(f"{one.key}-postgresql", "load-postgresql", f"{one.name}, PostgreSQL", one.unit, one.goal) for one in LOAD
)

# What stands after the dash of a key is what `bench.speed.grown` measures.
COSTS: Final = {
    "lodge": "a lodging", "desk": "a look at a desk of 40 asks", "page": "a public page from bytes",
    "page-made": "a public page made anew", "sweep": "a round of the clocks, nothing due",
    "due": "a held ask whose day came", "forget": "an ask that the forgetting looks at",
    "night": "a night's batch and head", "audit": "an entry audited",
}  # fmt: skip
GROWTH: Final = tuple(Planned(f"growth-{what}", "growth", name, "×", _most(2)) for what, name in COSTS.items())
GROWTH_POSTGRESQL: Final = tuple(
    Planned(f"{one.key}-postgresql", "growth-postgresql", f"{one.name}, PostgreSQL", one.unit, one.goal)
    for one in GROWTH
)

FLAT: Final = "the last quarter over the second"
SOAK: Final = (
    Planned("soak-memory", "soak", f"memory, {FLAT}", "", _most(1.1)),
    Planned("soak-files", "soak", f"open files, {FLAT}", "", _most(1.1)),
    Planned("soak-wait", "soak", f"median wait of a lodging and a page, {FLAT}", "", _most(1.5)),
    Planned("soak-lost", "soak", "lost or refused", "", _most(0)),
)

READING: Final = (
    Planned("two-pages", "reading", "two pages read, after start", "ms", _most(50), "finding its words"),
)  # fmt: skip
PLANNED: Final = (
    RECORD + SPEED + READING + LOAD + LOAD_POSTGRESQL + SOAK + GROWTH + GROWTH_POSTGRESQL
)  # fmt: skip
LEFT_OUT: Final = {
    "text-kept": "That the writer's text stays on the page on every error: no figure; a browser test of the journeys.",
    "matching": "The tables of matching: there is no matching here yet.",
    "peers": "The peers' columns: they were measured once with their production servers and are not run again here.",
}
USUAL: Final = ("record", "speed", "reading")
TITLES: Final = {
    "record": "The record",
    "speed": "The doors",
    "reading": "Statements",
    "load": "Ten thousand at once",
    "load-postgresql": "Ten thousand at once, on PostgreSQL with 4 web processes",
    "soak": "An hour at one a second",
    "growth": "From a thousand asks to a million",
    "growth-postgresql": "From a thousand asks to a hundred thousand, on PostgreSQL",
}
GROUPS: Final = tuple(dict.fromkeys(one.group for one in PLANNED))


def of_group(group: str) -> tuple[Planned, ...]:
    return tuple(one for one in PLANNED if one.group == group)


def how_to_run(group: str) -> str:
    return f"`make bench ROWS={group}`"
