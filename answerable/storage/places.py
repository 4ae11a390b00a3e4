# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where asks stand: a body with everybody who may matter to its asks, kept until any body or seat changes.

Nothing here depends on an ask, so keeping it tells nothing of one.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from answerable.core.body import Body
from answerable.core.handler import Handler
from answerable.storage import models, published, shape

WITH_BODY = ("parent", "successor", "second_line")


@dataclass(frozen=True)
class Place:
    """One body: its row, the same as core knows it, its seats and those of its second line."""

    row: models.Body
    body: Body
    seats: tuple[models.Seat, ...]
    handlers: tuple[Handler, ...]


_kept: tuple[int, dict[UUID, Place], dict[str, UUID]] = (-1, {}, {})


def by_code(code: str) -> Place | None:
    """The place of a body, None where there is none."""
    idents = _current()[1]
    if code in idents:
        return by_id(idents[code])
    found = models.Body.objects.filter(code=code).values_list("id", flat=True).first()
    if found is None:
        return None
    idents[code] = found
    return by_id(found)


def by_id(ident: UUID) -> Place:
    places = _current()[0]
    if ident not in places:
        places[ident] = read(ident)
    return places[ident]


def read(ident: UUID) -> Place:
    """As it stands now, for a write that has just changed it."""
    row = models.Body.objects.select_related(*WITH_BODY).get(id=ident)
    seats = tuple(shape.seats_for(row))
    return Place(row, shape.body_of(row), seats, shape.handlers_of(seats))


def _current() -> tuple[dict[UUID, Place], dict[str, UUID]]:
    global _kept
    version = published.version()
    if _kept[0] != version:
        _kept = (version, {}, {})
    return _kept[1], _kept[2]


def forget_kept() -> None:
    """Another data folder is in use now (tests)."""
    global _kept
    _kept = (-1, {}, {})
