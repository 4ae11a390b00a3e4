# SPDX-License-Identifier: AGPL-3.0-or-later
"""A record of the invented movement: some weeks of batches, an ask that lives and shows a line, and its files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from answerable.actions import processing, showing
from answerable.cli.movement import Movement
from answerable.record import batch, bundle, policy, publishing, reading
from answerable.record.offline.export import export
from answerable.record.offline.source import Absent
from answerable.record.offline.verify import RECEIPT
from answerable.record.promise import promise
from answerable.sealing import labels
from answerable.sealing.asker import build_process_act
from answerable.sealing.signing import sign
from answerable.sealing.wire import parse_b64
from answerable.storage import models, runs
from answerable.storage.access import read_ask
from answerable.storage.threads import Thread
from answerable.tlog.policy import Policy, parse_policy
from tests.conftest import NOW, ORIGIN

NORTH = "river-north-bank"


class Here:
    """The record of this very store, as a server would serve it."""

    place = "here"

    def fetch(self, path: str) -> bytes:
        found = reading.file(path)
        if found is None:
            raise Absent(path)
        return found


@dataclass
class Record:
    """Lives day by day. `day` counts from the movement's founding."""

    movement: Movement
    day: int = 0

    @property
    def now(self) -> datetime:
        return NOW + timedelta(days=self.day)

    @property
    def today(self) -> date:
        return self.now.date()

    def begin(self) -> Record:
        bundle.note_bundle({"ask.js": "a" * 64}, self.today)
        bundle.note_policy(policy.suggested(), self.today)
        return self.pass_days(1)

    def pass_days(self, count: int) -> Record:
        """Each day its batch, at its hour, and its head."""
        for _ in range(count):
            batch.close(self.today)
            publishing.publish()
            publishing.archive()
            self.day += 1
            self.movement._actors.clear()  # a new visit each day
        return self

    def lodge(self, name: str = "Anouk", to: str = NORTH, kind: str = "credit_work") -> str:
        self.movement.now = self.now
        self.movement.lodge(name, to, 0, kind=kind)
        return name

    def act(self, member: str, name: str, move: str, /, **value: object) -> None:
        self.movement.now = self.now
        self.movement.act(member, name, 0, move, **value)

    def mark(self, name: str, move: str, /, **value: object) -> None:
        self.movement.now = self.now
        self.movement.mark(name, 0, move, **value)

    def process(self, name: str, act: str, value: dict[str, object]) -> None:
        """One act of an asker in the process around their ask."""
        one = self.movement.askers[name]
        found = None if act == "propose" else self.run(name)
        code, number = (found.row.code, found.number) if found else ("", 0)
        sent = build_process_act(one.private, code, act, value, number=number, day=self.today.isoformat())
        processing.act_as_asker(sent, by=one.enter(self.now), at=self.now)

    def run(self, name: str) -> runs.Held:
        return runs.of_thread(self.thread(name))[0]

    def thread(self, name: str) -> Thread:
        """As its asker gets it."""
        one = self.movement.askers[name]
        return read_ask(one.enter(self.now), one.code)

    def receipt(self, name: str) -> dict[str, object]:
        return self.receipt_of(self.thread(name))

    def receipt_of(self, thread: Thread) -> dict[str, object]:
        """What an asker may keep, with the proof where there is one."""
        entry = thread.noted[0].entry
        proof = reading.proof(entry["id"])
        return {
            "format": RECEIPT, "promise": promise(entry["id"], entry["c"], at=self.now),
            "proof": proof.decode() if proof else None,
        }  # fmt: skip

    def show(self, name: str, place: int, shown: bool = True) -> int:
        """The asker shows a line of hers (counted from 0), or takes it back. Returns its index."""
        one = self.movement.askers[name]
        actor = one.enter(self.now)
        entry = read_ask(actor, one.code).noted[place].entry["id"]
        showing.show_entry(self.signed_show(name, entry, shown), by=actor, at=self.now)
        publishing.publish()
        return int(models.Leaf.objects.get(code=entry).index)

    def signed_show(self, name: str, entry: str, shown: bool, number: int = 0) -> dict[str, Any]:
        """What the asker's client sends: counted as her state counts, or with another number."""
        one = self.movement.askers[name]
        number = number or reading.proofs([entry])["times"].get(entry, 0) + 1
        fields = {
            "origin": ORIGIN, "ask": one.code, "entry": entry, "shown": shown, "number": number,
            "day": self.today.isoformat(),
        }  # fmt: skip
        signature = sign(parse_b64(one.private["mark_seed"], 32), labels.SHOW, fields)
        sent = {name: fields[name] for name in ("ask", "entry", "shown", "number", "day")}
        return {**sent, "signature": signature}

    def export(self, folder: Path) -> Path:
        export(Here(), folder, lambda done, size: None)
        return folder

    @property
    def policy(self) -> Policy:
        return parse_policy(b"".join(f"{line}\n".encode() for line in policy.suggested()))
