# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lodging an ask, with scripts (keyed) or through this server (hosted)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from answerable import chance, config
from answerable.actions.sealing_parts import check_holders, check_recipient, parse_keys, put_first_file, put_new_keys
from answerable.actions.signing_in import locator_digest
from answerable.core import clocks
from answerable.core.ask import Ask, Mode, decide, evolve
from answerable.core.body import Body, has_joined
from answerable.core.checking import NOBODY_FOR_WORDS, NOT_JOINED
from answerable.core.errors import Refused
from answerable.core.move import Fact, Move, Role
from answerable.core.value import UNKNOWN, parse_choice, parse_whole
from answerable.core.words import N_
from answerable.record.promise import promise
from answerable.sealing.asker import lodged_value
from answerable.sealing.entry import check_move, move_digest
from answerable.sealing.wire import parse_b64, value_digest
from answerable.storage import keyfile, models, places, projection, queries, threads, vault
from answerable.storage.access import Actor
from answerable.storage.inserting import find, insert_rows
from answerable.storage.places import Place
from answerable.storage.shape import day_of
from answerable.storage.writer import write

FIELDS: Final = frozenset(
    {"body", "kind", "helped", "route", "readers", "backups", "terms", "hold_until", "thread", "locator", "signin",
     "recipient", "mark_key", "epoch_key", "keys", "keep", "messages", "move"}
)  # fmt: skip
CODE: Final = re.compile(r"[a-z2-7]{26}")
WORDS_TAKEN = N_("These words already lead to an ask here. Please make new words and send again.")
OTHER_DAY = N_("The day has changed while you wrote. Please send it again.")
NOT_SEALED = N_(
    "Without scripts this server would read your words before they are sealed. Please send it without them."
)


@write
def lodge_ask(lodging: Mapping[str, Any], *, by: Actor, at: datetime, mode: str = "keyed") -> dict[str, Any]:
    """Lodge what a client built (`sealing.asker.build_lodging`). Returns the days that now run.

    Sent a second time because the first answer never came, it gives the same answer again.
    """
    del by  # anybody may lodge; nothing about who does is looked at
    sent = _parse(lodging)
    how = parse_choice(Mode, lodging.get("mode", mode))
    place = places.by_code(str(sent["body"]))
    if place is None:
        raise Refused(UNKNOWN)
    today = day_of(place.body.time_zone, at)
    again = _sent_before(sent)
    if again is not None:
        return receipt(_as_sent(threads.open_thread(again), place.body), today, at)
    value = lodged_value(sent, str(how))
    signed = _signed(sent, value, today) if how is Mode.KEYED else threads.Signed()
    fact = decide(
        None, Move.LODGED, value, by=Role.ASKER, at=today, body=place.body, handlers=place.handlers
    )  # fmt: skip
    _check_words(sent, how, place.body)
    return receipt(_put(sent, place, fact, signed), today, at, is_new=True)


def receipt(thread: threads.Thread, today: date, at: datetime, *, is_new: bool = False) -> dict[str, Any]:
    """What the asker is told at once. `lodged` is None while an ask is held."""
    due, first = clocks.due(thread.ask, thread.body), thread.noted[0]
    return {
        "code": thread.row.code,
        "day": 1,
        "today": today.isoformat(),
        "lodged": _iso(thread.ask.lodged_date),
        "hold_until": _iso(thread.ask.hold_until),
        "acknowledge_by": _iso(due.acknowledge_by),
        "answer_by": _iso(due.answer_by),
        "promise": promise(first.entry["id"], first.entry["c"], at=at, is_new=is_new),
        "entry": {**first.entry, "fields": dict(first.fields)},
    }


def _as_sent(thread: threads.Thread, body: Body) -> threads.Thread:
    """As it was when it was lodged: what was sent can be had by others, and tells nobody what became of it since."""
    return replace(thread, ask=evolve(None, thread.noted[0].fact), body=body)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _parse(lodging: Mapping[str, Any]) -> Mapping[str, Any]:
    """Every part of its form. What it means is for core to check."""
    if set(lodging) - {"mode", "door"} != FIELDS or lodging.get("door", "open") != "open":
        raise Refused(UNKNOWN)
    if not isinstance(lodging["thread"], str) or not CODE.fullmatch(lodging["thread"]):
        raise Refused(UNKNOWN)
    if not isinstance(lodging["messages"], list) or len(lodging["messages"]) > 1:
        raise Refused(UNKNOWN)
    check_recipient(lodging["recipient"])
    check_recipient(lodging["epoch_key"])
    parse_b64(lodging["locator"], 32)
    parse_b64(lodging["signin"], 32)
    parse_b64(lodging["mark_key"], 32)
    parse_keys(lodging["keys"])
    return lodging


def _sent_before(sent: Mapping[str, Any]) -> models.Ask | None:
    """The ask of the very same lodging. Other words for its code, or another ask for its words, are refused."""
    held = find(models.Asker, "ask", locator=locator_digest(sent["locator"]))
    if held is None:
        if find(models.Ask, "id", code=sent["thread"]):
            raise Refused(UNKNOWN)
        return None
    found = models.Ask.objects.select_related("asker").get(id=held[0])
    same = (found.code, found.asker.mark_key, found.asker.signin) == (sent["thread"], sent["mark_key"], sent["signin"])
    if not same:
        raise Refused(WORDS_TAKEN)
    return found


def _signed(sent: Mapping[str, Any], value: Mapping[str, Any], today: date) -> threads.Signed:
    move = sent["move"]
    if not isinstance(move, Mapping) or set(move) != {"number", "prev", "day", "signature"}:
        raise Refused(UNKNOWN)
    return check_signed(sent["mark_key"], sent["thread"], {**move, "move": "lodged", "value": value}, today, (1, ""))


def check_signed(
    mark_key: str, ask: str, move: Mapping[str, Any], today: date, expected: tuple[int, str]
) -> threads.Signed:
    """How a move was signed. Raises move-number (repeated, missing, older), move-chain or signature; Refused.

    A page that was opened before midnight signs the day before; no older day is taken.
    """
    day, signature = str(move["day"]), str(move["signature"])
    if day not in (today.isoformat(), (today - timedelta(days=1)).isoformat()):
        raise Refused(OTHER_DAY)
    number, prev = parse_whole(move["number"]), str(move["prev"])
    given = (config.current().origin, ask, number, prev, str(move["move"]), day, value_digest(move["value"]))
    check_move(mark_key, signature, *given, expected_number=expected[0], expected_prev=expected[1])
    return threads.Signed(number, prev, signature, move_digest(*given), day)


def _check_words(sent: Mapping[str, Any], how: Mode, body: Body) -> None:
    """Words need somebody who can read them, and, without scripts, a server that was allowed to see them first."""
    if not sent["messages"]:
        return
    standby = sent["terms"].get("standby") and sent["backups"]
    if not sent["readers"] and not standby:
        raise Refused(NOBODY_FOR_WORDS if has_joined(body) else NOT_JOINED)
    if how is Mode.HOSTED and not words_are_open():
        raise Refused(NOT_SEALED)


def words_are_open() -> bool:
    """Whether free words are offered without scripts: never where the host is the body or its parent (rule 35)."""
    return config.current().sealed_on_arrival and queries.installation()["relation"] == "outside"


def _put(sent: Mapping[str, Any], place: Place, fact: Fact, signed: threads.Signed) -> threads.Thread:
    row = _make_row(sent, place.row)
    row.look_date = threads.soon(fact.day) if sent["messages"] else None
    thread = threads.begin(row, place.body, fact, signed, seats=place.seats, mark_key=sent["mark_key"])
    _check_keys(sent, thread.ask)
    asker = {"ask_id": row.id, "locator": locator_digest(sent["locator"])}
    asker |= {name: sent[name] for name in ("signin", "recipient", "mark_key")}
    insert_rows(models.Asker, [asker])
    put_new_keys(row, sent["keys"])
    for file in sent["messages"]:
        put_first_file(row, "asker", 1, file, fact.day)
    return thread


def _check_keys(sent: Mapping[str, Any], ask: Ask) -> None:
    everybody = projection.holders(ask)
    check_holders(sent["keys"], everybody, everybody, (1,))


def _make_row(sent: Mapping[str, Any], place: models.Body) -> models.Ask:
    code = sent["thread"]
    ident = UUID(bytes=chance.draw("ask", code, 16), version=4)
    keyfile.current().make(ident, keyfile.Purpose.THREAD)
    keep = vault.wrap(ident, "keep", parse_b64(sent["keep"]))
    return models.Ask(id=ident, code=code, body=place, epoch_key=sent["epoch_key"], keep=keep)
