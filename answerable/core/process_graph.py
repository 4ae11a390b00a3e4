# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which step can come after which: what is never reached, what never ends, and what goes round without a clock."""

from collections.abc import Callable, Iterator, Sequence

from answerable.core.process_template import Step, Template


def reached(template: Template) -> frozenset[str]:
    """Codes of every step and ending that can be come to from the first step."""
    return _spread({template.first}, lambda code: _after(template, code))


def that_end(template: Template) -> frozenset[str]:
    """Codes of every step from which an ending can be come to."""
    before: dict[str, set[str]] = {}
    for step in template.steps:
        for code in step.targets:
            before.setdefault(code, set()).add(step.code)
    return _spread({each.code for each in template.endings}, lambda code: before.get(code, ()))


def _after(template: Template, code: str) -> Sequence[str]:
    step = template.step(code)
    return () if step is None else step.targets


def _spread(start: set[str], further: Callable[[str], Sequence[str] | set[str]]) -> frozenset[str]:
    seen, waiting = set(start), list(start)
    while waiting:
        new = [code for code in further(waiting.pop()) if code not in seen]
        seen.update(new)
        waiting.extend(new)
    return frozenset(seen)


def clockless_rings(template: Template) -> frozenset[str]:
    """Codes of steps that lie on a ring of steps none of which has a clock."""
    still = {each.code: each for each in template.steps if each.days is None}

    def further(code: str) -> list[str]:
        return [to for to in still[code].targets if to in still]

    return frozenset(code for code in still if code in _spread(set(further(code)), further))


def crossings(template: Template) -> Iterator[tuple[Step, Step]]:
    """Each pair (step, step after it) where a new phase begins."""
    for step in template.steps:
        for code in step.targets:
            after = template.step(code)
            if after is not None and after.phase != step.phase:
                yield step, after


def way_to(template: Template, ending: str) -> tuple[tuple[str, str], ...]:
    """The shortest way from the first step to an ending, as (step, code after it). Empty where there is none."""
    came: dict[str, str] = {}
    waiting = [template.first]
    for code in waiting:
        for to in _after(template, code):
            if to not in came and to != template.first:
                came[to] = code
                waiting.append(to)
    way: list[tuple[str, str]] = []
    at = ending
    while at in came:
        way.append((came[at], at))
        at = came[at]
    return tuple(reversed(way))
