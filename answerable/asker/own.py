# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an asker keeps in her own sealed file, from the command: how things were, and the people who stand with her.

The same fields as the pages write (`client/lib/own.ts`). None of it is a move, and the server learns none of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from answerable.asker.parse import fits, one_of
from answerable.core import baseline, pod
from answerable.core.baseline import PARTS, Baseline, Written
from answerable.core.errors import Refused
from answerable.core.pod import TOLD, Person, Pod, PodMove, PodStage

Part = Mapping[str, Any]
NOT_HERS: Final = "Only the person who asks can do this, with their own words."
WRITTEN: Final = {"day": str, "parts": dict}
# act → its fields beside "do"
FIELDS: Final[Mapping[str, Mapping[str, Any]]] = {
    "write_down": {"parts": dict},
    "write_now": {"parts": dict},
    "take_out": {},
    "stand": {"name": str, "told?": one_of(TOLD)},
    "stand_willing": {"name": str},
    "stand_end": {"name": str},
}
SENDS: Final[Mapping[str, Mapping[str, Any]]] = {"send_written": {"parts": [str]}}


def baseline_of(keep: Part) -> Baseline | None:
    """None where nothing is written, or where it cannot be read."""
    found: Any = keep.get("baseline")
    if not fits(found, {**WRITTEN, "now?": (WRITTEN, lambda each: each is None)}):
        return None
    return Baseline(_written(found), _written(found["now"]) if found.get("now") else None)


def _written(found: Part) -> Written:
    return Written(date.fromisoformat(found["day"]), {name: str(words) for name, words in found["parts"].items()})


def pod_of(keep: Part) -> Pod:
    found: Any = keep.get("pod")
    if not fits(found, [{"name": str, "told": str, "stage": str}]):
        return ()
    return tuple(Person(each["name"], each["told"], PodStage(each["stage"])) for each in found)


def changed(what: str, given: Part, keep: Part, today: date) -> dict[str, Any]:
    """The fields of the own file that this act changes; None takes one out. Raises Refused."""
    return CHANGES[what](given, keep, today)


def tidied(keep: Part, own_until: date | None, today: date) -> dict[str, Any] | None:
    """What changes in the own file once the days of what was written are over; None on every other day.

    Every own file is written anew then, once, whether or not there was a baseline in it: so nobody learns of one.
    """
    if own_until is None or own_until > today or keep.get("tidied") is True:
        return None
    found = baseline_of(keep)
    goes = found and baseline.goes_date(found, own_until)
    return {"tidied": True, **({"baseline": None, "gone": True} if goes and goes <= today else {})}


def _write_down(given: Part, keep: Part, today: date) -> dict[str, Any]:
    del keep
    return {"baseline": _as_value(baseline.write(given["parts"], today)), "gone": None}


def _write_now(given: Part, keep: Part, today: date) -> dict[str, Any]:
    return {"baseline": _as_value(baseline.hold(baseline_of(keep), given["parts"], today))}


def _take_out(given: Part, keep: Part, today: date) -> dict[str, Any]:
    del given, today
    if baseline_of(keep) is None:
        raise Refused(baseline.NONE_THERE)
    return {"baseline": None}


def _pod(move: PodMove) -> Callable[[Part, Part, date], dict[str, Any]]:
    def change(given: Part, keep: Part, today: date) -> dict[str, Any]:
        del today
        after = pod.move(pod_of(keep), move, str(given["name"]), str(given.get("told") or "nothing"))
        return {"pod": [{"name": each.name, "told": each.told, "stage": str(each.stage)} for each in after]}

    return change


CHANGES: Final[Mapping[str, Callable[[Part, Part, date], dict[str, Any]]]] = {
    "write_down": _write_down,
    "write_now": _write_now,
    "take_out": _take_out,
    "stand": _pod(PodMove.NAME),
    "stand_willing": _pod(PodMove.WILLING),
    "stand_end": _pod(PodMove.END),
}


def _as_value(found: Baseline) -> dict[str, Any]:
    now = found.now and {"day": found.now.day.isoformat(), "parts": dict(found.now.parts)}
    return {"day": found.then.day.isoformat(), "parts": dict(found.then.parts), "now": now or None}


def lines(keep: Part) -> Iterator[str]:
    """What stands in the own file, then and now beside each other."""
    found = baseline_of(keep)
    if found is not None:
        yield from ("", f"For you alone: how things were on {found.then.day}")
        yield from (f"  {title}: {line}" for name, title in PARTS.items() for line in _pair(found, name))
    people = pod_of(keep)
    if people:
        yield from ("", "People who stand with you (nobody else sees this)")
    for each in people:
        yield f"  {each.name}: may know {TOLD.get(each.told, each.told)} ({each.stage})"


def _pair(found: Baseline, name: str) -> Iterator[str]:
    then = found.then.parts.get(name)
    now = found.now.parts.get(name) if found.now else None
    if then is not None or now is not None:
        yield f"{then or '–'}" + (f" | now, {found.now.day}: {now}" if found.now and now else "")
