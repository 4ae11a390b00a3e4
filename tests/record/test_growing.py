# SPDX-License-Identifier: AGPL-3.0-or-later
"""The log grows by a batch a day and by open leaves; its files are those of its rows."""

import json
import os
import shutil
from datetime import UTC, date, datetime, timedelta

import pytest

from answerable.cli.movement import Movement
from answerable.core.errors import Refused
from answerable.core.move import Role
from answerable.record import batch, bundle, directory, keeping, names, publishing, reading
from answerable.storage import models
from answerable.storage.writer import write
from answerable.tlog.checkpoint import open_checkpoint
from answerable.tlog.keys import parse_vkey
from answerable.tlog.merkle import check_inclusion, inclusion_proof, leaf_hash, root_of
from tests.conftest import NOW

DAY = NOW.date()


def lodge(movement: Movement, name: str = "Anouk") -> None:
    movement.lodge(name, "river-north-bank", 0, kind="credit_work")


def threads_of(day: date) -> list[dict[str, object]]:
    size = models.Batch.objects.get(day=day).size
    head = models.Leaf.objects.filter(kind="batch", index__lt=size).order_by("-index").first()
    assert head is not None
    return [json.loads(bytes(row.raw)) for row in models.Leaf.objects.filter(index__gt=head.index, index__lt=size)]


def files() -> dict[str, bytes]:
    return {str(at.relative_to(names.folder())): at.read_bytes() for at in names.folder().rglob("*") if at.is_file()}


@pytest.mark.parametrize(("waiting", "leaves"), [(0, 16), (1, 16), (16, 16), (17, 32), (33, 64), (64, 64), (65, 128)])
def test_a_batch_has_a_step(waiting: int, leaves: int) -> None:
    assert batch.step(waiting) == leaves


def test_what_is_stored_before_the_hour_goes_into_the_batch_of_that_day() -> None:
    assert batch.next_day(datetime(2031, 5, 1, 2, 59, 59, tzinfo=UTC)) == date(2031, 5, 1)
    assert batch.next_day(datetime(2031, 5, 1, 3, 0, tzinfo=UTC)) == date(2031, 5, 2)


def test_a_fact_and_its_leaf_are_one_write(movement: Movement) -> None:
    lodge(movement)
    (waiting,) = models.WaitingLeaf.objects.all()
    assert set(json.loads(bytes(waiting.raw))) == {"v", "id", "c"}

    @write
    def fails() -> None:
        lodge(movement, "Bela")
        raise Refused("on purpose")

    with pytest.raises(Refused):
        fails()
    assert models.WaitingLeaf.objects.count() == 1


def test_an_ask_and_none_make_batches_of_the_same_shape(movement: Movement) -> None:
    batch.close(DAY)
    lodge(movement)
    ident = models.WaitingLeaf.objects.get().code
    batch.close(DAY + timedelta(days=1))
    quiet, with_ask = threads_of(DAY), threads_of(DAY + timedelta(days=1))
    assert len(quiet) == len(with_ask) == 16
    assert {len(json.dumps(leaf)) for leaf in quiet} == {len(json.dumps(leaf)) for leaf in with_ask}
    assert [leaf["id"] for leaf in with_ask].count(ident) == 1
    assert models.WaitingLeaf.objects.count() == 0


def test_a_batch_is_closed_once(movement: Movement) -> None:
    assert batch.close(DAY) == batch.close(DAY)
    assert models.Batch.objects.count() == 1


def test_places_in_a_batch_are_drawn(movement: Movement) -> None:
    places = set()
    for number in range(8):
        lodge(movement, f"Asker {number}")
        ident = models.WaitingLeaf.objects.get().code
        batch.close(DAY + timedelta(days=number))
        places.add([leaf["id"] for leaf in threads_of(DAY + timedelta(days=number))].index(ident))
    assert len(places) > 2


def test_what_is_published_is_signed_and_proves_every_leaf(movement: Movement) -> None:
    for number in range(20):
        batch.close(DAY + timedelta(days=number))
        if number % 3 == 0:
            head = publishing.publish()
    head = publishing.publish()
    opened = open_checkpoint(publishing.read("checkpoint"), names.origin(), [parse_vkey(keeping.log().vkey)])
    assert opened == head
    leaves = [bytes(row.raw) for row in models.Leaf.objects.order_by("index")]
    assert head.size == len(leaves) > 400
    assert head.root == root_of([leaf_hash(raw) for raw in leaves])
    reader = publishing.reader(head.size)
    reader.check_root(head.root)
    for index in range(0, head.size, 37):
        proof = inclusion_proof(reader.read, index, head.size)
        check_inclusion(proof, index, head.size, leaf_hash(leaves[index]), head.root)


def test_each_batch_has_its_head_in_the_archive(movement: Movement) -> None:
    for number in range(3):
        batch.close(DAY + timedelta(days=number))
    publishing.publish()
    publishing.archive()
    listed = [line.split(" ") for line in publishing.read("checkpoints/index").decode().splitlines()]
    assert [day for _, day in listed] == [str(DAY + timedelta(days=number)) for number in range(3)]
    leaves = [leaf_hash(bytes(row.raw)) for row in models.Leaf.objects.order_by("index")]
    for size, _ in listed:
        note = publishing.read(f"checkpoints/{size}")
        head = open_checkpoint(note, names.origin(), [parse_vkey(keeping.log().vkey)])
        assert (head.size, head.root) == (int(size), root_of(leaves[: int(size)]))


def test_files_that_are_gone_or_short_are_made_again(movement: Movement) -> None:
    for number in range(20):
        batch.close(DAY + timedelta(days=number))
    publishing.publish()
    before = files()
    for name in sorted(before)[::2]:
        if name.startswith("tile/"):
            (names.folder() / name).write_bytes(b"")
    shutil.rmtree(names.folder() / "tile" / "entries")
    assert publishing.mend() > 0
    assert files() == before
    assert publishing.mend() == 0


def test_a_bundle_is_noted_once_until_it_changes(movement: Movement) -> None:
    first = {"ask.js": "a" * 64, "mine.js": "b" * 64}
    assert bundle.note_bundle(first, DAY)
    assert not bundle.note_bundle(first, DAY + timedelta(days=1))
    assert bundle.note_bundle({**first, "ask.js": "c" * 64}, DAY + timedelta(days=1))
    assert models.Leaf.objects.filter(kind="bundle").count() == 2


def test_a_leaf_can_be_changed_by_no_statement(movement: Movement) -> None:
    batch.close(DAY)
    for change in (
        lambda: models.Leaf.objects.filter(index=0).update(raw=b"{}"),
        lambda: models.Leaf.objects.filter(index=0).delete(),
        lambda: models.Batch.objects.all().delete(),
    ):
        with pytest.raises(Exception, match="not authorized|permission denied"):
            write(change)()


def test_another_address_is_refused(movement: Movement, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "origin", lambda: "elsewhere.example/record1")
    with pytest.raises(Refused, match="another address"):
        keeping.begin()


def test_a_directory_keeps_since_when_a_key_stands(movement: Movement) -> None:
    for number in range(3):
        batch.close(DAY + timedelta(days=number))
    leaves = [json.loads(bytes(row.raw)) for row in models.Leaf.objects.filter(kind="directory").order_by("index")]
    bodies = models.Body.objects.count()
    assert len(leaves) == 3 * bodies
    last = [leaf for leaf in leaves if leaf["day"] == str(DAY + timedelta(days=2))]
    listed = [each for leaf in last for each in leaf["handlers"]]
    assert listed
    assert {each["since"] for each in listed} == {str(DAY)}
    assert {leaf["first"] for leaf in last if leaf["handlers"]} == {str(DAY)}

    @write
    def swap() -> None:
        seat = models.Seat.objects.get(code=listed[0]["code"])
        seat.signing = "A" * 43
        seat.save()

    swap()
    batch.close(DAY + timedelta(days=3))
    newest = [json.loads(bytes(row.raw)) for row in models.Leaf.objects.filter(kind="directory").order_by("-index")]
    swapped = next(each for leaf in newest[:bodies] for each in leaf["handlers"] if each["code"] == listed[0]["code"])
    assert swapped["since"] == str(DAY + timedelta(days=3))


@pytest.mark.parametrize(("later", "counts"), [(1, True), (2, True), (3, False), (9, False)])
def test_a_body_begins_with_the_readers_of_its_first_three_days(movement: Movement, later: int, counts: bool) -> None:
    batch.close(DAY)
    seat = models.Seat.objects.filter(role=Role.HANDLER).order_by("code")[0]

    @write
    def swap() -> None:
        models.Seat.objects.filter(pk=seat.pk).update(signing="A" * 43)

    swap()
    batch.close(DAY + timedelta(days=later))
    standing = directory.standing([seat.body.code])
    assert standing is not None
    assert (seat.code in standing) is counts
    batch.close(DAY + timedelta(days=later + 3))
    assert seat.code in (directory.standing([seat.body.code]) or ())


def test_the_folder_can_be_read_by_everybody_and_holds_nothing_else(movement: Movement) -> None:
    lodge(movement)
    batch.close(DAY)
    publishing.publish()
    publishing.archive()
    held = b"".join(files().values())
    assert b"river-north-bank" not in held
    assert b"credit_work" not in held


@pytest.fixture
def flushed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are flushed, by name."""
    found: list[str] = []
    flush = os.fsync

    def note(handle: int) -> None:
        found.append(os.path.relpath(os.readlink(f"/proc/self/fd/{handle}"), names.folder()))
        flush(handle)

    monkeypatch.setattr(os, "fsync", note)
    return found


def of_record(flushed: list[str]) -> list[str]:
    return [one.removesuffix(".new") for one in flushed if not one.startswith("..")]


def test_a_head_is_flushed_and_what_the_next_growth_replaces_is_not(movement: Movement, flushed: list[str]) -> None:
    """What rows can make again costs no flush: partial tiles are looked at once more at each start."""
    batch.close(DAY)
    publishing.publish()
    assert of_record(flushed) == ["checkpoint"]


def test_a_head_that_fills_a_tile_is_flushed_three_times(movement: Movement, flushed: list[str]) -> None:
    """The full bundle, the full tile, the head; with the commit of the rows four."""
    for number in range(12):
        batch.close(DAY + timedelta(days=number))
    assert 256 < keeping.log().size < 512
    publishing.publish()
    assert sorted(of_record(flushed)) == ["checkpoint", "tile/0/000", "tile/entries/000"]


@pytest.mark.parametrize("name", ["tile/entries/001.p", "tile/0/001.p", "tile/1/000.p"])
def test_a_partial_file_that_a_power_cut_spoilt_is_made_again(movement: Movement, name: str) -> None:
    """As long as it should be, and full of zeros: that is what can stand there after a power cut."""
    for number in range(12):
        batch.close(DAY + timedelta(days=number))
    publishing.publish()
    before = files()
    (at,) = (names.folder() / name).iterdir()
    at.write_bytes(bytes(at.stat().st_size))
    assert publishing.mend() > 0
    assert files() == before
    assert publishing.mend() == 0


def test_the_open_part_is_read_page_by_page(movement: Movement) -> None:
    for number in range(4):
        batch.close(DAY + timedelta(days=number))
    directories, more = reading.open_leaves("directory")
    assert len(directories) == reading.A_PAGE
    older, end = reading.open_leaves("directory", before=more)
    assert end is None
    assert len(directories) + len(older) == models.Leaf.objects.filter(kind="directory").count()
