# SPDX-License-Identifier: AGPL-3.0-or-later
"""Row keys live in a file of their own, in no order, and are gone when they are destroyed."""

from pathlib import Path

import pytest

from answerable.core.errors import Refused
from answerable.storage.keyfile import HEAD, RECORD, KeyFile, Purpose
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
