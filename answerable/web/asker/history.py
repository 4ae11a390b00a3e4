# SPDX-License-Identifier: AGPL-3.0-or-later
"""Day by day, as its asker sees it: every fact, with the number of those that are the asker's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from answerable.core.ask import Ask
from answerable.core.move import ASKERS, Fact, Move
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
    Move.NEW_KEYS: N_("A reader lost their keys and has new ones. They read nothing of this until it is sealed again."),
    Move.RESEALED: N_("Another reader sealed it again to the new keys."),
    Move.CONSENT_ASKED: N_("They asked whether they may do something. You can say no; nothing else changes."),
    Move.CONSENT_USED: N_("They did what you had said yes to."),
    Move.BOUNDARY_YES: N_("They accepted your “do not”."),
    Move.BOUNDARY_NO: N_("They did not accept your “do not”."),
    Move.BREACH: N_("They wrote down that your “do not” was broken."),
    Move.BREACH_ANSWER: N_("They answered to a broken “do not”."),
    Move.CONFLICT: N_("A reader said that they have a tie."),
    Move.SAME_ROAD: N_("They wrote what they did when they were last asked such a thing."),
    Move.ATTESTER_TOLD: N_("Somebody who looks for you told of ties and payment."),
    Move.ATTESTER_ENDED: N_("Somebody who looked for you stepped back."),
    Move.ATTESTED: N_("Somebody who looks for you said what they saw."),
    Move.RENEWED: N_("A reader had left, so those who stay made a new key for it."),
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
    Move.KEYS_REFUSED: N_("You said no: nothing is sealed to the new keys."),
    Move.RESEALED: N_("You sealed it again to a reader's new keys."),
    Move.CONSENT_GIVEN: N_("You said yes to one thing that they asked."),
    Move.CONSENT_REFUSED: N_("You said no to one thing that they asked."),
    Move.CONSENT_BACK: N_("You took back a yes."),
    Move.BOUNDARY: N_("You set a “do not”."),
    Move.BOUNDARY_LIFTED: N_("You lifted a “do not”."),
    Move.BREACH: N_("You said that a “do not” was broken."),
    Move.ATTESTER_OFFERED: N_("You asked somebody to look."),
    Move.ATTESTER_ACCEPTED: N_("You said yes to somebody who looks for you."),
    Move.ATTESTER_ENDED: N_("You ended that somebody looks for you."),
    Move.REKEYED: N_("You changed the key, so that old copies open nothing new."),
}


def history(ask: Ask, facts: Sequence[Numbered]) -> list[dict[str, Any]]:
    """Oldest first. Openings stand in their own list."""
    return [_line(ask, each) for each in facts if each.fact.move is not Move.HANDED_OUT]


def _line(ask: Ask, each: Numbered) -> dict[str, Any]:
    helper = each.fact.by in ASKERS and each.fact.actor != ""
    what = _("{what} (somebody who helps you)").format(what=sentence(each.fact)) if helper else sentence(each.fact)
    return {"when": when(ask, each.fact.day), "what": what, "number": each.number}


def sentence(fact: Fact) -> str:
    """What a fact is to its asker; "" for one that needs no words."""
    theirs = fact.by not in ASKERS or fact.move not in OWN
    found = (THEIRS if theirs else OWN).get(fact.move, "")
    return _(found) if found else ""
