# SPDX-License-Identifier: AGPL-3.0-or-later
"""What they asked leave for, and the asker's own "do not": what each can still become. Pure but for the language."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from answerable.core import boundary, consent, telling
from answerable.core.ask import Ask, offered
from answerable.core.body import Body
from answerable.core.boundary import Boundary, BoundaryStage, Breach
from answerable.core.conflict import TIES
from answerable.core.consent import Consent, ConsentStage, Purpose
from answerable.core.errors import Refused
from answerable.core.handler import Handler
from answerable.core.move import Move, Role
from answerable.core.same_road import LAST_DONE, LAST_ROLES
from answerable.core.words import N_
from answerable.web import told
from answerable.web.asker.days import say_day, when

Part = dict[str, Any]

ANSWERS = (Move.CONSENT_GIVEN, Move.CONSENT_REFUSED, Move.CONSENT_BACK)
STAGES = {
    ConsentStage.ASKED: N_("You have not answered. You need not."),
    ConsentStage.REFUSED: N_("You said no. Nothing else changed."),
    ConsentStage.WITHDRAWN: N_("You took your yes back."),
}
BOUNDARY_STAGES = {
    BoundaryStage.STATED: N_("They have not said whether they accept it. It stands all the same."),
    BoundaryStage.ACCEPTED: N_("They accepted it."),
    BoundaryStage.REFUSED: N_("They did not accept it. It stands all the same."),
    BoundaryStage.LIFTED: N_("You lifted it."),
}


def agreed(ask: Ask, body: Body, today: date, people: dict[str, Handler]) -> Part:
    """All of it, the newest first."""
    can = offered(ask, Role.ASKER)
    return {
        "consents": [_consent(ask, body, each, today) for each in reversed(ask.consents)],
        "boundaries": [_boundary(ask, each, today) for each in reversed(ask.boundaries)],
        "can_state": Move.BOUNDARY in can,
        "new_boundary": f"b{len(ask.boundaries) + 1}",
        "boundary_whats": [{"key": key, "title": _(title)} for key, title in _statable(ask)],
        "ties": [_tie(ask, each, people) for each in ask.conflicts],
        "same_roads": [_looked_back(ask, each) for each in ask.same_roads],
        "today": today.isoformat(),
    }


def consent_line(found: Consent) -> str:
    """What is asked for, in one line."""
    what, thing = _(consent.PURPOSES[found.purpose]), _(consent.THINGS[found.purpose][found.thing])
    return _("{what}: {thing}").format(what=what, thing=thing)


def consent_stage(found: Consent, today: date) -> str:
    """How it stands, in one sentence to its asker."""
    if found.stage is ConsentStage.USED and found.used:
        return _("You said yes, and they did it on {day}.").format(day=say_day(found.used))
    if found.stage is not ConsentStage.GIVEN or found.until is None:
        return _(STAGES[found.stage])
    if not consent.is_live(found, today):
        return _("Your yes ended on {day}.").format(day=say_day(found.until))
    return _("You said yes, for this once, until {day}.").format(day=say_day(found.until))


def _consent(ask: Ask, body: Body, found: Consent, today: date) -> Part:
    can = offered(ask, Role.ASKER)
    return {
        "code": found.code,
        "line": consent_line(found),
        "party": _(consent.PARTIES[found.party]),
        "when": when(ask, found.asked),
        "says": consent_stage(found, today),
        "told": told.parts(telling.as_allowed(ask, body, found), body.name) if _tells(found) else [],
        "most": min(found.longest.isoformat(), _year_from(today)),
        "moves": [str(move) for move in ANSWERS if move in can and _fits(found, move)],
    }


def _tells(found: Consent) -> bool:
    return found.purpose is Purpose.TELLING and found.stage is not ConsentStage.USED


def _year_from(today: date) -> str:
    return date.fromordinal(today.toordinal() + consent.LONGEST_DAYS).isoformat()


def _fits(found: Consent, move: Move) -> bool:
    try:
        consent.next_stage(found, move, Role.ASKER)
    except Refused:
        return False
    return True


def _statable(ask: Ask) -> list[tuple[str, str]]:
    standing = {each.what for each in ask.boundaries if each.stage is not BoundaryStage.LIFTED}
    return [(key, title) for key, title in boundary.WHATS.items() if key not in standing]


def _boundary(ask: Ask, found: Boundary, today: date) -> Part:
    can = offered(ask, Role.ASKER)
    stands = found.stage is not BoundaryStage.LIFTED
    return {
        "code": found.code,
        "title": _(boundary.WHATS[found.what]),
        "says": _(BOUNDARY_STAGES[found.stage]),
        "breaches": [breach_line(each, today) for each in found.breaches],
        "can_breach": stands and Move.BREACH in can,
        "can_lift": stands and Move.BOUNDARY_LIFTED in can,
    }


def breach_line(found: Breach, today: date) -> str:
    """One break, with its three days or what they said to it."""
    broken = _("Broken on {day}.").format(day=say_day(found.on))
    if found.answer is not None:
        return f"{broken} {_(boundary.BREACH_ANSWERS[found.answer])}"
    due = boundary.due(found)
    assert due is not None
    if today > due:
        return f"{broken} {_('They have not answered within three days. The backup was told.')}"
    return f"{broken} {_('They must answer by {day}.').format(day=say_day(due))}"


def _tie(ask: Ask, found: Any, people: dict[str, Handler]) -> str:
    seat = people.get(found.handler)
    who = seat.title if seat else _("a reader")
    return _("{who}, {when}: {tie}").format(who=who, when=when(ask, found.date), tie=_(TIES[found.tie]))


def _looked_back(ask: Ask, found: Any) -> str:
    year = "" if found.year is None else f" ({found.year})"
    said = f"{_(LAST_ROLES[found.last_role])}{year}: {_(LAST_DONE[found.done])}"
    return _("{said} Written on {day}.").format(said=said, day=say_day(found.date))
