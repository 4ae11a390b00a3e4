# SPDX-License-Identifier: AGPL-3.0-or-later
"""The journal: every fact an envelope that only ever is appended, and a payload that can be forgotten.

A payload holds the fact, how it was signed, and what will open its entry in the record: id, salt, commitment.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from answerable import chance
from answerable.core.ask import Ask
from answerable.core.body import Body
from answerable.core.clocks import due
from answerable.core.move import Fact, Move, Role, signed_part
from answerable.sealing.entry import check_opening, commit, entry_fields, leaf
from answerable.sealing.wire import b64, jcs, parse_b64, value_digest
from answerable.storage import models, vault
from answerable.storage.inserting import insert_rows

PURPOSE: Final = "payload"


@dataclass(frozen=True)
class Signed:
    """How an asker's move was signed. Empty where it came through the host, or is somebody else's.

    `day` is the day that was signed: the day before, where it was sent over midnight.
    """

    number: int | None = None
    prev: str = ""
    signature: str = ""
    digest: str = ""
    day: str = ""


@dataclass(frozen=True)
class Noted:
    """A fact as the journal keeps it. `entry` is {id, salt, c}, `fields` what the commitment covers."""

    fact: Fact
    signed: Signed
    entry: Mapping[str, str]
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class Standing:
    """What an entry says beside its fact: the ask after it, the body it stood with, the key that signs its moves."""

    ask: Ask
    body: Body
    key: str | None


def read(row_keys: Iterable[UUID] | Any) -> dict[UUID, list[Noted]]:
    """The facts of these threads (ids, or a query of ids), each in order: one statement."""
    facts: dict[UUID, list[Noted]] = defaultdict(list)
    payloads = models.Payload.objects.filter(envelope__row_key__in=row_keys).select_related("envelope")
    for payload in payloads.order_by("envelope__row_key", "envelope__number"):
        envelope = payload.envelope
        if vault.has_key(envelope.row_key):
            facts[envelope.row_key].append(_parse(vault.unwrap(envelope.row_key, PURPOSE, payload.blob)))
    return facts


def enter_beside(standing: Standing, kind: str, context: str, day: date, re: str, value: str) -> dict[str, Any]:
    """A line of something beside the thread, as a run of a process is: `re` the line before it, `value` a digest of
    what happened. Returns what opens it: {"entry", "fields"}. Nobody sees in the record that it is none of the ask's.
    """
    fields = entry_fields(
        type=kind, body=standing.body.code, thread=standing.ask.code, kind=standing.ask.kind or None,
        day=day.isoformat(), re=re, key=standing.key, value=value,
    )  # fmt: skip
    return {"entry": _wait(context, fields), "fields": fields}


def _wait(context: str, fields: Mapping[str, Any]) -> dict[str, str]:
    """The entry {id, salt, c} of a leaf that waits for the batch from now on."""
    salt = chance.draw("salt", context)
    entry = {"id": chance.code("entry", context), "salt": b64(salt), "c": commit(salt, fields)}
    insert_rows(models.WaitingLeaf, [{"code": entry["id"], "raw": jcs(leaf(entry["id"], entry["c"]))}])
    return entry


def append(row: models.Ask, standing: Standing, fact: Fact, signed: Signed, before: Sequence[Noted]) -> Noted:
    """One more fact of a thread, at its end."""
    number = len(before) + 1
    context = f"{row.code}:{number}"
    fields = _fields(standing, fact, signed, before)
    noted = Noted(fact, signed, _wait(context, fields), fields)
    ident = UUID(bytes=chance.draw("envelope", context, 16), version=4)
    month = fact.day.isoformat()[:7]
    insert_rows(models.Envelope, [{"id": ident, "row_key": row.id, "number": number, "month": month}])
    blob = vault.wrap(row.id, PURPOSE, _print(noted))
    insert_rows(models.Payload, [{"envelope_id": ident, "blob": blob}])
    return noted


def check(noted: Noted) -> None:
    """Raises commitment unless what is kept opens its own entry."""
    shown = leaf(noted.entry["id"], noted.entry["c"])
    check_opening(shown, parse_b64(noted.entry["salt"], 32), noted.fields)


def _fields(standing: Standing, fact: Fact, signed: Signed, before: Sequence[Noted]) -> dict[str, Any]:
    answer_by = due(standing.ask, standing.body).answer_by
    return entry_fields(
        type=str(fact.move),
        body=standing.body.code,
        thread=standing.ask.code,
        kind=standing.ask.kind or None,
        day=fact.day.isoformat(),
        due=answer_by.isoformat() if answer_by else None,
        re=before[-1].entry["id"] if before else None,
        prev=signed.prev or None,
        key=standing.key,
        signature=_signature(signed),
        value=value_digest(signed_part(fact.move, fact.value)),
    )


def _signature(signed: Signed) -> dict[str, Any] | None:
    """With the number and the day that were signed: whoever sees the entry opened can check it."""
    if not signed.signature:
        return None
    return {"number": signed.number, "day": signed.day, "signature": signed.signature}


def _print(noted: Noted) -> bytes:
    fact = noted.fact
    kept = {"move": str(fact.move), "by": str(fact.by), "actor": fact.actor, "day": fact.day.isoformat()}
    return jcs(
        {
            "fact": {**kept, "value": dict(fact.value)},
            "signed": vars(noted.signed),
            "entry": dict(noted.entry),
            "fields": dict(noted.fields),
        }
    )


def _parse(raw: bytes) -> Noted:
    held = json.loads(raw)
    fact = held["fact"]
    day = date.fromisoformat(fact["day"])
    return Noted(
        Fact(Move(fact["move"]), Role(fact["by"]), fact["actor"], day, fact["value"]),
        Signed(**held["signed"]),
        held["entry"],
        held["fields"],
    )
