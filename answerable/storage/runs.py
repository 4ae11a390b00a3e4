# SPDX-License-Identifier: AGPL-3.0-or-later
"""Runs of processes as their facts left them, each beside the thread of its ask. Erasing the thread erases them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from answerable import chance
from answerable.core.errors import Denied
from answerable.core.handler import Handler, HandlerStage
from answerable.core.move import READERS, Role
from answerable.core.outsider import OutsiderStage
from answerable.core.permission import Permission, check
from answerable.core.process import evolve, may_see, replay
from answerable.core.process_lines import line_of
from answerable.core.process_move import RunFact, RunMove
from answerable.core.process_state import Run, RunStage
from answerable.sealing.wire import jcs, value_digest
from answerable.storage import journal, models, shape, threads, vault
from answerable.storage.access import Actor
from answerable.storage.threads import Thread

SEES: Final = READERS | {Role.FACILITATOR}


@dataclass
class Held:
    """A run with the thread of its ask; `number` facts so far, everybody who may act in it, and what opens each of its
    lines in the record: {"entry", "fields"}.
    """

    row: models.Run
    thread: Thread
    run: Run
    number: int
    handlers: tuple[Handler, ...]
    lines: list[Mapping[str, Any]] = field(default_factory=list)


def facilitators() -> list[models.Seat]:
    """Everybody who may be offered, of every body: whether somebody is of the party asked, the rules say."""
    found = models.Seat.objects.filter(role=Role.FACILITATOR, stage=HandlerStage.ACTIVE)
    return list(found.select_related("body").order_by("title", "code"))


def people(thread: Thread) -> tuple[Handler, ...]:
    return (*thread.handlers, *shape.handlers_of(facilitators()))


def of_thread(thread: Thread) -> list[Held]:
    """The runs around one ask, the newest first."""
    rows = models.Run.objects.filter(ask=thread.row).order_by("ended", "code")
    return [_held(row, thread) for row in rows]


def is_any_open(thread: Thread) -> bool:
    """Whether a process stands around this ask now."""
    return models.Run.objects.filter(ask=thread.row, ended=False).exists()


def open_run(row: models.Run) -> Held:
    return _held(row, threads.open_thread(row.ask))


def _held(row: models.Run, thread: Thread) -> Held:
    kept = _kept(row, thread)
    run = replay(map(_parse, kept))
    if run is None:
        raise RuntimeError("a run without facts")
    return Held(row, thread, run, len(kept), people(thread), [each["line"] for each in kept if each.get("line")])


def _kept(row: models.Run, thread: Thread) -> list[dict[str, Any]]:
    blobs = row.facts.order_by("order").values_list("order", "blob")
    return [json.loads(vault.unwrap(thread.row.id, _purpose(row.code, order), blob)) for order, blob in blobs]


def _purpose(code: str, order: int) -> str:
    return f"run:{code}:{order}"


def _parse(kept: Mapping[str, Any]) -> RunFact:
    day = date.fromisoformat(kept["day"])
    return RunFact(RunMove(kept["move"]), Role(kept["by"]), kept["actor"], day, kept["value"])


def begin(thread: Thread, code: str, fact: RunFact) -> Held:
    """The first fact of a new run."""
    row = models.Run(code=code, ask=thread.row)
    row.save(force_insert=True)
    held = Held(row, thread, evolve(None, fact), 0, people(thread))
    return _note(held, None, fact)


def add(held: Held, fact: RunFact) -> Held:
    before = held.run
    held.run = evolve(before, fact)
    return _note(held, before, fact)


def _note(held: Held, before: Run | None, fact: RunFact) -> Held:
    """The fact, and in the same write the line that it leaves in the record, if it leaves one."""
    held.number += 1
    kept: dict[str, Any] = {"move": str(fact.move), "by": str(fact.by), "actor": fact.actor, "value": dict(fact.value)}
    kind = line_of(before, fact, held.run)
    if kind is not None:
        held.lines.append(_enter(held, kind, fact))
        kept["line"] = held.lines[-1]
    raw = jcs({**kept, "day": fact.day.isoformat()})
    blob = vault.wrap(held.thread.row.id, _purpose(held.row.code, held.number), raw)
    models.RunFact(run=held.row, order=held.number, blob=blob).save(force_insert=True)
    held.row.ended = held.run.stage is RunStage.ENDED
    held.row.facilitator = _holder(held.run)
    held.row.save(update_fields=["ended", "facilitator"])
    return held


def _enter(held: Held, kind: str, fact: RunFact) -> Mapping[str, Any]:
    """Its `re` is the run's line before, or the first line of the ask; its value holds to the whole fact."""
    before = held.lines[-1]["entry"] if held.lines else held.thread.noted[0].entry
    told = {"run": held.row.code, "number": held.number, "act": str(fact.move), "value": dict(fact.value)}
    context = f"{held.row.code}:{held.number}"
    return journal.enter_beside(
        threads.standing(held.thread), kind, context, fact.day, before["id"], value_digest(told)
    )


def _holder(run: Run) -> models.Seat | None:
    found = run.facilitator
    if found is None or found.stage is OutsiderStage.ENDED:
        return None
    return models.Seat.objects.filter(code=found.seat).first()


def new_code(thread: Thread) -> str:
    return chance.code("run", thread.row.code)


def read_run(actor: Actor, code: str, when: datetime) -> tuple[Held, Handler]:
    """A run and the seat with which the actor sees it today. Absent and forbidden are one answer."""
    row = models.Run.objects.filter(code=code).select_related("ask__asker", "ask__body").first()
    if row is None or not vault.has_key(row.ask_id):
        raise Denied
    held = open_run(row)
    for seat in actor.handlers(when):
        if seat.role in SEES and may_see(held.run, held.thread.ask, seat.role, seat.code):
            check(seat.role, Permission.PROCESS, named=True)
            return held, seat
    raise Denied


def seen_by(actor: Actor, when: datetime) -> Iterable[tuple[Held, Handler]]:
    """Every run that the actor sees with one of their seats: of asks they read or back, or that they hold."""
    seats = [seat.id for seat in actor.seats]
    rows = models.Run.objects.filter(facilitator__in=seats) | models.Run.objects.filter(ask__readers__seat__in=seats)
    rows = rows | models.Run.objects.filter(ask__backups__seat__in=seats)
    for code in rows.distinct().order_by("ended", "code").values_list("code", flat=True):
        try:
            yield read_run(actor, code, when)
        except Denied:
            continue
