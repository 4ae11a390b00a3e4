# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many steps a search really took: a library may stop an example early, so what was asked for is no count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

ENOUGH = 100_000
A_ROUND = 300
ROUNDS = 12


@dataclass
class Steps:
    """Every move that somebody tried, refused or not, and those that were done, by name."""

    tried: int = 0
    done: Counter[str] = field(default_factory=Counter)

    def forget(self) -> None:
        self.tried = 0
        self.done.clear()

    def __str__(self) -> str:
        return f"{self.tried:,} moves tried, {self.done.total():,} done, of {len(self.done)} kinds"


def search(machine: type[RuleBasedStateMachine], examples: int, steps: int) -> None:
    """One round, with other chances each time; what it finds is made small."""
    _round(machine, examples, steps, tuple(Phase))


def _round(machine: type[RuleBasedStateMachine], examples: int, steps: int, phases: tuple[Phase, ...]) -> None:
    given = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, derandomize=False, database=None,
        suppress_health_check=list(HealthCheck), phases=phases,
    )  # fmt: skip
    run_state_machine_as_test(machine, settings=given)  # type: ignore[no-untyped-call]


def is_found(machine: type[RuleBasedStateMachine], examples: int, steps: int) -> str:
    """For rules that were broken on purpose: what the search said when it found that, or "" where it never did."""
    for _ in range(ROUNDS):
        try:
            _round(machine, examples, steps, (Phase.generate,))
        except (AssertionError, KeyError) as found:
            return f"{type(found).__name__}: {found}"
    return ""


def search_enough(machine: type[RuleBasedStateMachine], counted: Steps, steps: int, say: Callable[[str], None]) -> None:
    """Rounds, each with other chances, until the count itself says that it is enough."""
    counted.forget()
    while counted.tried < ENOUGH:
        search(machine, A_ROUND, steps)
    say(f"\n{machine.__name__}: {counted}")
    assert counted.tried >= ENOUGH
