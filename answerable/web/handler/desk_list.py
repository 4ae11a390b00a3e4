# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands on a desk: one's own asks, signals and duties, never a number of anybody else's (rule 21)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from answerable import clock
from answerable.core import bank
from answerable.core.body import Tree
from answerable.core.handler import Handler
from answerable.core.move import Role
from answerable.storage import desk, queries
from answerable.storage.access import Actor
from answerable.web.handler import present

Part = dict[str, Any]


def read(actor: Actor, rows: int | None = None) -> Part:
    """The desk of whoever is signed in. With `rows` it lists so many asks, and every one that is late; what is said of
    all of them is said of all."""
    at, tree = clock.now(), queries.tree()
    found = desk.read_desk(actor, at=at)
    asks = [_row(each, at) for each in found.reads]
    late = sum(each["late"] > 0 for each in asks)
    shown = present.in_order(asks)[: None if rows is None else max(rows, late)]
    return {
        "today": at.date().isoformat(),
        "seats": [_seat(each, tree, found.ready) for each in found.seats],
        "asks": shown,
        "more": len(asks) - len(shown),
        "waiting": sum(each["needs"] != "" for each in asks),
        **_loads(asks),
        "signals": [_signal(each) for each in found.backs],
        "renewals": [_renewal(each, at) for each in found.renewals],
        "waits": _waits(found, tree),
        "duties": [{"body_name": each.body.name, "from_name": each.before.name} for each in found.duties],
    }


def _row(found: desk.Reads, at: datetime) -> Part:
    row = present.waiting(found.ask, found.body, found.seat, queries.today_in(found.body, at))
    return row | {"carrier": _carrier(found)}


def _loads(asks: Sequence[Part]) -> Part:
    """How many each of those who read them has taken: by title, None for one's own. And how many nobody has."""
    taken = [each["carrier"] for each in asks if each["carrier"] is not None]
    count = Counter(None if each["mine"] else each["title"] for each in taken)
    return {
        "loads": [{"title": title, "n": count[title]} for title in sorted(count, key=lambda each: each or "")],
        "free": len(asks) - len(taken),
    }


def _carrier(found: desk.Reads) -> Part | None:
    """Who of those who read it has taken it."""
    if found.carrier is None:
        return None
    return {"title": found.carrier.title, "mine": found.carrier.code == found.seat.code}


def _seat(seat: Handler, tree: Tree, ready: Mapping[str, int]) -> Part:
    body = tree.get(seat.body)
    return {
        "code": seat.code,
        "body": seat.body,
        "slug": body.slug if body else "",
        "body_name": body.name if body else "",
        "role": str(seat.role),
        "title": seat.title,
        "shown_name": seat.shown_name,
        "until": present.iso(seat.until_date),
        "door_open": body is None or seat.role is not Role.HANDLER or body.door_open,
        "rehearsed": seat.role is not Role.HANDLER or seat.rehearsed_date is not None,
        "can_rehearse": seat.role is Role.HANDLER,
        "ready": 0 if body is None else ready[seat.code],
    }


def _renewal(found: desk.Renewal, at: datetime) -> Part:
    """An ask that may be sealed to another reader's new keys: from when, or that its asker said no."""
    today = queries.today_in(found.body, at)
    return {
        **present.waiting(found.ask, found.body, found.seat, today),
        "handler": found.other.code,
        "title": found.other.title,
        "since": found.keys.since.isoformat(),
        "from": found.keys.from_date.isoformat(),
        "ready": today >= found.keys.from_date,
        "refused": found.keys.refused,
    }


def _waits(found: desk.Desk, tree: Tree) -> list[Part]:
    """One's own seats with new keys: once each, however many asks wait."""
    seats = {each.seat.code: each for each in found.waits if not each.keys.refused}
    return [
        {
            "code": each.seat.code,
            "title": each.seat.title,
            "body_name": tree[each.seat.body].name,
            "since": each.keys.since.isoformat(),
            "from": each.keys.from_date.isoformat(),
        }
        for each in seats.values()
    ]


def _signal(found: desk.Backs) -> Part:
    """That an ask waits; its kind only where the terms say so; a way to its words only on the trigger of a copy."""
    kind = found.signals[0].kind
    return {
        "body_name": found.body.name,
        "kind_title": None if kind is None else _(bank.KINDS[kind].title),
        "signals": [str(each.what) for each in found.signals],
        "standby": found.signals[0].ask if found.standby else None,
    }
