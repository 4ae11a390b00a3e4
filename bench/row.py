# SPDX-License-Identifier: AGPL-3.0-or-later
"""One row: a value, the limit under it, both as medians of the same rounds, and whether the goal is met."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

DIGITS: Final = 4


@dataclass(frozen=True)
class Goal:
    """`sign` is ≥ or ≤. With `share` the ratio to the limit is judged, otherwise the value."""

    sign: str
    bound: float
    share: bool = False

    def __str__(self) -> str:
        return f"{self.sign} {self.bound * 100:g} % of the limit" if self.share else f"{self.sign} {self.bound:,g}"

    def is_met(self, value: float, ratio: float | None) -> bool:
        """Whether it is reached. ValueError where a share is asked of a row without a limit."""
        judged = ratio if self.share else value
        if judged is None:
            raise ValueError("a share needs a limit")
        return judged >= self.bound if self.sign == "≥" else judged <= self.bound


@dataclass(frozen=True)
class Planned:
    """A row that is to be measured: `key` never changes, `limit_is` says in words what stands under it."""

    key: str
    group: str
    name: str
    unit: str
    goal: Goal | None  # None where the design sets none: the row is only shown
    limit_is: str = ""


@dataclass(frozen=True)
class Seen:
    """What was seen in each round, in the unit of the row; `limits` of the same rounds, or none."""

    values: Sequence[float]
    limits: Sequence[float] = ()
    note: str = ""


Measured: TypeAlias = dict[str, Seen]
Measure: TypeAlias = tuple[tuple[str, ...], Callable[[], Measured]]  # the keys that it gives, and what gives them


def shares(seen: Seen) -> list[float]:
    """value / limit of each round: what else the machine did in that round slowed both."""
    return [value / limit for value, limit in zip(seen.values, seen.limits, strict=True)] if seen.limits else []


def spread(values: Sequence[float]) -> float:
    """(third quartile - first) / median: how far the middle half of the rounds lies apart. 0 for one round."""
    middle = statistics.median(values)
    if len(values) < 2 or not middle:
        return 0.0
    first, _, third = statistics.quantiles(values, n=4, method="inclusive")
    return (third - first) / abs(middle)


def judge(planned: Planned, seen: Seen) -> dict[str, Any]:
    """The row as it is written down. `spread` is of what the goal judges. ValueError for no round at all."""
    if not seen.values:
        raise ValueError("nothing was measured")
    found = shares(seen)
    value = statistics.median(seen.values)
    ratio = statistics.median(found) if found else None
    goal = planned.goal
    judged = found if goal and goal.share else seen.values
    return _head(planned) | {
        "value": round(value, DIGITS),
        "limit": round(statistics.median(seen.limits), DIGITS) if seen.limits else None,
        "ratio": None if ratio is None else round(ratio, DIGITS),
        "met": goal.is_met(value, ratio) if goal else None,
        "spread": round(spread(judged), DIGITS),
        "rounds": len(seen.values),
        "note": seen.note,
    }


def crashed(planned: Planned, problem: BaseException) -> dict[str, Any]:
    """A row that could not be measured says so, and is not met."""
    nothing = dict.fromkeys(("value", "limit", "ratio", "spread"))
    said = f"crashed: {type(problem).__name__}: {problem}"
    return _head(planned) | nothing | {"met": False, "rounds": 0, "note": said[:300]}


def _head(planned: Planned) -> dict[str, Any]:
    return {
        "key": planned.key, "group": planned.group, "name": planned.name, "unit": planned.unit,
        "goal": str(planned.goal or ""), "limit_is": planned.limit_is,
    }  # fmt: skip
