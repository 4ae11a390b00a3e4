# SPDX-License-Identifier: AGPL-3.0-or-later
"""The asker's own file: one size whatever stands in it, opened by her words alone, the same in both languages."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest

from answerable.sealing import age, asker, own, state, words
from answerable.sealing.errors import Refusal
from answerable.sealing.wire import parse_b64
from tests.sealing import node
from tests.sealing.test_cross import ORIGIN, House, choose, state_of

SECRET = "Quillon pays me twelve an hour"
WREN = "Aunt Wren of the lighthouse"
BASELINE = {"day": "2031-03-04", "parts": {"pay": SECRET, "housing": "the room above the boathouse"}, "now": None}
POD = [{"name": WREN, "told": "that_i_asked", "stage": "named"}]
LARGE = {"day": "2031-03-04", "parts": dict.fromkeys("abcdef", "x" * 400), "now": None}
OWN: dict[str, dict[str, Any]] = {
    "nothing": {},
    "a baseline": {"baseline": BASELINE},
    "a pod": {"pod": POD},
    "much": {"baseline": LARGE, "pod": POD * 8},
}


@pytest.fixture(scope="module")
def house() -> House:
    return House()


def lodged(house: House, phrase: str, hers: dict[str, Any], *, browser: bool) -> dict[str, Any]:
    choices = choose(own=hers)
    if browser:
        found = node.ask("lodge", words=phrase, origin=ORIGIN, directory=house.directory, choices=choices)["lodging"]
    else:
        found, _ = asker.build_lodging(phrase, ORIGIN, house.directory, choices, random=os.urandom)
    return dict(found)


def on_the_wire(sent: dict[str, Any]) -> str:
    """All that travels, and what it decodes to."""
    files = [sent["keep"], *sent["messages"], *(each["file"] for each in sent["keys"])]
    return json.dumps(sent) + "".join(parse_b64(one).decode("latin-1") for one in files)


@pytest.mark.parametrize("browser", [False, True], ids=["python", "browser"])
def test_what_travels_is_of_one_size_whatever_she_keeps_for_herself(house: House, browser: bool) -> None:
    sizes = set()
    for hers in OWN.values():
        sent = lodged(house, words.make(os.urandom(10)), hers, browser=browser)
        sizes.add((len(json.dumps(sent)), len(sent["keep"])))
        travels = on_the_wire(sent)
        assert all(secret not in travels for secret in (SECRET, WREN, "baseline", "that_i_asked"))
    assert len(sizes) == 1


@pytest.mark.parametrize("browser", [False, True], ids=["python", "browser"])
def test_nobody_who_reads_the_ask_opens_it(house: House, browser: bool) -> None:
    """Before she sends it, no key of a reader or a backup leads to a word of it."""
    sent = lodged(house, words.make(os.urandom(10)), {"baseline": BASELINE, "pod": POD}, browser=browser)
    for code in ("h1", "h2", "s1"):
        person = house.person(code)
        for file in (sent["keep"], *sent["messages"]):
            with pytest.raises(Refusal):
                age.open(parse_b64(file), person.sealing)
        mine = [one for one in sent["keys"] if one["holder"] == code]
        opened = [age.open(parse_b64(one["file"]), person.sealing) for one in mine]
        seeds = [parse_b64(json.loads(raw[4 : 4 + int.from_bytes(raw[:4], "big")])["signed"]["seed"]) for raw in opened]
        read = [age.open(parse_b64(file), one).decode("latin-1") for one in seeds for file in sent["messages"]]
        assert (len(read) > 0) is (code != "s1")
        assert all(SECRET not in text and WREN not in text for text in read)
        for one in seeds:
            with pytest.raises(Refusal):
                age.open(parse_b64(sent["keep"]), one)


def test_each_side_reads_and_changes_what_the_other_wrote(house: House) -> None:
    phrase = words.make(os.urandom(10))
    sent = lodged(house, phrase, {"baseline": BASELINE}, browser=True)
    given = state_of(house, sent, [])
    keys = asker.asker_keys(phrase, ORIGIN, 1)
    opened = state.open_state(phrase, ORIGIN, 1, given)
    assert opened["keep"]["baseline"] == BASELINE
    body = own.build_own(keys, opened, given["keep"], {"pod": POD}, random=os.urandom)
    assert len(body["own"]) == len(sent["keep"])
    again = {**given, "keep": body["own"]}
    theirs = node.ask("own", words=phrase, origin=ORIGIN, number=1, state=again, changed={"baseline": None})
    assert theirs["pod"] == POD
    assert theirs["baseline"]["parts"] == BASELINE["parts"]
    assert len(theirs["body"]["own"]) == len(sent["keep"])
    after = state.open_state(phrase, ORIGIN, 1, {**given, "keep": theirs["body"]["own"]})
    assert "baseline" not in after["keep"]
    assert after["keep"]["pod"] == POD
    assert after["mark_key"] == opened["mark_key"]


def test_the_host_cannot_put_a_file_of_its_own_there(house: House) -> None:
    phrase = words.make(os.urandom(10))
    given = state_of(house, lodged(house, phrase, {}, browser=False), [])
    keys = asker.asker_keys(phrase, ORIGIN, 1)
    opened = state.open_state(phrase, ORIGIN, 1, given)
    other = asker.asker_keys(words.make(os.urandom(10)), ORIGIN, 1)
    fields = {name: value for name, value in opened["keep"].items() if name != "domain"}
    forged = own.seal_own(other, fields, random=os.urandom)
    with pytest.raises(Refusal):
        state.open_state(phrase, ORIGIN, 1, {**given, "keep": forged})
    assert len(own.seal_own(keys, fields, random=os.urandom)) == len(forged)


def test_more_than_fits_makes_the_file_larger_and_loses_nothing(house: House) -> None:
    phrase = words.make(os.urandom(10))
    huge = {"day": "2031-03-04", "parts": {"other": "船" * own.ROOM}, "now": None}
    sent = lodged(house, phrase, {"baseline": huge}, browser=False)
    opened = state.open_state(phrase, ORIGIN, 1, state_of(house, sent, []))
    assert opened["keep"]["baseline"] == huge
