# SPDX-License-Identifier: AGPL-3.0-or-later
"""The silence of one's own ask, from the lines that open: no word of the server about its days is taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from answerable.core import bank
from answerable.core.clocks import running_days
from answerable.sealing.wire import value_digest

Part = Mapping[str, Any]
STARTS: Final = ("lodged", "reopen")
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
    """From the ask's own lines alone. A pause or a taking back stops the days; opening again, or a new kind, starts
    them anew.
    """
    told = facts(state, wrong)
    today = date.fromisoformat(state["today"])
    begin = _begin(told)
    if begin is None:
        return Silence(None)
    since, after = told[begin]["day"], told[begin:]
    due = next((each["due"] for each in reversed(after) if each["due"] is not None), None)
    answered = any(each["move"] == "answer" for each in after)
    if due is None:  # no clock ran in this round: held, or a body that was never written to
        return Silence(None)
    days = 0 if answered else running_days(since, today, tuple(sorted(_spans(told), key=lambda span: span[0])))
    return Silence(since, days, due, any(each["move"] == "acknowledged" for each in after), answered)


def _begin(told: Sequence[Part]) -> int | None:
    """Where this round began: the newest sending, opening again, or change of the kind."""
    found = None
    for place, each in enumerate(told):
        is_new_kind = each["move"] == "change" and bool((each["value"] or {}).get("kind"))
        if each["move"] in STARTS or is_new_kind:
            found = place
    return found


def _spans(told: Sequence[Part]) -> Iterator[tuple[date, date | None]]:
    """The days in which the clock stood still, as far as the lines say."""
    for stop, start in STOPS.items():
        open_since: date | None = None
        for each in told:
            if each["move"] == stop and not _keeps_on(each):
                open_since = open_since or each["day"]
            elif each["move"] == start and open_since is not None:
                yield open_since, each["day"]
                open_since = None
        if open_since is not None:
            yield open_since, None


def _keeps_on(each: Part) -> bool:
    return bool((each["value"] or {}).get("keep_safety")) and bank.is_urgent(str(each["kind"]))


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
