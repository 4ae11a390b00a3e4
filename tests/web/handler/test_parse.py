# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests are read strictly: what is not known is refused with a sentence, and nothing is guessed."""

import json

import pytest

from answerable.core.errors import Refused
from answerable.web.handler import parse

WAY = {"kind": "carried", "locator": "l", "signin": "s", "sealed": "x"}
ENROLMENT = {
    "card": {"sealing": "age1pq1", "signing": "s"},
    "proof": "p",
    "unlocks": [WAY, {**WAY, "kind": "printed"}],
}
GOOD = {"token": "t", "shown_name": "", "address": "", "secret": "S", "code": "123456", "enrolment": ENROLMENT}


def read(value: object) -> dict[str, object]:
    return parse.parse(json.dumps(value).encode(), parse.ACCEPT, parse.CODE)


def test_the_whole_form_is_read() -> None:
    way = {"name": None, "passkey": None}
    unlocks = [{**way, **each} for each in ENROLMENT["unlocks"]]  # type: ignore[dict-item]
    assert read(GOOD)["enrolment"] == {**ENROLMENT, "unlocks": unlocks}


@pytest.mark.parametrize(
    "bad",
    [
        [],
        "x",
        {},
        {**GOOD, "more": 1},
        {key: value for key, value in GOOD.items() if key != "address"},
        {**GOOD, "enrolment": {**ENROLMENT, "unlocks": [WAY]}},
        {**GOOD, "enrolment": {**ENROLMENT, "unlocks": [WAY, {**WAY, "extra": "x"}]}},
        {**GOOD, "enrolment": {**ENROLMENT, "card": {"sealing": "x"}}},
        {**GOOD, "enrolment": {"card": ENROLMENT["card"]}},
        {**GOOD, "shown_name": "a\nb"},
        {**GOOD, "shown_name": "a" * 81},
        {**GOOD, "code": 123456},
    ],
)
def test_any_other_form_is_refused(bad: object) -> None:
    with pytest.raises(Refused) as refused:
        read(bad)
    assert refused.value.sentence


def test_broken_bytes_are_refused() -> None:
    for raw in (b"", b"{", b"\xff", b"[" * 100_000):
        with pytest.raises(Refused):
            parse.parse(raw, parse.ASK)


def test_optional_keys_may_be_missing() -> None:
    found = parse.parse(b'{"ask":"x","move":"word","value":{}}', parse.MOVE, parse.MOVE_MORE)
    assert found["sealed"] is None
