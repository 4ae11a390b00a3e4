# SPDX-License-Identifier: AGPL-3.0-or-later
"""A process in further languages: its words alone, by the codes of its parts.

Steps, clocks and consents stand in a file once, so no translation can change what was agreed to.
"""

import re
from dataclasses import replace
from typing import Any

from answerable.core.process_problem import Problem
from answerable.core.process_table import LINE, NOT_TEXT, Table
from answerable.core.process_template import Question, Step, Template, Way
from answerable.core.words import N_

LANGUAGE = re.compile(r"[a-z]{2,3}")

NO_LANGUAGE = N_("“{name}” is no language other than that of the file. Write it in two letters, such as es.")
NOT_AS_MANY = N_("“{name}” must be a list with as many parts as this step has in its own language: {n}.")


def read_words(found: Any, made: Template, problems: list[Problem]) -> tuple[Template, ...]:
    """The template once more for each language under `words`; what is missing or too much is noted in `problems`."""
    table = Table(found, "words", problems)
    return tuple(_said(language, each, made, table) for language, each in table.found.items())


def _said(language: str, found: Any, made: Template, words: Table) -> Template:
    if not LANGUAGE.fullmatch(language) or language == made.language:
        words.wrong(NO_LANGUAGE, language[:LINE])
        return made
    head = Table(found, f"words.{language}", words.problems)
    head.only("title", "says", "thanks", "phase", "step", "ending")
    phases = _by_code(head, "phase", [each.code for each in made.phases])
    steps = _by_code(head, "step", [each.code for each in made.steps])
    endings = _by_code(head, "ending", [each.code for each in made.endings])
    return replace(
        made,
        language=language,
        title=head.text("title", LINE),
        says=head.text("says"),
        thanks=head.text("thanks", needed=bool(made.thanks)),
        phases=tuple(replace(each, title=phases.text(each.code, LINE)) for each in made.phases),
        steps=tuple(_step(steps.found.get(each.code), each, steps) for each in made.steps),
        endings=tuple(replace(each, says=endings.text(each.code)) for each in made.endings),
    )


def _by_code(head: Table, name: str, codes: list[str]) -> Table:
    table = Table(head.found.get(name), f"{head.place}.{name}", head.problems)
    table.only(*codes)
    return table


def _step(found: Any, step: Step, steps: Table) -> Step:
    table = Table(found, f"{steps.place}.{step.code}", steps.problems)
    table.only("title", "says", "when", "question")
    return replace(
        step, title=table.text("title", LINE), says=table.text("says"), ways=_ways(table, step),
        questions=_questions(table, step),
    )  # fmt: skip


def _ways(table: Table, step: Step) -> tuple[Way, ...]:
    """“when” in the order of the ways that have one."""
    named = [each for each in step.ways if each.when]
    said = _as_many(table, "when", len(named))
    if not all(isinstance(each, str) and each.strip() and len(each) <= LINE and each.isprintable() for each in said):
        table.wrong(NOT_TEXT, "when", n=str(LINE))
        return step.ways
    words = iter(str(each).strip() for each in said)
    return tuple(replace(each, when=next(words, "")) for each in step.ways)


def _questions(table: Table, step: Step) -> tuple[Question, ...]:
    said = _as_many(table, "question", len(step.questions))
    return tuple(_question(found, each, table) for found, each in zip(said, step.questions, strict=False))


def _question(found: Any, question: Question, step: Table) -> Question:
    table = Table(found, step.place, step.problems)
    table.only("says", "why")
    return replace(question, says=table.text("says"), why=table.text("why"))


def _as_many(table: Table, name: str, number: int) -> list[Any]:
    said = list(table.many(name, needed=number > 0))
    if len(said) != number:
        table.wrong(NOT_AS_MANY, name, n=str(number))
        return []
    return said
