# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lodging: what is taken, what is refused by name, and what may be said twice."""

from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from answerable import config
from answerable.actions import lodging
from answerable.cli.movement import TERMS, Asker, Movement, random, read_directory
from answerable.core import checking
from answerable.core.errors import Refused
from answerable.sealing import asker, words
from answerable.sealing.errors import Refusal
from answerable.storage import keyfile, models
from answerable.storage.access import PUBLIC
from tests.actions.scene import WORDS, ask_of, check_whole, later, opened
from tests.conftest import NOW, ORIGIN


def build(movement: Movement, slug: str = "river-north-bank", mode: str = "keyed", **choices: Any) -> dict[str, Any]:
    return built(movement, slug, mode, **choices)[0]


def built(movement: Movement, slug: str, mode: str = "keyed", **choices: Any) -> tuple[dict[str, Any], Asker]:
    """What is sent, and whoever sends it."""
    directory = read_directory(slug, NOW)
    chosen = {
        "kind": "change_policy", "helped": False, "route": "body", "hold_until": None, "text": WORDS,
        "readers": [one["code"] for one in directory["readers"]],
        "backups": [one["code"] for one in directory["backups"]], "terms": TERMS,
    } | choices  # fmt: skip
    one = Asker(words.make(random("somebody")(words.SECRET_BYTES)), ORIGIN)
    given, one.private = asker.build_lodging(one.words, ORIGIN, directory, chosen, random=random("an ask"), mode=mode)
    one.code = given["thread"]
    return given, one


def lodge(given: dict[str, Any], mode: str = "keyed") -> dict[str, Any]:
    return lodging.lodge_ask(given, by=PUBLIC, at=NOW, mode=mode)


def test_lodging_says_the_days(movement: Movement) -> None:
    said = lodge(build(movement))
    assert (said["day"], said["lodged"]) == (1, "2031-05-20")
    assert (said["acknowledge_by"], said["answer_by"]) == ("2031-05-27", "2031-06-10")
    check_whole()


def test_the_asker_reads_their_own_words_again(movement: Movement) -> None:
    one = movement.lodge("Anouk", "river-north-bank", 0, kind="own_words", text=WORDS)
    found = opened(one)
    assert [line["body"] for line in found["messages"]] == [{"text": WORDS}]
    assert [(move["move"], move["proven"]) for move in found["moves"]] == [("lodged", True)]


def test_the_same_sent_twice_is_one_ask(movement: Movement) -> None:
    """The answer got lost on the way: the page sends again and must not learn that something is wrong."""
    given = build(movement)
    assert lodge(given) == lodge(deepcopy(given))
    assert models.Ask.objects.count() == 1


def test_the_same_sent_again_later_tells_nothing_of_what_became_of_it(movement: Movement) -> None:
    """Whoever got hold of what was sent, and has no words, learns by sending it only what stood in it."""
    given, one = built(movement, "river-north-bank")
    first = lodge(given)
    one.move(NOW, "pause", {"keep_safety": False})
    assert ask_of(first["code"]).paused
    assert lodge(deepcopy(given)) == first


def test_words_lead_to_one_ask_only(movement: Movement) -> None:
    given = build(movement)
    lodge(given)
    other = movement.lodge("Anouk", "river-delta", 0, kind="credit_work")
    stolen = build(movement) | {"locator": given["locator"], "thread": "a" * 26}
    before = models.Ask.objects.count()
    with pytest.raises(Refused):
        lodge(stolen)
    assert models.Ask.objects.count() == before
    assert ask_of(other.code)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"kind": "credit_work"}, "signature"),
        ({"helped": True}, "signature"),
        ({"mark_key": "A" * 43}, "signature"),
        ({"thread": "b" * 26}, "signature"),
        ({"move.number": 2}, "move-number"),
        ({"move.prev": "00"}, "move-chain"),
        ({"recipient": "age1classic"}, "age-recipient"),
    ],
)
def test_a_changed_lodging_is_refused_by_name(movement: Movement, changed: dict[str, Any], code: str) -> None:
    given = build(movement)
    for name, value in changed.items():
        outer, _, inner = name.partition(".")
        given[outer] = {**given[outer], inner: value} if inner else value
    with pytest.raises(Refusal) as refused:
        lodge(given)
    assert refused.value.code == code
    assert models.Ask.objects.count() == 0
    assert keyfile.current().idents(keyfile.Purpose.THREAD) == frozenset()


@pytest.mark.parametrize(
    "change",
    [
        lambda given: given["keys"].pop(0),
        lambda given: given["keys"].append({**given["keys"][0], "holder": "standby:nobody"}),
        lambda given: given["keys"].append({**given["keys"][0], "epoch": 2}),
        lambda given: given.update(extra=1),
        lambda given: given.update(door="invited"),
        lambda given: given.pop("keep"),
        lambda given: given.update(messages=["AAAA"]),
        lambda given: given.update(messages=given["messages"] * 2),
        lambda given: given.update(thread="../../etc/passwd"),
        lambda given: given.update(readers=["x" * 26]),
        lambda given: given.update(locator="short"),
    ],
)
def test_what_does_not_fit_is_refused(movement: Movement, change: Any) -> None:
    given = build(movement)
    change(given)
    with pytest.raises(Refused):
        lodge(given)
    assert models.Ask.objects.count() == 0


def test_a_page_opened_before_midnight_is_taken_and_an_older_one_is_not(movement: Movement) -> None:
    given = build(movement)
    said = lodging.lodge_ask(given, by=PUBLIC, at=later(1))
    assert said["lodged"] == "2031-05-21"
    with pytest.raises(Refused, match="day has changed"):
        lodging.lodge_ask(build(movement) | {"locator": "A" * 43, "thread": "c" * 26}, by=PUBLIC, at=later(2))


def test_leaving_somebody_out_starts_at_the_second_line(movement: Movement) -> None:
    seat = movement.members["Tiko"].seat
    given = build(movement)
    given["readers"] = [code for code in given["readers"] if code != seat]
    with pytest.raises(Refused):
        lodge(given)
    one = movement.lodge("Anouk", "river-north-bank", 0, kind="change_policy", without=["Tiko"])
    assert ask_of(one.code).terms[-1].silence == "second_line"
    assert not models.Reader.objects.filter(seat__code=seat).exists()
    assert not models.SealedKey.objects.filter(holder=seat).exists()


def test_words_to_a_body_that_never_joined_go_past_it(movement: Movement) -> None:
    with pytest.raises(Refused) as refused:
        lodge(build(movement, "orchard-kitchen", readers=[]))
    assert refused.value.sentence == checking.NOT_JOINED
    assert lodge(build(movement, "orchard-kitchen", readers=[], text=""))["code"]


def test_without_scripts_words_come_only_where_the_operator_allowed_it(movement: Movement) -> None:
    given = build(movement, mode="hosted")
    with pytest.raises(Refused) as refused:
        lodge(given, "hosted")
    assert refused.value.sentence == lodging.NOT_SEALED
    config.use(replace(config.current(), sealed_on_arrival=True))
    said = lodge(given, "hosted")
    assert ask_of(said["code"]).mode == "hosted"
    assert models.Ask.objects.get().number == 0


def test_a_long_text_is_kept(movement: Movement) -> None:
    text = "ß" * 100_000
    one = movement.lodge("Anouk", "river-north-bank", 0, kind="own_words", text=text)
    assert opened(one)["messages"][0]["body"]["text"] == text


def test_a_held_ask_is_lodged_on_its_day(movement: Movement) -> None:
    from answerable.actions import timely

    one = movement.lodge("Anouk", "river-north-bank", 0, kind="change_policy", hold_until="2031-05-25")
    assert (ask_of(one.code).lodged_date, timely.admit_held(at=later(4))) == (None, 0)
    assert timely.admit_held(at=later(5)) == 1
    assert timely.admit_held(at=later(5)) == 0
    assert str(ask_of(one.code).lodged_date) == "2031-05-25"
    check_whole()
