# SPDX-License-Identifier: AGPL-3.0-or-later
"""Slips of the keyboard: each is said, and asked again; nothing is sent unless it is said."""

from __future__ import annotations

from typing import Any

import pytest

from tests.asker.conftest import NORTH
from tests.asker.test_unsent import Here
from tests.serving import Serving

TEXT = "Please say who on the board knew."
OUT, BACKUP, PAST, KIND_KNOWN, STANDBY = "", "", "n", "n", "n"


@pytest.fixture
def here(shared: Serving, tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> Here:
    return Here(shared.origin, tmp_path, capsys)


def typed(here: Here, *lines: str) -> int:
    return here.run("new", here.origin, "--body", NORTH, typed="\n".join(lines) + "\n")


def test_slips_are_said_and_asked_again(here: Here) -> None:
    code = typed(
        here, "9", OUT, BACKUP, "maybe", PAST, KIND_KNOWN, STANDBY, "99", "own_words", ".", TEXT, ".", ".", ".", "2",
        "left", "n", "n", "1", "n", "y", "wrong", "wrong", "",
    )  # fmt: skip
    assert code == 0, here.err
    for said in (
        "Please type the numbers, or nothing.",
        "Please type y or n.",
        "Please type one of the numbers.",
        "You chose “In my own words”. Please write a few.",
        "Silence counts: Together with other organisations",
        "Please look again.",
        "Not now.",
    ):
        assert said in here.err


def test_nothing_is_sent_unless_it_is_said(here: Here) -> None:
    """Everybody of the organisation is taken off; the backup learns that it waits; and then it is not sent."""
    code = typed(here, "1 2", BACKUP, "n", KIND_KNOWN, STANDBY, "credit_work", "", "n", "n", "", "n", "n")
    assert code == 0
    assert "You left somebody out." in here.err
    assert "It is read by: Nobody yet. The backup learns that it waits." in here.err
    assert "Nothing was sent." in here.err
    assert "way back" not in here.out


def test_nobody_at_all_is_asked_again(here: Here) -> None:
    assert typed(here, "1 2", "1 2", OUT, BACKUP, PAST) == 1
    assert "Nobody would read it like this." in here.err
    assert "Here the answers end, so nothing was sent." in here.err


def test_acts_by_their_questions(here: Here) -> None:
    """Each act that asks something, as it asks it; what the ask does not offer is said."""
    here.new(kind="protect")

    def does(*lines: str) -> int:
        return here.run("back", here.origin, typed="\n".join([here.words, *lines]) + "\n")

    assert does("pause", "n", "resume", "withdraw", "reopen", "") == 0
    assert "You opened it again." in here.out
    assert does("change", "by_name", "y", "n", *"yy", "led", *"yyyy", "who_knew", "") == 0, here.err
    assert "Say who knew, and when" in here.out
    assert does("mark", "partly_met", "everyone", "mark", "taken_back", "") == 0, here.err
    assert "You took this back before anybody saw it." in here.out
    assert does("remove", "1", "admit", "1", "") == 0, here.err
    assert "You let one more person read it." in here.out
    assert does("accept") == 1
    assert "There is no promise with this ask." in here.err
    assert does("admit") == 1
    assert "There is nobody who could be let in now." in here.err
    assert does("erase", "n") == 1
    assert "Say that you are sure" in here.err
