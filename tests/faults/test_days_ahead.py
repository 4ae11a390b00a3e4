# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a clock that ran ahead wrote down keeps nothing for longer, once it is right: no words, no copy of a key."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from typing import Any

import pytest

from answerable import clock, config
from answerable.actions import answering, asking, forgetting
from answerable.core import steady
from answerable.core.retention import KEY_BACKUP_DAYS, WORDS_DAYS
from answerable.jobs import keybackups, runner
from answerable.sealing import age
from answerable.sealing import asker as client
from answerable.sealing.challenge import check_nonce, make_challenge
from answerable.sealing.errors import Refusal
from answerable.storage import models, schema
from answerable.storage.writer import write as put
from answerable.web.handler import shelf as desk
from tests.actions.scene import opened
from tests.actions.test_noting import payload, sealed_note
from tests.cast import Asker, Movement
from tests.conftest import NOW

NO = {"value": "no", "reasons": ["law"], "power": "board"}
AHEAD = 400


def on(days: int) -> datetime:
    return NOW + timedelta(days=days)


def nights(first: int, last: int) -> None:
    for day in range(first, last + 1):
        with clock.frozen(on(day)):
            forgetting.forget_words(at=on(day))


def left(one: Asker) -> list[bool]:
    """For each message whether it is still there; then the notes."""
    rows = models.SealedFile.objects.filter(ask__code=one.code).order_by("order")
    return [not row.gone for row in rows] + [True for _ in models.DeskNote.objects.filter(ask__code=one.code)]


def write(movement: Movement, one: Asker, days: int) -> None:
    """Her words, handed out; a note beside them; all on a day."""
    with clock.frozen(on(days)):
        made = client.build_message(opened(one), {"text": "x"}, number=2, last="", random=os.urandom)
        asking.write_message(one.code, 1, made["file"], None, by=one.enter(on(days)), at=on(days))
        maren = movement.actor_of("Maren")
        desk.note(maren, sealed_note(movement, "Maren", payload(movement, "Maren", one), "Look."))


@pytest.mark.parametrize("answered", [0, AHEAD])
def test_words_of_a_day_that_has_not_come_go_ninety_days_after_the_clock_is_right(
    movement: Movement, answered: int
) -> None:
    one = movement.lodge("Anouk", "river-north-bank", 0, kind="own_words", text="The minutes.")
    maren: Any = movement.actor_of("Maren")

    def answer(days: int) -> None:
        answering.hand_out(one.code, by=maren, at=on(days))
        answering.move_as_reader(one.code, "answer", NO, by=maren, at=on(days))

    if not answered:
        answer(0)
    write(movement, one, AHEAD)
    if answered:
        nights(AHEAD, AHEAD)  # nothing has ended, so nothing goes; what is there gets its days
        answer(AHEAD)
    nights(1, WORDS_DAYS - 1)
    assert left(one) == [True, True, True]
    nights(WORDS_DAYS, WORDS_DAYS + 2)
    assert left(one) == [False, False]


def test_a_clock_that_is_behind_for_a_moment_lets_nothing_go_too_early(movement: Movement) -> None:
    """A machine that lost its clock starts in 1970, and is set right: no word counts from then."""
    one = movement.lodge("Anouk", "river-north-bank", 0, kind="own_words", text="The minutes.")
    maren = movement.actor_of("Maren")
    answering.hand_out(one.code, by=maren, at=NOW)
    answering.move_as_reader(one.code, "answer", NO, by=maren, at=NOW)
    nights(5, 5)
    forgetting.forget_words(at=datetime(1970, 1, 1, 12, tzinfo=NOW.tzinfo))
    nights(5, WORDS_DAYS - 1)
    assert left(one) == [True]
    nights(WORDS_DAYS, WORDS_DAYS)
    assert left(one) == [False]


def test_a_challenge_from_ahead_is_over(movement: Movement) -> None:
    """It would be answered again and again until its day came."""
    now, locator = int(NOW.timestamp()), "A" * 43
    made = make_challenge(b"s", "mine", locator, random=os.urandom, now=now)
    check_nonce(b"s", "mine", locator, **made, now=now)
    for days in (1, -1):
        with pytest.raises(Refusal) as refused:
            check_nonce(b"s", "mine", locator, **made, now=now + days * 86_400)
        assert refused.value.code == "expired"


def test_no_copy_of_keys_stays_until_a_day_that_a_wrong_clock_named(movement: Movement) -> None:
    """Erasing is true because copies of keys are gone in time: the job takes such a one away once there is a fresh."""
    put(lambda: models.Installation.objects.update(offline_recipient=age.recipient(bytes(32))))()
    with clock.frozen(on(AHEAD)):
        keybackups.back_up(on(AHEAD))
    keybackups.back_up(on(-KEY_BACKUP_DAYS)), keybackups.back_up(on(1 - KEY_BACKUP_DAYS))
    old = config.current().data / schema.KEPT / "0001.sqlite3"
    old.parent.mkdir()
    old.write_bytes(b"older")
    os.utime(old, (on(AHEAD).timestamp(),) * 2)
    with clock.frozen(NOW):
        runner.run_due(NOW)
    assert sorted(keybackups.listed()) == [on(1 - KEY_BACKUP_DAYS).date(), NOW.date()]
    assert not old.exists()


def test_a_day_that_was_believed_by_mistake_blinds_nobody_afterwards() -> None:
    """Somebody said that a clock was right which was not: once it is set, a week without work counts again."""
    today = NOW.date()
    said = on(AHEAD).date().isoformat()
    assert steady.newest((said, on(-9).date().isoformat()), today) == on(-9).date().isoformat()
    assert steady.newest((said, ""), today) == ""
    assert steady.newest((on(1).date().isoformat(), on(-9).date().isoformat()), today) == on(1).date().isoformat()
