# SPDX-License-Identifier: AGPL-3.0-or-later
"""An older copy was put back: the log takes what was published since, and goes on as one history."""

from __future__ import annotations

import shutil
from copy import deepcopy
from datetime import timedelta
from pathlib import Path

import pytest

from answerable import clock
from answerable.actions import asking, timely
from answerable.cli import errands, leading
from answerable.cli.movement import Movement
from answerable.core.errors import Refused
from answerable.record import batch, keeping, names, publishing, recovery, rotation
from answerable.record.offline.audit import audit
from answerable.record.offline.source import Folder
from answerable.storage import models
from answerable.storage.writer import write
from tests import stores
from tests.actions.scene import signed
from tests.conftest import using
from tests.record.world import Here, Record

PUBLIC = "record"


@pytest.fixture
def lives(movement_folder: tuple[Path, Movement], tmp_path: Path) -> tuple[Record, Path, Path]:
    """A record of ten days; the folder as it was after five, and as it is after ten. One line shown in between."""
    now, older = tmp_path / "now", tmp_path / "older"
    stores.copy(movement_folder[0], now)
    record = Record(deepcopy(movement_folder[1]))
    with using(now):
        record.begin().lodge("Anouk")
        record.pass_days(4)
    stores.copy(now, older)
    with using(now):
        record.lodge("Noor")
        record.pass_days(2)
        record.show("Anouk", 0)
        timely.release_month("2031-04", at=record.now)
        record.pass_days(3)
        record.export(now / PUBLIC)
    return record, now, older


def test_the_log_goes_on_as_one_history(lives: tuple[Record, Path, Path]) -> None:
    record, now, older = lives
    shutil.rmtree(older / PUBLIC)
    shutil.copytree(now / PUBLIC, older / PUBLIC)  # the database alone is older
    with using(older):
        assert not publishing.check_current()
        before = keeping.log().size
        with clock.frozen(record.now):
            assert errands.catch_up({"place": ""}) > 16 * 5
        assert not keeping.is_behind()
        record.movement._actors.clear()
        record.pass_days(2)
        assert keeping.log().size > before + 16 * 7
        assert audit(Here(), record.policy).findings == []
        assert models.Leaf.objects.filter(kind="redaction").count() == 1  # what opened the shown line is lost
        assert models.ReleasedFigure.objects.filter(month="2031-04").exists()


def test_an_ask_is_erased_while_the_record_may_not_grow_and_the_record_says_so_afterwards(
    lives: tuple[Record, Path, Path],
) -> None:
    """Whoever erases does not wait for an operator."""
    record, now, _ = lives
    with using(now):
        keeping.set_behind(True)
        record.movement._actors.clear()
        one, at = record.movement.askers["Anouk"], record.now
        asking.move_ask(signed(one, "erased", {}, at), by=one.enter(at), at=at)
        assert not models.Opening.objects.exists()
        assert not models.Leaf.objects.filter(kind="redaction").exists()
        with clock.frozen(at):
            leading.open_record()
        assert models.Leaf.objects.filter(kind="redaction").count() == 1
        assert audit(Here(), record.policy).findings == []


@pytest.mark.parametrize("days", [0, 1, 9])
def test_a_store_that_lost_rows_while_it_was_open_signs_nothing(lives: tuple[Record, Path, Path], days: int) -> None:
    """As after a node that failed over to one that had not heard of all: nobody looked at the record since."""
    record, now, older = lives
    shutil.rmtree(older / PUBLIC)
    with using(older):
        for day in range(days):  # shorter, and longer, than what was published
            batch.close(record.today + timedelta(days=day))
        shutil.copytree(now / PUBLIC, older / PUBLIC)
        before, size = publishing.read("checkpoint"), keeping.log().size
        assert not keeping.is_behind()
        publishing.publish()
        assert keeping.is_behind()
        assert publishing.read("checkpoint") == before
        with pytest.raises(Refused, match="older than what it has published"):
            batch.close(record.today + timedelta(days=20))
        assert keeping.log().size == size


def test_what_waited_here_and_stands_there_is_not_entered_twice(lives: tuple[Record, Path, Path]) -> None:
    record, now, older = lives
    with using(older):
        before = set(models.WaitingLeaf.objects.values_list("code", flat=True))
        recovery.catch_up(Folder(now / PUBLIC), record.today)
        assert (
            not before
            & set(models.Leaf.objects.values_list("code", flat=True))
            & set(models.WaitingLeaf.objects.values_list("code", flat=True))
        )
        assert names.folder().is_dir()


def test_a_second_history_is_refused_and_changes_nothing(lives: tuple[Record, Path, Path]) -> None:
    record, now, older = lives
    with using(older):
        record.pass_days(1)  # it went on by itself
        size = keeping.log().size
        with pytest.raises(Refused, match="second history"):
            recovery.catch_up(Folder(now / PUBLIC), record.today)
        assert keeping.log().size == size


@pytest.mark.parametrize("gone", ["checkpoint", "tile/entries"])
def test_a_damaged_copy_is_refused(lives: tuple[Record, Path, Path], gone: str) -> None:
    record, now, older = lives
    at = now / PUBLIC / gone
    shutil.rmtree(at) if at.is_dir() else at.unlink()
    with using(older), pytest.raises(Refused, match="No head of this server"):
        recovery.catch_up(Folder(now / PUBLIC), record.today)


def test_nothing_newer_is_said(lives: tuple[Record, Path, Path]) -> None:
    record, now, _ = lives
    with using(now), pytest.raises(Refused, match="not newer"):
        recovery.catch_up(Folder(now / PUBLIC), record.today)


def test_a_key_that_the_copy_does_not_have_is_asked_for(lives: tuple[Record, Path, Path]) -> None:
    record, now, older = lives
    with using(now):
        rotation.rotate(record.today)
        record.pass_days(1)
        record.export(now / PUBLIC)
    with using(older), pytest.raises(Refused, match="new key"):
        recovery.catch_up(Folder(now / PUBLIC), record.today)


def test_an_older_copy_of_everything_catches_up_from_elsewhere(lives: tuple[Record, Path, Path]) -> None:
    record, now, older = lives

    @write
    def nothing() -> None:
        """The store of the copy takes writes again."""

    with using(older):
        keeping.set_behind(True)
        assert recovery.catch_up(Folder(now / PUBLIC), record.today) > 0
        nothing()
        assert not keeping.is_behind()
