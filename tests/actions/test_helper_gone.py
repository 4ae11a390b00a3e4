# SPDX-License-Identifier: AGPL-3.0-or-later
"""A support person who was taken away, with all their keys in hand, before the whole store and its key file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from answerable.actions import asking, mine_ways
from answerable.cli.movement import Movement
from answerable.sealing import age
from answerable.sealing import asker as client
from answerable.sealing.errors import Refusal
from answerable.sealing.state import open_state_with
from answerable.sealing.wire import parse_b64
from answerable.storage import models, sealed, vault, words
from tests.actions.scene import opened, state_of, thread_of
from tests.actions.ways_scene import keys_of, new_words, random, renewal, support
from tests.conftest import NOW, ORIGIN

EARLIER, LATER = "what was written while they helped", "what was written after"


def everything(row: models.Ask) -> Iterator[tuple[int, bytes]]:
    """(epoch or 0, file) of every sealed thing of a thread, with the row key already off: the worst dump there is."""
    for key in models.SealedKey.objects.filter(ask=row):
        yield 0, vault.unwrap(row.id, "key", key.blob)
    for file in models.SealedFile.objects.filter(ask=row):
        yield file.epoch, words.raw_of(file)
    yield 0, vault.unwrap(row.id, "keep", row.keep)
    for way in models.Way.objects.filter(ask=row).exclude(keep=b""):
        yield 0, vault.unwrap(row.id, f"keep:{way.code}", way.keep)


def opens(row: models.Ask, identities: list[bytes]) -> list[bytes]:
    """What any of these identities opens of it."""
    found = []
    for _epoch, file in everything(row):
        for identity in identities:
            try:
                found.append(age.open(file, identity))
            except Refusal:
                continue
    return found


@pytest.mark.parametrize("ending", ["taken away", "new words where it was entered with help"])
@pytest.mark.parametrize("right", ["see", "act", "mark"])
def test_old_keys_open_no_later_message(movement: Movement, right: str, ending: str) -> None:
    helped = ending != "taken away"
    one = movement.lodge("Anouk", "river-north-bank", 20, kind="change_policy", text=EARLIER, helped=helped)
    own, theirs = client.asker_keys(one.words, ORIGIN, 1), keys_of("somebody who helps")
    mine_ways.add_way(support(one, own, theirs, right), by=one.enter(NOW), at=NOW)
    way = models.Way.objects.get()
    held = open_state_with(theirs, ORIGIN, 1, {**state_of(one), **sealed.for_asker(thread_of(one.code), way)})
    in_hand = [theirs.sealing, *(parse_b64(seed) for seed in held["seeds"].values())]
    row = models.Ask.objects.get(code=one.code)
    assert any(EARLIER.encode() in each for each in opens(row, in_hand)), "the negative control: they could read it"
    _end(one, own, way, helped=helped)
    assert opened_texts(row, in_hand) == [EARLIER]
    assert not opens(row, [theirs.sealing]), "nothing is sealed to them any more"


def _end(one: Any, own: Any, way: models.Way, *, helped: bool) -> None:
    """They go, and something is written with the key that came then."""
    if helped:
        sent, keys = new_words(one, keys_of("fresh"), NOW), keys_of("fresh")
        actor = one.enter(NOW)
        mine_ways.renew_words(sent, by=actor, at=NOW)
    else:
        keys, actor = own, one.enter(NOW)
        mine_ways.remove_way({**renewal(one, own, NOW, words=False), "way": way.code}, by=actor, at=NOW)
    found = open_state_with(keys, ORIGIN, 1, state_of(one))
    sent = client.build_message(found, {"text": LATER}, random=random, **found["next_message"])
    asking.write_message(one.code, 2, sent["file"], by=actor, at=NOW)
    assert [line["body"]["text"] for line in open_state_with(keys, ORIGIN, 1, state_of(one))["messages"]] == [
        EARLIER,
        LATER,
    ]


def opened_texts(row: models.Ask, identities: list[bytes]) -> list[str]:
    texts = (EARLIER, LATER)
    plain = b"".join(opens(row, identities))
    return [each for each in texts if each.encode() in plain]


def test_the_dump_would_show_a_copy_that_was_left(movement: Movement) -> None:
    """Break it on purpose: with the next key sealed to them too, the same search finds the later words."""
    one = movement.lodge("Anouk", "river-north-bank", 20, kind="change_policy", text=EARLIER)
    own, theirs = client.asker_keys(one.words, ORIGIN, 1), keys_of("somebody who helps")
    mine_ways.add_way(support(one, own, theirs, "see"), by=one.enter(NOW), at=NOW)
    way, actor = models.Way.objects.get(), one.enter(NOW)
    mine_ways.remove_way({**renewal(one, own, NOW, words=False), "way": way.code}, by=actor, at=NOW)
    found = opened(one)
    sent = client.build_message(found, {"text": LATER}, random=random, **found["next_message"])
    asking.write_message(one.code, 2, sent["file"], by=actor, at=NOW)
    newest = parse_b64(found["seeds"][2] if 2 in found["seeds"] else found["seeds"]["2"])
    assert LATER in opened_texts(models.Ask.objects.get(code=one.code), [newest])
