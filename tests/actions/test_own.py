# SPDX-License-Identifier: AGPL-3.0-or-later
"""The asker's own file written anew: by her own words alone, as opaque bytes of one size, and no fact of the ask."""

from __future__ import annotations

from typing import Any

import pytest

from answerable.actions import mine_ways
from answerable.cli.movement import Asker, Movement
from answerable.core.errors import Denied, Refused
from answerable.sealing import asker as client
from answerable.sealing import own
from answerable.storage import models, sealed
from tests.actions import ways_scene
from tests.actions.scene import ask_of, check_whole, opened, state_of, thread_of
from tests.conftest import NOW, ORIGIN

BANK = "river-north-bank"
WREN = "Aunt Wren of the lighthouse"
POD = [{"name": WREN, "told": "nothing", "stage": "named"}]
BASELINE = {"day": "2031-05-01", "parts": {"pay": "twelve an hour"}, "now": None}


@pytest.fixture
def one(movement: Movement) -> Asker:
    return movement.lodge("Anouk", BANK, 20, kind="change_policy", text="words", own={"baseline": BASELINE})


def sent(one: Asker, changed: dict[str, Any]) -> dict[str, Any]:
    keys = client.asker_keys(one.words, ORIGIN, 1)
    return own.build_own(keys, opened(one), str(state_of(one)["keep"]), changed, random=ways_scene.random)


def test_it_is_her_own_file_and_no_fact_of_the_ask(one: Asker) -> None:
    before, files = ask_of(one.code), models.SealedFile.objects.count()
    assert opened(one)["keep"]["baseline"] == BASELINE
    size = len(models.Ask.objects.get(code=one.code).keep)
    mine_ways.put_own(sent(one, {"pod": POD, "baseline": None}), by=one.enter(NOW), at=NOW)
    assert opened(one)["keep"]["pod"] == POD
    assert "baseline" not in opened(one)["keep"]
    assert ask_of(one.code) == before
    assert len(models.Ask.objects.get(code=one.code).keep) == size
    assert models.SealedFile.objects.count() == files
    check_whole()


def test_nothing_written_elsewhere_meanwhile_is_lost(one: Asker) -> None:
    first, second = sent(one, {"pod": POD}), sent(one, {"baseline": None})
    mine_ways.put_own(first, by=one.enter(NOW), at=NOW)
    for bad in (second, {**second, "was": None}, {**second, "was": ""}):
        with pytest.raises(Refused, match="elsewhere"):
            mine_ways.put_own(bad, by=one.enter(NOW), at=NOW)
    assert opened(one)["keep"]["pod"] == POD


def test_neither_helpers_nor_readers_write_it(movement: Movement, one: Asker) -> None:
    by, keys, theirs = one.enter(NOW), client.asker_keys(one.words, ORIGIN, 1), ways_scene.keys_of("theirs")
    mine_ways.add_way(ways_scene.support(one, keys, theirs, "mark"), by=by, at=NOW)
    given = sent(one, {"pod": POD})
    for other in (ways_scene.enter(theirs, NOW), movement.actor_of("Maren"), movement.actor_of("Ondra")):
        with pytest.raises(Denied):
            mine_ways.put_own(given, by=other, at=NOW)


def test_no_reader_is_given_it(movement: Movement, one: Asker) -> None:
    """Before she sends something of it herself, what the desk gets holds no part of that file."""
    given = sealed.for_reader(thread_of(one.code), movement.members["Maren"].seat)
    assert "keep" not in given
    assert given["messages"], "the desk is given the ask"
    assert str(state_of(one)["keep"]) not in repr(given)


def test_it_goes_with_the_ask(one: Asker) -> None:
    one.move(NOW, "erased", {})
    assert not models.Ask.objects.filter(code=one.code).exists()
