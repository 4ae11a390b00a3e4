# SPDX-License-Identifier: AGPL-3.0-or-later
"""A reader who lost their keys reads nothing until it is sealed again: after seven days, by another, unless refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answerable.core import new_keys, readers
from answerable.core.errors import Denied, Refused
from answerable.core.handler import HandlerStage
from answerable.core.move import Role
from tests.core.scene import Story

KEYS = {"handler": "ines", "sealing": "s", "signing": "t"}
INES = {"handler": "ines"}


def lost(**lodging: Any) -> Story:
    """Ines and Tomas read; Ines has new keys."""
    story = Story()
    story.lodge(**lodging)
    story.read("new-keys", KEYS)
    return story


def reads(story: Story, code: str) -> bool:
    seat = next(each for each in story.seats if each.code == code)
    return readers.is_reader(story.now, seat, story.day)


def test_who_has_new_keys_reads_nothing_until_another_reader_seals_it_again() -> None:
    story = lost()
    assert not reads(story, "ines")
    for move, value in (
        ("handed-out", {"handler": "ines", "what": "thread"}),
        ("acknowledged", {}),
        ("resealed", INES),
    ):
        with pytest.raises(Denied):
            story.read(move, value)
    story.wait(6)
    with pytest.raises(Refused, match="Seven days"):
        story.read("resealed", INES, "tomas")
    story.wait(1)
    story.read("resealed", INES, "tomas")
    assert reads(story, "ines")
    story.read("acknowledged")


def test_the_asker_refuses_for_good_and_only_newer_keys_ask_again() -> None:
    story = lost()
    story.do("keys-refused", INES)
    story.wait(30)
    for by, actor in ((Role.HANDLER, "tomas"), (Role.ASKER, "")):
        with pytest.raises(Refused, match="does not want this"):
            story.do("resealed", INES, by, actor)
    with pytest.raises(Refused):
        story.do("keys-refused", INES)
    story.read("new-keys", KEYS | {"sealing": "u"})
    story.wait(7)
    story.do("resealed", INES)
    assert reads(story, "ines")


def test_never_to_somebody_who_was_not_in_it() -> None:
    story = lost(readers=["ines"], terms={"silence": "second_line"})
    with pytest.raises(Denied):
        story.read("new-keys", {**KEYS, "handler": "tomas"}, "tomas")
    story.wait(7)
    for by, actor in ((Role.ASKER, ""), (Role.HANDLER, "tomas")):
        with pytest.raises(Refused):
            story.do("resealed", {"handler": "tomas"}, by, actor)
    with pytest.raises(Denied):
        story.read("resealed", INES, "tomas")
    story.do("removed", {"handler": "ines", "epoch": 2})
    with pytest.raises(Refused):
        story.do("resealed", INES)


def test_nobody_announces_for_another_and_letting_in_anew_waits_too() -> None:
    story = lost()
    with pytest.raises(Denied):
        story.read("new-keys", {**KEYS, "handler": "ines"}, "tomas")
    story.do("removed", {"handler": "ines", "epoch": 2})
    with pytest.raises(Refused, match="Seven days"):
        story.do("admitted", {"handler": "ines", "epoch": 2})
    story.wait(7)
    story.do("admitted", {"handler": "ines", "epoch": 2})
    assert reads(story, "ines")


def test_nothing_is_sealed_to_somebody_who_left_meanwhile() -> None:
    from dataclasses import replace

    story = lost().wait(7)
    story.seats = tuple(replace(each, stage=HandlerStage.LEFT) if each.code == "ines" else each for each in story.seats)
    with pytest.raises(Refused):
        story.read("resealed", INES, "tomas")


def test_when_nobody_else_reads_the_second_line_learns_that_it_waits() -> None:
    story = lost(readers=["ines"], terms={"silence": "second_line"})
    assert readers.no_reader_left(story.now, story.seats, story.day)
    assert not readers.needs_new_key(story.now, story.seats, story.day)


@settings(max_examples=60)
@given(st.integers(0, 20), st.booleans(), st.sampled_from(["ines", "tomas", "noor"]))
def test_no_order_of_days_seals_early(days: int, refused: bool, handler: str) -> None:
    story = lost()
    if refused:
        story.do("keys-refused", INES)
    story.wait(days)
    may = story.may("resealed", {"handler": handler}, Role.HANDLER, "tomas")
    assert may is (days >= new_keys.DAYS and not refused and handler == "ines")
    assert story.day >= date(2031, 3, 4)
