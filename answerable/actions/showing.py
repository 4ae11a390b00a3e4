# SPDX-License-Identifier: AGPL-3.0-or-later
"""An asker shows one line of the record to everybody, field by field, or takes it back: a consent of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from answerable import config
from answerable.core.ask import Mode
from answerable.core.errors import Denied, Refused
from answerable.core.permission import Permission
from answerable.core.value import UNKNOWN
from answerable.core.words import N_
from answerable.record import opening
from answerable.sealing import labels
from answerable.sealing.signing import check_signature
from answerable.storage import sent as memory
from answerable.storage.access import Actor, read_ask
from answerable.storage.threads import Noted, Thread
from answerable.storage.writer import write

MEANWHILE = N_("This line was shown or hidden meanwhile. Please look at it again.")


@write
def show_entry(sent: Mapping[str, Any], *, by: Actor, at: datetime) -> Thread:
    """{ask, entry, shown: true or false, number, day, signature}: signed by the ask's own key, unless it came through
    the host. `number` counts, from 1, how often this line was shown or hidden, so that each signature counts once.

    Raises Refused before the line's batch or for another number, signature, Denied for an entry that is not the ask's.
    """
    thread = read_ask(by, str(sent.get("ask")), Permission.ASK_SHOW)
    noted = _entry(thread, str(sent.get("entry")))
    if memory.is_repeated(thread.row, "asker", sent, sent.get("signature")):
        return thread
    wanted = sent.get("shown")
    if not isinstance(wanted, bool):
        raise Refused(UNKNOWN)
    if thread.ask.mode is Mode.KEYED:
        _check(thread, sent, noted.entry["id"], wanted)
        _check_number(sent.get("number"), noted.entry["id"])
    if wanted:
        opening.open_leaf(noted.entry["id"], noted.entry["salt"], dict(noted.fields), at.date())
    else:
        opening.redact_one(noted.entry["id"], at.date())
    return thread


def _entry(thread: Thread, code: str) -> Noted:
    found = next((each for each in thread.noted if each.entry["id"] == code), None)
    if found is None:
        raise Denied
    return found


def _check_number(number: object, entry: str) -> None:
    """A leaf that is not in the log yet is refused where it is opened."""
    index = opening.index_of(entry)
    if index is not None and number != opening.times([index])[index] + 1:
        raise Refused(MEANWHILE)


def _check(thread: Thread, sent: Mapping[str, Any], entry: str, wanted: bool) -> None:
    fields = {
        "origin": config.current().origin, "ask": thread.row.code, "entry": entry, "shown": wanted,
        "number": sent.get("number"), "day": str(sent.get("day")),
    }  # fmt: skip
    check_signature(thread.mark_key, str(sent.get("signature")), labels.SHOW, fields)
