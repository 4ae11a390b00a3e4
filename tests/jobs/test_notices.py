# SPDX-License-Identifier: AGPL-3.0-or-later
"""The daily notice: a month of mail tells nothing, and a crash loses none of it."""

from copy import deepcopy
from datetime import timedelta
from pathlib import Path

import pytest

from answerable import chance
from answerable.actions import joining, noticing, timely
from answerable.actions.noticing import WHO
from answerable.cli.movement import PEOPLE, Movement
from answerable.jobs import notices, runner
from answerable.storage import models
from tests import stores
from tests.conftest import NOW, using
from tests.jobs.mailbox import Mailbox, mailbox, without_date

READERS = sorted(f"{name.lower()}@movement.example" for name, each in PEOPLE.items() if each[0] in WHO)


def month_of_mail(folder: Path, made: Movement, home: Path, *, with_ask: bool) -> list[tuple[str, bytes]]:
    """Thirty-one days in which an ask is lodged, read and answered, or is not."""
    stores.copy(folder, home)
    movement = deepcopy(made)
    with using(home), mailbox() as box, chance.seeded(b"a month"):
        for day in range(31):
            at = NOW.replace(hour=8) + timedelta(days=day)
            if with_ask and day == 2:
                movement.now = at
                movement.lodge("Anouk", "river-hillside", 0, kind="own_words", text="words", without=["Nuri"])
            for hour in (0, 2):
                runner.run_due(at + timedelta(hours=hour))
        return box.take()


def test_a_month_of_mail_is_the_same_with_and_without_an_ask(
    movement_folder: tuple[Path, Movement], tmp_path: Path
) -> None:
    folder, made = movement_folder
    with_ask = month_of_mail(folder, made, tmp_path / "with", with_ask=True)
    without = month_of_mail(folder, made, tmp_path / "without", with_ask=False)
    assert len(without) == 31 * len(READERS)
    assert [(to, without_date(mail)) for to, mail in with_ask] == [(to, without_date(mail)) for to, mail in without]
    assert [len(mail) for _, mail in with_ask] == [len(mail) for _, mail in without]


@pytest.fixture
def box(movement: Movement) -> Mailbox:  # type: ignore[misc]
    with mailbox() as found:
        yield found


def test_everybody_in_office_gets_the_same_text(movement: Movement, box: Mailbox) -> None:
    runner.run_due(NOW)
    mails = box.take()
    assert sorted(to for to, _ in mails) == READERS
    bodies = {mail.split(b"\r\n\r\n", 1)[1] for _, mail in mails}
    assert len(bodies) == 1
    assert len({len(mail) - len(to) for to, mail in mails}) == 1
    text = bodies.pop().decode()
    assert not any(char.isdigit() for char in text.replace("8000", ""))


def test_once_a_day_and_not_before_its_hour(movement: Movement, box: Mailbox) -> None:
    runner.run_due(NOW.replace(hour=8))
    assert box.take() == []
    runner.run_due(NOW.replace(hour=9))
    assert len(box.take()) == len(READERS)
    runner.run_due(NOW.replace(hour=10))
    runner.run_due(NOW.replace(hour=23))
    assert box.take() == []


def test_who_left_gets_none(movement: Movement, box: Mailbox) -> None:
    joining.leave(movement.members["Tiko"].seat, by=movement.actor_of("Tiko"), at=NOW, own=True)
    runner.run_due(NOW + timedelta(days=1))
    assert sorted(to for to, _ in box.take()) == [each for each in READERS if not each.startswith("tiko")]


def test_what_the_server_does_not_take_waits_and_goes_later(movement: Movement, box: Mailbox) -> None:
    box.refuse_after = 4
    runner.run_due(NOW)
    first = box.take()
    assert len(first) == 4
    assert models.Notice.objects.count() == len(READERS) - 4
    box.refuse_after = None
    runner.run_due(NOW + timedelta(minutes=1))
    assert sorted(to for to, _ in first + box.take()) == READERS
    assert models.Notice.objects.count() == 0


def test_the_outbox_survives_a_crash(movement_folder: tuple[Path, Movement], tmp_path: Path) -> None:
    """The process ends between the mail server's yes and the note of it: nobody is left out, and who gets it twice
    gets the very same Message-ID."""
    home = tmp_path / "data"
    stores.copy(movement_folder[0], home)
    with using(home), mailbox() as box:
        notices.put_out(NOW.date(), NOW)
        rows = noticing.waiting()
        took = pytest.MonkeyPatch()
        took.setattr(noticing, "took", lambda row: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            notices.send_waiting(NOW)
        took.undo()
        first = box.take()
    assert len(first) == 1
    with using(home), mailbox() as box:
        assert [each.handle for each in noticing.waiting()] == [each.handle for each in rows]
        runner.run_due(NOW + timedelta(hours=1))
        again = box.take()
    assert sorted(to for to, _ in again) == READERS
    same = next(mail for to, mail in again if to == first[0][0])
    handle = next(line for line in first[0][1].split(b"\r\n") if line.startswith(b"Message-ID"))
    assert handle in same


def test_a_server_that_is_not_there_stops_nothing_else(movement: Movement, box: Mailbox) -> None:
    from dataclasses import replace

    from answerable import config
    from tests.serving import free_port

    config.use(replace(config.current(), smtp=config.Smtp("127.0.0.1", free_port())))
    one = movement.lodge("Anouk", "river-north-bank", 0, kind="change_policy", hold_until="2031-05-21")
    runner.run_due(NOW + timedelta(days=1))
    assert models.Ask.objects.get(code=one.code).lodged_date is not None
    assert models.Notice.objects.count() == len(READERS)
    assert timely.admit_held(at=NOW + timedelta(days=1)) == 0


def test_an_old_notice_says_nothing_new_and_is_dropped(movement: Movement, box: Mailbox) -> None:
    box.refuse_after = 0
    for day in range(8):
        runner.run_due(NOW + timedelta(days=day))
    assert {row.day for row in models.Notice.objects.all()} == {
        (NOW + timedelta(days=day)).date() for day in range(4, 8)
    }
