# SPDX-License-Identifier: AGPL-3.0-or-later
"""PostgreSQL on three machines, of which one after the other dies under load: nothing acknowledged is lost.

The server is the real one with two processes, the machines run with the files that an operator is given.
"""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from answerable.record.offline.standing import check_promise
from answerable.record.offline.verify import RECEIPT
from answerable.sealing.entry import leaf
from answerable.sealing.wire import jcs
from answerable.tlog.checkpoint import parse_checkpoint
from answerable.tlog.note import parse_note
from answerable.tlog.policy import parse_policy
from answerable.tlog.tiles import WIDTH, entries_path, parse_bundle
from tests.serving import Serving, free_port
from tests.three_machines.crowd import Crowd, Person
from tests.three_machines.machines import Machine, Machines, running, wait
from tests.visitor import AskerVisitor

pytestmark = pytest.mark.three_machines
LONGEST = 45.0  # seconds until somebody who begins after a kill is acknowledged
FIGURES = f"{'':46} {'first s':>7} {'gap s':>7} {'whole s':>7} acknowledged  lost"
LOOKED_AT = 6  # of those acknowledged, so many enter by their words after each


@dataclass
class World:
    """The server, its three machines, and the people who use it meanwhile."""

    machines: Machines
    serving: Serving
    crowd: Crowd
    folder: Path
    shift: int = 0
    told: list[str] = field(default_factory=lambda: [FIGURES])


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("three")
    with running() as machines:
        serving = Serving(folder / "data", free_port(), {"ANSWERABLE_STORE": ""}).seed("bare")
        said = serving.command("move", "--to", machines.store)
        assert said.returncode == 0, said.stderr
        serving.env = {"ANSWERABLE_STORE": machines.store, "ANSWERABLE_PROCESSES": "2"}
        serving.start()
        made = World(machines, serving, Crowd(serving).start(), folder)
        try:
            yield made
        finally:
            made.crowd.end()
            serving.stop()
            print("\n".join(["", *made.told]))


def leader(world: World) -> Machine:
    return world.machines.leader()


def in_step(world: World) -> Machine:
    found: Machine = wait(lambda: world.machines.with_role("sync_standby"), what="a follower in step")
    return found


def kill_the_leader(world: World) -> Machine:
    at = leader(world)
    at.kill()
    return at


def kill_the_leader_ahead_of_all_others(world: World) -> Machine:
    """Its followers stand still for a moment before: whatever is acknowledged meanwhile is on it alone."""
    at = leader(world)
    others = [one for one in world.machines.each.values() if one is not at]
    for one in others:
        one.signal(signal.SIGSTOP, "postgres")
    time.sleep(2)
    at.kill()
    for one in others:
        one.signal(signal.SIGCONT, "postgres")
    return at


def kill_the_follower(world: World) -> Machine:
    at = in_step(world)
    at.kill()
    return at


def kill_etcd_of_the_leader(world: World) -> Machine:
    at = leader(world)
    at.kill("etcd")
    return at


def kill_postgresql_of_the_leader(world: World) -> Machine:
    at = leader(world)
    at.kill("postgres")
    return at


def kill_the_leader_and_a_process_of_the_server(world: World) -> Machine:
    """The new process of the server begins while no node takes writes."""
    at = kill_the_leader(world)
    os.kill(random.choice(world.serving.workers()), signal.SIGKILL)
    return at


def stop_the_leader(world: World) -> Machine:
    """It stands still without a word, its connections stay open; when it goes on, it thinks that it leads."""
    at = leader(world)
    began = time.monotonic()
    at.signal(signal.SIGSTOP)
    try:
        wait(lambda: (now := world.machines.with_role("leader")) and now.name != at.name, what="another leader")
        flowing(world, began)
    finally:
        at.signal(signal.SIGCONT)
    return at


def switch_over(world: World) -> Machine:
    at = leader(world)
    world.machines.switch()
    return at


EVENTS = [
    kill_the_leader_ahead_of_all_others, kill_the_follower, kill_etcd_of_the_leader, kill_postgresql_of_the_leader,
    switch_over, kill_the_leader_and_a_process_of_the_server, stop_the_leader, kill_the_leader,
]  # fmt: skip


@pytest.mark.parametrize("event", EVENTS, ids=[f"{at}-{one.__name__}" for at, one in enumerate(EVENTS, 1)])
def test_nothing_acknowledged_is_lost(world: World, event: Callable[[World], Machine]) -> None:
    flowing(world)
    began = time.monotonic()
    machine = event(world)
    taken = flowing(world, began)
    assert taken < LONGEST
    silent = silence(world, began)
    machine.start()
    whole = world.machines.wait_whole()
    people = world.crowd.pause()
    look_for(world, people)
    audit(world, people)
    world.crowd.resume()
    tell(world, event.__name__, taken, silent, whole, len(people))


def tell(world: World, event: str, taken: float, silent: float, whole: float, count: int) -> None:
    world.told.append(f"{event:46} {taken:7.1f} {silent:7.1f} {whole:7.1f} {count:9}     0")
    print(world.told[-1], flush=True)


def flowing(world: World, since: float = 0.0) -> float:
    """Waits until somebody who began after `since` was acknowledged; seconds after `since`."""
    since, had = since or time.monotonic(), len(world.crowd.done)

    def found() -> float:
        world.crowd.check()
        assert world.serving.process is not None
        assert world.serving.process.poll() is None, world.serving.log.read_text()
        ended = [one.ended for one in world.crowd.done[had:] if one.began > since]
        return min(ended, default=0.0)

    return float(wait(found, what="somebody acknowledged")) - since


def silence(world: World, since: float) -> float:
    """The longest time in which nobody was acknowledged, from shortly before `since` on."""
    ends = sorted(one.ended for one in world.crowd.done if one.ended > since - 5)
    return max((later - earlier for earlier, later in zip(ends, ends[1:], strict=False)), default=0.0)


def look_for(world: World, people: list[Person]) -> None:
    """Every acknowledged ask is on a reader's desk, and some are entered by their words."""
    desk = world.serving.desk("Tiko")
    there = {each["ask"] for each in desk.post("/api/desk/state", {})["asks"]}
    lost = [one.private["ask"] for one in people if one.private["ask"] not in there]
    assert not lost, f"{len(lost)} of {len(people)} acknowledged are lost"
    for one in random.sample(people, min(len(people), LOOKED_AT)):
        assert AskerVisitor(world.serving.origin, words=one.words).enter()["stage"] == "lodged"


def audit(world: World, people: list[Person]) -> None:
    """A day later the batch takes all that was promised; the record is whole, and every promise is signed and kept."""
    world.shift += 1
    world.serving.restart(shift=world.shift)
    record = f"{world.serving.origin}/record/"
    policy = world.folder / "policy"
    policy.write_text(httpx.get(f"{record}policy", trust_env=False).text)
    said = world.serving.command("record", "audit", record, "--policy", str(policy))
    assert said.returncode == 0, said.stdout + said.stderr
    rows, pinned = entries(world.serving), parse_policy(policy.read_bytes())
    for one in people:
        promise = one.taken["promise"]
        check_promise(pinned, promise)
        assert jcs(leaf(promise["id"], promise["c"])) in rows
    receipt = world.folder / "receipt.json"
    receipt.write_text(json.dumps({"format": RECEIPT, "promise": people[-1].taken["promise"]}))
    said = world.serving.command("record", "verify", str(receipt), "--policy", str(policy), "--log", record)
    assert said.returncode == 0, said.stdout + said.stderr
    said = world.serving.command("rebuild")
    assert said.returncode == 0, said.stdout + said.stderr


def entries(serving: Serving) -> set[bytes]:
    folder = serving.data / "record"
    size = parse_checkpoint(parse_note((folder / "checkpoint").read_bytes()).text).size
    widths = [(start // WIDTH, min(WIDTH, size - start)) for start in range(0, size, WIDTH)]
    return {one for at, width in widths for one in parse_bundle((folder / entries_path(at, width)).read_bytes(), width)}
