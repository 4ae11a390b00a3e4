# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each day, each body's readers with the digests of their keys: a key that was swapped for one asker shows to all.

A key counts once it has stood here for three days, or from the first on if it is among the body's first.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from answerable.core.handler import HandlerStage
from answerable.core.move import Role
from answerable.record.keeping import Entry, open_entry
from answerable.sealing.wire import sha256_hex
from answerable.storage import models

IN_A_PART: Final = 10
Part = dict[str, Any]


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
            "directory", day.isoformat(), body=body.code, first=first, part=number, parts=len(parts),
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
    """By body: the leaves of the last day that has any."""
    found: dict[str, list[Part]] = {}
    last = ""
    for row in models.Leaf.objects.filter(kind="directory").order_by("-index").iterator():
        leaf = json.loads(bytes(row.raw))
        last = last or leaf["day"]
        if leaf["day"] != last:
            break
        found.setdefault(leaf["body"], []).append(leaf)
    return found
