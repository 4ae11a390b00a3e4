# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom to believe about the record, and what it then says: the log's own refusals are one thing for a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from answerable.core.errors import Refused
from answerable.record.offline.standing import (
    Standing,
    check_directory,
    check_head,
    check_promise,
    check_taken,
    standing,
)
from answerable.sealing.asker import check_readers, lodged_value
from answerable.sealing.errors import Refusal
from answerable.sealing.wire import value_digest
from answerable.tlog.errors import Invalid
from answerable.tlog.policy import NONE, Policy, parse_policy

NO_POLICY: Final = "{where} is not a policy: {why}"
NO_SERVED_POLICY: Final = "This server serves no policy for its record, so nothing can be checked and nothing was sent."
FROM_THE_HOST: Final = (
    "The policy, which says whom to believe about the record, came from this server itself: it binds only as far as "
    "you believe the server. Read it, keep it, and give it with --policy next time."
)
PINNED: Final = "The record is checked against your own policy."
SIGNED: Final = "The newest head of the record is signed by {who}."
OLD_HEAD: Final = "The newest head of the record was last signed by those you believe more than {hours} hours ago."
CLOCKS_DIFFER: Final = (
    "This server says that today is {theirs}, and this machine says {ours}. One of the two is wrong, and an old day "
    "could hide an old list of readers. Nothing was sent."
)
MOST_HOURS: Final = 26
HOUR: Final = 3600
Part = Mapping[str, Any]


@dataclass(frozen=True)
class Trust:
    """A policy, whether the person brought it, and the moment (seconds since 1970) at which it is asked."""

    policy: Policy
    is_pinned: bool
    now: int

    @property
    def sentence(self) -> str:
        return PINNED if self.is_pinned else FROM_THE_HOST

    def head_sentence(self, record: Part) -> str:
        """Who vouches for the newest head. Raises record-head; Refused where all who count signed too long ago."""
        try:
            found = check_head(self.policy, record["checkpoint"], self._oldest())
        except Invalid as problem:
            if problem.name == "stale":
                raise Refused(OLD_HEAD.format(hours=MOST_HOURS)) from None
            raise Refusal("record-head") from None
        who = ["the log", *sorted(found.witnesses)] if found.witnesses else ["the log alone; no witness"]
        return SIGNED.format(who=", ".join(who))

    def _oldest(self) -> int | None:
        """How old a cosignature may be; a policy that asks for none has no such limit."""
        return None if self.policy.quorum == NONE else self.now - MOST_HOURS * HOUR

    def check_keys(self, record: Part, chosen: Sequence[Part], today: str) -> None:
        """Raises record-head, -old, -key, -new."""
        try:
            check_directory(self.policy, record, chosen, today)
        except Invalid:
            raise Refusal("record-head") from None

    def problem_of(self, origin: str, sheet: Part, code: str) -> str:
        """Why nothing may be sealed to this reader; "" where all fits. Raises record-head."""
        try:
            card = check_readers(origin, sheet, [code])[code]
            self.check_keys(sheet["record"], [card], sheet["today"])
        except Refusal as refusal:
            if refusal.code == "record-head":
                raise
            return refusal.sentence
        return ""

    def is_promised(self, taken: Part, lodging: Part) -> bool:
        """Whether the log signed that the line of this very lodging will stand."""
        own = {
            "ask": lodging["thread"], "key": lodging["mark_key"], "signature": lodging["move"]["signature"],
            "value": value_digest(lodged_value(lodging)),
        }  # fmt: skip
        try:
            check_promise(self.policy, taken["promise"] or {"origin": ""})
            check_taken(taken["entry"], taken["promise"], own)
        except (Refusal, Invalid):
            return False
        return True

    def standing_of(self, state: Part) -> Standing:
        """Raises record-head."""
        try:
            lines = [*state["entries"], *state.get("run_lines", ())]
            return standing(self.policy, state["record"], lines, state["today"])
        except Invalid:
            raise Refusal("record-head") from None


def read_policy(pinned: bytes | None, served: bytes | None, *, now: int, where: str = "") -> Trust:
    """The policy that the person pinned, or the one served. Raises Refused."""
    raw = served if pinned is None else pinned
    if raw is None:
        raise Refused(NO_SERVED_POLICY)
    try:
        return Trust(parse_policy(raw), pinned is not None, now)
    except Invalid as problem:
        raise Refused(NO_POLICY.format(where=where or "What this server serves", why=problem.sentence)) from None


def check_day(theirs: str, ours: date) -> None:
    """A server whose day is not near this machine's is refused: the days decide which keys count."""
    if abs((date.fromisoformat(theirs) - ours).days) > 1:
        raise Refused(CLOCKS_DIFFER.format(theirs=theirs, ours=ours.isoformat()))
