# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a reader asked leave for, and boundaries that bind the body, on the desk. Pure but for the language."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from answerable.core import boundary, consent, telling
from answerable.core.ask import Ask, offered
from answerable.core.body import Body
from answerable.core.boundary import Boundary, BoundaryStage
from answerable.core.consent import Consent, ConsentStage, Purpose
from answerable.core.errors import Refused
from answerable.core.handler import Handler
from answerable.core.move import Move, Role
from answerable.core.same_road import ABOUT_A_PERSON, LAST_DONE, LAST_ROLES
from answerable.core.words import N_
from answerable.web import told
from answerable.web.asker.agreed import breach_line, consent_line
from answerable.web.asker.days import say_day
from answerable.web.attesting import present as attesting

Part = dict[str, Any]

# Not answered and refused look the same to who asked: a no is told as little as silence is.
STAGES = {
    ConsentStage.ASKED: N_("There is no yes to this. Do not ask again, and do not do it."),
    ConsentStage.REFUSED: N_("There is no yes to this. Do not ask again, and do not do it."),
    ConsentStage.WITHDRAWN: N_("There is no yes to this any more. Do not do it."),
}
BOUNDARY_STAGES = {
    BoundaryStage.STATED: N_("It stands. Say whether you accept it."),
    BoundaryStage.ACCEPTED: N_("You accepted it."),
    BoundaryStage.REFUSED: N_("You did not accept it. It stands all the same."),
    BoundaryStage.LIFTED: N_("The person who asked lifted it."),
}
# Using leave to tell somebody has a form of its own on the desk; the move is the same.
TELLING = "telling"
ON_BOUNDARY = (Move.BOUNDARY_YES, Move.BOUNDARY_NO, Move.BREACH, Move.BREACH_ANSWER)


def agreed(ask: Ask, body: Body, seat: Handler, today: date) -> Part:
    can = offered(ask, seat.role)
    looked = [f"{_(LAST_ROLES[each.last_role])}: {_(LAST_DONE[each.done])}" for each in ask.same_roads]
    return {
        "consents": [_consent(ask, body, each, seat, today) for each in ask.consents],
        "boundaries": [_boundary(each, seat.role, can, today) for each in ask.boundaries],
        "same_roads": looked,
        "attested": attesting.to_readers(ask),
        "about_a_person": ask.kind in ABOUT_A_PERSON,
    }


def _consent(ask: Ask, body: Body, found: Consent, seat: Handler, today: date) -> Part:
    mine = consent.is_live(found, today) and found.asked_by == seat.code
    use = TELLING if found.purpose is Purpose.TELLING else str(Move.CONSENT_USED)
    return {
        "code": found.code,
        "line": consent_line(found),
        "says": _says(found, today),
        "moves": [use] if mine else [],
        "sheet": _sheet(ask, body, found, seat, today),
    }


def _sheet(ask: Ask, body: Body, found: Consent, seat: Handler, today: date) -> list[Part]:
    """For the reader who wrote down today that they tell the person; empty for everybody else and on any other day."""
    try:
        return told.parts(telling.sheet(ask, body, found, today, seat.code), body.name)
    except Refused:
        return []


def _says(found: Consent, today: date) -> str:
    if found.stage is ConsentStage.USED and found.used:
        return _("Done on {day}. It was for that once.").format(day=say_day(found.used))
    if found.stage is not ConsentStage.GIVEN or found.until is None:
        return _(STAGES[found.stage])
    if not consent.is_live(found, today):
        return _("The yes ended on {day}. Do not do it.").format(day=say_day(found.until))
    return _("They said yes, for this once, until {day}.").format(day=say_day(found.until))


def _boundary(found: Boundary, role: Role, can: frozenset[Move], today: date) -> Part:
    waits = any(not each.answered for each in found.breaches)
    moves = [move for move in ON_BOUNDARY if move in can and _fits(found, move, role)]
    return {
        "code": found.code,
        "line": _(boundary.WHATS[found.what]),
        "says": _(BOUNDARY_STAGES[found.stage]),
        "breaches": [breach_line(each, today) for each in found.breaches],
        "moves": [str(each) for each in moves if each is not Move.BREACH_ANSWER or waits],
    }


def _fits(found: Boundary, move: Move, role: Role) -> bool:
    if move is Move.BOUNDARY_YES and found.stage is BoundaryStage.ACCEPTED:
        return False
    try:
        boundary.next_stage(found, move, role)
    except Refused:
        return False
    return True
