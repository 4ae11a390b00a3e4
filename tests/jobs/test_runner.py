# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens by itself: once for its day or month, again without harm, and never because of one certain ask."""

from datetime import timedelta
from typing import Any

import pytest

from answerable.actions import bodies, joining, timely, visits
from answerable.cli.movement import Movement
from answerable.core.facts import last_day_of
from answerable.jobs import keybackups, runner
from answerable.storage import models, queries
from answerable.storage.access import MACHINE
from tests.actions.scene import ask_of, check_whole, later
from tests.conftest import NOW
from tests.storage.files import dump

BANK = "river-north-bank"


def test_each_job_is_done_once_for_its_day(movement: Movement) -> None:
    assert runner.run_due(NOW) == [
        "doors",
        "processes",
        "release",
        "forget",
        "rewrite",
        "key-backup",
        "batch",
        "head",
        "notices",
    ]
    before = dump()
    assert runner.run_due(NOW + timedelta(minutes=1)) == []
    assert dump() == before
    assert runner.run_due(later(1)) == ["doors", "processes", "forget", "key-backup", "batch", "head", "notices"]


def test_a_job_that_failed_is_done_again(movement: Movement, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*, at: object) -> int:
        raise OSError

    monkeypatch.setattr(timely, "settle_doors", fail)
    with pytest.raises(OSError):
        runner.run_due(NOW)
    monkeypatch.undo()
    assert "doors" in runner.run_due(NOW)


def test_the_thread_starts_and_stops_and_tells_only_the_kind_of_a_mistake(
    movement: Movement, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(runner, "run_due", lambda at: (_ for _ in ()).throw(ValueError("something somebody typed")))
    one = runner.Runner()
    one.start()
    one.stop()
    assert caplog.messages == ["a job failed: ValueError"]


def test_a_held_ask_goes_out_on_its_day_where_its_body_is(movement: Movement) -> None:
    one = movement.lodge("Anouk", BANK, 0, kind="change_policy", hold_until="2031-05-25")
    two = movement.lodge("Runa", BANK, 0, kind="change_policy", hold_until="2031-05-26")
    runner.run_due(later(5).replace(hour=0, minute=0))
    assert str(ask_of(one.code).lodged_date) == "2031-05-25"
    assert ask_of(two.code).lodged_date is None
    check_whole()


def test_held_asks_that_were_paused_or_taken_back_stay(movement: Movement) -> None:
    one = movement.lodge("Anouk", BANK, 0, kind="change_policy", hold_until="2031-05-25")
    movement.mark("Anouk", 0, "withdrawal")
    runner.run_due(later(9))
    assert ask_of(one.code).lodged_date is None


def test_a_month_is_released_once_and_only_from_what_askers_let_count(movement: Movement) -> None:
    for number in range(6):
        movement.lodge(f"pooled {number}", BANK, 40, kind="change_policy")
    movement.lodge("quiet", BANK, 40, kind="change_policy", without=["Tiko"])
    assert timely.release_month("2031-04", at=NOW) > 0
    assert timely.release_month("2031-04", at=NOW) == 0
    found = queries.last_release()
    assert found is not None
    received = {each.level: each.band for each in found.figures if each.fact == "received" and each.door == "open"}
    assert received[movement.codes["river-network"]] == "5–10"


def test_a_month_counts_what_stands_when_it_is_written(movement: Movement, monkeypatch: pytest.MonkeyPatch) -> None:
    """Threads are read before; whatever their askers do meanwhile counts all the same, and what was erased does not."""
    for number in range(6):
        movement.lodge(f"pooled {number}", BANK, 40, kind="change_policy")
    movement.lodge("late", BANK, 40, kind="change_policy", without=["Tiko"])
    read, done = timely._read, list[int]()

    def reading(asks: Any) -> Any:
        found = read(asks)
        done.append(len(found))
        if len(done) == 1:
            movement.mark("pooled 0", 0, "withdrawal")
            movement.mark("pooled 1", 0, "change", terms={"silence": "second_line"}, kind=None, widens=[])
            movement.mark("pooled 2", 0, "erased")
        return found

    monkeypatch.setattr(timely, "_read", reading)
    timely.release_month("2031-04", at=NOW)
    assert done == [6, 1]  # only the one that was taken back is read again
    found = queries.last_release()
    assert found is not None
    network = movement.codes["river-network"]
    bands = {each.fact: each.band for each in found.figures if (each.level, each.door) == (network, "open")}
    assert (bands["received"], bands["taken_back"]) == ("0–4", "0–4")
    tally = models.Tally.objects.get(month="2031-04", level=network)
    assert len(bytes(tally.elements)) == 16 * 32


def test_what_is_released_does_not_depend_on_a_quiet_ask(movement: Movement) -> None:
    movement.lodge("quiet", BANK, 120, kind="change_policy", without=["Tiko"])
    timely.release_month("2031-04", at=NOW)
    quiet = queries.last_release()
    movement.lodge("by name", BANK, 120, kind="change_policy", terms={"silence": "by_name"})
    timely.release_month("2031-05", at=NOW)
    named = queries.last_release()
    assert quiet is not None
    assert named is not None
    assert quiet.lines == ()
    assert [each.line for each in named.lines] == ["waited_90"]
    assert {each.band for each in quiet.figures if each.fact != "silence_now"} <= {"0–4", "–"}
    assert last_day_of("2031-05") >= NOW.date()


def test_public_things_get_a_new_version_and_asks_give_none(movement: Movement) -> None:
    before = queries.public_version()
    one = movement.lodge("Anouk", BANK, 3, kind="change_policy", text="words")
    movement.act("Maren", "Anouk", 2, "acknowledged")
    movement.mark("Anouk", 0, "withdrawal")
    assert queries.public_version() == before
    bodies.pledge_clocks(movement.codes[BANK], {"answer": 20}, by=MACHINE, at=NOW)
    assert queries.public_version() > before
    assert queries.tree()[movement.codes[BANK]].clocks.answer == 20
    assert one.code


def test_an_ask_left_with_an_ended_body_goes_to_the_first_that_can_take_it(movement: Movement) -> None:
    one = movement.lodge("Anouk", "river-delta", 3, kind="change_policy")
    from answerable.storage.writer import write

    write(lambda: models.Body.objects.filter(slug="river-delta").update(stage="dissolved"))()
    runner.run_due(NOW)
    assert ask_of(one.code).body == movement.codes["river-network"]
    check_whole()


def test_a_door_closes_by_itself_when_the_last_term_ends(movement: Movement) -> None:
    body = models.Body.objects.get(slug="river-delta")
    for name in ("Bram", "Pell"):
        joining.leave(movement.members[name].seat, by=movement.actor_of(name), at=NOW, own=True)
        body.refresh_from_db()
    runner.run_due(later(1))
    body.refresh_from_db()
    assert not body.door_open


def test_visits_that_are_over_are_forgotten(movement: Movement) -> None:
    movement.actor_of("Maren")
    assert models.Visit.objects.count() == 1
    runner.run_due(NOW - timedelta(minutes=55))
    assert models.Visit.objects.count() == 1
    runner.run_due(NOW)
    assert models.Visit.objects.count() == 0
    assert visits.read_actor([], at=NOW).is_public


def test_key_backups_are_made_daily_and_seven_are_kept(movement: Movement) -> None:
    from answerable.sealing import age
    from answerable.storage.writer import write

    write(lambda: models.Installation.objects.update(offline_recipient=age.recipient(bytes(32))))()
    for day in range(12):
        runner.run_due(later(day))
    kept = sorted(keybackups.listed())
    assert kept == [later(day).date() for day in range(5, 12)]


def test_without_an_offline_key_no_backup_is_made(movement: Movement) -> None:
    runner.run_due(NOW)
    assert keybackups.listed() == {}
