# SPDX-License-Identifier: AGPL-3.0-or-later
"""A run as its asker, a reader, a backup or its facilitator sees it: where it stands, and what they can do now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from answerable.core.conflict import TIES
from answerable.core.errors import Refused
from answerable.core.move import Role
from answerable.core.outsider import HARD, PAYER_TITLES, OutsiderStage
from answerable.core.process import decide, step_day
from answerable.core.process_move import RunMove
from answerable.core.process_state import Run, RunStage
from answerable.core.process_template import ENDING_TITLES, WHO_TITLES, Step
from answerable.core.words import N_
from answerable.processes.outline import days_line
from answerable.storage.runs import Held
from answerable.web.jinja import say_day

Part = dict[str, Any]
SOON: Final = timedelta(days=7)
TELLS: Final = {"ties": [], "paid_by": "nobody"}
STAGES: Final[Mapping[RunStage, str]] = {
    RunStage.PROPOSED: N_("It was proposed. It begins only when everybody whom it needs has said yes."),
    RunStage.CONSENTED: N_("Everybody whom it needs has said yes. It has not begun."),
    RunStage.STEPS: N_("It is going on."),
    RunStage.ENDED: N_("It has ended."),
}
HOW: Final[Mapping[str, str]] = {
    "done": N_("done"),
    "left_out": N_("left out"),
    "late": N_("the days were over"),
}
LABELS: Final[Mapping[RunMove, str]] = {
    RunMove.AGREE: N_("Yes, take part in this"),
    RunMove.DECLINE: N_("No, not this one"),
    RunMove.BEGIN: N_("Begin it"),
    RunMove.LEAVE_OUT: N_("Leave this step out"),
    RunMove.CONSENT: N_("Yes to this one act"),
    RunMove.TAKE_BACK: N_("Take the yes back"),
    RunMove.PAUSE: N_("Pause the process"),
    RunMove.RESUME: N_("Go on with the process"),
    RunMove.LEAVE: N_("Leave this process"),
    RunMove.STOP: N_("Stop the process"),
    RunMove.OFFER: N_("Offer this facilitator"),
    RunMove.DECLARE: N_("Tell of ties and payment"),
    RunMove.ACCEPT: N_("Yes to this facilitator"),
    RunMove.END_FACILITATOR: N_("End this facilitator’s part"),
    RunMove.WISH_ANOTHER: N_("Say that you wish another facilitator"),
}
FACILITATOR_SAYS: Final[Mapping[OutsiderStage, str]] = {
    OutsiderStage.OFFERED: N_("{who} was offered as facilitator, and has not yet told of ties and payment."),
    OutsiderStage.DECLARED: N_("{who} was offered as facilitator. Nothing begins before the person who asks says yes."),
    OutsiderStage.ACCEPTED: N_("{who} holds the process, as the person who asks accepted."),
    OutsiderStage.ENDED: N_("{who} does not hold it any more."),
}


def shown(held: Held, by: Role, actor: str, today: date) -> Part:
    """Everything about one run for one role. Who left a step out, and who refused, stands nowhere."""
    held = replace(held, run=replace(held.run, template=held.run.template.said_in(get_language() or "")))
    run = held.run
    return {
        "code": held.row.code,
        "number": held.number,
        "title": run.template.title,
        "says": run.template.says,
        "language": run.template.language,
        "stage": _stage(run),
        "paused": run.paused or held.thread.ask.paused,
        "left": _left(run),
        "passed": [_passed(run, each.step, each.how, each.date) for each in run.passed],
        "step": None if run.step is None else _step(held, run.step),
        "facilitator": _facilitator(held),
        "acts": list(_acts(held, by, actor, today)),
        "ended": run.stage is RunStage.ENDED,
    }


def _stage(run: Run) -> str:
    if run.ending is None:
        return _(STAGES[run.stage])
    ending = run.template.ending_of(run.ending)
    return (
        f"{_('It has ended: {how}.').format(how=_(ENDING_TITLES[run.ending]))} {ending.says if ending else ''}".strip()
    )


def _left(run: Run) -> list[str]:
    """Who of those it needs has not said yes, or has left."""
    if run.stage is RunStage.ENDED:
        return []
    return [_(WHO_TITLES[who]) for who in sorted(run.template.people - run.agreed)]


def _passed(run: Run, code: str, how: str, day: date) -> Part:
    step = run.template.step(code)
    return {"title": step.title if step else code, "how": _(HOW[how]), "day": say_day(day)}


def _step(held: Held, step: Step) -> Part:
    day = step_day(held.run, held.thread.ask)
    asked = [{"says": each.says, "why": each.why} for each in step.questions]
    given = [_(WHO_TITLES[each.who]) for each in held.run.consents]
    return {
        "title": step.title,
        "says": step.says,
        "who": _(WHO_TITLES[step.who]),
        "until": say_day(day) if day else "",
        "days": days_line(step, _) if step.days else "",
        "questions": asked,
        "needs": [_(WHO_TITLES[who]) for who in sorted(step.consent)],
        "given": given,
    }


def _facilitator(held: Held) -> Part | None:
    found = held.run.facilitator
    if found is None:
        return None
    seat = next((each for each in held.handlers if each.code == found.seat), None)
    who = (seat.shown_name or seat.title) if seat else _("A facilitator")
    return {
        "says": _(FACILITATOR_SAYS[found.stage]).format(who=who),
        "ties": [_(TIES[each]) for each in found.ties],
        "told": found.stage in (OutsiderStage.DECLARED, OutsiderStage.ACCEPTED),
        "paid": _(PAYER_TITLES[found.paid_by]) if found.paid_by else "",
        "wishes": len(found.wishes),
    }


def _acts(held: Held, by: Role, actor: str, today: date) -> Iterator[Part]:
    """Every move that the rules would take now, with what its form sends. The rules are asked, and nothing is done."""
    for move, value, label in _candidates(held.run, held, today):
        if _would(held, move, value, by, actor, today):
            yield {
                "act": str(move),
                "label": label,
                "strong": move in (RunMove.DONE, RunMove.BEGIN, RunMove.AGREE),
                "texts": {} if move is RunMove.DECLARE else {k: v for k, v in value.items() if isinstance(v, str)},
                "lists": {} if move is RunMove.DECLARE else {k: ",".join(v) for k, v in value.items() if k == "ties"},
                "most": _longest(held.run, today) if move is RunMove.CONSENT else "",
                "ask_of": RunMove.DECLARE if move is RunMove.DECLARE else "",
            }


def _would(held: Held, move: RunMove, value: Mapping[str, Any], by: Role, actor: str, today: date) -> bool:
    try:
        decide(
            held.run, move, value, by=by, actor=actor, at=today, ask=held.thread.ask, body=held.thread.body,
            handlers=held.handlers,
        )  # fmt: skip
    except Refused:
        return False
    return True


def _longest(run: Run, today: date) -> str:
    return (today + timedelta(days=run.step.consent_days or 0 if run.step else 0)).isoformat()


def _candidates(run: Run, held: Held, today: date) -> Iterator[tuple[RunMove, dict[str, Any], str]]:
    for move in (RunMove.AGREE, RunMove.DECLINE, RunMove.BEGIN):
        yield move, {}, _(LABELS[move])
    if run.step is not None:
        yield from _step_candidates(run.step, today)
    yield from _facilitator_candidates(run, held)
    for move in (RunMove.PAUSE, RunMove.RESUME, RunMove.LEAVE, RunMove.STOP):
        yield move, {}, _(LABELS[move])


def _step_candidates(step: Step, today: date) -> Iterator[tuple[RunMove, dict[str, Any], str]]:
    until = min(today + SOON, today + timedelta(days=step.consent_days or 0)).isoformat()
    yield RunMove.CONSENT, {"step": step.code, "until": until}, _(LABELS[RunMove.CONSENT])
    yield RunMove.TAKE_BACK, {"step": step.code}, _(LABELS[RunMove.TAKE_BACK])
    for way in step.ways:
        yield RunMove.DONE, {"step": step.code, "to": way.to}, way.when or _("This step is done")
    yield RunMove.LEAVE_OUT, {"step": step.code}, _(LABELS[RunMove.LEAVE_OUT])


def _facilitator_candidates(run: Run, held: Held) -> Iterator[tuple[RunMove, dict[str, Any], str]]:
    for each in held.handlers:
        if each.role is Role.FACILITATOR:
            yield RunMove.OFFER, {"seat": each.code}, f"{_(LABELS[RunMove.OFFER])}: {each.shown_name or each.title}"
    yield RunMove.DECLARE, dict(TELLS), _(LABELS[RunMove.DECLARE])
    found = run.facilitator
    if found is not None and found.paid_by is not None:
        told = {"ties": [str(each) for each in found.ties], "paid_by": str(found.paid_by)}
        yield RunMove.ACCEPT, told, _(LABELS[RunMove.ACCEPT])
    yield RunMove.END_FACILITATOR, {}, _(LABELS[RunMove.END_FACILITATOR])
    yield RunMove.WISH_ANOTHER, {}, _(LABELS[RunMove.WISH_ANOTHER])


def ties() -> list[tuple[str, str]]:
    """What a facilitator may tell of themselves; with one of the others they cannot hold it, and step back."""
    return [(str(key), _(title)) for key, title in TIES.items() if key not in HARD]


def payers() -> list[tuple[str, str]]:
    return [(str(key), _(title)) for key, title in PAYER_TITLES.items()]
