# SPDX-License-Identifier: AGPL-3.0-or-later
"""The log's row, its signing key, and the leaves: everything that is durable before anything is published."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from answerable import chance, config
from answerable.core import steady
from answerable.core.errors import Refused
from answerable.core.words import N_
from answerable.record import names
from answerable.sealing.wire import jcs
from answerable.storage import keyfile, models, queries, serving
from answerable.storage.board import board
from answerable.storage.inserting import find, insert
from answerable.storage.standing import SAID_RIGHT
from answerable.storage.writer import write
from answerable.tlog.keys import Ed25519Signer, print_vkey
from answerable.tlog.merkle import Frontier, leaf_hash

MOST_BYTES = 4096
OTHER_ORIGIN = N_("The record of this data folder belongs to another address. It cannot change.")

CLOCK_BACK = N_(
    "The clock of this machine stands before the newest day in the record, so nothing enters it. Set the clock right; "
    "if it ran ahead before, the record goes on once that day has come."
)
CLOCK_AHEAD = N_(
    "The clock of this machine stands more than a week after the newest day in the record, so nothing enters it. "
    "Whoever runs this server has to look: if the clock is right, run `answerable jobs --clock-is-right`; else set it. "
    "After three days all goes on."
)
BEHIND = N_(
    "The record of this data folder is older than what it has published: an older copy was put back. It signs nothing "
    "until it has what was published since: answerable record catch-up"
)


@dataclass(frozen=True)
class Entry:
    """One leaf to append: its id, its type ("" for a thread leaf), its bytes."""

    code: str
    kind: str
    raw: bytes


def open_entry(kind: str, day: str, *, context: str = "", **fields: object) -> Entry:
    """An open leaf: its fields in clear. `context` tells apart what is of one type and day, for its random id."""
    code = chance.code("open-leaf", f"{kind}:{day}:{context}")
    return Entry(code, kind, jcs({"v": 1, "type": kind, "id": code, "day": day, **fields}))


@write
def begin() -> None:
    """Make the log where there is none. Raises Refused where the folder's record has another origin."""
    set_behind(names.restored().exists())  # commands without a server ask nobody, so they must not sign after a restore
    found = models.Log.objects.first()
    if found is None:
        row = models.Log(key=UUID(bytes=chance.draw("log", "", 16), version=4), origin=names.origin())
        seed = keyfile.current().make(row.key, keyfile.Purpose.LOG)
        row.vkey = print_vkey(Ed25519Signer(row.origin, seed).verifier)
        insert([row])
    elif found.origin != names.origin():
        raise Refused(OTHER_ORIGIN)


def log() -> models.Log:
    return models.Log.objects.get()


def seed() -> bytes:
    """The log's Ed25519 seed, 32 bytes."""
    return signs_as()[1]


def signs_as() -> tuple[str, bytes]:
    """The log's origin and seed, for whoever signs in a hurry."""
    found = find(models.Log, "origin", "key")
    if found is None:
        raise RuntimeError("there is no log yet")
    return found[0], _seed(found[1])


def _seed(key: UUID) -> bytes:
    found = keyfile.current().read(key)
    if found is None:
        raise RuntimeError("the key of the log is gone")
    return found


def signers() -> list[Ed25519Signer]:
    """Who signs a head: the log's key, and former ones for readers who have not followed yet."""
    row = log()
    keys = [row.key, *(UUID(each["key"]) for each in row.former)]
    return [Ed25519Signer(row.origin, _seed(key)) for key in keys]


def set_behind(known: bool) -> None:
    """Whether the log must not sign or grow, because others know more of it than this store does."""
    board.is_behind = known


def is_behind() -> bool:
    return board.is_behind


def append(entries: Sequence[Entry]) -> int:
    """Inside a write: these leaves at the end of the log. Its index is the log's own, no sequence. Returns the size."""
    if is_behind():
        raise Refused(BEHIND)
    serving.check_joined()
    row = log()
    for day in {_day(each.raw) for each in entries if each.kind}:
        doubt = doubt_of(date.fromisoformat(day))
        if doubt:
            raise Refused(doubt)
    if any(len(each.raw) > MOST_BYTES for each in entries):
        raise ValueError("a leaf is of at most 4,096 bytes")
    models.Leaf.objects.bulk_create(
        models.Leaf(index=row.size + place, code=each.code, kind=each.kind, raw=each.raw)
        for place, each in enumerate(entries)
    )
    grown = frontier(row)
    grown.extend(leaf_hash(each.raw) for each in entries)
    row.size, row.frontier = grown.size, [one.hex() for one in grown.dump()]
    row.save(update_fields=["size", "frontier"])
    return grown.size


def newest_day() -> str:
    """The day (ISO) of the newest open leaf; "" before the first."""
    raw = models.Leaf.objects.exclude(kind="").order_by("-index").values_list("raw", flat=True).first()
    return "" if raw is None else _day(bytes(raw))


def day_for_taking(day: date) -> date:
    """Of what only takes something away: where the clock is in doubt, the record's newest day, so that it waits for
    none. Who hides, erases or takes a name out is in a hurry; all that adds to the record can wait.
    """
    return date.fromisoformat(newest_day()) if doubt_of(day) else day


def doubt_of(day: date) -> str:
    """Why nothing of this day may enter, "" where it may. Whoever audits the log would see days go back after a day too
    early; and one too late would keep all days before it out.
    """
    newest = newest_day()
    if day.isoformat() < newest:
        return CLOCK_BACK
    if config.current().mode != "real" or not steady.gap(newest, day):
        return ""
    last = steady.newest((newest, queries.job_done(SAID_RIGHT)), day)
    return CLOCK_AHEAD if steady.gap(last, day) else ""


def _day(raw: bytes) -> str:
    return str(json.loads(raw)["day"])


def frontier(row: models.Log) -> Frontier:
    return Frontier(row.size, [bytes.fromhex(one) for one in row.frontier])
