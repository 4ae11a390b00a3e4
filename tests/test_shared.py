# SPDX-License-Identifier: AGPL-3.0-or-later
"""Memory that several processes share: nobody's change is lost, and one that dies in the middle holds up nobody."""

from __future__ import annotations

import os
import signal
import struct
from collections.abc import Callable, Iterator

import pytest

from answerable import limits, shared
from answerable.limits import RATES, Limits, TooMuch
from answerable.storage.board import KEPT, Board

COUNT = struct.Struct("<Q")


@pytest.fixture(autouse=True)
def several() -> Iterator[None]:
    shared.part(4)
    yield
    shared.part(1)


def in_a_child(do: Callable[[], None]) -> int:
    """The pid of a process that does this and ends by itself."""
    pid = os.fork()
    if pid == 0:
        try:
            do()
        finally:
            os._exit(0)
    return pid


def ended(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def test_four_processes_add_up() -> None:
    memory = shared.Memory(64)

    def add() -> None:
        for _ in range(2000):
            with memory.alone() as held:
                COUNT.pack_into(held, 0, COUNT.unpack_from(held)[0] + 1)

    for pid in [in_a_child(add) for _ in range(4)]:
        assert ended(pid) == 0
    assert COUNT.unpack_from(memory.bytes)[0] == 8000


def test_who_dies_inside_lets_go() -> None:
    memory = shared.Memory(64)

    def die() -> None:
        with memory.alone():
            os.kill(os.getpid(), signal.SIGKILL)

    assert ended(in_a_child(die)) == -signal.SIGKILL
    with memory.alone() as held:
        held[0] = 1


def test_one_bucket_for_all_processes() -> None:
    one = Limits()

    def take_three() -> None:
        for _ in range(3):
            one.take("sign-in", "somebody")

    for _ in range(3):
        assert ended(in_a_child(take_three)) == 0
    one.take("sign-in", "somebody")
    with pytest.raises(TooMuch):
        one.take("sign-in", "somebody")
    one.take("sign-in", "somebody else")
    one.forget()
    one.take("sign-in", "somebody")


def test_a_bucket_fills_again_and_a_full_table_forgets_the_oldest(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(limits.clock, "ticks", lambda: now[0])
    monkeypatch.setattr(limits, "SETS", 1)
    one = Limits()
    for _ in range(int(RATES["sign-in"].burst)):
        one.take("sign-in", "first")
    with pytest.raises(TooMuch) as refused:
        one.take("sign-in", "first")
    assert refused.value.wait == 30
    now[0] += 31
    one.take("sign-in", "first")
    with pytest.raises(TooMuch):
        one.take("sign-in", "first")
    for number in range(limits.WAYS - 1):
        one.take("sign-in", f"other {number}")
    with pytest.raises(TooMuch):  # sixteen have room
        one.take("sign-in", "first")
    now[0] += 1
    for number in range(limits.WAYS):
        one.take("sign-in", f"third {number}")
    one.take("sign-in", "first")
    now[0] += limits.KEY_SECONDS + 1
    for number in range(int(RATES["sign-in"].burst)):
        one.take("sign-in", "first")


def test_the_board_tells_places_until_it_cannot_know_them_all() -> None:
    board = Board()
    seen = board.keys
    ended(in_a_child(lambda: board.tell_keys([3, 5]) and None))
    assert board.keys_since(seen) == (seen + 2, [3, 5])
    board.tell_keys(range(KEPT - 2))
    assert board.keys_since(seen)[1] == [3, 5, *range(KEPT - 2)]
    board.tell_keys([7])
    assert board.keys_since(seen)[1] is None
    seen = board.keys
    board.tell_all_keys()
    assert board.keys_since(seen)[1] is None
