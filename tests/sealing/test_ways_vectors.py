# SPDX-License-Identifier: AGPL-3.0-or-later
"""Look codes, devices and support persons: client/tests/ways.test.ts reads the same vectors."""

from typing import Any

import pytest

from answerable.sealing import ways
from answerable.sealing.derive import derive_asker
from answerable.sealing.errors import Refusal
from answerable.sealing.state import open_state_with
from answerable.sealing.wire import parse_b64
from answerable.sealing.words import parse_look
from tests.sealing.vectors import read

VALID, INVALID = read("ways")["valid"], read("ways")["invalid"]


def open_row(row: dict[str, Any]) -> dict[str, Any]:
    keys = derive_asker(parse_b64(row["stretched"]), row["origin"], 1)
    assert keys.recipient == row["recipient"]
    return open_state_with(keys, row["origin"], 1, row["state"])


def test_a_look_code_and_a_device_are_found_by_other_values_at_each_server() -> None:
    for row in VALID["looks"]:
        assert ways.look_locator(row["words"], row["origin"]) == row["locator"]
    for row in VALID["devices"]:
        assert ways.device_proof(parse_b64(row["secret"]), row["origin"], row["locator"]) == row["proof"]
    assert len({row["locator"] for row in VALID["looks"]}) == 2
    assert len({row["proof"] for row in VALID["devices"]}) == 2


@pytest.mark.parametrize("row", VALID["helpers"], ids=lambda row: str(row["right"]))
def test_a_support_person_reads_and_only_where_they_may_act_holds_the_mark_seed(row: dict[str, Any]) -> None:
    found = open_row(row)
    assert [line["body"]["text"] for line in found["messages"]] == [row["text"]]
    assert (found["mark_key"], found["mark_seed"] != "") == (row["mark_key"], row["acts"])
    assert ways.pin_of(row["recipient"]) == row["pin"]
    listed = [{"code": "w" * 26, "recipient": row["recipient"]}, {"code": "x" * 26, "recipient": "age1pq1stranger"}]
    assert ways.named({"support": {row["pin"]: {}}}, listed) == {"way:" + "w" * 26: row["recipient"]}


@pytest.mark.parametrize("row", INVALID["looks"], ids=lambda row: str(row["name"]))
def test_what_is_no_look_code(row: dict[str, Any]) -> None:
    with pytest.raises(Refusal, match=row["refused"]):
        parse_look(row["typed"])


@pytest.mark.parametrize("row", INVALID["helpers"], ids=lambda row: str(row["name"]))
def test_what_a_support_person_must_not_believe(row: dict[str, Any]) -> None:
    with pytest.raises(Refusal, match=row["refused"]):
        open_row(row)


@pytest.mark.parametrize("row", VALID["own"], ids=lambda row: str(row["name"]))
def test_whom_the_askers_own_file_names_counts_where_its_age_is_known(row: dict[str, Any]) -> None:
    found = open_row(row)
    assert [move["flaw"] for move in found["moves"]] == [None] * len(row["state"]["history"])
    assert (bool(found["keep"]["support"]), found["helpers_unsure"]) == (row["counts"], row["unsure"])


@pytest.mark.parametrize("row", INVALID["own"], ids=lambda row: str(row["name"]))
def test_an_older_copy_of_the_askers_own_file_is_refused(row: dict[str, Any]) -> None:
    with pytest.raises(Refusal, match=row["refused"]):
        open_row(row)
