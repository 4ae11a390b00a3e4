# SPDX-License-Identifier: AGPL-3.0-or-later
"""Attesters of one ask, for its asker, for its readers and for themselves. Pure but for the language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from answerable.core import attester, outsider, promise
from answerable.core.ask import Ask, offered
from answerable.core.attester import SAW, Attestation, Attester, Saw
from answerable.core.body import Body
from answerable.core.conflict import TIES
from answerable.core.errors import Refused
from answerable.core.handler import Handler
from answerable.core.move import Move, Role
from answerable.core.outsider import PAYER_TITLES, OutsiderStage
from answerable.core.words import N_
from answerable.web.asker.came import slots
from answerable.web.asker.days import say_day

Part = dict[str, Any]

TO_ASKER: Final[Mapping[OutsiderStage, str]] = {
    OutsiderStage.OFFERED: N_("You asked them. They have not yet told of ties and payment."),
    OutsiderStage.DECLARED: N_("They told of ties and payment. They look at nothing before you say yes."),
    OutsiderStage.ACCEPTED: N_("You said yes. They can look, and say what they saw."),
    OutsiderStage.ENDED: N_("It has ended. What they said stays."),
}
TO_THEMSELVES: Final[Mapping[OutsiderStage, str]] = {
    OutsiderStage.OFFERED: N_("Somebody who asks wishes that you look whether something is done. First tell of ties."),
    OutsiderStage.DECLARED: N_("You told of ties and payment. Look at nothing before the person who asks says yes."),
    OutsiderStage.ACCEPTED: N_("The person who asks said yes. You can look, and say what you saw."),
    OutsiderStage.ENDED: N_("It has ended. What you said stays."),
}
NO_TIE: Final = N_("They say that they have no tie to this organisation.")


def told_line(found: Attester) -> str:
    """Ties and who pays, as they were told; "" before that."""
    if found.paid_by is None:
        return ""
    ties = ", ".join(_(TIES[each]) for each in found.ties)
    said = _("Ties that they told of: {ties}.").format(ties=ties) if ties else _(NO_TIE)
    return f"{said} {_(PAYER_TITLES[found.paid_by])}"


def said_line(ask: Ask, said: Attestation) -> str:
    """What was seen, of what, on which day."""
    day, saw = say_day(said.day), _(SAW[said.saw])
    made = ask.promise(said.about)
    if made is None:
        return _("{day}: “{saw}”").format(day=day, saw=saw)
    by = promise.date_now(made)
    if by is None:
        return _("{day}, of a promise without a day: “{saw}”").format(day=day, saw=saw)
    return _("{day}, of the promise for {by}: “{saw}”").format(day=day, by=say_day(by), saw=saw)


def to_asker(ask: Ask, body: Body, people: Sequence[Handler], every: Sequence[Handler], today: date) -> Part:
    """`people` are attesters of this ask, `every` all who may be offered anywhere; the newest first."""
    seats = {each.code: each for each in people}
    can = offered(ask, Role.ASKER)
    here = attester.live(ask.attesters)
    full = len(here) >= attester.MOST
    free = [] if full or Move.ATTESTER_OFFERED not in can else [each for each in every if each.code not in here]
    could = [each for each in free if outsider.is_outside(free, each.code, Role.ATTESTER, body, today)]
    return {
        "attesters": [_to_asker(ask, each, seats.get(each.seat), can) for each in reversed(ask.attesters)],
        "could_attest": [{"code": each.code, "title": name(each)} for each in could],
    }


def name(seat: Handler | None) -> str:
    if seat is None:
        return _("An attester")
    return _("{name} ({title})").format(name=seat.shown_name, title=seat.title) if seat.shown_name else seat.title


def _to_asker(ask: Ask, found: Attester, seat: Handler | None, can: frozenset[Move]) -> Part:
    moves = (Move.ATTESTER_ACCEPTED, Move.ATTESTER_ENDED)
    newest = attester.latest(ask.attesters, found.seat) is found
    return {
        "code": found.seat,
        "name": name(seat),
        "says": _(TO_ASKER[found.stage]),
        "told": told_line(found),
        "ties": ",".join(str(each) for each in found.ties),
        "paid_by": str(found.paid_by or ""),
        "said": [said_line(ask, each) for each in found.said],
        "moves": [str(move) for move in moves if newest and move in can and _fits(found, move, Role.ASKER)],
    }


def _fits(found: Attester, move: Move, by: Role) -> bool:
    try:
        attester.next_stage(found, move, by)
    except Refused:
        return False
    return True


def to_readers(ask: Ask) -> list[Part]:
    """What was said by those whom the asker accepted, with ties and payment and without a name."""
    spoke = [each for each in ask.attesters if each.stage is OutsiderStage.ACCEPTED or each.said]
    return [{"told": told_line(each), "said": [said_line(ask, one) for one in each.said]} for each in spoke]


def to_themselves(ask: Ask, body_name: str, seat: Handler) -> Part:
    """Which organisation is asked, what was promised, and nothing else: no kind, no words, no reader."""
    found = attester.find(ask.attesters, seat.code)
    accepted = found.stage is OutsiderStage.ACCEPTED
    can = offered(ask, Role.ATTESTER)
    return {
        "code": ask.code,
        "body": body_name,
        "as": seat.title,
        "says": _(TO_THEMSELVES[found.stage]),
        "told": told_line(found),
        "said": [said_line(ask, each) for each in found.said],
        "promises": [_promise(each) for each in ask.promises] if accepted else [],
        "can_tell": Move.ATTESTER_TOLD in can,
        "can_say": accepted and Move.ATTESTED in can,
    }


def _promise(made: promise.Promise) -> Part:
    by = promise.date_now(made)
    day = say_day(by) if by else _("without a day")
    claimed = "" if made.claimed is None else _("They say it is done ({day}).").format(day=say_day(made.claimed))
    return {"code": made.code, "day": day, "slots": slots(made), "claimed": claimed}


def saw() -> list[tuple[str, str]]:
    return [(str(key), _(SAW[key])) for key in Saw]
