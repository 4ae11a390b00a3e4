# SPDX-License-Identifier: AGPL-3.0-or-later
"""A new key for the log. The old one vouches for it in the record, and both sign until readers had time to follow."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from answerable import chance
from answerable.record import keeping
from answerable.record.keeping import open_entry
from answerable.sealing import labels
from answerable.sealing.signing import sign
from answerable.storage import keyfile, models
from answerable.storage.writer import write, writer
from answerable.tlog.keys import Ed25519Signer, print_vkey

OVERLAP: Final = timedelta(days=90)


@write
def rotate(day: date) -> str:
    """Returns the new vkey. From now on it signs; the old one signs beside it for 90 days. Raises Refused if behind."""
    row, old = keeping.log(), keeping.seed()
    key = UUID(bytes=chance.draw("log-key", row.vkey, 16), version=4)
    fresh = Ed25519Signer(row.origin, keyfile.current().make(key, keyfile.Purpose.LOG))
    said = {"old": row.vkey, "new": print_vkey(fresh.verifier), "day": day.isoformat()}
    signature = sign(old, labels.LOG_KEY, {"origin": row.origin, **said})
    keeping.append([open_entry("key", said["day"], old=said["old"], new=said["new"], signature=signature)])
    former = {"key": row.key.hex, "vkey": row.vkey, "until": (day + OVERLAP).isoformat()}
    models.Log.objects.update(key=key, vkey=said["new"], former=[*row.former, former])
    return said["new"]


@write
def retire(today: date) -> int:
    """Former keys whose days are over sign no longer, and are destroyed. Returns how many."""
    row = keeping.log()
    over = [each for each in row.former if date.fromisoformat(each["until"]) < today]
    if over:
        models.Log.objects.update(former=[each for each in row.former if each not in over])
        writer.after_commit(lambda: _destroy([UUID(each["key"]) for each in over]))
    return len(over)


def _destroy(keys: list[UUID]) -> None:
    for key in keys:
        keyfile.current().destroy(key)
