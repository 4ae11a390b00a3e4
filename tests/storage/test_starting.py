# SPDX-License-Identifier: AGPL-3.0-or-later
"""A process that begins while no machine of the database takes writes waits for one; a server that begins does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.db import OperationalError

from answerable.storage import starting
from answerable.storage.board import board


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As in a server whose pages were shown before."""
    monkeypatch.setattr(starting, "AGAIN", 0.0)
    before, board.is_open = board.is_open, True
    yield
    board.is_open = before


def away(times: int) -> tuple[list[int], Callable[[], None]]:
    tried: list[int] = []

    def stand() -> None:
        tried.append(1)
        if len(tried) <= times:
            raise OperationalError("no host takes writes")

    return tried, stand


def test_it_waits_and_says_so_once(served: None, caplog: pytest.LogCaptureFixture) -> None:
    tried, stand = away(3)
    starting.with_patience(stand)
    assert len(tried) == 4
    said = [one.getMessage() for one in caplog.records if one.name == "answerable.starting"]
    assert said == ["no machine of the database takes writes now; this process waits for one, 120 seconds at most"]


def test_not_for_ever(served: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starting, "PATIENCE", -1.0)
    tried, stand = away(3)
    with pytest.raises(OperationalError):
        starting.with_patience(stand)
    assert len(tried) == 1


def test_a_server_that_begins_says_at_once_what_is_wrong() -> None:
    tried, stand = away(3)
    assert not board.is_open
    with pytest.raises(OperationalError):
        starting.with_patience(stand)
    assert len(tried) == 1
