# SPDX-License-Identifier: AGPL-3.0-or-later
"""Very many asks, cheaply: copies of a few that people lived through with the real actions, on either store.

A copy has a row key, facts, journal, projection, readers and keys of its own, and each of its entries opens a leaf of
the record. In place of what is sealed stand random bytes, fewer than there would be: no list, clock or page reads them.
Rows are written in bulk, table by table, in the order of their keys.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, Final
from unittest.mock import patch
from uuid import UUID

from django.db import connection
from django.db.models import Model

from answerable.cli.movement import Movement
from answerable.core.retention import WORDS_DAYS
from answerable.record import directory, keeping, publishing
from answerable.record.batch import step
from answerable.record.keeping import Entry, open_entry
from answerable.sealing import rowkey
from answerable.sealing.padding import pad
from answerable.sealing.wire import b64, jcs
from answerable.storage import journal, keyfile, models, published, threads, words
from answerable.storage.inserting import _statement
from answerable.storage.models.base import new_code, new_id
from answerable.storage.writer import writer

NORTH: Final = "river-north-bank"
AT_ONCE: Final = 10_000
SPARE: Final = 64  # bytes in place of what is sealed
LEAF: Final = 91  # every thread leaf is so long
ID: Final = slice(57, 83)
DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
KINDS: Final = (models.Ask, models.Asker, models.Reader, models.Backup, models.SealedKey, models.SealedFile)
OWN: Final = ("ask_id", "locator", "days", "code", "body_id", "lodged_date", "hold_until", "look_date")
SEATS: Final = ("seat_id", "holder")
LETTERS: Final = "abcdefghijklmnopqrstuvwxyz234567"
PAIRS: Final = [first + second for first in LETTERS for second in LETTERS]
Row = tuple[list[Any], list[tuple[int, str]]]
Rows = dict[type[Model], list[list[Any]]]


class Pattern:
    """A text with holes where something of its own stands: what people named, and days counted from the first."""

    def __init__(self, text: str, known: Mapping[str, str], first: date) -> None:
        named = "|".join(re.escape(each) for each in sorted(known, key=len, reverse=True))
        pieces = re.split(f"({named}|{DAY.pattern})", text)
        self._literal = [piece.encode() for piece in pieces[::2]]
        self._holes = [known.get(hole) or (date.fromisoformat(hole) - first).days for hole in pieces[1::2]]
        self.offsets = {each for each in self._holes if isinstance(each, int)}

    def fill(self, values: Mapping[Any, bytes]) -> bytes:
        parts = [self._literal[0]]
        for hole, literal in zip(self._holes, self._literal[1:], strict=True):
            parts += (values[hole], literal)
        return b"".join(parts)


@dataclass(frozen=True)
class Home:
    """A body with those who read for it, as rows name them: (id, code) in hex and clear."""

    body: tuple[str, str]
    seats: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Lived:
    """One ask to copy. `facts`: what each entry covers, how the journal prints it, its day; `rows` as stored."""

    home: Home
    facts: tuple[tuple[Pattern, Pattern, int], ...]
    rows: Mapping[type[Model], Sequence[Row]]
    offsets: Mapping[str, int | None]


def read(name: str, movement: Movement) -> Lived:
    """An ask of the movement, of a body whose readers are all chosen."""
    row = models.Ask.objects.select_related("asker", "body").get(code=movement.askers[name].code)
    thread = threads.open_thread(row)
    first, home = thread.noted[0].fact.day, home_of(row.body)
    known = {row.code: "ask", row.body.code: "body"}
    known |= {seat[1]: f"seat{place}" for place, seat in enumerate(home.seats)}
    for place, noted in enumerate(thread.noted):
        known |= {noted.entry[part]: f"{part}{place}" for part in ("id", "salt", "c")}
    facts = tuple(
        (Pattern(jcs(noted.fields).decode(), known, first), Pattern(journal._print(noted).decode(), known, first),
         (noted.fact.day - first).days)
        for noted in thread.noted
    )  # fmt: skip
    found = {kind: [_spared(each) for each in _of(kind, row)] for kind in KINDS}
    offsets = {day: None if getattr(row, day) is None else (getattr(row, day) - first).days
               for day in ("lodged_date", "hold_until")}  # fmt: skip
    return Lived(home, facts, found, offsets)


def _of(kind: type[Model], row: models.Ask) -> Iterable[Model]:
    return [row] if kind is models.Ask else kind._base_manager.filter(ask=row)


def _spared(row: Model) -> Row:
    """The columns of a row as its store takes them, with little in place of what is sealed, and which are to change:
    their places, with the name of what comes there, or none where it names a seat.
    """
    fields = row._meta.concrete_fields
    given = {field.attname: field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields}
    given |= {name: secrets.token_bytes(SPARE) for name in ("blob", "keep") if name in given}
    given |= {name: "spare" for name in ("recipient", "epoch_key") if name in given}
    changes = [(place, "" if name in SEATS else name) for place, name in enumerate(given) if name in (*OWN, *SEATS)]
    return [_hex(value) if name in SEATS else value for name, value in given.items()], changes


def home_of(body: models.Body) -> Home:
    seats = models.Seat.objects.filter(body=body, role="handler").order_by("code")
    return Home((body.id.hex, body.code), tuple((seat.id.hex, seat.code) for seat in seats))


def add_bodies(count: int) -> list[Home]:
    """More bodies like the one, each with readers and accounts of its own, who never come in."""
    like = models.Body.objects.get(slug=NORTH)
    seats = list(models.Seat.objects.filter(body=like, role="handler").order_by("code"))
    homes = writer.run(lambda: [_body(like, seats, number) for number in range(count)])
    writer.run(published.changed)
    return homes


def _body(like: models.Body, seats: Sequence[models.Seat], number: int) -> Home:
    given = {field.attname: getattr(like, field.attname) for field in like._meta.concrete_fields}
    own = {"id": new_id(), "code": new_code(), "slug": f"bank-{number}", "name": f"Bank {number}"}
    body = models.Body.objects.create(**given | own)
    for seat in seats:
        account = models.Account.objects.create()
        keyfile.current().make(account.id, keyfile.Purpose.ACCOUNT)
        given = {field.attname: getattr(seat, field.attname) for field in seat._meta.concrete_fields}
        models.Seat.objects.create(
            **given | {"id": new_id(), "code": new_code(), "account_id": account.id, "body_id": body.id}
        )
    return home_of(body)


class Crowd:
    """Copies of `lived`, spread over bodies and days. `leaves` are those that no batch took yet, by their day."""

    def __init__(self, lived: Sequence[Lived], homes: Sequence[Home], seed: int = 7) -> None:
        self._lived, self._homes, self._random = lived, homes, Random(seed)  # noqa: S311 - which copy stands where
        self._days: dict[date, dict[int, bytes]] = {}
        self._offsets = {offset for one in lived for fact in one.facts for part in fact[:2] for offset in part.offsets}
        self.leaves: dict[date, bytearray] = defaultdict(bytearray)

    def lodge(self, count: int, first: date, days: int) -> None:
        """So many, on these days. Their keys are drawn part by part, so that each part lies together in its tables."""
        parts = -(-count // AT_ONCE)
        with in_a_hurry():
            for part in range(parts):
                size = min(AT_ONCE, count - part * AT_ONCE)
                writer.run(lambda part=part, size=size: self._part(part, parts, size, first, days))
                writer.run(writer.tidy)

    def _part(self, part: int, parts: int, size: int, first: date, days: int) -> None:
        keys = _Keys(part, parts)
        rows: Rows = defaultdict(list)
        for ident in keys.take(size):
            lived, home = self._random.choice(self._lived), self._random.choice(self._homes)
            self._copy(rows, ident, lived, home, first + timedelta(self._random.randrange(days)))
        for kind in (one for one in rows if one not in (models.Ask, models.Payload)):
            for row, fresh in zip(rows[kind], keys.take(len(rows[kind])), strict=True):
                row[0] = fresh
        for envelope, payload in zip(rows[models.Envelope], rows[models.Payload], strict=True):
            payload[0] = envelope[0]
        for file in rows[models.SealedFile]:
            keyfile.current().make(UUID(file[0]), keyfile.Purpose.TEXT)
        for kind, found in rows.items():
            put(kind, found)

    def _copy(self, rows: Rows, ident: str, lived: Lived, home: Home, day: date) -> None:
        code, key = _code(), keyfile.current().make(UUID(ident), keyfile.Purpose.THREAD)
        values: dict[Any, bytes] = {**self._printed(day), "ask": code.encode(), "body": home.body[1].encode()}
        values |= {f"seat{place}": seat[1].encode() for place, seat in enumerate(home.seats)}
        for number, (fields, printed, offset) in enumerate(lived.facts):
            self._note(rows, ident, number, fields, values, day + timedelta(offset))
            rows[models.Payload].append([None, _wrap(key, printed.fill(values), journal.PURPOSE, ident)])
        own = {"ask_id": ident, "code": code, "body_id": home.body[0], "locator": _random(32)} | {
            name: None if offset is None else (day + timedelta(offset)).isoformat()
            for name, offset in lived.offsets.items()
        }
        own["look_date"], own["days"] = None, b""
        if lived.rows[models.SealedFile]:
            look = WORDS_DAYS - self._random.randrange(words.BLUR_DAYS)
            own["look_date"] = (day + timedelta(look)).isoformat()
            own["days"] = _wrap(key, jcs({"sent": day.isoformat()}), words.DAYS, ident)
        _put_rows(rows, lived, home, own)
        rows[models.Ask][-1][0] = ident

    def _printed(self, day: date) -> dict[int, bytes]:
        if day not in self._days:
            self._days[day] = {each: (day + timedelta(each)).isoformat().encode() for each in self._offsets}
        return self._days[day]

    def _note(
        self, rows: Rows, ident: str, number: int, fields: Pattern, values: dict[Any, bytes], entered: date
    ) -> None:
        """The envelope of a fact, and its leaf; what opens it is among the values from now on."""
        salt, code = _random(32), _code()
        values[f"id{number}"], values[f"salt{number}"] = code.encode(), b64(salt).encode()
        values[f"c{number}"] = b64(hmac.digest(salt, pad(fields.fill(values)), "sha256")).encode()
        self.leaves[entered] += _leaf(values[f"c{number}"].decode(), values[f"id{number}"].decode())
        rows[models.Envelope].append([None, ident, number + 1, entered.isoformat()[:7]])

    def enter(self, until: date) -> None:
        """A batch for each day until then, as the nights would have made them; then files, and a head of each."""
        with in_a_hurry():
            day = min(self.leaves)
            while day <= until:
                raw = bytes(self.leaves.pop(day, b""))
                writer.run(lambda day=day, raw=raw: _close(day, raw))
                writer.run(writer.tidy)
                day += timedelta(1)
            publishing.publish()
            publishing.archive()


def _put_rows(rows: Rows, lived: Lived, home: Home, own: Mapping[str, Any]) -> None:
    """The other rows of one ask. Their keys come later."""
    seats = {name: new for old, there in zip(lived.home.seats, home.seats, strict=True)
             for name, new in zip(old, there, strict=True)}  # fmt: skip
    for kind, found in lived.rows.items():
        for columns, changes in found:
            row = list(columns)
            for place, name in changes:
                row[place] = own[name] if name else seats.get(row[place], row[place])
            rows[kind].append(row)


def _close(day: date, raw: bytes) -> None:
    """What `batch.close` does, from leaves that never waited."""
    entries = [Entry(raw[at : at + LEAF][ID].decode(), "", raw[at : at + LEAF]) for at in range(0, len(raw), LEAF)]
    size = step(len(entries))
    for code in [_code() for _ in range(size - len(entries))]:
        entries.append(Entry(code, "", _leaf(b64(_random(32)), code)))
    Random(raw).shuffle(entries)  # noqa: S311 - of what nobody is harmed by
    head = [*directory.entries(day), open_entry("batch", day.isoformat(), leaves=size)]
    with patch.object(models.Leaf.objects, "bulk_create", _put_leaves):
        models.Batch(day=day, size=keeping.append([*head, *entries])).save(force_insert=True)


def _put_leaves(leaves: Iterable[models.Leaf]) -> None:
    put(models.Leaf, [(leaf.index, leaf.code, leaf.kind, leaf.raw) for leaf in leaves])


def put(kind: type[Model], rows: Sequence[Sequence[Any]]) -> None:
    """Inside a write: rows as the store takes them."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            columns = ", ".join(f'"{field.column}"' for field in kind._meta.concrete_fields)
            with cursor.copy(f"COPY {kind._meta.db_table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            cursor.executemany(_statement(kind)[0], rows)


@contextmanager
def in_a_hurry() -> Iterator[None]:
    """What a power cut would lose is made anew: nothing is flushed meanwhile."""
    with patch("os.fsync"):
        writer.run(lambda: _pragmas("synchronous=OFF", "cache_size=-400000"))
        try:
            yield
        finally:
            writer.run(lambda: _pragmas("synchronous=FULL", "cache_size=-2000"))


def _pragmas(*said: str) -> None:
    """Once this write is over: inside a transaction SQLite changes neither."""
    if connection.vendor == "sqlite":
        writer.after_commit(lambda: [connection.connection.execute(f"PRAGMA {each}").close() for each in said])


class _Keys:
    """Random keys in the order of their values, all of one part of all there could be."""

    def __init__(self, part: int, parts: int) -> None:
        self._from, self._size = part * 2**128 // parts, 2**128 // parts

    def take(self, count: int) -> list[str]:
        return [f"{self._from + one:032x}" for one in sorted(self._one() for _ in range(count))]

    def _one(self) -> int:
        return int.from_bytes(_random(16), "big") % self._size


def _leaf(commitment: str, code: str) -> bytes:
    """As `jcs` prints it."""
    return f'{{"c":"{commitment}","id":"{code}","v":1}}'.encode()


def _wrap(key: bytes, plain: bytes, purpose: str, ident: str) -> bytes:
    return rowkey.wrap(key, plain, purpose, ident, random=_random)


_drawn = memoryview(b"")


def _random(size: int) -> bytes:
    """Asking the system a megabyte at a time."""
    global _drawn
    if len(_drawn) < size:
        _drawn = memoryview(secrets.token_bytes(2**20))
    found, _drawn = bytes(_drawn[:size]), _drawn[size:]
    return found


def _hex(ident: object) -> str:
    return ident.hex if isinstance(ident, UUID) else str(ident)


def _code() -> str:
    """As `chance.code` makes them, in a tenth of the time."""
    number = int.from_bytes(_random(16), "big") << 2
    return "".join([PAIRS[number >> shift & 1023] for shift in range(120, -1, -10)])
