# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lodging an ask, with scripts (keyed) or through this server (hosted)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from answerable import chance, config
from answerable.actions.days import day_in
from answerable.actions.sealing_parts import check_keys_of, put_file, put_keys
from answerable.core import clocks
from answerable.core.ask import Mode, decide
from answerable.core.errors import Refused
from answerable.core.move import Move, Role
from answerable.core.value import UNKNOWN
from answerable.core.words import N_
from answerable.sealing import age
from answerable.sealing.asker import lodged_value
from answerable.sealing.entry import check_move, move_digest
from answerable.sealing.wire import parse_b64, value_digest
from answerable.storage import keyfile, models, shape, threads, vault
from answerable.storage.access import Actor
from answerable.storage.writer import write

FIELDS: Final = frozenset(
    {"body", "kind", "helped", "route", "readers", "backups", "terms", "hold_until", "thread", "locator", "signin",
     "recipient", "mark_key", "epoch_key", "keys", "keep", "messages", "move"}
)  # fmt: skip
CODE: Final = re.compile(r"[a-z2-7]{26}")
WORDS_TAKEN = N_("These words already lead to an ask here. Please make new words and send again.")
OTHER_DAY = N_("The day has changed while you wrote. Please send it again.")


@write
def lodge_ask(lodging: Mapping[str, Any], *, by: Actor, at: datetime, mode: str = "keyed") -> dict[str, Any]:
    """Lodge what a client built (`sealing.asker.build_lodging`). Returns the days that now run."""
    del by  # anybody may lodge; nothing about who does is looked at
    _check_shape(lodging)
    body = _body(lodging)
    seats = shape.seats_for(body)
    today = day_in(body.time_zone, at)
    value = lodged_value(lodging, mode)
    signed = _signed(lodging, value, today) if mode == "keyed" else threads.Signed()
    place = shape.body_of(body)
    fact = decide(
        None, Move.LODGED, value, by=Role.ASKER, at=today, body=place, handlers=shape.handlers_of(seats)
    )  # fmt: skip
    row = _make_row(lodging, body)
    thread = threads.begin(row, place, fact, signed, lodging["mark_key"] if mode == "keyed" else None)
    _put_asker(row, lodging, mode)
    _put_people(row, lodging, seats)
    put_keys(row, lodging["keys"])
    for file in lodging["messages"]:
        put_file(row, "asker", 1, file)
    return receipt(thread, today)


def receipt(thread: threads.Thread, today: date) -> dict[str, Any]:
    """What the asker is told at once. `lodged` is None while an ask is held."""
    due = clocks.due(thread.ask, thread.body)
    return {
        "code": thread.row.code,
        "day": 1,
        "today": today.isoformat(),
        "lodged": _iso(thread.ask.lodged_date),
        "hold_until": _iso(thread.ask.hold_until),
        "acknowledge_by": _iso(due.acknowledge_by),
        "answer_by": _iso(due.answer_by),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _check_shape(lodging: Mapping[str, Any]) -> None:
    if set(lodging) - {"door"} != FIELDS or not CODE.fullmatch(str(lodging["thread"])):
        raise Refused(UNKNOWN)
    age.parse_recipient(lodging["recipient"])
    age.parse_recipient(lodging["epoch_key"])
    parse_b64(lodging["signin"], 32)
    parse_b64(lodging["mark_key"], 32)
    check_keys_of(lodging["keys"], {"asker", *lodging["readers"]})
    if len(lodging["messages"]) > 1:
        raise Refused(UNKNOWN)


def _body(lodging: Mapping[str, Any]) -> models.Body:
    found = models.Body.objects.filter(code=lodging["body"]).select_related("parent", "successor", "second_line").first()
    if found is None:
        raise Refused(UNKNOWN)
    return found


def _signed(lodging: Mapping[str, Any], value: Mapping[str, Any], today: date) -> threads.Signed:
    move = lodging["move"]
    check_day(str(move["day"]), today)
    given = (config.current().origin, lodging["thread"], move["number"], move["prev"], "lodged", move["day"])
    digest = value_digest(value)
    check_move(lodging["mark_key"], move["signature"], *given, digest, expected_number=1, expected_prev="")
    return threads.Signed(1, "", move["signature"], move_digest(*given, digest))


def check_day(signed: str, today: date) -> None:
    """A move carries the day of the body it goes to; a signature of another day is not taken."""
    if signed != today.isoformat():
        raise Refused(OTHER_DAY)


def _make_row(lodging: Mapping[str, Any], body: models.Body) -> models.Ask:
    code = lodging["thread"]
    if models.Ask.objects.filter(code=code).exists():
        raise Refused(UNKNOWN)
    ident = UUID(bytes=chance.draw("ask", code, 16), version=4)
    keyfile.current().make(ident, keyfile.Purpose.THREAD)
    keep = vault.wrap(ident, "keep", parse_b64(lodging["keep"]))
    return models.Ask(id=ident, code=code, body=body, epoch_key=lodging["epoch_key"], keep=keep)


def locator_digest(locator: str) -> bytes:
    """What is stored of a locator."""
    return hashlib.sha256(parse_b64(locator, 32)).digest()


def _put_asker(row: models.Ask, lodging: Mapping[str, Any], mode: str) -> None:
    digest = locator_digest(lodging["locator"])
    if models.Asker.objects.filter(locator=digest).exists():
        raise Refused(WORDS_TAKEN)
    models.Asker.objects.create(
        ask=row,
        locator=digest,
        signin=lodging["signin"],
        recipient=lodging["recipient"],
        mark_key=lodging["mark_key"] if mode == str(Mode.KEYED) else "",
    )


def _put_people(row: models.Ask, lodging: Mapping[str, Any], seats: list[models.Seat]) -> None:
    by_code = {seat.code: seat for seat in seats}
    models.Reader.objects.bulk_create([models.Reader(ask=row, seat=by_code[code]) for code in lodging["readers"]])
    models.Backup.objects.bulk_create([models.Backup(ask=row, seat=by_code[code]) for code in lodging["backups"]])
