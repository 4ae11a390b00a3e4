# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bent input from valid examples: bytes, text and JSON values, each different, all from one seeded source.

A parser meets little of its own code in random bytes; what is almost right goes deep.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

ODD_BYTES: Final = (
    b"\0",
    b"\n",
    b"\r\n",
    b"\n\n",
    b" ",
    b"=",
    b"==",
    b"+",
    b"/",
    b"-",
    b"\x7f",
    b"\xff",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"\xc0\x80",
    b"\xf4\x90\x80\x80",
    b"{",
    b"}",
    b"[" * 40,
    b'{"a":' * 40,
    b'"',
    b"\\ud800",
    b"\\u0000",
    b"null",
    b"true",
    b"1e999",
    b"-0",
    b"NaN",
    b"Infinity",
    b"9" * 30,
    b"9" * 5000,
    b"<",
    b"&#0;",
    b"%00",
    b"\xe2\x80\x94 ",
)
ODD_SIGNS: Final = (
    "\0",
    "\n",
    "\r",
    "\t",
    " ",
    "\x1b",
    "\x7f",
    "\x85",
    "\xa0",
    "\xad",
    "\u200b",
    "\u2028",
    "\u202e",
    "\ufeff",
    "\ufdfa",
    "\ud800",
    "\udfff",
    "\U0010ffff",
    "\u0660",
    "\u00b2",
    "\u2460",
    "\u0130",
    "ẞ",
    "ß",
    "é",
    "e\u0301",
    "中",
    "🕊",
    "<",
    ">",
    "&",
    "'",
    '"',
    "/",
    "\\",
    "..",
    "%",
    "=",
    "+",
    "-",
    "_",
    ":",
    "@",
    "#",
    "?",
    "[",
    "]",
    "{",
    "}",
    "0",
    "-1",
    "1e9",
)
ODD_VALUES: Final[tuple[Any, ...]] = (
    None,
    True,
    False,
    0,
    1,
    -1,
    2**31,
    2**53,
    2**63,
    2**64,
    -(2**63),
    10**30,
    0.5,
    -0.0,
    1e308,
    float("inf"),
    float("nan"),
    "",
    " ",
    "\0",
    "\ud800",
    "a\0b",
    "0",
    "null",
    "x" * 300,
    "x" * 5000,
    "2031-02-30",
    "2031-05-20",
    "9999-12-31",
    "0001-01-01",
    "10000-01-01",
    [],
    {},
    [[]],
    [{}],
    [None],
    {"": None},
    [0] * 100,
    {"a": {"a": {"a": {}}}},
    "a" * 26,
    "../../etc/passwd",
    "<b>",
    "{0}",
    "%s",
    "’; --",
)
DEPTHS: Final = (60, 900)  # what a JSON reader still lets through


def nested(depth: int, inner: Any = None) -> Any:
    value = inner
    for turn in range(depth):
        value = [value] if turn % 2 else {"a": value}
    return value


def bend_bytes(given: bytes, others: Sequence[bytes], draw: random.Random) -> bytes:
    """One to four changes."""
    found = bytearray(given)
    for _ in range(draw.choice((1, 1, 1, 2, 4))):
        draw.choice(BYTE_BENDS)(found, others, draw)
    return bytes(found)


def _place(found: Sequence[Any] | bytearray, draw: random.Random) -> int:
    return draw.randrange(len(found) + 1)


def _flip(found: bytearray, others: Sequence[bytes], draw: random.Random) -> None:
    if found:
        found[draw.randrange(len(found))] ^= 1 << draw.randrange(8)


def _other(found: bytearray, others: Sequence[bytes], draw: random.Random) -> None:
    if found:
        found[draw.randrange(len(found))] = draw.randrange(256)


def _drop(found: bytearray, others: Sequence[bytes], draw: random.Random) -> None:
    at = _place(found, draw)
    del found[at : at + draw.choice((1, 1, 2, 8, 64))]


def _cut(found: bytearray, others: Sequence[bytes], draw: random.Random) -> None:
    del found[_place(found, draw) :]


def _insert(found: bytearray, others: Sequence[bytes], draw: random.Random) -> None:
    at = _place(found, draw)
    found[at:at] = draw.choice(ODD_BYTES)


def _again(found: bytearray, others: Sequence[bytes], draw: random.Random) -> None:
    at = _place(found, draw)
    found[at:at] = found[at : at + draw.choice((1, 4, 32))] * draw.choice((1, 1, 2, 9))


def _line(found: bytearray, others: Sequence[bytes], draw: random.Random) -> None:
    """Lines in another order, left out or repeated."""
    lines = bytes(found).split(b"\n")
    one = lines.pop(draw.randrange(len(lines)))
    for _ in range(draw.choice((0, 1, 2))):
        lines.insert(_place(lines, draw), one)
    found[:] = b"\n".join(lines)


def _join(found: bytearray, others: Sequence[bytes], draw: random.Random) -> None:
    other = draw.choice(others)
    found[_place(found, draw) :] = other[_place(other, draw) :]


BYTE_BENDS: Final = (_flip, _other, _drop, _cut, _insert, _again, _line, _join)


def bend_text(given: str, others: Sequence[str], draw: random.Random) -> str:
    found = list(given)
    for _ in range(draw.choice((1, 1, 1, 2, 4))):
        at, how = _place(found, draw), draw.randrange(5)
        if how == 0:
            found[at : at + 1] = draw.choice(ODD_SIGNS)
        elif how == 1:
            del found[at : at + draw.choice((1, 1, 3, 20))]
        elif how == 2:
            found[at:at] = found[at : at + draw.choice((1, 5, 40))] * draw.choice((1, 2, 30))
        elif how == 3:
            other = draw.choice(others)
            found[at:] = other[_place(other, draw) :]
        else:
            found[at:at] = draw.choice(ODD_SIGNS)
    return "".join(found)


def bend_value(given: Any, others: Sequence[Any], draw: random.Random) -> Any:
    """A JSON value with one to three of its parts replaced, left out, repeated or renamed. The example stays whole."""
    found = given
    for _ in range(draw.choice((1, 1, 1, 2, 3))):
        places = list(_places(found, ()))
        found = _with(found, draw.choice(places), others, draw)
    return found


def _places(value: Any, before: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    yield before
    if len(before) > 8:
        return
    if isinstance(value, dict):
        for name, each in list(value.items())[:40]:
            yield from _places(each, (*before, name))
    elif isinstance(value, list):
        for at, each in enumerate(value[:6]):
            yield from _places(each, (*before, at))


def _with(value: Any, place: tuple[Any, ...], others: Sequence[Any], draw: random.Random) -> Any:
    if not place:
        return _other_value(value, others, draw)
    first, rest = place[0], place[1:]
    if isinstance(value, dict):
        made = dict(value)
        if not rest and draw.randrange(4) == 0:
            part = made.pop(first)
            if draw.randrange(2):
                made[draw.choice(("", "x", "v", "__proto__", f"{first} "))] = part
            return made
        made[first] = _with(made[first], rest, others, draw)
        return made
    listed = list(value)
    if not rest and draw.randrange(4) == 0:
        part = listed.pop(first)
        return listed + [part] * draw.choice((0, 2, 9))
    listed[first] = _with(listed[first], rest, others, draw)
    return listed


def _other_value(value: Any, others: Sequence[Any], draw: random.Random) -> Any:
    how = draw.randrange(6)
    if how == 0 and isinstance(value, str):
        return bend_text(value, [value], draw)
    if how == 1:
        return draw.choice(others)
    if how == 2 and isinstance(value, int) and not isinstance(value, bool):
        return value + draw.choice((-1, 1, 2**31, 2**63))
    if how == 3 and draw.randrange(40) == 0:
        return nested(draw.choice(DEPTHS))
    return draw.choice(ODD_VALUES)


Bend = Callable[[Any, Sequence[Any], random.Random], Any]
BENDS: Final[dict[type, Bend]] = {bytes: bend_bytes, str: bend_text, dict: bend_value, list: bend_value}


def bent(examples: Sequence[Any], seed: str, count: int) -> Iterator[Any]:
    """`count` bent inputs, the same for the same seed. All examples are of one type."""
    draw = random.Random(seed)
    bend = BENDS[type(examples[0])]
    for _ in range(count):
        yield bend(draw.choice(examples), examples, draw)
