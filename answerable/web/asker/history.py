# SPDX-License-Identifier: AGPL-3.0-or-later
"""Day by day, as its asker sees it: every fact, with the number of those that are the asker's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from answerable.core.ask import Ask
from answerable.core.move import READERS, Fact, Move
from answerable.core.words import N_
from answerable.web.asker.days import when


@dataclass(frozen=True)
class Numbered:
    """A fact, and its number in the asker's signed chain (None for everybody else's)."""

    fact: Fact
    number: int | None


THEIRS: Mapping[Move, str] = {
    Move.ACKNOWLEDGED: N_("A reader said: I have read it."),
    Move.WORD: N_("They sent word."),
    Move.ANSWER: N_("They answered."),
    Move.PROMISE: N_("They promised something."),
    Move.MOVED: N_("They moved the day of a promise."),
    Move.CLAIM: N_("They said that it is done."),
    Move.HANDED_OUT: N_("A reader opened it."),
    Move.REMOVED: N_("A reader said: I am too close. They do not read it any more."),
    Move.TRANSFER: N_("The organisation ended. Another one must answer now."),
    Move.LODGED: N_("It was sent."),
}
OWN: Mapping[Move, str] = {
    Move.LODGED: N_("You sent it."),
    Move.ACCEPTED: N_("You accepted a promise."),
    Move.DECLINED: N_("You did not accept a promise."),
    Move.RELEASED: N_("You let them off a promise."),
    Move.MARK: N_("You marked it."),
    Move.CHANGE: N_("You changed it."),
    Move.PAUSE: N_("You paused it."),
    Move.RESUME: N_("You went on."),
    Move.WITHDRAWAL: N_("You took it back."),
    Move.REOPEN: N_("You opened it again."),
    Move.ADMITTED: N_("You let one more person read it."),
    Move.REMOVED: N_("You took a reader off."),
}


def history(ask: Ask, facts: Sequence[Numbered]) -> list[dict[str, Any]]:
    """Oldest first. Openings stand in their own list."""
    return [_line(ask, each) for each in facts if each.fact.move is not Move.HANDED_OUT]


def _line(ask: Ask, each: Numbered) -> dict[str, Any]:
    return {"when": when(ask, each.fact.day), "what": sentence(each.fact), "number": each.number}


def sentence(fact: Fact) -> str:
    """What a fact is to its asker; "" for one that needs no words."""
    theirs = fact.by in READERS or fact.move not in OWN or fact.by == "clock"
    found = (THEIRS if theirs else OWN).get(fact.move, "")
    return _(found) if found else ""
