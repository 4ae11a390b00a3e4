# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was written in a thread: each message, with its files, under a key of its own beneath the row key.

The row key ends with the thread; the key of its own ends with the words, so that a thread lives on without them and no
older copy of the database brings them back. Days lie under the row key, too.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any, Final, TypeVar

from answerable import chance
from answerable.core.retention import WORDS_DAYS, Words, leaves_date
from answerable.core.steady import is_ahead
from answerable.sealing.wire import jcs
from answerable.storage import attachments, keyfile, models, vault
from answerable.storage.inserting import insert
from answerable.storage.keyfile import Purpose
from answerable.storage.threads import Thread, soon
from answerable.storage.writer import writer

ASKER: Final = "asker"
PURPOSE: Final = "file"
DAYS: Final = "days"
SEEN: Final = "seen"
BLUR_DAYS: Final = 30
Row = models.SealedFile
Day = TypeVar("Day", date, date | None)


@dataclass(frozen=True)
class Held:
    """One message as it is stored, and its days. `stays`: it holds no words, but proves a key that later ones need.

    `late`: where a day that has not come stands in it, the first day on which that was seen.
    """

    row: Row
    words: Words
    gone: date | None
    stays: bool
    late: date | None = None

    def believed(self, ended: date | None, today: date) -> tuple[Words, date | None]:
        """The days, and the end of the ask, as they can be: what a clock that was ahead wrote counts as `late`."""

        def right(day: Day) -> Day:
            return _or_late(day, self.late, today)

        found = self.words
        days = replace(
            found, sent=right(found.sent), read=right(found.read), seen=right(found.seen), left=right(found.left)
        )
        return days, right(ended)


def put(ask: models.Ask, sender: str, epoch: int, order: int, raw: bytes, day: date) -> Row:
    """Inside a write: one more sealed message."""
    row = Row(ask=ask, order=order, epoch=epoch, sender=sender)
    keyfile.current().make(row.id, Purpose.TEXT)
    row.blob = vault.wrap_inner(ask.id, row.id, PURPOSE, raw)
    row.days = _wrap_days(ask.id, {"sent": day.isoformat()})
    insert([row])
    look_soon(ask, day)
    return row


def look_soon(ask: models.Ask, day: date) -> None:
    """Inside a write: something was written, so the next night finds out when it goes."""
    if ask.look_date is None or ask.look_date > soon(day):
        ask.look_date = soon(day)
        ask.save(update_fields=["look_date"])


def raw_of(row: Row) -> bytes:
    """The sealed message. Denied where it is gone."""
    return vault.unwrap_inner(row.ask_id, row.id, PURPOSE, row.blob)


def of_thread(thread: Thread) -> list[Held]:
    """Every message in the order in which it came, gone ones too."""
    seen = _seen(thread.row)
    return [_held(row, seen) for row in Row.objects.filter(ask=thread.row).order_by("order")]


def _held(row: Row, seen: dict[str, Any]) -> Held:
    days = _days(row)
    is_seen = row.order <= seen.get("order", 0)
    words = Words(
        by_asker=row.sender == ASKER,
        sent=date.fromisoformat(days["sent"]),
        read=_day(days, "read"),
        seen=_day(seen, "day") if is_seen else None,
        left=_day(days, "left"),
    )
    return Held(row, words, _day(days, "gone"), stays="stays" in days, late=_day(days, "late"))


def has_left(row: Row) -> bool:
    """Whether readers are given it no more."""
    return row.gone or "left" in _days(row)


def note_read(thread: Thread, day: date) -> None:
    """Inside a write: a reader is handed the thread, so what its asker wrote was read from today on."""
    for row in Row.objects.filter(ask=thread.row, sender=ASKER, gone=False):
        _note(row, read=day)


def note_seen(ask: models.Ask, day: date) -> None:
    """Inside a write: its asker is here and is given everything there is."""
    order = Row.objects.filter(ask=ask).order_by("-order").values_list("order", flat=True).first()
    if order is not None and order > _seen(ask).get("order", 0):
        ask.seen = vault.wrap(ask.id, SEEN, jcs({"order": order, "day": day.isoformat()}))
        ask.save(update_fields=["seen"])


def let_stay(row: Row, day: date) -> None:
    """Inside a write: a message without words that vouches for a key does not go by itself."""
    _note(row, stays=day)


def leave(row: Row, day: date) -> None:
    """Inside a write: readers are given it no more."""
    _note(row, left=day)


def forget(row: Row, day: date) -> None:
    """Inside a write: the words and their files are gone, here and once this commit is durable from the key file."""
    attachments.forget(row.attachments.all())
    row.blob, row.gone = b"", True
    _note(row, gone=day)
    writer.after_commit(partial(keyfile.current().destroy, row.id))


def forget_keys(ask: models.Ask) -> None:
    """Inside the write that erases a thread: the keys of its words go with its row key."""
    for ident in Row.objects.filter(ask=ask, gone=False).values_list("id", flat=True):
        writer.after_commit(partial(keyfile.current().destroy, ident))


def note_late(thread: Thread, ended: date | None, today: date) -> None:
    """Inside a write, before it is asked what goes: where a day has not come, a clock was ahead when it was written, or
    is behind now. The first day on which that was seen is kept beside it, and dropped once nothing is ahead.
    """
    beside = [ended, _day(_seen(thread.row), "day")]
    written: list[Row | models.DeskNote] = list(Row.objects.filter(ask=thread.row, gone=False))
    for row in [*written, *models.DeskNote.objects.filter(ask=thread.row)]:
        known = _days(row) if row.days else {"sent": today.isoformat()}
        right = {name: day for name, day in known.items() if name != "late"}
        if any(is_ahead(day, today) for day in (*beside, *(_day(right, name) for name in right))):
            late = _day(known, "late")
            right["late"] = (today if late is None or is_ahead(late, today) else late).isoformat()
        if right != known or not row.days:
            row.days = _wrap_days(row.ask_id, right)
            row.save(update_fields=["days"])


def _or_late(day: Day, late: date | None, today: date) -> Day:
    return (late or today) if is_ahead(day, today) else day


def forget_notes(thread: Thread, ended: date | None, today: date) -> tuple[int, list[date | None]]:
    """Inside a write, after `note_late`: readers' notes go as words do. A note counts from the first day on which that
    looked at it. Returns how many went, and for each that stays the day on which it goes.
    """
    gone, later = 0, list[date | None]()
    for note in models.DeskNote.objects.filter(ask=thread.row):
        days = _days(note)
        late, sent = _day(days, "late"), date.fromisoformat(days["sent"])
        known = Words(by_asker=False, sent=_or_late(sent, late, today))
        leaves = leaves_date(known, _or_late(ended, late, today))
        if leaves is not None and leaves <= today:
            note.delete()
            gone += 1
        else:
            later.append(leaves)
    return gone, later


def left_over() -> Iterator[Any]:
    """Keys of words that are gone, still in the key file after a crash."""
    kept = keyfile.current().idents(Purpose.TEXT)
    return (each for each in Row.objects.filter(gone=True).values_list("id", flat=True) if each in kept)


def to_look_at(today: date) -> list[str]:
    """The codes of asks in which something could be due: what is written and not due yet has its day.

    No clock that is right writes a day so far off: what a clock that was ahead wrote is looked at now. Asked apart, so
    that no store looks at all the days between.
    """
    asks, too_far = models.Ask.objects.order_by("look_date", "code"), today + timedelta(days=WORDS_DAYS + 1)
    due, ahead = asks.filter(look_date__lte=today), asks.filter(look_date__gt=too_far)
    return [*due.values_list("code", flat=True), *ahead.values_list("code", flat=True)]


def look_again(ask: models.Ask, due: Collection[date | None], today: date) -> None:
    """Inside a write: when to look next. `due`: of everything that is still there, its day; None for no day yet.

    A fact and new words ask for a look by themselves. All else (a visit, a mark that nobody sees yet) counts from a day
    after this look, so that nothing is due before the days that words have are over: then at the latest is the next.
    """
    ask.look_date = None
    if due:
        latest = today + timedelta(days=WORDS_DAYS)
        ask.look_date = _before(min([latest, *(each for each in due if each is not None)]), today)
    ask.save(update_fields=["look_date"])


def _before(due: date, today: date) -> date:
    """A random day up to this one, so that the row does not tell from which day it was counted."""
    spare = min(max((due - today).days, 1), BLUR_DAYS)
    drawn = int.from_bytes(chance.draw("look", due.isoformat(), 4), "big") % spare
    return max(due, today + timedelta(days=1)) - timedelta(days=drawn)


def _note(row: Row, **days: date) -> None:
    """The first of each kind stands."""
    known = _days(row)
    fresh = {name: day.isoformat() for name, day in days.items() if name not in known}
    if fresh:
        row.days = _wrap_days(row.ask_id, known | fresh)
        row.save(update_fields=["days", "blob", "gone"])


def _wrap_days(ask: Any, days: dict[str, str]) -> bytes:
    return vault.wrap(ask, DAYS, jcs(days))


def _days(row: Row | models.DeskNote) -> dict[str, str]:
    found: dict[str, str] = json.loads(vault.unwrap(row.ask_id, DAYS, row.days))
    return found


def _seen(ask: models.Ask) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(vault.unwrap(ask.id, SEEN, ask.seen)) if ask.seen else {}
    return found


def _day(found: dict[str, Any], name: str) -> date | None:
    return date.fromisoformat(found[name]) if name in found else None
