# SPDX-License-Identifier: AGPL-3.0-or-later
"""Runs of processes around asks: proposed, consented, stepped through, ended. None of these writes touches an ask."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from answerable import config
from answerable.core.ask import Mode
from answerable.core.errors import Denied, Refused
from answerable.core.move import Role
from answerable.core.permission import Permission
from answerable.core.process import decide
from answerable.core.process_move import RunMove
from answerable.core.value import UNKNOWN, parse_choice, parse_part
from answerable.core.words import N_
from answerable.sealing import labels
from answerable.sealing.signing import check_signature
from answerable.storage import models, runs, templates, vault
from answerable.storage import sent as memory
from answerable.storage.access import Actor, read_as_reader, read_ask
from answerable.storage.runs import Held
from answerable.storage.shape import day_of
from answerable.storage.threads import Thread
from answerable.storage.writer import write

ONE_AT_A_TIME: Final = N_("There is a process around this ask already. It ends first.")
PROPOSED_BEFORE: Final = N_(
    "This process stood around this ask before. Readers do not propose it again; the person who asks can."
)
CHANGED: Final = N_("Something in this process has changed meanwhile. Please look at it again.")


@write
def act_as_asker(sent: Mapping[str, Any], *, by: Actor, at: datetime) -> Held:
    """One act of an asker: {ask, run, act, value} and, for a keyed ask, {number, day, signature}.

    `run` is "" for a proposal, whose value is {template: code}. Somebody who only helps with the ask does none of it.
    """
    thread = read_ask(by, str(sent.get("ask")), Permission.ASK_MOVE)
    if by.ways.get(thread.row.code) is not None:
        raise Denied
    held = _of_own(thread, str(sent.get("run") or ""))
    if memory.is_repeated(thread.row, "asker", sent, sent.get("once") or (held and sent.get("signature"))):
        return held or runs.of_thread(thread)[0]
    move, value = parse_choice(RunMove, sent.get("act")), dict(parse_part(sent.get("value") or {}))
    if thread.ask.mode is Mode.KEYED:
        _check_signed(thread, held, sent, move, value)
    return _act(thread, held, move, value, Role.ASKER, "", day_of(thread.body.time_zone, at))


def _of_own(thread: Thread, code: str) -> Held | None:
    if not code:
        return None
    held = next((each for each in runs.of_thread(thread) if each.row.code == code), None)
    if held is None:
        raise Denied
    return held


def _check_signed(
    thread: Thread, held: Held | None, sent: Mapping[str, Any], move: RunMove, value: Mapping[str, Any]
) -> None:
    """Signed by the ask's own key over where the run stands, so that no host acts for its asker or acts twice."""
    number = held.number if held else 0
    if sent.get("number") != number:
        raise Refused(CHANGED)
    fields = {
        "origin": config.current().origin, "ask": thread.row.code, "run": held.row.code if held else "",
        "act": str(move), "value": dict(value), "number": number, "day": str(sent.get("day")),
    }  # fmt: skip
    check_signature(thread.mark_key, str(sent.get("signature")), labels.PROCESS, fields)


@write
def propose_as_reader(ask: str, template: str, *, by: Actor, at: datetime, once: str | None = None) -> Held:
    """A reader proposes a process, where the asker allowed to be written to; each of them once, as more is pressure."""
    thread, seat = read_as_reader(by, ask, at, Permission.DESK_MOVE)
    if memory.is_repeated(thread.row, seat.code, {"template": template, "once": once}, once):
        return runs.of_thread(thread)[0]
    if any(held.run.template.code == template for held in runs.of_thread(thread) if held.row.ended):
        raise Refused(PROPOSED_BEFORE)
    return _act(
        thread, None, RunMove.PROPOSE, {"template": template}, seat.role, seat.code, day_of(thread.body.time_zone, at)
    )


@write
def act_with_seat(run: str, act: str, value: Mapping[str, Any], *, by: Actor, at: datetime) -> Held:
    """One act of a reader, a backup or a facilitator in a run that they see."""
    held, seat = runs.read_run(by, run, at)
    today = day_of(held.thread.body.time_zone, at)
    move = parse_choice(RunMove, act)
    return _act(held.thread, held, move, dict(value), seat.role, seat.code, today)


def _act(
    thread: Thread, held: Held | None, move: RunMove, value: dict[str, Any], by: Role, actor: str, today: date
) -> Held:
    if move is RunMove.PROPOSE:
        if held is not None:
            raise Refused(UNKNOWN)
        value = _proposal(thread, value)
    fact = decide(
        held.run if held else None, move, value, by=by, actor=actor, at=today, ask=thread.ask, body=thread.body,
        handlers=held.handlers if held else runs.people(thread),
    )  # fmt: skip
    return runs.add(held, fact) if held else runs.begin(thread, str(value["code"]), fact)


def _proposal(thread: Thread, value: Mapping[str, Any]) -> dict[str, Any]:
    """The file itself goes into the fact: whoever says yes says yes to that, and nobody changes it under them."""
    if runs.is_any_open(thread):
        raise Refused(ONE_AT_A_TIME)
    found = templates.every().get(str(value.get("template")))
    if found is None:
        raise Refused(UNKNOWN)
    return {"code": runs.new_code(thread), "template": found.raw}


@write
def pass_days(*, at: datetime) -> int:
    """Steps whose days are over, and runs whose ask was taken back. Returns how many went on."""
    rows = models.Run.objects.filter(ended=False).select_related("ask__asker", "ask__body").order_by("code")
    return sum(_pass(runs.open_run(row), at) for row in rows if vault.has_key(row.ask_id))


def _pass(held: Held, at: datetime) -> bool:
    today = day_of(held.thread.body.time_zone, at)
    step = held.run.step
    wishes: list[tuple[RunMove, dict[str, Any]]] = [(RunMove.OVERTAKE, {})]
    if step is not None:
        wishes.append((RunMove.LATE, {"step": step.code}))
    for move, value in wishes:
        try:
            _act(held.thread, held, move, value, Role.CLOCK, "", today)
        except Refused:
            continue
        return True
    return False
