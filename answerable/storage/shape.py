# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows as values of core."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from answerable.core.body import Body, BodyStage, Tree
from answerable.core.clocks import Clocks
from answerable.core.handler import Handler, HandlerStage
from answerable.core.move import Role
from answerable.storage import models


def body_of(row: models.Body, codes: dict[UUID, str] | None = None) -> Body:
    """A body. `codes` maps ids to codes where the caller has all bodies at hand; else its relations are asked."""
    return Body(
        code=row.code,
        slug=row.slug,
        name=row.name,
        parent=_code(row, "parent", codes),
        successor=_code(row, "successor", codes),
        second_line=_code(row, "second_line", codes),
        stage=BodyStage(row.stage),
        time_zone=row.time_zone,
        members=row.members,
        joined_date=row.joined_date,
        door_open=row.door_open,
        clocks=Clocks(**row.clocks),
        pledges=row.pledges,
        listed_letter_date=row.letter_date,
        ended_date=row.ended_date,
        left_date=row.left_date,
        leading=tuple(row.leading),
    )


def _code(row: models.Body, name: str, codes: dict[UUID, str] | None) -> str | None:
    ident = getattr(row, f"{name}_id")
    if ident is None:
        return None
    return codes[ident] if codes is not None else str(getattr(row, name).code)


def tree() -> Tree:
    """All bodies by code: one statement."""
    rows = list(models.Body.objects.order_by("name"))
    codes = {row.id: row.code for row in rows}
    return {row.code: body_of(row, codes) for row in rows}


def handler_of(seat: models.Seat) -> Handler:
    return Handler(
        code=seat.code,
        body=seat.body.code if seat.body is not None else "",
        role=Role(seat.role),
        title=seat.title,
        shown_name=seat.shown_name,
        from_date=seat.from_date,
        until_date=seat.until_date,
        stage=HandlerStage(seat.stage),
        rehearsed_date=seat.rehearsed_date,
    )


def handlers_of(seats: Iterable[models.Seat]) -> tuple[Handler, ...]:
    return tuple(handler_of(seat) for seat in seats)


def day_of(time_zone: str, at: datetime) -> date:
    """The day of an instant where a body is."""
    return at.astimezone(ZoneInfo(time_zone)).date()


def day_of_seat(seat: models.Seat, at: datetime) -> date:
    return day_of(seat.body.time_zone if seat.body is not None else "UTC", at)


def seats_for(body: models.Body) -> list[models.Seat]:
    """Everybody who may matter to an ask that stands with `body`: its own seats and those of its second line."""
    homes = [body.id, body.second_line_id or body.id]
    return list(models.Seat.objects.filter(body_id__in=homes).select_related("body").order_by("code"))
