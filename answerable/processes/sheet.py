# SPDX-License-Identifier: AGPL-3.0-or-later
"""One sheet of paper of a process: made together with a facilitator before any form, and taken away by who asks.

It has room for wishes and none for what happened. It says so, since a paper can be found.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from answerable.core.process_template import WHO_TITLES, Act, Template, Who
from answerable.core.words import N_
from answerable.processes.outline import days_line

Say = Callable[[str], str]

LEAD: Final = N_(
    "Fill this in together, with a pencil. You need not fill in anything. Write no names, and nothing about what "
    "happened: a sheet can be found. Take it with you, or tear it up."
)
WISHES: Final = (
    N_("What I want to come of this"),
    N_("What would be enough"),
    N_("What must not happen"),
    N_("How fast, and how you may reach me (or: not at all)"),
    N_("When we look at this again"),
)
RULES: Final = (
    N_("You can pause or stop at every step. You need no reason, and it costs you nothing."),
    N_("Nothing ends because you are quiet. Others have days to keep; you have none."),
    N_("To meet is never the usual way. Each contact needs your yes to that one, and the yes runs out by itself."),
    N_("Only you say whether it is met."),
)
HOLDER: Final = (
    N_("Who holds the process, and who offered them"),
    N_("Who pays them, and which ties they told of"),
)
LEAVE_OUT: Final = N_("Cross out what you want to leave out.")


@dataclass(frozen=True)
class SheetLine:
    title: str
    about: str


@dataclass(frozen=True)
class Sheet:
    """All that stands on the sheet: `blanks` are headings with room under them, `phases` the steps in short."""

    title: str
    says: str
    lead: str
    blanks: tuple[str, ...]
    rules: tuple[str, ...]
    leave_out: str
    phases: tuple[tuple[str, tuple[SheetLine, ...]], ...]


def sheet(template: Template, say: Say = str) -> Sheet:
    """The sheet of a template. Steps in which somebody is only reminded stand in the whole table, not here."""
    held = HOLDER if template.holder is not None else ()
    late = {step.late for step in template.steps} - {None}
    phases = tuple((phase.title, _lines(template, phase.code, late, say)) for phase in template.phases)
    return Sheet(
        template.title,
        template.says,
        say(LEAD),
        tuple(say(each) for each in (*WISHES, *held)),
        tuple(say(each) for each in RULES) if Who.ASKER in template.people else (),
        say(LEAVE_OUT),
        phases,
    )


def _lines(template: Template, phase: str, late: set[str | None], say: Say) -> tuple[SheetLine, ...]:
    return tuple(
        SheetLine(step.title, " · ".join((say(WHO_TITLES[step.who]), *((days_line(step, say),) if step.days else ()))))
        for step in template.steps
        if step.phase == phase and not (step.code in late and step.who is Who.SECOND_LINE) and step.act is not Act.GO_ON
    )


def as_text(made: Sheet) -> str:
    """The same as plain text, for a printer or a screen reader."""
    parts = [made.title.upper(), made.says, made.lead, *(f"{each}:\n\n________________" for each in made.blanks)]
    for title, lines in made.phases:
        parts.append("\n".join([title.upper(), *(f"[ ] {line.title} ({line.about})" for line in lines)]))
    return "\n\n".join([*parts, made.leave_out, *made.rules])
