# SPDX-License-Identifier: AGPL-3.0-or-later
"""Short ways through the actions, for tests of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from answerable.actions import answering
from answerable.cli.movement import Asker, Movement
from answerable.core.ask import Ask
from answerable.core.move import signed_part
from answerable.sealing import asker as client
from answerable.sealing.state import open_state
from answerable.storage import models, rebuild, sealed, threads
from tests.conftest import NOW, ORIGIN

WORDS = "I ask that what happened in the boathouse is written down. Ålesund 船."
YES = {"value": "yes", "reasons": [], "power": "board"}
PROMISE = {
    "re": None, "completes": None, "who": "chair", "what": "as_asked", "by": "2031-06-20", "how_seen": "letter",
    "with_what": None, "if_not": None,
}  # fmt: skip


def later(days: int) -> datetime:
    return NOW + timedelta(days=days)


def thread_of(code: str) -> threads.Thread:
    """As it is stored, by no door."""
    return threads.open_thread(models.Ask.objects.select_related("asker").get(code=code))


def ask_of(code: str) -> Ask:
    return thread_of(code).ask


def state_of(one: Asker) -> dict[str, Any]:
    """What the asker's client gets, as far as opening needs it."""
    thread = thread_of(one.code)
    history = [
        {"move": str(noted.fact.move), "day": noted.signed.day, "number": noted.signed.number,
         "value": signed_part(noted.fact.move, noted.fact.value),
         "signature": noted.signed.signature}
        for noted in thread.noted if noted.signed.number
    ]  # fmt: skip
    people = sealed.entries_of(thread)
    return {"ask": one.code, **sealed.for_asker(thread), "history": history, "readers": people, "backups": []}


def opened(one: Asker) -> dict[str, Any]:
    return open_state(one.words, ORIGIN, 1, state_of(one))


def signed(one: Asker, move: str, value: dict[str, Any], at: datetime, /, **changed: Any) -> dict[str, Any]:
    """A right move, and then whatever is changed in it."""
    row = models.Ask.objects.get(code=one.code)
    given = {"number": row.number + 1, "prev": row.last, "day": at.date().isoformat()} | {
        name: changed.pop(name) for name in ("number", "prev", "day") if name in changed
    }
    return {**client.build_move(one.private, move, value, **given), **changed}


def acknowledge(movement: Movement, one: Asker, who: str, at: datetime) -> None:
    answering.move_as_reader(one.code, "acknowledged", {"role": "care_lead"}, by=movement.actor_of(who), at=at)


def check_whole() -> None:
    """Every living thread follows from its facts, and every erased one is only its tombstone."""
    assert rebuild.rebuild()["differences"] == []
