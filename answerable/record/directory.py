# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each day, each body's readers with the digests of their keys: a key that was swapped for one asker shows to all.

A key counts once it has stood here for three days, or at once if it came within three days of the body's first: a body
begins with several readers, and not all of them join before midnight.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final

from answerable.core.handler import HandlerStage
from answerable.core.move import Role
from answerable.record import keeping
from answerable.record.keeping import Entry, open_entry
from answerable.sealing.wire import sha256_hex
from answerable.storage import models
from answerable.storage.writer import write

IN_A_PART: Final = 10
DAYS_TO_STAND: Final = 3
Part = dict[str, Any]


@write
def refresh(day: date) -> bool:
    """Between two batches: a new directory leaf for each body whose readers changed. Whether there was one."""
    before = _newest()
    changed = [
        leaf for body in models.Body.objects.order_by("code")
        for leaf in _changed(body, list(_of_body(body, day, before)), before)
    ]  # fmt: skip
    if changed:
        keeping.append(changed)
    return bool(changed)


def announce(body: str, code: str, old: Part, new: Part, day: date) -> None:
    """Inside a write: a reader who lost their keys has new ones. The next directory lists them from this day on."""
    keeping.append(
        [open_entry("handler-key", day.isoformat(), context=code, body=body, handler=code, old=old, new=new)]
    )


def _changed(body: models.Body, made: list[Entry], before: dict[str, list[Part]]) -> list[Entry]:
    """The leaves, where they say another thing than those that stand. Before the first batch nothing can change."""
    said = [_said(json.loads(leaf.raw)) for leaf in made]
    return [] if not before or said == [_said(part) for part in before.get(body.code, [])] else made


def _said(leaf: Part) -> Part:
    return {name: value for name, value in leaf.items() if name not in ("id", "day")}


def leaves_of(codes: Iterable[str]) -> list[models.Leaf]:
    """The newest directory leaves of these bodies."""
    wanted = set(codes)
    return [row for row, leaf in _newest_rows() if leaf["body"] in wanted]


def standing(codes: Iterable[str]) -> frozenset[str] | None:
    """Whose keys count by now, in these bodies: those that stood for three days, or came in the body's first
    three days.

    None before the first directory.
    """
    found: set[str] = set()
    rows = leaves_of(codes)
    if not rows:
        return None
    for row in rows:
        leaf = json.loads(bytes(row.raw))
        found |= {each["code"] for each in leaf["handlers"] if _counts(leaf, each)}
    return frozenset(found)


def _counts(leaf: Part, listed: Part) -> bool:
    began, day, since = (date.fromisoformat(text) for text in (leaf["first"], leaf["day"], listed["since"]))
    stood, after_first = (day - since).days, (since - began).days
    return stood >= DAYS_TO_STAND or after_first < DAYS_TO_STAND


def entries(day: date) -> list[Entry]:
    """The directory leaves of all bodies, in a fixed order."""
    before = _newest()
    return [leaf for body in models.Body.objects.order_by("code") for leaf in _of_body(body, day, before)]


def _of_body(body: models.Body, day: date, before: dict[str, list[Part]]) -> Iterator[Entry]:
    known = before.get(body.code, [])
    handlers = [_handler(seat, day, known) for seat in _seats(body, day)]
    first = next((part["first"] for part in known if part["first"]), None) or (day.isoformat() if handlers else None)
    parts = [handlers[at : at + IN_A_PART] for at in range(0, len(handlers), IN_A_PART)] or [[]]
    for number, some in enumerate(parts, 1):
        yield open_entry(
            "directory", day.isoformat(), context=f"{body.code}:{number}",
            body=body.code, first=first, part=number, parts=len(parts),
            enrolment=body.enrolment_key, second_line=body.second_line.code if body.second_line else None,
            handlers=some,
        )  # fmt: skip


def _seats(body: models.Body, day: date) -> list[models.Seat]:
    roles = (Role.HANDLER, Role.SECOND_LINE)
    found = models.Seat.objects.filter(body=body, role__in=roles, stage=HandlerStage.ACTIVE).order_by("code")
    return [seat for seat in found if seat.until_date is None or seat.until_date >= day]


def _handler(seat: models.Seat, day: date, known: list[Part]) -> Part:
    keys = {"sealing": sha256_hex(seat.sealing.encode()), "signing": sha256_hex(seat.signing.encode())}
    listed = (each for part in known for each in part["handlers"] if each["code"] == seat.code)
    same = next((each for each in listed if {name: each[name] for name in keys} == keys), None)
    return {
        "code": seat.code,
        "role": seat.role,
        "from": seat.from_date.isoformat(),
        "until": seat.until_date.isoformat() if seat.until_date else None,
        **keys,
        "since": same["since"] if same else day.isoformat(),
        "by": None,
    }


def _newest() -> dict[str, list[Part]]:
    """By body: the newest leaves of its directory, part by part."""
    found: dict[str, list[Part]] = {}
    for _, leaf in _newest_rows():
        found.setdefault(leaf["body"], []).append(leaf)
    return found


def _newest_rows() -> list[tuple[models.Leaf, Part]]:
    """The newest directory of each body, in the order of the log: in the last batch, which lists all, or after it."""
    batches = list(models.Leaf.objects.filter(kind="batch").order_by("-index").values_list("index", flat=True)[:2])
    before = batches[1] if len(batches) > 1 else -1
    found: list[tuple[models.Leaf, Part]] = []
    missing: dict[str, int] = {}
    rows = models.Leaf.objects.filter(kind="directory", index__gt=before).order_by("-index")
    for row in rows.iterator(chunk_size=200):
        leaf = json.loads(bytes(row.raw))
        missing.setdefault(leaf["body"], leaf["parts"])
        if missing[leaf["body"]] == leaf["part"]:
            missing[leaf["body"]] -= 1
            found.append((row, leaf))
    return found[::-1]
