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


def search(machine: type[RuleBasedStateMachine], examples: int, steps: int, *, seeded: bool = False) -> None:
    """One round. Seeded rounds are the same each time and make nothing smaller: they only find, or do not."""
    phases = (Phase.generate,) if seeded else tuple(Phase)
    given = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, derandomize=seeded, database=None,
        suppress_health_check=list(HealthCheck), phases=phases,
    )  # fmt: skip
    run_state_machine_as_test(machine, settings=given)  # type: ignore[no-untyped-call]


def search_enough(machine: type[RuleBasedStateMachine], counted: Steps, steps: int, say: Callable[[str], None]) -> None:
    """Rounds, each with other chances, until the count itself says that it is enough."""
    counted.forget()
    while counted.tried < ENOUGH:
        search(machine, A_ROUND, steps)
    say(f"\n{machine.__name__}: {counted}")
    assert counted.tried >= ENOUGH
