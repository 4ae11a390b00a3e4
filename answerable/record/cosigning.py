# SPDX-License-Identifier: AGPL-3.0-or-later
"""Asking the witnesses to cosign, and what they know of this log before it signs for the first time after a start."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from answerable.record import policy
from answerable.record.offline import cosign
from answerable.tlog.errors import Invalid
from answerable.tlog.keys import Verifier, parse_vkey
from answerable.tlog.note import check_signatures, parse_note

# By witness: the size that it signed last, as far as this process knows. A witness that knows better says so.
_sizes: dict[str, int] = {}


@dataclass(frozen=True)
class Seen:
    """A witness of the operator's file; `time` (seconds) of its cosignature under the newest head, None without."""

    name: str
    url: str
    outside: bool
    time: int | None


def seen(note: bytes) -> Iterator[Seen]:
    """What each witness says to this head."""
    parsed = parse_note(note)
    for each in policy.cosigners():
        verifier = parse_vkey(each.vkey)
        try:
            times = check_signatures(parsed, [verifier])
        except Invalid:
            times = {}
        yield Seen(each.name, each.url, each.outside, times.get(verifier))


def collect(note: bytes, prove: cosign.Prove) -> bytes:
    """The note with the cosignature of each witness that gave one."""
    return cosign.collect(note, _asked(), _sizes, prove)


def largest_known(log: Verifier) -> int:
    """The largest size of this log that a witness has signed; 0 where none answers."""
    return max(cosign.sizes_of(log.name, log, _asked()).values(), default=0)


def answering(log: Verifier) -> int:
    """How many witnesses say what they signed last of this log."""
    return len(cosign.sizes_of(log.name, log, _asked()))


def _asked() -> list[cosign.Asked]:
    return [cosign.Asked(each.vkey, each.url) for each in policy.cosigners()]
