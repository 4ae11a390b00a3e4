# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an opened leaf says, and whether it may be believed: commitment, day, and the signature of whoever asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from answerable.record.offline.leaves import Wrong, parse_leaf
from answerable.record.offline.rules import Rules
from answerable.record.offline.source import Absent, Source
from answerable.sealing.entry import check_move, check_opening, move_digest
from answerable.sealing.errors import Refusal
from answerable.sealing.wire import parse_b64
from answerable.tlog.errors import Invalid
from answerable.tlog.tiles import WIDTH, entries_path, parse_bundle

DAY = timedelta(days=1)


@dataclass
class Moves:
    """The askers' moves that are open so far: of each ask and number the digest, and that of the move before."""

    found: dict[tuple[str, int], tuple[str, str]] = field(default_factory=dict)

    def add(self, ask: str, number: int, prev: str, digest: str) -> str:
        """What is wrong with this one beside those; "" for nothing."""
        before, after = self.found.get((ask, number - 1)), self.found.get((ask, number + 1))
        if (ask, number) in self.found:
            return f"another open entry is the asker's move {number} too: it was replayed"
        if (number == 1) != (prev == "") or (before and before[0] != prev) or (after and after[1] != digest):
            return "it does not follow on the asker's move before it"
        self.found[ask, number] = (digest, prev)
        return ""


def check_opened(source: Source, rules: Rules, moves: Moves, index: int, size: int) -> str:
    """What is wrong with the opening of this thread leaf; "" for nothing."""
    try:
        shown = json.loads(source.fetch(f"openings/{index}.json"))
    except Absent:
        return "it was opened, is served no longer, and no redaction says so"
    except ValueError:
        return "what opens it cannot be read"
    try:
        leaf = parse_leaf(entry(source, index, size))
        check_opening(leaf.fields, parse_b64(shown["salt"], 32), shown["fields"])
    except (Refusal, Wrong, KeyError, TypeError):
        return "what is served does not open it"
    return _day(rules, index, shown["fields"]) or _signature(rules.origin, moves, shown["fields"])


def entry(source: Source, index: int, size: int) -> bytes:
    """The bytes of one entry. Raises Absent, Invalid."""
    bundle = index // WIDTH
    width = min(WIDTH, size - bundle * WIDTH)
    if not 0 <= index < size:
        raise Invalid("index-range")
    return parse_bundle(source.fetch(entries_path(bundle, width)), width)[index % WIDTH]


def _day(rules: Rules, index: int, fields: Mapping[str, Any]) -> str:
    batch = rules.batch_of(index)
    try:
        day = date.fromisoformat(str(fields["day"]))
    except ValueError:
        return "it names no day"
    if batch is None or day > batch.day or (batch.since is not None and day < batch.since):
        return f"it says that it happened on {day}, which is not the day of its batch: it was back-dated"
    return ""


def _signature(log_origin: str, moves: Moves, fields: Mapping[str, Any]) -> str:
    """A move of an asker whose ask has a key must be signed by that key, over this very value, on that day."""
    signed = fields["signature"]
    if signed is None:
        return ""
    host = log_origin.rsplit("/", 1)[0]
    for scheme in ("https", "http"):
        try:
            given = (
                f"{scheme}://{host}", fields["thread"], int(signed["number"]), fields["prev"] or "", fields["type"],
                signed["day"], fields["value"],
            )  # fmt: skip
            check_move(fields["key"], signed["signature"], *given)
        except (Refusal, KeyError, TypeError, ValueError):
            continue
        return _late(fields) or moves.add(*given[1:4], move_digest(*given))
    return "it is not signed by the key of its ask"


def _late(fields: Mapping[str, Any]) -> str:
    """It enters as of the day that was signed, or of the next where it was sent over midnight."""
    signed = fields["signature"]["day"]
    try:
        days = date.fromisoformat(fields["day"]) - date.fromisoformat(str(signed))
    except ValueError:
        return "it names no day"
    return "" if timedelta(0) <= days <= DAY else f"it was signed on {signed} and says {fields['day']}: it was replayed"
