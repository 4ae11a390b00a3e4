# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters in an exported record: a true one is found true, and each lie about a letter is named with its index."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from answerable.cli.movement import Movement
from tests import stores
from tests.conftest import using
from tests.record.letter_world import Log, World, copy_of, live

NOT_SIGNED = "it is not signed by {n} of those who hold the letter"


@pytest.fixture(scope="module")
def world(movement_folder: tuple[Path, Movement], tmp_path_factory: pytest.TempPathFactory) -> World:
    folder, made = movement_folder
    data = tmp_path_factory.mktemp("letters") / "data"
    stores.copy(folder, data)
    with using(data):
        return live(deepcopy(made), tmp_path_factory.mktemp("log") / "log")


@pytest.fixture
def log(world: World, tmp_path: Path) -> Iterator[Log]:
    yield copy_of(world, tmp_path / "log")


def test_a_true_record_of_letters_is_found_true(log: Log) -> None:
    kinds = [log.fields(index).get("type") for index in range(len(log.entries))]
    counted = {kind: kinds.count(kind) for kind in ("letter", "letter-act", "answer", "promise", "moved", "claim")}
    assert counted == {"letter": 2, "letter-act": 11, "answer": 1, "promise": 3, "moved": 2, "claim": 1}
    acts = [log.fields(index)["act"] for index, kind in enumerate(kinds) if kind == "letter-act"]
    assert sorted(set(acts)) == ["date", "hide", "keys", "mark", "pause", "resume", "show"]
    assert kinds.count("taken-out") == 2
    assert log.findings() == []


def test_the_served_words_are_those_that_stand_and_no_others(log: Log) -> None:
    said = log.words.read_text()
    assert "Say who knew" in said
    assert "photographs […]." in said
    assert "Annelore" not in said
    assert "Corvin" not in said


Bend = Callable[[Log], int]
MET = {"number": 2, "value": "met"}


def signature_of(log: Log, index: int, place: int = 0) -> Any:
    return log.fields(index)["signatures"][place]


def keys_after(log: Log, *names: str, threshold: int, by: tuple[str, ...]) -> int:
    """A change of keys right after the letter was put up, when Ilse and Joram held it."""
    keys = [log.world.key(name) for name in names]
    return log.act(log.at("letter"), "keys", {"keys": keys, "threshold": threshold}, *by)


def last(log: Log) -> int:
    """After everything about this letter."""
    return log.at("letter-act", -1, letter=log.world.lantern)


def moved(log: Log, place: int = 0) -> int:
    return log.at("moved", place)


def promise(log: Log) -> int:
    return log.at("promise", 0)


def extra_promise(log: Log, **fields: object) -> int:
    return log.again(promise(log), code="c" * 26, **fields)


BENT: dict[str, tuple[Bend, str]] = {
    # Who signed
    "a mark that nobody signed": (lambda log: log.act(last(log), "mark", MET), NOT_SIGNED.format(n=2)),
    "a mark by one of two": (lambda log: log.act(last(log), "mark", MET, "Ilse"), NOT_SIGNED.format(n=2)),
    "a mark by one twice": (lambda log: log.act(last(log), "mark", MET, "Ilse", "Ilse"), NOT_SIGNED.format(n=2)),
    "a mark by the body or the host": (
        lambda log: log.act(last(log), "mark", MET, "Ilse", "nobody"), NOT_SIGNED.format(n=2),
    ),
    "a mark by somebody of another letter": (
        lambda log: log.act(last(log), "mark", MET, "Ilse", "Sol"), NOT_SIGNED.format(n=2),
    ),
    "a mark by somebody who left": (
        lambda log: log.act(last(log), "mark", MET, "Ilse", "Joram"), NOT_SIGNED.format(n=2),
    ),
    "a mark by somebody who is not in yet": (
        lambda log: log.act(log.at("letter"), "mark", MET, "Ilse", "Noor", asked="2031-05-01"), NOT_SIGNED.format(n=2),
    ),
    "a mark signed for another letter": (
        lambda log: log.act(last(log), "mark", MET, "Ilse", "Noor", letter=log.world.kitchen), NOT_SIGNED.format(n=2),
    ),
    "a mark signed for another server": (
        lambda log: log.act(last(log), "mark", MET, "Ilse", "Noor", origin="http://elsewhere.example"),
        NOT_SIGNED.format(n=2),
    ),
    "a pause turned into a mark": (
        lambda log: log.act(last(log), "mark", MET, "Ilse", "Noor", said="pause"), NOT_SIGNED.format(n=2),
    ),
    "a mark with another value than was signed": (
        lambda log: log.edit(log.at("letter-act", act="mark"), value={"number": 1, "value": "met"}),
        NOT_SIGNED.format(n=2),
    ),
    "a mark moved to another number": (
        lambda log: log.edit(log.at("letter-act", act="mark"), value={"number": 2, "value": "partly_met"}),
        NOT_SIGNED.format(n=2),
    ),
    "a mark moved to another letter": (
        lambda log: log.again(log.at("letter-act", act="mark", letter=log.world.kitchen), last(log),
                              letter=log.world.lantern),
        NOT_SIGNED.format(n=2),
    ),
    "a letter with one signature taken off": (
        lambda log: log.edit(log.at("letter"), signatures=[signature_of(log, log.at("letter"))]),
        NOT_SIGNED.format(n=2),
    ),
    "a letter with another number": (
        lambda log: log.edit(log.at("letter"), value={**log.fields(log.at("letter"))["value"], "numbers": ["a" * 64]}),
        NOT_SIGNED.format(n=2),
    ),
    "a letter to another body": (
        lambda log: log.edit(log.at("letter"), value={**log.fields(log.at("letter"))["value"], "body": "b" * 26}),
        NOT_SIGNED.format(n=2),
    ),
    "a letter held by one": (
        lambda log: log.edit(
            log.at("letter"),
            value={**log.fields(log.at("letter"))["value"], "keys": [signature_of(log, log.at("letter"))["key"]],
                   "threshold": 1},
        ),
        "two different keys hold a new letter, and it has a number at least",
    ),
    "a letter put up again": (
        lambda log: log.again(log.at("letter"), last(log)),
        "it puts up a letter that was put up before",
    ),
    "showing again by one alone": (
        lambda log: log.edit(
            log.at("letter-act", act="show"), signatures=[signature_of(log, log.at("letter-act", act="show"))]
        ),
        NOT_SIGNED.format(n=2),
    ),
    "a yes to a date by one alone": (
        lambda log: log.edit(
            log.at("letter-act", act="date"), signatures=[signature_of(log, log.at("letter-act", act="date"))]
        ),
        NOT_SIGNED.format(n=2),
    ),
    "a pause of the host": (lambda log: log.act(last(log), "pause", {}, "nobody"), NOT_SIGNED.format(n=1)),
    # Order
    "an older mark after a newer": (
        lambda log: log.again(log.at("letter-act", act="mark"), last(log)),
        "an older act about number 1 comes after a newer one",
    ),
    "an old pause once more": (
        lambda log: log.again(log.at("letter-act", act="pause"), last(log)),
        "an older act about pause comes after a newer one",
    ),
    "an old list of keys once more": (
        lambda log: log.again(log.at("letter-act", act="keys"), last(log)),
        "an older act about keys comes after a newer one",
    ),
    "a mark before its three days": (
        lambda log: log.act(last(log), "mark", MET, "Ilse", "Noor", asked=log.fields(last(log))["day"]),
        "it counts before its three days are over",
    ),
    "a pause of what is paused": (
        lambda log: log.act(log.at("letter-act", act="pause"), "pause", {}, "Ilse"),
        "it pauses or hides what is paused or hidden already",
    ),
    "going on with what was not paused": (
        lambda log: log.act(last(log), "resume", {}, "Ilse"),
        "it goes on with what was not paused, or shows what was not hidden",
    ),
    "a claim as an act of the group": (
        lambda log: log.act(last(log), "claim", MET, "Ilse", "Noor"), "it is no act on a letter: claim",
    ),
    "a mark that there is not": (
        lambda log: log.act(last(log), "mark", {"number": 2, "value": "done"}, "Ilse", "Noor"),
        "it is no act on a letter: mark",
    ),
    "a mark of a number that there is not": (
        lambda log: log.act(last(log), "mark", {"number": 4, "value": "met"}, "Ilse", "Noor"),
        "it is no act on a letter: mark",
    ),
    # Keys
    "keys changed by one of two": (
        lambda log: keys_after(log, "Ilse", "Joram", "Noor", threshold=2, by=("Ilse",)), NOT_SIGNED.format(n=2),
    ),
    "keys changed by whoever leaves": (
        lambda log: keys_after(log, "Ilse", "Noor", threshold=1, by=("Ilse", "Joram")),
        "it is no act on a letter: keys",
    ),
    "keys changed to others altogether": (
        lambda log: keys_after(log, "Noor", "nobody", threshold=1, by=("Ilse", "Joram")),
        "it is no act on a letter: keys",
    ),
    "a key taken out at once where it takes three days": (
        lambda log: keys_after(log, "Ilse", threshold=1, by=("Ilse",)), "it counts before its three days are over",
    ),
    "keys changed at once by one alone": (
        lambda log: log.edit(
            log.at("letter-act", act="keys", letter=log.world.kitchen),
            asked=log.fields(log.at("letter-act", act="keys", letter=log.world.kitchen))["day"],
        ),
        "it counts before its three days are over",
    ),
    "one key twice": (
        lambda log: keys_after(log, "Ilse", "Ilse", threshold=1, by=("Ilse",)), "it is no act on a letter: keys",
    ),
    # What the body said
    "an answer that is none": (
        lambda log: log.edit(log.at("answer"), value="we are reflecting"),
        "an answer is yes, in part, another offer, or no with reasons",
    ),
    "a no without reasons": (
        lambda log: log.edit(log.at("answer"), value="no"),
        "an answer is yes, in part, another offer, or no with reasons",
    ),
    "an answer to a number that there is not": (
        lambda log: log.edit(log.at("answer"), number=4), "the letter has no such number",
    ),
    "an answer given twice": (
        lambda log: log.again(log.at("answer")), "it gives an answer that was given before",
    ),
    "an answer to a letter that there is not": (
        lambda log: log.edit(log.at("answer"), letter="b" * 26),
        "it speaks of a letter that the record does not hold",
    ),
    "an answer while the letter is paused": (
        lambda log: log.again(log.at("answer"), log.at("letter-act", act="pause"), code="c" * 26),
        "the body says something while the letter stands still",
    ),
    "a promise made twice": (
        lambda log: log.again(promise(log)), "it makes a promise that was made before",
    ),
    "a promise for a day that was over": (
        lambda log: extra_promise(log, by="2031-01-01"), "it promises something for 2031-01-01, which was over",
    ),
    "a promise that completes one of another number": (
        lambda log: log.edit(log.at("promise", -1), completes=log.fields(promise(log))["code"]),
        "it completes an intention that this number does not have",
    ),
    "a promise that completes a whole one": (
        lambda log: extra_promise(log, completes=log.fields(promise(log))["code"]),
        "only an intention is completed, once, and by a promise with nothing missing",
    ),
    "a date that was never promised": (
        lambda log: log.edit(moved(log), was="2031-06-30"), "it moves a date from 2031-06-30, where 2031-05-26 stood",
    ),
    "a promised date changed in its own line": (
        lambda log: log.edit(promise(log), by="2031-06-30") and moved(log),
        "it moves a date from 2031-05-26, where 2031-06-30 stood",
    ),
    "a date moved backwards into the past": (
        lambda log: log.edit(moved(log), to="2031-05-01"), "it moves a date to 2031-05-01, which was over",
    ),
    "a date moved after it passed": (
        lambda log: log.again(moved(log, -1), promise=log.fields(promise(log))["code"], was="2031-05-01"),
        "it moves the date 2031-05-01 after it passed",
    ),
    "a second move without the group": (
        lambda log: log.edit(moved(log, 1), waits=False),
        "a date moves once alone, and after that only with the group's yes",
    ),
    "a date of a promise that there is not": (
        lambda log: log.edit(moved(log), promise="c" * 26),
        "it moves the date of a promise that the record does not hold",
    ),
    "a date of a promise to another letter": (
        lambda log: log.edit(moved(log), letter=log.world.kitchen),
        "it moves the date of a promise that the record does not hold",
    ),
    "a yes to a date that does not wait": (
        lambda log: log.act(
            last(log), "date", {"promise": log.fields(promise(log))["code"], "to": "2031-06-30", "accepted": True},
            "Ilse", "Noor",
        ),
        "it says yes or no to a date that does not wait for it",
    ),
    "a claim of nothing": (
        lambda log: log.edit(log.at("claim"), letter=None, number=None, promise=None),
        "it claims neither a number nor a promise",
    ),
    "a mark of a number that is a yes": (
        lambda log: log.act(last(log), "mark", {"number": True, "value": "met"}, "Ilse", "Noor"),
        "it is no act on a letter: mark",
    ),
    "keys that are one long text": (
        lambda log: log.act(last(log), "keys", {"keys": log.world.key("Ilse"), "threshold": 1}, "Ilse", "Noor"),
        "it is no act on a letter: keys",
    ),
    "a key that is not written canonically": (
        lambda log: log.act(
            last(log), "keys", {"keys": [log.world.key("Ilse"), log.world.key("Noor"), "B" * 43], "threshold": 2},
            "Ilse", "Noor",
        ),
        "it is no act on a letter: keys",
    ),
    "a claim of a promise of another number": (
        lambda log: log.edit(log.at("claim"), number=2),
        "it says that a promise is done which the record does not hold",
    ),
    # Names out
    "a text taken out that never stood": (
        lambda log: log.edit(log.at("taken-out"), text="a" * 64), "it takes out a text that did not stand there",
    ),
    "a text taken out twice": (
        lambda log: log.again(log.at("taken-out")), "it takes out a text that did not stand there",
    ),
    "words of the group taken out by the body": (
        lambda log: log.edit(log.at("taken-out"), by="body"),
        "it takes out words of the group, said to be by the body",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BENT)
def test_each_lie_about_a_letter_is_named_with_its_index(name: str, log: Log) -> None:
    bend, sentence = BENT[name]
    index = bend(log)
    assert f"entry {index}: {sentence}" in log.findings()


def test_days_that_run_backwards_are_named(log: Log) -> None:
    index = log.edit(log.at("answer"), day="2031-05-19")
    assert any(each.startswith(f"entry {index}: its day 2031-05-19 is before") for each in log.findings())


@pytest.mark.parametrize(
    ("kind", "gone"), [("letter-act", "signatures"), ("answer", "by"), ("moved", "was"), ("taken-out", "now")]
)
def test_a_leaf_without_a_field_is_named(kind: str, gone: str, log: Log) -> None:
    index = log.at(kind)
    fields = log.fields(index)
    del fields[gone]
    log.entries[index] = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert f"entry {index}: a leaf of type {kind} has other fields" in log.findings()


def served(log: Log) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(log.words.read_text())
    return found


def test_words_that_do_not_match_their_commitment_are_named(log: Log) -> None:
    found, index = served(log), log.at("letter")
    text = log.fields(log.at("answer"))["text"]
    now = log.fields(log.at("taken-out", by="body"))["now"]
    assert text not in found["texts"]
    found["texts"][now]["text"] = "We will say nothing."
    log.words.write_text(json.dumps(found))
    assert log.findings() == [f"entry {index}: a text of this letter is not the one that was put up: {now}"]


@pytest.mark.parametrize("bent", [None, 3, {}, {"salt": 1, "text": 2}, {"salt": "A" * 43, "text": "\ud800"}, []])
def test_no_words_of_a_host_stop_the_auditor(bent: object, log: Log) -> None:
    found = served(log)
    one = next(iter(found["texts"]))
    found["texts"][one] = bent
    log.words.write_text(json.dumps(found))
    (said,) = log.findings()
    assert one in said


@pytest.mark.parametrize("bent", ["{", "[]", '{"texts": 1}', '{"texts": ["x", ["y"]]}', "{}"])
def test_words_that_cannot_be_read_are_named(bent: str, log: Log) -> None:
    log.words.write_text(bent)
    assert log.findings() == [f"entry {log.at('letter')}: the words of this letter cannot be read"]


def test_words_that_vanished_are_named(log: Log) -> None:
    found, index = served(log), log.at("letter")
    number = log.fields(index)["value"]["numbers"][0]
    del found["texts"][number]
    log.words.write_text(json.dumps(found))
    assert log.findings() == [
        f"entry {index}: a text of this letter vanished, and nothing says that it was taken out: {number}"
    ]
    log.words.unlink()
    assert log.findings() == [f"entry {index}: the words of this letter are served no longer, and nobody hid it"]


def test_words_that_were_taken_out_or_never_entered_and_are_served_are_named(log: Log) -> None:
    found, index = served(log), log.at("letter")
    gone = log.fields(log.at("taken-out"))["text"]
    found["texts"] |= {gone: {"salt": "A" * 43, "text": "x"}, "a" * 64: {"salt": "A" * 43, "text": "y"}}
    log.words.write_text(json.dumps(found))
    assert log.findings() == [
        f"entry {index}: a text of this letter was taken out, and is still served: {gone}",
        f"entry {index}: a text is served with this letter that no entry holds: {'a' * 64}",
    ]


def test_a_hidden_letter_is_served_by_nobody(log: Log) -> None:
    del log.entries[log.at("letter-act", act="show")]
    index = log.at("letter")
    assert log.findings() == [f"entry {index}: this letter is hidden, and its words are still served"]
    log.words.unlink()
    assert log.findings() == []
