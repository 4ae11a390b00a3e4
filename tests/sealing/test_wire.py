# SPDX-License-Identifier: AGPL-3.0-or-later
"""The quick way to canonical JSON writes what the library for RFC 8785 writes, and reads nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from answerable.sealing.errors import Refusal
from answerable.sealing.wire import BIGGEST, check_profile, jcs, parse_jcs, parse_json

# Control characters, delete, quotes, letters of one to four bytes, and where UTF-16 sorts unlike code points.
texts = st.text(st.sampled_from('\x00\x1f\x7f"\\/\n\tabzé€\uffff\ufb01😀𐀀')) | st.text()
wholes = st.integers(-BIGGEST, BIGGEST)
values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | wholes | texts,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(texts, inner, max_size=5),
    max_leaves=20,
)


@given(st.dictionaries(texts, values, max_size=5))
def test_what_is_written_is_rfc_8785_and_reads_back(value: dict[str, Any]) -> None:
    written = jcs(value)
    assert written == rfc8785.dumps(value)
    assert parse_jcs(written) == value


def slow(raw: bytes) -> bool:
    """Whether these bytes are canonical, as the profile and the library say."""
    try:
        value = json.loads(raw)
        check_profile(value)
        return isinstance(value, dict) and rfc8785.dumps(value) == raw
    except (ValueError, Refusal, RecursionError):
        return False


NEAR = st.builds(
    lambda value, how: json.dumps(value, **how).encode("utf-8", "surrogatepass"),
    st.dictionaries(texts, values | st.floats() | st.integers(-(2**60), 2**60), max_size=4),
    st.sampled_from([{}, {"sort_keys": True}, {"separators": (",", ":"), "ensure_ascii": False, "sort_keys": True}]),
)


@given(NEAR)
def test_it_refuses_what_the_slow_way_refuses(raw: bytes) -> None:
    try:
        parse_jcs(raw)
        quick = True
    except Refusal:
        quick = False
    assert quick == slow(raw)


@pytest.mark.parametrize(
    "raw",
    [b'{"a":1.0}', b'{"a":-0}', b'{"a":NaN}', b'{"a":9007199254740992}', b'{"a":1,"a":1}', b'{"a":"\\ud800"}',
     b'\xef\xbb\xbf{}', '{"a":1}'.encode("utf-16"), b'{"b":1,"a":1}', b'{"a":"\\u0041"}', b'{"a":1e2}', b" {}"],
)  # fmt: skip
def test_named_negatives(raw: bytes) -> None:
    assert not slow(raw)
    with pytest.raises(Refusal):
        parse_jcs(raw)


@pytest.mark.parametrize(
    "raw",
    [b'{"a":1.0}', b'{"a":1e999}', b'{"a":NaN}', b'{"a":9007199254740992}', b'{"a":"\\ud800"}', b'["\\u0000"]',
     b'{"a":"\\\\\\u0000"}', b"[" * 65 + b"]" * 65, b"[" * 5000, b"\xff", b""],
)  # fmt: skip
def test_what_no_request_may_hold(raw: bytes) -> None:
    with pytest.raises(Refusal):
        parse_json(raw)


def test_a_request_may_be_written_in_any_form() -> None:
    assert parse_json(b' {"b": "\\u00e9\\\\u0000", "a": [1, null, true]} ') == {"b": "é\\u0000", "a": [1, None, True]}
    assert parse_json("[" * 64 + "]" * 64)


def nested(depth: int, kinds: str, inside: str) -> str:
    """So many lists ("[") and objects ("{") in each other by turns, around `inside`."""
    order = [kinds[at % len(kinds)] for at in range(depth)]
    opens = "".join('{"a":' if each == "{" else each for each in order)
    return opens + inside + "".join("]" if each == "[" else "}" for each in reversed(order))


@pytest.mark.parametrize("kinds", ["[", "{", "[{", "{["])
@pytest.mark.parametrize("inside", ["1", '"x"', "null", "[]", "{}"])
def test_what_lies_inside_each_other_is_at_most_64_deep(kinds: str, inside: str) -> None:
    room = 63 if inside in ("[]", "{}") else 64
    for beside in ("", ',[],{},1,"x"'):
        fits = nested(room - 1, kinds, inside)
        assert parse_json(f"[{fits}{beside}]")
        with pytest.raises(Refusal, match="^json$"):
            parse_json(f"[{nested(room, kinds, inside)}{beside}]")
    assert parse_json(nested(room, kinds, inside))


def test_what_lies_beside_each_other_may_be_more() -> None:
    for row in ('"' + "[" * 100 + '"', "[" + '[],{},1,"xy",null,' * 100 + "[]]", '{"a":[' + '{"b":{}},' * 100 + "7]}"):
        assert parse_json(row) == json.loads(row)


@pytest.mark.parametrize("value", [{1: 2}, {None: 2}, {"a": {1: 2}}, [{True: 1}], 0.5, BIGGEST + 1, object(), b"x"])
def test_what_is_outside_the_profile(value: Any) -> None:
    with pytest.raises(Refusal, match="^json$"):
        check_profile(value)


def test_a_key_may_be_of_a_kind_of_text() -> None:
    class Kind(str):
        pass

    check_profile({Kind("a"): 1, "b": 2})
