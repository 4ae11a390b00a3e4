# SPDX-License-Identifier: AGPL-3.0-or-later
"""A record with two letters in it, and what a host that holds the log's key can make of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from answerable.actions import letter_answers, letters
from answerable.cli.groups import PROMISE, YES, Group
from answerable.cli.movement import Movement
from answerable.record import keeping, publishing
from answerable.record.offline.audit import audit
from answerable.record.offline.leaves import parse_leaf
from answerable.record.offline.source import Folder
from answerable.sealing.letter import act_fields, sign_act
from answerable.sealing.signing import signing_public
from answerable.sealing.wire import jcs
from answerable.storage import letters as stored
from answerable.storage import models
from answerable.tlog.checkpoint import Checkpoint, sign_checkpoint
from answerable.tlog.keys import Ed25519Signer
from answerable.tlog.merkle import Frontier, leaf_hash, node_hash, root_of
from answerable.tlog.policy import Policy
from answerable.tlog.tiles import bundles_between, parse_bundle, tiles_between
from tests import stores
from tests.conftest import ORIGIN
from tests.record.world import NORTH, Record

ASKS = ("Say who knew, and when.", "Two paid seats on the board.", "Stop using our photographs of Annelore.")
NOBODY = b"\x07" * 32


@dataclass
class World:
    """The exported record, and the secrets of everybody in it."""

    folder: Path
    policy: Policy
    signers: list[Ed25519Signer]
    marks: Mapping[str, bytes]
    lantern: str
    kitchen: str

    def key(self, name: str) -> str:
        return signing_public(self.marks[name])


@dataclass
class Log:
    """The entries of a copy of it, to be bent."""

    world: World
    folder: Path
    entries: list[bytes]

    def fields(self, index: int) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.entries[index])
        return found

    def at(self, kind: str, place: int = 0, **fields: object) -> int:
        """The index of a leaf of this type, among those that have these fields."""
        found = [
            index
            for index, raw in enumerate(self.entries)
            if parse_leaf(raw).kind == kind and all(self.fields(index)[name] == one for name, one in fields.items())
        ]
        return found[place]

    def edit(self, index: int, **fields: object) -> int:
        self.entries[index] = jcs({**self.fields(index), **fields})
        return index

    def insert(self, after: int, fields: Mapping[str, object]) -> int:
        """A leaf more, after an open leaf and of its day."""
        made = {"v": 1, **fields, "day": self.fields(after)["day"], "id": "q" * 25 + "7"}
        self.entries.insert(after + 1, jcs(made))
        return after + 1

    def again(self, source: int, after: int | None = None, **changed: object) -> int:
        """The same leaf once more, with something changed in it."""
        return self.insert(source if after is None else after, {**self.fields(source), **changed})

    def act(
        self, after: int, act: str, value: object, *names: str, number: int = 9, letter: str = "", origin: str = ORIGIN,
        asked: str = "2031-05-21", said: str = "",
    ) -> int:  # fmt: skip
        """A signed act more. `letter` and `said`: what the signature is about where the leaf says something else."""
        code = self.world.lantern
        given = act_fields(origin, letter or code, said or act, number, asked, value)
        signatures = [
            {"key": self.world.key(name), "signature": sign_act(self.world.marks[name], given)} for name in names
        ]
        fields = {"letter": code, "act": act, "round": number, "asked": asked, "value": value, "signatures": signatures}
        return self.insert(after, {"type": "letter-act", **fields})

    @property
    def words(self) -> Path:
        return self.folder / f"letters/{self.world.lantern}.json"

    def findings(self) -> list[str]:
        """What the auditor says of it, once the host has signed all of it anew."""
        self.write()
        report = audit(Folder(self.folder), self.world.policy)
        return [str(each) for each in report.findings]

    def write(self) -> None:
        """Everything anew over these leaves."""
        hashes = [leaf_hash(each) for each in self.entries]
        levels = [hashes]
        while len(levels[-1]) > 1:
            row = levels[-1]
            levels.append([node_hash(row[at], row[at + 1]) for at in range(0, len(row) - 1, 2)])
        for name, content in [
            *tiles_between(0, len(hashes), lambda level, index: levels[level][index]),
            *bundles_between(0, len(hashes), self.entries.__getitem__),
        ]:
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_bytes(content)
        head = Checkpoint(self.world.signers[0].verifier.name, len(hashes), root_of(hashes))
        (self.folder / "checkpoint").write_bytes(sign_checkpoint(head, self.world.signers))
        self._archive(hashes)

    def _archive(self, hashes: list[bytes]) -> None:
        """A head of each batch anew, so that none contradicts these leaves."""
        tree, lines = Frontier(), ""
        for index, raw in enumerate(self.entries):
            fields = json.loads(raw)
            if fields.get("type") == "batch" and (size := index + 1 + fields["leaves"]) <= len(hashes):
                tree.extend(hashes[tree.size : size])
                head = Checkpoint(self.world.signers[0].verifier.name, size, tree.root())
                (self.folder / f"checkpoints/{size}").write_bytes(sign_checkpoint(head, self.world.signers))
                lines += f"{size} {fields['day']}\n"
        (self.folder / "checkpoints/index").write_text(lines)


def copy_of(world: World, folder: Path) -> Log:
    stores.copy(world.folder, folder)
    return Log(world, folder, entries_of(folder))


def entries_of(folder: Path) -> list[bytes]:
    full = sorted(at for at in folder.glob("tile/entries/*") if at.is_file())
    found = [one for at in full for one in parse_bundle(at.read_bytes(), 256)]
    parts = [at for at in folder.glob("tile/entries/*.p/*") if int(at.parent.name[:3]) == len(full)]
    newest = max(parts, key=lambda one: int(one.name))
    return found + parse_bundle(newest.read_bytes(), int(newest.name))


def pass_days(record: Record, count: int) -> None:
    """Each day what came to stand by itself, and the batch."""
    for _ in range(count):
        publishing.publish_changes(record.today)
        record.pass_days(1)
        record.movement.now = record.now


def say(record: Record, slug: str, number: int, move: str, given: Mapping[str, Any], text: str = "") -> str:
    code = letter_answers.say(slug, number, move, given, text, by=actor(record, "Maren"), at=record.now)
    letter_answers.show_saying(slug, code, by=actor(record, "Tiko"), at=record.now)
    return code


def actor(record: Record, name: str) -> Any:
    record.movement.now = record.now
    return record.movement.actor_of(name)


def day(record: Record, days: int) -> str:
    return (record.today + timedelta(days=days)).isoformat()


def commitment(slug: str, words: str) -> str:
    """Of a text of this letter that holds these words."""
    found = stored.read_texts(models.Letter.objects.get(slug=slug))
    return next(each for each, one in found.items() if words in one["text"])


def live(movement: Movement, folder: Path) -> World:
    """Some weeks: three hold one letter, two another; what can happen happens once at least."""
    record = Record(movement).begin()
    one = Group().put_up(NORTH, ASKS, record.now, intro="We wrote this together.")
    other = Group().put_up("orchard-kitchen", ASKS[:1], record.now, names=("Mirte", "Sol"), threshold=1)
    pass_days(record, 1)
    slug = one.slug
    say(record, slug, 1, "answer", YES, "We will say it to the members, and to Corvin first.")
    code = say(record, slug, 1, "promise", {**PROMISE, "by": day(record, 4)})
    empty = say(record, slug, 2, "promise", {**PROMISE, "who": None, "by": None}, "Two seats, some day.")
    one.sign("Ilse", "pause", {}, record.now)
    pass_days(record, 6)
    one.sign("Joram", "resume", {}, record.now)
    letter_answers.move_promise(slug, code, day(record, 9), by=actor(record, "Maren"), at=record.now)
    pass_days(record, 1)
    letter_answers.move_promise(slug, code, day(record, 20), by=actor(record, "Maren"), at=record.now)
    yes = {"promise": code, "to": day(record, 20), "accepted": True}
    one.sign("Ilse", "date", yes, record.now)
    one.sign("Joram", "date", yes, record.now)
    say(record, slug, 2, "promise", {**PROMISE, "by": day(record, 30), "completes": empty})
    one.admit("Noor", record.now, "Ilse", "Joram", threshold=2)
    one.mark(1, "partly_met", record.now, "Noor", "Ilse")
    pass_days(record, 4)
    one.remove("Joram", record.now, "Ilse", "Noor")
    one.mark(1, "met", record.now, "Ilse", "Noor")
    letter_answers.say_done(slug, 1, code, by=actor(record, "Tiko"), at=record.now)
    letters.take_out(
        commitment(slug, "Annelore"), "of Annelore", by=one.holders["Noor"].prove(record.now), at=record.now
    )
    letter_answers.take_out_of_answer(
        slug, commitment(slug, "Corvin"), "and to Corvin first", by=actor(record, "Yuna"), at=record.now
    )
    one.sign("Noor", "hide", {}, record.now)
    pass_days(record, 4)
    one.sign("Ilse", "show", {}, record.now)
    one.sign("Noor", "show", {}, record.now)
    other.mark(1, "not_met", record.now, "Sol")
    other.remove("Mirte", record.now, "Sol")
    pass_days(record, 5)
    found = {name: holder.keys.mark for group in (one, other) for name, holder in group.holders.items()}
    codes = [str(models.Letter.objects.get(slug=each.slug).code) for each in (one, other)]
    return World(
        record.export(folder), record.policy, keeping.signers(), {**found, "nobody": NOBODY}, codes[0], codes[1]
    )  # fmt: skip
