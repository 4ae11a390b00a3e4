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
    Planned("group-flushes", "record", "flushes a head, 64 submitters", "fsync", _most(4)),
    Planned("group-queued", "record", "64 submitters, each waits for the queue of the batch", "1/s", _least(2_000),
            "1 flush for each 64"),
)  # fmt: skip

PLANNED: Final = RECORD
LEFT_OUT: Final = {
    "matching": "The tables of matching: there is no matching here yet.",
    "postgresql": "PostgreSQL with 4 web processes: the store here is the embedded one.",
    "peers": "The peers' columns: they were measured once with their production servers and are not run again here.",
}
USUAL: Final = ("record",)
TITLES: Final = {"record": "The record"}
GROUPS: Final = tuple(dict.fromkeys(one.group for one in PLANNED))


def of_group(group: str) -> tuple[Planned, ...]:
    return tuple(one for one in PLANNED if one.group == group)


def how_to_run(group: str) -> str:
    return f"`make bench ROWS={group}`"
