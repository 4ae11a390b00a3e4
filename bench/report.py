# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was measured, as JSON rows, as a table and as a picture in docs/speed.md."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from bench import peers, picture, rows
from bench.place import ROOT

RESULTS: Final = ROOT / "bench" / "results"
PAGE: Final = ROOT / "docs" / "speed.md"
PICTURE: Final = ROOT / "docs" / "pictures" / "speed.svg"
BEGIN, END = "<!-- figures: written by `make bench` -->", "<!-- end of figures -->"
Row = dict[str, Any]


def newest() -> list[Row]:
    """The rows of the newest file; none where there is none."""
    files = sorted(RESULTS.glob("*.json"))
    return list(json.loads(files[-1].read_text("utf-8"))["rows"]) if files else []


def merged(before: Sequence[Row], made: Sequence[Row], groups: Sequence[str]) -> list[Row]:
    """The rows of these groups anew, the others as they stood, in the order of the plan."""
    known = {one["key"]: one for one in before if "key" in one and one["group"] not in groups}
    known |= {one["key"]: one for one in made}
    return [known[one.key] for one in rows.PLANNED if one.key in known]


def write(found: Sequence[Row], day: date) -> None:
    """The one file of this day (older ones go), the table and the picture."""
    RESULTS.mkdir(exist_ok=True)
    for old in RESULTS.glob("*.json"):
        old.unlink()
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    whole = {"day": day.isoformat(), "machine": machine, "rows": list(found)}
    (RESULTS / f"{day}.json").write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", "utf-8")
    PICTURE.write_text(picture.draw(bars(found), f"Speed against its goals, {day}"), "utf-8")
    text = PAGE.read_text("utf-8")
    head, tail = text.split(BEGIN)[0], text.split(END)[1]
    PAGE.write_text(f"{head}{BEGIN}\n{figures(found, day, machine)}\n{END}{tail}", "utf-8")


def bars(found: Sequence[Row]) -> list[tuple[str, float | None, bool]]:
    """Each row with a goal, in the order of the plan."""
    by_key = {one["key"]: one for one in found}
    return [
        (one.name, picture.times_goal(row, goal.sign, goal.bound, goal.share), bool(row["met"]))
        for one in rows.PLANNED
        if (goal := one.goal) and (row := by_key.get(one.key))
    ]


def figures(found: Sequence[Row], day: date, machine: str) -> str:
    """The part of the page that changes: picture, tables, what is missing."""
    said = [
        f"Last run on {day}: {machine}.",
        "",
        f"![{picture.told(bars(found))}](pictures/{PICTURE.name})",
    ]
    for group in rows.GROUPS:
        some = [one for one in found if one["group"] == group]
        if some:
            said += ["", f"### {rows.TITLES[group]} ({', '.join(sorted({one['day'] for one in some}))})", *table(some)]
    ours = {one["key"]: number(one["value"]) for one in found}
    said += ["", *peers.beside(ours, {one.key: str(one.goal) for one in rows.PLANNED})]
    said += ["", *missing(found)]
    return "\n".join(said)


def table(found: Sequence[Row]) -> list[str]:
    head = ["| row | value | limit under it | ratio | goal | met | spread |", "|---|---|---|---|---|---|---|"]
    return head + [_line(one) for one in found]


def _line(row: Row) -> str:
    limit = f"{number(row['limit'])} ({row['limit_is']})" if row["limit"] is not None else row["limit_is"]
    note = f"<br>{row['note']}" if row["note"] else ""
    met = {True: "yes", False: "**no**", None: ""}[row["met"]]
    spread = "" if row["spread"] is None else f"{row['spread'] * 100:.0f} %"
    cells = (
        f"{row['name']}{note}", f"{number(row['value'])} {row['unit']}", limit, number(row["ratio"]), row["goal"], met,
        spread,
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


def number(value: float | None) -> str:
    """Three digits that count."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def missing(found: Sequence[Row]) -> list[str]:
    """What was not measured, with its reason."""
    seen = {one["key"] for one in found}
    said = [f"* {one.name}: not run ({rows.how_to_run(one.group)})." for one in rows.PLANNED if one.key not in seen]
    return ["Not measured:", *said, *(f"* {why}" for why in rows.LEFT_OUT.values())]
