# SPDX-License-Identifier: AGPL-3.0-or-later
"""One store that grows, measured at each size: `python -m bench.speed.grown FOLDER SIZE …`, a line of JSON for each.

A process of its own: what it measures is this process's time on the processor, its writer's thread included, and the
time on the wall. The store is the embedded one, or PostgreSQL where ANSWERABLE_TEST_STORE names a server.
"""

from __future__ import annotations

import hashlib
import json
import resource
import secrets
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from tests.conftest import NOW, ORIGIN, using  # before all others: it prepares Django

from answerable import clock  # isort: skip
from django.test import Client

from answerable.actions import lodging, timely
from answerable.cli.movement import TERMS, Movement, read_directory
from answerable.jobs import runner
from answerable.record import batch, names, publishing
from answerable.record.offline.audit import audit
from answerable.record.offline.source import Folder
from answerable.sealing import asker, words
from answerable.storage import models, published
from answerable.storage.access import PUBLIC
from answerable.storage.writer import writer
from answerable.web.handler import desk_list
from tests import crowd
from tests.record.world import Record

ROUNDS: Final = 5
EACH: Final = 20  # lodgings, and held asks whose day comes, in each round
ON_THE_DESK: Final = 40
BODIES: Final = 50
HELD_DAYS: Final = 7
LIVES: Final = 31  # days that an ask of the crowd lives, at most
FULL_DAY: Final = 3600  # asks, so that a day's batch is nearly full
ASKED: Final = "river-delta"  # where the lodgings that are measured go
PAGE: Final = f"/organisations/{crowd.NORTH}/"
Seen = dict[str, list[tuple[float, float]]]  # what → (ms on the processor, ms on the wall) of one


class Growing:
    """The invented movement and more bodies, whose asks are many."""

    def __init__(self) -> None:
        asker.stretch = lambda text, origin: hashlib.sha256(f"{text} {origin}".encode()).digest()
        self.movement = Movement(NOW).found()
        lived = self._live()
        homes = crowd.add_bodies(BODIES)
        self.held = crowd.Crowd([crowd.read("held", self.movement)], homes)
        timely.admit_held(at=NOW)  # the one that was copied
        self.record = Record(self.movement).begin()
        self.day = self.record.today
        self.crowd = crowd.Crowd(lived, homes)
        self.own = crowd.Crowd([lived[0], lived[-3]], [lived[0].home])
        self.held.leaves = self.own.leaves = self.crowd.leaves
        self.own.lodge(ON_THE_DESK - models.Ask.objects.count(), self.day, 20)

    def _live(self) -> list[crowd.Lived]:
        """How those lived that are copied: most wait, are read or answered, some were taken back; some wrote words."""
        move, to = self.movement, crowd.NORTH
        hold = (move.before(30) + timedelta(HELD_DAYS)).date().isoformat()
        move.lodge("held", to, 30, kind="credit_work", hold_until=hold)
        move.lodge("lodged", to, 30, kind="change_policy")
        move.lodge("words", to, 30, kind="own_words", text="Please give the keys of the hall back.")
        for name in ("read", "answered"):
            move.lodge(name, to, 30, kind="pay_care")
            move.act("Maren", name, 27, "acknowledged", role="care_lead")
        move.act("Tiko", "answered", 20, "answer", value="no", reasons=["no_money"], power="treasurer")
        move.lodge("taken", to, 30, kind="change_policy")
        move.mark("taken", 25, "withdrawal")
        return [crowd.read(name, move) for name in (*["lodged"] * 3, "words", "read", "answered", "taken")]

    def grow(self, size: int) -> None:
        """To so many asks, spread over the days that come, with a batch for each."""
        count = size - models.Ask.objects.count()
        days = max(LIVES, count // FULL_DAY)
        self.crowd.lodge(count - ROUNDS * EACH, self.day + timedelta(1), days)
        self.day += timedelta(days + LIVES)
        for number in range(ROUNDS):
            self.held.lodge(EACH, self.day + timedelta(number + 1 - HELD_DAYS), 1)
        self.crowd.enter(self.day)
        self._let_be_looked_at()

    def _let_be_looked_at(self) -> None:
        """By the forgetting, of all in which something is written, the same number on each day of the measuring."""
        written = models.Ask.objects.filter(look_date__isnull=False).order_by("id")
        codes = list(written.values_list("code", flat=True)[: ROUNDS * EACH])

        def put() -> None:
            last = self.day + timedelta(ROUNDS + 1)
            models.Ask.objects.filter(look_date__lte=last).update(look_date=last + timedelta(2))
            for number in range(ROUNDS):
                some = codes[number * EACH : (number + 1) * EACH]
                models.Ask.objects.filter(code__in=some).update(look_date=self.day + timedelta(number + 1))

        writer.run(put)

    def measure(self) -> Seen:
        seen: Seen = defaultdict(list)
        for _ in range(ROUNDS):
            self.day += timedelta(1)
            at = NOW.replace(year=self.day.year, month=self.day.month, day=self.day.day)
            with clock.frozen(at):
                self._round(seen, at)
        found = audit(Folder(names.folder()), self.record.policy)
        _take(seen, "audit", lambda: audit(Folder(names.folder()), self.record.policy), found.size)
        if found.findings:
            raise RuntimeError(f"the record does not hold: {found.findings[0]}")
        return seen

    def _round(self, seen: Seen, at: datetime) -> None:
        given = read_directory(ASKED, at)
        lodgings = [_sealed(given) for _ in range(EACH)]
        actor = self.movement.members["Maren"].enter(at)
        _take(seen, "lodge", lambda: [lodging.lodge_ask(one, by=PUBLIC, at=at) for one in lodgings], EACH)
        _take(seen, "due", lambda: _expect(timely.admit_held(at=at), EACH), EACH)
        _take(seen, "desk", lambda: _expect(len(desk_list.read(actor)["asks"]), ON_THE_DESK))
        _take(seen, "night", lambda: _night(self.day))
        _take(seen, "forget", lambda: runner._forget(self.day.isoformat(), at), EACH)
        runner.run_due(at)
        _take(seen, "sweep", lambda: runner.run_due(at))
        writer.run(published.changed)
        client = Client(headers={"host": "localhost:8000", "accept-encoding": "br"})
        _take(seen, "page-made", lambda: _expect(client.get(PAGE).status_code, 200))
        _take(seen, "page", lambda: [client.get(PAGE) for _ in range(EACH)], EACH)


def _sealed(given: dict[str, Any]) -> dict[str, Any]:
    """A lodging, sealed before any clock starts."""
    chosen = {
        "kind": "change_policy", "helped": False, "route": "body", "hold_until": None, "text": "", "terms": TERMS,
        "readers": [one["code"] for one in given["readers"]], "backups": [one["code"] for one in given["backups"]],
    }  # fmt: skip
    made = words.make(secrets.token_bytes(words.SECRET_BYTES))
    return asker.build_lodging(made, ORIGIN, given, chosen, random=secrets.token_bytes)[0]


def _night(day: date) -> None:
    batch.close(day)
    publishing.publish()
    publishing.archive()


def _expect(found: int, wanted: int) -> None:
    if found != wanted:
        raise RuntimeError(f"{found} where {wanted} were expected")


def _take(seen: Seen, what: str, act: Callable[[], object], count: int = 1) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    spent = (time.process_time() - cpu, time.perf_counter() - wall)
    seen[what].append((spent[0] / count * 1000, spent[1] / count * 1000))


@contextmanager
def _told(what: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    print(f"{what}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)


def main(folder: str, sizes: list[int]) -> None:
    with using(Path(folder)):
        for name in ("release", "rewrite"):  # each month once, and about everything that there is
            timely.note_done(name, "2099-12")
        growing = Growing()
        for size in sizes:
            with _told(f"grown to {size:,}"):
                growing.grow(size)
            with _told(f"measured at {size:,}"):
                seen = growing.measure()
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
            print(json.dumps({"size": size, "seen": seen, "memory": memory}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], [int(one) for one in sys.argv[2:]])
