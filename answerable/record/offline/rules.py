# SPDX-License-Identifier: AGPL-3.0-or-later
"""What must hold from leaf to leaf: batches, days, directories, keys. Fed one leaf after the other, in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from answerable.record.offline.leaves import Leaf
from answerable.record.offline.letter_acts import Letters
from answerable.record.offline.letters import READ
from answerable.sealing import labels
from answerable.sealing.errors import Refusal
from answerable.sealing.signing import check_signature
from answerable.sealing.wire import b64
from answerable.tlog.errors import Invalid
from answerable.tlog.keys import parse_vkey

Say = Callable[[int, str], None]


@dataclass(frozen=True)
class Batch:
    """The thread leaves from `first` to before `end` came on `day`; nothing in them is older than `since`."""

    first: int
    end: int
    day: date
    since: date | None


@dataclass
class Directory:
    """What the record says of one body: its first day, and of each reader keys and since when.

    `awaited`: part, parts and day of the leaf that goes on with a directory that is not whole yet.
    """

    first: str | None = None
    awaited: tuple[int, int, str] | None = None
    listed: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    coming: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    announced: dict[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass
class Rules:
    """The state after the leaves so far. `say(index, what)` is called for each thing that is wrong."""

    say: Say
    origin: str
    log_key: str
    keys: list[tuple[str, str]] = field(default_factory=list)
    batches: list[Batch] = field(default_factory=list)
    opened: dict[int, int] = field(default_factory=dict)
    redacted: dict[int, int] = field(default_factory=dict)
    releases: list[tuple[int, Mapping[str, Any]]] = field(default_factory=list)
    ids: set[bytes] = field(default_factory=set)
    directories: dict[str, Directory] = field(default_factory=dict)
    pledges: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    day: str = ""
    awaited: int = 0
    letters: Letters = field(init=False)

    def __post_init__(self) -> None:
        self.letters = Letters(self.say, self.origin)

    def thread_leaf(self, index: int) -> None:
        """A thread leaf stands here."""
        if not self.awaited:
            self.say(index, "a thread leaf stands outside a batch")
        else:
            self.awaited -= 1

    def check_ids(self, codes: Sequence[tuple[int, bytes]]) -> None:
        """No entry has the id of an earlier one. Many at once, for nearly always all is well."""
        fresh = {code for _, code in codes}
        if len(fresh) < len(codes) or not self.ids.isdisjoint(fresh):
            seen = set(self.ids)
            for index, code in codes:
                if code in seen:
                    self.say(index, "its id stands in an earlier entry: something was entered twice")
                seen.add(code)
        self.ids |= fresh

    def open_leaf(self, index: int, leaf: Leaf) -> None:
        """An open leaf stands here."""
        if self.awaited:
            self.say(index, f"a batch ends {self.awaited} thread leaves too early")
            self.awaited = 0
        if leaf.fields["day"] < self.day:
            self.say(index, f"its day {leaf.fields['day']} is before that of an earlier leaf, {self.day}")
        self.day = max(self.day, leaf.fields["day"])
        RULES.get(leaf.kind, _nothing)(self, index, leaf)

    def end(self, size: int) -> None:
        """No leaf follows."""
        if self.awaited:
            self.say(size, f"the last batch ends {self.awaited} thread leaves too early")

    def batch_of(self, index: int) -> Batch | None:
        return next((each for each in self.batches if each.first <= index < each.end), None)


def _nothing(rules: Rules, index: int, leaf: Leaf) -> None:
    del rules, index, leaf


def _batch(rules: Rules, index: int, leaf: Leaf) -> None:
    last = rules.batches[-1].day if rules.batches else None
    if last is not None and leaf.day <= last:
        rules.say(index, f"there are two batches of {last}, or one before the other")
    since = last - timedelta(days=1) if last else None
    rules.awaited = leaf.fields["leaves"]
    rules.batches.append(Batch(index + 1, index + 1 + rules.awaited, leaf.day, since))


def _opened(rules: Rules, index: int, leaf: Leaf) -> None:
    of = leaf.fields["index"]
    if rules.batch_of(of) is None or of >= index:
        rules.say(index, f"it opens entry {of}, which is no earlier thread leaf")
    elif of in rules.opened:
        rules.say(index, f"it opens entry {of} a second time")
    else:
        rules.opened[of] = index
        rules.redacted.pop(of, None)


def _redaction(rules: Rules, index: int, leaf: Leaf) -> None:
    of = leaf.fields["index"]
    if rules.opened.pop(of, None) is None:
        rules.say(index, f"it takes back entry {of}, which was not open")
    else:
        rules.redacted[of] = index


def _release(rules: Rules, index: int, leaf: Leaf) -> None:
    rules.releases.append((index, leaf.fields))


def _key(rules: Rules, index: int, leaf: Leaf) -> None:
    fields = leaf.fields
    try:
        old = parse_vkey(fields["old"])
        signed = {"origin": rules.origin, "old": fields["old"], "new": fields["new"], "day": fields["day"]}
        parse_vkey(fields["new"])
        check_signature(b64(old.key), fields["signature"], labels.LOG_KEY, signed)
    except (Invalid, Refusal):
        rules.say(index, "a new key of the log is not signed by the old one")
        return
    if rules.log_key and fields["old"] != rules.log_key:
        rules.say(index, "a new key of the log follows on a key that is not the last one")
    rules.log_key = fields["new"]
    rules.keys.append((fields["old"], fields["new"]))


def _clocks(rules: Rules, index: int, leaf: Leaf) -> None:
    """A pledge may only get better, and the day of a letter never comes later."""
    new, old = leaf.fields["pledges"], rules.pledges.get(leaf.fields["body"], {})
    for name in ("acknowledge", "answer", "word", "promise", "letter"):
        if old.get(name) is not None and (new.get(name) is None or new[name] > old[name]):
            rules.say(index, f"what its body pledged got worse: {name} was {old[name]} and is {new.get(name)}")
    rules.pledges[leaf.fields["body"]] = new


def _directory(rules: Rules, index: int, leaf: Leaf) -> None:
    fields = leaf.fields
    known = rules.directories.setdefault(fields["body"], Directory())
    place = (fields["part"], fields["parts"], fields["day"])
    if fields["part"] == 1:
        known.coming = {}
    elif place != known.awaited:
        rules.say(index, "it goes on with no directory that the leaves before began")
    if fields["part"] > fields["parts"]:
        rules.say(index, "it is a part beyond the last")
    known.awaited = (fields["part"] + 1, fields["parts"], fields["day"])
    for handler in fields["handlers"]:
        _check_since(rules, index, known, handler, fields["day"])
        known.coming[handler["code"]] = handler
    if fields["part"] == fields["parts"]:
        _end_directory(rules, index, known, leaf)


def _end_directory(rules: Rules, index: int, known: Directory, leaf: Leaf) -> None:
    known.listed = known.coming
    wanted = known.first or (leaf.fields["day"] if known.listed else None)
    if leaf.fields["first"] != wanted:
        rules.say(index, f"its body's first directory was not on {leaf.fields['first']}")
    known.first = wanted


def _check_since(rules: Rules, index: int, known: Directory, handler: Mapping[str, Any], day: str) -> None:
    before = known.listed.get(handler["code"])
    same = before is not None and all(before[name] == handler[name] for name in ("sealing", "signing"))
    if before is not None and not same and known.announced.get(handler["code"]) != _keys(handler):
        rules.say(index, f"the keys of reader {handler['code']} changed, and no earlier line says so")
    wanted = before["since"] if before is not None and same else day
    if handler["since"] != wanted:
        rules.say(index, f"the keys of reader {handler['code']} stand there since {wanted}, not {handler['since']}")


def _keys(handler: Mapping[str, Any]) -> dict[str, Any]:
    return {name: handler[name] for name in ("sealing", "signing")}


def _handler_key(rules: Rules, index: int, leaf: Leaf) -> None:
    """A reader's new keys, for those that the directory lists: the next directory may show them."""
    code = leaf.fields["handler"]
    known = rules.directories.setdefault(leaf.fields["body"], Directory())
    before, announced = known.listed.get(code), known.announced.get(code)
    if leaf.fields["old"] not in (before and _keys(before), announced):
        rules.say(index, f"it names keys that reader {code} did not have")
    known.announced[code] = leaf.fields["new"]


def _of_letters(rules: Rules, index: int, leaf: Leaf) -> None:
    READ[leaf.kind](rules.letters, index, leaf)


RULES: Final[Mapping[str, Callable[[Rules, int, Leaf], None]]] = {
    "batch": _batch,
    "opened": _opened,
    "redaction": _redaction,
    "release": _release,
    "key": _key,
    "directory": _directory,
    "handler-key": _handler_key,
    "clocks": _clocks,
    **dict.fromkeys(READ, _of_letters),
}
