# SPDX-License-Identifier: AGPL-3.0-or-later
"""Consents, boundaries and conflicts through the doors that people use: signed, chained, and checked at commit."""

from datetime import timedelta
from typing import Any

import pytest

from answerable.actions import answering, asking
from answerable.cli.movement import Asker, Movement
from answerable.core.errors import Denied, Refused
from answerable.core.mark import Audience
from answerable.storage import models
from answerable.storage.shape import handler_of
from answerable.web.handler import present
from tests.actions.scene import acknowledge, ask_of, check_whole, later, opened, signed, thread_of
from tests.conftest import NOW

BANK = "river-north-bank"
LETTER = {"party": "reader", "purpose": "contact", "thing": "one_letter", "until": None}
USED = "consent-used"


def read(movement: Movement, one: Asker, move: str, value: dict[str, Any], at: Any = NOW, who: str = "Maren") -> None:
    answering.move_as_reader(one.code, move, value, by=movement.actor_of(who), at=at)


@pytest.fixture
def one(movement: Movement) -> Asker:
    """Read, and asked for leave to write one letter."""
    made = movement.lodge("Anouk", BANK, 20, kind="remove_from_role")
    acknowledge(movement, made, "Maren", later(-18))
    read(movement, made, "consent-asked", LETTER, later(-10))
    return made


def consent_of(one: Asker) -> str:
    return ask_of(one.code).consents[-1].code


def test_a_consent_lives_from_its_signature_to_its_last_day(movement: Movement, one: Asker) -> None:
    code = consent_of(one)
    with pytest.raises(Refused):
        read(movement, one, USED, {"consent": code})
    one.move(later(-9), "consent-given", {"consent": code, "until": later(-2).date().isoformat()})
    with pytest.raises(Refused, match="no consent"):
        read(movement, one, USED, {"consent": code}, later(-1))
    read(movement, one, USED, {"consent": code}, later(-2))
    assert [each.stage for each in ask_of(one.code).consents] == ["used"]
    assert all(each["proven"] for each in opened(one)["moves"])
    check_whole()


def test_no_reader_host_or_stranger_gives_a_consent(movement: Movement, one: Asker) -> None:
    code = consent_of(one)
    for who in ("Maren", "Tiko"):
        with pytest.raises(Refused):
            read(movement, one, "consent-given", {"consent": code, "until": None}, who=who)
    forged = signed(one, "consent-given", {"consent": code, "until": None}, NOW)
    for bad in ({**forged, "signature": None}, {**forged, "value": {"consent": code, "until": "2031-04-01"}}):
        with pytest.raises(Exception, match="signature|key"):
            asking.move_ask(bad, by=one.enter(NOW), at=NOW)
    assert [each.stage for each in ask_of(one.code).consents] == ["asked"]


def test_a_no_reaches_the_desk_as_silence_does(movement: Movement, one: Asker) -> None:
    """Whoever asked cannot tell a no from no answer: nobody can be pressed for having said it."""

    def desk() -> dict[str, Any]:
        thread = thread_of(one.code)
        seat = handler_of(models.Seat.objects.select_related("body").get(code=next(iter(sorted(thread.ask.readers)))))
        return present.state(thread.ask, thread.body, seat, NOW.date())

    before = desk()
    one.move(later(-9), "consent-refused", {"consent": consent_of(one)})
    assert desk() == before
    with pytest.raises(Refused, match="asked before"):
        read(movement, one, "consent-asked", LETTER, NOW, "Tiko")
    check_whole()


def test_words_to_the_asker_need_a_live_leave_too(movement: Movement) -> None:
    """Terms that let readers write are a consent, so they end after a year."""
    one = movement.lodge("Anouk", BANK, 20, kind="pay_care", terms={"contact": "may_write"}, text="words")
    acknowledge(movement, one, "Maren", later(-18))
    with pytest.raises(Refused, match="answers and promises only"):
        answering.write_as_reader(one.code, 1, "AAAA", by=movement.actor_of("Maren"), at=NOW + timedelta(days=360))


def test_a_boundary_and_its_breach(movement: Movement, one: Asker) -> None:
    one.move(later(-9), "boundary", {"code": "b1", "what": "no_contact"})
    read(movement, one, "boundary-yes", {"boundary": "b1"}, later(-8))
    one.move(later(-5), "breach", {"boundary": "b1", "on": None})
    for who in ("Maren", "Tiko"):
        with pytest.raises(Refused):
            read(movement, one, "boundary-lifted", {"boundary": "b1"}, who=who)
    read(movement, one, "breach-answer", {"boundary": "b1", "answer": "stopped"}, later(-4))
    one.move(later(-3), "boundary-lifted", {"boundary": "b1"})
    assert [(str(each.stage), each.is_kept) for each in ask_of(one.code).boundaries] == [("lifted", False)]
    check_whole()


def test_who_is_too_close_has_no_copy_left(movement: Movement, one: Asker) -> None:
    seat = next(each for each in movement.actor_of("Maren").seats if each.code in ask_of(one.code).readers)
    held = models.SealedKey.objects.filter(ask__code=one.code, holder=seat.code)
    assert held.exists()
    read(movement, one, "conflict", {"tie": "friend", "weight": "hard"})
    assert not held.exists()
    with pytest.raises(Denied):
        answering.hand_out(one.code, by=movement.actor_of("Maren"), at=NOW)
    assert present.marks(ask_of(one.code), NOW.date(), Audience.READERS) == []
    check_whole()
