# SPDX-License-Identifier: AGPL-3.0-or-later
"""The silence of one's own ask, from the lines that open: no word of the server about its days is taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from answerable.core import bank
from answerable.core.clocks import running_days
from answerable.sealing.wire import value_digest

Part = Mapping[str, Any]
STOPS: Final = {"pause": "resume", "withdrawal": "reopen"}


@dataclass(frozen=True)
class Silence:
    """`since` is None while no clock runs; `days` ran without an answer; `due` is the last day for one, if known."""

    since: date | None
    days: int = 0
    due: date | None = None
    acknowledged: bool = False
    answered: bool = False


def facts(state: Part, wrong: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Each line that opens: move, day, due, id, and its value where the server shows what the line holds."""
    return [
        {**_fields(entry), "value": line.get("value") if is_shown(line, entry) else None}
        for line, entry in zip(state["history"], state["entries"], strict=True)
        if entry["id"] not in wrong
    ]


def _fields(entry: Part) -> dict[str, Any]:
    fields = entry["fields"]
    due = fields["due"]
    return {
        "id": entry["id"], "move": fields["type"], "kind": fields.get("kind"),
        "day": date.fromisoformat(fields["day"]), "due": None if due is None else date.fromisoformat(due),
    }  # fmt: skip


def is_shown(line: Part, entry: Part) -> bool:
    """Whether a fact as the server tells it is the one that its line commits to."""
    fields = entry["fields"]
    return bool(fields["type"] == line["move"] and fields["value"] == value_digest(line.get("value") or {}))


def derive(state: Part, wrong: Sequence[str] = ()) -> Silence:
    """From the ask's own lines alone. A pause or a taking back stops the days; opening an answered ask again, or a new
    kind, starts them anew. With a body that had not joined they count from the first line that shows a due day.
    """
    told = facts(state, wrong)
    found = Silence(None)
    for each in told:
        found = _after(found, each)
    if found.since is None or found.answered:
        return found
    spans = tuple(sorted(_spans(told), key=lambda span: span[0]))
    return replace(found, days=running_days(found.since, date.fromisoformat(state["today"]), spans))


def _after(before: Silence, each: Part) -> Silence:
    """What stands after one more line."""
    move, day = each["move"], each["day"]
    found = replace(before, due=each["due"] or before.due)
    if move == "lodged" or (found.since is None and each["due"] is not None):
        found = replace(found, since=None if each["due"] is None else day)
    if move == "change" and (each["value"] or {}).get("kind"):
        return replace(found, since=found.since and day, acknowledged=False, answered=False)
    if move == "reopen":
        since = day if found.answered and found.since else found.since
        return replace(found, since=since, acknowledged=False, answered=False)
    heard, answered = move in ("acknowledged", "answer"), move == "answer"
    return replace(found, acknowledged=found.acknowledged or heard, answered=found.answered or answered)


def _spans(told: Sequence[Part]) -> Iterator[tuple[date, date | None]]:
    """The days in which the clock stood still, as far as the lines say."""
    is_urgent = bank.is_urgent(str(told[-1]["kind"]))
    for stop, start in STOPS.items():
        open_since: date | None = None
        for each in told:
            if each["move"] == stop and not (is_urgent and stop == "pause" and _keeps_on(each)):
                open_since = open_since or each["day"]
            elif each["move"] == start and open_since is not None:
                yield open_since, each["day"]
                open_since = None
        if open_since is not None:
            yield open_since, None


def _keeps_on(each: Part) -> bool:
    """A pause keeps the days of an urgent kind running, unless it said no."""
    return (each["value"] or {}).get("keep_safety", True) is True


def sentence(found: Silence, today: date) -> str:
    """What the lines say about the silence, in one or two sentences."""
    if found.since is None:
        return "By your own lines no days run yet."
    if found.answered:
        return "By your own lines they have answered."
    what = "nobody has answered" if found.acknowledged else "nobody has even said that they read it"
    if found.days == 0:
        return f"By your own lines {what}; the first day is not over."
    days = "1 day" if found.days == 1 else f"{found.days} days"
    late = "" if found.due is None or today <= found.due else f" An answer was due by {found.due.isoformat()}."
    return f"By your own lines {what}, in {days} that counted.{late}"
