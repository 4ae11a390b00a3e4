# SPDX-License-Identifier: AGPL-3.0-or-later
"""A body's door: it opens with two readers, and stays open while one is left."""

from __future__ import annotations

from datetime import date

from answerable.core.body import BodyStage
from answerable.core.handler import active_handlers, is_door_open
from answerable.storage import models, shape

FIELDS = ["door_open", "joined_date", "stage"]


def settle_door(body: models.Body, day: date) -> bool:
    """Bring the door to what the seats say today. Whether anything changed. A body joined with its first reader."""
    handlers = shape.handlers_of(shape.seats_for(body))
    core = shape.body_of(body)
    is_open = is_door_open(core, handlers, day) and body.left_date is None
    joined = body.joined_date or (day if active_handlers(core, handlers, day) else None)
    comes = joined and body.stage == BodyStage.LISTED and body.left_date is None
    stage = BodyStage.PLEDGED if comes else BodyStage(body.stage)
    now = (is_open, joined, str(stage))
    if (body.door_open, body.joined_date, body.stage) == now:
        return False
    body.door_open, body.joined_date, body.stage = now
    body.save(update_fields=FIELDS)
    return True
