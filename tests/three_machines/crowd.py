# SPDX-License-Identifier: AGPL-3.0-or-later
"""People who lodge one after the other, each until the server acknowledged it, as the page that they write on does."""

from __future__ import annotations

import secrets
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import httpx

from answerable.sealing import asker
from tests.serving import Serving
from tests.visitor import TERMS, AskerVisitor, Said

NORTH = "river-north-bank"
PEOPLE = 4
PATIENCE = 120.0


class Person(AskerVisitor):
    """Sends the very same lodging again where no answer came."""

    taken: dict[str, Any]
    tries = 0

    def prepare(self) -> dict[str, Any]:
        directory = self.directory(NORTH)
        chosen = {
            "kind": "change_policy", "helped": False, "route": "body", "hold_until": None, "text": "",
            "readers": [one["code"] for one in directory["readers"]],
            "backups": [one["code"] for one in directory["backups"]], "terms": TERMS,
        }  # fmt: skip
        lodging, self.private = asker.build_lodging(
            self.words, self.origin, directory, chosen, random=secrets.token_bytes
        )
        return lodging

    def lodge_at_last(self) -> None:
        until, lodging = time.monotonic() + PATIENCE, dict[str, Any]()
        while time.monotonic() < until:
            self.tries += 1
            try:
                self.open("/ask/").raise_for_status()
                lodging = lodging or self.prepare()
                self.taken = self.post("/api/ask/lodge", lodging)
                return
            except Said as refused:
                if not str(refused).startswith("503 "):  # a failover is no mistake of ours
                    raise
            except (httpx.HTTPError, ValueError, KeyError):
                pass
            time.sleep(0.2)
        raise AssertionError(f"not acknowledged within {PATIENCE:.0f} s")


@dataclass
class Acknowledged:
    """When it was begun and acknowledged, in seconds of the test's own clock."""

    person: Person
    began: float
    ended: float


@dataclass
class Crowd:
    """Goes on until told to stop. `paused` lets nobody begin anew."""

    serving: Serving
    done: list[Acknowledged] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)
    _go: threading.Event = field(default_factory=threading.Event)
    _busy: set[int] = field(default_factory=set)
    _each: list[Future[None]] = field(default_factory=list)

    def start(self) -> Crowd:
        self._go.set()
        self._pool = ThreadPoolExecutor(PEOPLE)
        self._each = [self._pool.submit(self._live, number) for number in range(PEOPLE)]
        return self

    def _live(self, number: int) -> None:
        while not self._stop.is_set():
            self._go.wait()
            self._busy.add(number)
            began, one = time.monotonic(), Person(self.serving.origin)
            try:
                one.lodge_at_last()
                self.done.append(Acknowledged(one, began, time.monotonic()))
            finally:
                one.http.close()
                self._busy.discard(number)

    def check(self) -> None:
        """Raises what went wrong with any of them."""
        for one in self._each:
            if one.done():
                one.result()

    def pause(self) -> list[Person]:
        """Everybody who was acknowledged, once nobody waits for an answer any more."""
        self._go.clear()
        while self._busy:
            time.sleep(0.05)
        self.check()
        return [one.person for one in self.done]

    def resume(self) -> None:
        self._go.set()

    def end(self) -> None:
        self._stop.set()
        self._go.set()
        self._pool.shutdown()
        for one in self._each:
            one.result()
