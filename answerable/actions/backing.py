# SPDX-License-Identifier: AGPL-3.0-or-later
"""Backers of a body: disclosed in public, ended in public; nothing else can be done with one."""

from __future__ import annotations

from datetime import datetime

from answerable import chance
from answerable.core.backer import GIVES, BackerMove, BackerStage, next_stage
from answerable.core.errors import Denied
from answerable.core.permission import Permission
from answerable.core.value import parse_line, parse_listed
from answerable.storage import models, published, shape
from answerable.storage.access import Actor, check_body
from answerable.storage.writer import write


@write
def disclose(body: str, name: str, gives: str, *, by: Actor, at: datetime) -> models.Backer:
    """Who gives what, from today: it shows at once."""
    row = models.Body.objects.filter(code=body).first()
    if row is None:
        raise Denied
    next_stage(None, BackerMove.DISCLOSE, by=check_body(by, row, at, Permission.STEWARD_BACKERS))
    made = models.Backer(
        code=chance.code("backer", f"{body}:{name}"), body=row, name=parse_line(name),
        gives=parse_listed(GIVES, gives), from_date=shape.day_of(row.time_zone, at),
    )  # fmt: skip
    made.save(force_insert=True)
    published.changed()
    return made


@write
def end(code: str, *, by: Actor, at: datetime) -> None:
    """It gives no more. What it gave stays on the page."""
    row = models.Backer.objects.filter(code=code).select_related("body").first()
    if row is None:
        raise Denied
    stage = BackerStage.DISCLOSED if row.until_date is None else BackerStage.ENDED
    next_stage(stage, BackerMove.END, by=check_body(by, row.body, at, Permission.STEWARD_BACKERS))
    row.until_date = shape.day_of(row.body.time_zone, at)
    row.save(update_fields=["until_date"])
    published.changed()
