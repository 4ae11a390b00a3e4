# SPDX-License-Identifier: AGPL-3.0-or-later
"""From the table that a template's file holds to a Template: strictly, with every mistake named at once."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from answerable.core.process_language import read_words
from answerable.core.process_problem import Problem, Spoiled
from answerable.core.process_table import CODE, LINE, MISSING, Table
from answerable.core.process_template import (
    Act,
    Ending,
    EndingKind,
    Holder,
    Kept,
    Never,
    Phase,
    Question,
    Step,
    Template,
    Way,
    Who,
)
from answerable.core.words import N_

MOST_STEPS = 60

TOO_MANY = N_("A process has at most {n} steps. Make two of it.")
TWICE = N_("The code “{name}” stands here twice. Each step, phase and ending needs its own.")


def read_template(raw: Mapping[str, Any]) -> Template:
    """The template that a file's table describes. Raises Spoiled with every mistake of its form; mistakes of its words
    in further languages come with those of the rules.

    What it may say is checked by `process_rules.check_rules`; this reads only how it is written.
    """
    problems: list[Problem] = []
    top = Table(raw, "the file", problems)
    top.only("process", "facilitator", "phase", "step", "ending", "words")
    head = Table(top.found.get("process"), "process", problems)
    head.only("code", "title", "says", "language", "first", "people", "thanks")
    made = Template(
        code=head.code("code") or "",
        title=head.text("title", LINE),
        says=head.text("says"),
        language=head.text("language", 10),
        first=head.code("first") or "",
        people=frozenset(head.choices("people", Who)),
        phases=tuple(_phase(each, problems) for each in top.many("phase")),
        steps=tuple(_step(each, problems) for each in top.many("step")[: MOST_STEPS + 1]),
        endings=tuple(_ending(each, problems) for each in top.many("ending")),
        holder=_holder(top.found["facilitator"], problems) if "facilitator" in top.found else None,
        thanks=head.text("thanks", needed=False),
    )
    _check_codes(made, top)
    if problems:
        raise Spoiled(problems)
    unsaid: list[Problem] = []
    others = read_words(top.found["words"], made, unsaid) if "words" in top.found else ()
    return replace(made, others=others, unsaid=tuple(unsaid))


def _check_codes(made: Template, top: Table) -> None:
    if len(made.steps) > MOST_STEPS:
        top.wrong(TOO_MANY, "step", n=str(MOST_STEPS))
    points = [each.code for each in made.steps] + [each.code for each in made.endings]
    for code in _twice([each.code for each in made.phases]) + _twice(points):
        top.wrong(TWICE, code)


def _twice(codes: Collection[str]) -> list[str]:
    counted = Counter(code for code in codes if code)
    return [code for code, times in counted.items() if times > 1]


def _phase(found: Any, problems: list[Problem]) -> Phase:
    table = Table(found, _place(found, "phase"), problems)
    table.only("code", "title")
    return Phase(table.code("code") or "", table.text("title", LINE))


def _place(found: Any, part: str) -> str:
    code = found.get("code") if isinstance(found, Mapping) else None
    return code if isinstance(code, str) and CODE.fullmatch(code) else part


def _ending(found: Any, problems: list[Problem]) -> Ending:
    table = Table(found, _place(found, "ending"), problems)
    table.only("code", "kind", "says")
    return Ending(table.code("code") or "", table.choice("kind", EndingKind, EndingKind.DONE), table.text("says"))


def _holder(found: Any, problems: list[Problem]) -> Holder:
    table = Table(found, "facilitator", problems)
    table.only("offered_by", "accepted_by", "ended_by", "payment_told")
    return Holder(
        frozenset(table.choices("offered_by", Who)),
        frozenset(table.choices("accepted_by", Who)),
        frozenset(table.choices("ended_by", Who)),
        table.yes_no("payment_told", needed=True),
    )


def _step(found: Any, problems: list[Problem]) -> Step:
    table = Table(found, _place(found, "step"), problems)
    table.only(
        "code", "phase", "title", "says", "who", "act", "next", "days", "late", "consent", "consent_days", "optional",
        "otherwise", "kept", "never", "question",
    )  # fmt: skip
    return Step(
        code=table.code("code") or "",
        phase=table.code("phase") or "",
        title=table.text("title", LINE),
        says=table.text("says"),
        who=table.choice("who", Who, Who.ASKER),
        act=table.choice("act", Act, Act.DO),
        ways=_ways(table),
        days=table.days("days"),
        late=table.code("late", needed=False),
        consent=frozenset(table.choices("consent", Who, needed=False)),
        consent_days=table.days("consent_days"),
        optional=table.yes_no("optional"),
        otherwise=table.code("otherwise", needed=False),
        kept=table.choices("kept", Kept),
        never=table.choices("never", Never),
        questions=tuple(_question(each, table) for each in table.many("question", needed=False)),
    )


def _ways(table: Table) -> tuple[Way, ...]:
    """`next` is one code, or a list of tables {to, when}."""
    if isinstance(table.found.get("next"), str):
        return (Way(table.code("next") or ""),)
    found = tuple(_way(each, table) for each in table.many("next"))
    if not found and isinstance(table.found.get("next"), list):
        table.wrong(MISSING, "next")
    return found or (Way(""),)


def _way(found: Any, step: Table) -> Way:
    table = Table(found, step.place, step.problems)
    table.only("to", "when")
    return Way(table.code("to") or "", table.text("when", LINE))


def _question(found: Any, step: Table) -> Question:
    table = Table(found, step.place, step.problems)
    table.only("to", "says", "why", "must")
    return Question(table.choice("to", Who, Who.BODY), table.text("says"), table.text("why"), table.yes_no("must"))
