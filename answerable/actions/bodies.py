# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bodies: listing, letters, pledges, and an end that ends no ask."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Final
from zoneinfo import available_timezones

from answerable import chance
from answerable.actions.transferring import transfer_asks
from answerable.core.answer import POWERS
from answerable.core.body import BodyMove, BodyStage, check_merge, check_place, heir, next_stage
from answerable.core.clocks import Clocks, pledge
from answerable.core.conflict import PUBLIC_TIES
from answerable.core.errors import Denied, Refused
from answerable.core.letter_state import LetterStage
from answerable.core.permission import Permission
from answerable.core.value import UNKNOWN, parse_line, parse_listed
from answerable.core.words import N_
from answerable.sealing.signing import signing_public
from answerable.storage import keyfile, models, published, shape
from answerable.storage.access import Actor, check_body, check_permission
from answerable.storage.doors import settle_door
from answerable.storage.models.base import new_id
from answerable.storage.writer import write

NAME_TAKEN = N_("There is already an organisation with this name or short name.")
BAD_SLUG = N_("The short name may hold small letters, digits and hyphens.")
NO_ZONE = N_("This time zone is not known. Use one like Europe/Lisbon.")
NO_HEIR = N_("This organisation has no parent and no successor that could take over what is open. Name one first.")
LETTER_LATER = N_("A letter cannot have been sent on a day that has not come.")
PLEDGES: Final = ("police", "immigration", "child_services", "own_services")
PLEDGE_CHOICES: Final = ("only_if_you_say", "only_if_law", "not_pledged")
BAD_PLEDGE = N_("Please choose one of the pledges in the list.")
SLUG: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


@write
def create_body(
    *, name: str, slug: str, by: Actor, at: datetime, parent: str | None = None, second_line: str | None = None,
    time_zone: str = "UTC", members: int | None = None,
) -> models.Body:  # fmt: skip
    """List a body. Its enrolment key is made now and lives in the key file."""
    check_permission(by, Permission.OPERATOR_BODIES, at)
    _check_names(name, slug, time_zone)
    ident = new_id()
    seed = keyfile.current().make(ident, keyfile.Purpose.ENROLMENT)
    row = models.Body(
        id=ident, code=chance.code("body", slug), name=name, slug=slug, parent=_body(parent),
        second_line=_body(second_line), time_zone=time_zone, members=members, clocks=asdict(Clocks()),
        enrolment_key=signing_public(seed),
        stage=next_stage(None, BodyMove.LIST, by=check_body(by, None, at, Permission.OPERATOR_BODIES)),
    )  # fmt: skip
    check_place(shape.body_of(row), shape.tree())
    row.save(force_insert=True)
    published.changed()
    return row


def _check_names(name: str, slug: str, time_zone: str) -> None:
    parse_line(name)
    if not slug or set(slug) - SLUG or len(slug) > 60:
        raise Refused(BAD_SLUG)
    if models.Body.objects.filter(name=name).exists() or models.Body.objects.filter(slug=slug).exists():
        raise Refused(NAME_TAKEN)
    if time_zone not in available_timezones():
        raise Refused(NO_ZONE)


def _body(code: str | None) -> models.Body | None:
    return _get(code) if code else None


def _get(code: str) -> models.Body:
    row = models.Body.objects.filter(code=code).select_related("parent", "successor", "second_line").first()
    if row is None:
        raise Denied
    return row


@write
def place_body(
    code: str, *, by: Actor, at: datetime, parent: str | None, successor: str | None, second_line: str | None,
    members: int | None,
) -> models.Body:  # fmt: skip
    """Change where a body stands and how many belong to it."""
    check_permission(by, Permission.OPERATOR_BODIES, at)
    row = _get(code)
    row.parent, row.successor, row.second_line, row.members = (
        _body(parent),
        _body(successor),
        _body(second_line),
        members,
    )
    check_place(shape.body_of(row), shape.tree())
    row.save(force_update=True)
    published.changed()
    return row


@write
def send_letter(code: str, day: date, *, by: Actor, at: datetime) -> None:
    """The day on which a body that never joined was sent its content-free letter; its clocks start then."""
    row = _get(code)
    role = check_body(by, row, at, Permission.OPERATOR_LETTERS)
    if day > shape.day_of(row.time_zone, at):
        raise Refused(LETTER_LATER)
    row.stage = next_stage(BodyStage(row.stage), BodyMove.LETTER, by=role)
    row.letter_date = min(day, row.letter_date or day)
    row.save(update_fields=["stage", "letter_date"])
    published.changed()


@write
def pledge_clocks(code: str, better: Mapping[str, int], *, by: Actor, at: datetime) -> None:
    """Pledge better clocks, never worse."""
    row = _get(code)
    check_body(by, row, at, Permission.STEWARD_PLEDGE, Permission.OPERATOR_BODIES)
    row.clocks = asdict(pledge(Clocks(**row.clocks), **better))
    row.save(update_fields=["clocks"])
    published.changed()


@write
def pledge_law(code: str, pledges: Mapping[str, str], *, by: Actor, at: datetime) -> None:
    """What the body pledges on police, immigration, child services and services of its own."""
    row = _get(code)
    check_body(by, row, at, Permission.STEWARD_PLEDGE, Permission.OPERATOR_BODIES)
    if set(pledges) - set(PLEDGES) or set(pledges.values()) - set(PLEDGE_CHOICES):
        raise Refused(BAD_PLEDGE)
    row.pledges = {**row.pledges, **pledges}
    row.save(update_fields=["pledges"])
    published.changed()


@write
def dissolve(code: str, *, by: Actor, at: datetime, successor: str | None = None) -> int:
    """End a body. Every ask that stands with it passes to successor or parent; returns how many did."""
    return _end(_get(code), BodyMove.DISSOLVE, successor, by, at)


@write
def merge(codes: Sequence[str], into: str, *, by: Actor, at: datetime) -> int:
    """Several bodies become one, which lives already: all their asks pass to it in one act; returns how many did."""
    tree = shape.tree()
    check_body(by, None, at, Permission.OPERATOR_BODIES)
    rows = [_get(code) for code in codes]
    check_merge([shape.body_of(row) for row in rows], shape.body_of(_get(into)), tree)
    return sum(_end(row, BodyMove.MERGE, into, by, at) for row in rows)


def _end(row: models.Body, move: BodyMove, successor: str | None, by: Actor, at: datetime) -> int:
    role = check_body(by, row, at, Permission.OPERATOR_BODIES)
    row.successor = _body(successor) if successor else row.successor
    row.stage = next_stage(BodyStage(row.stage), move, by=role)
    row.ended_date = shape.day_of(row.time_zone, at)
    check_place(shape.body_of(row), shape.tree())
    row.save(update_fields=["stage", "successor", "ended_date"])
    to = heir(row.code, shape.tree())
    if (to is None and models.Ask.objects.filter(body=row).exists()) or _is_letter_left():
        raise Refused(NO_HEIR)
    published.changed()
    return transfer_asks(row, _get(to), at) if to is not None else 0


@write
def leave(code: str, *, by: Actor, at: datetime) -> None:
    """A body takes part no more: no new reader reads for it, and nothing that it owes ends."""
    row = _get(code)
    role = check_body(by, row, at, Permission.STEWARD_PLEDGE, Permission.OPERATOR_BODIES)
    row.stage = next_stage(BodyStage(row.stage), BodyMove.LEAVE, by=role)
    row.left_date, row.door_open = shape.day_of(row.time_zone, at), False
    row.save(update_fields=["stage", "left_date", "door_open"])
    published.changed()


@write
def come_back(code: str, *, by: Actor, at: datetime) -> None:
    """A body that left takes part again."""
    row = _get(code)
    role = check_body(by, row, at, Permission.STEWARD_PLEDGE, Permission.OPERATOR_BODIES)
    row.stage, row.left_date = next_stage(BodyStage(row.stage), BodyMove.PLEDGE, by=role), None
    row.save(update_fields=["stage", "left_date"])
    settle_door(row, shape.day_of(row.time_zone, at))
    published.changed()


@write
def say_who_leads(code: str, roles: Collection[str], *, by: Actor, at: datetime) -> None:
    """The roles that lead a body: an ask about one of them goes past it, before anybody there can learn of it."""
    row = _get(code)
    check_body(by, row, at, Permission.STEWARD_TIES, Permission.OPERATOR_BODIES)
    if set(roles) - set(POWERS):
        raise Refused(UNKNOWN)
    row.leading = sorted(set(roles))
    row.save(update_fields=["leading"])
    published.changed()


@write
def say_ties(code: str, seat: str, holds: str, ties: Iterable[tuple[str, str]], *, by: Actor, at: datetime) -> None:
    """What the body keeps in public about one of its readers: the role they hold, and (role, tie) of each tie."""
    row = _get(code)
    check_body(by, row, at, Permission.STEWARD_TIES)
    found = models.Seat.objects.filter(code=seat, body=row).first()
    wanted = {(parse_listed(POWERS, role), parse_listed(PUBLIC_TIES, tie)) for role, tie in ties}
    if found is None:
        raise Denied
    found.holds = parse_listed(POWERS, holds) if holds else ""
    found.save(update_fields=["holds"])
    models.Tie.objects.filter(seat=found).delete()
    models.Tie.objects.bulk_create([models.Tie(seat=found, role=role, tie=tie) for role, tie in sorted(wanted)])
    published.changed()


def _is_letter_left() -> bool:
    """Whether nobody that lives would owe a public or hidden letter its answers."""
    tree = shape.tree()
    named = models.Letter.objects.exclude(stage=LetterStage.DRAFT).values_list("body__code", flat=True)
    return any(heir(code, tree) is None for code in named.distinct())
