# SPDX-License-Identifier: AGPL-3.0-or-later
"""How values are written and read strictly: base64, canonical text, codes, words, places; each mistake by its code."""

from __future__ import annotations

from typing import Any

import pytest

from answerable.sealing import envelope, padding, voice, ways, wire, words
from answerable.sealing.errors import Refusal
from answerable.sealing.wire import BIGGEST, b64, check_profile, jcs, parse_b64, parse_jcs, thread_code
from tests.sealing.vectors import read
from tests.sealing.vectors_make import drawn, seed

ORIGIN = "https://ask.example.org"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"", ""),
        (b"\0", "AA"),
        (b"\xff\xfe", "__4"),
        (b"\xfb\xef\xbe", "----"),
        (b"abcd", "YWJjZA"),
        (b"\0\0\x17", "AAAX"),
    ],
)
def test_base64_is_for_addresses_and_without_padding(raw: bytes, text: str) -> None:
    assert b64(raw) == text
    assert parse_b64(text) == parse_b64(text, len(raw)) == raw
    with pytest.raises(Refusal, match="^length$"):
        parse_b64(text, len(raw) + 1)


@pytest.mark.parametrize(
    "text",
    ["A", "AAAAA", "AA==", "AA=", "=", "AB", "AAB", "A A", "AA\n", "++++", "////",
     "AA.A", "é", "AAé", "AAAA=", "AAAA====", None, 3, b"AA"],
)  # fmt: skip
def test_no_other_base64(text: Any) -> None:
    with pytest.raises(Refusal, match="^base64$"):
        parse_b64(text)


@pytest.mark.parametrize(
    "value",
    [1.0, BIGGEST + 1, -BIGGEST - 1, {1: 2}, {"a": [{"b": 0.5}]}, [object()], {"a": b"x"}, "\ud800", ["é", "\ud800"]],
)  # fmt: skip
def test_what_has_no_canonical_form_is_refused(value: Any) -> None:
    with pytest.raises(Refusal, match="^json$"):
        jcs(value)


def test_what_has_one() -> None:
    value = {"é": [True, None, BIGGEST, -BIGGEST, "x"], "a": {"b": ()}}
    check_profile(value)
    assert jcs(value).decode() == '{"a":{"b":[]},"é":[true,null,9007199254740991,-9007199254740991,"x"]}'
    assert jcs({"b": 1, "a": "x"}) == b'{"a":"x","b":1}'
    assert parse_jcs(b'{"a":9007199254740991}') == {"a": BIGGEST}


@pytest.mark.parametrize(
    "raw",
    [
        b'{"a":9007199254740992}', b'{"a":1.5}', b'{"a":NaN}', b"[]", b'{"a" :1}', b'{"b":1,"a":1}', b'{"a":1,"a":1}',
        b"\xff", b"", b'{"a":' * 100_000,
    ],
)  # fmt: skip
def test_other_bytes_are_not_read(raw: bytes) -> None:
    with pytest.raises(Refusal, match="^json$"):
        parse_jcs(raw)


def test_a_code_is_26_letters_of_128_bits() -> None:
    assert thread_code(lambda size: bytes(range(size))) == "aaaqeayeaudaocajbifqydiob4"
    assert thread_code(lambda size: b"\xff" * size) == "7" * 25 + "4"


def test_words_say_where_they_are_wrong() -> None:
    right = words.make(seed("w")[:10]).split()
    with pytest.raises(ValueError, match="10 random bytes"):
        words.make(bytes(9))
    for typed, code, details in (
        ([*right[:2], "zzzz", *right[3:]], "words-unknown", {"position": 3, "word": "zzzz"}),
        (right[:7], "words-count", {"count": 7}),
    ):
        with pytest.raises(Refusal, match=f"^{code}$") as caught:
            words.parse(" ".join(typed))
        assert caught.value.details == details
    for typed, code, details in (
        ([*right[:1], "zzzz"], "words-unknown", {"position": 2, "word": "zzzz"}),
        (right[:5], "look-count", {"count": 5}),
    ):
        with pytest.raises(Refusal, match=f"^{code}$") as caught:
            words.parse_look(" ".join(typed))
        assert caught.value.details == details
    assert words.parse_look(" ".join(words.LIST[place] for place in (0, 0, 0, 1))) == b"\0\0\0\0\0\1"
    assert words.complete("a ba", limit=2) == words.complete("aba", limit=2) != []
    assert words.complete("a") == list(words.LIST[:6])
    assert words.stretch(words.parse(" ".join(right)), ORIGIN) == words.stretch(" ".join(right).upper(), ORIGIN)


def test_a_voice_names_one_key_of_one_reader_on_one_server() -> None:
    row = read("passkey")["valid"]["voices"][0]
    card = {"sealing": "s", "signing": "g"}
    said = voice.voice_words(ORIGIN, "h1", card)
    assert len(said.split()) == voice.COUNT and row
    voice.check_voice(said.upper().replace(" ", ", "), ORIGIN, "h1", card)
    others = [
        ("https://b.example", "h1", card), (ORIGIN, "h2", card), (ORIGIN, "h1", card | {"sealing": "t"}),
        (ORIGIN, "h1", card | {"signing": "t"}),
    ]  # fmt: skip
    for other in others:
        with pytest.raises(Refusal, match="^voice$"):
            voice.check_voice(said, *other)


def test_only_ways_that_the_askers_file_names_get_the_next_key() -> None:
    pinned = {"support": {ways.pin_of("age1a"): "Noor"}}
    listed = [
        {"code": "w1", "recipient": "age1a"},
        {"code": "w2", "recipient": "age1b"},
        {"code": "w3", "recipient": ""},
    ]
    assert ways.named(pinned, listed) == {"way:w1": "age1a"}
    assert ways.named({}, listed) == ways.named({"support": None}, listed) == {}


def test_a_place_is_a_server_and_a_thread() -> None:
    fields = {"origin": ORIGIN, "thread": "t1"}
    envelope.check_place(fields, ORIGIN)
    envelope.check_place(fields, ORIGIN, "t1")
    with pytest.raises(Refusal, match="^wrong-origin$"):
        envelope.check_place(fields, "https://b.example", "t1")
    with pytest.raises(Refusal, match="^wrong-thread$"):
        envelope.check_place(fields, ORIGIN, "t2")


@pytest.mark.parametrize(("length", "size"), [(0, 512), (508, 512), (509, 1024), (1020, 1024), (60_000, 61_440)])
def test_sizes(length: int, size: int) -> None:
    assert padding.padded_size(length) == len(padding.pad(bytes(length))) == size


@pytest.mark.parametrize(
    ("length", "size"),
    [(2, 2), (3, 3), (5, 5), (7, 7), (8, 8), (9, 10), (15, 16), (17, 18), (33, 36), (1023, 1024), (1025, 1088)],
)  # fmt: skip
def test_leading_bits_of_a_length_stay(length: int, size: int) -> None:
    """Up to a multiple of 2^(E−S), where E = ⌊log2 length⌋ and S = ⌊log2 E⌋ + 1."""
    assert padding.padme(length) == size


def test_padding_that_is_not_ours() -> None:
    good = padding.pad(b"x")
    for bad in (
        good[:-1],
        good + bytes(512),
        good[:-1] + b"x",
        good[:5] + b"x" + good[6:],
        b"",
        bytes(3),
        b"\0\0\2\0" + bytes(508),
    ):
        with pytest.raises(Refusal, match="^padding$"):
            padding.unpad(bad)
    assert padding.unpad(bytes(512)) == b""
    assert wire.value_digest({}) == wire.sha256_hex(b"{}")
    assert len(drawn("x")(5)) == 5
