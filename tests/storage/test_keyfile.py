# SPDX-License-Identifier: AGPL-3.0-or-later
"""Row keys live in a file of their own, in no order, and are gone when they are destroyed."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from answerable.core.errors import Refused
from answerable.storage.board import KEPT, Board
from answerable.storage.keyfile import HEAD, RECORD, KeyFile, Purpose, parse
from answerable.storage.models.base import new_id


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys"


def test_keys_come_back_after_a_restart(path: Path) -> None:
    keys = KeyFile(path)
    made = {ident: keys.make(ident, Purpose.THREAD) for ident in (new_id() for _ in range(200))}
    keys.flush()
    keys.close()
    again = KeyFile(path)
    assert {ident: again.read(ident) for ident in made} == made
    assert again.idents(Purpose.ACCOUNT) == frozenset()
    again.close()


def test_a_key_is_not_on_the_disk_before_the_flush_and_is_after(path: Path) -> None:
    keys = KeyFile(path)
    key = keys.make(new_id(), Purpose.THREAD)
    assert key not in path.read_bytes()
    keys.flush()
    assert key in path.read_bytes()
    keys.close()


def test_a_destroyed_key_is_overwritten_and_its_place_used_again(path: Path) -> None:
    keys = KeyFile(path)
    ident = new_id()
    key = keys.make(ident, Purpose.THREAD)
    keys.flush()
    size = path.stat().st_size
    keys.destroy(ident)
    assert key not in path.read_bytes()
    assert ident.bytes not in path.read_bytes()
    assert keys.read(ident) is None
    for _ in range(64):
        keys.make(new_id(), Purpose.THREAD)
    keys.flush()
    assert path.stat().st_size == size
    keys.close()


def test_the_order_of_the_file_is_not_the_order_of_making(path: Path) -> None:
    keys = KeyFile(path)
    idents = [new_id() for _ in range(40)]
    for ident in idents:
        keys.make(ident, Purpose.THREAD)
        keys.flush()
    raw = path.read_bytes()
    assert sorted(idents, key=lambda ident: raw.index(ident.bytes)) != idents
    keys.close()


def test_what_was_undone_is_not_kept(path: Path) -> None:
    keys = KeyFile(path)
    kept = new_id()
    keys.make(kept, Purpose.THREAD)
    mark, undone = keys.waiting, new_id()
    keys.make(undone, Purpose.THREAD)
    keys.forget_since(mark)
    keys.flush()
    assert keys.read(undone) is None
    assert keys.idents() == {kept}
    keys.close()


def test_a_torn_record_is_free_room_and_harms_no_other(path: Path) -> None:
    keys = KeyFile(path)
    one, two = new_id(), new_id()
    first = keys.make(one, Purpose.THREAD)
    keys.make(two, Purpose.THREAD)
    keys.flush()
    keys.close()
    raw = bytearray(path.read_bytes())
    at = raw.index(two.bytes)
    raw[at + 40 : at + RECORD] = bytes(RECORD - 40)
    path.write_bytes(bytes(raw) + b"half a rec")
    again = KeyFile(path)
    assert again.read(one) == first
    assert again.read(two) is None
    again.close()


def test_another_file_is_refused(path: Path) -> None:
    path.write_bytes(b"something else".ljust(len(HEAD)))
    with pytest.raises(Refused):
        KeyFile(path)


@pytest.fixture
def two(path: Path) -> Iterator[tuple[KeyFile, KeyFile]]:
    """The same file as two processes of one server have it."""
    board = Board()
    east, west = KeyFile(path, board), KeyFile(path, board)
    yield east, west
    east.close()
    west.close()


def test_a_key_of_one_process_is_read_by_the_other_and_gone_from_both(two: tuple[KeyFile, KeyFile]) -> None:
    east, west = two
    ident = new_id()
    key = east.make(ident, Purpose.THREAD)
    assert west.read(ident) is None
    east.flush()
    assert west.read(ident) == key
    assert ident in west.idents(Purpose.THREAD)
    west.destroy(ident)
    assert east.read(ident) is None
    assert not any(each.key == key for one in two for each in one._keys.values())


def test_two_processes_never_take_one_place(two: tuple[KeyFile, KeyFile], path: Path) -> None:
    made: dict[object, bytes] = {}

    def live(keys: KeyFile, number: int) -> None:
        drawn = random.Random(number)
        mine = []
        for _ in range(150):
            mine.append(new_id())
            made[mine[-1]] = keys.make(mine[-1], Purpose.THREAD)
            keys.flush()
            if drawn.random() < 0.4:
                gone = mine.pop(drawn.randrange(len(mine)))
                keys.destroy(gone)
                del made[gone]

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(live, two, range(2)))
    for keys in (*two, KeyFile(path)):
        assert {ident: keys.read(ident) for ident in keys.idents()} == made
    assert set(parse(path.read_bytes())[0]) == set(made)


def test_who_fell_far_behind_reads_all_of_it_and_keeps_what_waits(two: tuple[KeyFile, KeyFile]) -> None:
    east, west = two
    waiting = new_id()
    key = west.make(waiting, Purpose.THREAD)
    made = {}
    for _ in range(KEPT + 10):
        ident = new_id()
        made[ident] = east.make(ident, Purpose.TEXT)
    east.flush()
    assert west.idents(Purpose.TEXT) == set(made)
    assert west.read(waiting) == key
    west.flush()
    assert east.read(waiting) == key
