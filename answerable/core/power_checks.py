# SPDX-License-Identifier: AGPL-3.0-or-later
"""What consents, boundaries, conflicts and the same road must bring, beyond their tables: one check a move."""

from collections.abc import Callable, Mapping

from answerable.core import attester, boundary, conflict, consent, outsider, same_road, telling
from answerable.core import value as read
from answerable.core.errors import Refused
from answerable.core.move import Move, Role
from answerable.core.value import JSON, Value
from answerable.core.wish import Wish
from answerable.core.words import N_

NOT_ABOUT_A_PERSON = N_("This ask is not about a person, so there is nothing to look back at.")
SAID_ALREADY = N_("You said this already.")


def check_consent_asked(wish: Wish) -> dict[str, JSON]:
    asked = consent.parse_asked(wish.value, wish.at, wish.actor)
    consent.check_new(wish.held.consents, asked)
    consent.next_stage(None, wish.move, wish.by)
    return {**wish.value, "until": asked.longest.isoformat()}


def check_consent_given(wish: Wish) -> dict[str, JSON]:
    """Only the asker, signed with the ask's key. `ends` is the last day, worked out here once and for all."""
    read.check_keys(wish.value, ("consent",), ("until",))
    found = _consent(wish)
    ends = consent.given_until(found, wish.value.get("until"), wish.at)
    return {**wish.value, "ends": ends.isoformat()}


def check_consent_moved(wish: Wish) -> dict[str, JSON]:
    """Refused, or taken back: at any time, without a reason."""
    read.check_keys(wish.value, ("consent",))
    return {"consent": _consent(wish).code}


def check_consent_used(wish: Wish) -> dict[str, JSON]:
    """The moment at which it must live: a consent that ran out, or was taken back a second ago, is none."""
    read.check_keys(wish.value, ("consent",), ("support",))
    found = _consent(wish)
    consent.check_live(found, wish.at, wish.actor)
    return {"consent": found.code, **telling.parse_support(found, wish.value.get("support"))}


def _consent(wish: Wish) -> consent.Consent:
    found = consent.find(wish.held.consents, wish.value["consent"])
    consent.next_stage(found, wish.move, wish.by)
    return found


def check_boundary(wish: Wish) -> dict[str, JSON]:
    stated = boundary.parse_stated(wish.value, wish.at)
    boundary.next_stage(None, wish.move, wish.by)
    boundary.check_new(wish.held.boundaries, stated)
    return dict(wish.value)


def check_on_boundary(wish: Wish) -> dict[str, JSON]:
    read.check_keys(wish.value, ("boundary",))
    return {"boundary": _boundary(wish).code}


def check_breach(wish: Wish) -> dict[str, JSON]:
    boundary.parse_breach(wish.value, wish.at, wish.by)
    _boundary(wish)
    return dict(wish.value)


def check_breach_answer(wish: Wish) -> dict[str, JSON]:
    read.check_keys(wish.value, ("boundary", "answer"))
    boundary.check_answered(_boundary(wish))
    read.parse_listed(boundary.BREACH_ANSWERS, wish.value["answer"])
    return dict(wish.value)


def _boundary(wish: Wish) -> boundary.Boundary:
    found = boundary.find(wish.held.boundaries, wish.value["boundary"])
    boundary.next_stage(found, wish.move, wish.by)
    return found


def check_conflict(wish: Wish) -> dict[str, JSON]:
    given = conflict.parse(wish.value, wish.at, wish.actor)
    known = {(each.handler, each.tie, each.weight) for each in wish.held.conflicts}
    if (given.handler, given.tie, given.weight) in known:
        raise Refused(SAID_ALREADY)
    return dict(wish.value)


def check_same_road(wish: Wish) -> dict[str, JSON]:
    if wish.held.kind not in same_road.ABOUT_A_PERSON:
        raise Refused(NOT_ABOUT_A_PERSON)
    same_road.parse(wish.value, wish.at, wish.actor)
    return dict(wish.value)


def check_attester_offered(wish: Wish) -> dict[str, JSON]:
    """Somebody from outside whom only the asker chooses: never of the body asked, nor of its parent."""
    read.check_keys(wish.value, ("attester",))
    seat = read.parse_line(wish.value["attester"])
    attester.next_stage(attester.latest(wish.held.attesters, seat), wish.move, wish.by)
    attester.check_room(wish.held.attesters)
    if not outsider.is_outside(wish.handlers, seat, Role.ATTESTER, wish.body, wish.at):
        raise Refused(attester.NOT_OUTSIDE)
    return dict(wish.value)


def check_attester_told(wish: Wish) -> dict[str, JSON]:
    read.check_keys(wish.value, ("ties", "paid_by"))
    attester.next_stage(attester.find(wish.held.attesters, wish.actor), wish.move, wish.by)
    ties, paid_by = outsider.parse_told(wish.value)
    outsider.check_ties(ties)
    return {"ties": [str(each) for each in ties], "paid_by": str(paid_by)}


def check_attester_accepted(wish: Wish) -> dict[str, JSON]:
    """The yes repeats what was told, so that nobody says yes to something that has changed meanwhile."""
    read.check_keys(wish.value, ("attester", "ties", "paid_by"))
    found = attester.find(wish.held.attesters, wish.value["attester"])
    attester.next_stage(found, wish.move, wish.by)
    outsider.check_told(found, outsider.parse_told(wish.value))
    return dict(wish.value)


def check_attester_ended(wish: Wish) -> dict[str, JSON]:
    read.check_keys(wish.value, ("attester",))
    found = attester.find(wish.held.attesters, wish.value["attester"])
    if wish.by is Role.ATTESTER and found.seat != wish.actor:
        raise Refused(attester.NO_ATTESTER)
    attester.next_stage(found, wish.move, wish.by)
    return dict(wish.value)


def check_attested(wish: Wish) -> dict[str, JSON]:
    """Said by one whom the asker accepted, and who is still from outside where the ask stands with another body now."""
    said = attester.parse_attested(wish.value, wish.at)
    attester.next_stage(attester.find(wish.held.attesters, wish.actor), wish.move, wish.by)
    if not outsider.is_outside(wish.handlers, wish.actor, Role.ATTESTER, wish.body, wish.at):
        raise Refused(attester.NOT_OUTSIDE)
    if said.about is not None and wish.held.promise(said.about) is None:
        raise Refused(attester.NO_SUCH_PROMISE)
    return {"about": said.about, "saw": str(said.saw)}


CHECKS: Mapping[Move, Callable[[Wish], Value]] = {
    Move.CONSENT_ASKED: check_consent_asked,
    Move.CONSENT_GIVEN: check_consent_given,
    Move.CONSENT_REFUSED: check_consent_moved,
    Move.CONSENT_BACK: check_consent_moved,
    Move.CONSENT_USED: check_consent_used,
    Move.BOUNDARY: check_boundary,
    Move.BOUNDARY_YES: check_on_boundary,
    Move.BOUNDARY_NO: check_on_boundary,
    Move.BOUNDARY_LIFTED: check_on_boundary,
    Move.BREACH: check_breach,
    Move.BREACH_ANSWER: check_breach_answer,
    Move.CONFLICT: check_conflict,
    Move.SAME_ROAD: check_same_road,
    Move.ATTESTER_OFFERED: check_attester_offered,
    Move.ATTESTER_TOLD: check_attester_told,
    Move.ATTESTER_ACCEPTED: check_attester_accepted,
    Move.ATTESTER_ENDED: check_attester_ended,
    Move.ATTESTED: check_attested,
}
