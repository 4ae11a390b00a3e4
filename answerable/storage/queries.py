# SPDX-License-Identifier: AGPL-3.0-or-later
"""What pages read without changing anything. Nothing public here reads an ask (rule 21)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from answerable.core.body import Body, Tree
from answerable.core.facts import Figure, Line, Release
from answerable.core.handler import Handler, active_handlers, active_second_line
from answerable.core.state import Door
from answerable.storage import models, published, shape
from answerable.storage.shape import day_of

Part = dict[str, Any]

_kept: tuple[int, Tree] = (-1, {})


def public_version() -> int:
    """Grows with every act on the installation, bodies, seats, releases and help; never with an ask."""
    return published.version()


def tree() -> Tree:
    """All bodies by code, kept until one of them changes."""
    global _kept
    version = published.version()
    if _kept[0] != version:
        _kept = (version, shape.tree())
    return _kept[1]


def forget_kept() -> None:
    """Another data folder is in use now (tests)."""
    global _kept
    _kept = (-1, {})


def installation() -> Part:
    """Who runs this server. All empty before the operator has said it."""
    row = models.Installation.objects.select_related("host_body").first()
    found = row or models.Installation()
    return {
        "runs": found.runs,
        "pays": found.pays,
        "relation": found.relation,
        "host_body": found.host_body.code if found.host_body is not None else None,
        "law": list(found.law),
        "reviewed": found.reviewed,
        "offline_recipient": found.offline_recipient,
        "is_set_up": bool(found.runs),
    }


def last_release() -> Release | None:
    """The newest month's figures and lines."""
    month = models.ReleasedFigure.objects.order_by("-month").values_list("month", flat=True).first()
    return None if month is None else release_of(month)


def release_of(month: str) -> Release:
    figures = [
        Figure(row.month, row.level, Door(row.door), row.fact, row.band, row.of, row.missing, row.bodies)
        for row in models.ReleasedFigure.objects.filter(month=month).order_by("level", "door", "fact")
    ]
    lines = models.ReleasedLine.objects.filter(month=month).order_by("body", "line")
    return Release(tuple(figures), tuple(Line(row.month, row.body, row.line) for row in lines))


def supports() -> list[Part]:
    """The help list, by name."""
    names = ("code", "name", "does", "reach", "hours", "checked_date")
    return list(models.Support.objects.order_by("name", "code").values(*names))


def backers_of(body: str) -> list[Part]:
    """Who pays for what happens around asks to a body: all that ever did, the newest first."""
    rows = models.Backer.objects.filter(body__code=body).order_by("-from_date", "name")
    return [dict(each) for each in rows.values("code", "name", "gives", "from_date", "until_date")]


def seats_of(body: str) -> list[Handler]:
    """Every seat of a body, invited and left ones too."""
    seats = models.Seat.objects.filter(body__code=body).select_related("body")
    return list(shape.handlers_of(seats.order_by("role", "title", "code")))


def directory(slug: str, *, at: datetime) -> Part | None:
    """{body, second_line, today, enrolment_key, readers, backups}: who would read for one body, with keys."""
    row = models.Body.objects.filter(slug=slug).select_related("parent", "successor", "second_line").first()
    if row is None:
        return None
    body, seats, day = shape.body_of(row), shape.seats_for(row), day_of(row.time_zone, at)
    handlers = shape.handlers_of(seats)
    readers = active_handlers(body, handlers, day) if body.door_open else frozenset[str]()
    second = row.second_line
    return {
        "body": body,
        "second_line": tree().get(second.code) if second is not None else None,
        "today": day,
        "enrolment_key": row.enrolment_key,
        "readers": entries(seats, readers, row),
        "backups": entries(seats, active_second_line(body, handlers, day), row),
        "ties": ties_of(seats),
    }


def ties_in(body: str) -> dict[str, list[tuple[str, str]]]:
    """The same for all seats of one body."""
    return ties_of(models.Seat.objects.filter(body__code=body))


def ties_of(seats: Iterable[models.Seat]) -> dict[str, list[tuple[str, str]]]:
    """By seat, what the body keeps in public about it: (role, tie) of each, and (role, "") for a role that it holds."""
    listed = list(seats)
    found = {seat.code: [(seat.holds, "")] if seat.holds else [] for seat in listed}
    rows = models.Tie.objects.filter(seat__in=[seat.id for seat in listed]).order_by("role", "tie")
    for code, role, tie in rows.values_list("seat__code", "role", "tie"):
        found[code].append((role, tie))
    return found


def entries(seats: Iterable[models.Seat], codes: Iterable[str], of: models.Body) -> list[Part]:
    """Directory entries of these seats, by title. One of another body carries that body and its enrolment key."""
    chosen = [seat for seat in seats if seat.code in set(codes)]
    return [entry(seat, of) for seat in sorted(chosen, key=lambda seat: (seat.title, seat.code))]


def entry(seat: models.Seat, of: models.Body) -> Part:
    found: Part = {
        "code": seat.code,
        "title": seat.title,
        "name": seat.shown_name,
        "since": seat.from_date.isoformat(),
        "sealing": seat.sealing,
        "signing": seat.signing,
        "certificate": seat.certificate,
    }
    if seat.body is not None and seat.body_id != of.id:
        found |= {"body": seat.body.code, "enrolment_key": seat.body.enrolment_key}
    return found


def body_of(slug: str) -> Body | None:
    return next((each for each in tree().values() if each.slug == slug), None)


def today_in(body: Body, at: datetime) -> date:
    return day_of(body.time_zone, at)


def job_done(name: str) -> str:
    """The last day or month for which a job was done, "" for never."""
    row = models.JobDay.objects.filter(name=name).first()
    return row.done if row is not None else ""
