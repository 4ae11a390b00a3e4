# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is wrong with a process template: the place, the rule, and a sentence that says what to do instead."""

from collections.abc import Sequence
from dataclasses import dataclass

from answerable.core.errors import Refused
from answerable.core.words import N_

NOT_A_PROCESS = N_("This is not yet a process that can be used here. Each line says what to change.")


@dataclass(frozen=True)
class Problem:
    """`rule` is the number of a rule of this project, or 0 for how the file is written; `place` a step, or a part.

    `says` is an English msgid with {name}s, filled from `given`: words of the file itself, shown back to its writer.
    """

    rule: int
    place: str
    says: str
    given: tuple[tuple[str, str], ...] = ()


class Spoiled(Refused):
    """A template that is refused, with everything that is wrong with it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(NOT_A_PROCESS)
        self.problems = tuple(problems)
