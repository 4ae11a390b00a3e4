# SPDX-License-Identifier: AGPL-3.0-or-later
"""`kill -9` of the whole server under load, again and again, on both stores: nothing acknowledged is lost, what was not
answered is sent again and taken once, and the record audits clean each time.
"""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests import cluster
from tests.faults.test_processes import audit
from tests.serving import Serving, free_port
from tests.visitor import AskerVisitor, DeskVisitor, Said

NORTH, CLIENTS, KILLS, TEXT = "river-north-bank", 8, 21, "Please write the minutes of the meeting."
LEAST = 8  # so many were acknowledged in each round before the moment of the kill is drawn
Sent = tuple[AskerVisitor, dict[str, Any]]


@dataclass
class Load:
    """Clients that lodge one ask after another, each by somebody new, with own words."""

    serving: Serving
    stop: threading.Event = field(default_factory=threading.Event)
    acknowledged: list[Sent] = field(default_factory=list)
    unanswered: list[Sent] = field(default_factory=list)

    def __enter__(self) -> Load:
        self.threads = [threading.Thread(target=self._lodge) for _ in range(CLIENTS)]
        for each in self.threads:
            each.start()
        return self

    def __exit__(self, *given: object) -> None:
        self.stop.set()
        for each in self.threads:
            each.join()

    def _lodge(self) -> None:
        while not self.stop.is_set():
            one = self.serving.asker()
            try:
                sealed = one.seal(NORTH, kind="own_words", text=TEXT)
            except (httpx.HTTPError, ValueError):
                continue  # nothing was sent
            try:
                one.post("/api/ask/lodge", sealed)
            except (httpx.HTTPError, Said, ValueError):
                self.unanswered.append((one, sealed))
            else:
                self.acknowledged.append((one, sealed))
            one.http.close()

    def wait_for(self, count: int) -> None:
        until = time.monotonic() + 120
        while len(self.acknowledged) < count:
            assert time.monotonic() < until, f"only {len(self.acknowledged)} were taken"
            time.sleep(0.01)


@pytest.fixture(params=["embedded", "postgresql"])
def serving(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Serving]:
    with ExitStack() as left:
        env = {"ANSWERABLE_STORE": ""}
        if request.param == "postgresql":
            at = left.enter_context(cluster.running())
            env = {"ANSWERABLE_STORE": cluster.database(at), "ANSWERABLE_PROCESSES": "2"}
        found = Serving(tmp_path / "data", free_port(), env, apart=True).seed("bare").start()
        left.callback(lambda: found.stop() if found.process is not None else None)
        yield found


def send_again(serving: Serving, some: list[Sent]) -> None:
    for one, sealed in some:
        one.__post_init__()  # a line of its own
        one.open("/ask/")
        assert one.post("/api/ask/lodge", sealed)["day"] == 1


def waiting(desk: DeskVisitor) -> Counter[str]:
    """How often each ask stands on a reader's list. Her visit outlives the server."""
    desk.http.close()
    desk.__post_init__()
    return Counter(each["ask"] for each in desk.post("/api/desk/state", {})["asks"])


def opens(serving: Serving, one: AskerVisitor) -> dict[str, Any]:
    """It opens with its words alone, and its text stands in it."""
    back = serving.asker(one.words)
    state = back.enter()
    assert [each["body"]["text"] for each in back.private["messages"]] == [TEXT]
    back.http.close()
    return state


@pytest.mark.long
def test_no_kill_of_the_whole_server_loses_what_it_acknowledged(
    serving: Serving, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken, again, longest, desk = list[Sent](), 0, 0.0, serving.desk("Maren")
    for _ in range(KILLS):
        with Load(serving) as load:
            load.wait_for(LEAST)
            time.sleep(random.random())
            serving.kill()
        taken += load.acknowledged
        began = time.monotonic()
        serving.start()
        longest = max(longest, time.monotonic() - began)
        stored = waiting(desk)
        assert [one.private["ask"] for one, _ in taken if one.private["ask"] not in stored] == []
        for one, _ in load.acknowledged:
            opens(serving, one)
        audit(serving, tmp_path)
        send_again(serving, load.unanswered)
        taken, again = taken + load.unanswered, again + len(load.unanswered)
    serving.restart(shift=1)  # a batch takes what waits into the record
    stored = waiting(serving.desk("Tiko"))  # a day later hers has ended
    assert stored == Counter(one.private["ask"] for one, _ in taken), "each stands there once"
    for one, _ in taken:
        state = opens(serving, one)
        assert state["entries"][0]["id"] in state["record"]["leaves"], "what was promised is in the record"
    audit(serving, tmp_path)
    said = serving.command("rebuild")
    assert said.returncode == 0, said.stdout + said.stderr
    with capsys.disabled():
        print(
            f"\n{KILLS} kills, {len(taken) - again} acknowledged, 0 lost; {again} without an answer, sent again and "
            f"taken once; {KILLS + 1} audits clean; up again after {longest:.1f} s at most"
        )
