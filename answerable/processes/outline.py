# SPDX-License-Identifier: AGPL-3.0-or-later
"""A process as rows of words: the table under its drawing, and what a sheet of paper says of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from answerable.core.process_template import (
    ACT_TITLES,
    ENDING_TITLES,
    KEPT_TITLES,
    NEVER_TITLES,
    WHO_TITLES,
    Step,
    Template,
)
from answerable.core.words import N_

Say = Callable[[str], str]

HEADS = (
    N_("Step"), N_("Who acts"), N_("Clock"), N_("Whose consent"), N_("What comes then"), N_("Kept"), N_("Never kept"),
)  # fmt: skip
NO_CLOCK = N_("no clock")
DAYS, DAY = N_("{n} days"), N_("1 day")
NOBODYS = N_("nobody’s")
FOR_THIS = N_("{who}, for this one act, at most {days}")
LATE = N_("days over: {step}")
OTHERWISE = N_("left out: {step}")
ENDS = N_("ends: {ending}")


@dataclass(frozen=True)
class Line:
    """One step in words. `cells` are as many as HEADS; the first is the title."""

    code: str
    phase: str
    says: str
    cells: tuple[str, ...]
    questions: tuple[tuple[str, str], ...]


def outline(template: Template, say: Say = str) -> tuple[Line, ...]:
    """Every step in the order of the file."""
    phases = {phase.code: phase.title for phase in template.phases}
    return tuple(
        Line(
            step.code,
            phases.get(step.phase, ""),
            step.says,
            _cells(template, step, say),
            tuple((each.says, each.why) for each in step.questions),
        )
        for step in template.steps
    )


def _cells(template: Template, step: Step, say: Say) -> tuple[str, ...]:
    return (
        step.title,
        f"{say(WHO_TITLES[step.who])} ({say(ACT_TITLES[step.act])})",
        days_line(step, say) if step.days else say(NO_CLOCK),
        _consent(step, say),
        "; ".join(_then(template, step, say)),
        _listed((KEPT_TITLES[each] for each in step.kept), say),
        _listed((NEVER_TITLES[each] for each in step.never), say),
    )


def _listed(titles: Iterable[str], say: Say) -> str:
    return ", ".join(say(title) for title in titles)


def days_line(step: Step, say: Say = str) -> str:
    return _days(step.days or 0, say)


def _days(number: int, say: Say) -> str:
    return say(DAY) if number == 1 else say(DAYS).format(n=number)


def _consent(step: Step, say: Say) -> str:
    if not step.consent:
        return say(NOBODYS)
    who = _listed((WHO_TITLES[each] for each in sorted(step.consent)), say)
    return say(FOR_THIS).format(who=who, days=_days(step.consent_days or 0, say))


def _then(template: Template, step: Step, say: Say) -> list[str]:
    found = [f"{way.when}: {_named(template, way.to, say)}" if way.when else _named(template, way.to, say)
             for way in step.ways]  # fmt: skip
    if step.late:
        found.append(say(LATE).format(step=_named(template, step.late, say)))
    if step.otherwise:
        found.append(say(OTHERWISE).format(step=_named(template, step.otherwise, say)))
    return found


def _named(template: Template, code: str, say: Say) -> str:
    step, ending = template.step(code), template.ending(code)
    if step is not None:
        return f"“{step.title}”"
    return say(ENDS).format(ending=say(ENDING_TITLES[ending.kind])) if ending is not None else code
