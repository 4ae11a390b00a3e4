# SPDX-License-Identifier: AGPL-3.0-or-later
"""Notes among readers, new keys when one left, a drawer: client/tests/desk.test.ts reads the same vectors."""

import secrets
from typing import Any

import pytest

from answerable.sealing import desk, drawer, reader, wire
from answerable.sealing.errors import Refusal
from answerable.sealing.identity import Identity
from tests.sealing.vectors import read

VALID, INVALID = read("desk")["valid"], read("desk")["invalid"]


def own(row: dict[str, Any]) -> Identity:
    return Identity(wire.parse_b64(row["identity"]["sealing"]), wire.parse_b64(row["identity"]["signing"]))


def notes(row: dict[str, Any]) -> dict[str, Any]:
    return desk.open_desk(own(row), row["origin"], row["payload"]["seat"], row["payload"])


def stands(_: Any) -> None:
    """A record that shows everybody."""


def in_record(row: dict[str, Any]) -> reader.Look:
    """`record` is code to signing key, in place of a log."""

    def look(entry: Any) -> None:
        if row["record"].get(entry["code"]) != entry["signing"]:
            raise Refusal("record-key")

    return look


def write(row: dict[str, Any], payload: dict[str, Any], look: reader.Look = stands) -> dict[str, Any]:
    return desk.build_note(
        own(row), payload, notes({**row, "payload": payload}), {"text": "x"}, origin=row["origin"], look=look,
        random=secrets.token_bytes,
    )  # fmt: skip


def test_notes_open_for_those_who_hold_the_key() -> None:
    row = VALID["notes"]
    opened = notes(row)
    assert [line["flaw"] for line in opened["messages"]] == [None, None]
    assert [line["body"]["text"] for line in opened["messages"]] == row["texts"]
    assert opened["gaps"] == []


def test_whoever_left_opens_nothing_that_came_later() -> None:
    assert [line["flaw"] for line in notes(VALID["left"])["messages"]] == VALID["left"]["flaws"]


@pytest.mark.parametrize("row", INVALID["notes"], ids=lambda row: str(row["name"]))
def test_a_desk_key_that_no_member_made_for_this_reader_is_refused(row: dict[str, Any]) -> None:
    with pytest.raises(Refusal, match=row["refused"]):
        notes(row)


def test_a_message_is_no_note() -> None:
    assert [line["flaw"] for line in notes(INVALID["flaws"])["messages"]] == INVALID["flaws"]["flaws"]


def test_a_note_goes_to_the_newest_key_only_where_exactly_those_who_read_hold_it() -> None:
    row = VALID["notes"]
    same = write(row, row["payload"])
    assert (same["epoch"], same["keys"]) == (2, [])
    everybody = [{**one, "active": True} for one in row["payload"]["readers"]]
    more = write(row, {**row["payload"], "readers": everybody})
    assert (more["epoch"], len(more["keys"])) == (3, 3)
    alone = [{**one, "active": one["code"] == row["payload"]["seat"]} for one in row["payload"]["readers"]]
    less = write(row, {**row["payload"], "readers": alone})
    assert (less["epoch"], [one["holder"] for one in less["keys"]]) == (3, [row["payload"]["seat"]])


def test_whoever_reads_no_more_writes_no_note() -> None:
    row = VALID["left"]
    with pytest.raises(Refusal, match="old-epoch"):
        write(row, row["payload"])


def test_a_member_makes_a_new_epoch_for_those_whom_the_asker_named_and_nobody_else() -> None:
    row = VALID["renewed"]
    seat = row["payload"]["seat"]
    opened = reader.open_ask(own(row), row["origin"], seat, row["payload"])
    assert sorted(opened["seeds"]) == [1, 2]
    made = reader.build_renewal(own(row), opened, row["holders"], random=secrets.token_bytes)
    assert made["epoch"] == 3
    assert sorted(one["holder"] for one in made["keys"]) == sorted(row["holders"])
    for holders in (row["bad_holders"], {"asker": row["holders"]["asker"]}, {seat: row["holders"][seat]}, {}):
        with pytest.raises(Refusal, match="reader-unknown"):
            reader.build_renewal(own(row), opened, holders, random=secrets.token_bytes)
    with pytest.raises(Refusal, match="old-epoch"):
        reader.build_renewal(own(row), {**opened, "epoch": 9}, row["holders"], random=secrets.token_bytes)


@pytest.mark.parametrize("row", INVALID["renewed"], ids=lambda row: str(row["name"]))
def test_a_new_epoch_that_the_one_before_does_not_allow_is_refused(row: dict[str, Any]) -> None:
    with pytest.raises(Refusal, match=row["refused"]):
        reader.open_ask(own(row), row["origin"], row["payload"]["seat"], row["payload"])


def seal(row: dict[str, Any], opened: dict[str, Any]) -> dict[str, Any]:
    return reader.build_message(own(row), opened, {"text": "x"}, random=secrets.token_bytes, **opened["next_message"])


@pytest.mark.parametrize("name", ["renewed", "renewed_with_an_older_list"])
def test_a_colleagues_key_is_written_to_once_the_record_showed_that_colleague(name: str) -> None:
    row = VALID[name]
    opened = reader.open_ask(own(row), row["origin"], row["payload"]["seat"], row["payload"])
    assert opened["makers"] == {2: row["maker"]}
    with pytest.raises(Refusal, match="record-head"):
        seal(row, opened)
    assert seal(row, reader.believe(opened, row["payload"]["readers"], in_record(row)))["epoch"] == 2


@pytest.mark.parametrize("row", INVALID["unseen"], ids=lambda row: str(row["name"]))
def test_nothing_is_sealed_to_the_key_of_a_colleague_whom_the_record_does_not_show(row: dict[str, Any]) -> None:
    opened = reader.open_ask(own(row), row["origin"], row["payload"]["seat"], row["payload"])
    assert sorted(opened["seeds"]) == [1, 2]  # what was sealed to it can be read all the same
    with pytest.raises(Refusal, match=row["refused"]):
        seal(row, reader.believe(opened, row["payload"]["readers"], in_record(row)))


@pytest.mark.parametrize("row", INVALID["unseen_notes"], ids=lambda row: str(row["name"]))
def test_no_note_goes_to_a_colleague_whom_the_record_does_not_show(row: dict[str, Any]) -> None:
    with pytest.raises(Refusal, match=row["refused"]):
        write(row, row["payload"], in_record(row))
    assert write(row, row["payload"])["file"]


def test_a_desk_key_under_a_former_key_is_replaced_by_a_new_one() -> None:
    made = write(VALID["former"], VALID["former"]["payload"], in_record(VALID["former"]))
    assert (made["epoch"], len(made["keys"])) == (3, 2)


def test_ones_own_desk_key_needs_no_record() -> None:
    row = VALID["notes"]
    second = row["payload"]["desk"]["keys"][1]
    assert notes(row)["keys"][second["epoch"]].maker == row["payload"]["seat"]
    assert write(row, row["payload"], in_record({"record": {}}))["keys"] == []


def test_a_drawer_opens_for_its_owner() -> None:
    row = VALID["drawer"]
    assert drawer.open_drawer(own(row), row["origin"], wire.parse_b64(row["file"])) == row["content"]
    for bad in INVALID["drawer"]:
        with pytest.raises(Refusal, match=bad["refused"]):
            drawer.open_drawer(own(bad), bad["origin"], wire.parse_b64(bad["file"]))
