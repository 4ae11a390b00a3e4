# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who can attest, and the asks in which somebody does. The facts themselves stand in the thread of the ask."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from answerable.core.errors import Denied
from answerable.core.handler import Handler, HandlerStage
from answerable.core.move import Role
from answerable.storage import models
from answerable.storage.access import Actor, read_as_attester
from answerable.storage.threads import Thread

WITH_BODY: Final = "body"


def every() -> list[models.Seat]:
    """Everybody who may be offered, of every body: whether somebody is of the party asked, the rules say."""
    found = models.Seat.objects.filter(role=Role.ATTESTER, stage=HandlerStage.ACTIVE)
    return list(found.select_related(WITH_BODY).order_by("title", "code"))


def let_be_offered(thread: Thread) -> None:
    """All of them may matter to a thread whose asker offers one."""
    known = {each.code for each in thread.seats}
    thread.seats = [*thread.seats, *(each for each in every() if each.code not in known)]


def ever(thread: Thread) -> list[models.Seat]:
    """Attesters of this ask, ended ones too."""
    codes = {each.seat for each in thread.ask.attesters}
    return list(models.Seat.objects.filter(code__in=codes).select_related(WITH_BODY)) if codes else []


def seen_by(actor: Actor, when: datetime) -> Iterator[tuple[Thread, Handler]]:
    """Every ask in which the actor is an attester today."""
    seats = [seat.id for seat in actor.seats]
    codes = models.Attester.objects.filter(seat__in=seats).order_by("ask__code").values_list("ask__code", flat=True)
    for code in codes.distinct():
        try:
            yield read_as_attester(actor, code, when)
        except Denied:
            continue
