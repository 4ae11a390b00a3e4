# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading a thread as the server hands it over, and naming what is wrong with it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from answerable.sealing import labels
from answerable.sealing.envelope import Envelope
from answerable.sealing.errors import Refusal
from answerable.sealing.message import ASKER, Message, open_message, parse_vouch
from answerable.sealing.wire import Fields

GAPS_SHOWN: Final = 100
"""A sender may claim any number; no more gaps than this are listed for it."""


FORGOTTEN_DAYS: Final = 90
"""Nothing that was written goes by itself sooner: a server that says so holds it back."""


class Flaw(StrEnum):
    """Append-only: shared with the browser's side and with the pages."""

    FORGED = "forged"
    UNSIGNED = "unsigned"
    REPLAYED = "replayed"
    REPEATED = "repeated"
    REORDERED = "reordered"
    MISSING = "missing"
    OLD_EPOCH = "old_epoch"
    MISPLACED = "misplaced"
    UNOPENED = "unopened"


@dataclass(frozen=True)
class Served:
    """One sealed message as the server gives it. Its order, sender and epoch are claims."""

    order: int
    file: bytes = field(repr=False)
    epoch: int


@dataclass(frozen=True)
class Line:
    """What may be shown. Without a proven sender there is neither sender nor body."""

    order: int
    flaw: Flaw | None
    sender: str | None = None
    number: int | None = None
    epoch: int | None = None
    body: Fields | None = field(default=None, repr=False)
    digest: str | None = None


@dataclass(frozen=True)
class Gap:
    """A message that was not handed over: its sender and number, or only who has seen it."""

    flaw: Flaw
    sender: str | None
    number: int | None
    seen_by: str | None = None


class Thread:
    """Reads messages in the order served. `seeds` maps epoch to seed, `keys` sender to signing keys (base64url).

    A reader's message can vouch for another reader's new key; from then on both of that reader's keys prove.
    `forgotten` counts by sender what went by itself: so many missing ones are none. `members` are the lists of who held
    each key, the newest last: whoever stands in an older one alone was taken off, and vouches for no other key than one
    that the newest list has. `vouchers`, where given, are all who may: for an asker, readers whom she knows.
    """

    def __init__(
        self,
        origin: str,
        thread: str,
        seeds: Mapping[int, bytes],
        keys: Mapping[str, str | Sequence[str]],
        domain: str = labels.MESSAGE,
        forgotten: Mapping[str, int] | None = None,
        members: Sequence[Mapping[str, str]] = (),
        vouchers: frozenset[str] | None = None,
    ) -> None:
        self.origin, self.thread, self.seeds = origin, thread, dict(seeds)
        self.keys = {who: (key,) if isinstance(key, str) else tuple(key) for who, key in keys.items()}
        self._domain = domain
        self.vouched: dict[str, dict[str, str]] = {}
        self.lines: list[Line] = []
        self.last = ""
        self._proven: dict[str, Message] = {}
        self._highest: Counter[str] = Counter()
        self._epoch = 0
        self._forgotten: Counter[str] = Counter(forgotten)
        self._members = dict(members[-1]) if members else {}
        self._vouchers = vouchers
        self._gone = {who for each in members for who in each} - set(self._members)

    def read(self, served: Iterable[Served]) -> list[Line]:
        """All lines so far, with these added."""
        opened = [(one, *self._open(one)) for one in served]
        later = [self._digest(message) for _, message, _ in opened if message is not None]
        for one, message, flaw in opened:
            if message is None:
                self.lines.append(Line(one.order, flaw))
                continue
            later.remove(self._digest(message))
            self.lines.append(self._take(one, message, later))
        return self.lines

    def next_number(self, sender: str) -> int:
        return max(self._highest[sender], self._forgotten[sender]) + 1

    @property
    def gaps(self) -> list[Gap]:
        """What is held back, as far as the messages at hand can tell. The newest can always be held back."""
        return [*self._missing_numbers(), *self._missing_digests()]

    def _digest(self, message: Message) -> str:
        return message.digest_as(self._domain)

    def _open(self, one: Served) -> tuple[Message | None, Flaw | None]:
        try:
            message, envelope = open_message(one.file, self.seeds[one.epoch])
        except (Refusal, KeyError):
            return None, Flaw.UNOPENED
        flaw = self._refused(message, envelope, one)
        if flaw is None:
            self._vouch(message)
        return (None, flaw) if flaw else (message, None)

    def _vouch(self, message: Message) -> None:
        """`vouched` maps a code to {sealing (digest), signing}; who has no key yet gets none this way."""
        found = parse_vouch(message.body)
        if found is None or found["handler"] in (message.sender, ASKER) or found["handler"] not in self.keys:
            return
        handler = found["handler"]
        if self._vouchers is not None and message.sender not in self._vouchers:
            return
        if message.sender in self._gone and self._members.get(handler) != found["sealing"]:
            return
        if found["signing"] not in self.keys[handler]:
            self.keys[handler] = (*self.keys[handler], found["signing"])
        self.vouched[handler] = {name: found[name] for name in ("sealing", "signing")}

    def _refused(self, message: Message, envelope: Envelope, one: Served) -> Flaw | None:
        if envelope.signature is None:
            return Flaw.UNSIGNED
        try:
            envelope.check_any(self._domain, self.keys.get(message.sender, ()))
        except Refusal:
            return Flaw.FORGED
        here = (message.origin, message.thread, message.epoch) == (self.origin, self.thread, one.epoch)
        return None if here else Flaw.MISPLACED

    def _take(self, one: Served, message: Message, later: list[str]) -> Line:
        flaw = self._order_flaw(message, later)
        if flaw is Flaw.REPLAYED:
            return Line(one.order, flaw, message.sender, message.number, message.epoch)
        digest = self._digest(message)
        self._proven[digest] = message
        self._highest[message.sender] = max(message.number, self._highest[message.sender])
        self._epoch = max(self._epoch, message.epoch)
        self.last = digest
        return Line(one.order, flaw, message.sender, message.number, message.epoch, message.body, digest)

    def _order_flaw(self, message: Message, later: list[str]) -> Flaw | None:
        if self._digest(message) in self._proven:
            return Flaw.REPLAYED
        if (message.sender, message.number) in {(m.sender, m.number) for m in self._proven.values()}:
            return Flaw.REPEATED
        if message.number < self._highest[message.sender] or message.last in later:
            return Flaw.REORDERED
        return Flaw.OLD_EPOCH if message.epoch < self._epoch else None

    def _missing_numbers(self) -> list[Gap]:
        have = {(m.sender, m.number) for m in self._proven.values()}
        most = {who: min(highest, len(have) + GAPS_SHOWN) for who, highest in self._highest.items()}
        found = {who: [n for n in range(1, high + 1) if (who, n) not in have] for who, high in most.items()}
        unexplained = ((who, n) for who, numbers in found.items() for n in numbers[self._forgotten[who] :])
        return [Gap(Flaw.MISSING, who, number) for who, number in unexplained]

    def _missing_digests(self) -> list[Gap]:
        unknown = {m.last: m.sender for m in self._proven.values() if m.last and m.last not in self._proven}
        return [Gap(Flaw.MISSING, None, None, who) for who in list(unknown.values())[sum(self._forgotten.values()) :]]


def count_forgotten(given: Mapping[str, Any], today: str | None) -> dict[str, int]:
    """By sender, what a state or payload says went by itself, as far as that can be: 90 days after it was sent, and not
    on a day that has not come. `today` is an ISO day by this client's own clock, with a day of grace for time zones;
    without one nothing went.
    """
    lodged = given.get("lodged")
    if lodged is None or today is None:
        return {}
    earliest = (date.fromisoformat(lodged) + timedelta(days=FORGOTTEN_DAYS)).isoformat()
    latest = (date.fromisoformat(today) + timedelta(days=1)).isoformat()
    return Counter(str(one["from"]) for one in given.get("forgotten", ()) if earliest <= str(one["day"]) <= latest)
