# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an attester does with an ask: tell of ties and payment, say what they saw, end. None of it marks anything."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from answerable.core.ask import decide
from answerable.core.errors import Refused
from answerable.core.move import Move
from answerable.core.value import UNKNOWN, parse_part
from answerable.storage import threads
from answerable.storage.access import Actor, read_as_attester
from answerable.storage.shape import day_of
from answerable.storage.threads import Thread
from answerable.storage.writer import write

OF_ATTESTERS: Final = frozenset({Move.ATTESTER_TOLD, Move.ATTESTED, Move.ATTESTER_ENDED})


@write
def move_as_attester(code: str, move: str, value: Mapping[str, Any], *, by: Actor, at: datetime) -> Thread:
    """One move of an attester; ending needs no value."""
    if move not in OF_ATTESTERS:
        raise Refused(UNKNOWN)
    thread, seat = read_as_attester(by, code, at)
    given = {"attester": seat.code} if move == Move.ATTESTER_ENDED else dict(parse_part(value))
    today = day_of(thread.body.time_zone, at)
    fact = decide(
        thread.ask, Move(move), given, by=seat.role, actor=seat.code, at=today, body=thread.body,
        handlers=thread.handlers,
    )  # fmt: skip
    return threads.add(thread, fact)
