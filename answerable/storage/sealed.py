# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is sealed in a thread, unwrapped from its row key for one whom it was sealed to. Still sealed to their keys."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from answerable.core.handler import active_handlers, active_second_line
from answerable.core.move import Move
from answerable.sealing.wire import b64
from answerable.storage import models, queries, vault, ways, words
from answerable.storage.threads import Thread

Part = dict[str, Any]


def for_asker(thread: Thread, way: models.Way | None = None) -> Part:
    """{keep, keys, messages, forgotten} of the asker's own, or of a support person's."""
    own, purpose = (thread.row.keep, "keep") if way is None else (way.keep, f"keep:{way.code}")
    held = words.of_thread(thread)
    return {
        "keep": b64(vault.unwrap(thread.row.id, purpose, own)),
        "keys": keys_of(thread, "asker" if way is None else ways.holder(way)),
        "messages": messages(each for each in held if each.gone is None),
        "forgotten": forgotten((each, each.gone) for each in held),
    }


def for_reader(thread: Thread, seat: str, *, standby: bool = False) -> Part:
    """{keys, messages, forgotten} for one seat. Hand it out only after the hand-out was noted."""
    held = words.of_thread(thread)
    return {
        "keys": keys_of(thread, f"standby:{seat}" if standby else seat),
        "messages": messages(each for each in held if each.words.left is None),
        "forgotten": forgotten((each, each.words.left) for each in held),
    }


def keys_of(thread: Thread, holder: str) -> list[Part]:
    rows = models.SealedKey.objects.filter(ask=thread.row, holder=holder).order_by("epoch")
    return [
        {"holder": row.holder, "epoch": row.epoch, "file": b64(vault.unwrap(thread.row.id, "key", row.blob))}
        for row in rows
    ]


def messages(held: Iterable[words.Held]) -> list[Part]:
    """Each sealed message, in the order in which they came."""
    rows = [each.row for each in held]
    return [
        {"order": row.order, "from": row.sender, "epoch": row.epoch, "file": b64(words.raw_of(row))} for row in rows
    ]


def forgotten(days: Iterable[tuple[words.Held, date | None]]) -> list[Part]:
    """{order, from, day} of each that went by itself: whoever reads can tell it from one that is held back."""
    return [
        {"order": held.row.order, "from": held.row.sender, "day": day.isoformat()}
        for held, day in days
        if day is not None
    ]


def has_messages(thread: Thread) -> bool:
    return models.SealedFile.objects.filter(ask=thread.row).exists()


def ever_read(thread: Thread) -> frozenset[str]:
    """All who read or could open this thread at any time: their keys still prove what they wrote."""
    facts = [each.fact for each in thread.noted]
    first = facts[0].value["readers"]
    named = set(first) if isinstance(first, list) else set[Any]()
    named |= {fact.value["handler"] for fact in facts if fact.move is Move.ADMITTED and fact.value["as"] == "reader"}
    return frozenset(str(code) for code in named | {each.handler for each in thread.ask.handouts})


def entries_of(thread: Thread, codes: Iterable[str] | None = None) -> list[Part]:
    """Directory entries, with `reads`: all who ever read, or these codes."""
    chosen = ever_read(thread) if codes is None else codes
    found = queries.entries(_with_former(thread, chosen), chosen, thread.row.body)
    former = _former_keys(chosen)
    return [
        {**each, "reads": each["code"] in thread.ask.readers, "former": former.get(each["code"], [])} for each in found
    ]


def _former_keys(codes: Iterable[str]) -> dict[str, list[Part]]:
    """By code: keys that a seat had before, the oldest first. They still prove what was signed with them."""
    found: dict[str, list[Part]] = {}
    rows = models.FormerKeys.objects.filter(seat__code__in=sorted(set(codes)), certificate__isnull=False)
    for row in rows.select_related("seat").order_by("day", "id"):
        card = {"sealing": row.sealing, "signing": row.signing, "certificate": row.certificate}
        found.setdefault(row.seat.code, []).append(card)
    return found


def own_entry(seat: models.Seat) -> Part:
    """The directory entry of one seat, as its own body shows it."""
    assert seat.body is not None
    return queries.entry(seat, seat.body)


def _with_former(thread: Thread, codes: Iterable[str]) -> list[models.Seat]:
    """The thread's seats, and those of a body that it stood with before."""
    known = {seat.code for seat in thread.seats}
    missing = sorted(set(codes) - known)
    former = models.Seat.objects.filter(code__in=missing).select_related("body") if missing else ()
    return [*thread.seats, *former]


def admissible(thread: Thread, day: Any) -> list[Part]:
    """Who could still be let in, with keys."""
    could = active_second_line(thread.body, thread.handlers, day)
    if thread.body.door_open:
        could |= active_handlers(thread.body, thread.handlers, day)
    return queries.entries(thread.seats, could - thread.ask.readers - thread.ask.backups, thread.row.body)
