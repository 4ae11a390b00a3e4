# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bodies: listing, letters, pledges, and an end that ends no ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo, available_timezones

from answerable import chance
from answerable.actions.days import day_in
from answerable.core.ask import Route, decide
from answerable.core.body import BodyMove, BodyStage, check_place, heir, next_stage
from answerable.core.clocks import Clocks, pledge
from answerable.core.errors import Refused
from answerable.core.move import Move, Role
from answerable.core.words import N_
from answerable.sealing.signing import signing_public
from answerable.storage import keyfile, models, shape, threads
from answerable.storage.access import Actor
from answerable.storage.models.base import new_id
from answerable.storage.writer import write

NAME_TAKEN = N_("There is already an organisation with this name or short name.")
NO_ZONE = N_("This time zone is not known. Use one like Europe/Lisbon.")
NO_HEIR = N_("This organisation has no parent and no successor that could take over what is open. Name one first.")
PLEDGES: Final = ("police", "immigration", "child_services", "own_services")
PLEDGE_CHOICES: Final = ("only_if_you_say", "only_if_law", "not_pledged")
BAD_PLEDGE = N_("Please choose one of the pledges in the list.")


@write
def create_body(
    *, name: str, slug: str, by: Actor, at: datetime, parent: str | None = None, second_line: str | None = None,
    time_zone: str = "UTC", members: int | None = None,
) -> models.Body:  # fmt: skip
    """List a body. Its enrolment key is made now and lives in the key file."""
    del by, at
    next_stage(None, BodyMove.LIST, by=Role.OPERATOR)
    if models.Body.objects.filter(name=name).exists() or models.Body.objects.filter(slug=slug).exists():
        raise Refused(NAME_TAKEN)
    check_zone(time_zone)
    ident = new_id()
    seed = keyfile.current().make(ident, keyfile.Purpose.ENROLMENT)
    row = models.Body(
        id=ident, code=chance.code("body", slug), name=name, slug=slug, parent=_body(parent),
        second_line=_body(second_line), time_zone=time_zone, members=members, clocks=_clocks(Clocks()),
        enrolment_key=signing_public(seed),
    )  # fmt: skip
    check_place(shape.body_of(row), shape.tree())
    row.save(force_insert=True)
    return row


def check_zone(name: str) -> None:
    if name not in available_timezones():
        raise Refused(NO_ZONE)
    ZoneInfo(name)


def _body(code: str | None) -> models.Body | None:
    return models.Body.objects.get(code=code) if code else None


def _clocks(clocks: Clocks) -> dict[str, int]:
    return {name: getattr(clocks, name) for name in ("acknowledge", "answer", "word", "promise")}


@write
def place_body(
    code: str, *, by: Actor, at: datetime, parent: str | None, successor: str | None, second_line: str | None,
    members: int | None,
) -> models.Body:  # fmt: skip
    """Change where a body stands and how many belong to it."""
    del by, at
    row = models.Body.objects.get(code=code)
    row.parent, row.successor, row.second_line, row.members = _body(parent), _body(successor), _body(second_line), members
    check_place(shape.body_of(row), shape.tree())
    row.save()
    return row


@write
def send_letter(code: str, day: date, *, by: Actor, at: datetime) -> None:
    """The day on which a body that never joined was sent its content-free letter; its clocks start then."""
    del by, at
    row = models.Body.objects.get(code=code)
    next_stage(BodyStage(row.stage), BodyMove.LETTER, by=Role.OPERATOR)
    row.letter_date = day
    row.save(update_fields=["letter_date"])


@write
def pledge_clocks(code: str, better: Mapping[str, int], *, by: Actor, at: datetime) -> None:
    """Pledge better clocks, never worse."""
    del by, at
    row = models.Body.objects.get(code=code)
    row.clocks = _clocks(pledge(Clocks(**row.clocks), **better))
    row.save(update_fields=["clocks"])


@write
def pledge_law(code: str, pledges: Mapping[str, str], *, by: Actor, at: datetime) -> None:
    """What the body pledges on police, immigration, child services and services of its own."""
    del by, at
    if set(pledges) - set(PLEDGES) or set(pledges.values()) - set(PLEDGE_CHOICES):
        raise Refused(BAD_PLEDGE)
    row = models.Body.objects.get(code=code)
    row.pledges = {**row.pledges, **pledges}
    row.save(update_fields=["pledges"])


@write
def dissolve(code: str, *, by: Actor, at: datetime) -> int:
    """End a body. Every ask that stands with it passes to successor or parent; returns how many did."""
    del by
    row = models.Body.objects.get(code=code)
    row.stage = next_stage(BodyStage(row.stage), BodyMove.DISSOLVE, by=Role.OPERATOR)
    tree = dict(shape.tree())
    tree[row.code] = replace(tree[row.code], stage=BodyStage.DISSOLVED)
    to = heir(row.code, tree)
    asks = list(models.Ask.objects.filter(body=row).select_related("body", "asker"))
    if to is None and asks:
        raise Refused(NO_HEIR)
    row.save(update_fields=["stage"])
    for ask in asks:
        _pass_on(ask, row, models.Body.objects.get(code=to), at)
    return len(asks)


def _pass_on(ask: models.Ask, old: models.Body, new: models.Body, at: datetime) -> None:
    """Clocks and duty follow; readers do not. Words come only from the asker, or by a standby copy."""
    ask.body = old
    thread = threads.open_thread(ask)
    value: dict[str, Any] = {"body": new.code, "everyone_before": thread.ask.everyone}
    today = day_in(old.time_zone, at)
    fact = decide(
        thread.ask, Move.TRANSFER, value, by=Role.CLOCK, at=today, body=thread.body, handlers=thread.handlers
    )  # fmt: skip
    thread = threads.with_body(thread, new)
    threads.add(thread, fact)
    sync_people(thread)


def sync_people(thread: threads.Thread) -> None:
    """Readers and backups as the facts say."""
    row, ask = thread.row, thread.ask
    models.Reader.objects.filter(ask=row).exclude(seat__code__in=ask.readers).delete()
    models.Backup.objects.filter(ask=row).exclude(seat__code__in=ask.backups).delete()
    if ask.route is not Route.PAST_BODY:
        models.SealedKey.objects.filter(ask=row).exclude(holder__in=["asker", *ask.readers]).exclude(
            holder__startswith="standby:"
        ).delete()
