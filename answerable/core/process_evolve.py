# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each fact leaves in a run: one function a move. Nothing is refused here."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from answerable.core import outsider
from answerable.core import value as read
from answerable.core.consent import Consent, ConsentStage
from answerable.core.facilitator import Facilitator
from answerable.core.move import ASKERS
from answerable.core.outsider import OutsiderStage
from answerable.core.process_move import RunFact, RunMove
from answerable.core.process_read import read_template
from answerable.core.process_state import PURPOSES, Passed, Run, RunStage, StepConsent
from answerable.core.process_template import EndingKind, Who
from answerable.core.value import JSON


def begin_run(fact: RunFact) -> Run:
    """The run that a proposal makes."""
    assert fact.move is RunMove.PROPOSE
    who = Who(_text(fact.value["who"]))
    made = read_template(read.parse_part(fact.value["template"]))
    run = Run(_text(fact.value["code"]), made, RunStage.PROPOSED, who, fact.day, frozenset({who}))
    return _consented(run)


def _text(found: JSON) -> str:
    assert isinstance(found, str)
    return found


def _who(fact: RunFact) -> Who:
    return Who(_text(fact.value["who"]))


def _consented(run: Run) -> Run:
    ready = run.stage is RunStage.PROPOSED and run.has_agreed
    return replace(run, stage=RunStage.CONSENTED) if ready else run


def agree(run: Run, fact: RunFact) -> Run:
    return _consented(replace(run, agreed=run.agreed | {_who(fact)}))


def decline(run: Run, fact: RunFact) -> Run:
    asked = _who(fact) is Who.ASKER
    return _end(run, EndingKind.STOPPED if asked else EndingKind.NOT_TAKEN_UP, fact.day)


def _end(run: Run, kind: EndingKind, day: date) -> Run:
    return replace(run, stage=RunStage.ENDED, ending=kind, ended=day, consents=(), at=None, since=None)


def begin(run: Run, fact: RunFact) -> Run:
    return _come_to(replace(run, stage=RunStage.STEPS), run.template.first, fact.day)


def _come_to(run: Run, code: str, day: date) -> Run:
    """At the next step, or at an ending. Consents were for the act before, and are gone with it."""
    ending = run.template.ending(code)
    if ending is not None:
        return _end(run, ending.kind, day)
    return replace(run, at=code, since=day, consents=())


def _pass(run: Run, how: str, to: str, day: date) -> Run:
    assert run.at is not None
    return _come_to(replace(run, passed=(*run.passed, Passed(run.at, how, to, day))), to, day)


def done(run: Run, fact: RunFact) -> Run:
    return _pass(run, "done", _text(fact.value["to"]), fact.day)


def leave_out(run: Run, fact: RunFact) -> Run:
    assert run.step is not None
    return _pass(run, "left_out", run.step.left_out_to, fact.day)


def late(run: Run, fact: RunFact) -> Run:
    return _pass(run, "late", _text(fact.value["to"]), fact.day)


def consent(run: Run, fact: RunFact) -> Run:
    step = run.step
    assert step is not None
    until = read.parse_day(fact.value["until"])
    purpose = PURPOSES[step.act]
    code = f"{run.code}:{step.code}:{len(run.passed)}"
    yes = Consent(code, str(step.who), str(step.who), purpose, step.code, fact.day, until, until, ConsentStage.GIVEN)
    given = StepConsent(_who(fact), yes)
    return replace(run, consents=(*(one for one in run.consents if one.who is not given.who), given))


def take_back(run: Run, fact: RunFact) -> Run:
    return replace(run, consents=tuple(one for one in run.consents if one.who is not _who(fact)))


def pause(run: Run, fact: RunFact) -> Run:
    return replace(run, paused=True, pauses=(*run.pauses, (fact.day, None)))


def resume(run: Run, fact: RunFact) -> Run:
    spans = tuple((first, fact.day if end is None else end) for first, end in run.pauses)
    return replace(run, paused=False, pauses=spans)


def leave(run: Run, fact: RunFact) -> Run:
    """Whoever leaves ends nothing: the run stands where it stood, until who asks stops it or they come back."""
    return replace(run, agreed=run.agreed - {_who(fact)})


def stop(run: Run, fact: RunFact) -> Run:
    """A run that its asker stops after somebody had left it was not taken up."""
    kind = EndingKind.STOPPED if run.stage is RunStage.PROPOSED or run.has_agreed else EndingKind.NOT_TAKEN_UP
    return _end(run, kind, fact.day)


def overtake(run: Run, fact: RunFact) -> Run:
    return _end(run, EndingKind.OVERTAKEN, fact.day)


def offer(run: Run, fact: RunFact) -> Run:
    before = run.before if run.facilitator is None else (*run.before, run.facilitator)
    by = "" if fact.by in ASKERS else fact.actor
    return replace(run, before=before, facilitator=Facilitator(_text(fact.value["seat"]), by, fact.day))


def _facilitator(run: Run) -> Facilitator:
    assert run.facilitator is not None
    return run.facilitator


def declare(run: Run, fact: RunFact) -> Run:
    return replace(run, facilitator=outsider.declared(_facilitator(run), outsider.parse_told(fact.value)))


def accept(run: Run, fact: RunFact) -> Run:
    return replace(run, facilitator=replace(_facilitator(run), stage=OutsiderStage.ACCEPTED))


def end_facilitator(run: Run, fact: RunFact) -> Run:
    return replace(run, facilitator=replace(_facilitator(run), stage=OutsiderStage.ENDED))


def wish_another(run: Run, fact: RunFact) -> Run:
    found = _facilitator(run)
    return replace(run, facilitator=replace(found, wishes=(*found.wishes, fact.day)))


EVOLVE: Mapping[RunMove, Callable[[Run, RunFact], Run]] = {
    RunMove.AGREE: agree,
    RunMove.DECLINE: decline,
    RunMove.BEGIN: begin,
    RunMove.DONE: done,
    RunMove.LEAVE_OUT: leave_out,
    RunMove.CONSENT: consent,
    RunMove.TAKE_BACK: take_back,
    RunMove.LATE: late,
    RunMove.PAUSE: pause,
    RunMove.RESUME: resume,
    RunMove.LEAVE: leave,
    RunMove.STOP: stop,
    RunMove.OVERTAKE: overtake,
    RunMove.OFFER: offer,
    RunMove.DECLARE: declare,
    RunMove.ACCEPT: accept,
    RunMove.END_FACILITATOR: end_facilitator,
    RunMove.WISH_ANOTHER: wish_another,
}
